# SPDX-License-Identifier: Apache-2.0
"""Files that a person names to be read: a pipe that nobody writes, or a device without end, would never be read.

What this process was handed open, as a shell does for ``<(…)``, is read like a file.
"""

import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

from counterfoil.primitives.errors import InputError

_HANDED_OVER: Final = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")
_KINDS: Final = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def open_input(path: Path) -> BinaryIO:
    """A file, or what a link leads to, opened to be read; InputError for what is no file, OSError as ``open`` raises.

    It is looked at once it is open, and opening waits for nobody.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if stat.S_ISSOCK(_mode_of(path)):  # the system opens none, and says so in words that nobody understands
            raise _no_file(path, stat.S_IFSOCK) from error
        raise
    mode = os.fstat(descriptor).st_mode
    if not (stat.S_ISREG(mode) or (str(path).startswith(_HANDED_OVER) and not stat.S_ISDIR(mode))):
        os.close(descriptor)
        raise _no_file(path, mode)
    os.set_blocking(descriptor, True)
    return os.fdopen(descriptor, "rb")


def read_input_file(path: Path) -> bytes:
    """All that is in it."""
    with open_input(path) as file:
        return file.read()


def _mode_of(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _no_file(path: Path, mode: int) -> InputError:
    kind = next((words for is_one, words in _KINDS if is_one(mode)), "something else")
    return InputError(f"is {kind}, and no file", where=str(path), remedy="name a file")
