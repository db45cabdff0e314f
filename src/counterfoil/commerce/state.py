# SPDX-License-Identifier: Apache-2.0
"""The state as the machine sees it: typed records in tables, changed in two layers (transaction, block)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

import msgspec

from counterfoil.evidence.event import Trail
from counterfoil.primitives import canonical
from counterfoil.primitives.types import RecordPath

CACHE_RECORDS_MAX: Final = 500_000


class TrailedRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record that remembers, by hash, the last event that touched it. Such records are never deleted."""

    trail: Trail = Trail()


R = TypeVar("R", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """A table of records: ``prefix/part/…`` → canonical JSON of ``record``."""

    prefix: str
    record: type[R]

    def path(self, *parts: str) -> RecordPath:
        return RecordPath("/".join((self.prefix, *parts)))


class RecordSource(Protocol):
    """Committed records, wherever they are kept."""

    def get(self, path: RecordPath) -> bytes | None: ...

    def scan(self, prefix: str) -> Iterator[tuple[RecordPath, bytes]]:
        """All records whose path begins with ``prefix``, in path order."""
        ...


class View(Protocol):
    """Read-only access to records, as queries and invariants need it."""

    def read(self, table: Table[R], *parts: str) -> R | None: ...

    def rows(self, table: Table[R], *parts: str) -> Iterator[tuple[RecordPath, R]]: ...


class State:
    """Committed records under a block's changes under one transaction's changes.

    Records are immutable structs, so a discarded transaction leaves no trace.
    """

    def __init__(self, source: RecordSource) -> None:
        self._source = source
        self._cache: dict[RecordPath, Any] = {}
        self._block: dict[RecordPath, Any] = {}
        self._transaction: dict[RecordPath, Any] = {}

    def read(self, table: Table[R], *parts: str) -> R | None:
        """The record at ``table/parts…`` as of now, or None."""
        path = table.path(*parts)
        for layer in (self._transaction, self._block, self._cache):
            if (found := layer.get(path)) is not None:
                return found  # type: ignore[no-any-return]
        if (data := self._source.get(path)) is None:
            return None
        record = canonical.decode(data, table.record)
        if len(self._cache) >= CACHE_RECORDS_MAX:
            self._cache.clear()
        self._cache[path] = record
        return record

    def write(self, path: RecordPath, record: msgspec.Struct) -> None:
        """Put a record; visible at once, kept only if the transaction succeeds."""
        self._transaction[path] = record

    def keep_transaction(self) -> None:
        """The transaction succeeded: its changes join the block's."""
        self._block.update(self._transaction)
        self._transaction.clear()

    def discard_transaction(self) -> None:
        """The transaction was rejected: it changes nothing."""
        self._transaction.clear()

    def block_changes(self) -> dict[RecordPath, bytes]:
        """What the block changed, encoded."""
        return {path: canonical.encode_trusted(record) for path, record in self._block.items()}

    def end_block(self) -> None:
        """The block's changes are committed: the source serves them from now on."""
        if len(self._cache) + len(self._block) > CACHE_RECORDS_MAX:
            self._cache.clear()
        self._cache.update(self._block)
        self._block.clear()

    def rows(self, table: Table[R], *parts: str) -> Iterator[tuple[RecordPath, R]]:
        """Committed records of a table under ``parts``, in path order."""
        for path, data in self._source.scan(f"{table.path(*parts)}/"):
            yield path, canonical.decode(data, table.record)


class MemoryRecords:
    """A RecordSource in a dict: for genesis, audits of a dump, and tests."""

    def __init__(self) -> None:
        self.records: dict[RecordPath, bytes] = {}

    def get(self, path: RecordPath) -> bytes | None:
        return self.records.get(path)

    def scan(self, prefix: str) -> Iterator[tuple[RecordPath, bytes]]:
        for path in sorted(path for path in self.records if path.startswith(prefix)):
            yield path, self.records[path]
