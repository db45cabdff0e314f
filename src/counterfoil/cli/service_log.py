# SPDX-License-Identifier: Apache-2.0
"""What a service says while it serves, on the standard error output: for people in lines, for machines in JSON.

::

    {"time":"2026-11-30T08:00:00.123Z","level":"info","event":"request","request":"5f0c…","party":"alice",
     "method":"GET","path":"/chains","route":"/chains","status":200,"bytes":412,"ms":3.21}

One object a line, of bounded length, in which no character steers a terminal. It has no query, no header and no body.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.evidence.text import format_time, safe_text

if TYPE_CHECKING:
    from counterfoil.api.doorway import RequestLine
    from counterfoil.primitives.types import Timestamp

TEXT_LENGTH_MAX: Final = 2_000
TRACE_LENGTH_MAX: Final = 16_000


class LogForm(StrEnum):
    """How lines are written."""

    text = "text"
    json = "json"


LogOption = Annotated[LogForm, typer.Option("--log", help="Write the log for people, or one JSON object a line.")]


class ServiceLog:
    """Told of requests, of what failed, and of what somebody should know; ``write`` takes a line without its end."""

    def __init__(
        self, form: LogForm, clock: "Callable[[], Timestamp]", write: Callable[[str], None] | None = None
    ) -> None:
        self._form, self._clock = form, clock
        self._write = write or _to_stderr

    def request(self, line: "RequestLine") -> None:
        """A request that was answered."""
        if self._form is LogForm.text:
            said = f"{line.at} {line.request_id} {line.party} {line.method} {line.path} {line.status} {line.length}"
            self._write(safe_text(said, length_max=TEXT_LENGTH_MAX))
            return
        level = "error" if line.status >= 500 else "warning" if line.status == 429 else "info"
        told = {"request": line.request_id, "party": line.party, "method": line.method, "path": line.path}
        counted = {"status": line.status, "bytes": line.length, "ms": line.elapsed_us / 1_000}
        self._line(level, "request", line.at, **told, route=line.route, **counted)

    def failed(self, name: str, error: Exception) -> None:
        """A fault of ours deserves its traceback, here and nowhere else. ``name``: of the request, or of the work."""
        trace = "".join(traceback.format_exception(error))
        if self._form is LogForm.text:
            self._write(f"{name} failed: {trace}")
            return
        problem = f"{type(error).__name__}: {error}"
        self._line("error", "failure", self._clock(), request=name, problem=problem, trace=trace[-TRACE_LENGTH_MAX:])

    def notice(self, text: str) -> None:
        """What somebody should look after: nothing is broken, and something may be if nobody does."""
        self._say("warning", "notice", text)

    def note(self, event: str, text: str) -> None:
        """What was done, such as files that were read anew."""
        self._say("info", event, text)

    @contextmanager
    def of_libraries(self) -> "Iterator[None]":
        """What libraries warn of is said here too, as all is: whoever sends nonsense would write lines of his own."""
        root, heard = logging.getLogger(), _OfLibraries(self)
        root.addHandler(heard)
        try:
            yield
        finally:
            root.removeHandler(heard)

    def _say(self, level: str, event: str, text: str) -> None:
        if self._form is LogForm.text:
            shown = safe_text(text, length_max=TEXT_LENGTH_MAX)
            self._write(f"{level}: {shown}" if level == "warning" else shown)
        else:
            self._line(level, event, self._clock(), message=text)

    def _line(self, level: str, event: str, at: "Timestamp", **said: Any) -> None:
        import msgspec

        shown = {name: _shown(name, value) for name, value in said.items()}
        self._write(msgspec.json.encode({"time": format_time(at), "level": level, "event": event, **shown}).decode())


class _OfLibraries(logging.Handler):
    """Hands on what a library logs."""

    def __init__(self, log: ServiceLog) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, Exception):
            self._log.failed(record.name, error)
        else:
            self._log.notice(f"{record.name}: {record.getMessage()}")


def _shown(name: str, value: Any) -> Any:
    """Within bounds; what would hide or reorder other characters is spelled out. A trace keeps its lines, escaped."""
    if not isinstance(value, str) or name == "trace":
        return value
    return safe_text(value, length_max=TEXT_LENGTH_MAX)


def _to_stderr(line: str) -> None:
    """Where it cannot be written, such as to a full disk, it is lost: what it is about goes on."""
    with suppress(OSError):
        typer.echo(line, err=True)
