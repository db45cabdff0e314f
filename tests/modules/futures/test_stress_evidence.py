# SPDX-License-Identifier: Apache-2.0
"""What a fund had to cover is proved offline, and what each member must have in it; of no client anything is shown."""

import pytest

from counterfoil.evidence.package import Package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support.clearing_breaches import plain
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_breaches import Floor
from support.futures_stress import sizing
from support.futures_stress_breaches import REPORT, stressed
from support.refused_stress import LAST

PATHS = (f"futures/{REPORT}", "futures/fund/CC", "futures/stress/CC", "futures/account/m-ann")
SWAPS = (
    (b'"covers":36000000', b'"covers":35000000'),
    (b'"largest":24000000', b'"largest":23000000'),
    (b'"shortfall":0', b'"shortfall":1'),
    (b'"weight":36000000', b'"weight":35000000'),
    (b'"required":12000000', b'"required":11000000'),
    (b'"ppm":-200000', b'"ppm":-100000'),
)


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """The fund is sized once more, when all have paid."""
    world = stressed()
    world.do("ccp", calls=[plain(sizing(Floor(world), day=LAST))])
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(told, old, new) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in told[1].values())


@pytest.mark.parametrize("path", PATHS)
def test_what_was_sized_is_proved_and_altered_it_is_not(told, path) -> None:
    """Offline, from the package alone."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())


@pytest.mark.parametrize("path", [PATHS[0], PATHS[2]])
def test_of_no_client_anything_is_shown(told, path) -> None:
    """Neither its account nor its positions; nor, of what the two largest lose, whose it is."""
    package = told[1][path]
    shown = b"".join(one.event for one in package.events) + b"".join(one.line for one in package.calls)
    for name in (b"m-ann", b"m-bob", b"m-eve", b"futures.settled", b"futures.booked"):
        assert name not in shown, name


def test_a_client_is_shown_nothing_of_the_fund(told) -> None:
    """What its account did rests on no figure of anybody else's."""
    package = told[1]["futures/account/m-ann"]
    assert b"futures.fund_sized" not in b"".join(one.event for one in package.events)
