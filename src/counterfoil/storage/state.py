# SPDX-License-Identifier: Apache-2.0
"""The state store: what the block log adds up to, kept so that it need not be computed again at every start.

It follows the log without syncing. After a crash it may be behind, by whole blocks, and is caught up by replay.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from threading import Lock
from typing import Final, Protocol

from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import NO_HEIGHT

HISTORY: Final = 128
"""How many heights back ``get_at`` answers for."""


class KeySpace(Enum):
    """Key spaces, each with the byte that its keys begin with on disk. Numbers are never used again."""

    RECORDS = b"\x01"
    PAGES = b"\x02"
    EVENTS = b"\x03"
    TRAILS = b"\x04"
    TRANSACTIONS = b"\x05"
    HEADERS = b"\x06"
    ANCESTORS = b"\x07"
    CAUSED = b"\x08"


VERSIONED: Final = (KeySpace.RECORDS, KeySpace.PAGES)
"""The key spaces that remember what was there before."""

Changes = Mapping[KeySpace, Mapping[bytes, bytes | None]]
"""New values by key space and key; None deletes."""


class StateStore(Protocol):
    """Key spaces of bytes. One writer; readers may be other threads and see whole blocks at each call."""

    @property
    def height(self) -> Height:
        """Height of the last commit, or -1."""
        ...

    def get(self, space: KeySpace, key: bytes) -> bytes | None:
        """The value after the last commit."""
        ...

    def get_many(self, space: KeySpace, keys: Sequence[bytes]) -> list[bytes | None]:
        """The values of many keys, in their order, all after the same commit."""
        ...

    def get_at(self, space: KeySpace, key: bytes, height: Height) -> bytes | None:
        """The value of a versioned key space's key after an earlier commit; raises InputError beyond ``HISTORY``."""
        ...

    def get_many_at(self, space: KeySpace, keys: Sequence[bytes], height: Height) -> dict[bytes, bytes | None]:
        """The same of many keys, whatever is committed meanwhile."""
        ...

    def replaced_at(self, space: KeySpace, height: Height) -> dict[bytes, bytes | None]:
        """The keys that one of the last ``HISTORY`` commits wrote, in byte order, with what it replaced.

        Of a versioned key space; raises InputError for others, and for heights that are forgotten.
        """
        ...

    def scan(self, space: KeySpace, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """Keys and values under a prefix in byte order, as they are when the scan begins."""
        ...

    def commit(self, height: Height, changes: Changes) -> None:
        """Apply one block whole or not at all; raises InvariantBroken unless ``height`` is the last plus one."""
        ...

    def close(self) -> None: ...


class MemoryStateStore:
    """A StateStore that forgets everything with its process."""

    def __init__(self) -> None:
        self._height = NO_HEIGHT
        self._spaces: dict[KeySpace, dict[bytes, bytes]] = {space: {} for space in KeySpace}
        self._sorted: dict[KeySpace, list[bytes]] = {}
        """keys in byte order, of spaces that were scanned; those that came since stand at the end"""
        self._grown: set[KeySpace] = set()
        """spaces of which keys stand at the end"""
        self._history: deque[dict[tuple[KeySpace, bytes], bytes | None]] = deque(maxlen=HISTORY)
        self._lock = Lock()

    @property
    def height(self) -> Height:
        return self._height

    def get(self, space: KeySpace, key: bytes) -> bytes | None:
        return self._spaces[space].get(key)

    def get_many(self, space: KeySpace, keys: Sequence[bytes]) -> list[bytes | None]:
        with self._lock:
            return [self._spaces[space].get(key) for key in keys]

    def get_at(self, space: KeySpace, key: bytes, height: Height) -> bytes | None:
        with self._lock:
            require_answerable(space, height, self._height)
            after = self._height - height
            for replaced in list(self._history)[len(self._history) - after :]:
                if (space, key) in replaced:
                    return replaced[space, key]
            return self._spaces[space].get(key)

    def get_many_at(self, space: KeySpace, keys: Sequence[bytes], height: Height) -> dict[bytes, bytes | None]:
        with self._lock:
            require_answerable(space, height, self._height)
            found = {key: self._spaces[space].get(key) for key in keys}
            for replaced in list(self._history)[: height - self._height - 1 : -1]:
                found.update((key, replaced[space, key]) for key in keys if (space, key) in replaced)
            return found

    def replaced_at(self, space: KeySpace, height: Height) -> dict[bytes, bytes | None]:
        with self._lock:
            require_remembered(space, height, self._height)
            return replaced_in(self._history[height - self._height - 1], space)

    def scan(self, space: KeySpace, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        with self._lock:
            values, keys = self._spaces[space], self._keys(space)
            begin = end = bisect_left(keys, prefix)
            while end < len(keys) and keys[end].startswith(prefix):
                end += 1
            found = [(key, values[key]) for key in keys[begin:end]]
        return iter(found)

    def commit(self, height: Height, changes: Changes) -> None:
        require_next(height, self._height)
        with self._lock:
            self._history.append(
                {(space, key): self._spaces[space].get(key) for space in VERSIONED for key in changes.get(space, ())}
            )
            for space, values in changes.items():
                self._follow(space, values)
                for key, value in values.items():
                    if value is None:
                        self._spaces[space].pop(key, None)
                    else:
                        self._spaces[space][key] = value
            self._height = height

    def _keys(self, space: KeySpace) -> list[bytes]:
        """In byte order. What is nearly so is sorted in a time that is linear: a block adds few to very many."""
        if space not in self._sorted:
            self._sorted[space] = sorted(self._spaces[space])
        elif space in self._grown:
            self._sorted[space].sort()
        self._grown.discard(space)
        return self._sorted[space]

    def _follow(self, space: KeySpace, changes: Mapping[bytes, bytes | None]) -> None:
        """What becomes of the keys in order before a block changes a space."""
        if space not in self._sorted:
            return
        there = self._spaces[space]
        if any(value is None and key in there for key, value in changes.items()):
            del self._sorted[space]
            return
        came = [key for key, value in changes.items() if value is not None and key not in there]
        if came:
            self._sorted[space] += came
            self._grown.add(space)

    def close(self) -> None:
        """Nothing to close."""


def require_next(height: Height, current: Height) -> None:
    """Raise InvariantBroken unless a store at ``current`` may commit ``height``."""
    if height != current + 1:
        raise InvariantBroken(f"the state is at height {current} and cannot take height {height}")


def require_answerable(space: KeySpace, height: Height, current: Height) -> None:
    """Raise InputError unless a store at ``current`` can say what a key space held at ``height``."""
    oldest = max(0, current - HISTORY)
    if space not in VERSIONED:
        raise InputError(f"{space.name} keeps no history", where="state store", remedy="use RECORDS or PAGES")
    if not oldest <= height <= current:
        remedy = f"heights {oldest} to {current} can be asked for" if current >= 0 else "nothing is committed yet"
        raise InputError(f"no state at height {height}", where="state store", remedy=remedy)


def require_remembered(space: KeySpace, height: Height, current: Height) -> None:
    """Raise InputError unless a store at ``current`` can say which keys of a key space were written at ``height``."""
    require_answerable(space, height, current)
    if height <= current - HISTORY:
        remedy = f"heights from {current - HISTORY + 1} can be asked for"
        raise InputError(f"what changed at height {height} is forgotten", where="state store", remedy=remedy)


def replaced_in(replaced: Mapping[tuple[KeySpace, bytes], bytes | None], space: KeySpace) -> dict[bytes, bytes | None]:
    """Of what a commit replaced, what was in one key space, in byte order."""
    return dict(sorted((key, value) for (at, key), value in replaced.items() if at is space))
