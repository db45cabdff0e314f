# SPDX-License-Identifier: Apache-2.0
"""Large positions: who is to report, by when, what a report opens, and what of all that is shown."""

import pytest

from counterfoil.evidence.package import Package
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.module import MODULE
from counterfoil.modules.futures.reports import LARGE_POSITIONS, REPORT_CYCLE, LargePosition, ReportStatus
from counterfoil.modules.futures.reports_calls import NotePosition
from counterfoil.modules.futures.trade_policy import Session
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support import futures_large
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_large import ACCOUNTS, HOUR_MS, ROOT, fixed, missing, note, noted, report, settled, watched_floor
from support.futures_large_breaches import noted_world
from support.futures_market import BEFORE, TODAY, book, fill
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    return noted(Ledger())


def found(ledger: Ledger, holder: str, contract: str = "W1", side: str = "bought") -> LargePosition:
    there = ledger.state.read(LARGE_POSITIONS, "CC", holder, contract, side)
    assert there is not None
    return there


def opens(ledger: Ledger, name: str, contract: str = "W1", number: int = 20) -> str:
    call = book(name, fill(number, "bought", "opens"), contract=contract)
    return ledger.submit(call, signed_by="venue").outcome.name


def to_note(ledger: Ledger) -> list[tuple[str, str, str, int, bool]]:
    """What anybody may note now."""
    steps = (one for one in MODULE.steps(ledger.state, ledger.time) if isinstance(one, NotePosition))
    return [(one.holder, one.contract, one.direction.value, one.lots, one.grouped) for one in steps]


def test_positions_are_judged_over_all_accounts_and_under_one_control() -> None:
    """Ann has two and two, Cat and Dan two each under one control; Bob has three, and Eve sold all of it."""
    ledger = watched_floor(Ledger())
    assert to_note(ledger) == [
        ("ann", "W1", "bought", 4, False),
        ("bob", "W2", "bought", 3, False),
        ("cat", "W1", "bought", 2, True),
        ("cat", "W2", "bought", 3, False),
        ("dan", "W1", "bought", 2, True),
        ("eve", "W1", "sold", 8, False),
        ("eve", "W2", "sold", 6, False),
    ]


def test_a_report_is_due_by_the_end_of_the_next_trading_day(ledger: Ledger) -> None:
    """What was noted on Monday is due on Tuesday; Eve's came in Tuesday's evening, late."""
    cat, eve = found(ledger, "cat"), found(ledger, "eve", side="sold")
    assert (cat.noted, cat.due, cat.status) == (BEFORE, TODAY, ReportStatus.awaited)
    assert (eve.status, eve.late, eve.root, eve.reports) == (ReportStatus.reported, True, ROOT, 1)


def test_a_report_in_time_is_not_late(ledger: Ledger) -> None:
    """Dan's third contract is due on Wednesday; once its sessions are over, the house may note that it is missing."""
    ledger.do(report("m-dan", contract="W3"), signed_by="dan delta")
    assert not found(ledger, "dan", "W3").late
    ledger.wait(24 * HOUR_MS)
    ledger.do(report("m-dan", contract="W3", root="0b" * 32), signed_by="dan delta")
    added = found(ledger, "dan", "W3")
    assert (added.late, added.reports, added.root) == (False, 2, "0b" * 32)


def test_who_is_noted_to_owe_a_report_opens_nothing_until_it_is_there(ledger: Ledger) -> None:
    """Neither side, in none of the client's accounts, of that contract; closing goes on. Cat's is not noted yet."""
    assert [opens(ledger, "m-ann"), opens(ledger, "b-ann")] == ["report_missing_first"] * 2
    assert opens(ledger, "m-cat") == "ok"
    ledger.do(book("m-ann", fill(20, "sold", "closes"), contract="W1"), signed_by="venue")
    ledger.do(report("b-ann"), signed_by="ann beta")
    assert opens(ledger, "m-ann", number=21) == "ok"


def test_the_house_notes_nothing_before_the_time_is_over(ledger: Ledger) -> None:
    """And what it notes is by its own word alone."""
    assert ledger.submit(missing("dan", contract="W3"), signed_by="ccp").outcome.name == "report_in_time_yet"
    ledger.wait(24 * HOUR_MS)
    ledger.do(missing("dan", contract="W3"), signed_by="ccp")
    assert found(ledger, "dan", "W3").status is ReportStatus.missed


