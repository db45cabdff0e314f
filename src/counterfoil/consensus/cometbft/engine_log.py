# SPDX-License-Identifier: Apache-2.0
"""What an engine writes, in a file that does not grow for ever."""

from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

LOG_BYTES_MAX: Final = 10 * 2**20
"""Then the file becomes the older one, which is the only one kept."""
LINE_LENGTH_MAX: Final = 16_384
"""Characters of a line; a panic's may be longer than anybody reads."""


class EngineLog:
    """Lines appended by one thread. A disk that takes no more costs the log, and not the node."""

    def __init__(self, path: Path, *, bytes_max: int = LOG_BYTES_MAX) -> None:
        self._path = path
        self._bytes_max = bytes_max
        self._file: BinaryIO | None = None
        with suppress(OSError):
            self._file = path.open("ab")

    def write(self, line: str) -> None:
        with suppress(OSError):
            if self._file is None or self._file.tell() > self._bytes_max:
                self._turn()
            if self._file is not None:
                self._file.write(line[:LINE_LENGTH_MAX].encode(errors="replace") + b"\n")
                self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with suppress(OSError):
            if self._file is not None:
                self._file.close()

    def _turn(self) -> None:
        """What was written becomes the older file; one that could not be opened is tried again."""
        file, self._file = self._file, None
        if file is not None:
            file.close()
            self._path.replace(self._path.with_name(f"{self._path.name}.1"))
        self._file = self._path.open("ab")
