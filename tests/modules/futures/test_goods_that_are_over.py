# SPDX-License-Identifier: Apache-2.0
"""Goods whose register closed end their parcels in cash, whatever the venue admitted them as: nobody fails for them."""

from typing import Any, Final

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS
from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures.delivery import DELIVERABLES, DELIVERIES, Bond, ParcelStatus
from counterfoil.modules.futures.desk_outcomes import DeskOutcome
from counterfoil.modules.futures.expiry import ENDINGS, EndingStatus
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS
from counterfoil.modules.futures.standing import withdrawable
from counterfoil.modules.futures.steps import steps
from counterfoil.modules.lifecycle import calls as a
from counterfoil.modules.lifecycle.records import REGISTERS
from counterfoil.primitives.types import DayNumber, Millionths, Timestamp
from support.corporate_actions import CHINA_MIN
from support.futures_desk import (
    BY_TREASURY,
    FIRST,
    LAST_ONE,
    LATE,
    SECOND,
    UNIT,
    days,
    matched,
    offered,
    paid,
    recorded,
    with_bond,
)
from support.futures_ending import RICH, open_day, product
from support.ledger import Ledger

WRONG: Final = LATE + 3_000
"""The day on which the venue said that the bond matures, years too late."""
WHO: Final = ("ann", "bob", "cat")


@pytest.fixture
def ledger() -> Any:
    """The last day of payment is over, and the register of the last payment is recorded next."""
    ledger = offered(with_bond(Ledger(), WRONG))
    matched(ledger)
    for action in (FIRST, SECOND):
        recorded(ledger, action)
        paid(ledger, action)
    days(ledger, LATE)
    return ledger


def answer(ledger: Any, call: Call, signed_by: str = "pat") -> Outcome:
    return ledger.submit(call, signed_by=signed_by).outcome  # type: ignore[no-any-return]


def about(name: str, number: int = 1) -> dict[str, Any]:
    return {"contract": "T1", "account": f"m-{name}", "number": number}


def without_money(ledger: Any) -> None:
    """Ann takes home what she can, and cannot pay any more."""
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    margin = ledger.state.read(MARGIN_ACCOUNTS, "m-ann")
    there = withdrawable(ledger.context(), margin, ledger.state.read(HOUSES, "CC"))
    ledger.do(c.Withdraw(account="m-ann", amount=there), signed_by="ann")


def ends_even(ledger: Any) -> None:
    """By the day after all is over; nobody paid, nobody is owed anything, and the desk is empty."""
    ledger.drive("pat", "futures")
    open_day(ledger, LATE + 1)
    ledger.drive("pat", "futures")
    assert ledger.state.read(ENDINGS, "T1").status is EndingStatus.ended
    for name in WHO:
        delivery = ledger.state.read(DELIVERIES, "T1", f"m-{name}")
        assert {one.status for one in delivery.parcels} == {ParcelStatus.defaulted} and not delivery.waiting
        assert ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}").balance == RICH
    assert ledger.holding("desk", "CNY").balance == 0 and ledger.holding("desk", "BOND").balance == 0
    assert not list(broken_invariants(ledger.state))


def test_a_bond_that_ended_years_before_the_venue_said_ends_its_contract(ledger: Any) -> None:
    """It was redeemed at the desk: no side can do its part, none fails, and driving the day ends the contract."""
    recorded(ledger, LAST_ONE)
    paid(ledger, LAST_ONE)
    ends_even(ledger)


def test_a_buyer_without_money_pays_no_penalty_for_what_was_redeemed_to_its_sellers(ledger: Any) -> None:
    """Only the other way out was left to her: refused, and the caller is told which there is."""
    recorded(ledger, LAST_ONE)
    paid(ledger, LAST_ONE)
    without_money(ledger)
    assert answer(ledger, s.Fail(**about("ann"))) is DeskOutcome.matured_at_desk
    assert answer(ledger, s.Compensate(**about("bob"))) is FuturesOutcome.other_side_first
    assert answer(ledger, s.Fail(**about("ann"), over=True)) is MachineOutcome.ok
    assert answer(ledger, s.Compensate(**about("bob"))) is FuturesOutcome.does_not_fail
    ends_even(ledger)


