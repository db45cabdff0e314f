# SPDX-License-Identifier: Apache-2.0
"""Snapshots that others may begin from: the chain's blocks since genesis, as chunks that are made when asked for.

A snapshot holds headers and transactions, and nothing that would have to be believed: whoever restores it executes it.
Seals are left out, for each member has its own share there, and so all members have the same bytes: chunks of one
snapshot may come from several of them. A chunk ends with the block that fills it and never changes afterwards, so that
a snapshot costs its last chunk. Nothing is written twice: a chunk is read from the block log.
"""

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Annotated, Final, Self

import msgspec

from counterfoil.consensus.cometbft.block_stream import encode_block
from counterfoil.consensus.cometbft.heights import EngineHeight
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.evidence.header import Header, decode_header
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import StorageError
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import NATURAL, HashField, Height, HexHash
from counterfoil.storage.blocklog import NO_HEIGHT, BlockLog
from counterfoil.storage.sqlite import transaction

FORMAT: Final = 1
"""Of what goes over the wire: engines name it in their calls."""
CHUNK_BYTES: Final = 8 * 2**20
"""A chunk ends with the block that fills it. Engines carry up to 16 MB, and a block has up to 4 MiB."""
INTERVAL: Final = 1_000
"""How many of the engine's blocks from one snapshot to the next: all members offer the same."""
KEPT: Final = 3
"""How many stay on offer: who began to fetch one has the time of two more."""

_FILE_FORMAT: Final = 1
_TABLES: Final = (
    "CREATE TABLE chunks (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, hash BLOB NOT NULL)",
    "CREATE TABLE offers (engine_height INTEGER PRIMARY KEY, height INTEGER NOT NULL, manifest BLOB NOT NULL)",
    f"PRAGMA user_version = {_FILE_FORMAT}",
)


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a snapshot is made of, in canonical JSON. Its SHA-256 is the snapshot's hash."""

    chunks: tuple[HashField, ...]
    """SHA-256 of each chunk."""
    engine_height: Annotated[EngineHeight, NATURAL]
    header: Header
    """The last one; its hash is the app hash after the engine's block."""

    def encode(self) -> bytes:
        return canonical.encode(self)

    def snapshot(self) -> abci.Snapshot:
        """As the engine tells others of it."""
        metadata = self.encode()
        return abci.Snapshot(
            height=self.engine_height,
            format=FORMAT,
            chunks=len(self.chunks),
            hash=digest(metadata),
            metadata=metadata,
        )


