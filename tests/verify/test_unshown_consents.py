# SPDX-License-Identifier: Apache-2.0
"""Consents that a package does not show: they excuse no other that lacks, and nothing shown may rest on them."""

import pytest

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Consent, ConsentKind, Side
from counterfoil.evidence.package import encode_package
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES
from counterfoil.modules.settlement.events import Affirmed
from counterfoil.modules.settlement.records import SettlementStatus
from counterfoil.node.collect import Collector
from counterfoil.node.drafting import Draft
from counterfoil.primitives.types import AccountId, HexHash, PartyId, RecordPath
from counterfoil.verify import verify_package
from counterfoil.verify.shown import Position
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, founded, issue, leg
from support.evidence_told import published, tell


@pytest.mark.parametrize("first", [ZHAO, LI])
def test_a_cancellation_without_the_consent_of_an_account_that_is_shown(first: str) -> None:
    """A matched settlement ends by the venue's word alone; that the other account is not shown excuses nothing."""
    world = founded()
    world.do("acme", calls=[issue(LI, 50)])
    world.do("bank", "south", calls=[issue(ZHAO, 50, CASH)])
    legs = [leg(ZHAO, LI, CASH, 6), leg(LI, ZHAO, SHARE, 5)]
    legs = legs if first == ZHAO else legs[::-1]
    agreed = {"by": "venue", "legs": legs, "expires": 2**50, "instruction": "s9"}
    world.do("venue", calls=[{"call": "settlement.instruct", **agreed}])
    for step in ("affirm", "allocate"):
        for signer, account in (("li", LI), ("south", ZHAO)):
            world.do(signer, calls=[{"call": f"settlement.{step}", "instruction": "s9", "account": account}])
    world.force(world.sign([{"call": "settlement.cancel", "instruction": "s9", "by": "venue"}], "venue"))
    for account, instrument in ((LI, SHARE), (ZHAO, CASH)):
        assert verify_package(published(world, account, instrument), world.trust()).failed_check == 10


def test_an_affirmation_that_names_the_consent_of_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator affirms for Zhao, whose keeper never signed, names Wang, and hides the keeper's keys: check 10."""
    world = tell().world
    agreed = {"by": "venue", "legs": [leg(LI, ZHAO, SHARE, 5)], "expires": 2**50, "instruction": "s9"}
    world.do("venue", calls=[{"call": "settlement.instruct", **agreed}])
    affirm = {"call": "settlement.affirm", "instruction": "s9"}
    world.do("li", calls=[{**affirm, "account": LI}])

    def act(ctx: Context) -> None:
        wangs = Consent(
            account=AccountId(WANG),
            by=(PartyId("south"),),
            kind=ConsentKind.signature,
            record=ACCOUNTS.path(WANG),
            seq=1,
            side=Side.takes,
        )
        ctx.happen(Affirmed(instruction="s9", account=AccountId(ZHAO), status=SettlementStatus.matched), (wangs,))

    world.rogue_block(act, world.sign([{**affirm, "account": ZHAO}], "venue"))
    world.do("li", calls=[{"call": "settlement.allocate", "instruction": "s9", "account": LI}])
    settle = world.do("venue", calls=[{"call": "settlement.settle", "instruction": "s9", "by": "venue"}])
    add = Draft._add_until

    def hiding(draft: Draft, path: RecordPath, position: Position) -> None:
        if path != PARTIES.path("south"):
            add(draft, path, position)

    monkeypatch.setattr(Draft, "_add_until", hiding)
    package = Collector(world, world.publish()).transfer(HexHash(settle))
    assert not any("parties/party/south" in record.path for record in package.records)
    report = verify_package(encode_package(package), world.trust())
    assert report.failed_check == 10
    assert "needs the trail of parties/party/south" in report.sentence.en
