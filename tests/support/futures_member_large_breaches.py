# SPDX-License-Identifier: Apache-2.0
"""The same positions of members in the evidence world, and one breach for each rule: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.modules.futures.law import FUTURES_FEATURE
from support import refused_member_reports
from support.clearing_breaches import plain
from support.evidence_log import key
from support.evidence_world import World
from support.found import members
from support.futures_breaches import Floor
from support.futures_member_large import members_noted
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_member_reports,), Row)}


def members_world() -> World:
    """The days of the rejection table."""
    floor: Any = Floor(World(features=(FUTURES_FEATURE,)))
    members_noted(floor, key)
    return floor.world  # type: ignore[no-any-return]


WORLD = members_world
BREACHES = {
    "futures.note_position.members_are_no_group": Breach(
        "futures/member_position/CC/gamma/V2/bought", "omega", plain(ROWS["a member large with a group"].call)
    ),
}
UNCOVERED: dict[str, str] = {}
