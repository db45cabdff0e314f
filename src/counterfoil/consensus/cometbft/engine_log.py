# SPDX-License-Identifier: Apache-2.0
"""What an engine writes, in a file that does not grow for ever."""

from pathlib import Path
from typing import Final

LOG_BYTES_MAX: Final = 10 * 2**20
"""Then the file becomes the older one, which is the only one kept."""
LINE_LENGTH_MAX: Final = 16_384
"""Characters of a line; a panic's may be longer than anybody reads."""


class EngineLog:
    """Lines appended by one thread. A disk that takes no more costs the log, and not the node."""

    def __init__(self, path: Path, *, bytes_max: int = LOG_BYTES_MAX) -> None:
        self._path = path
        self._bytes_max = bytes_max
        self._file = path.open("ab")

    def write(self, line: str) -> None:
        try:
            self._file.write(line[:LINE_LENGTH_MAX].encode(errors="replace") + b"\n")
            self._file.flush()
            if self._file.tell() > self._bytes_max:
                self._turn()
        except OSError:
            return

    def close(self) -> None:
        try:
            self._file.close()
        except OSError:
            return

    def _turn(self) -> None:
        self._path.replace(self._path.with_name(f"{self._path.name}.1"))
        opened = self._path.open("ab")
        self._file.close()
        self._file = opened
