# SPDX-License-Identifier: Apache-2.0
"""What a trade repository is told of a deal: by each side, or for both by whom their agreement names."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.identity.identifiers.lei import check_lei
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome
from counterfoil.modules.over_the_counter.records import POLICIES, POLICY_KEY, PolicyEntry, ReportingPolicy
from counterfoil.modules.parties.authority import require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import Duration, HashField, PartyId, Timestamp

_UTI: Final = re.compile(r"[A-Z0-9]{21,52}\Z")
_LEI_LENGTH: Final = 20


class ReportStatus(StrEnum):
    due = "due"
    """not both sides have reported, and nobody recorded that it is late"""
    late = "late"
    """the time passed before both had, and somebody had that recorded"""
    matched = "matched"
    unmatched = "unmatched"
    """both have reported, and not both what the deal says"""


REPORT_CYCLE: Final[dict[ReportStatus, frozenset[ReportStatus]]] = {
    ReportStatus.due: frozenset({ReportStatus.late, ReportStatus.matched, ReportStatus.unmatched}),
    ReportStatus.late: frozenset({ReportStatus.matched, ReportStatus.unmatched}),
    ReportStatus.unmatched: frozenset({ReportStatus.matched}),
    ReportStatus.matched: frozenset(),
}
"""status → the statuses it may change to; a side whose report did not match reports again"""


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was reported for one side."""

    side: PartyId
    by: PartyId
    terms: HashField
    time: Timestamp
    late: bool


class Report(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is due to a trade repository of one deal, under its unique transaction identifier (ISO 23897)."""

    uti: str
    deal: str
    terms: HashField
    """of the deal"""
    repository: PartyId
    due: Timestamp
    told: tuple[Told, ...] = ()
    """in the order in which the sides reported first; each at most once, and its last report alone"""
    status: ReportStatus = ReportStatus.due

    def with_told(self, one: Told) -> "Report":
        """After a side reported, for the first time or again."""
        sides = [told.side for told in self.told]
        others = tuple(one if told.side == one.side else told for told in self.told)
        told = others if one.side in sides else (*others, one)
        return replace(self, told=told, status=self._status(told))

    def _status(self, told: tuple[Told, ...]) -> ReportStatus:
        if len(told) < 2:
            return self.status
        same = all(one.terms == self.terms for one in told)
        return ReportStatus.matched if same else ReportStatus.unmatched


REPORTS: Final = Table("over_the_counter/report", Report, Outcome.unknown_report, Outcome.uti_taken)
_REPORTS: Changes[Report] = Changes(REPORTS)


class ReportingEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.regulatory


class ReportingSet(ReportingEvent, frozen=True):
    """A supervisor said where deals are reported, and how soon, from a time on."""

    type: ClassVar[str] = "over_the_counter.reporting_set"
    repository: PartyId
    within_ms: Duration
    since: Timestamp
    by: PartyId
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        entry = PolicyEntry(
            since=self.since,
            repository=self.repository,
            within_ms=self.within_ms,
            by=self.by,
            reference=self.reference,
        )

        def fold(before: ReportingPolicy | None) -> ReportingPolicy:
            policy = before or ReportingPolicy()
            entries = scheduled(policy.entries, entry, moment.time, Outcome.too_much_to_come, POLICY_KEY)
            return replace(policy, entries=entries)

        yield Touch(POLICIES, (POLICY_KEY,), fold)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.supervisor)
        return ()


class Reported(ReportingEvent, frozen=True):
    """A deal was reported for one of its sides."""

    type: ClassVar[str] = "over_the_counter.reported"
    uti: str
    deal: str
    side: PartyId
    by: PartyId
    terms: HashField
    time: Timestamp
    late: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        told = Told(side=self.side, by=self.by, terms=self.terms, time=self.time, late=self.late)
        yield _REPORTS.change(lambda before: before.with_told(told), self.uti)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class ReportFellLate(ReportingEvent, frozen=True):
    """The time of a report passed before both sides had reported."""

    type: ClassVar[str] = "over_the_counter.report_fell_late"
    uti: str
    deal: str
    due: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _REPORTS.replace(self.uti, status=ReportStatus.late)


REPORT_EVENTS: Final = (ReportingSet, Reported, ReportFellLate)


def is_uti(text: str) -> bool:
    """Whether it is what ISO 23897 calls a UTI: the LEI of whoever made it, and up to 32 letters and digits."""
    return _UTI.match(text) is not None and check_lei(text[:_LEI_LENGTH]) is None
