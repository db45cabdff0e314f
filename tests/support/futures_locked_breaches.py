# SPDX-License-Identifier: Apache-2.0
"""The same locked days in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Final

from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.futures.trade_policy import Session
from support import refused_locked
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_breaches import WEEKDAY, Floor
from support.futures_locked import COPPER, lock, on_the_floor
from support.futures_market import TODAY, c, house, listing, product
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_locked,), Row)}


def locked() -> World:
    """The day of the rejection table; and a house whose day is today, and not over."""
    floor = Floor(World(features=(FUTURES_FEATURE,)))
    on_the_floor(floor)
    floor.do(house("FF", calendar=c.CalendarGiven(first=TODAY, last=TODAY + 3_900)), signed_by="ccp")
    slow = {**COPPER, "sessions": (Session(0, 2_160),)}
    floor.do(product("now", "FF", changed=slow), signed_by="ccp venue")
    floor.do(listing("now", product="now", first=WEEKDAY, last=WEEKDAY), signed_by="venue")
    floor.do(c.OpenDay(house="FF", day=WEEKDAY), signed_by="ccp")
    return floor.world


def breach(contract: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/contract/{contract}", row.signed_by, plain(row.call))


WORLD = locked
BREACHES = {
    "futures.lock_day.locked_too_early": Breach("futures/contract/now", "venue", plain(lock("now"))),
    "futures.lock_day.locked_already": breach("LOCKED", "locked twice"),
}
