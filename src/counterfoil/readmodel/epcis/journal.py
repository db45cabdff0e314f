# SPDX-License-Identifier: Apache-2.0
"""What was captured: events by number, in the order in which they were recorded, never changed and never taken out.

1. An event is captured once: its eventID, or its hash where it has none, names it among those of whoever captured it.
   The same again is refused (``AlreadyCaptured``), whatever it says.
2. That an event was wrong is said by the same event again, with an errorDeclaration: that is another one, beside it.
   It, too, is captured once.
3. What somebody captured takes no name from anybody else: he would learn that there is such an event, or keep it out.
4. The time of recording is the service's, and never falls.
5. What was captured under a hash that an earlier version of this program gave it is called so still: it is refused
   when it comes again, and taken back by its declaration.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, Row, or_, select

from counterfoil.epcis.event import Event
from counterfoil.epcis.event_hash import event_hash
from counterfoil.epcis.former_hash import former_hashes
from counterfoil.primitives.errors import CounterfoilError
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.epcis.event_json import event_bytes, read_event
from counterfoil.readmodel.epcis.indexing import PROJECTION, Following, Recorded, require_indexable, rows_of
from counterfoil.readmodel.epcis.tables import EVENTS, FACTS
from counterfoil.readmodel.inserting import insert_rows
from counterfoil.readmodel.projection import Numbered

_NAMES_AT_ONCE: Final = 500


class AlreadyCaptured(CounterfoilError):
    """The event is in the repository: whoever captures it captured it before."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name} was captured before")


@dataclass(frozen=True)
class JournalEntry:
    """An event as it was recorded."""

    number: int
    captured_by: PartyId
    recorded_ms: Timestamp
    name: str
    document: bytes


@dataclass(frozen=True)
class Capture:
    """Who captures, when, and with which job, if it is part of one."""

    by: PartyId
    at: Timestamp
    job: int | None = None


@dataclass(frozen=True)
class Prepared:
    """An event with what names it, and as it will stand in the journal."""

    name: str
    declares_error: bool
    hash: str
    document: bytes
    following: Following
    formerly: tuple[str, ...] = ()
    """what an earlier version of this program named it, where it has no eventID"""

    @property
    def key(self) -> tuple[str, bool]:
        """What is captured once by one party."""
        return self.name, self.declares_error


def prepare(event: Event) -> Prepared:
    """What is to be recorded; raises InputError for an event that cannot be kept.

    It is kept by itself, and hashed whole: what its document wanted left out of the hash stays behind with that.
    """
    event = replace(event, ignored=frozenset()) if event.ignored else event
    hashed = event_hash(event)
    following = rows_of(event, hashed)
    name, declares = require_indexable(event.event_id or hashed), event.error_declaration is not None
    document = event_bytes(event)
    formerly = () if event.event_id else former_hashes(event, document)
    return Prepared(name, declares, hashed, document, following, formerly)


def as_named_before(connection: Connection, prepared: Sequence[Prepared], by: PartyId) -> list[Prepared]:
    """Each under the name that this party captured it by before, as an event or as its declaration of error."""
    known = {name for name, _ in _keys(connection, [name for one in prepared for name in one.formerly], by)}
    return [_renamed(one, known) for one in prepared] if known else list(prepared)


def _renamed(one: Prepared, known: Set[str]) -> Prepared:
    found = next((name for name in one.formerly if name in known), None)
    if found is None:
        return one
    facts = [row | {"hash": found} for row in one.following[FACTS]]
    return replace(one, name=found, hash=found, following={**one.following, FACTS: facts})


def captured_before(connection: Connection, prepared: Sequence[Prepared], by: PartyId) -> set[int]:
    """Places of events that this party captured already, or that repeat one before them."""
    seen = _keys(connection, [one.name for one in prepared], by)
    places = set()
    for place, one in enumerate(prepared):
        if one.key in seen:
            places.add(place)
        seen.add(one.key)
    return places


