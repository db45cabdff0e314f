# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for registers and corporate actions; and how far a register is counted, in words."""

from collections.abc import Iterator

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.text import format_time
from counterfoil.law.call import Call
from counterfoil.law.module import Now, View
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import (
    ACTIONS,
    ENTITLEMENTS,
    MARKET_CLAIMS,
    ActionStatus,
    Entitlement,
    MarketClaimStatus,
)
from counterfoil.modules.lifecycle.computing import plan_of, time_of
from counterfoil.modules.lifecycle.queries import due_by, next_steps
from counterfoil.modules.lifecycle.records import SNAPSHOTS, TALLIES, Snapshot, SnapshotStatus, Terms
from counterfoil.modules.lifecycle.words import (
    ALL_DUE,
    COUNTED_SO_FAR,
    IN_SHARES,
    NOT_COUNTED,
    NOT_TAKEN,
    PAYS,
    UNDIVIDED,
)
from counterfoil.primitives.types import Timestamp

OVER = (ActionStatus.paid_out, ActionStatus.cancelled)


def pays(terms: Terms, now: Now) -> Words | None:
    """When the terms pay: their text, made for programs, says it to nobody at a glance."""
    times = [time_of(at_s, terms.offset_min) for at_s in plan_of(terms.text).times_s]
    coming = [time for time in times if time > now.time]
    per, count = now.in_units(terms.per, terms.instrument), len(times)
    if not coming:
        return ALL_DUE.fill(count=count, per=per)
    return PAYS.fill(count=count, left=len(coming), following=format_time(coming[0]), per=per, when=now.when)


def stands(snapshot: Snapshot, now: Now) -> Words | None:
    """That nobody has begun to count it, or how much is counted: until all is, its list of holders lacks some."""
    if snapshot.status is SnapshotStatus.scheduled and now.time > snapshot.record_time:
        return NOT_COUNTED.fill(when=now.when)
    tally = now.view.read(TALLIES, snapshot.instrument, snapshot.snapshot)
    if snapshot.status is not SnapshotStatus.recording or tally is None:
        return None
    counted, whole = (now.in_units(quantity, snapshot.instrument) for quantity in (tally.counted, tally.whole))
    return COUNTED_SO_FAR.fill(counted=counted, whole=whole, when=now.when)


def owes(entitlement: Entitlement, now: Now) -> Words | None:
    """That its division is not the one taken, so that nothing is owed by it; or what of it comes in new shares."""
    action = now.view.read(ACTIONS, entitlement.security, entitlement.action)
    if action is None or action.division is None:
        return UNDIVIDED.fill(when=now.when)
    if now.record != ENTITLEMENTS.path(action.instrument, action.action, action.division, entitlement.account):
        return NOT_TAKEN.fill(when=now.when)
    if not entitlement.in_shares:
        return None
    shares, rest = entitlement.split(action.price)
    new, cash = now.in_units(shares, entitlement.security), now.in_units(rest, entitlement.instrument)
    return IN_SHARES.fill(shares=new, cash=cash)


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Payments that fall due, then each snapshot and action that is not over, then claims on unsettled trades."""
    for instrument in due_by(view, time):
        yield c.Propose(instrument=instrument)
    for _, snapshot in view.rows(SNAPSHOTS):
        action = view.read(ACTIONS, snapshot.instrument, snapshot.snapshot)
        counted = snapshot.status in (SnapshotStatus.recorded, SnapshotStatus.cancelled)
        if not counted or (action is not None and action.status not in OVER):
            yield from next_steps(view, snapshot.instrument, snapshot.snapshot, time)
    for _, claim in view.rows(MARKET_CLAIMS):
        if claim.status is MarketClaimStatus.raised:
            yield c.SettleClaim(
                instrument=claim.security,
                action=claim.action,
                seller=claim.seller,
                buyer=claim.buyer,
                instruction=claim.instruction,
            )
