# SPDX-License-Identifier: Apache-2.0
"""A bond pays by its terms: who is on the register at the record time is paid, to the fen, once."""

from hashlib import sha256

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.queries import outstanding
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle import computing
from counterfoil.modules.lifecycle.actions import ActionKind, ActionStatus
from counterfoil.modules.lifecycle.computing import due_of, plan_of
from counterfoil.modules.lifecycle.queries import due_by, entitlements_of, owed
from counterfoil.modules.parties.records import Control
from counterfoil.primitives.types import Timestamp
from support.corporate_actions import (
    BOND,
    CASH,
    DAY_MS,
    FLOATING,
    LATER,
    TERMS_OF_IT,
    action_of,
    bond,
    cash,
    fixed,
    funded,
    paid,
    registered,
    small_market,
    step,
    terms_of,
    until,
    written,
)
from support.ledger import Ledger

PROPOSE = c.Propose(instrument=BOND)


@pytest.fixture
def ledger() -> Ledger:
    return small_market()


def test_a_bond_pays_from_its_terms_until_its_units_end(ledger: Ledger) -> None:
    """Three payments, proposed by anybody, whole to the fen; at the last the units are redeemed."""
    terms = written(TERMS_OF_IT)
    expected = [due_of(terms, at_s, ()).total for at_s in plan_of(terms).times_s]
    for number, per_bond in enumerate(expected, 1):
        name = f"_due-{number}"
        ledger.do(PROPOSE, signed_by="ann")
        before = sum(cash(ledger, "ann", "ben", "cat"))
        paid(ledger, BOND, name)
        action = action_of(ledger, BOND, name)
        assert action.status is ActionStatus.paid_out
        assert action.whole == round(per_bond * 1001 * 100)
        assert sum(cash(ledger, "ann", "ben", "cat")) - before == action.whole
        assert [one.gross for one in entitlements_of(ledger.state, action)] == parts(action.whole)
    assert (len(expected), action.kind) == (3, ActionKind.final_maturity)
    assert outstanding(ledger.state, BOND) == 0
    assert ledger.holding("till", CASH).held == 0
    assert ledger.submit(PROPOSE, signed_by="ann").outcome.name == "no_more_due"
    assert list(broken_invariants(ledger.state)) == []


