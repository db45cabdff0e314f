# SPDX-License-Identifier: Apache-2.0
"""What a page shows beside the narrative, over a real network: keys, envelopes, holders and units, as proved."""

from pathlib import Path

import pytest

from counterfoil.evidence.event import GENESIS_TRANSACTION
from counterfoil.evidence.narrative import ReportModel, ReportStep
from counterfoil.evidence.package import Package, encode_package
from counterfoil.identity.signing import single_key_policy
from counterfoil.modules.holdings.calls import ExecuteHold, Hold, Transfer
from counterfoil.modules.parties.calls import ChangeAccountControl, RotateKeys
from counterfoil.modules.parties.records import Control
from counterfoil.node.collect import Collector
from counterfoil.node.drafting import OPEN_ABOVE
from counterfoil.node.exhibits import exhibited
from counterfoil.primitives.types import AccountId, HexHash, PartyId, Quantity, Timestamp
from counterfoil.verify import verify_package
from support.network import CHAIN, SHARES, YUAN, make_trading_network, open_network, run, trust_of

ALICE, BOB = AccountId("alice-1"), AccountId("bob-1")
START = Timestamp(0)


class Made:
    """A network on which Alice's account moves by her and the bank, and the transactions that moved something."""

    def __init__(self, root: Path) -> None:
        self.root = make_trading_network(root)
        with open_network(self.root) as network:
            node, ring = network.chain(CHAIN), network.keyring
            alice, bank, bob = (ring.get(name) for name in ("alice", "bank", "bob"))
            self.keys = {"alice": alice.keyid, "bank": bank.keyid, "bob": bob.keyid}
            both = ChangeAccountControl(
                account=ALICE, custodian=PartyId("bank"), outgoing=Control.both, incoming=Control.nobody
            )
            run(node, [both], alice, bank)
            moving = Transfer(sender=ALICE, receiver=BOB, instrument=SHARES, quantity=Quantity(7))
            self.transfer = run(node, [moving], alice, bank)
            later = ring.create("alice-2")
            self.rotation = run(
                node, [RotateKeys(party=PartyId("alice"), keys=single_key_policy(later), registrar=None)], alice
            )
            self.keys["alice later"] = later.keyid
            held = Hold(
                hold="h-1",
                account=ALICE,
                instrument=SHARES,
                quantity=Quantity(3),
                executor="bob",
                expires=Timestamp(2**52),
            )
            self.hold = run(node, [held], later, bank)
            self.executed = run(node, [ExecuteHold(hold="h-1", receiver=BOB, quantity=Quantity(3))], bob)
            network.publish()

    def proved(
        self, kind: str, *asked: object, open_above: int = OPEN_ABOVE, **how: object
    ) -> tuple[ReportModel, Package]:
        """The narrative of a proved package, with its exhibits."""
        with open_network(self.root) as network:
            collector = Collector(
                network.chain(CHAIN, writable=False).reader, network.published(), open_above=open_above
            )
            package = getattr(collector, kind)(*asked, **how)
        narrative = verify_package(encode_package(package), trust_of(self.root)).narrative
        assert narrative is not None
        return exhibited(narrative, package), package


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Made once, not to be changed."""
    return Made(tmp_path_factory.mktemp("exhibits") / "network")


def by(step: ReportStep) -> list[tuple[str, str, str, tuple[str, ...], HexHash | None]]:
    """Party, side, kind, keys and envelope of each consent."""
    return [
        (one.party, one.side, one.kind, one.keys, None if one.envelope is None else one.envelope.transaction)
        for one in step.consents
    ]


def test_each_consent_of_a_transfer_has_its_key(made: Made) -> None:
    """Two that sign for the giving account; the receiving one takes without anybody's consent."""
    model, _ = made.proved("transfer", made.transfer)
    [step] = model.steps
    assert by(step) == [
        ("alice", "gives", "signature", (made.keys["alice"],), made.transfer),
        ("bank", "gives", "signature", (made.keys["bank"],), made.transfer),
    ]


def test_a_consent_given_before_names_the_envelope_that_gave_it(made: Made) -> None:
    """Under the keys in force then: Alice's second key held the units, and who executes signs for itself."""
    model, _ = made.proved("control", BOB, SHARES)
    step = next(step for step in model.steps if step.transaction == made.executed)
    assert by(step)[:2] == [
        ("alice", "gives", "hold", (made.keys["alice later"],), made.hold),
        ("bank", "gives", "hold", (made.keys["bank"],), made.hold),
    ]
    before = next(step for step in model.steps if step.transaction == made.transfer)
    assert by(before)[0][3] == (made.keys["alice"],)


def test_nobody_is_listed_who_merely_signed(made: Made) -> None:
    """The consents are, party for party, those that the verifier used."""
    for kind, asked in (("control", (BOB, SHARES)), ("control", (ALICE, SHARES)), ("transfer", (made.executed,))):
        model, _ = made.proved(kind, *asked)
        for step in model.steps:
            if step.transaction != GENESIS_TRANSACTION:
                told = " ".join(step.authorised_by)
                assert all(model.party_called(one.party) in told for one in step.consents)
                assert len({one.party for one in step.consents}) >= 1
                assert all(one.keys for one in step.consents)


def test_names_holders_and_units_are_those_that_the_package_shows(made: Made) -> None:
    """Beside identifiers of parties and accounts; of a statement each event has the unit of its instrument."""
    model, _ = made.proved("control", BOB, SHARES)
    assert dict(model.holders) == {"alice-1": "alice", "bob-1": "bob"}
    assert model.account_called("alice-1") == "alice-1 (alice “Alice”)"
    assert {step.unit for step in model.steps} == {("share", 0)}
    assert all("bob-1 (bob “Bob”)" in step.concerned for step in model.steps)
    assert {step.counterparty for step in model.steps} == {"alice-1 (alice “Alice”)"}
    told, _ = made.proved("statement", BOB, start=START)
    units = {step.unit for step in told.steps}
    assert ("share", 0) in units and ("CNY", 2) in units, YUAN


def test_of_a_long_trail_that_is_opened_keys_are_those_of_the_opening(made: Made) -> None:
    """What came before is not in the package, and the keys of each event are shown all the same."""
    with open_network(made.root) as network:
        node, bob = network.chain(CHAIN), network.keyring.get("bob")
        other = network.keyring.create("bob-2")
        for number in range(70):
            new, old = (other, bob) if number % 2 == 0 else (bob, other)
            rotate = RotateKeys(party=PartyId("bob"), keys=single_key_policy(new), registrar=None)
            run(node, [rotate], old)
        back = Transfer(sender=BOB, receiver=ALICE, instrument=SHARES, quantity=Quantity(1))
        moved = run(node, [back], bob)
        network.publish()
    model, package = made.proved("transfer", moved, open_above=2)
    assert "parties/party/bob" in {opening.record for opening in package.openings}
    [step] = model.steps
    assert ("bob", "gives", "signature", (made.keys["bob"],), moved) in by(step)
