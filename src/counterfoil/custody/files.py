# SPDX-License-Identifier: Apache-2.0
"""Files that survive a crash: written whole or not at all, and locked against a second process."""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from counterfoil.primitives.errors import CorruptionError, InputError, StorageError
from counterfoil.storage.directory import sync_directory
from counterfoil.storage.lock import DirectoryLock

T = TypeVar("T")
TEMPORARY_SUFFIX: Final = ".tmp"
"""A file whose name ends so was cut off by a crash; nobody reads it."""


def write_durably(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data``: file synced, renamed into place, folder synced."""
    ensure_folder(path.parent)
    place(path, data)
    sync_directory(path.parent)


def place(path: Path, data: bytes) -> None:
    """Write and sync a file and rename it into place; the caller syncs the folder afterwards."""
    temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read_kept(path: Path) -> bytes:
    """A file that this ring wrote; FileNotFoundError when it is gone, StorageError naming it when it cannot be read.

    Nobody named it on a command line, so whatever else is in its way is damage, and no mistake of the user's.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except IsADirectoryError as error:
        raise CorruptionError(path, 0, "a folder is in its place") from error
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror or error}") from error


@contextmanager
def kept_as_written(path: Path) -> Iterator[None]:
    """What does not decode inside is damage to a file that we wrote: CorruptionError names it."""
    try:
        yield
    except InputError as error:
        raise CorruptionError(path, 0, str(error)) from error


def decode_kept(path: Path, decode: Callable[[bytes], T]) -> T:
    """What a file that we wrote says; raises as ``read_kept`` does, and CorruptionError when it does not decode."""
    data = read_kept(path)
    with kept_as_written(path):
        return decode(data)


def ensure_folder(folder: Path) -> None:
    """Create a folder, and the ones above it, so that they last."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    sync_folders(one.parent for one in missing)


def sync_folders(folders: Iterable[Path]) -> None:
    """Sync each folder once."""
    for folder in sorted(set(folders)):
        sync_directory(folder)


def lock_folder(folder: Path, *, wait_s: float = 0) -> DirectoryLock:
    """Hold ``folder/lock`` until it is released; raises LockedError when another holds it, after ``wait_s`` still."""
    ensure_folder(folder)
    return DirectoryLock(folder, wait_s=wait_s)


@contextmanager
def waiting_lock(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on ``path``, waiting for threads and processes that hold it."""
    ensure_folder(path.parent)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
