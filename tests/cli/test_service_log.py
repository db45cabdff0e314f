# SPDX-License-Identifier: Apache-2.0
"""The log of a service: lines for people as they were, objects for machines, bounded, and nothing that steers."""

import errno
import json
import logging
from io import StringIO
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.api.doorway import RequestLine
from counterfoil.cli.service_log import TEXT_LENGTH_MAX, TRACE_LENGTH_MAX, LogForm, ServiceLog
from counterfoil.evidence.text import hides
from counterfoil.primitives.types import Timestamp
from support.services import NOW_MS

LINE: Final = RequestLine(
    at=Timestamp(NOW_MS),
    request_id="r1",
    party="alice",
    method="GET",
    path="/chains/main/records/x",
    status=200,
    length=412,
    route="/chains/{chain}/records/{path}",
    elapsed_us=3_210,
)
LENGTH_MAX: Final = 4 * TRACE_LENGTH_MAX


def log(form: LogForm) -> tuple[ServiceLog, list[str]]:
    lines: list[str] = []
    return ServiceLog(form, lambda: Timestamp(NOW_MS), lines.append), lines


def test_a_line_for_people_is_as_it_was() -> None:
    """Time, name, party, method, path, status, bytes."""
    told, lines = log(LogForm.text)
    told.request(LINE)
    told.notice("the clock")
    assert lines == [f"{NOW_MS} r1 alice GET /chains/main/records/x 200 412", "warning: the clock"]


class Full(StringIO):
    """A file on a disk that is full."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_where_no_line_can_be_written_the_service_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full stops neither a request nor the thread that publishes."""
    monkeypatch.setattr("sys.stderr", Full())
    ServiceLog(LogForm.text, lambda: Timestamp(NOW_MS)).notice("the clock")


def test_what_a_library_warns_of_is_a_line_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends what is no HTTP cannot write a line that is no object; a failure has its trace."""
    told, lines = log(LogForm.json)
    library = logging.getLogger("uvicorn.error")
    monkeypatch.setattr(library, "level", logging.WARNING)  # whatever a server in this process made of it
    with told.of_libraries():
        library.warning("Invalid HTTP request received.")
        library.error("failed", exc_info=ValueError("x"))
    said, failed = map(json.loads, lines)
    assert (said["event"], said["message"]) == ("notice", "uvicorn.error: Invalid HTTP request received.")
    assert (failed["event"], failed["problem"]) == ("failure", "ValueError: x")
    assert not [one for one in logging.getLogger().handlers if type(one).__module__ == ServiceLog.__module__]


def test_a_line_for_machines() -> None:
    """One object, with the time as RFC 3339 has it and how long it took."""
    told, lines = log(LogForm.json)
    told.request(LINE)
    assert json.loads(lines[0]) == {
        "time": "2026-09-21T14:13:20.500Z",
        "level": "info",
        "event": "request",
        "request": "r1",
        "party": "alice",
        "method": "GET",
        "path": "/chains/main/records/x",
        "route": "/chains/{chain}/records/{path}",
        "status": 200,
        "bytes": 412,
        "ms": 3.21,
    }


def test_levels_say_who_should_look() -> None:
    """A fault of ours is an error, a flood a warning; what a client did wrong is its own."""
    told, lines = log(LogForm.json)
    for status in (200, 404, 429, 500, 503):
        told.request(RequestLine(LINE.at, "r", "-", "GET", "/", status, 0))
    told.failed("publication", RuntimeError("broken"))
    told.notice("not published")
    told.note("reload", "read anew")
    levels = [json.loads(line)["level"] for line in lines]
    assert levels == ["info", "info", "warning", "error", "error", "error", "warning", "info"]


@given(text=st.text(max_size=300), repeated=st.integers(1, 40), form=st.sampled_from(LogForm))
def test_nothing_steers_a_terminal_or_forges_a_line(text: str, repeated: int, form: LogForm) -> None:
    """Whatever stands in it, in any place: a line is one line, of bounded length, in characters that are seen."""
    told, lines = log(form)
    said = text * repeated
    told.request(RequestLine(LINE.at, "r", said, said, said, 200, 0, said))
    told.notice(said)
    for line in lines:
        assert len(line) <= LENGTH_MAX
        assert not hides(line)
        assert len(line.splitlines()) <= 1
    if form is LogForm.json:
        assert [json.loads(line)["event"] for line in lines] == ["request", "notice"]


def test_a_failure_is_one_line_with_its_trace() -> None:
    """For a machine too; a trace without end is cut at its beginning, since the end says what it was."""
    told, lines = log(LogForm.json)
    told.failed("r1", RuntimeError("x" * 10 * TRACE_LENGTH_MAX + "\n\x1b[31mthe end"))
    [line] = lines
    read = json.loads(line)
    assert (read["event"], read["request"]) == ("failure", "r1")
    assert len(read["trace"]) == TRACE_LENGTH_MAX
    assert read["trace"].endswith("the end\n")
    assert len(read["problem"]) <= TEXT_LENGTH_MAX + 100
    assert "\x1b" not in line
    assert "\n" not in line
