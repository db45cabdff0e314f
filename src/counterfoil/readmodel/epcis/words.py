# SPDX-License-Identifier: Apache-2.0
"""What there is of each kind in the events that somebody sees: kinds, EPCs, steps, places, dispositions."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from counterfoil.readmodel.epcis.query import Reach
from counterfoil.readmodel.epcis.tables import FACTS, IDENTIFIERS


class Resource(NamedTuple):
    """A list of words of events: the column they stand in, and the parameter that asks for events of one."""

    column: Any
    parameter: str


RESOURCES: Final[Mapping[str, Resource]] = {
    "eventTypes": Resource(FACTS.c.kind, "eventType"),
    "epcs": Resource(IDENTIFIERS.c.uri, "MATCH_anyEPC"),
    "bizSteps": Resource(FACTS.c.biz_step, "EQ_bizStep"),
    "bizLocations": Resource(FACTS.c.biz_location, "EQ_bizLocation"),
    "readPoints": Resource(FACTS.c.read_point, "EQ_readPoint"),
    "dispositions": Resource(FACTS.c.disposition, "EQ_disposition"),
}


def words(connection: Connection, resource: str, reach: Reach, *, after: str, count: int) -> list[str]:
    """The words behind one, in the order of their bytes."""
    column = RESOURCES[resource].column
    wanted = select(column).where(column > after, column != "").distinct().order_by(column).limit(count)
    if column.table is IDENTIFIERS:
        wanted = wanted.join(FACTS, FACTS.c.event == IDENTIFIERS.c.event).where(IDENTIFIERS.c.is_class.is_(False))
    if reach.condition is not None:
        wanted = wanted.where(reach.condition)
    return list(connection.execute(wanted).scalars())
