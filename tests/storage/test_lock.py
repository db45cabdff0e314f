# SPDX-License-Identifier: Apache-2.0
"""The lock of a data directory."""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from counterfoil.primitives.errors import LockedError, StorageError
from counterfoil.storage.lock import LOCK_FILE, DirectoryLock

HOLD = """
import sys
from pathlib import Path
from counterfoil.storage.lock import DirectoryLock
lock = DirectoryLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def holder(directory: Path) -> "subprocess.Popen[bytes]":
    """Another process that holds the lock until its standard input closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(directory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_a_second_process_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    """LockedError names the directory; kill -9 leaves nothing to clean up."""
    with holder(tmp_path) as process:
        with pytest.raises(LockedError) as caught:
            DirectoryLock(tmp_path)
        assert caught.value.directory == tmp_path
        assert str(tmp_path) in str(caught.value)
        process.send_signal(signal.SIGKILL)
    DirectoryLock(tmp_path).release()


def test_a_second_lock_in_the_same_process_is_refused(tmp_path: Path) -> None:
    """One node cannot open its own directory twice by mistake."""
    with DirectoryLock(tmp_path), pytest.raises(LockedError):
        DirectoryLock(tmp_path)


def test_release_lets_the_next_in_and_may_be_repeated(tmp_path: Path) -> None:
    """Leaving the context releases; releasing again does nothing."""
    with DirectoryLock(tmp_path) as lock:
        pass
    lock.release()
    with DirectoryLock(tmp_path):
        pass


def test_the_lock_creates_its_directory_and_says_who_holds_it(tmp_path: Path) -> None:
    """A person who looks inside the file finds the process."""
    with DirectoryLock(tmp_path / "new" / "folder") as lock:
        assert (lock.directory / LOCK_FILE).read_text() == f"{os.getpid()}\n"


def test_a_directory_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    """A file in the way gives no traceback of the operating system."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot open the lock"):
        DirectoryLock(tmp_path / "file")


def test_a_file_system_without_locks_is_a_storage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network file systems refuse; nobody is told that another process runs."""

    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(37, "no locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(StorageError, match="use a local disk"):
        DirectoryLock(tmp_path)
