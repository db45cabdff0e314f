# SPDX-License-Identifier: Apache-2.0
"""What is always true of registers, and of what actions pay."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from counterfoil.law.module import View
from counterfoil.law.observed import fixing_at, number_of
from counterfoil.modules.lifecycle.actions import (
    ACTIONS,
    ENTITLEMENTS,
    Action,
    ActionStatus,
    Entitlement,
    EntitlementStatus,
)
from counterfoil.modules.lifecycle.records import (
    DIVISION_TALLIES,
    FIXINGS,
    POSITIONS,
    REGISTERS,
    RESETS,
    SNAPSHOTS,
    TALLIES,
    TERMS,
    Snapshot,
    SnapshotStatus,
)
from counterfoil.primitives.hashing import digest, to_hex

PENDING = (SnapshotStatus.scheduled, SnapshotStatus.recording)


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, terms in view.rows(TERMS):
        if to_hex(digest(terms.text.encode())) != terms.hash:
            yield f"{path}: the terms are not those of their hash"
    actions = {path for path, _ in view.rows(ACTIONS)}
    for path, fixing in view.rows(FIXINGS):
        if fixing.used_by is not None and fixing.used_by not in actions:
            yield f"{path}: used by what is not there"
    for path, reset in view.rows(RESETS):
        if reset.used_by not in actions:
            yield f"{path}: used by what is not there"
        taken = fixing_at(view.find, reset.fixing)
        if taken is None or number_of(taken) != Decimal(reset.rate):
            yield f"{path}: its rate is not what the fixing says"
    for path, snapshot in view.rows(SNAPSHOTS):
        yield from (f"{path}: {problem}" for problem in _of_snapshot(view, snapshot))
    yield from _of_registers(view)
    for path, action in view.rows(ACTIONS):
        yield from (f"{path}: {problem}" for problem in _of_action(view, action))


def _of_snapshot(view: View, snapshot: Snapshot) -> Iterator[str]:
    held = [one.quantity for _, one in view.rows(POSITIONS, snapshot.instrument, snapshot.snapshot)]
    tally = view.read(TALLIES, snapshot.instrument, snapshot.snapshot)
    counted, holders = (0, 0) if tally is None else (tally.counted, tally.holders)
    if (sum(held), sum(map(bool, held))) != (counted, holders):
        yield f"counted {counted} of {holders}, which is not the sum of positions"
    if snapshot.status is SnapshotStatus.recorded and sum(held) != snapshot.whole:
        yield f"recorded {sum(held)} of {snapshot.whole} units"


def _of_registers(view: View) -> Iterator[str]:
    pending = defaultdict(set)
    for _, snapshot in view.rows(SNAPSHOTS):
        if snapshot.status in PENDING:
            pending[snapshot.instrument].add((snapshot.snapshot, snapshot.record_time))
    for path, register in view.rows(REGISTERS):
        noted = [(one.snapshot, one.record_time) for one in register.pending]
        times = [time for _, time in noted]
        if set(noted) != pending[register.instrument] or times != sorted(times):
            yield f"{path}: pending are not the snapshots to come"


def _of_action(view: View, action: Action) -> Iterator[str]:
    snapshot = view.read(SNAPSHOTS, action.instrument, action.action)
    if snapshot is None or snapshot.record_time != action.record_time:
        yield "its snapshot has another record time"
    elif snapshot.status is SnapshotStatus.cancelled and action.status is not ActionStatus.cancelled:
        yield f"{action.status}, its snapshot {snapshot.status}"
    known = action.status in (ActionStatus.announced, ActionStatus.cancelled) or action.amount is not None
    if not known:
        yield f"{action.status}, and nobody knows of what amount"
    if action.division is None:
        if action.status in (ActionStatus.payable, ActionStatus.paid_out):
            yield f"{action.status} without a division"
        return
    rows = view.rows(ENTITLEMENTS, action.instrument, action.action, action.division)
    yield from _of_entitlements(view, action, [one for _, one in rows])


def _of_entitlements(view: View, action: Action, found: list[Entitlement]) -> Iterator[str]:
    if sum(one.gross for one in found) != action.whole:
        yield f"entitlements are {sum(one.gross for one in found)} of {action.whole}"
    for one in found:
        if one.net < 0 or one.exercised > one.gross:
            yield f"{one.account} has {one.gross}, and less is left than nothing"
    tally = view.read(DIVISION_TALLIES, action.instrument, action.action, action.division or "")
    paid = sum(one.status is EntitlementStatus.paid_out for one in found)
    if tally is None or tally.paid != paid:
        yield f"{paid} are paid, which is not what was counted"