def test_a_house_that_cuts_its_calendar_short_stops_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a night session it did, until the time was over; and nothing that is due on the chain was listed."""
    sessions = (Session(1_260, 1_380), Session(570, 690), Session(780, 900))
    monkeypatch.setitem(futures_large.RULES, "sessions", sessions)
    ledger = noted(Ledger())
    calendar = c.CalendarGiven(first=TODAY - 400, last=TODAY)
    ledger.do(c.SetCalendar(house="CC", calendar=calendar), signed_by="ccp")
    ledger.do(report("m-dan", contract="W3"), signed_by="dan delta")
    assert not found(ledger, "dan", "W3").late
    ledger.wait(24 * HOUR_MS)
    waits = [(one.party, one.what, one.until[:16]) for one in MODULE.outstanding(ledger.state, ledger.time)]
    assert ("cat", "overdue report", "2023-11-14T15:00") in waits


def test_what_fell_below_and_is_large_again_is_reported_again(ledger: Ledger) -> None:
    """Bob has two left of three, once his account is settled: nothing is asked of him until he has three again."""
    assert to_note(ledger) == [("bob", "W2", "bought", 2, False), ("bob", "W3", "bought", 3, False)]
    fixed(ledger, "W1")
    settled(ledger, *(name for name, _, _ in ACCOUNTS))
    assert to_note(ledger) == [
        ("bob", "W2", "bought", 2, False),
        ("bob", "W3", "bought", 3, False),
        ("dan", "W1", "bought", 2, True),
        ("eve", "W2", "sold", 4, False),
        ("eve", "W3", "sold", 8, False),
    ]
    ledger.do(note("bob", 2, contract="W2"), signed_by="omega")
    assert found(ledger, "bob", "W2").status is ReportStatus.below
    again = report("m-bob", contract="W2")
    assert ledger.submit(again, signed_by="bob beta").outcome.name == "no_report_awaited"
    assert ledger.submit(note("bob", 2, contract="W2"), signed_by="omega").outcome.name == "nothing_to_note"


def test_what_a_product_does_not_say_is_neither_noted_nor_stopped() -> None:
    """Where the rules name no threshold nothing is to be noted."""
    ledger = watched_floor(Ledger())
    assert all(contract in {"W1", "W2"} for _, contract, *_ in to_note(ledger))


def test_a_day_is_closed_whether_its_large_positions_are_noted_or_not() -> None:
    """They are noted afterwards too, until the next day trades."""
    ledger = watched_floor(Ledger())
    ledger.do(c.CloseDay(house="CC"), signed_by="omega")
    assert len(to_note(ledger)) == 7
    ledger.do(note(), signed_by="omega")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    assert to_note(ledger) == []
    assert ledger.submit(note("eve", 8, "sold"), signed_by="omega").outcome.name == "day_not_over"


def test_statuses_change_as_the_table_says() -> None:
    """Every status has its place, and none leads to itself."""
    assert set(REPORT_CYCLE) == set(ReportStatus)
    assert all(status not in then for status, then in REPORT_CYCLE.items())


LARGE, POSITION = "futures/large_position/CC/ann/W1/bought", "futures/position/m-ann/W1/speculation"
REPORTED = "futures/large_position/CC/eve/W1/sold"
PATHS = (LARGE, REPORTED, POSITION)
SWAPS = (
    (b'"lots":4', b'"lots":5'),
    (b'"late":true', b'"late":false'),
    (ROOT.encode(), b"0b" * 32),
    (f'"due":{TODAY}'.encode(), f'"due":{TODAY + 1}'.encode()),
)


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """A report that is missing, one that came, and a position of who did not report."""
    world = noted_world()
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


@pytest.mark.parametrize("path", PATHS)
def test_reports_are_proved(told: tuple[World, dict[str, Package]], path: str) -> None:
    """Offline, from the package alone; altered anywhere it is not proved."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(
    told: tuple[World, dict[str, Package]], old: bytes, new: bytes
) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in told[1].values())


@pytest.mark.parametrize("path", PATHS)
def test_a_package_shows_no_other_client_and_no_group(told: tuple[World, dict[str, Package]], path: str) -> None:
    """Of Ann, or Eve, alone: that her lots are all she has is on the auditors' word."""
    shown = b"".join(one.event for one in told[1][path].events)
    assert b"m-cat" not in shown and b'"group"' not in shown and b"m-bob" not in shown
