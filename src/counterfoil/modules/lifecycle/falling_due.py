# SPDX-License-Identifier: Apache-2.0
"""The law of what terms pay: their registration, the rates that they take, each payment as it falls due."""

from collections.abc import Iterable
from itertools import islice

from counterfoil.law.detail import not_so_far
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.lifecycle import acting as a
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle import events as e
from counterfoil.modules.lifecycle.actions import ACTIONS, ActionKind, ActionStatus
from counterfoil.modules.lifecycle.computing import Fixed, due_of, own_time_of, plan_of, record_times, time_of, whole_of
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.lifecycle.rating import rates_of
from counterfoil.modules.lifecycle.records import FIXINGS, SNAPSHOTS, TERMS, SnapshotStatus, Terms, due_name
from counterfoil.modules.parties.records import PARTIES
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import QUANTITY_MAX, Quantity, Timestamp
from counterfoil.terms.kernel.arithmetic import exact, text


def register_terms(call: c.RegisterTerms, moment: Moment) -> Iterable[EventData]:
    document = known(moment, INSTRUMENTS, call.instrument).terms
    hash_ = to_hex(digest(call.text.encode()))
    same = document is not None and document.hash == hash_
    require(same, LifecycleOutcome.other_terms, call.instrument)
    terms = Terms(
        instrument=call.instrument,
        text=call.text,
        hash=hash_,
        per=call.per,
        cash=known(moment, INSTRUMENTS, call.cash).instrument,
        rounding=call.rounding,
        offset_min=call.offset_min,
        record_before=call.record_before,
        publisher=None if call.publisher is None else known(moment, PARTIES, call.publisher).party,
        feed=call.feed,
        fresh_for=call.fresh_for,
    )
    sources = (terms.publisher is not None) + (terms.feed is not None)
    whole = sources == bool(plan_of(terms.text).resets) and (terms.feed is None) == (terms.fresh_for is None)
    require(whole, LifecycleOutcome.floating_terms, call.instrument)
    yield e.TermsRegistered(
        instrument=terms.instrument,
        text=terms.text,
        hash=terms.hash,
        per=terms.per,
        cash=terms.cash,
        rounding=terms.rounding,
        offset_min=terms.offset_min,
        record_before=terms.record_before,
        publisher=terms.publisher,
        feed=terms.feed,
        fresh_for=terms.fresh_for,
        dues=sum(time <= moment.time for time in record_times(terms)),
        following=next((time for time in record_times(terms) if time > moment.time), None),
    )


def propose(call: c.Propose, moment: Moment) -> Iterable[EventData]:
    terms = known(moment, TERMS, call.instrument)
    plan = plan_of(terms.text)
    if terms.dues >= len(plan.times_s):
        raise Refused(LifecycleOutcome.no_more_due, call.instrument)
    before = moment.read(SNAPSHOTS, call.instrument, due_name(terms.dues))
    # One at a time: whoever proposes what is due in years fills no register, and no payment overtakes another.
    over = before is None or before.status is SnapshotStatus.recorded
    require(over, LifecycleOutcome.payment_pending, due_name(terms.dues))
    at_s, number = plan.times_s[terms.dues], terms.dues + 1
    final = at_s == plan.times_s[-1]
    pay_time = time_of(at_s, terms.offset_min)
    # Whoever proposes late cannot bring back the register of then: it is recorded as of now.
    record_time = Timestamp(max(pay_time - terms.record_before, moment.time))
    name = due_name(number)
    yield e.Scheduled(
        instrument=call.instrument, snapshot=name, record_time=record_time, by=None, reference="", closes=final
    )
    # What takes rates is computed when the register is recorded, so that a wrong one can be corrected until then.
    amount, taxable = (None, None) if plan.before(at_s) else _amounts(moment, terms, at_s, ())
    yield a.Announced(
        security=call.instrument,
        action=name,
        kind=ActionKind.final_maturity if final else ActionKind.coupon,
        issuer=known(moment, INSTRUMENTS, call.instrument).issuer,
        record_time=record_time,
        ex_time=None,
        pay_time=pay_time,
        cash=terms.cash,
        amount=amount,
        taxable=taxable,
        per=terms.per,
        rounding=terms.rounding,
        price=None,
        deadline=None,
        proceeds=None,
        reference="",
        dues=number,
        following=next(islice(record_times(terms), number, None), None),
    )


def _amounts(moment: Moment, terms: Terms, at_s: int, rates: tuple[tuple[Fixed, str], ...]) -> tuple[str, str]:
    """What the terms pay at a time, and what of it is income, in the smallest unit of cash."""
    due = due_of(terms.text, at_s, rates)
    smallest = 10 ** known(moment, INSTRUMENTS, terms.cash).unit.decimals
    with exact():
        return text(due.total * smallest), text(due.interest * smallest)


def compute(call: c.Compute, moment: Moment) -> Iterable[EventData]:
    action = known(moment, ACTIONS, call.instrument, call.action)
    waits = action.amount is None and action.status is ActionStatus.announced
    require(waits, LifecycleOutcome.action_not_so_far, call.action)
    snapshot = known(moment, SNAPSHOTS, call.instrument, call.action)
    require(
        snapshot.status is SnapshotStatus.recorded,
        LifecycleOutcome.snapshot_not_open,
        not_so_far(call.action, snapshot.status, SnapshotStatus.recorded),
    )
    terms = known(moment, TERMS, action.instrument)
    at_s = own_time_of(action.pay_time, terms.offset_min)
    found = rates_of(call, moment, terms, plan_of(terms.text), at_s)
    amount, taxable = _amounts(moment, terms, at_s, found.rates)
    units = snapshot.whole or Quantity(0)
    whole, taxed = whole_of(action, units, amount), whole_of(action, units, taxable)
    if whole > QUANTITY_MAX:
        yield a.ActionCancelled(security=action.instrument, action=action.action)
        return
    yield a.Rated(
        security=action.instrument,
        action=action.action,
        amount=amount,
        taxable=taxable,
        per=action.per,
        units=units,
        whole=whole,
        taxed=taxed,
        fixings=found.published,
        resets=found.taken,
    )


def publish_fixing(call: c.PublishFixing, _moment: Moment) -> Iterable[EventData]:
    yield e.FixingPublished(
        publisher=call.publisher, reference_rate=call.reference_rate, day=call.day, rate=call.rate, version=1
    )


def correct_fixing(call: c.CorrectFixing, moment: Moment) -> Iterable[EventData]:
    fixing = known(moment, FIXINGS, call.publisher, call.reference_rate, str(call.day))
    require(fixing.used_by is None, LifecycleOutcome.fixing_used, f"by {fixing.used_by}")
    yield e.FixingCorrected(
        publisher=fixing.publisher,
        reference_rate=fixing.reference_rate,
        day=fixing.day,
        rate=call.rate,
        version=fixing.version + 1,
    )
