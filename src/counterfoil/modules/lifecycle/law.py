# SPDX-License-Identifier: Apache-2.0
"""The law of registers and of what is announced: which events each call causes.

What terms pay is in ``falling_due.py``, who is paid how in ``paying.py``.
"""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.text import format_time
from counterfoil.law.dated import begins
from counterfoil.law.detail import after_then, not_so_far, units
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.holdings.records import HOLDINGS, SUPPLIES
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.lifecycle import acting as a
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle import events as e
from counterfoil.modules.lifecycle import falling_due, paying
from counterfoil.modules.lifecycle.actions import (
    ACTIONS,
    DIVISIONS,
    ENTITLEMENTS,
    IN_CASH,
    MARKET_CLAIMS,
    Action,
    ActionKind,
)
from counterfoil.modules.lifecycle.computing import whole_of
from counterfoil.modules.lifecycle.holders import HOLDERS_EVENTS
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.lifecycle.records import (
    DIVISION_TALLIES,
    FIXINGS,
    PAYOUTS,
    POSITIONS,
    REGISTERS,
    RESETS,
    SNAPSHOTS,
    TALLIES,
    TERMS,
    WITHHOLDINGS,
    Snapshot,
    SnapshotStatus,
)
from counterfoil.modules.lifecycle.words import WORDS
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import INTEGER_MAX, QUANTITY_MAX, InstrumentId, PartyId, Quantity, Timestamp

LIFECYCLE: Final = "lifecycle"
"""The feature that lets registers be recorded, and terms and announcements pay."""


def announce(call: c.Announce, moment: Moment) -> Iterable[EventData]:
    issuer = known(moment, INSTRUMENTS, call.instrument).issuer
    passed = _passed(call.action, call.record_time, moment)
    require(call.record_time > moment.time, LifecycleOutcome.record_time_passed, passed)
    last = call.pay_time if call.kind is not ActionKind.rights else call.deadline or call.pay_time
    ordered = call.record_time < call.ex_time <= call.pay_time and (call.deadline or last) <= last
    require(ordered, LifecycleOutcome.action_out_of_order, call.action)
    free = call.kind in (ActionKind.bonus, ActionKind.splits)
    costs = free and (call.price, call.proceeds, call.cash) != (None, None, None)
    require(not costs, LifecycleOutcome.bonus_costs, call.action)
    if (problem := _contradiction(call, moment, issuer)) is not None:
        raise Refused(LifecycleOutcome.action_contradicts, problem)
    yield e.Scheduled(
        instrument=call.instrument,
        snapshot=call.action,
        record_time=call.record_time,
        by=issuer,
        reference=call.reference,
        closes=False,
    )
    yield a.Announced(
        security=call.instrument,
        action=call.action,
        kind=call.kind,
        issuer=issuer,
        record_time=call.record_time,
        ex_time=call.ex_time,
        pay_time=call.pay_time,
        cash=call.cash,
        amount=str(call.amount),
        taxable=str(call.amount) if call.kind is ActionKind.dividend else "0",
        per=call.per,
        rounding=call.rounding,
        price=call.price,
        deadline=call.deadline,
        proceeds=call.proceeds,
        reference=call.reference,
        dues=None,
        following=None,
    )


def _contradiction(call: c.Announce, moment: Moment, issuer: PartyId) -> str | None:
    """What the action lacks, or says and must not; None: nothing."""
    kind = call.kind
    if kind not in (ActionKind.dividend, ActionKind.bonus, ActionKind.splits, ActionKind.rights):
        return f"{kind} follows from terms"
    if kind is ActionKind.splits and call.amount <= call.per:
        return "a split makes more units of per units"
    if (kind is ActionKind.rights) != (call.proceeds is not None):
        return "rights, and nothing else, have an account into which they are paid"
    if kind is ActionKind.rights and None in (call.cash, call.price, call.deadline):
        return "rights have cash, price and deadline"
    if kind is ActionKind.dividend and (call.cash is None or (call.price is None) != (call.deadline is None)):
        return "a dividend has cash; a price of shares to elect has a deadline"
    if call.cash is not None and known(moment, INSTRUMENTS, call.cash).instrument == call.instrument:
        return "it pays in its own units"
    if call.proceeds is not None and known(moment, ACCOUNTS, call.proceeds).holder != issuer:
        return "the account into which rights are paid is another's"
    return None