def test_goods_that_are_over_wait_until_they_are_redeemed(ledger: Any) -> None:
    """Once the register is closed parcels end; the bonds go back to nobody, who has asked for it or not."""
    recorded(ledger, LAST_ONE)
    ledger.drive("pat", "futures")
    now = Timestamp(ledger.time + 1_000)
    assert not [one for one in steps(ledger.state, now) if isinstance(one, s.HandOver)]
    assert ledger.state.read(DELIVERIES, "T1", "m-cat").waiting and ledger.holding("desk", "BOND").free == 3 * UNIT
    assert not list(broken_invariants(ledger.state))
    paid(ledger, LAST_ONE)
    ends_even(ledger)


def test_nobody_says_of_goods_that_move_still_that_they_are_over(ledger: Any) -> None:
    """A buyer that would rather not pay is no way out by it, nor a seller whose goods cost more by now."""
    for name in ("ann", "bob"):
        assert answer(ledger, s.Fail(**about(name), over=True)) is FuturesOutcome.does_not_fail


def test_who_failed_before_the_register_closed_pays_for_it_after(ledger: Any) -> None:
    """The buyer's half ended at ten, the register closed at eleven: at noon the seller is due the penalty."""
    without_money(ledger)
    assert answer(ledger, s.Fail(**about("ann"))) is MachineOutcome.ok
    recorded(ledger, LAST_ONE)
    assert answer(ledger, s.Fail(**about("bob"), over=True)) is FuturesOutcome.does_not_fail
    assert answer(ledger, s.Compensate(**about("bob"))) is MachineOutcome.ok
    assert answer(ledger, s.Fail(**about("ann", 2))) is DeskOutcome.matured_at_desk
    ledger.drive("pat", "futures")
    paid(ledger, LAST_ONE)
    ledger.drive("pat", "futures")
    assert ledger.state.read(ENDINGS, "T1").status is EndingStatus.ended and not list(broken_invariants(ledger.state))
    lost, gained, even = (ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}").balance - RICH for name in WHO)
    assert lost == -gained < 0 == even


def test_who_paid_before_the_register_closed_has_the_goods_and_the_seller_the_money(ledger: Any) -> None:
    """Nobody ends a seller's half by saying that the goods, which the buyer has, are over."""
    assert answer(ledger, s.Take(**about("ann"))) is MachineOutcome.ok
    recorded(ledger, LAST_ONE)
    assert answer(ledger, s.Fail(**about("bob"), over=True)) is FuturesOutcome.does_not_fail
    assert answer(ledger, s.Credit(**about("bob"))) is MachineOutcome.ok
    ledger.drive("pat", "futures")
    assert ledger.state.read(ENDINGS, "T1").status is EndingStatus.ended
    assert ledger.holding("of-ann", "BOND").free == 2 * UNIT and not list(broken_invariants(ledger.state))


@pytest.mark.parametrize(
    ("away", "outcome"),
    [(-200, "goods_contradict"), (-20, "ok"), (0, "ok"), (1, "ok"), (20, "ok"), (200, "goods_contradict")],
)
def test_a_bond_is_admitted_where_its_last_register_closes(away: int, outcome: str) -> None:
    """It pays twice a year: said to mature half a year away from there it is another bond; days later it is not."""
    ledger = with_bond(Ledger())
    ledger.do(product("TT", BY_TREASURY, decimals=3, multiplier=1_000), signed_by="ccp venue")
    for action in (FIRST, SECOND):
        recorded(ledger, action)
        paid(ledger, action)
    ledger.do(a.Propose(instrument="BOND"), signed_by="venue")
    closes = ledger.state.read(REGISTERS, "BOND").closes
    matures = (closes + CHINA_MIN * 60_000) // DAY_MS + away
    assert answer(ledger, admits(matures), "venue").name == outcome
    assert (ledger.state.read(DELIVERABLES, "TT", "BOND") is not None) is (outcome == "ok")


def admits(matures: int) -> s.AdmitGoods:
    terms = Bond(DayNumber(matures - 3_653), DayNumber(matures), Millionths(29_000), 2)
    return s.AdmitGoods(instrument="BOND", product="TT", quantity=UNIT, bond=terms)
