# SPDX-License-Identifier: Apache-2.0
"""Events in the order of a member of somebody's own: ``orderBy=ex:weight``, ``orderBy=ILMD_ex:lot``.

Numbers come in the order of numbers, times in the order of time, and texts in the order of their bytes: numbers before
times, times before other texts, and last, in both directions, the events that have no such member. Of several the
least counts, or the greatest where the greatest come first. What is equal comes as it was recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from counterfoil.readmodel.epcis.asked import Asked
from counterfoil.readmodel.epcis.parameters import own_field
from counterfoil.readmodel.epcis.tables import FACTS, VALUES


@dataclass(frozen=True)
class OwnOrder:
    """Which values an event is placed by."""

    field: ColumnElement[bool]

    def clauses(self, *, descending: bool) -> Iterator[Any]:
        """What a question is ordered by."""
        plain = and_(VALUES.c.number.is_(None), VALUES.c.ms.is_(None), VALUES.c.text != "")
        for column, among in (
            (VALUES.c.number, VALUES.c.number.is_not(None)),
            (VALUES.c.ms, VALUES.c.ms.is_not(None)),
            (VALUES.c.text, plain),
        ):
            edge = func.max(column) if descending else func.min(column)
            of_event = (VALUES.c.event == FACTS.c.event, self.field, among)
            value = select(edge).where(*of_event).correlate(FACTS).scalar_subquery()
            yield (value.desc() if descending else value.asc()).nulls_last()


def own_order_of(asked: Asked) -> OwnOrder | None:
    """The order that ``orderBy`` asks for, where it is by a member of somebody's own; raises InputError."""
    return OwnOrder(own_field(asked, asked.one)) if ":" in asked.one or "#" in asked.one else None
