# SPDX-License-Identifier: Apache-2.0
"""A state store over another that it only reads: how a reader catches up while the writer still works."""

from collections import deque
from collections.abc import Iterator, Sequence
from heapq import merge

from counterfoil.primitives.types import Height
from counterfoil.storage.state import (
    HISTORY,
    VERSIONED,
    Changes,
    KeySpace,
    StateStore,
    replaced_in,
    require_answerable,
    require_next,
    require_remembered,
)

Replaced = dict[tuple[KeySpace, bytes], bytes | None]


class OverlayStateStore:
    """A StateStore that keeps what is committed to it in memory, and never writes to the store below. One thread."""

    def __init__(self, below: StateStore) -> None:
        self._below = below
        self._height = below.height
        self._changed: dict[KeySpace, dict[bytes, bytes | None]] = {space: {} for space in KeySpace}
        self._history: deque[Replaced] = deque(maxlen=HISTORY)
        """what versioned keys held before each height committed here"""

    @property
    def height(self) -> Height:
        return self._height

    def get(self, space: KeySpace, key: bytes) -> bytes | None:
        changed = self._changed[space]
        return changed[key] if key in changed else self._below.get(space, key)

    def get_many(self, space: KeySpace, keys: Sequence[bytes]) -> list[bytes | None]:
        return [self.get(space, key) for key in keys]

    def get_at(self, space: KeySpace, key: bytes, height: Height) -> bytes | None:
        require_answerable(space, height, self._height)
        if height < self._below.height:
            return self._below.get_at(space, key, height)
        later = list(self._history)[len(self._history) - (self._height - height) :]
        for replaced in later:
            if (space, key) in replaced:
                return replaced[space, key]
        return self.get(space, key)

    def get_many_at(self, space: KeySpace, keys: Sequence[bytes], height: Height) -> dict[bytes, bytes | None]:
        return {key: self.get_at(space, key, height) for key in keys}

    def replaced_at(self, space: KeySpace, height: Height) -> dict[bytes, bytes | None]:
        require_remembered(space, height, self._height)
        if height <= self._below.height:
            return self._below.replaced_at(space, height)
        return replaced_in(self._history[height - self._height - 1], space)

    def scan(self, space: KeySpace, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        changed = {key: value for key, value in self._changed[space].items() if key.startswith(prefix)}
        below = (item for item in self._below.scan(space, prefix) if item[0] not in changed)
        kept = sorted((key, value) for key, value in changed.items() if value is not None)
        return merge(below, kept)

    def commit(self, height: Height, changes: Changes) -> None:
        require_next(height, self._height)
        self._history.append(
            {(space, key): self.get(space, key) for space in VERSIONED for key in changes.get(space, ())}
        )
        for space, values in changes.items():
            self._changed[space].update(values)
        self._height = height

    def close(self) -> None:
        self._below.close()
