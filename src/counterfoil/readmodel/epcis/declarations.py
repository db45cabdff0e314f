# SPDX-License-Identifier: Apache-2.0
"""Declarations of error by another party than the one that captured the event: each told as what it is.

1. A party declares its own events wrong, and no one else's: another's declaration is kept beside the event, which
   counts as before.
2. Whoever sees both is told so, and by whom. Of what he does not see nothing is said: neither that there is such an
   event, nor such a declaration.
3. A declaration is of an event by its eventID, or by its hash. By its hash it may be of any number of events, each
   with an eventID of its own: of so many ``CONCERNED_MAX`` are told beside declarations; beside an event itself, all.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, or_, select

from counterfoil.evidence.text import format_time
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.readmodel.epcis.query import Reach
from counterfoil.readmodel.epcis.tables import EVENTS, FACTS

_ASKED_AT_ONCE: Final = 500
CONCERNED_MAX: Final = 1_000
"""Whoever captures the same event under many names makes nobody's page as long as all of them."""


class DeclaredByAnother(NamedTuple):
    """An event that is in force, and a declaration by somebody else that it is wrong."""

    event: int
    """its number in the journal"""
    name: str
    """its eventID, or its hash where it has none"""
    captured_by: PartyId
    declaration: int
    """the number of the event that declares it"""
    declared_by: PartyId
    declared_ms: Timestamp
    reason: str
    """a word of the vocabulary as a URI, or somebody's own; empty: none was given"""

    def __str__(self) -> str:
        said = f", {self.reason.rpartition('-')[2] or self.reason}" if self.reason else ""
        return (
            f"{self.declared_by} declared it in error at {format_time(self.declared_ms)}{said}; "
            f"{self.captured_by}, who captured it, did not"
        )


def declared_by_others(connection: Connection, numbers: Sequence[int], reach: Reach) -> list[DeclaredByAnother]:
    """Of the events of these numbers, and of those that declarations among them are of; in the order of the journal."""
    found = {(one.event, one.declaration): one for one in _found(connection, sorted(set(numbers)), reach)}
    return [found[key] for key in sorted(found)]


def _found(connection: Connection, numbers: Sequence[int], reach: Reach) -> Iterator[DeclaredByAnother]:
    wanted = _pairs(reach)
    for start in range(0, len(numbers), _ASKED_AT_ONCE):
        asked = numbers[start : start + _ASKED_AT_ONCE]
        events, declarations = _concerned(connection, asked)
        if declarations:
            first = wanted.order_by(_EVENT.c.number, _DECLARATION.c.number).limit(CONCERNED_MAX)
            yield from _told(connection, first.where(_DECLARATION.c.number.in_(declarations)))
        if events:
            yield from _told(connection, wanted.where(_EVENT.c.number.in_(events)))


def _told(connection: Connection, wanted: Select[Any]) -> Iterator[DeclaredByAnother]:
    return map(DeclaredByAnother._make, connection.execute(wanted))


def _concerned(connection: Connection, asked: Sequence[int]) -> tuple[list[int], list[int]]:
    """Events of which there is some declaration, and declarations: mostly none, which is found out quickly."""
    rows = connection.execute(
        select(EVENTS.c.number, EVENTS.c.name, EVENTS.c.hash, EVENTS.c.declares_error).where(EVENTS.c.number.in_(asked))
    ).all()
    events = [row for row in rows if not row.declares_error]
    names = sorted({name for row in events for name in (row.name, row.hash)})
    wrong = select(EVENTS.c.name).where(EVENTS.c.name.in_(names), EVENTS.c.declares_error)
    found = set(connection.execute(wrong).scalars()) if names else set()
    concerned = [row.number for row in events if row.name in found or row.hash in found]
    return concerned, [row.number for row in rows if row.declares_error]


_EVENT: Final = EVENTS.alias("declared")
_DECLARATION: Final = EVENTS.alias("declaration")
_OWN: Final = EVENTS.alias("own")


def _pairs(reach: Reach) -> Select[Any]:
    """What its captor declared wrong itself is in force no more, whoever else says so."""
    withdrawn = select(_OWN.c.number).where(
        _OWN.c.captured_by == _EVENT.c.captured_by, _OWN.c.name == _EVENT.c.name, _OWN.c.declares_error
    )
    wanted = (
        select(
            *(_EVENT.c.number, _EVENT.c.name, _EVENT.c.captured_by),
            *(_DECLARATION.c.number, _DECLARATION.c.captured_by, FACTS.c.error_ms, FACTS.c.error_reason),
        )
        .join(_DECLARATION, or_(_DECLARATION.c.name == _EVENT.c.name, _DECLARATION.c.name == _EVENT.c.hash))
        .join(FACTS, FACTS.c.event == _DECLARATION.c.number)
        .where(~_EVENT.c.declares_error, _DECLARATION.c.declares_error)
        .where(_DECLARATION.c.captured_by != _EVENT.c.captured_by, ~withdrawn.exists())
    )
    if reach.parties is None:
        return wanted
    seen = sorted(reach.parties)
    return wanted.where(_EVENT.c.captured_by.in_(seen), _DECLARATION.c.captured_by.in_(seen))
