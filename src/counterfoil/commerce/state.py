# SPDX-License-Identifier: Apache-2.0
"""The state as the machine sees it: typed records in tables, and what a transaction and a block changed."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, Final, Protocol

import msgspec

from counterfoil.law.table import R, Table
from counterfoil.modules import laws
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InvariantBroken
from counterfoil.primitives.types import RecordPath

CACHE_RECORDS_MAX: Final = 250_000
"""How many records stay in memory from one block to the next, and how many paths at which there is none."""


class RecordSource(Protocol):
    """Committed records, wherever they are kept."""

    def get(self, path: RecordPath) -> bytes | None: ...

    def scan(self, prefix: str) -> Iterator[tuple[RecordPath, bytes]]:
        """All records whose path begins with ``prefix``, in path order."""
        ...


class State:
    """The records as of now, loaded as they are asked for, with a journal of what the running transaction replaced.

    Records are immutable structs, so putting the old ones back undoes a transaction.
    """

    def __init__(self, source: RecordSource, *, kept_max: int | None = None) -> None:
        """``kept_max``: how many records stay in memory while nothing is written, and how many paths without one."""
        self._source = source
        self._kept_max = CACHE_RECORDS_MAX if kept_max is None else kept_max
        self._records: dict[RecordPath, Any] = {}
        self._absent: set[RecordPath] = set()
        """paths at which nothing is committed nor written: most rules ask for records that few have"""
        self._replaced: dict[RecordPath, Any] = {}
        """what stood there before the running transaction; None: nothing that was loaded"""
        self._changed: dict[RecordPath, None] = {}
        """paths that the block's transactions wrote, in order"""
        self._written = _Written()

    def read(self, table: Table[R], *parts: str) -> R | None:
        """The record at ``table/parts…`` as of now, or None."""
        # The hottest line of all: a transfer reads ten records, and most keys have one part.
        path: Any = f"{table.prefix}/{parts[0]}" if len(parts) == 1 else "/".join((table.prefix, *parts))
        found: R | None = self._records.get(path)
        return self._load(path, table) if found is None else found

    def at(self, path: RecordPath, table: Table[R]) -> R | None:
        """``read`` by path."""
        found: R | None = self._records.get(path)
        return self._load(path, table) if found is None else found

    def find(self, path: RecordPath) -> msgspec.Struct | None:
        """The record at a path of any table that a module here has, or None."""
        table = laws().table_of(path)
        return None if table is None else self.at(path, table)

    def _load(self, path: RecordPath, table: Table[R]) -> R | None:
        if path in self._absent:
            return None
        self._make_room()
        if (data := self._source.get(path)) is None:
            self._absent.add(path)
            return None
        record = self._records[path] = _decoded(path, data, table)
        return record

    def write(self, path: RecordPath, record: msgspec.Struct) -> None:
        """Put a record; visible at once, kept only if the transaction succeeds."""
        if path not in self._replaced:
            self._replaced[path] = self._records.get(path)
            self._absent.discard(path)
            self._written.paths.append(path)
        self._records[path] = record

    def keep_transaction(self) -> None:
        """The transaction succeeded: its changes join the block's."""
        self._changed.update(dict.fromkeys(self._replaced))
        self._replaced.clear()

    def discard_transaction(self) -> None:
        """The transaction was rejected: it changes nothing."""
        for path, before in self._replaced.items():
            if before is None:
                del self._records[path]
            else:
                self._records[path] = before
        self._replaced.clear()

    def block_changes(self) -> dict[RecordPath, bytes]:
        """What the block changed, encoded."""
        return {path: canonical.encode_trusted(self._records[path]) for path in self._changed}

    def discard_block(self) -> None:
        """The block was not committed: the source serves what was there before."""
        for path in self._changed:
            del self._records[path]
        self._forget_changes()

    def end_block(self) -> None:
        """The block's changes are committed: the source serves them from now on."""
        self._forget_changes()
        self._make_room()

    def _make_room(self) -> None:
        """Who reads a million records one by one keeps some; what a block wrote stays until it is committed."""
        if len(self._records) >= self._kept_max and not (self._changed or self._replaced):
            self._records.clear()
        if len(self._absent) >= self._kept_max:
            self._absent.clear()

    def _forget_changes(self) -> None:
        self._changed.clear()
        self._written = _Written()

    def rows(self, table: Table[R], *parts: str) -> Iterator[tuple[RecordPath, R]]:
        """Records of a table under ``parts`` as of now, in path order: what the running block wrote is among them."""
        prefix = f"{table.path(*parts)}/"
        under = self._written.under(table.path(*parts[:1]))
        written = [path for path in under if path.startswith(prefix)] if under else ()
        if not written:
            known = self._records.get
            for path, data in self._source.scan(prefix):
                found: R | None = known(path)
                yield path, _decoded(path, data, table) if found is None else found
            return
        committed = (path for path, _ in self._source.scan(prefix))
        for path in sorted({*committed, *written}):
            if (record := self.at(path, table)) is not None:
                yield path, record


def _decoded(path: RecordPath, data: bytes, table: Table[R]) -> R:
    """What this node's store holds; InvariantBroken when it is no such record, because others may read it well."""
    try:
        return canonical.decode(data, table.record)
    except DecodeError as error:
        raise InvariantBroken(f"the record {path} cannot be read: {error}") from error


class _Written:
    """Paths that the running block wrote, by their table and by table and first part.

    Whoever asks for a few records does not pay for all of a block's, and a million transfers of which nobody asks cost
    a line in a list. What a rejected transaction wrote stays here: asked for, it is what it was before.
    """

    def __init__(self) -> None:
        self.paths: list[RecordPath] = []
        self._taken = 0
        self._under: dict[str, dict[RecordPath, None]] = {}

    def under(self, prefix: str) -> Iterable[RecordPath]:
        """Those below a table, or below a table and a first part."""
        for path in self.paths[self._taken :]:
            module, noun, *parts = path.split("/")
            self._under.setdefault(f"{module}/{noun}", {})[path] = None
            if len(parts) > 1:
                self._under.setdefault(f"{module}/{noun}/{parts[0]}", {})[path] = None
        self._taken = len(self.paths)
        return self._under.get(prefix, ())


class MemoryRecords:
    """A RecordSource that forgets everything with its process. Paths are added or removed, not both between scans."""

    def __init__(self) -> None:
        self.records: dict[RecordPath, bytes] = {}
        self._ordered: list[RecordPath] = []

    def get(self, path: RecordPath) -> bytes | None:
        return self.records.get(path)

    def scan(self, prefix: str) -> Iterator[tuple[RecordPath, bytes]]:
        if len(self._ordered) != len(self.records):
            self._ordered = sorted(self.records)
        ordered = self._ordered
        begin = bisect_left(ordered, prefix)
        behind = prefix[:-1] + chr(ord(prefix[-1]) + 1)  # the first text that no longer begins with it
        paths = ordered[begin : bisect_left(ordered, behind, begin)]
        return zip(paths, map(self.records.__getitem__, paths), strict=True)
