# SPDX-License-Identifier: Apache-2.0
"""Holders are counted at record times, and units that are netted then are with whoever they are of."""

from counterfoil.law.dated import DAY_MS, MINUTE_MS
from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing.netting import TradeStatus
from counterfoil.modules.clearing.outcomes import ClearingOutcome as Outcome
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.lifecycle.calls import Propose, Schedule
from support.cleared import (
    TEN,
    TWO,
    agree,
    collect,
    cut,
    cycle_of,
    enter,
    finished,
    first,
    founded,
    free,
    member_of,
    morning,
    second,
    status_of,
    trade_of,
    traded,
    until,
)
from support.corporate_actions import TERMS_OF_IT, document, registered, written
from support.ledger import Ledger


def scheduled(record_time: int, snapshot: str = "meeting") -> Schedule:
    said = {"by": "firm", "reference": "articles, 5"}
    return Schedule(instrument="SHARE", snapshot=snapshot, record_time=record_time, **said)


def test_no_units_are_on_their_way_when_holders_are_counted(ledger: Ledger) -> None:
    """A record time ten minutes after the cut: nothing is netted for that cycle, and what may be is for the next."""
    found = cycle_of(ledger, first(ledger))
    ledger.do(scheduled(found.cut_off + 10 * MINUTE_MS), signed_by="firm")
    trade = (enter("t1", "ann", "bob"), agree("t1", "bob"))
    assert ledger.submit(*trade, signed_by="ann bob").outcome is Outcome.counted_on_the_way
    cut(ledger)
    traded(ledger, "t1", "ann", "bob")
    assert trade_of(ledger, "t1").cycle == second(ledger)


def test_what_is_counted_after_it_was_agreed_to_is_not_collected(ledger: Ledger) -> None:
    """It stays with Ann over the record time, is dropped without a price when the cycle must be finished, and rolls."""
    traded(ledger, "t1", "ann", "bob", 100, 90_000)
    cycle = cut(ledger)
    ledger.do(scheduled(ledger.time + 40 * MINUTE_MS), signed_by="firm")
    call = c.Collect(cycle=cycle, account="ann", instrument="SHARE", net=-100)
    assert ledger.submit(call, signed_by="cat").outcome is Outcome.counted_on_the_way
    collect(ledger, cycle, only="bob")
    until(ledger, TEN + 60)
    ledger.do(c.Drop(cycle=cycle, account="ann", instrument="SHARE"), signed_by="cat")
    finished(ledger, cycle)
    assert member_of(ledger, "ann").owed == 0 and free(ledger, "bob", "CNY") == 100_000
    ledger.do(c.Roll(trade="t1"), signed_by="cat")
    later = cut(ledger, TWO, 2)
    collect(ledger, later)
    finished(ledger, later)
    assert status_of(ledger, "t1") is TradeStatus.settled


def test_holders_are_counted_when_what_is_collected_has_arrived(ledger: Ledger) -> None:
    """Until it is handed out, or its time for that is over, no record time is set within its way."""
    traded(ledger, "t1", "ann", "bob")
    cycle = cut(ledger)
    collect(ledger, cycle)
    over = cycle_of(ledger, cycle).finish_by + 30 * MINUTE_MS
    for time in (ledger.time + MINUTE_MS, over - 1):
        assert ledger.submit(scheduled(time), signed_by="firm").outcome is Outcome.counted_on_the_way
    ledger.do(scheduled(over), signed_by="firm")
    finished(ledger, cycle)
    ledger.do(scheduled(ledger.time + MINUTE_MS, "another"), signed_by="firm")


def test_a_bond_is_not_on_its_way_when_its_register_closes() -> None:
    """Its last payment is proposed while Ann's units are in the clearing account: not before they are Cat's."""
    ledger = founded(Ledger())
    ends = {"maturityDate": "2023-11-20T00:00:00", "couponFrequency": 1}
    text = written(TERMS_OF_IT | ends)
    unit, kind = Unit(name="bond", decimals=0), InstrumentKind.bond
    said = {"issuer": "firm", "name": "NOTE", "unit": unit, "terms": document(text)}
    active = ChangeStatus(instrument="NOTE", status=InstrumentStatus.active, by="firm")
    ledger.do(DefineInstrument(instrument="NOTE", kind=kind, **said), active, signed_by="firm")
    ledger.do(registered(text, "NOTE", record_before=0), signed_by="firm")
    ledger.issue("NOTE", "ann", 500, issuer="firm")
    ledger.wait(7 * DAY_MS)
    morning(ledger)
    traded(ledger, "t1", "ann", "cat", 500, 50_000, instrument="NOTE")
    cycle = cut(ledger)
    collect(ledger, cycle)
    assert ledger.submit(Propose(instrument="NOTE"), signed_by="bob").outcome is Outcome.counted_on_the_way
    finished(ledger, cycle)
    ledger.do(Propose(instrument="NOTE"), signed_by="bob")
    assert free(ledger, "cat", "NOTE") == 500
    more = (enter("t2", "cat", "ann", 500, instrument="NOTE"), agree("t2", "ann"))
    assert ledger.submit(*more, signed_by="cat ann").outcome is Outcome.counted_on_the_way
