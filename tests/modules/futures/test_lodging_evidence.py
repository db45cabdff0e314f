# SPDX-License-Identifier: Apache-2.0
"""What an account lodged, what it counted for and what was taken over of it is proved offline, to its holder alone."""

import pytest

from counterfoil.evidence.package import Package
from counterfoil.modules.futures import calls as c
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support.clearing_breaches import plain
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_lodged import realise
from support.futures_lodged_breaches import lodged

MOE, LIA = "futures/account/m-moe", "futures/account/m-lia"
PATHS = (MOE, LIA, "futures/securities/CC", "futures/security_price/CC/BOND", "holdings/encumbrance/m-1")
SWAPS = (
    (b'"mortgage":0', b'"mortgage":1'),
    (b'"value":4500000', b'"value":4500001'),
    (b'"haircut_ppm":100000', b'"haircut_ppm":0'),
    (b'"kept_ppm":950000', b'"kept_ppm":900000'),
    (b'"amount":1007000', b'"amount":997000'),
    (b'"quantity":106', b'"quantity":107'),
    (b'"multiple":4', b'"multiple":9'),
    (b'"price":10000', b'"price":10001'),
    (b'"spared":0', b'"spared":1'),
)
Told = tuple[World, dict[str, Package]]


@pytest.fixture(scope="module")
def told() -> Told:
    """Moe owes a million; so many of his bonds are taken over, and what they brought is collected."""
    world = lodged()
    world.do("ccp", calls=[plain(realise("moe", "m-1"))])
    world.do("ann", calls=[plain(c.Collect(account="m-moe"))])
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(told: Told, old: bytes, new: bytes) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in told[1].values())


@pytest.mark.parametrize("path", PATHS)
def test_what_was_lodged_is_proved_and_altered_it_is_not(told: Told, path: str) -> None:
    """Offline, from the package alone."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())


@pytest.mark.parametrize(("path", "other"), [(MOE, b"m-lia"), (LIA, b"m-moe"), (PATHS[2], b"m-moe"), (PATHS[3], b"m-")])
def test_nobody_is_shown_what_another_lodged(told: Told, path: str, other: bytes) -> None:
    """Neither in events nor in calls; the house's policy and prices name no account."""
    package = told[1][path]
    shown = b"".join(one.event for one in package.events) + b"".join(one.line for one in package.calls)
    assert b'"account":"' + other not in shown and b"futures/account/" + other not in shown
