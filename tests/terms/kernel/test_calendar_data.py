# SPDX-License-Identifier: Apache-2.0
"""Calendars as JSON documents: the golden file, what is written can be read, and contracts find them by name."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.calendars import STANDARD, TradingDays, read_calendar, read_calendars, write_calendar

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[3] / "vectors" / "terms" / "calendar.json").read_text()
)
good = pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in VECTORS["calendars"]])


def same(one: TradingDays, other: TradingDays) -> bool:
    """Whether two calendars know the same of the same range, under one name."""
    return (one.name, one.first, one.last, one.days) == (other.name, other.first, other.last, other.days)


@good
def test_documents_answer_as_the_golden_file_says(row: dict[str, Any]) -> None:
    """Open and closed days, counts and sums of the golden file."""
    calendar = read_calendar(row["document"])
    assert all(calendar.is_business_day(date.fromisoformat(day)) for day in row["open"])
    assert not any(calendar.is_business_day(date.fromisoformat(day)) for day in row["closed"])
    for count in row["counts"]:
        start, end = date.fromisoformat(count["start"]), date.fromisoformat(count["end"])
        assert calendar.business_days(start, end) == count["businessDays"]
    for total in row["sums"]:
        assert calendar.add(date.fromisoformat(total["day"]), total["count"]) == date.fromisoformat(total["result"])
    for day in row["outside"]:
        with pytest.raises(InputError, match=f"{day} is outside the calendar, which runs from"):
            calendar.is_business_day(date.fromisoformat(day))


@good
def test_both_shapes_say_the_same(row: dict[str, Any]) -> None:
    """A list of business days and a list of holidays make one calendar, and it is written in one way."""
    assert same(read_calendar(row["document"]), read_calendar(row["same"]))
    assert write_calendar(read_calendar(row["same"])) == row["document"]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in VECTORS["broken"]])
def test_broken_documents_are_refused(row: dict[str, Any]) -> None:
    """Each document differs from a good one in one thing, and the error says where it is."""
    with pytest.raises(InputError) as caught:
        read_calendar(row["document"])
    assert caught.value.where == row["where"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "calendar: [] is not an object (give name, first, last, and either businessDays or holidays"),
        ({"title": "X"}, "calendar.title: no such field (give name, first, last"),
        ({"name": 7, "first": "", "last": ""}, "calendar.name: 7 is not a name (give a text of 1 to 200 characters"),
        (
            {"name": "mf", "first": "", "last": ""},
            "calendar.name: mf is the name of a calendar that needs no data (give",
        ),
        (
            {"name": "X", "first": "1 May", "last": ""},
            "calendar.first: '1 May' is not a day (give a day such as 2026-02-17",
        ),
        (
            {"name": "X", "first": "2026-01-09", "last": "2026-01-01"},
            "calendar.last: 2026-01-01 is before first, 2026-01-09 (give a later day)",
        ),
        (
            {"name": "X", "first": "2026-01-01", "last": "2026-01-09", "holidays": ["2026-01-10"]},
            "calendar X: the holiday 2026-01-10 is outside the calendar, which runs from 2026-01-01 to 2026-01-09",
        ),
        (
            {"name": "X", "first": "2026-01-01", "last": "2026-01-09", "holidays": [], "openWeekends": ["2026-01-05"]},
            "calendar X: the open weekend 2026-01-05 is not a Saturday or Sunday",
        ),
    ],
)
def test_errors_say_what_would_be_right(document: object, message: str) -> None:
    """The place, what is wrong there, and what to give instead."""
    with pytest.raises(InputError) as caught:
        read_calendar(document)
    assert str(caught.value).startswith(message)


@settings(max_examples=50)
@given(st.data())
def test_what_is_written_can_be_read(data: st.DataObject) -> None:
    """Any calendar goes through JSON and comes back, its range included."""
    first = data.draw(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
    length = data.draw(st.integers(1, 400))
    offsets = data.draw(st.sets(st.integers(0, length - 1), min_size=1))
    calendar = TradingDays(
        "MADE UP",
        (first + timedelta(days=offset) for offset in offsets),
        first=first,
        last=first + timedelta(days=length - 1),
    )
    written = json.loads(json.dumps(write_calendar(calendar)))
    assert same(read_calendar(written), calendar)
    assert write_calendar(read_calendar(written)) == written


def test_calendars_come_beside_those_without_data() -> None:
    """What a contract is given: the standard calendars and the documents', by name."""
    documents = [row["document"] for row in VECTORS["calendars"]]
    calendars = read_calendars(documents)
    assert set(calendars) == {*STANDARD, "EXAMPLE", "QUIET WEEK"}
    assert read_calendars([]) == STANDARD


def test_two_calendars_of_one_name_are_refused() -> None:
    """Contracts read names without regard to capital letters, so neither do we."""
    large = VECTORS["calendars"][0]["document"]
    small = large | {"name": "example"}
    with pytest.raises(InputError, match=r"calendar 2\.name: there is another calendar example"):
        read_calendars([large, small])
    with pytest.raises(InputError, match=r"calendar 2\.name: there is another calendar EXAMPLE"):
        read_calendars([small, large])
