# SPDX-License-Identifier: Apache-2.0
"""What fails of a cycle: in part or whole, counted once a cycle, paid for once a day, and holding up nothing."""

from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing.netting import CycleStatus, TradeStatus
from counterfoil.modules.clearing.outcomes import ClearingOutcome as Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from support.cleared import (
    TEN,
    TWO,
    agree,
    collect,
    cut,
    cycle_of,
    drop_all,
    enter,
    finished,
    free,
    member_of,
    status_of,
    trade_of,
    traded,
    until,
)
from support.ledger import DOCUMENT, Ledger


def test_a_trade_settles_in_part_where_both_sides_allow_it(ledger: Ledger) -> None:
    """1,000 of 1,100 settle for their share of the price, rounded down, and the rest for what is left of it."""
    traded(ledger, "t1", "ann", "bob", 1_100, 9_999, partial=True)
    cycle = cut(ledger)
    until(ledger, TEN + 30)
    drop_all(ledger, cycle)
    assert (trade_of(ledger, "t1").in_cycle, trade_of(ledger, "t1").cash_in_cycle) == (1_000, 9_090)
    finished(ledger, cycle)
    assert status_of(ledger, "t1") is TradeStatus.waiting and trade_of(ledger, "t1").settled == 1_000
    traded(ledger, "t2", "cat", "ann", 100, 1)
    ledger.do(c.Roll(trade="t1"), signed_by="cat")
    later = cut(ledger, TWO, 2)
    collect(ledger, later)
    finished(ledger, later)
    done = trade_of(ledger, "t1")
    assert (done.status, done.settled, done.paid) == (TradeStatus.settled, 1_100, 9_999)
    assert free(ledger, "bob", "CNY") == 100_000 - 9_999


def test_one_side_alone_lets_nothing_settle_in_part(ledger: Ledger) -> None:
    """The buyer did not allow it: the whole trade fails."""
    ledger.do(enter("t1", "ann", "bob", 1_100, partial=True), agree("t1", "bob"), signed_by="ann bob")
    cycle = cut(ledger)
    until(ledger, TEN + 30)
    drop_all(ledger, cycle)
    assert status_of(ledger, "t1") is TradeStatus.waiting and cycle_of(ledger, cycle).netted.trades == 0


def test_a_buyer_short_of_cash_takes_as_much_as_it_can_pay(ledger: Ledger) -> None:
    """The most units whose price, rounded down, is within its cash; the penalty is that for cash."""
    traded(ledger, "t1", "ann", "bob", 7, 100_010, partial=True)
    cycle = cut(ledger)
    until(ledger, TEN + 30)
    drop_all(ledger, cycle)
    assert (trade_of(ledger, "t1").in_cycle, trade_of(ledger, "t1").cash_in_cycle) == (6, 85_722)
    # 20 basis points of 14,288, rounded up.
    assert member_of(ledger, "bob").owed == 29


def test_a_trade_that_fails_too_often_has_failed(ledger: Ledger) -> None:
    """It may be recycled once here; a day's fails are paid for once."""
    traded(ledger, "t1", "ann", "bob", 1_100, 100_000)
    for number, minute in ((1, TEN), (2, TWO)):
        if number == 2:
            ledger.do(c.Roll(trade="t1"), signed_by="bob")
        cycle = cut(ledger, minute, number)
        until(ledger, minute + 30)
        drop_all(ledger, cycle)
        finished(ledger, cycle)
    assert status_of(ledger, "t1") is TradeStatus.failed
    assert member_of(ledger, "ann").owed == 100
    assert ledger.submit(c.Roll(trade="t1"), signed_by="bob").outcome is Outcome.trade_not_open


