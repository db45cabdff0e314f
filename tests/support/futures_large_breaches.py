# SPDX-License-Identifier: Apache-2.0
"""The same large positions in the evidence world, and one breach for each rule: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.law.dated import day_of, is_weekday
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.law import FUTURES_FEATURE
from support import refused_reports
from support.clearing_breaches import plain
from support.evidence_log import key
from support.evidence_world import START_MS, World
from support.found import members
from support.futures_breaches import Floor
from support.futures_large import missing, note, noted, report, sealed_to
from support.futures_market import OFFSET, TODAY
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_reports,), Row)}


def noted_world() -> World:
    """The days of the rejection table."""
    floor: Any = Floor(World(features=(FUTURES_FEATURE,)))
    noted(floor, key)
    return floor.world  # type: ignore[no-any-return]


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/large_position/CC/{record}", row.signed_by, plain(row.call))


ANN: Final = "ann/W1/bought"
BOB: Final = "bob/W2/bought"
DAN: Final = "dan/W3/bought"
UNTIL: Final = day_of(START_MS, OFFSET) + 7
"""The evidence world is years later: its next trading day is to come yet."""
CLOSED: Final = tuple(day for day in range(TODAY + 1, UNTIL) if is_weekday(day))
LONG: Final = c.CalendarGiven(first=TODAY - 400, last=UNTIL + 60, closed=CLOSED)
FAR: Final = (
    ("ccp", plain(c.SetCalendar(house="CC", calendar=LONG))),
    ("omega", plain(note("bob", 3, contract="W3"))),
)
TO_HOUSE: Final = {"sealed": (sealed_to(key("ccp")),)}
WORLD = noted_world
BREACHES = {
    "futures.note_position.report_asked_already": breach(BOB, "large twice"),
    "futures.note_position.nothing_to_note": Breach(
        f"futures/large_position/CC/{DAN}", "omega", plain(note("dan", 2, contract="W3"))
    ),
    "futures._reporting.another_house": Breach(
        f"futures/large_position/CC/{ANN}", "ann alpha", plain(report("m-there", **TO_HOUSE))
    ),
    "futures.report_position.no_report_awaited": Breach(
        "futures/large_position/CC/cat/W2/bought", "cat gamma", plain(report("m-cat", contract="W2", **TO_HOUSE))
    ),
    "futures.report_position.report_sealed_otherwise": breach(ANN, "reporting unsealed"),
    "futures.note_missing.no_report_awaited": breach(ANN, "missing twice"),
    "futures.note_missing.report_in_time_yet": Breach(
        "futures/large_position/CC/bob/W3/bought", "ccp", plain(missing("bob", contract="W3")), FAR
    ),
    "futures.require_no_report_missing.report_missing_first": Breach(
        "futures/position/b-ann/W1/speculation", "venue", plain(ROWS["opening while a report is missing"].call)
    ),
}
