# SPDX-License-Identifier: Apache-2.0
"""Agreements whose collateral a feed prices, in the evidence world, and one breach for each rule of it."""

from typing import Final

from counterfoil.modules.oracles.law import ORACLES
from support.counter import HOUR_MS
from support.counter_story import DAY, do, opened
from support.evidence_world import World
from support.law_breaches import Breach
from support.lifecycle_breaches import wait
from support.over_the_counter_breaches import OURS, breach
from support.price_feeds import KEPT_BY, REPORTERS, at, define, fed, observed, void

SIGNERS: Final = " ".join(REPORTERS)


def fixed(world: World, *values: int, name: str = "note") -> None:
    """Observed as of the block before, and fixed."""
    do(world, SIGNERS, *observed(values, world.next_time - 1, name))


def begun(*names: str) -> World:
    """Feeds, and an agreement named after each."""
    world = opened(ORACLES)
    do(world, KEPT_BY, *(define(name) for name in names))
    do(world, "dealer client", *(fed(name.upper(), name) for name in names))
    return world


def priced() -> World:
    """One feed is in force, one was fixed three hours ago, the last fixing of one is void."""
    world = begun("note", "old", "void")
    fixed(world, 10_050, 10_060, name="old")
    wait(world, world.next_time + 3 * HOUR_MS)
    fixed(world, 10_050, 10_060)
    fixed(world, 10_050, 10_060, name="void")
    do(world, KEPT_BY, void(1, "void"))
    return world


def _wrong(price: int, agreement: str) -> Breach:
    return breach(f"valuation/{agreement}/{DAY}", "agent", at(price, DAY, agreement=agreement))


WORLD = priced
"""In which the rules are broken."""
BREACHES: dict[str, Breach] = {
    f"{OURS}.priced.price_not_as_fixed": _wrong(101, "NOTE"),
    f"{OURS}._in_force.price_void": _wrong(100, "VOID"),
    f"{OURS}._in_force.price_stale": _wrong(100, "OLD"),
}
