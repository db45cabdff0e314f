# SPDX-License-Identifier: Apache-2.0
"""What goods brought at a desk, and whose part it was, is proved offline to each side, and shows it nobody else's."""

import pytest

from counterfoil.evidence.package import Package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support.clearing_breaches import plain
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_desk import UNIT, pass_on
from support.futures_desk_breaches import ended, paying

BOB, CAT, INCOME = "futures/delivery/T1/m-bob", "futures/delivery/T1/m-cat", "futures/income/CC/BOND/gift"
PATHS = (BOB, CAT, INCOME)
OVER = ("futures/delivery/T1/m-ann", "futures/delivery/T1/m-bob")
OVERS = (
    (b'"failing":"both_sides"', b'"failing":"buyer"'),
    (b'"penalty":0', b'"penalty":1'),
    (b'"over":true', b'"over":false'),
)
SWAPS = (
    (b'"quantity":67', b'"quantity":68'),
    (b'"quantity":33', b'"quantity":34'),
    (b'"units":20000', b'"units":20001'),
    (b'"remainder":', b'"remainder":1'),
    (b'"redeemed":false', b'"redeemed":true'),
)
Told = tuple[World, dict[str, Package]]


@pytest.fixture(scope="module")
def told() -> Told:
    """Bob has his part, too."""
    world = paying()
    world.do("venue", calls=[plain(pass_on("bob", 2 * UNIT))])
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(told: Told, old: bytes, new: bytes) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in told[1].values())


@pytest.mark.parametrize("path", PATHS)
def test_what_was_passed_on_is_proved_and_altered_it_is_not(told: Told, path: str) -> None:
    """Offline, from the package alone."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())


@pytest.mark.parametrize(
    ("path", "others"), [(BOB, (b"cat", b"ann")), (CAT, (b"bob", b"ann")), (INCOME, (b"m-ann", b"m-bob", b"m-cat"))]
)
def test_nobody_is_shown_whose_the_rest_is(told: Told, path: str, others: tuple[bytes, ...]) -> None:
    """Neither another side's account, nor what it offered or had; what came names no delivery."""
    package = told[1][path]
    shown = b"".join(one.event for one in package.events) + b"".join(one.line for one in package.calls)
    assert not [name for name in others if b'"m-' + name in shown or b"of-" + name in shown or b"/" + name in shown]


def test_that_goods_were_over_is_proved_as_it_was_said_and_shows_nobody_who_was_on_their_register() -> None:
    """Each ends its half for nothing, by its own record alone: no register is shown, nor another account."""
    world = ended()
    collector = Collector(world, world.publish())
    packages = [collector.record(RecordPath(path)) for path in OVER]
    for package, others in zip(packages, ((b"m-bob", b"of-bob", b"-cat"), (b"m-ann", b"of-ann", b"-cat")), strict=True):
        proved_as_it_is_alone(world, package, OVERS, among=packages)
        shown = b"".join(one.event for one in package.events) + b"".join(one.line for one in package.calls)
        assert b"lifecycle" not in shown and not [
            name for name in others if b"m-" + name in shown or b"of-" + name in shown
        ]
