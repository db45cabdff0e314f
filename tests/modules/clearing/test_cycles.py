# SPDX-License-Identifier: Apache-2.0
"""Netting cycles: obligations shown before they settle, collected before anything is handed out, in any order."""

from itertools import permutations

import pytest

from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing.netting import CycleStatus, TradeStatus
from counterfoil.modules.clearing.outcomes import ClearingOutcome as Outcome
from counterfoil.modules.clearing.queries import balances, obligations, to_collect, waiting
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.primitives.types import DayNumber
from support.cleared import (
    EX,
    TEN,
    TWO,
    agree,
    collect,
    cut,
    cycle_of,
    drop_all,
    enter,
    finished,
    first,
    founded,
    free,
    market_of,
    member_of,
    morning,
    position_of,
    second,
    status_of,
    trade_of,
    traded,
    until,
)
from support.ledger import DOCUMENT, Ledger


def test_a_cycle_nets_many_trades_to_few_movements(ledger: Ledger) -> None:
    """What each account nets to stands there before anything moves; afterwards everybody has just that."""
    traded(ledger, "t1", "ann", "bob", 100, 1_000)
    traded(ledger, "t2", "bob", "cat", 60, 700)
    traded(ledger, "t3", "cat", "ann", 30, 500)
    cycle = cut(ledger)
    nets = {(one.account, one.instrument): one.net for one in obligations(ledger.state, cycle)}
    assert nets == {
        ("ann", "SHARE"): -70,
        ("ann", "CNY"): 500,
        ("bob", "SHARE"): 40,
        ("bob", "CNY"): -300,
        ("cat", "SHARE"): 30,
        ("cat", "CNY"): -200,
    }
    assert free(ledger, "ann") == 1_000 and cycle_of(ledger, cycle).positions_owing == 3
    collect(ledger, cycle)
    assert free(ledger, "pool") == 70 and free(ledger, "bob") == 1_000
    finished(ledger, cycle)
    assert [free(ledger, name) for name in ("ann", "bob", "cat", "pool")] == [930, 1_040, 1_030, 0]
    assert [free(ledger, name, "CNY") for name in ("ann", "bob", "cat")] == [100_500, 99_700, 99_800]
    assert {status_of(ledger, name) for name in ("t1", "t2", "t3")} == {TradeStatus.settled}
    assert cycle_of(ledger, cycle).status is CycleStatus.complete
    assert [(one.gross, one.collected, one.handed_out) for one in balances(ledger.state, cycle)] == [
        (2_200, 500, 500),
        (190, 70, 70),
    ]


def test_an_allocation_used_twice_is_refused(ledger: Ledger) -> None:
    """What was collected for one cycle is collected neither again, nor for another, nor moved out by anybody."""
    traded(ledger, "t1", "ann", "bob", 900)
    cycle = cut(ledger)
    traded(ledger, "t2", "ann", "cat", 200)
    collect(ledger, cycle)
    again = ledger.submit(c.Collect(cycle=cycle, account="ann", instrument="SHARE", net=-900), signed_by="cat")
    assert again.outcome is Outcome.nothing_owed
    later = cut(ledger, TWO, 2)
    twice = ledger.submit(c.Collect(cycle=later, account="ann", instrument="SHARE", net=-200), signed_by="ann")
    assert twice.outcome is HoldingsOutcome.insufficient_free_quantity
    for call in (
        h.Transfer(sender="pool", receiver="cat", instrument="SHARE", quantity=1),
        h.Transfer(sender="bob", receiver="pool", instrument="SHARE", quantity=1),
        h.Hold(hold="h", account="pool", instrument="SHARE", quantity=1, executor="house", expires=2**50),
        h.Freeze(
            freeze="f", account="pool", instrument="SHARE", supervisor="supervisor", reference="r", document=DOCUMENT
        ),
    ):
        answer = ledger.submit(call, signed_by="house bob supervisor")
        assert answer.outcome is Outcome.clearing_account_reserved
    out = c.HandOut(cycle=cycle, account="bob", instrument="SHARE", net=900)
    assert ledger.submit(out, signed_by="bob").outcome is Outcome.cycle_not_settled
    finished(ledger, cycle)
    assert ledger.submit(out, signed_by="bob").outcome is Outcome.nothing_due