def _keys(connection: Connection, names: Iterable[str], by: PartyId) -> set[tuple[str, bool]]:
    """What this party captured under these names."""
    wanted, wanted_names = select(EVENTS.c.name, EVENTS.c.declares_error), sorted(set(names))
    seen: set[tuple[str, bool]] = set()
    for start in range(0, len(wanted_names), _NAMES_AT_ONCE):
        asked = wanted_names[start : start + _NAMES_AT_ONCE]
        found = connection.execute(wanted.where(EVENTS.c.captured_by == by, EVENTS.c.name.in_(asked)))
        seen |= {(name, bool(declares)) for name, declares in found}
    return seen


def capture(connection: Connection, events: Iterable[Event], given: Capture) -> list[str]:
    """Record events, all in the transaction that is given, and what follows from them; their names.

    Raises AlreadyCaptured, and InputError for an event that cannot be kept.
    """
    prepared = as_named_before(connection, [prepare(event) for event in events], given.by)
    for place in sorted(captured_before(connection, prepared, given.by)):
        raise AlreadyCaptured(prepared[place].name)
    record(connection, prepared, given)
    return [one.name for one in prepared]


def record(connection: Connection, prepared: Sequence[Prepared], given: Capture) -> None:
    """Enter events that are new, and what follows from them."""
    if not prepared:
        return
    # Times never run back, so the last event has the latest: two maxima would read the whole journal.
    latest = select(EVENTS.c.number, EVENTS.c.recorded_ms).order_by(EVENTS.c.number.desc()).limit(1)
    last = connection.execute(latest).one_or_none() or (0, 0)
    first, recorded_ms = last[0] + 1, max(last[1], given.at)
    rows = [
        {
            "number": number,
            "captured_by": given.by,
            "name": one.name,
            "declares_error": one.declares_error,
            "hash": one.hash,
            "recorded_ms": recorded_ms,
            "document": one.document,
            "job": given.job,
        }
        for number, one in enumerate(prepared, first)
    ]
    insert_rows(connection, EVENTS, rows)
    recorded = (
        Numbered(number, Recorded(given.by, recorded_ms, one.following)) for number, one in enumerate(prepared, first)
    )
    PROJECTION.take(connection, recorded)


def recorded_events(connection: Connection, after: int) -> Iterator[Numbered[Recorded]]:
    """The journal above a number, as the projection takes it."""
    wanted = select(EVENTS).where(EVENTS.c.number > after).order_by(EVENTS.c.number)
    for row in connection.execute(wanted):
        following = rows_of(read_event(row.document), row.hash)
        yield Numbered(row.number, Recorded(row.captured_by, row.recorded_ms, following))


def rebuild(database: Database) -> int:
    """Make the rows that follow from the journal anew; of how many events."""

    def source(after: int) -> Iterator[Numbered[Recorded]]:
        # Begun within the transaction that writes: what was captured until then is read, and nobody captures meanwhile.
        with database.reading() as connection:
            yield from recorded_events(connection, after)

    return PROJECTION.rebuild(database, source)


def entries_named(connection: Connection, name: str) -> list[JournalEntry]:
    """All events of an eventID or a hash: an event, its declaration of error, and others' of the same name."""
    wanted = select(EVENTS).where(or_(EVENTS.c.name == name, EVENTS.c.hash == name)).order_by(EVENTS.c.number)
    return [_entry(row) for row in connection.execute(wanted)]


def entries(connection: Connection, numbers: Sequence[int]) -> list[JournalEntry]:
    """The events of these numbers, in the order of the numbers given."""
    found = {row.number: _entry(row) for row in connection.execute(select(EVENTS).where(EVENTS.c.number.in_(numbers)))}
    return [found[number] for number in numbers]


def _entry(row: Row) -> JournalEntry:  # type: ignore[type-arg]
    return JournalEntry(row.number, row.captured_by, row.recorded_ms, row.name, bytes(row.document))
