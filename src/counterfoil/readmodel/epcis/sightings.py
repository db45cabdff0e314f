# SPDX-License-Identifier: Apache-2.0
"""What tracing asks of a repository: the events that name a thing, as far as somebody may see them, not their texts.

An event counts while whoever captured it did not declare it wrong.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, case, select

from counterfoil.epcis.goods.sighting import Named, Sighting
from counterfoil.readmodel.epcis.query import Reach
from counterfoil.readmodel.epcis.tables import EVENTS, FACTS, IDENTIFIERS

_AT_ONCE: Final = 5_000
"""Values of one question: SQLite takes no more than 32,766."""


class FoundSightings:
    """Events of a repository, by the things that they name."""

    def __init__(self, connection: Connection, reach: Reach) -> None:
        self._connection, self._reach = connection, reach

    def naming(self, uris: Collection[str]) -> Iterable[Sighting]:
        """Those in force that name any of these things."""
        of_thing = select(IDENTIFIERS.c.event).distinct()
        return self._of(IDENTIFIERS.c.uri, of_thing, uris)

    def transforming(self, groups: Collection[str]) -> Iterable[Sighting]:
        """Those in force that are part of any of these transformations."""
        return self._of(FACTS.c.transformation_id, select(FACTS.c.event), groups)

    def _of(self, column: Any, wanted: Select[Any], values: Collection[str]) -> Iterator[Sighting]:
        numbers: set[int] = set()
        for some in _some(sorted(values)):
            numbers |= {row.event for row in self._connection.execute(wanted.where(column.in_(some)))}
        for some in _some(sorted(numbers)):
            yield from self._sightings(some)

    def _sightings(self, numbers: list[int]) -> Iterator[Sighting]:
        names: dict[int, list[Named]] = defaultdict(list)
        told = select(IDENTIFIERS).where(IDENTIFIERS.c.event.in_(numbers))
        for row in self._connection.execute(told):
            names[row.event].append(Named(row.role, row.uri, row.is_class, row.quantity, row.uom))
        conditions = [FACTS.c.event.in_(numbers), FACTS.c.error_ms.is_(None), ~_is_declared_wrong()]
        conditions += [] if self._reach.condition is None else [self._reach.condition]
        for row in self._connection.execute(select(FACTS).where(*conditions)):
            yield Sighting(
                row.event,
                row.event_ms,
                row.kind,
                row.action,
                row.transformation_id,
                row.biz_step,
                row.disposition,
                row.read_point,
                row.biz_location,
                tuple(names[row.event]),
            )


def _is_declared_wrong() -> ColumnElement[bool]:
    """By the same event again, with its declaration: under its eventID, or its hash where it has none."""
    name = case((FACTS.c.event_id == "", FACTS.c.hash), else_=FACTS.c.event_id)
    same = (EVENTS.c.captured_by == FACTS.c.captured_by, EVENTS.c.name == name)
    return select(EVENTS.c.number).where(*same, EVENTS.c.declares_error).exists()


def _some(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
