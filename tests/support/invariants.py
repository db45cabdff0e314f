# SPDX-License-Identifier: Apache-2.0
"""The invariants of every module after every block: asked again when a record changed on which their answer rests."""

from collections.abc import Iterable, Iterator

import msgspec

from counterfoil.commerce.state import State
from counterfoil.law.table import R, Table, table_prefix
from counterfoil.modules import modules
from counterfoil.primitives.types import RecordPath


class Watched:
    """A view of a state that notes of which tables it was asked."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.asked: set[str] = set()

    def read(self, table: Table[R], *parts: str) -> R | None:
        self.asked.add(table.prefix)
        return self._state.read(table, *parts)

    def find(self, path: RecordPath) -> msgspec.Struct | None:
        self.asked.add(table_prefix(path))
        return self._state.find(path)

    def rows(self, table: Table[R], *parts: str) -> Iterator[tuple[RecordPath, R]]:
        self.asked.add(table.prefix)
        return self._state.rows(table, *parts)


class Invariants:
    """Those of one chain. They know nothing but what they ask of the state: the same records, the same answer."""

    def __init__(self) -> None:
        self._rests_on: dict[str, set[str]] = {}
        """noun → tables that its invariants asked when they last held"""

    def twin(self) -> "Invariants":
        """Those of a chain with the same past."""
        other = Invariants()
        other._rests_on.update(self._rests_on)
        return other

    def broken(self, state: State, changed: Iterable[RecordPath]) -> Iterator[str]:
        """Every invariant that broke by a change of these records, in words."""
        tables = {table_prefix(path) for path in changed}
        for module in modules():
            rests_on = self._rests_on.get(module.law.noun)
            if rests_on is not None and not rests_on & tables:
                continue
            view = Watched(state)
            problems = list(module.invariants(view))
            if not problems:
                self._rests_on[module.law.noun] = view.asked
            yield from problems
