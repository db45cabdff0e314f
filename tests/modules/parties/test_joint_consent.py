# SPDX-License-Identifier: Apache-2.0
"""Wherever an event needs the consent of two parties, one key that both policies list is the consent of one."""

import pytest

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.settlement import calls as s
from support.ledger import DOCUMENT, Ledger, policy_of
from support.market import leg
from support.refused_movements import move
from support.refused_parties import control

CORRECTION = {"change": Change.removes, "maker": "registrar", "reason": "register", "document": DOCUMENT}
CASES: dict[str, tuple[Call, str, str]] = {
    "other rules": (control("guarded", custodian="keeper", outgoing=Control.either), "taker keeper", "taker keeper"),
    "another keeper": (control("guarded", custodian="venue"), "taker keeper venue", "keeper venue"),
    "issue": (h.Issue(instrument="SHARE", account="guarded", quantity=1), "issuer keeper", "issuer keeper"),
    "redemption": (h.Redeem(instrument="SHARE", account="kept", quantity=1), "issuer holder", "issuer holder"),
    "correction": (
        h.Correct(instrument="SHARE", account="kept", quantity=1, checker="supervisor", **CORRECTION),
        "issuer holder registrar supervisor",
        "issuer holder",
    ),
    "transfer": (move("kept", "guarded"), "holder keeper", "holder keeper"),
    "under a hold": (h.ExecuteHold(hold="held", receiver="guarded", quantity=1), "venue keeper", "venue keeper"),
    "at once": (s.SettleNow(instruction="now", legs=(leg("kept", "guarded"),)), "holder keeper", "holder keeper"),
    "affirmation": (s.Affirm(instruction="open", account="mixed"), "taker keeper", "taker keeper"),
    "cancelling": (s.Cancel(instruction="open", by="keeper"), "keeper holder taker", "keeper holder"),
}
"""What is done, who must consent to it, and two of these."""


@pytest.fixture
def ledger() -> Ledger:
    """Accounts whose givers, takers and keepers are different parties."""
    ledger = Ledger()
    ledger.party("issuer", Role.issuer)
    ledger.party("venue", Role.venue, Role.custodian)
    ledger.party("keeper", Role.custodian)
    ledger.party("holder")
    ledger.party("taker")
    ledger.instrument("SHARE", "issuer")
    ledger.account("kept", "holder")
    ledger.account("guarded", "taker", custodian="keeper", incoming=Control.custodian)
    ledger.account("mixed", "taker", custodian="keeper", incoming=Control.custodian)
    ledger.issue("SHARE", "kept", 9, issuer="issuer")
    ledger.do(
        h.Issue(instrument="SHARE", account="mixed", quantity=9),
        h.Hold(hold="held", account="kept", instrument="SHARE", quantity=1, executor="venue", expires=10**15),
        signed_by="issuer keeper holder",
    )
    legs = (leg("kept", "mixed"), leg("mixed", "kept"))
    ledger.do(s.Instruct(instruction="open", by="venue", legs=legs, expires=10**15), signed_by="venue")
    return ledger


@pytest.mark.parametrize("case", CASES)
def test_one_shared_key_is_one_consent(ledger: Ledger, case: str) -> None:
    """Refused under the one key that two list; done when the other signs with a second key of its own."""
    call, needed, pair = CASES[case]
    one, other = pair.split()
    ledger.do(p.RotateKeys(party=one, keys=policy_of("shared", one)), signed_by=one)
    ledger.do(p.RotateKeys(party=other, keys=policy_of("shared", other)), signed_by=other)
    others = " ".join(set(needed.split()) - {one, other})
    refused = ledger.submit(call, signed_by=f"shared {others}", by=needed)
    assert refused.outcome is PartiesOutcome.not_authorised
    ledger.do(call, signed_by=f"shared {other} {others}", by=needed)


def test_who_is_needed_twice_is_one_party(ledger: Ledger) -> None:
    """An issuer redeems from its own account by its one key."""
    ledger.account("own", "issuer")
    ledger.issue("SHARE", "own", 1, issuer="issuer")
    ledger.do(h.Redeem(instrument="SHARE", account="own", quantity=1), signed_by="issuer")