@pytest.mark.parametrize("order", list(permutations(("t1", "t2", "t3"))))
def test_a_pass_through_leg_does_not_fail_by_the_order_of_legs(order: tuple[str, ...]) -> None:
    """What one leg brings the next delivers, whichever was agreed to first: who passes on needs no units of its own."""
    ledger = founded(Ledger(checked=False))
    legs = {"t1": ("ann", "bob", 500), "t2": ("bob", "cat", 500), "t3": ("cat", "ann", 200)}
    for name in ("bob", "cat"):
        call = h.Transfer(sender=name, receiver="ann", instrument="SHARE", quantity=1_000)
        ledger.do(call, signed_by=[name, "ann"])
    morning(ledger)
    for name in order:
        traded(ledger, name, *legs[name])
    cycle = cut(ledger)
    assert position_of(ledger, cycle, "bob").net == 0
    for one in reversed(to_collect(ledger.state, cycle)):
        call = c.Collect(cycle=cycle, account=one.account, instrument=one.instrument, net=one.net)
        ledger.do(call, signed_by="bob")
    finished(ledger, cycle)
    assert [free(ledger, name) for name in ("ann", "bob", "cat")] == [2_700, 0, 300]


def test_a_net_obligation_that_does_not_equal_the_gross_ones_is_refused(ledger: Ledger) -> None:
    """Whoever states another net than the sum of the trades is told, when it collects and when it hands out."""
    traded(ledger, "t1", "ann", "bob", 100)
    traded(ledger, "t2", "bob", "ann", 40)
    cycle = cut(ledger)
    for net in (-100, -59, -61, 60, 0):
        call = c.Collect(cycle=cycle, account="ann", instrument="SHARE", net=net)
        assert ledger.submit(call, signed_by="house ann").outcome is Outcome.net_not_gross
    collect(ledger, cycle)
    ledger.do(c.Settle(cycle=cycle), signed_by="ann")
    for net in (100, 59, 61):
        out = c.HandOut(cycle=cycle, account="bob", instrument="SHARE", net=net)
        assert ledger.submit(out, signed_by="house").outcome is Outcome.net_not_gross


def test_a_cut_off_judged_by_the_submitters_clock_is_refused(ledger: Ledger) -> None:
    """Signed before the cut-off for the cycle that is cut in between: by the block's time it is late."""
    ledger.do(enter("t1", "ann", "bob"), signed_by="ann")
    early = ledger.transaction(agree("t1", "bob", cycle=first(ledger)), signed_by="bob")
    until(ledger, TEN, -1)
    assert ledger.submit(c.Cut(cycle=first(ledger)), signed_by="house").outcome is Outcome.before_cut_off
    assert ledger.block(early)[0].outcome is Outcome.cut_off_passed
    assert status_of(ledger, "t1") is TradeStatus.proposed
    # Whoever names none is rolled to the next cycle.
    ledger.do(agree("t1", "bob"), signed_by="bob")
    assert trade_of(ledger, "t1").cycle == second(ledger)
    assert cycle_of(ledger, first(ledger)).entered.trades == 0


def test_in_at_the_last_millisecond_and_late_at_the_cut_off(ledger: Ledger) -> None:
    """A cycle takes trades in until its cut-off, and not at it, cut or not."""
    for name in ("t1", "t2"):
        ledger.do(enter(name, "ann", "bob"), signed_by="ann")
    until(ledger, TEN, -1)
    ledger.do(agree("t1", "bob"), signed_by="bob")
    until(ledger, TEN, 999)
    ledger.do(agree("t2", "bob"), signed_by="bob")
    assert (trade_of(ledger, "t1").cycle, trade_of(ledger, "t2").cycle) == (first(ledger), second(ledger))


def test_what_is_agreed_to_after_the_last_cut_off_waits_for_another_day(ledger: Ledger) -> None:
    """It is counted as rolled, and enters the first cycle of the next day when anybody asks."""
    cut(ledger)
    until(ledger, TWO)
    traded(ledger, "late", "ann", "bob")
    assert status_of(ledger, "late") is TradeStatus.waiting
    today = market_of(ledger).day
    assert today is not None
    assert [one.trade for one in waiting(ledger.state, EX)] == ["late"]
    assert waiting(ledger.state, EX) == waiting(ledger.state, EX, today)
    assert waiting(ledger.state, EX, DayNumber(today + 1)) == waiting(ledger.state, "FX") == []
    assert ledger.submit(c.Roll(trade="late"), signed_by="cat").outcome is Outcome.no_cycle_gathers
    for number in (1, 2):
        if number == 2:
            ledger.do(c.Cut(cycle=second(ledger)), signed_by="cat")
        ledger.do(c.Settle(cycle=f"{EX}/{market_of(ledger).day}/{number}"), signed_by="cat")
    ledger.do(c.CloseDay(market=EX), signed_by="cat")
    morning(ledger)
    ledger.do(c.Roll(trade="late"), signed_by="cat")
    assert trade_of(ledger, "late").cycle == first(ledger)