def test_who_is_suspended_stops_no_cycle(ledger: Ledger) -> None:
    """What cannot be collected fails at the latest when the cycle must be finished; what is due to it waits for it."""
    traded(ledger, "t1", "ann", "bob", 100)
    traded(ledger, "t2", "bob", "cat", 100)
    traded(ledger, "t3", "ann", "cat", 10, instrument="BOND")
    cycle = cut(ledger)
    collect(ledger, cycle)
    ledger.do(p.SuspendParty(party="ann", by="supervisor", reference="r", document=DOCUMENT), signed_by="supervisor")
    ledger.do(c.Settle(cycle=cycle), signed_by="bob")
    due = c.HandOut(cycle=cycle, account="ann", instrument="CNY", net=2_000)
    assert ledger.submit(due, signed_by="bob").outcome != 0
    ledger.do(c.HandOut(cycle=cycle, account="cat", instrument="BOND", net=10), signed_by="bob")
    ledger.do(p.ReinstateParty(party="ann", by="supervisor", reference="r", document=DOCUMENT), signed_by="supervisor")
    ledger.do(due, signed_by="bob")


def test_what_cannot_be_collected_fails_when_the_cycle_must_be_finished(ledger: Ledger) -> None:
    """Ann has the units and is suspended: until the last hour her sale stands, then anybody lets it fail."""
    traded(ledger, "t1", "ann", "bob", 100)
    cycle = cut(ledger)
    ledger.do(p.SuspendParty(party="ann", by="supervisor", reference="r", document=DOCUMENT), signed_by="supervisor")
    drop = c.Drop(cycle=cycle, account="ann", instrument="SHARE")
    until(ledger, TEN + 30)
    assert ledger.submit(drop, signed_by="bob").outcome is Outcome.units_at_hand
    until(ledger, TEN + 60)
    ledger.do(drop, signed_by="bob")
    ledger.do(c.Settle(cycle=cycle), signed_by="bob")
    assert cycle_of(ledger, cycle).status is CycleStatus.complete


def test_who_has_what_it_owes_pays_no_penalty(ledger: Ledger) -> None:
    """Nobody collected of Ann, who has the units: her sale is dropped in the last hour, and is not hers to pay for."""
    traded(ledger, "t1", "ann", "bob", 100, 90_000)
    traded(ledger, "t2", "cat", "bob", 1_001, 9_000)
    cycle = cut(ledger)
    until(ledger, TEN + 60)
    for name in ("ann", "cat"):
        ledger.do(c.Drop(cycle=cycle, account=name, instrument="SHARE"), signed_by="bob")
    ledger.do(c.Settle(cycle=cycle), signed_by="bob")
    assert [member_of(ledger, name).owed for name in ("ann", "cat")] == [0, 9]
    assert [status_of(ledger, name) for name in ("t1", "t2")] == [TradeStatus.waiting] * 2


def test_a_trade_that_fails_in_parts_in_one_cycle_failed_once(ledger: Ledger) -> None:
    """First its seller lacks units and then its buyer cash: with one recycling allowed, it waits for its second."""
    traded(ledger, "t1", "ann", "bob", 1_001, 100_000, partial=True)
    cycle = cut(ledger)
    until(ledger, TEN + 30)
    ledger.do(c.Drop(cycle=cycle, account="ann", instrument="SHARE"), signed_by="cat")
    ledger.do(h.Transfer(sender="bob", receiver="cat", instrument="CNY", quantity=500), signed_by="bob")
    ledger.do(c.Drop(cycle=cycle, account="bob", instrument="CNY"), signed_by="cat")
    assert (trade_of(ledger, "t1").in_cycle, trade_of(ledger, "t1").cash_in_cycle) == (996, 99_500)
    collect(ledger, cycle)
    finished(ledger, cycle)
    assert (trade_of(ledger, "t1").recycled, status_of(ledger, "t1")) == (1, TradeStatus.waiting)
    for name, instrument, units in (("ann", "SHARE", 1), ("bob", "CNY", 500)):
        ledger.do(h.Transfer(sender="cat", receiver=name, instrument=instrument, quantity=units), signed_by="cat")
    ledger.do(c.Roll(trade="t1"), signed_by="cat")
    later = cut(ledger, TWO, 2)
    collect(ledger, later)
    finished(ledger, later)
    done = trade_of(ledger, "t1")
    assert (done.recycled, done.settled, done.paid, done.status) == (1, 1_001, 100_000, TradeStatus.settled)


