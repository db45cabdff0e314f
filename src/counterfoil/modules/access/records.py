# SPDX-License-Identifier: Apache-2.0
"""Records of access: the policy, a journal for each party that notes, and its batches."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.dated import DAY_MS, in_force
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.access.outcomes import AccessOutcome
from counterfoil.primitives.types import IDENTIFIER, INTEGER_MAX, Duration, HashField, HexHash, PartyId, Timestamp

RULES_MAX: Final = 16
TABLES_MAX: Final = 32
GUARDS_MAX: Final = 16
LINES_MAX: Final = 2**20
"""of a batch, so that whoever is shown one line's place reads at most 20 hashes"""
AFTERWARDS_MS: Final = 31 * DAY_MS
"""For so long a policy that is over stays on record, so that what was asked under it may still be noted,"""
OVER_MAX: Final = 8
"""and at most so many of them."""
NOTHING_BEFORE: Final = HexHash("0" * 64)
"""What the first batch of a journal follows."""


class Asker(StrEnum):
    """Who asks, as a policy tells askers apart."""

    operator = "operator"
    """the party that notes: whoever runs the service"""
    supervisor = "supervisor"
    member = "member"
    """everybody else"""


class Question(StrEnum):
    """What is asked for."""

    record = "record_read"
    records = "records_listed"
    """a list of them"""
    trail = "trail_read"
    events = "events_read"
    transaction = "transaction_read"
    evidence = "evidence_made"
    rehearsal = "rehearsed"
    other = "other_question"
    """whatever a service answers about a chain besides"""


OF_RECORDS: Final = frozenset({Question.record, Question.records, Question.trail})
"""Questions that name the table of what they ask for."""
AnyParty = Annotated[PartyId, IDENTIFIER]
TableName = Annotated[str, Meta(pattern=r"^[a-z_]{1,32}/[a-z_]{1,32}\Z", examples=["holdings/holding"])]
Guards = Annotated[tuple[AnyParty, ...], Meta(max_length=GUARDS_MAX)]
Delay = Annotated[Duration, Meta(ge=1_000, le=31 * DAY_MS)]
Keeping = Annotated[Duration, Meta(ge=DAY_MS, le=36_600 * DAY_MS)]
LineCount = Annotated[int, Meta(ge=1, le=LINES_MAX)]
BatchNumber = Annotated[int, Meta(ge=1, le=INTEGER_MAX)]
"""From 1 up, without a gap."""


class Watching(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whose questions, of which kinds and about which tables, are noted."""

    askers: Annotated[tuple[Asker, ...], Meta(min_length=1, max_length=len(Asker))]
    questions: Annotated[tuple[Question, ...], Meta(max_length=len(Question))] = ()
    """none: all"""
    tables: Annotated[tuple[TableName, ...], Meta(max_length=TABLES_MAX)] = ()
    """none: all"""
    kept_first: bool = False
    """whether the line is on the disk before the answer is given, and not soon after"""

    @property
    def sound(self) -> bool:
        """Whether it names each thing once, and tables only where questions name them."""
        lists: tuple[tuple[str, ...], ...] = (self.askers, self.questions, self.tables)
        once = all(len(set(one)) == len(one) for one in lists)
        return once and (not self.tables or (bool(self.questions) and OF_RECORDS.issuperset(self.questions)))

    def covers(self, asker: Asker, question: Question, table: str) -> bool:
        """Whether it has such a question noted; ``table``: what the question names, empty for none that is known."""
        asked = asker in self.askers and (not self.questions or question in self.questions)
        return asked and (not self.tables or not table or table in self.tables)


Rules = Annotated[tuple[Watching, ...], Meta(max_length=RULES_MAX)]


class AccessEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A policy of access, from a time on until the next."""

    since: Timestamp
    noter: PartyId
    """who answers questions, and notes them"""
    watched: Rules
    """none: nothing is noted"""
    delay_ms: Duration
    """so long may pass from the end of one period to the note of the next"""
    kept_ms: Duration
    """how long lines are kept"""
    lines_min: int
    """to how many lines a batch is filled up at least"""
    guards: Guards
    """of whom one agrees to every change, but to a council's"""

    def rule_for(self, asker: Asker, question: Question, table: str) -> Watching | None:
        """The rule by which such a question is noted, one that has it kept first before others; None: it is not."""
        found = [one for one in self.watched if one.covers(asker, question, table)]
        return max(found, key=lambda one: one.kept_first, default=None)


class AccessPolicy(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is in force, what is to come, and what was until a while ago; the trail has the rest."""

    entries: tuple[AccessEntry, ...]

    def at(self, time: Timestamp) -> AccessEntry | None:
        """What was in force at a time; None before the first, and where it is no longer on record."""
        return in_force(self.entries, time)

    def naming(self, noter: PartyId, since: Timestamp | None, until: Timestamp) -> tuple[Timestamp, AccessEntry] | None:
        """Where a period of a noter's begins, and the last entry in it that names it; None where none does.

        ``since``: the end of its period before; None: this is its first, which begins with the first such entry.
        """
        ends = [one.since for one in self.entries[1:]]
        named = [
            one
            for number, one in enumerate(self.entries)
            if one.noter == noter
            and one.since <= until
            and (since is None or number == len(ends) or since < ends[number])
        ]
        return (named[0].since if since is None else since, named[-1]) if named else None


POLICY_KEY: Final = "current"


class Journal(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a party has noted what it answered."""

    noter: PartyId
    batches: int = 0
    """the number of the last one"""
    until: Timestamp
    """the end of its last period; the next begins there"""
    head: HashField = NOTHING_BEFORE
    """the hash of its last batch"""
    late: int = 0
    """how many came later than the policy says"""


class NotedBatch(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lines that were noted together: how they are committed to, and nothing of what they say. It is written once."""

    noter: PartyId
    batch: int
    since: Timestamp
    until: Timestamp
    lines: int
    """a power of two, which hides how many say something"""
    root: HashField
    """RFC 6962, over salted lines (spec/access.md)"""
    previous: HashField
    """the hash of the batch before"""
    noted: Timestamp


POLICIES: Final = Table(
    "access/policy", AccessPolicy, AccessOutcome.no_access_policy, AccessOutcome.access_policy_exists
)
JOURNALS: Final = Table("access/journal", Journal, AccessOutcome.no_access_journal, AccessOutcome.access_journal_exists)
BATCHES: Final = Table(
    "access/batch", NotedBatch, AccessOutcome.unknown_access_batch, AccessOutcome.access_batch_exists
)
