# SPDX-License-Identifier: Apache-2.0
"""One process per data directory.

The lock is an advisory ``flock`` on a file, so the kernel drops it with the process, ``kill -9`` included: there is
no stale lock to clean up. The process identifier inside is for people; nothing reads it.
"""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from counterfoil.primitives.errors import LockedError, StorageError

LOCK_FILE: Final = "lock"
_POLL_S: Final = 0.05


class DirectoryLock:
    """Holds ``<directory>/lock`` from construction until ``release``.

    Raises LockedError when somebody else holds it, and still does after ``wait_s`` seconds.
    """

    def __init__(self, directory: Path, *, wait_s: float = 0) -> None:
        self.directory = directory
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(directory / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StorageError(f"cannot open the lock of {directory}: {error}") from error
        try:
            _lock(self._descriptor, time.monotonic() + wait_s)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise LockedError(directory) from error
        except OSError as error:
            os.close(self._descriptor)
            raise StorageError(f"cannot lock {directory}: {error}; use a local disk") from error
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, b"%d\n" % os.getpid(), 0)

    def release(self) -> None:
        """Let others in. The file stays: removing it would let two processes lock two files of one name."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.release()


def _lock(descriptor: int, until: float) -> None:
    """Lock at once, or as soon as it can be before ``until``; raises BlockingIOError. The kernel knows no deadline."""
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise
            time.sleep(_POLL_S)
        else:
            return