def test_what_fails_in_parts_is_paid_for_as_a_whole(ledger: Ledger) -> None:
    """1 of 1,000 units fails, then the other 999, then all of it in the second cycle: a day of it costs 90."""
    traded(ledger, "t1", "ann", "bob", 1_000, 90_000, partial=True)
    gives = h.Transfer(sender="ann", receiver="cat", instrument="SHARE", quantity=1)
    rest = h.Transfer(sender="ann", receiver="cat", instrument="SHARE", quantity=999)
    ledger.do(gives, signed_by="ann")
    for number, minute, owed in ((1, TEN, (5, 90)), (2, TWO, (90,))):
        if number == 2:
            ledger.do(c.Roll(trade="t1"), signed_by="cat")
        cycle = cut(ledger, minute, number)
        until(ledger, minute + 30)
        for each in owed:
            ledger.do(c.Drop(cycle=cycle, account="ann", instrument="SHARE"), signed_by="cat")
            assert member_of(ledger, "ann").owed == each
            if each == 5:
                ledger.do(rest, signed_by="ann")
        finished(ledger, cycle)


def test_parts_of_a_price_are_rounded_once(ledger: Ledger) -> None:
    """However often more of a trade is dropped, what stays is paid for by its share of the whole, rounded down."""
    traded(ledger, "t1", "ann", "bob", 200, 100, partial=True)
    ledger.do(h.Transfer(sender="ann", receiver="cat", instrument="SHARE", quantity=801), signed_by="ann")
    cycle = cut(ledger)
    until(ledger, TEN + 30)
    for units in range(199, 149, -1):
        ledger.do(c.Drop(cycle=cycle, account="ann", instrument="SHARE"), signed_by="cat")
        trade = trade_of(ledger, "t1")
        assert (trade.in_cycle, trade.cash_in_cycle) == (units, units // 2)
        ledger.do(h.Transfer(sender="ann", receiver="cat", instrument="SHARE", quantity=1), signed_by="ann")


def test_a_long_line_of_trades_that_left_is_walked_in_steps(ledger: Ledger) -> None:
    """Bob has nothing of what he sells Ann; her own line of payments ends with his sales, looked at few by few."""
    ledger.do(h.Transfer(sender="bob", receiver="cat", instrument="SHARE", quantity=1_000), signed_by="bob")
    traded(ledger, "t0", "cat", "ann", 100, 100_001)
    for number in range(1, 41):
        traded(ledger, f"t{number}", "bob", "ann", 1, 10)
    cycle = cut(ledger)
    until(ledger, TEN + 30)
    drop_all(ledger, cycle)
    assert b'"clearing.line_shortened"' in b"".join(ledger.events)
    finished(ledger, cycle)
    assert status_of(ledger, "t0") is TradeStatus.waiting and status_of(ledger, "t1") is TradeStatus.waiting
    assert free(ledger, "cat") == 2_000 and free(ledger, "ann", "CNY") == 100_000


def test_who_calls_first_decides_not_who_fails(ledger: Ledger) -> None:
    """Cat sells what it has not; Bob can pay Ann, but not both: he cannot be dropped before Cat is, nor needs to be."""
    traded(ledger, "t1", "cat", "bob", 5_000, 50_000)
    traded(ledger, "t2", "ann", "bob", 100, 80_000)
    cycle = cut(ledger)
    until(ledger, TEN + 30)
    first = ledger.submit(c.Drop(cycle=cycle, account="bob", instrument="CNY"), signed_by="ann")
    assert first.outcome is Outcome.another_fails_first
    ledger.do(c.Drop(cycle=cycle, account="cat", instrument="SHARE"), signed_by="ann")
    drop_all(ledger, cycle)
    finished(ledger, cycle)
    assert (status_of(ledger, "t1"), status_of(ledger, "t2")) == (TradeStatus.waiting, TradeStatus.settled)
    assert member_of(ledger, "bob").owed == 0
