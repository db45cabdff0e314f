# SPDX-License-Identifier: Apache-2.0
"""Standard output that cannot end the work: a reader that goes away, or a terminal that lacks a character.

Whoever pipes into ``head`` has read what they wanted: what is written after that goes nowhere, the work goes on, and
the exit code is that of the answer. A full disk is another matter, and stays an error.
"""

import io
import os
import sys
from pathlib import Path
from typing import TextIO, cast


class _Forgiving(io.RawIOBase):
    """Writes to a descriptor until its reader is gone, and then to nowhere."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._gone = False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def write(self, data: "memoryview | bytes", /) -> int:  # type: ignore[override]
        if self._gone:
            return len(data)
        try:
            return os.write(self._descriptor, data)
        except BrokenPipeError:
            self._gone = True
            return len(data)
        except OSError:
            self._gone = True  # told once; what is still buffered when the process ends is not tried again
            raise


def make_forgiving() -> None:
    """Have standard output and error survive readers that go away, closed descriptors, and poor encodings.

    A character that the encoding lacks is written by its code.
    """
    sys.stdout = _forgiving(sys.stdout)
    sys.stderr = _forgiving(sys.stderr)


def _forgiving(stream: TextIO | None) -> TextIO:
    if stream is None:  # closed before the program began
        return Path(os.devnull).open("w", encoding="utf-8")
    if not isinstance(stream, io.TextIOWrapper):
        return stream  # replaced by somebody, such as a test
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):
        return stream
    stream.flush()
    raw = _Forgiving(descriptor)
    made = io.TextIOWrapper(
        io.BufferedWriter(raw),  # type: ignore[type-var]  # a raw stream, which the stubs take for another kind
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=raw.isatty(),
    )
    return cast("TextIO", made)
