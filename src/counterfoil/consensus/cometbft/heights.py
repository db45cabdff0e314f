# SPDX-License-Identifier: Apache-2.0
"""Two heights: which of the engine's blocks made which of ours.

An engine's block without effect makes none of ours, so the two run apart. What is here is written *before* the block
log takes the block: an entry above the log's height belongs to a block that was never made, and ``settle`` removes it.
What the engine was told of is so never more than what is durable here and in the log.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Final, NewType, Self

from counterfoil.primitives.errors import InvariantBroken, StorageError
from counterfoil.primitives.types import Hash, Height
from counterfoil.storage.blocklog import NO_HEIGHT
from counterfoil.storage.sqlite import transaction

EngineHeight = NewType("EngineHeight", int)
"""Position of a block in the engine's chain; 0 before the first."""

FORMAT: Final = 1
_TABLES: Final = (
    "CREATE TABLE blocks (height INTEGER PRIMARY KEY, run INTEGER NOT NULL, engine_height INTEGER, "
    "hash BLOB NOT NULL, UNIQUE (run, engine_height))",
    "CREATE TABLE last (one INTEGER PRIMARY KEY CHECK (one = 1), run INTEGER NOT NULL, engine_height INTEGER NOT NULL)",
    "INSERT INTO last VALUES (1, 0, 0)",
    f"PRAGMA user_version = {FORMAT}",
)


class EngineHeights:
    """A file that says so for every block since genesis. Any thread may ask; one writes."""

    def __init__(self, database: sqlite3.Connection, file: Path) -> None:
        self._database = database
        self._file = file
        self._lock = Lock()
        self._height, self._run, self._engine_height = self._read_last()

    @classmethod
    def open(cls, file: Path) -> Self:
        """Open or begin; raises StorageError."""
        try:
            database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            found = database.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                with transaction(database):
                    for statement in _TABLES:
                        database.execute(statement)
            elif found != FORMAT:
                database.close()
                raise StorageError(f"{file} has format {found}, not {FORMAT}")
            return cls(database, file)
        except sqlite3.Error as error:
            raise StorageError(f"cannot open {file}: {error}") from error

    @property
    def engine_height(self) -> EngineHeight:
        """The last of the engine's blocks that was committed, with effect or without."""
        return self._engine_height

    @property
    def run(self) -> int:
        """How often survivors of a lost quorum began the engine anew. Its heights begin at 1 in each run."""
        return self._run

    @property
    def height(self) -> Height:
        """The last of our blocks that stands here, or −1."""
        return self._height

    def engine_height_of(self, height: Height) -> EngineHeight | None:
        """Which of the engine's blocks made a block of ours; 0 is genesis, None is not known, or was in another run.

        Of the last block of a snapshot it is the one at which it was taken, and of those before it is not known.
        """
        row = self._one("SELECT engine_height FROM blocks WHERE height = ? AND run = ?", height, self._run)
        return None if row is None or row[0] is None else EngineHeight(row[0])

    def height_after(self, engine_height: EngineHeight) -> Height:
        """Our last block once one of this run was committed, or −1; its hash is in the engine's next header."""
        earlier_or_level = "SELECT max(height) FROM blocks WHERE run < ? OR (run = ? AND engine_height <= ?)"
        row = self._one(earlier_or_level, self._run, self._run, engine_height)
        return NO_HEIGHT if row is None or row[0] is None else Height(row[0])

    def hash_of(self, height: Height) -> Hash | None:
        """The hash of our header that was written here before the block was."""
        row = self._one("SELECT hash FROM blocks WHERE height = ?", height)
        return None if row is None else Hash(row[0])

    def place(self, height: Height, engine_height: EngineHeight, header_hash: Hash) -> None:
        """A block of ours is about to be made by one of the engine's; durable on return. Raises StorageError."""
        if height != self._height + 1 or (height > 0 and engine_height <= self._engine_height):
            raise InvariantBroken(
                f"block {height} of the engine's block {engine_height} cannot follow "
                f"{self._height} of {self._engine_height}"
            )
        self._write("INSERT INTO blocks VALUES (?, ?, ?, ?)", height, self._run, engine_height, header_hash)
        self._height, self._engine_height = height, engine_height

    def pass_by(self, engine_height: EngineHeight) -> None:
        """A block of the engine was committed that has no effect. Raises StorageError."""
        if engine_height <= self._engine_height:
            raise InvariantBroken(f"the engine's block {engine_height} cannot follow {self._engine_height}")
        self._write("UPDATE last SET engine_height = ?", engine_height)
        self._engine_height = engine_height

    def settle(self, height: Height, header_hash: Hash) -> None:
        """Remove what was written for a block that the log, which ends here, never took.

        Raises StorageError when this file is behind the log, InvariantBroken when it is of other blocks.
        """
        self._write("DELETE FROM blocks WHERE height > ?", height)
        self._height, self._run, self._engine_height = self._read_last()
        if self._height < height:
            raise StorageError(
                f"{self._file} ends at block {self._height}, but the block log at {height}: restore both from one copy"
            )
        if height != NO_HEIGHT and self.hash_of(height) != header_hash:
            raise InvariantBroken(f"{self._file} has another block {height} than the block log")

    def restore(self, hashes: Sequence[Hash], engine_height: EngineHeight) -> None:
        """Begin with the blocks of a snapshot: of all but the last nobody proved which of the engine's they were."""
        last = len(hashes) - 1
        rows = [(height, 0, engine_height if height == last else None, hash_) for height, hash_ in enumerate(hashes)]
        try:
            with self._lock, transaction(self._database):
                self._database.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise StorageError(f"cannot write {self._file}: {error}") from error
        self._height, self._run, self._engine_height = self._read_last()

    def begin_run(self) -> None:
        """The engine begins anew, at 1, behind what is here; nothing changes when a run has begun and made no block."""
        row = self._one("SELECT count(*) FROM blocks WHERE run = ?", self._run)
        if row is not None and row[0] == self._engine_height == 0:
            return
        self._write("UPDATE last SET run = run + 1, engine_height = 0")
        self._height, self._run, self._engine_height = self._read_last()

    def close(self) -> None:
        """Close the file; what was written is durable already."""
        with self._lock:
            self._database.close()

    def _read_last(self) -> tuple[Height, int, EngineHeight]:
        last = self._one("SELECT run, engine_height FROM last")
        assert last is not None
        blocks = self._one("SELECT max(height) FROM blocks")
        placed = self._one("SELECT max(engine_height) FROM blocks WHERE run = ?", last[0])
        height = NO_HEIGHT if blocks is None or blocks[0] is None else Height(blocks[0])
        return height, last[0], EngineHeight(max(last[1], (placed and placed[0]) or 0))

    def _one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        try:
            with self._lock:
                row: tuple[Any, ...] | None = self._database.execute(statement, values).fetchone()
        except sqlite3.Error as error:
            raise StorageError(f"cannot read {self._file}: {error}") from error
        return row

    def _write(self, statement: str, *values: object) -> None:
        try:
            with self._lock, transaction(self._database):
                self._database.execute(statement, values)
        except sqlite3.Error as error:
            raise StorageError(f"cannot write {self._file}: {error}") from error