def test_who_lacks_fails_latest_trade_first_pays_and_is_recycled(ledger: Ledger) -> None:
    """Ann sells more than she has: her last sale fails, the others settle; it settles in the next cycle."""
    traded(ledger, "t1", "ann", "bob", 800, 8_000)
    traded(ledger, "t2", "ann", "cat", 150, 1_500)
    traded(ledger, "t3", "ann", "bob", 100, 1_001)
    cycle = cut(ledger)
    collect(ledger, cycle)
    drop = c.Drop(cycle=cycle, account="ann", instrument="SHARE")
    assert ledger.submit(drop, signed_by="bob").outcome is Outcome.still_collected
    until(ledger, TEN + 30)
    ledger.do(drop, signed_by="bob")
    assert [status_of(ledger, name) for name in ("t1", "t2", "t3")] == ["netted", "netted", "awaiting_cycle"]
    # A tenth of a per cent of 1,001 is 1 and a little more: the minimum is more.
    assert member_of(ledger, "ann").owed == 5
    collect(ledger, cycle)
    finished(ledger, cycle)
    assert [free(ledger, name) for name in ("ann", "bob", "cat")] == [50, 1_800, 1_150]
    assert cycle_of(ledger, cycle).recycled.trades == 1
    ledger.do(c.PayPenalty(market=EX, account="ann"), signed_by="bob")
    assert free(ledger, "fines", "CNY") == 5 and member_of(ledger, "ann").paid == 5
    traded(ledger, "t4", "bob", "ann", 100, 1_000)
    ledger.do(c.Roll(trade="t3"), signed_by="bob")
    later = cut(ledger, TWO, 2)
    collect(ledger, later)
    finished(ledger, later)
    assert status_of(ledger, "t3") is TradeStatus.settled and free(ledger, "ann") == 50


def test_who_passes_on_what_failed_has_its_own_chance(ledger: Ledger) -> None:
    """Bob sold on what Ann owes him: when hers fails, his own units are collected before his sale can fail."""
    traded(ledger, "t1", "ann", "bob", 1_100)
    traded(ledger, "t2", "bob", "cat", 900)
    cycle = cut(ledger)
    assert position_of(ledger, cycle, "bob").net == 200
    until(ledger, TEN + 30)
    collect(ledger, cycle)
    ledger.do(c.Drop(cycle=cycle, account="ann", instrument="SHARE"), signed_by="cat")
    assert position_of(ledger, cycle, "bob").rest == -900
    drop = ledger.submit(c.Drop(cycle=cycle, account="bob", instrument="SHARE"), signed_by="cat")
    assert drop.outcome is Outcome.units_at_hand
    collect(ledger, cycle)
    finished(ledger, cycle)
    assert [free(ledger, name) for name in ("ann", "bob", "cat")] == [1_000, 100, 1_900]


def test_what_was_delivered_comes_back_when_the_other_side_fails(ledger: Ledger) -> None:
    """Bob's cash was collected for shares that Ann lacks; he is handed it out again."""
    traded(ledger, "t1", "ann", "bob", 1_100, 5_000)
    cycle = cut(ledger)
    collect(ledger, cycle, only="bob")
    assert free(ledger, "bob", "CNY") == 95_000
    until(ledger, TEN + 30)
    drop_all(ledger, cycle)
    finished(ledger, cycle)
    assert free(ledger, "bob", "CNY") == 100_000 and free(ledger, "ann") == 1_000


def test_a_trade_given_up_before_the_cut_off_is_in_no_obligation(ledger: Ledger) -> None:
    """Both sides agree to that; after the cut-off nobody can."""
    traded(ledger, "t1", "ann", "bob")
    traded(ledger, "t2", "ann", "cat", 50)
    assert ledger.submit(c.Cancel(trade="t1"), signed_by="ann").outcome != 0
    ledger.do(c.Cancel(trade="t1"), signed_by="ann bob")
    assert position_of(ledger, first(ledger), "ann").net == -50
    cycle = cut(ledger)
    assert ledger.submit(c.Cancel(trade="t2"), signed_by="ann cat").outcome is Outcome.trade_cut
    collect(ledger, cycle)
    finished(ledger, cycle)
    assert status_of(ledger, "t1") is TradeStatus.cancelled and free(ledger, "cat") == 1_050
