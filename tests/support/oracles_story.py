# SPDX-License-Identifier: Apache-2.0
"""What several parties observed and what was fixed of it, as packages; and ways to say of it what was not so."""

from collections.abc import Collection, Iterator
from typing import Any

from msgspec.structs import replace

from counterfoil.evidence.package import Package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support.evidence_world import World
from support.forging import forgeries
from support.law_breaches import LATE
from support.oracles_breaches import BOTH, CLOSE, FEED, FIX, FIXED, ROUND, change, define, observe, observed, seen, void

SECOND = "oracles/fixing/copper/2"
TIN = "oracles/feed/tin"
PATHS = (ROUND, SECOND, FEED, seen("bank"), TIN, "oracles/fixing/tin/1")


def of_tin(call: dict[str, Any]) -> dict[str, Any]:
    return call | {"feed": "tin"}


def told_packages() -> tuple[World, dict[str, Package]]:
    """Two rounds, of which the first is void; each is a claim of its own, and so is what the bank observed.

    Of tin two saw values below zero, whose mean is no whole number; it gets other rules, now and later, and is closed.
    """
    world = observed()
    for signer, call in FIXED:
        world.do(signer, calls=[call])
    world.do(*BOTH.split(), calls=[void()])
    now = world.next_time
    world.do("bank", "north", calls=[observe("bank", 110, now), observe("north", 111, now)])
    world.do("li", calls=[FIX])
    world.do(*BOTH.split(), calls=[define("tin", spread_ppm=500_000)])
    for since in ({"since": LATE}, {"since": LATE - 1}, {}):
        world.do(*BOTH.split(), calls=[of_tin(change(spread_ppm=500_001, **since))])
    now = world.next_time
    world.do("south", "north", calls=[of_tin(observe("south", -3, now)), of_tin(observe("north", -4, now - 1))])
    world.do("li", calls=[of_tin(FIX)])
    world.do(*BOTH.split(), calls=[of_tin(CLOSE)])
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


SWAPS = (
    (b'"value":101', b'"value":100'),
    (b'"value":111', b'"value":110'),
    (b'"value":110', b'"value":111'),
    (b'"reporter":"north"', b'"reporter":"south"'),
    (b'"last":true', b'"last":false'),
)


def forged(package: Package, among: Collection[Package]) -> Iterator[Package]:
    """Each event left out in turn, and values, reporters and the claim said otherwise."""
    yield from forgeries(package, SWAPS, among=among)
    value = package.claim.value | {"value": 7}  # type: ignore[union-attr]
    yield replace(package, claim=replace(package.claim, value=value))  # type: ignore[call-arg]
