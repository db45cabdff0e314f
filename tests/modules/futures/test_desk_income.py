# SPDX-License-Identifier: Apache-2.0
"""What goods bring while a desk has them is passed on to whose they were at the record time, to the last fen."""

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.call import Call
from counterfoil.law.outcome import Outcome
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures.delivery import DELIVERIES, Brought, Goods, ParcelStatus
from counterfoil.modules.futures.desk_events import INCOMES
from counterfoil.modules.futures.desk_outcomes import DeskOutcome
from counterfoil.modules.futures.expiry import ENDINGS, EndingStatus
from counterfoil.modules.lifecycle.actions import ActionKind
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.parties import calls as p
from support.futures_desk import (
    FIRST,
    LAST_ONE,
    LATE,
    UNIT,
    action_of,
    announced,
    days,
    driven,
    matched,
    offered,
    paid,
    pass_on,
    recorded,
    to_its_end,
    until,
    with_bond,
)
from support.futures_ending import AFTER, RICH, offer, open_day
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    """Goods are offered, and wanted."""
    return offered(with_bond(Ledger()))  # type: ignore[no-any-return]


def had(ledger: Ledger, name: str) -> tuple[Brought, ...]:
    delivery = ledger.state.read(DELIVERIES, "T1", f"m-{name}")
    assert delivery is not None
    return delivery.brought


def amounts(ledger: Ledger, *names: str) -> list[int]:
    return [sum(one.quantity for one in had(ledger, name)) for name in names]


def answer(ledger: Ledger, call: Call, signed_by: str = "pat") -> Outcome:
    return ledger.submit(call, signed_by=signed_by).outcome


def sound(ledger: Ledger) -> bool:
    return list(broken_invariants(ledger.state)) == []


