# SPDX-License-Identifier: Apache-2.0
"""Events of the access module."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.access_line import batch_hash
from counterfoil.evidence.event import ObjectClass
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.modules.access.outcomes import AccessOutcome
from counterfoil.modules.access.records import (
    AFTERWARDS_MS,
    BATCHES,
    JOURNALS,
    OVER_MAX,
    POLICIES,
    POLICY_KEY,
    AccessEntry,
    AccessPolicy,
    Guards,
    Journal,
    NotedBatch,
    Rules,
)
from counterfoil.modules.parties.authority import (
    is_council,
    require_no_council,
    require_parties,
    require_party,
    require_role,
)
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import Duration, HashField, PartyId, Timestamp

_BATCHES: Changes[NotedBatch] = Changes(BATCHES)
_JOURNALS: Changes[Journal] = Changes(JOURNALS)


class PolicySet(EventData, frozen=True):
    """It was said whose questions are noted from a time on."""

    type: ClassVar[str] = "access.policy_set"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    by: PartyId
    agreed: PartyId | None
    noter: PartyId
    since: Timestamp
    watched: Rules
    delay_ms: Duration
    kept_ms: Duration
    lines_min: int
    guards: Guards
    reason: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        entry = AccessEntry(
            since=self.since,
            noter=self.noter,
            watched=self.watched,
            delay_ms=self.delay_ms,
            kept_ms=self.kept_ms,
            lines_min=self.lines_min,
            guards=self.guards,
        )

        def fold(before: AccessPolicy | None) -> AccessPolicy:
            policy = before or AccessPolicy(entries=())
            scheduled(policy.entries, entry, self.time, AccessOutcome.too_many_access_changes, POLICY_KEY)
            return replace(policy, entries=_with(policy.entries, entry, self.time))

        yield Touch(POLICIES, (POLICY_KEY,), fold)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.registrar)
        require_no_council(moment, self.noter)
        guards = _guards(moment)
        if guards and not is_council(moment, self.by):
            require(self.agreed in guards, AccessOutcome.guard_needed, " or ".join(guards))
        if self.agreed is not None:
            require_parties(moment, self.by, self.agreed)
        return ()


class Noted(EventData, frozen=True):
    """A batch of what was asked and answered was committed to."""

    type: ClassVar[str] = "access.noted"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    noter: PartyId
    batch: int
    since: Timestamp
    until: Timestamp
    lines: int
    root: HashField
    previous: HashField
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = NotedBatch(
            noter=self.noter,
            batch=self.batch,
            since=self.since,
            until=self.until,
            lines=self.lines,
            root=self.root,
            previous=self.previous,
            noted=self.time,
        )
        yield _BATCHES.create(made, self.noter, str(self.batch))
        yield Touch(JOURNALS, (self.noter,), self._gone_on)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.noter)
        return ()

    def _gone_on(self, before: Journal | None) -> Journal:
        journal = before or Journal(noter=self.noter, until=self.until)
        head = batch_hash(
            noter=self.noter,
            batch=self.batch,
            since=self.since,
            until=self.until,
            lines=self.lines,
            root=self.root,
            previous=self.previous,
        )
        return replace(journal, batches=self.batch, until=self.until, head=head)


class NotedLate(EventData, frozen=True):
    """A batch was noted later than the policy says."""

    type: ClassVar[str] = "access.noted_late"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    noter: PartyId
    batch: int
    since: Timestamp
    """where its period began"""
    due: Timestamp
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _JOURNALS.change(lambda before: replace(before, late=before.late + 1), self.noter)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.noter)
        return ()


def _with(entries: tuple[AccessEntry, ...], entry: AccessEntry, now: Timestamp) -> tuple[AccessEntry, ...]:
    """With one more entry; of what is over, what was in force a while ago: what was asked then is noted after it."""
    every = [*(one for one in entries if one.since < entry.since), entry]
    over = sum(one.since <= now for one in every[1:])
    long_over = sum(one.since <= now - AFTERWARDS_MS for one in every[1:])
    return tuple(every[max(long_over, over - OVER_MAX) :])


def _guards(moment: Moment) -> Guards:
    """Of whom one agrees now: under the policy in force, or under the first where none is yet."""
    policy = moment.read(POLICIES, POLICY_KEY)
    if policy is None:
        return ()
    return (policy.at(moment.time) or policy.entries[0]).guards


EVENTS: tuple[Any, ...] = (PolicySet, Noted, NotedLate)