class Snapshots:
    """Those of one chain. The file beside it can be removed: it is computed again from the log."""

    def __init__(
        self,
        database: sqlite3.Connection,
        block_log: BlockLog,
        *,
        interval: int = INTERVAL,
        kept: int = KEPT,
        chunk_bytes: int = CHUNK_BYTES,
    ) -> None:
        self._database = database
        self._block_log = block_log
        self._interval = interval
        self._kept = kept
        self._chunk_bytes = chunk_bytes
        self._lock = Lock()
        # What a log lost that was written beside it too early is computed again.
        database.execute("DELETE FROM chunks WHERE last > ?", (block_log.height,))
        database.execute("DELETE FROM offers WHERE height > ?", (block_log.height,))
        rows = database.execute("SELECT first, last, hash FROM chunks ORDER BY first").fetchall()
        self._first: list[Height] = [Height(row[0]) for row in rows]
        """of each chunk that is full, its first height"""
        self._hashes: list[HexHash] = [HexHash(row[2].hex()) for row in rows]
        self._begin = Height(rows[-1][1] + 1 if rows else 0)
        """first height of the chunk that is not full"""
        self._next = self._begin
        self._bytes = 0
        self._open = sha256()
        self._extend()

    @classmethod
    def open(cls, file: Path, block_log: BlockLog, *, interval: int = INTERVAL, chunk_bytes: int = CHUNK_BYTES) -> Self:
        """Open or begin, level with the log; raises StorageError."""
        try:
            database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
            database.execute("PRAGMA journal_mode = WAL")
            if database.execute("PRAGMA user_version").fetchone()[0] == 0:
                with transaction(database):
                    for statement in _TABLES:
                        database.execute(statement)
            return cls(database, block_log, interval=interval, chunk_bytes=chunk_bytes)
        except sqlite3.Error as error:
            raise StorageError(f"cannot open {file}: {error}; remove it, and it is computed again") from error

    def after(self, engine_height: EngineHeight) -> None:
        """A block of the engine was committed; every so often this makes a snapshot."""
        with self._lock:
            self._extend()
            if engine_height % self._interval == 0 and self._block_log.height != NO_HEIGHT:
                self._offer(engine_height)

    def take(self, engine_height: EngineHeight) -> Manifest:
        """What a snapshot of the chain as it is now would be: for a backup."""
        with self._lock:
            self._extend()
            return self._manifest(engine_height)

    def offers(self) -> list[abci.Snapshot]:
        """Those on offer, the newest first."""
        with self._lock:
            rows = self._database.execute("SELECT manifest FROM offers ORDER BY engine_height DESC").fetchall()
        return [canonical.decode(row[0], Manifest).snapshot() for row in rows]

    def withdraw(self) -> None:
        """Offer none of those before: the engine begins anew, and its heights with it."""
        with self._lock:
            self._database.execute("DELETE FROM offers")

    def oldest(self) -> Height | None:
        """Our last height in the oldest snapshot on offer: the engine must keep its blocks from there."""
        with self._lock:
            row = self._database.execute("SELECT min(height) FROM offers").fetchone()
        return None if row[0] is None else Height(row[0])

    def load(self, engine_height: int, index: int) -> bytes:
        """A chunk of a snapshot on offer; empty where there is none."""
        with self._lock:
            row = self._database.execute(
                "SELECT height, manifest FROM offers WHERE engine_height = ?", (engine_height,)
            ).fetchone()
            if row is None or index >= len(canonical.decode(row[1], Manifest).chunks):
                return b""
        return self.chunk(Height(row[0]), index)

    def chunk(self, height: Height, index: int) -> bytes:
        """A chunk of the chain up to a height."""
        with self._lock:
            first = self._first[index] if index < len(self._first) else self._begin
            behind = self._begin if index + 1 >= len(self._first) else self._first[index + 1]
        last = height if index >= len(self._first) else min(height, Height(behind - 1))
        return b"".join(self._encoded(first, last))

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _encoded(self, first: Height, last: Height) -> Iterator[bytes]:
        return (encode_block(self._block_log.read(Height(height))) for height in range(first, last + 1))

    def _extend(self) -> None:
        """Count the blocks that the log took since."""
        while self._next <= self._block_log.height:
            encoded = encode_block(self._block_log.read(self._next))
            self._open.update(encoded)
            self._bytes += len(encoded)
            if self._bytes >= self._chunk_bytes:
                self._fill()
            self._next = Height(self._next + 1)

    def _fill(self) -> None:
        hash_ = self._open.digest()
        self._database.execute("INSERT INTO chunks VALUES (?, ?, ?)", (self._begin, self._next, hash_))
        self._first.append(self._begin)
        self._hashes.append(HexHash(hash_.hex()))
        self._begin, self._bytes, self._open = Height(self._next + 1), 0, sha256()

    def _manifest(self, engine_height: EngineHeight) -> Manifest:
        rest = (HexHash(self._open.hexdigest()),) if self._bytes else ()
        header = decode_header(self._block_log.read(self._block_log.height).header)
        return Manifest((*self._hashes, *rest), engine_height, header)

    def _offer(self, engine_height: EngineHeight) -> None:
        manifest = self._manifest(engine_height)
        with transaction(self._database):
            values = (engine_height, manifest.header.height, manifest.encode())
            self._database.execute("INSERT OR REPLACE INTO offers VALUES (?, ?, ?)", values)
            self._database.execute(
                "DELETE FROM offers WHERE engine_height NOT IN "
                "(SELECT engine_height FROM offers ORDER BY engine_height DESC LIMIT ?)",
                (self._kept,),
            )
