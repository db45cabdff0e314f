# SPDX-License-Identifier: Apache-2.0
"""The state store in RocksDB. Reasons and measurements: docs/adr/0004-state-store.md.

Keys on disk: the byte of the key space, then the key. Beside the key spaces lie the height of the last commit and, for
each of the last heights, what versioned keys held before it: ``\\xf0 <height> <key space> <key>``.
"""

import errno
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NoReturn, Self, cast

from rocksdict import (
    AccessType,
    BlockBasedOptions,
    Cache,
    Checkpoint,
    DBCompressionType,
    Options,
    Rdict,
    RdictIter,
    WriteBatch,
    WriteOptions,
)

from counterfoil.primitives.errors import StorageError
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import NO_HEIGHT
from counterfoil.storage.state import (
    HISTORY,
    VERSIONED,
    Changes,
    KeySpace,
    require_answerable,
    require_next,
    require_remembered,
)

FORMAT: Final = b"counterfoil state 1"
_FORMAT_KEY: Final = b"\x00format"
_HEIGHT_KEY: Final = b"\x00height"
_HISTORY: Final = b"\xf0"
_ABSENT: Final = b"\x00"
_PRESENT: Final = b"\x01"

DiskKey = str | int | float | bytes | bool
"""What rocksdict's stubs call a key; ours are bytes."""

PRUNE_EVERY: Final = 32
"""Heights between two removals of old history: one range deletion serves many blocks."""
MEMTABLE_BYTES: Final = 64 * 2**20
"""What a crash may leave to be replayed, at most about this much state."""
BLOCK_CACHE_BYTES: Final = 256 * 2**20
BLOOM_BITS_PER_KEY: Final = 10
_BUSY: Final = "Already borrowed"
_BUSY_WAIT_S: Final = 0.001


