# SPDX-License-Identifier: Apache-2.0
"""Typed reading of registers and actions, and what whoever drives them does next. Nothing here is believed by a law."""

import functools
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.law.observed import Fixing, number_of, standing_at
from counterfoil.modules.holdings.queries import holders_of
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import (
    ACTIONS,
    BY_TERMS,
    DIVISIONS,
    ENTITLEMENTS,
    IN_CASH,
    Action,
    ActionKind,
    ActionStatus,
    Entitlement,
    EntitlementStatus,
)
from counterfoil.modules.lifecycle.computing import Fixed, own_time_of, plan_of, share_of, time_of
from counterfoil.modules.lifecycle.records import (
    FIXINGS,
    POSITIONS,
    RESETS,
    SNAPSHOTS,
    TERMS,
    Position,
    Snapshot,
    SnapshotStatus,
    Terms,
)
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, RecordPath, Timestamp


class Line(NamedTuple):
    """One account between two record times."""

    account: AccountId
    holder: PartyId
    opening: int
    change: int
    closing: int


def holder_list(view: View, instrument: InstrumentId, snapshot: str) -> Iterator[Position]:
    """Who held how much at the record time, as far as counted, in order of accounts; without those who held nothing."""
    return (position for _, position in view.rows(POSITIONS, instrument, snapshot) if position.quantity)


def snapshots_of(view: View, instrument: InstrumentId) -> list[Snapshot]:
    """The snapshots of an instrument, in order of their record times."""
    found = (snapshot for _, snapshot in view.rows(SNAPSHOTS, instrument))
    return sorted(found, key=lambda one: (one.record_time, one.snapshot))


def statement_of(view: View, instrument: InstrumentId, first: str, second: str) -> list[Line]:
    """Each account between two recorded snapshots: opening and change are closing, and each column adds up."""
    before = {one.account: one for one in holder_list(view, instrument, first)}
    after = {one.account: one for one in holder_list(view, instrument, second)}
    lines = []
    for account in sorted(before.keys() | after.keys()):
        opening = before[account].quantity if account in before else 0
        closing = after[account].quantity if account in after else 0
        holder = (after.get(account) or before[account]).holder
        lines.append(Line(account, holder, opening, closing - opening, closing))
    return lines


def entitlements_of(view: View, action: Action) -> Iterator[Entitlement]:
    """What each account gets, in order of accounts; nothing before the division is taken."""
    if action.division is not None:
        for _, one in view.rows(ENTITLEMENTS, action.instrument, action.action, action.division):
            yield one


def owed(view: View, action: Action) -> Iterator[Entitlement]:
    """What is not paid yet."""
    return (one for one in entitlements_of(view, action) if one.status is EntitlementStatus.due)


def due_by(view: View, now: Timestamp) -> list[InstrumentId]:
    """Instruments whose next payment has a record time at or before ``now``, and nobody proposed it."""
    waiting = (terms for _, terms in view.rows(TERMS))
    return [one.instrument for one in waiting if one.following is not None and one.following <= now]


def lacking(view: View, action: Action) -> list[Fixed]:
    """The rates that a payment takes and nobody published, or for which no fixing stands; empty for what takes none."""
    terms = view.read(TERMS, action.instrument)
    if action.kind not in BY_TERMS or terms is None:
        return []
    if terms.feed is not None:
        return [fixed for fixed, path in _fixings_for(view, action, terms) if path is None]
    taken = plan_of(terms.text).before(own_time_of(action.pay_time, terms.offset_min))
    by = terms.publisher or ""
    return [one for one in taken if view.read(FIXINGS, by, one.reference_rate, str(one.day)) is None]


def fixings_for(view: View, action: Action) -> tuple[RecordPath, ...]:
    """The fixings that the computation of a payment names: of each rate that it is the first to take from a feed."""
    terms = view.read(TERMS, action.instrument)
    if action.kind not in BY_TERMS or terms is None or terms.feed is None:
        return ()
    return tuple(path for _, path in _fixings_for(view, action, terms) if path is not None)


def _fixings_for(view: View, action: Action, terms: Terms) -> Iterator[tuple[Fixed, RecordPath | None]]:
    """Each rate that no payment took before, and the fixing that stood at the time for which it is set."""
    for fixed, reset in plan_of(terms.text).resets_before(own_time_of(action.pay_time, terms.offset_min)).items():
        if view.read(RESETS, terms.instrument, fixed.reference_rate, str(fixed.day)) is None:
            at = time_of(reset.for_s, terms.offset_min)
            found = standing_at(view.find, terms.feed or RecordPath(""), at)
            yield fixed, found.path if found is not None and _sets(found.fixing, terms, at) else None


