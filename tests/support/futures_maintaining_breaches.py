# SPDX-License-Identifier: Apache-2.0
"""Maintenance margin in the evidence world, and one breach for each rule about it: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.law import FUTURES_FEATURE
from support import refused_maintaining
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_breaches import TOMORROW
from support.futures_ending_breaches import Ends
from support.futures_maintained import beside_others, policy
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_maintaining,), Row)}


def maintained_world() -> World:
    """As in the rejection table; and a house that opens a day before it begins."""
    floor: Any = Ends(World(features=(FUTURES_FEATURE,)))
    beside_others(floor)
    calendar = c.CalendarGiven(first=TOMORROW - 9, last=TOMORROW + 9)
    about = {"by": "ccp", "cash": "CNY", "fees": "of-ccp", "offset_min": 480}
    floor.do(c.OpenHouse(house="GG", account="pool-GG", calendar=calendar, **about), signed_by="ccp")
    return floor.world  # type: ignore[no-any-return]


WORLD = maintained_world
BREACHES = {
    "futures.MaintenanceSet._with.too_many_maintenance_rules": Breach(
        "futures/maintenance/FF", "ccp", plain(ROWS["one change of maintenance margin too many"].call)
    ),
    "futures.set_maintenance.maintenance_backdated": Breach(
        "futures/maintenance/FF", "ccp", plain(policy(house="FF", since=1))
    ),
    "futures.set_maintenance.maintenance_backdated 2": Breach(
        "futures/maintenance/GG",
        "ccp",
        plain(policy(house="GG")),
        [("ccp", plain(c.OpenDay(house="GG", day=TOMORROW)))],
    ),
}
UNCOVERED: dict[str, str] = {}