class RocksStateStore:
    """A StateStore in a directory. The caller holds the lock of the directory around it."""

    def __init__(self, database: Rdict, height: Height, *, writable: bool = True) -> None:
        self._database = database
        self._writable = writable
        self._height = height
        self._unlogged = WriteOptions()
        # The block log is the write-ahead log. (A property that rocksdict's stubs declare as a method.)
        self._unlogged.disable_wal = True  # type: ignore[method-assign, assignment]

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Open or create; raises StorageError when it is damaged or of another format."""
        try:
            directory.mkdir(parents=True, exist_ok=True)
            database = Rdict(str(directory), _options())
            found = database.get(_FORMAT_KEY)
            stored = database.get(_HEIGHT_KEY)
        except Exception as error:  # rocksdict raises bare Exception
            full = os.strerror(errno.ENOSPC) in str(error)
            remedy = "make room" if full else "if it is damaged, remove it: it is computed again from the block log"
            raise StorageError(f"cannot open the state store in {directory}: {error}; {remedy}") from error
        height = NO_HEIGHT if stored is None else Height(int.from_bytes(stored, "big"))
        if found is None and height == NO_HEIGHT:
            database.put(_FORMAT_KEY, FORMAT)
        elif found != FORMAT:
            database.close()
            raise _other_format(directory, found)
        return cls(database, height)

    @classmethod
    def open_to_read(cls, directory: Path) -> Self:
        """Open without changing what it holds; raises StorageError when there is none or it is damaged."""
        try:
            database = Rdict(str(directory), _options(), access_type=AccessType.read_only())
            found, stored = database.get(_FORMAT_KEY), database.get(_HEIGHT_KEY)
        except Exception as error:  # rocksdict raises bare Exception
            raise StorageError(f"cannot read the state store in {directory}: {error}") from error
        if found not in (FORMAT, None):
            database.close()
            raise _other_format(directory, found)
        return cls(database, NO_HEIGHT if stored is None else Height(int.from_bytes(stored, "big")), writable=False)

    @property
    def height(self) -> Height:
        return self._height

    def get(self, space: KeySpace, key: bytes) -> bytes | None:
        try:
            value: bytes | None = self._database.get(space.value + key)
        except Exception as error:
            raise StorageError(f"cannot read {space.name} from the state store: {error}") from error
        return value

    def get_many(self, space: KeySpace, keys: Sequence[bytes]) -> list[bytes | None]:
        prefix = space.value
        return self._read([prefix + key for key in keys])

    def get_at(self, space: KeySpace, key: bytes, height: Height) -> bytes | None:
        disk_key = space.value + key
        while True:
            current = self._height
            require_answerable(space, height, current)
            later = [_history_key(Height(at)) + disk_key for at in range(height + 1, current + 1)]
            stored, value, *replaced = self._read([_HEIGHT_KEY, disk_key, *later])
            if stored == _height_value(current):  # or a block was committed in between: look again
                break
        first = next((found for found in replaced if found is not None), None)
        if first is None:
            return value
        return first[1:] if first[:1] == _PRESENT else None

    def get_many_at(self, space: KeySpace, keys: Sequence[bytes], height: Height) -> dict[bytes, bytes | None]:
        prefix = space.value
        while True:
            current = self._height
            require_answerable(space, height, current)
            stored, *values = self._read([_HEIGHT_KEY, *(prefix + key for key in keys)])
            if stored == _height_value(current):  # or a block was committed in between: look again
                break
        found = dict(zip(keys, values, strict=True))
        for later in range(current, height, -1):  # what these replaced does not change any more
            replaced = self._replaced(space, Height(later))
            found.update((key, value) for key, value in replaced.items() if key in found)
        require_answerable(space, height, self._height)  # or it was forgotten while it was read
        return found

    def replaced_at(self, space: KeySpace, height: Height) -> dict[bytes, bytes | None]:
        require_remembered(space, height, self._height)
        found = self._replaced(space, height)
        require_remembered(space, height, self._height)  # or it was forgotten while it was read
        return found

    def _replaced(self, space: KeySpace, height: Height) -> dict[bytes, bytes | None]:
        prefix = _history_key(height) + space.value
        return {
            key[len(prefix) - 1 :]: value[1:] if value[:1] == _PRESENT else None
            for key, value in self._scan(space, prefix)
        }

    def scan(self, space: KeySpace, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        return self._scan(space, space.value + prefix)

    def _scan(self, space: KeySpace, start: bytes) -> Iterator[tuple[bytes, bytes]]:
        try:
            iterator = self._database.iter()
            iterator.seek(start)
        except Exception as error:
            raise StorageError(f"cannot scan {space.name} in the state store: {error}") from error
        return _while_prefixed(iterator, start)

    def commit(self, height: Height, changes: Changes) -> None:
        require_next(height, self._height)
        batch = WriteBatch(raw_mode=True)
        for space in VERSIONED:
            self._keep_history(batch, height, space, changes)
        for space, values in changes.items():
            prefix = space.value
            for key, value in values.items():
                if value is None:
                    batch.delete(prefix + key)
                else:
                    batch.put(prefix + key, value)
        if height % PRUNE_EVERY == 0 and height > HISTORY:
            batch.delete_range(_HISTORY, _history_key(Height(height - HISTORY + 1)))
        batch.put(_HEIGHT_KEY, _height_value(height))
        try:
            self._database.write(batch, self._unlogged)
        except Exception as error:
            raise StorageError(f"cannot commit height {height} to the state store: {error}") from error
        self._height = height

    def flush(self) -> None:
        """Bring everything committed onto the disk, so that a start has nothing to replay."""
        try:
            self._database.flush()
        except Exception as error:
            raise StorageError(f"cannot flush the state store: {error}") from error

    def copy_to(self, directory: Path) -> None:
        """A copy of what is committed, with its history, in a folder that is not there; files are shared with it."""
        try:
            Checkpoint(self._database).create_checkpoint(str(directory))
        except Exception as error:
            raise StorageError(f"cannot copy the state store to {directory}: {error}") from error

    def close(self) -> None:
        """Flush and close; closed also when flushing fails, for the block log has everything.

        Readers in other threads end what they are reading, and get a StorageError from then on.
        """
        if isinstance(self._database, _Closed):
            return
        database = self._database
        try:
            if self._writable:
                self.flush()
        finally:
            self._database = cast("Rdict", _Closed())
            _close(database)

    def _keep_history(self, batch: WriteBatch, height: Height, space: KeySpace, changes: Changes) -> None:
        """Put what every changed key of a versioned key space holds now beside the change."""
        keys = list(changes.get(space, ()))
        prefix = _history_key(height) + space.value
        for key, value in zip(keys, self.get_many(space, keys), strict=True):
            batch.put(prefix + key, _ABSENT if value is None else _PRESENT + value)

    def _read(self, disk_keys: list[bytes]) -> list[bytes | None]:
        try:
            values = self._database.get(cast("list[DiskKey]", disk_keys)) if disk_keys else []
        except Exception as error:
            raise StorageError(f"cannot read from the state store: {error}") from error
        return cast("list[bytes | None]", values)


class _Closed:
    """Stands where the database was, so that nobody begins to read it any more."""

    def __getattr__(self, _name: str) -> NoReturn:
        raise StorageError("it is closed")


def _close(database: Rdict) -> None:
    """rocksdict refuses to close while another thread is inside a call, which is never for long."""
    while True:
        try:
            database.close()
        except Exception as error:  # rocksdict raises bare Exception, on a full disk for one
            if str(error) != _BUSY:
                raise StorageError(f"cannot close the state store: {error}") from error
            time.sleep(_BUSY_WAIT_S)
        else:
            return


def _other_format(directory: Path, found: object) -> StorageError:
    return StorageError(f"the state store in {directory} has format {found!r}, not {FORMAT!r}; replay the log")


def _options() -> Options:
    options = Options(raw_mode=True)
    options.create_if_missing(True)
    options.set_write_buffer_size(MEMTABLE_BYTES)
    options.set_compression_type(DBCompressionType.lz4())
    options.set_keep_log_file_num(4)
    blocks = BlockBasedOptions()
    blocks.set_bloom_filter(BLOOM_BITS_PER_KEY, False)
    blocks.set_block_cache(Cache(BLOCK_CACHE_BYTES))
    options.set_block_based_table_factory(blocks)
    return options


def _height_value(height: Height) -> bytes:
    return height.to_bytes(8, "big")


def _history_key(height: Height) -> bytes:
    return _HISTORY + height.to_bytes(8, "big")


def _while_prefixed(iterator: RdictIter, start: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys without their key space's byte, up to the first that does not begin with ``start``.

    Not ``items``, which ends early and silently at a damaged block; and without RocksDB's upper bound, which
    rocksdict frees with its ReadOptions while the iterator still reads it.
    """
    try:
        while iterator.valid():
            key: bytes = iterator.key()
            if not key.startswith(start):
                return
            yield key[1:], iterator.value()
            iterator.next()
        iterator.status()
    except Exception as error:
        raise StorageError(f"cannot scan the state store: {error}") from error
