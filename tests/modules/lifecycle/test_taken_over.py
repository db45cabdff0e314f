# SPDX-License-Identifier: Apache-2.0
"""Keys were lost, and what an account held went to a new one: so does what it is owed, under the same order."""

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.queries import outstanding
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import ActionKind, ActionStatus
from counterfoil.modules.parties.records import Control
from counterfoil.modules.supervision.calls import Recover, RecoveredHolding
from counterfoil.modules.supervision.records import OrderKind
from counterfoil.primitives.types import RecordPath
from support.corporate_actions import (
    BOND,
    CASH,
    DAY_MS,
    HOUR_MS,
    SHARE,
    action_of,
    announced,
    cash,
    entitlement_of,
    fixed,
    funded,
    paid,
    small_market,
    step,
    until,
)
from support.ledger import Ledger
from support.supervised import give, supervise

ORDER = RecordPath("supervision/order/lost")


@pytest.fixture
def ledger() -> Ledger:
    """Ann has a second account; her first is the one of which the keys are lost."""
    ledger = supervise(small_market())
    ledger.account("ann-2", "ann")
    return ledger


def ordered(ledger: Ledger) -> None:
    expires = ledger.time + DAY_MS
    order = give("lost", OrderKind.recover, "court", "clerk", account="ann", receiver="ann-2", expires=expires)
    ledger.do(order, signed_by="court clerk")


def recovered(ledger: Ledger, *instruments: str, more: bool = False) -> None:
    holdings = tuple(RecoveredHolding(instrument=one) for one in instruments)
    ledger.do(Recover(order="lost", by="court", holdings=holdings, more=more), signed_by="court")


def take_over(action: str, instrument: str = SHARE, account: str = "ann", order: str = ORDER) -> c.TakeOver:
    return c.TakeOver(instrument=instrument, action=action, account=account, order=RecordPath(order))


def test_a_dividend_of_the_old_account_is_paid_into_the_new_one(ledger: Ledger) -> None:
    """When the order is carried out, at the new account's request, and to the fen; not before, and once."""
    ledger.do(announced(now=ledger.time), signed_by="issuer")
    action = fixed(ledger, SHARE, "dividend")
    funded(ledger, SHARE, "dividend")
    ordered(ledger)
    recovered(ledger, SHARE, more=True)
    assert ledger.submit(take_over("dividend"), signed_by="ann").outcome.name == "no_such_recovery", "half of it"
    recovered(ledger, BOND)
    assert ledger.submit(take_over("dividend"), signed_by="ben").outcome.name == "not_authorised"
    assert ledger.submit(take_over("dividend", account="ben"), signed_by="ann").outcome.name == "no_such_recovery"
    ledger.do(take_over("dividend"), signed_by="ann")
    until(ledger, action.pay_time)
    while step(ledger, SHARE, "dividend"):
        pass
    assert cash(ledger, "ann", "ann-2") == [0, entitlement_of(ledger, SHARE, "dividend", "ann").gross]
    assert action_of(ledger, SHARE, "dividend").status is ActionStatus.paid_out
    assert ledger.submit(take_over("dividend"), signed_by="ann").outcome.name == "action_not_so_far"


def test_where_the_new_account_is_paid_counts(ledger: Ledger) -> None:
    """Whoever had the old keys may have said otherwise for the old one."""
    ledger.account("anns-bank", "bank")
    ledger.account("thief", "ben")
    ledger.do(c.PayInto(account="ann", receiver="thief"), signed_by="ann")
    ledger.do(announced(now=ledger.time), signed_by="issuer")
    fixed(ledger, SHARE, "dividend")
    ordered(ledger)
    recovered(ledger, SHARE, BOND)
    ledger.do(c.PayInto(account="ann-2", receiver="anns-bank"), take_over("dividend"), signed_by="ann")
    paid(ledger, SHARE, "dividend")
    gross = entitlement_of(ledger, SHARE, "dividend", "ann").gross
    assert cash(ledger, "ann", "thief", "ann-2", "anns-bank") == [0, 0, 0, gross]