def _sets(fixing: Fixing, terms: Terms, at: Timestamp) -> bool:
    """Whether a fixing is fresh enough at a time, and a rate."""
    return at - fixing.observed <= (terms.fresh_for or 0) and abs(number_of(fixing)) < 1


def _rates_set(view: View, action: Action, now: Timestamp) -> bool:
    """Whether the times for which a feed says the rates of a payment have passed; published ones have no time."""
    terms = view.read(TERMS, action.instrument)
    if terms is None or terms.feed is None:
        return True
    resets = plan_of(terms.text).resets_before(own_time_of(action.pay_time, terms.offset_min))
    return all(time_of(one.for_s, terms.offset_min) < now for one in resets.values())


def last_of(view: View, action: Action) -> AccountId | None:
    """The last account, in order of remainders, that gets one unit more; None: no account does."""
    whole, units = action.whole or 0, action.units or 1
    over, ordered = whole, []
    for one in _held(view, action):
        share, remainder = share_of(whole, one.quantity, units)
        over -= share
        ordered.append((-remainder, one.account))
    ordered.sort()
    return ordered[over - 1][1] if over else None


def counting(view: View, instrument: InstrumentId, snapshot: str) -> Iterator[Call]:
    """The calls that count whoever is not counted yet."""
    for holding in holders_of(view, instrument):
        if view.read(POSITIONS, instrument, snapshot, holding.account) is None:
            yield c.Count(instrument=instrument, snapshot=snapshot, account=holding.account)


def next_steps(view: View, instrument: InstrumentId, name: str, now: Timestamp) -> Iterator[Call]:
    """What anybody may do next for a snapshot or an action, the steps of one kind; nothing when nothing is to be done.

    Read as they are asked for, since a register may have a million accounts.
    """
    snapshot = view.read(SNAPSHOTS, instrument, name)
    if snapshot is None or now <= snapshot.record_time:
        return
    if snapshot.status is SnapshotStatus.scheduled:
        yield c.Record(instrument=instrument, snapshot=name)
    elif snapshot.status is SnapshotStatus.recording:
        yield from _or(counting(view, instrument, name), c.Close(instrument=instrument, snapshot=name))
    elif (action := view.read(ACTIONS, instrument, name)) is not None:
        yield from _of_action(view, action, now)


def _or(steps: Iterator[Call], last: Call) -> Iterator[Call]:
    """The steps, or the last one when there are none."""
    first = next(steps, None)
    yield last if first is None else first
    yield from steps


def _of_action(view: View, action: Action, now: Timestamp) -> Iterator[Call]:
    where = functools.partial(_call, action)
    if action.status is ActionStatus.announced:
        if not lacking(view, action) and _rates_set(view, action, now):
            yield where(c.Compute, fixings=fixings_for(view, action))
    elif action.status is ActionStatus.recorded:
        yield from _dividing(view, action)
    elif action.status is not ActionStatus.payable:
        return
    elif action.kind is ActionKind.rights:
        if now >= (action.deadline or 0):
            yield where(c.Finish)
    elif now >= action.pay_time:
        paid = (where(c.Pay, account=one.account) for one in owed(view, action))
        # Without the issuer's hold nobody can be paid in cash.
        waits = action.kind in IN_CASH and action.hold is None and bool(action.whole)
        yield from () if waits else _or(paid, where(c.Finish))


def _dividing(view: View, action: Action) -> Iterator[Call]:
    where, last = functools.partial(_call, action), last_of(view, action)
    division = _division(view, action, last)
    of = (action.instrument, action.action, division)
    rest = (one.account for one in _held(view, action) if view.read(ENTITLEMENTS, *of, one.account) is None)
    entitle = (where(c.Entitle, division=division, account=account) for account in rest)
    if view.read(DIVISIONS, *of) is None:
        yield where(c.Divide, division=division, last=last)
        yield from entitle
    else:
        yield from _or(entitle, where(c.Fix, division=division))


def _call(action: Action, kind: type[Call], **fields: Any) -> Call:
    return kind(instrument=action.instrument, action=action.action, **fields)  # type: ignore[call-arg]


def _division(view: View, action: Action, last: AccountId | None) -> str:
    """A division with this last account, begun or to be begun; what others began with another is passed over."""
    for number in count(1):
        found = view.read(DIVISIONS, action.instrument, action.action, f"d{number}")
        if found is None or found.last == last:
            break
    return f"d{number}"


def _held(view: View, action: Action) -> Iterator[Position]:
    return holder_list(view, action.instrument, action.action)
