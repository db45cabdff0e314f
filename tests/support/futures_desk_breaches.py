# SPDX-License-Identifier: Apache-2.0
"""What goods bring at a desk in the evidence world, and one breach for each rule about it: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.lifecycle.law import LIFECYCLE
from support import refused_desk
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_desk import brought
from support.futures_ending_breaches import Ends
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_desk,), Row)}


def paying() -> World:
    """As in the rejection table."""
    floor: Any = Ends(World(features=(FUTURES_FEATURE, LIFECYCLE)))
    brought(floor)
    return floor.world  # type: ignore[no-any-return]


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


WORLD = paying
BREACHES = {
    "futures.pass_on.passed_on_already": breach("delivery/T1/m-cat", "passing on again"),
}
UNCOVERED = {
    "futures.take.matured_at_desk": "it takes a month of trading days: tests/modules/futures/test_desk_income.py",
}
