# SPDX-License-Identifier: Apache-2.0
"""Every rejection table, found by the names of their files, and the markets in which their rows are asked.

Most are asked on one market, to which each file adds what its rows need. A file with ``APART = True``, of a noun whose
days go on, has a market of its own.
"""

from collections.abc import Iterable
from functools import cache
from types import ModuleType
from typing import Final, NamedTuple

from support import found
from support.ledger import Ledger
from support.market import Row, build_market
from support.refused_by_records import Act


class Place(NamedTuple):
    """Tables that share a market."""

    name: str
    tables: tuple[ModuleType, ...]

    @property
    def rows(self) -> list[Row]:
        return found.members(self.tables, Row)

    @property
    def acts(self) -> list[Act]:
        return found.members(self.tables, Act)

    def market(self) -> Ledger:
        """The market with everything on it that a row needs."""
        market = build_market()
        for add in found.brought(self.tables, "MARKET"):
            market = add(market)
        return market


def _places(tables: Iterable[ModuleType]) -> list[Place]:
    apart = [table for table in tables if getattr(table, "APART", False)]
    together = tuple(table for table in tables if table not in apart)
    return [Place("together", together), *(Place(table.__name__.rpartition(".")[2], (table,)) for table in apart)]


TABLES: Final = found.modules("refused_*.py")
PLACES: Final = _places(TABLES)
TOGETHER: Final = PLACES[0]
ROWS: Final = found.members(TABLES, Row)
"""Calls that are refused, each for one rule; in a list of one table in the order checked."""
ACTS: Final = found.members(TABLES, Act)
"""What no call of today does."""
PLACED: Final = [(place, row) for place in PLACES for row in place.rows]


@cache
def market_of(place: Place) -> Ledger:
    """One market for all rows of a place: a refused call leaves it as it was."""
    return place.market()
