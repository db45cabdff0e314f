# SPDX-License-Identifier: Apache-2.0
"""What members hand in to a supervisor: orders and terminals, sealed to its key, in numbered batches.

What is sealed travels in the call; what stands on record says who handed in what, for which day and how much, and the
root over its rows, so that nothing can be left out, put in or exchanged later. No record tells anything of a row.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Consents, EventData, Touch, Write
from counterfoil.law.moment import Moment
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.parties.authority import require_parties, require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import DayNumber, HashField, PartyId, Timestamp

ROWS_MAX: Final = 1_000
"""Of one batch."""
SUITE: Final = "hpke-x25519-sha256-aes128gcm"
"""How a batch is sealed: RFC 9180 in base mode."""


class HandedKind(StrEnum):
    """What the rows of a batch are."""

    orders = "orders"
    """CTP Order"""
    terminals = "terminals"
    """what clients' terminals said of themselves (CTP UserSystemInfo)"""


class Collection(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom members of a house hand in, and until when."""

    house: str
    supervisor: PartyId
    sealed_to: HashField
    """the one that batches are sealed to"""
    due_min: int
    """minutes after a trading day begins, until when its batches are in time"""


class HandedIn(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a member handed in of one kind, batch by batch."""

    house: str
    member: PartyId
    kind: HandedKind
    batches: int = 0
    """the number of the last"""
    rows: int = 0
    """of all of them"""
    late: int = 0
    """batches that came after their time"""
    day: DayNumber | None = None
    """of the last batch"""
    ended: DayNumber | None = None
    """the last day of which the member said that nothing lacks"""


class Batch(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """A batch under the root over its rows, written once: so none comes twice."""

    number: int
    day: DayNumber
    rows: int
    time: Timestamp


COLLECTIONS: Final = Table(
    "futures/collection", Collection, FuturesOutcome.nothing_collected, FuturesOutcome.collection_exists
)
HANDED_IN: Final = Table("futures/handed_in", HandedIn, FuturesOutcome.nothing_handed_in, FuturesOutcome.handed_exists)
BATCHES: Final = Table("futures/batch", Batch, FuturesOutcome.unknown_batch, FuturesOutcome.batch_exists)


class HandingEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.regulatory


class CollectionSet(HandingEvent, frozen=True):
    """Members of a house hand in to a supervisor, sealed to this key, from now on."""

    type: ClassVar[str] = "futures.collection_set"
    house: str
    supervisor: PartyId
    before: PartyId | None
    """who collected until then"""
    sealed_to: HashField
    due_min: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = Collection(house=self.house, supervisor=self.supervisor, sealed_to=self.sealed_to, due_min=self.due_min)
        yield Touch(COLLECTIONS, (self.house,), lambda _before: made)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.supervisor, Role.supervisor)
        require_parties(moment, self.supervisor, self.supervisor if self.before is None else self.before)
        return ()


class BatchHandedIn(HandingEvent, frozen=True):
    """A member handed in a batch; ``sealed``: the SHA-256 of each attachment that carries it."""

    type: ClassVar[str] = "futures.handed_in"
    house: str
    member: PartyId
    kind: HandedKind
    number: int
    day: DayNumber
    rows: int
    root: HashField
    sealed: tuple[HashField, ...]
    supervisor: PartyId
    sealed_to: HashField
    time: Timestamp
    late: bool
    amends: bool
    """whether the member had said before that nothing of the day lacks"""
    ends_day: bool
    """whether the member says so now"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(HANDED_IN, (self.house, self.member, self.kind), self._one_more)

    def writes(self, moment: Moment) -> Iterator[Write]:
        batch = Batch(number=self.number, day=self.day, rows=self.rows, time=self.time)
        yield Write(BATCHES, (self.house, self.member, self.kind, self.root), batch)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.member)
        return ()

    def _one_more(self, before: HandedIn | None) -> HandedIn:
        if before is None:
            before = HandedIn(house=self.house, member=self.member, kind=self.kind)
        return replace(
            before,
            batches=self.number,
            rows=before.rows + self.rows,
            late=before.late + self.late,
            day=self.day,
            ended=self.day if self.ends_day else before.ended,
        )


EVENTS: Final[tuple[type[EventData], ...]] = (CollectionSet, BatchHandedIn)
TABLES: Final = (COLLECTIONS, HANDED_IN, BATCHES)
