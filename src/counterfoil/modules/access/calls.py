# SPDX-License-Identifier: Apache-2.0
"""Calls of the access module."""

from counterfoil.law.call import Call, LegalReference
from counterfoil.modules.access.records import AnyParty, BatchNumber, Delay, Guards, Keeping, LineCount, Rules
from counterfoil.primitives.types import HashField, PartyId, TimestampField


class SetPolicy(Call, frozen=True, tag_field="call", tag="access.set_policy"):
    """Say whose questions are noted from a time on, by whom and how soon; by a registrar or the council."""

    by: PartyId
    noter: AnyParty
    """who runs the service that answers, and notes"""
    watched: Rules
    """whose questions, of which kinds, about which tables; none: nothing is noted"""
    delay_ms: Delay
    """so long may pass from one period's end to the next one's note"""
    kept_ms: Keeping
    """how long whoever notes keeps what was noted"""
    reason: LegalReference
    lines_min: LineCount = 1
    """to how many lines a batch is filled up at least, a power of two"""
    guards: Guards = ()
    """of whom one agrees to every later change"""
    agreed: PartyId | None = None
    """the guard that agrees to this one, where the policy in force has any"""
    since: TimestampField | None = None
    """None: from this block on"""


class Note(Call, frozen=True, tag_field="call", tag="access.note"):
    """Note the next batch of what was asked and answered, by its root; by who notes."""

    noter: PartyId
    batch: BatchNumber
    """the number that comes next, so that asking twice notes once"""
    until: TimestampField
    """the end of the period, which began where the one before ended"""
    lines: LineCount
    """a power of two"""
    root: HashField
    previous: HashField
    """the hash of the batch before; zeros for the first"""
