# SPDX-License-Identifier: Apache-2.0
"""What tracing asks of a repository: the events that name a thing, as far as somebody may see them, not their texts.

An event counts while whoever captured it did not declare it wrong; what others declare of it is told. One that several
parties captured counts once: it is one event, and what it says came did not come twice. However many
things are asked for, it is one question, whose text stays the same: they go as one value.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, any_, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from counterfoil.epcis.goods.sighting import OWNING, POSSESSING, Named, Sighting, parties_of
from counterfoil.readmodel.epcis.declarations import DeclaredByAnother, declared_by_others
from counterfoil.readmodel.epcis.query import Reach
from counterfoil.readmodel.epcis.tables import EVENTS, FACTS, IDENTIFIERS, LINKS


class FoundSightings:
    """Events of a repository, by the things that they name."""

    def __init__(self, connection: Connection, reach: Reach) -> None:
        self._connection, self._reach = connection, reach
        self._is_server = connection.dialect.name == "postgresql"
        self._known: dict[int, tuple[tuple[str, str], Sighting] | None] = {}
        """With what two captures of one event share, its eventID and its hash; None: not in force, or not to be seen"""

    def naming(self, uris: Collection[str]) -> Iterable[Sighting]:
        """Those in force that name any of these things."""
        return self._sightings(select(IDENTIFIERS.c.event).where(self._is_among(IDENTIFIERS.c.uri)), uris)

    def transforming(self, groups: Collection[str]) -> Iterable[Sighting]:
        """Those in force that are part of any of these transformations."""
        return self._sightings(select(FACTS.c.event).where(self._is_among(FACTS.c.transformation_id)), groups)

    def declared_by_others(self, numbers: Collection[int]) -> list[DeclaredByAnother]:
        """Of events in force, by their numbers, what another party than the one that captured them declared."""
        return declared_by_others(self._connection, list(numbers), self._reach)

    def _sightings(self, wanted: Select[Any], values: Collection[str]) -> list[Sighting]:
        numbers = sorted(set(self._connection.scalars(wanted, self._among(values))))
        self._read([number for number in numbers if number not in self._known])
        first: dict[tuple[str, str], Sighting] = {}
        for number in numbers:
            if (one := self._known[number]) is not None:
                first.setdefault(*one)
        return list(first.values())

    def _read(self, numbers: list[int]) -> None:
        """Each event once, though it is asked for by all things that it names."""
        given = self._among(numbers)
        names: dict[int, list[Named]] = defaultdict(list)
        for event, *named in self._connection.execute(
            select(*_NAMED).where(self._is_among(IDENTIFIERS.c.event)), given
        ):
            names[event].append(Named(*named))
        links: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for event, *link in self._connection.execute(_PARTIES.where(self._is_among(LINKS.c.event)), given):
            links[event].append((link[0], link[1]))
        conditions = [self._is_among(FACTS.c.event), FACTS.c.error_ms.is_(None), ~_is_declared_wrong()]
        conditions += [] if self._reach.condition is None else [self._reach.condition]
        self._known |= dict.fromkeys(numbers)
        for *row, event_id, hashed in self._connection.execute(select(*_SEEN, *_SAME).where(*conditions), given):
            seen = Sighting._make((*row, tuple(names[row[0]]), *parties_of(links[row[0]])))
            self._known[row[0]] = (event_id, hashed), seen

    def _among(self, values: Collection[str] | Collection[int]) -> dict[str, Any]:
        return {"among": list(values) if self._is_server else json.dumps(list(values))}

    def _is_among(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        if self._is_server:
            return column == any_(bindparam("among", type_=ARRAY(column.type)))
        return column.in_(select(func.json_each(bindparam("among")).table_valued("value").c.value))


_NAMED = tuple(IDENTIFIERS.c[name] for name in ("event", "role", "uri", "is_class", "quantity", "uom"))
_SEEN = tuple(
    FACTS.c[name]
    for name in (
        *("event", "event_ms", "kind", "action", "transformation_id"),
        *("biz_step", "disposition", "read_point", "biz_location"),
    )
)
"""In the order of the fields of ``Named`` and ``Sighting``."""
_SAME = (FACTS.c.event_id, FACTS.c.hash)
_PARTIES = (
    select(LINKS.c.event, LINKS.c.type, LINKS.c.uri)
    .where(LINKS.c.list.in_(("source", "destination")), LINKS.c.type.in_((OWNING, POSSESSING)))
    .order_by(LINKS.c.event, LINKS.c.list.desc())
)
"""Sources, and then destinations."""


def _is_declared_wrong() -> ColumnElement[bool]:
    """By the same event again, with its declaration: under its eventID, or its hash where it has none."""
    name = case((FACTS.c.event_id == "", FACTS.c.hash), else_=FACTS.c.event_id)
    same = (EVENTS.c.captured_by == FACTS.c.captured_by, EVENTS.c.name == name)
    return select(EVENTS.c.number).where(*same, EVENTS.c.declares_error).exists()