def test_a_coupon_of_goods_that_are_offered_is_their_sellers(ledger: Ledger) -> None:
    """The desk is on the register and paid; each seller has its part where its goods came from; Ann has the goods."""
    matched(ledger)
    recorded(ledger, FIRST)
    paid(ledger, FIRST)
    income = ledger.state.read(INCOMES, "CC", "BOND", FIRST)
    assert income is not None and income.units == 3 * UNIT and sound(ledger)
    assert ledger.holding("desk", "CNY").free == income.quantity
    before = {name: ledger.holding(f"of-{name}", "CNY").free for name in ("bob", "cat")}
    assert answer(ledger, pass_on("bob", UNIT, FIRST)) is DeskOutcome.held_otherwise
    ledger.drive("pat", "futures")
    assert amounts(ledger, "bob", "cat", "ann") == [income.quantity * 2 // 3, income.quantity // 3, 0]
    for name, gained in zip(("bob", "cat"), amounts(ledger, "bob", "cat"), strict=True):
        assert ledger.holding(f"of-{name}", "CNY").free == before[name] + gained
    assert ledger.holding("desk", "CNY").free == 0 and ledger.holding("of-ann", "BOND").free == 3 * UNIT
    assert ledger.state.read(ENDINGS, "T1").status is EndingStatus.ended and sound(ledger)
    assert answer(ledger, pass_on("bob", 2 * UNIT, FIRST)) is DeskOutcome.passed_on_already


def test_a_coupon_of_goods_that_wait_is_their_buyers(ledger: Ledger) -> None:
    """Ann paid Bob for two lots, and her account is stopped; of the third lot, unpaid, the coupon is Cat's."""
    matched(ledger)
    ledger.do(p.SuspendAccount(account="of-ann", by="court", reference="order 9"), signed_by="court")
    takes = s.Take(contract="T1", account="m-ann", number=1)
    ledger.do(takes, s.Credit(contract="T1", account="m-bob", number=1), signed_by="pat")
    recorded(ledger, FIRST)
    ledger.do(p.ReinstateAccount(account="of-ann", by="court", reference="order 10"), signed_by="court")
    ledger.drive("pat", "futures")
    assert ledger.holding("of-ann", "BOND").free == 3 * UNIT
    paid(ledger, FIRST)
    ledger.drive("pat", "futures")
    income = ledger.state.read(INCOMES, "CC", "BOND", FIRST)
    assert income is not None and income.units == 3 * UNIT
    assert amounts(ledger, "ann", "bob", "cat") == [income.quantity * 2 // 3, 0, income.quantity // 3]
    assert sound(ledger) and ledger.holding("desk", "CNY").balance == 0


def test_no_fen_is_lost_where_parts_are_no_whole_fen(ledger: Ledger) -> None:
    """Of a hundred fen for all that the desk has, Bob's two lots have 67 and Cat's one 33, by the largest remainder."""
    announced(ledger, "gift", ActionKind.dividend, cash="CNY", amount=100, per=3 * UNIT)
    recorded(ledger, "gift")
    paid(ledger, "gift")
    income = ledger.state.read(INCOMES, "CC", "BOND", "gift")
    assert income is not None and income.quantity == 100 and sound(ledger)
    ledger.drive("pat", "futures")
    assert amounts(ledger, "bob", "cat") == [67, 33] and ledger.holding("desk", "CNY").balance == 0 and sound(ledger)


def test_new_units_are_passed_on_too(ledger: Ledger) -> None:
    """A bonus of one for ten comes to the desk as units; they are no goods in delivery, and leave it."""
    announced(ledger, "bonus", ActionKind.bonus, amount=1, per=10)
    recorded(ledger, "bonus")
    until(ledger, action_of(ledger, "bonus").pay_time)
    driven(ledger, "bonus")
    assert ledger.holding("desk", "BOND").free == 33_000 and sound(ledger)
    ledger.drive("pat", "futures")
    assert ledger.holding("desk", "BOND").free == 30_000 and sound(ledger)
    assert amounts(ledger, "bob", "cat") == [2_000, 1_000]


def test_what_goods_brought_waits_for_an_account_that_is_stopped(ledger: Ledger) -> None:
    """Bob's part stays at the desk until his account stands again; nobody else can have it."""
    recorded(ledger, FIRST)
    paid(ledger, FIRST)
    ledger.do(p.SuspendAccount(account="of-bob", by="court", reference="order 9"), signed_by="court")
    ledger.drive("pat", "futures")
    income = ledger.state.read(INCOMES, "CC", "BOND", FIRST)
    assert income is not None and ledger.holding("desk", "CNY").free == income.quantity * 2 // 3 and sound(ledger)
    assert answer(ledger, pass_on("ann", 2 * UNIT, FIRST)) is DeskOutcome.held_otherwise
    ledger.do(p.ReinstateAccount(account="of-bob", by="court", reference="order 10"), signed_by="court")
    ledger.drive("pat", "futures")
    assert ledger.holding("desk", "CNY").balance == 0 and sound(ledger)


def test_a_bond_that_matures_before_it_could_be_paid_for_is_not_offered() -> None:
    """On the day of payment, or before it: the seller offers another."""
    ledger = with_bond(Ledger(), AFTER[2])
    open_day(ledger, AFTER[0])
    assert answer(ledger, offer("bob", Goods("BOND", 2), contract="T1"), "bob") is DeskOutcome.matures_first


def test_a_bond_that_matured_at_the_desk_ends_its_parcels_in_cash() -> None:
    """Nobody pays for it and nobody fails; what it was redeemed for is its sellers', coupon and face, and all ends."""
    ledger = offered(with_bond(Ledger(), LATE - 1))
    matched(ledger)
    to_its_end(ledger)
    takes = s.Take(contract="T1", account="m-ann", number=1)
    assert answer(ledger, takes) is LifecycleOutcome.register_closed
    days(ledger, LATE)
    assert answer(ledger, takes) is DeskOutcome.matured_at_desk
    paid(ledger, LAST_ONE)
    assert ledger.holding("desk", "BOND").balance == 0 and sound(ledger)
    ledger.drive("pat", "futures")
    open_day(ledger, LATE + 1)
    ledger.drive("pat", "futures")
    assert ledger.state.read(ENDINGS, "T1").status is EndingStatus.ended and sound(ledger)
    for name in ("ann", "bob", "cat"):
        delivery = ledger.state.read(DELIVERIES, "T1", f"m-{name}")
        assert {one.status for one in delivery.parcels} == {ParcelStatus.defaulted} and delivery.over
        assert delivery.margin == 0 and delivery.waiting == () and ledger.holding(f"m-{name}", "CNY").free == RICH
    face = [one for one in had(ledger, "cat") if one.action == LAST_ONE]
    assert [one.quantity for one in face] == [UNIT * 100 + 16_700] and ledger.holding("desk", "CNY").balance == 0


def test_nobody_pays_for_what_cannot_move_any_more() -> None:
    """Ann's account is stopped and the register closed: she pays for nothing that would wait at the desk for ever."""
    ledger = offered(with_bond(Ledger(), LATE - 1))
    matched(ledger)
    to_its_end(ledger)
    ledger.do(p.SuspendAccount(account="of-ann", by="court", reference="order 9"), signed_by="court")
    assert answer(ledger, s.Take(contract="T1", account="m-ann", number=1)) is DeskOutcome.matured_at_desk