def schedule(call: c.Schedule, moment: Moment) -> Iterable[EventData]:
    passed = _passed(call.snapshot, call.record_time, moment)
    require(call.record_time > moment.time, LifecycleOutcome.record_time_passed, passed)
    yield e.Scheduled(
        instrument=call.instrument,
        snapshot=call.snapshot,
        record_time=call.record_time,
        by=call.by,
        reference=call.reference,
        closes=False,
    )


def move(call: c.Move, moment: Moment) -> Iterable[EventData]:
    snapshot, by = _to_come(moment, call.instrument, call.snapshot)
    passed = _passed(call.snapshot, call.record_time, moment)
    require(call.record_time > moment.time, LifecycleOutcome.record_time_passed, passed)
    yield e.Moved(
        instrument=call.instrument,
        snapshot=call.snapshot,
        record_time=call.record_time,
        by=by,
        reference=call.reference,
    )
    action = moment.read(ACTIONS, call.instrument, call.snapshot)
    if action is not None:
        later = call.record_time - snapshot.record_time
        last = max(action.pay_time, action.deadline or action.pay_time) + later
        require(last <= INTEGER_MAX, LifecycleOutcome.time_beyond_counting, call.snapshot)
        yield a.ActionMoved(
            security=call.instrument,
            action=call.snapshot,
            record_time=call.record_time,
            ex_time=_moved(action.ex_time, later),
            pay_time=Timestamp(action.pay_time + later),
            deadline=_moved(action.deadline, later),
        )


def _moved(time: Timestamp | None, later: int) -> Timestamp | None:
    return None if time is None else Timestamp(time + later)


def cancel(call: c.Cancel, moment: Moment) -> Iterable[EventData]:
    _, by = _to_come(moment, call.instrument, call.snapshot)
    yield e.Cancelled(instrument=call.instrument, snapshot=call.snapshot, by=by, reference=call.reference)
    if moment.read(ACTIONS, call.instrument, call.snapshot) is not None:
        yield a.ActionCancelled(security=call.instrument, action=call.snapshot)


def _to_come(moment: Moment, instrument: InstrumentId, name: str) -> tuple[Snapshot, PartyId]:
    """A snapshot whose time has not passed, and who set it."""
    snapshot = known(moment, SNAPSHOTS, instrument, name)
    if snapshot.set_by is None:
        raise Refused(LifecycleOutcome.set_by_terms, name)
    status = not_so_far(snapshot.snapshot, snapshot.status, SnapshotStatus.scheduled)
    require(snapshot.status is SnapshotStatus.scheduled, LifecycleOutcome.snapshot_not_open, status)
    passed = _passed(name, snapshot.record_time, moment)
    require(moment.time <= snapshot.record_time, LifecycleOutcome.record_time_passed, passed)
    return snapshot, snapshot.set_by


def _passed(name: str, record_time: Timestamp, moment: Moment) -> str:
    return f"{name}: {format_time(record_time)}, and it is {format_time(moment.time)}"


def record(call: c.Record, moment: Moment) -> Iterable[EventData]:
    snapshot = known(moment, SNAPSHOTS, call.instrument, call.snapshot)
    status = not_so_far(snapshot.snapshot, snapshot.status, SnapshotStatus.scheduled)
    require(snapshot.status is SnapshotStatus.scheduled, LifecycleOutcome.snapshot_not_open, status)
    to_come = after_then(call.snapshot, snapshot.record_time, moment.time)
    require(moment.time > snapshot.record_time, LifecycleOutcome.record_time_to_come, to_come)
    # The first movement after the record time noted what was outstanding before it; without any, that stands still.
    tally = moment.read(TALLIES, call.instrument, call.snapshot)
    supply = moment.read(SUPPLIES, call.instrument)
    outstanding = Quantity(0) if supply is None else supply.outstanding
    whole = outstanding if tally is None else tally.whole
    yield e.Recording(instrument=call.instrument, snapshot=call.snapshot, whole=whole)


