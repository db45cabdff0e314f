# SPDX-License-Identifier: Apache-2.0
"""Lines of a journal in files: appended to ``N.lines`` while batch N is open, ended by ``N.head``.

A line is answered for only once it is written whole: what a crash tore off at the end of a file is cut off when it is
opened again. What cannot be written leaves nothing behind.
"""

import os
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from counterfoil.custody.files import write_durably
from counterfoil.evidence.access_line import (
    AccessBatch,
    AccessLine,
    BatchHead,
    decode_access_line,
    decode_batch_head,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, StorageError
from counterfoil.storage.directory import sync_directory

T = TypeVar("T")
LINES: Final = ".lines"
HEAD: Final = ".head"
_DIGITS: Final = 8
_NUMBERED: Final = re.compile(f"[0-9]{{{_DIGITS}}}")


class LineFiles:
    """The files of one journal. Whoever writes holds a lock of his own; ``sync`` may be called beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._descriptor = -1
        self._written = self._synced = 0
        self._syncing = threading.Lock()

    # What is there.

    def over(self) -> list[int]:
        """The numbers of batches that are over."""
        return self._numbers(HEAD)

    def head(self, number: int) -> BatchHead:
        """Of one batch; raises StorageError."""
        return _decoded(self.path(number, HEAD), lambda path: decode_batch_head(path.read_bytes()))

    def last(self) -> int:
        """The number of the last batch that is over; 0 for none."""
        return max(self.over(), default=0)

    def kept(self) -> list[int]:
        """The numbers of batches of which lines are here."""
        return self._numbers(LINES)

    def lines(self, number: int) -> list[AccessLine]:
        """Of a batch, open or over, without what was torn off; raises StorageError."""

        def read(path: Path) -> list[AccessLine]:
            whole, _, _ = path.read_bytes().rpartition(b"\n")
            return [decode_access_line(line) for line in whole.split(b"\n")] if whole else []

        return _decoded(self.path(number, LINES), read)

    def batch(self, number: int) -> AccessBatch:
        """A batch that is over; raises StorageError, also where lines and head differ."""
        path = self.path(number, LINES)
        return _decoded(path, lambda _: AccessBatch(self.head(number), self.lines(number)))

    def path(self, number: int, kind: str) -> Path:
        """Where one of a batch's two files stands."""
        return self.folder / f"{number:0{_DIGITS}d}{kind}"

    # Writing.

    def open(self, number: int) -> list[AccessLine]:
        """Begin a batch, or go on with it; its lines so far. Raises StorageError."""
        self.close()
        path = self.path(number, LINES)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            sync_directory(self.folder)
            lines = self.lines(number)
            self._written = sum(len(canonical.encode(line)) + 1 for line in lines)
            os.ftruncate(self._descriptor, self._written)
            os.fsync(self._descriptor)
        except OSError as error:
            raise StorageError(f"{path} cannot be opened: {error}") from error
        self._synced = self._written
        return lines

    def append(self, line: AccessLine) -> int:
        """Add a line whole, or raise StorageError and add nothing; how long the file is then."""
        data = canonical.encode(line) + b"\n"
        try:
            done = 0
            while done < len(data):
                done += os.write(self._descriptor, data[done:])
        except OSError as error:
            os.ftruncate(self._descriptor, self._written)
            raise StorageError(f"a line about who asked cannot be kept: {error}") from error
        self._written += len(data)
        return self._written

    def sync(self, length: int | None = None) -> None:
        """Have so much of the file on the disk, or all; whoever asks meanwhile has it done with this one's."""
        with self._syncing:
            wanted = self._written if length is None else length
            if self._synced >= wanted or self._descriptor < 0:
                return
            written = self._written
            try:
                os.fsync(self._descriptor)
            except OSError as error:
                raise StorageError(f"lines about who asked cannot be kept: {error}") from error
            self._synced = written

    def end(self, head: BatchHead) -> None:
        """End the batch that is open; its lines are on the disk before its head is. Raises StorageError."""
        try:
            self.sync()
            write_durably(self.path(head.batch, HEAD), canonical.encode(head))
        except OSError as error:
            raise StorageError(f"batch {head.batch} cannot be ended: {error}") from error
        self.close()

    def let_go(self, number: int) -> None:
        """Remove the lines of a batch, whose head stays."""
        self.path(number, LINES).unlink(missing_ok=True)

    def set_aside(self, number: int) -> Path:
        """Put away lines that fit no batch of the ledger; where they are then."""
        path = self.path(number, LINES)
        aside = path.with_suffix(".stray")
        path.replace(aside)
        return aside

    def close(self) -> None:
        """Let go of the file that is open."""
        with self._syncing:
            if self._descriptor >= 0:
                os.close(self._descriptor)
            self._descriptor = -1
            self._written = self._synced = 0

    def _numbers(self, kind: str) -> list[int]:
        """Of files that are called as this writes them; whatever else lies there is nobody's batch."""
        found = (_NUMBERED.fullmatch(path.stem) for path in self.folder.glob(f"*{kind}"))
        return sorted(int(stem[0]) for stem in found if stem is not None)


def _decoded(path: Path, read: Callable[[Path], T]) -> T:
    try:
        return read(path)
    except DecodeError as error:
        raise StorageError(f"{path} is not as it was left: {error}") from error
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error}") from error
