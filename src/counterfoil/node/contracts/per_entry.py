# SPDX-License-Identifier: Apache-2.0
"""A program entry by entry: what others pass to the functions that an entry calls, is nothing to that entry."""

from collections.abc import Iterator

from counterfoil.node.contracts.flows import ONCE, Flows
from counterfoil.node.contracts.whose_word import Words


class PerEntry:
    """Whose word each entry has that is called more than once, and changes something."""

    def __init__(self, flows: Flows) -> None:
        self.flows = flows
        self._words = dict[str, Words]()

    def __iter__(self) -> Iterator[str]:
        yield from (name for name, one in self.flows.entries.items() if name not in ONCE and not one.view)

    def words(self, entry: str) -> Words:
        """What follows from whose word in an entry, by itself."""
        if entry not in self._words:
            self._words[entry] = Words(self.flows.narrowed(entry))
        return self._words[entry]