def count(call: c.Count, moment: Moment) -> Iterable[EventData]:
    snapshot = known(moment, SNAPSHOTS, call.instrument, call.snapshot)
    status = not_so_far(snapshot.snapshot, snapshot.status, SnapshotStatus.recording)
    require(snapshot.status is SnapshotStatus.recording, LifecycleOutcome.snapshot_not_open, status)
    holding = moment.read(HOLDINGS, call.account, call.instrument)
    if holding is None or not holding.balance:
        raise Refused(LifecycleOutcome.nothing_held, call.account)
    yield e.Counted(
        instrument=call.instrument,
        snapshot=call.snapshot,
        account=call.account,
        holder=known(moment, ACCOUNTS, call.account).holder,
        quantity=Quantity(holding.balance),
    )


def close(call: c.Close, moment: Moment) -> Iterable[EventData]:
    tally = known(moment, TALLIES, call.instrument, call.snapshot)
    snapshot = known(moment, SNAPSHOTS, call.instrument, call.snapshot)
    status = not_so_far(snapshot.snapshot, snapshot.status, SnapshotStatus.recording)
    require(snapshot.status is SnapshotStatus.recording, LifecycleOutcome.snapshot_not_open, status)
    complete = tally.counted == tally.whole
    counted = f"{units(tally.counted, call.instrument)} counted, {units(tally.whole, call.instrument)} outstanding"
    require(complete, LifecycleOutcome.register_incomplete, counted)
    yield e.Closed(instrument=call.instrument, snapshot=call.snapshot, whole=tally.whole, holders=tally.holders)
    action = moment.read(ACTIONS, call.instrument, call.snapshot)
    if action is not None and action.amount is not None:
        yield _computed(action, tally.whole, action.amount, action.taxable or "0")


def _computed(action: Action, units: Quantity, amount: str, taxable: str) -> a.Computed | a.ActionCancelled:
    """What the action comes to; one of more than can be counted comes to nothing, and keeps no register open."""
    whole = whole_of(action, units, amount)
    if whole > QUANTITY_MAX:
        return a.ActionCancelled(security=action.instrument, action=action.action)
    return a.Computed(
        security=action.instrument,
        action=action.action,
        units=units,
        whole=whole,
        taxed=whole_of(action, units, taxable) if action.kind in IN_CASH else 0,
    )


def pay_into(call: c.PayInto, moment: Moment) -> Iterable[EventData]:
    receiver = known(moment, ACCOUNTS, call.receiver).account
    yield e.PaidInto(account=call.account, receiver=receiver, mandate=call.mandate)


def withhold(call: c.Withhold, moment: Moment) -> Iterable[EventData]:
    since = begins(call.since, moment.time, LifecycleOutcome.backdated_withholding, call.income)
    yield e.WithholdingSet(
        income=call.income,
        since=since,
        rates=call.rates,
        usual_ppm=call.usual_ppm,
        account=known(moment, ACCOUNTS, call.account).account,
        by=call.by,
        reference=call.reference,
        time=moment.time,
    )


LAW: Final = Law(
    noun="lifecycle",
    calls=under(
        LIFECYCLE,
        {
            c.RegisterTerms: falling_due.register_terms,
            c.PublishFixing: falling_due.publish_fixing,
            c.CorrectFixing: falling_due.correct_fixing,
            c.Propose: falling_due.propose,
            c.Compute: falling_due.compute,
            c.Announce: announce,
            c.Schedule: schedule,
            c.Move: move,
            c.Cancel: cancel,
            c.Record: record,
            c.Count: count,
            c.Close: close,
            c.Divide: paying.divide,
            c.Entitle: paying.entitle,
            c.Fix: paying.fix,
            c.Fund: paying.fund,
            c.Pay: paying.pay,
            c.TakeOver: paying.take_over,
            c.Finish: paying.finish,
            c.PayInto: pay_into,
            c.Elect: paying.elect,
            c.Exercise: paying.exercise,
            c.Withhold: withhold,
            c.Claim: paying.claim,
            c.SettleClaim: paying.settle_claim,
        },
    ),
    events=(*e.EVENTS, *a.ACTION_EVENTS, *HOLDERS_EVENTS),
    tables=(
        TERMS,
        FIXINGS,
        RESETS,
        REGISTERS,
        SNAPSHOTS,
        POSITIONS,
        TALLIES,
        DIVISION_TALLIES,
        WITHHOLDINGS,
        PAYOUTS,
        ACTIONS,
        DIVISIONS,
        ENTITLEMENTS,
        MARKET_CLAIMS,
    ),
    outcomes=LifecycleOutcome,
    words=WORDS,
)
