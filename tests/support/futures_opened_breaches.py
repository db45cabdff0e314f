# SPDX-License-Identifier: Apache-2.0
"""The same openings in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.futures.records import HedgeFlag
from support import refused_openings
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_breaches import Floor
from support.futures_opened import opened_today, opening
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_openings,), Row)}


def opened_world() -> World:
    """The day of the rejection table; Dan hedges besides."""
    floor: Any = Floor(World(features=(FUTURES_FEATURE,)))
    opened_today(floor)
    floor.do(replace(opening("m-dan", 50, 30), hedge=HedgeFlag.hedge), signed_by="venue")
    return floor.world  # type: ignore[no-any-return]


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


WORLD = opened_world
BREACHES = {
    "futures._rules.openings_unordered": breach("product/fresh", "a contract's openings said twice"),
    "futures.require_openings.opened_too_many": breach(
        "position/m-dan/O1/speculation", "more of a contract than may be opened"
    ),
}
UNCOVERED: dict[str, str] = {}
