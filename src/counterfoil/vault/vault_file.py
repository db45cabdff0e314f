# SPDX-License-Identifier: Apache-2.0
"""The vault on disk: one SQLite file in a folder for its owner alone, under the folder's lock.

How nothing acknowledged is lost: a rollback journal, with ``synchronous=EXTRA``, which syncs the folder too once the
journal is gone. How what is deleted is gone: ``secure_delete`` writes zeros over it, and a ``VACUUM`` builds the file
anew, since pages that were rearranged keep old cells between new ones. A deletion is acknowledged only after that. If
the process dies before, a mark that was committed with the deletion has the next opening do it. A write-ahead log
would keep old pages beside the file until it is cut, so there is none.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from counterfoil.primitives.errors import CorruptionError, InputError, StorageError
from counterfoil.storage.directory import sync_directory
from counterfoil.storage.lock import LOCK_FILE, DirectoryLock
from counterfoil.storage.sqlite import transaction

FILE: Final = "vault.sqlite"
APPLICATION_ID: Final = 0x43465631
"""``CFV1``, in the header of the file"""
_SCRUB: Final = "scrub"
_SCHEMA: Final = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE persons (chain TEXT NOT NULL, party TEXT NOT NULL, commitment TEXT NOT NULL,"
    " derived INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (chain, party)) STRICT, WITHOUT ROWID",
    "CREATE TABLE log (number INTEGER PRIMARY KEY, line BLOB NOT NULL) STRICT",
    "CREATE TABLE deletions (chain TEXT NOT NULL, party TEXT NOT NULL, number INTEGER NOT NULL REFERENCES log,"
    " PRIMARY KEY (chain, party)) STRICT, WITHOUT ROWID",
)


class Row(NamedTuple):
    """A person's data as it lies in the file."""

    chain: str
    party: str
    commitment: str
    derived: bool
    sealed: bytes


class VaultFile:
    """Rows and lines, without a key. Raises InputError when there is no vault, LockedError when another has it."""

    def __init__(self, directory: Path, *, new: Mapping[str, bytes] | None = None, wait_s: float = 0) -> None:
        self.path = directory / FILE
        if new is not None:
            _make(directory)
        elif not self.path.is_file():
            raise InputError("there is no vault", where=str(directory), remedy="counterfoil vault new makes one")
        self._lock = DirectoryLock(directory, wait_s=wait_s)
        try:
            with self._translated():
                self._database = sqlite3.connect(self.path, isolation_level=None, cached_statements=32)
                self._open(new)
        except BaseException:
            self._lock.release()
            raise

    def _open(self, new: Mapping[str, bytes] | None) -> None:
        for pragma in ("secure_delete=ON", "journal_mode=DELETE", "synchronous=EXTRA", "temp_store=MEMORY"):
            self._database.execute(f"PRAGMA {pragma}").fetchall()
        if new is not None:
            if self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise InputError("there is a vault already", where=str(self.path), remedy="name a new folder")
            with self.transaction():
                for statement in (f"PRAGMA application_id={APPLICATION_ID}", *_SCHEMA):
                    self._database.execute(statement)
                for name, value in new.items():
                    self.set_fact(name, value)
            sync_directory(self.path.parent)
        if self._database.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise CorruptionError(self.path, 68, "not a vault of this format")
        if self.fact(_SCRUB) is not None:
            self.scrub()

    def close(self) -> None:
        """Let others in."""
        self._database.close()
        self._lock.release()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing, and on the disk once it is left."""
        with self._translated(), transaction(self._database):
            yield

    def fact(self, name: str) -> bytes | None:
        """What the vault knows of itself."""
        with self._translated():
            found = self._database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if found is None else found[0]

    def set_fact(self, name: str, value: bytes) -> None:
        self._database.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def row(self, chain: str, party: str) -> Row | None:
        """A person's row."""
        with self._translated():
            found = self._database.execute("SELECT * FROM persons WHERE chain = ? AND party = ?", (chain, party))
            one = found.fetchone()
        return None if one is None else _row(one)

    def rows(self) -> Iterator[Row]:
        """Every row, in the order of chain and party."""
        with self._translated():
            yield from map(_row, self._database.execute("SELECT * FROM persons ORDER BY chain, party"))

    def add_row(self, row: Row) -> None:
        self._database.execute("INSERT INTO persons VALUES (?, ?, ?, ?, ?)", row)

    def remove_row(self, chain: str, party: str, number: int) -> None:
        """Take a row out, under the log's line of that number, and note that the file is to be written anew."""
        self._database.execute("DELETE FROM persons WHERE chain = ? AND party = ?", (chain, party))
        self._database.execute("INSERT INTO deletions VALUES (?, ?, ?)", (chain, party, number))
        self.set_fact(_SCRUB, b"1")

    def scrub(self) -> None:
        """Write the file anew without what was deleted."""
        with self._translated():
            self._database.execute("VACUUM")
            self._database.execute("DELETE FROM facts WHERE name = ?", (_SCRUB,))

    def lines(self) -> list[bytes]:
        """The log."""
        with self._translated():
            return [line for (line,) in self._database.execute("SELECT line FROM log ORDER BY number")]

    def deletion(self, chain: str, party: str) -> bytes | None:
        """The line of the log by which this person's data was deleted."""
        query = "SELECT line FROM deletions JOIN log USING (number) WHERE chain = ? AND party = ?"
        with self._translated():
            found = self._database.execute(query, (chain, party)).fetchone()
        return None if found is None else found[0]

    def add_line(self, number: int, line: bytes) -> None:
        self._database.execute("INSERT INTO log VALUES (?, ?)", (number, line))

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """SQLite's errors as ours. They name statements and never what stands in a row."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise StorageError(f"{self.path}: {error}") from error
            raise CorruptionError(self.path, 0, str(error)) from error


def _row(found: tuple[str, str, str, int, bytes]) -> Row:
    chain, party, commitment, derived, sealed = found
    return Row(chain, party, commitment, bool(derived), sealed)


def _make(directory: Path) -> None:
    """An empty file in a folder, both for their owner alone; SQLite gives its journal the rights of the file."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(path.name not in (LOCK_FILE, FILE) for path in directory.iterdir()):
        raise InputError("the folder is not empty", where=str(directory), remedy="name a new folder")
    directory.chmod(0o700)
    os.close(os.open(directory / FILE, os.O_RDWR | os.O_CREAT, 0o600))