def parts(whole: int) -> list[int]:
    """Largest remainders of 333, 333 and 335 of 1001; of equals the first by name."""
    held = {"ann": 333, "ben": 333, "cat": 335}
    shares = {name: whole * units // 1001 for name, units in held.items()}
    order = sorted(held, key=lambda name: (-(whole * held[name] % 1001), name))
    for name in order[: whole - sum(shares.values())]:
        shares[name] += 1
    return list(shares.values())


def test_units_that_move_after_the_record_time_take_no_coupon_with_them(ledger: Ledger) -> None:
    """Whoever held at the record time is paid; who bought after it, before anybody was counted, is not."""
    ledger.do(PROPOSE, signed_by="venue")
    until(ledger, action_of(ledger, BOND, "_due-1").record_time)
    move = h.Transfer(sender="ann", receiver="ben", instrument=BOND, quantity=333)
    ledger.do(move, signed_by="ann")
    ledger.do(h.Issue(instrument=BOND, account="till", quantity=50), signed_by="issuer")
    ledger.do(h.Redeem(instrument=BOND, account="cat", quantity=5), signed_by="issuer cat")
    paid(ledger, BOND, "_due-1")
    action = action_of(ledger, BOND, "_due-1")
    assert action.units == 1001
    assert cash(ledger, "ann", "ben", "cat") == parts(action.whole or 0)


def test_what_moves_in_the_block_of_the_record_time_still_counts(ledger: Ledger) -> None:
    """The record time is the end of its block; the next block is after it."""
    ledger.do(PROPOSE, signed_by="venue")
    action = action_of(ledger, BOND, "_due-1")
    until(ledger, action.record_time - 1_000)
    move = h.Transfer(sender="ann", receiver="ben", instrument=BOND, quantity=333)
    ledger.do(move, signed_by="ann")
    assert ledger.time == action.record_time
    ledger.do(h.Transfer(sender="ben", receiver="ann", instrument=BOND, quantity=100), signed_by="ben")
    action = fixed(ledger, BOND, "_due-1")
    assert [one.account for one in entitlements_of(ledger.state, action)] == ["ben", "cat"]


def test_what_nobody_proposed_is_known_and_recorded_when_somebody_does(ledger: Ledger) -> None:
    """The register of a time that has passed cannot be brought back."""
    assert due_by(ledger.state, ledger.time) == []
    until(ledger, LATER)
    ledger.submit(signed_by="ann")
    assert due_by(ledger.state, ledger.time) == [BOND]
    ledger.do(PROPOSE, signed_by="ann")
    assert action_of(ledger, BOND, "_due-1").record_time == ledger.time


def test_payments_that_were_over_when_terms_were_registered_are_not_paid(ledger: Ledger) -> None:
    """A bond comes to the ledger in the middle of its life."""
    until(ledger, ledger.time + 10 * DAY_MS)
    text = bond(ledger, "OLD")
    ledger.do(registered(text, "OLD"), signed_by="issuer")
    assert terms_of(ledger, "OLD").dues == 1
    assert terms_of(ledger, "OLD").hash == sha256(text.encode()).hexdigest()


def test_who_cannot_be_paid_is_owed_and_paid_later(ledger: Ledger) -> None:
    """An account that takes from nobody is paid when it says where; nobody else waits for it."""
    ledger.do(PROPOSE, signed_by="venue")
    ledger.party("dan")
    ledger.account("dan", "dan", incoming=Control.holder)
    ledger.do(h.Transfer(sender="ann", receiver="dan", instrument=BOND, quantity=100), signed_by="ann dan")
    action = fixed(ledger, BOND, "_due-1")
    funded(ledger, BOND, "_due-1")
    until(ledger, action.pay_time)
    pay = c.Pay(instrument=BOND, action="_due-1", account="dan")
    assert ledger.submit(pay, signed_by="dan").outcome.name == "signature_not_enough"
    for account in ("ann", "ben", "cat"):
        ledger.do(c.Pay(instrument=BOND, action="_due-1", account=account), signed_by="venue")
    assert [one.account for one in owed(ledger.state, action)] == ["dan"]
    finish = c.Finish(instrument=BOND, action="_due-1")
    assert ledger.submit(finish, signed_by="issuer").outcome.name == "still_owed"
    takes = h.GrantMandate(mandate="coupons", account="dan", executor="lifecycle/action", takes=True)
    ledger.do(takes, c.PayInto(account="dan", receiver="dan", mandate="coupons"), signed_by="dan")
    ledger.do(pay, finish, signed_by="venue")
    assert sum(cash(ledger, "ann", "ben", "cat", "dan")) == action.whole
    assert ledger.holding("dan", BOND).balance == 100


def test_a_coupon_is_not_paid_twice_after_a_restart(ledger: Ledger) -> None:
    """Whoever drives it forgets where it stood, and a dividend paid twice after a restart is refused."""
    ledger.do(PROPOSE, signed_by="venue")
    action = fixed(ledger, BOND, "_due-1")
    funded(ledger, BOND, "_due-1")
    until(ledger, action.pay_time)
    pay = [c.Pay(instrument=BOND, action="_due-1", account=account) for account in ("ann", "ben", "cat")]
    ledger.do(*pay[:2], signed_by="venue")
    before = cash(ledger, "ann", "ben", "cat")
    for again in pay[:2]:
        assert ledger.submit(again, signed_by="venue").outcome.name == "paid_already"
    assert ledger.submit(*pay, signed_by="venue").outcome.name == "paid_already"
    assert cash(ledger, "ann", "ben", "cat") == before
    while step(ledger, BOND, "_due-1", at_most=1):
        pass
    assert sum(cash(ledger, "ann", "ben", "cat")) == action.whole
    assert ledger.submit(*pay[2:], signed_by="venue").outcome.name == "action_not_so_far"


def test_the_register_closes_for_the_final_redemption(ledger: Ledger) -> None:
    """Units that are about to end go nowhere any more; pledged ones are paid when they are free."""
    for number in (1, 2):
        ledger.do(PROPOSE, signed_by="venue")
        paid(ledger, BOND, f"_due-{number}")
    ledger.do(PROPOSE, signed_by="venue")
    pledge = h.Pledge(pledge="loan", account="ann", instrument=BOND, quantity=3, pledgee="bank")
    ledger.do(pledge, signed_by="ann")
    action = fixed(ledger, BOND, "_due-3")
    move = h.Transfer(sender="ben", receiver="ann", instrument=BOND, quantity=1)
    assert ledger.submit(move, signed_by="ben").outcome.name == "register_closed"
    assert ledger.submit(h.Issue(instrument=BOND, account="ann", quantity=1), signed_by="issuer").outcome.name == (
        "register_closed"
    )
    funded(ledger, BOND, "_due-3")
    until(ledger, action.pay_time)
    pay = c.Pay(instrument=BOND, action="_due-3", account="ann")
    assert ledger.submit(pay, signed_by="ann").outcome.name == "insufficient_free_quantity"
    ledger.do(h.ReleasePledge(pledge="loan"), pay, signed_by="bank")
    assert ledger.holding("ann", BOND).balance == 0


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"contractType": "STK"}, "terms_not_computable"),
        ({"contractType": "PAM", "cycleOfInterestPayment": "P1D"}, "terms_not_computable"),
        ({"maturityDate": "2999-11-20T00:00:00"}, "terms_not_computable"),
        ({"contractRole": "RPL"}, "terms_not_computable"),
        ({"nominalInterestRate": "much"}, "terms_not_computable"),
        (FLOATING, "floating_terms"),
        ({}, "ok"),
    ],
)
def test_terms_that_do_not_compute_are_refused(ledger: Ledger, changed: dict[str, str], outcome: str) -> None:
    """Whatever every node could not compute at once, and alike, before anybody owes anything."""
    text = bond(ledger, "OTHER", changed if "cycleOfRateReset" in changed else TERMS_OF_IT | changed)
    assert ledger.submit(registered(text, "OTHER"), signed_by="issuer").outcome.name == outcome


def test_terms_are_those_whose_hash_the_instrument_has(ledger: Ledger) -> None:
    """Nobody registers others, nor twice."""
    text = bond(ledger, "OTHER")
    assert ledger.submit(registered(text + " ", "OTHER"), signed_by="issuer").outcome.name == "other_terms"
    assert ledger.submit(registered(text, "OTHER"), signed_by="ann").outcome.name == "not_authorised"
    assert ledger.submit(registered(text, "OTHER"), signed_by="issuer").outcome is MachineOutcome.ok
    assert ledger.submit(registered(text, "OTHER"), signed_by="issuer").outcome.name == "terms_exist"


def test_what_is_due_is_read_from_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """No terms are reckoned to know that nothing is due: an issuer of long ones would make everybody wait."""
    ledger = small_market()
    monkeypatch.setattr(computing, "_planned", None)
    assert due_by(ledger.state, Timestamp(ledger.time)) == []
    assert due_by(ledger.state, Timestamp(ledger.time + 400 * DAY_MS)) == ["BOND"]
