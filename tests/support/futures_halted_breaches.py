# SPDX-License-Identifier: Apache-2.0
"""The same halts in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.modules.futures.law import FUTURES_FEATURE
from support.clearing_breaches import plain
from support.evidence_world import START_MS, World
from support.futures_breaches import Floor
from support.futures_halted import HOUR_MS, halt, halted, resume, traded
from support.law_breaches import Breach


def halted_world() -> World:
    """The day of the rejection table."""
    floor: Any = Floor(World(features=(FUTURES_FEATURE,)))
    halted(floor, START_MS)
    return floor.world  # type: ignore[no-any-return]


def asked(record: str, signers: str, call: Call) -> Breach:
    return Breach(f"futures/{record}", signers, plain(call))


DAY: Final = "halts/day"
WITHIN: Final = START_MS + 2 * HOUR_MS + 1
WORLD = halted_world
BREACHES = {
    "futures.halt.not_to_halt": asked(DAY, "ccp", halt(by="alpha")),
    "futures.halt.of_another_product": asked(DAY, "venue", halt("part")),
    "futures.halt.halted_already": asked(DAY, "venue", halt("still")),
    "futures.halt.halt_backdated": asked(DAY, "venue", halt(since=1)),
    "futures.resume.halt_backdated": asked(DAY, "venue", resume(until=1)),
    "futures.Halted._with.too_many_halts": asked("halts/crowd", "venue", halt(None, product="crowd")),
    "futures.resume.not_halted": asked(DAY, "venue", resume("hot")),
    "futures.require_trading.trading_halted": asked("position/m-ann/hot/speculation", "venue", traded("hot", WITHIN)),
}
UNCOVERED: dict[str, str] = {}