def test_bonus_shares_come_where_the_shares_went(ledger: Ledger) -> None:
    """Whatever the new account takes otherwise: they follow from the shares' terms."""
    ledger.account("ann-3", "ann", incoming=Control.holder)
    ledger.do(announced("bonus", ActionKind.bonus, ledger.time, amount=3), signed_by="issuer")
    fixed(ledger, SHARE, "bonus")
    expires = ledger.time + DAY_MS
    order = give("lost", OrderKind.recover, "court", "clerk", account="ann", receiver="ann-3", expires=expires)
    ledger.do(order, signed_by="court clerk")
    recovered(ledger, SHARE, BOND)
    ledger.do(take_over("bonus"), signed_by="ann")
    paid(ledger, SHARE, "bonus")
    gross = entitlement_of(ledger, SHARE, "bonus", "ann").gross
    assert [ledger.holding(name, SHARE).balance for name in ("ann", "ann-3")] == [0, 333 + gross]


def test_rights_are_exercised_out_of_the_account_that_took_over(ledger: Ledger) -> None:
    """Whoever has the new account decides, pays out of its hold, and has the units."""
    changed = {"amount": 3, "price": 50, "proceeds": "till", "deadline": ledger.time + 5 * HOUR_MS}
    ledger.do(announced("rights", ActionKind.rights, ledger.time, **changed), signed_by="issuer")
    action = fixed(ledger, SHARE, "rights")
    ledger.party("eve")
    expires = ledger.time + DAY_MS
    order = give("lost", OrderKind.recover, "court", "clerk", account="ann", receiver="ann-2", expires=expires)
    for account in ("ann", "ann-2"):
        ledger.issue(CASH, account, 1_000, issuer="bank")
    hold = h.Hold(account="ann-2", hold="new", instrument=CASH, quantity=900, executor=action.path, expires=expires)
    ledger.do(order, signed_by="court clerk")
    recovered(ledger, SHARE, BOND, CASH)
    ledger.do(hold, take_over("rights"), signed_by="ann")
    until(ledger, action.pay_time)
    exercise = c.Exercise(instrument=SHARE, action="rights", account="ann", quantity=3, hold="new")
    assert ledger.submit(exercise, signed_by="eve").outcome.name == "not_authorised"
    ledger.do(exercise, signed_by="ann")
    assert [ledger.holding(name, SHARE).balance for name in ("ann", "ann-2")] == [0, 333 + 3]
    assert ledger.holding("ann-2", CASH).held == 900 - 150


def test_redeemed_units_are_taken_where_they_are(ledger: Ledger) -> None:
    """A recovery after the final record time strands nobody: before it is taken over the old account has nothing."""
    for number in (1, 2):
        ledger.do(c.Propose(instrument=BOND), signed_by="venue")
        paid(ledger, BOND, f"_due-{number}")
    ledger.do(c.Propose(instrument=BOND), signed_by="venue")
    action = fixed(ledger, BOND, "_due-3")
    ordered(ledger)
    recovered(ledger, BOND, SHARE, CASH)
    funded(ledger, BOND, "_due-3")
    until(ledger, action.pay_time)
    pay = c.Pay(instrument=BOND, action="_due-3", account="ann")
    assert ledger.submit(pay, signed_by="ann").outcome.name == "insufficient_free_quantity"
    before = cash(ledger, "ann-2")[0]
    ledger.do(take_over("_due-3", BOND), pay, signed_by="ann")
    assert cash(ledger, "ann-2")[0] - before == entitlement_of(ledger, BOND, "_due-3", "ann").gross
    while step(ledger, BOND, "_due-3"):
        pass
    assert outstanding(ledger.state, BOND) == 0
    assert list(broken_invariants(ledger.state)) == []


def test_only_an_order_of_recovery_will_do(ledger: Ledger) -> None:
    """No other record, and none that is not there."""
    ledger.do(announced(now=ledger.time), signed_by="issuer")
    fixed(ledger, SHARE, "dividend")
    path = action_of(ledger, SHARE, "dividend").path
    ledger.do(h.GrantMandate(mandate="m", account="ann", executor="lifecycle/action", takes=True), signed_by="ann")
    for order in ("supervision/order/none", "no/such", path, "holdings/mandate/m"):
        assert ledger.submit(take_over("dividend", order=order), signed_by="ann").outcome.name == "no_such_recovery"
