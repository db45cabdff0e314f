# SPDX-License-Identifier: Apache-2.0
"""The state store: what the block log adds up to, kept so that it need not be computed again at every start.

It follows the log without syncing. After a crash it may be behind, by whole blocks, and is caught up by replay.
"""

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


class Table(Enum):
    """Key spaces, each with the byte that its keys begin with on disk. Numbers are never used again."""

    RECORDS = b"\x01"
    PAGES = b"\x02"
    EVENTS = b"\x03"
    TRAILS = b"\x04"
    TRANSACTIONS = b"\x05"
    HEADERS = b"\x06"
    SEEN = b"\x07"
    META = b"\x08"


VERSIONED: Final = (Table.RECORDS, Table.PAGES)
"""The tables that remember what was there before."""

Changes = Mapping[Table, Mapping[bytes, bytes | None]]
"""New values by table and key; None deletes."""


class StateStore(Protocol):
    """Tables of bytes. One writer; readers may be other threads and see whole blocks at each call."""

    @property
    def height(self) -> Height:
        """Height of the last commit, or -1."""
        ...

    def get(self, table: Table, key: bytes) -> bytes | None:
        """The value after the last commit."""
        ...

    def get_many(self, table: Table, keys: Sequence[bytes]) -> list[bytes | None]:
        """The values of many keys, in their order, all after the same commit."""
        ...

    def get_at(self, table: Table, key: bytes, height: Height) -> bytes | None:
        """The value of a versioned table's key after an earlier commit; raises InputError beyond ``HISTORY``."""
        ...

    def scan(self, table: Table, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """Keys and values under a prefix in byte order, as they are when the scan begins."""
        ...

    def commit(self, height: Height, changes: Changes, *, before: Changes | None = None) -> None:
        """Apply one block whole or not at all; raises InvariantBroken unless ``height`` is the last plus one.

        ``before`` may hold current values that the caller has read anyway, which saves reading them again.
        """
        ...

    def close(self) -> None: ...


class MemoryStateStore:
    """A StateStore that forgets everything with its process."""

    def __init__(self) -> None:
        self._height = NO_HEIGHT
        self._tables: dict[Table, dict[bytes, bytes]] = {table: {} for table in Table}
        self._history: deque[dict[tuple[Table, bytes], bytes | None]] = deque(maxlen=HISTORY)
        self._lock = Lock()

    @property
    def height(self) -> Height:
        return self._height

    def get(self, table: Table, key: bytes) -> bytes | None:
        return self._tables[table].get(key)

    def get_many(self, table: Table, keys: Sequence[bytes]) -> list[bytes | None]:
        with self._lock:
            return [self._tables[table].get(key) for key in keys]

    def get_at(self, table: Table, key: bytes, height: Height) -> bytes | None:
        with self._lock:
            require_answerable(table, height, self._height)
            after = self._height - height
            for replaced in list(self._history)[len(self._history) - after :]:
                if (table, key) in replaced:
                    return replaced[table, key]
            return self._tables[table].get(key)

    def scan(self, table: Table, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        with self._lock:
            found = sorted(item for item in self._tables[table].items() if item[0].startswith(prefix))
        return iter(found)

    def commit(self, height: Height, changes: Changes, *, before: Changes | None = None) -> None:  # noqa: ARG002
        require_next(height, self._height)
        with self._lock:
            self._history.append(
                {(table, key): self._tables[table].get(key) for table in VERSIONED for key in changes.get(table, ())}
            )
            for table, values in changes.items():
                for key, value in values.items():
                    if value is None:
                        self._tables[table].pop(key, None)
                    else:
                        self._tables[table][key] = value
            self._height = height

    def close(self) -> None:
        """Nothing to close."""


def require_next(height: Height, current: Height) -> None:
    """Raise InvariantBroken unless a store at ``current`` may commit ``height``."""
    if height != current + 1:
        raise InvariantBroken(f"the state is at height {current} and cannot take height {height}")


def require_answerable(table: Table, height: Height, current: Height) -> None:
    """Raise InputError unless a store at ``current`` can say what a table held at ``height``."""
    oldest = max(0, current - HISTORY)
    if table not in VERSIONED:
        raise InputError(f"{table.name} keeps no history", where="state store", remedy="use RECORDS or PAGES")
    if not oldest <= height <= current:
        remedy = f"heights {oldest} to {current} can be asked for" if current >= 0 else "nothing is committed yet"
        raise InputError(f"no state at height {height}", where="state store", remedy=remedy)
