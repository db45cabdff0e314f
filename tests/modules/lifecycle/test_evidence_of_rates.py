# SPDX-License-Identifier: Apache-2.0
"""A coupon that a feed sets is proved with every observation it rests on; another rate, or a forged fixing, is not."""

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.lifecycle.actions import ACTIONS
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_story import CASH, LI, issue, open_account
from support.evidence_world import START_MS, World
from support.forging import swapped
from support.lifecycle_breaches import HOUR_MS, RATED_DAY, funded, step, wait
from support.rate_breaches import (
    FIRST,
    GOOD,
    RESET_AT,
    action,
    begun,
    compute,
    fixed,
    floating,
    observe,
    recorded,
    source,
    terms,
)

NAME = "BAD"
RESET = f"lifecycle/reset/{NAME}/RATE/{RATED_DAY}"
ENTITLED = f"lifecycle/entitlement/{NAME}/{FIRST}/d1/{LI}"
FIXED_AT = RESET_AT - 3 * HOUR_MS


def world_fixed() -> World:
    """A feed that was fixed twice before noon and once after it; the register of the first payment is recorded."""
    world = begun()
    world.do("acme", calls=[open_account("till", "acme", "holder")])
    world.do("bank", calls=[issue("till", 1_000_000, CASH)])
    floating(world, NAME, terms(), **source())
    fixed(world, FIXED_AT - HOUR_MS, 150)
    fixed(world, FIXED_AT, 200)
    fixed(world, RESET_AT + HOUR_MS, 500)
    wait(world, START_MS + 18 * HOUR_MS)
    recorded(world, NAME)
    return world


def world_paid() -> World:
    """Li has the coupon."""
    world = world_fixed()
    world.do("venue", calls=[compute(GOOD)])
    while (found := world.ledger.view.read(ACTIONS, NAME, FIRST)) is not None and found.division is None:
        assert step(world, NAME, FIRST)
    assert found is not None
    funded(world, FIRST, NAME)
    wait(world, found.pay_time)
    while step(world, NAME, FIRST, at_most=1):
        pass
    world.block()
    return world


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    world = world_paid()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in (ENTITLED, action(NAME), RESET)}


PATHS = (ENTITLED, action(NAME), RESET)
SWAPS = (
    (b'"value":201', b'"value":301'),
    (b'"value":202', b'"value":302'),
    (b'"rate":"0.0201"', b'"rate":"0.0301"'),
    (b'"decimals":4', b'"decimals":3'),
    (b'"fixing":"oracles/fixing/rates/2"', b'"fixing":"oracles/fixing/rates/1"'),
    (b'"observed":1', b'"observed":2'),
    (b'"quorum":2', b'"quorum":1'),
    (b'"fresh_for":1', b'"fresh_for":2'),
)


@pytest.mark.parametrize("path", PATHS)
def test_the_claim_shows_what_the_payment_rests_on(told: tuple[World, dict[str, Package]], path: str) -> None:
    """The fixing, and both observations as their reporters signed them; offline they give the same rate."""
    world, packages = told
    report = verify_package(encode_package(packages[path]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    said = b"\n".join(one.event for one in packages[path].events)
    for seen in (b'"type":"oracles.fixed"', b'"value":200', b'"value":202', b'"value":201', b'"rate":"0.0201"'):
        assert seen in said
    signed = b"".join(one.line for one in packages[path].calls if b"oracles.observe" in one.line)
    assert b'"reporter":"bank"' in signed and b'"reporter":"north"' in signed


@pytest.mark.parametrize("path", PATHS)
def test_a_forged_fixing_is_caught(told: tuple[World, dict[str, Package]], path: str) -> None:
    """With one thing different in an event, or any event of the feed or of the rate left out."""
    world, packages = told
    package = packages[path]
    for old, new in SWAPS:
        altered = swapped(package, old, new)
        assert altered.events != package.events, old
        assert _verdict(world, altered) is Verdict.not_proved
    for number, one in enumerate(package.events):
        if b'"type":"oracles.' in one.event or b'"type":"lifecycle.rated"' in one.event:
            left = (*package.events[:number], *package.events[number + 1 :])
            assert _verdict(world, replace(package, events=left)) is Verdict.not_proved


def _verdict(world: World, package: Package) -> Verdict:
    return verify_package(encode_package(package), world.trust()).verdict


@pytest.mark.parametrize("number", [1, 3])
def test_an_operator_that_pays_by_another_fixing_convinces_nobody(number: int) -> None:
    """The earlier one, by which the issuer would pay less, or the one after the reset: though all of it was sealed."""
    world = world_fixed()
    world.force(world.sign([compute(f"oracles/fixing/rates/{number}")], "venue"))
    package = Collector(world, world.publish()).record(RecordPath(action(NAME)))
    assert verify_package(encode_package(package), world.trust()).verdict is Verdict.not_proved


def test_an_operator_that_fixes_alone_convinces_nobody_of_the_coupon() -> None:
    """One firm observed, the operator fixes the feed all the same, and the coupon is computed by that."""
    world = begun()
    floating(world, NAME, terms(), **source())
    wait(world, FIXED_AT)
    world.do("bank", calls=[observe("bank", 900, FIXED_AT)])
    fix = {"call": "oracles.fix", "feed": "rates"}
    world.force(world.sign([fix], "venue"))
    wait(world, START_MS + 18 * HOUR_MS)
    recorded(world, NAME)
    world.do("venue", calls=[compute("oracles/fixing/rates/1")])
    for path in (action(NAME), RESET):
        package = Collector(world, world.publish()).record(RecordPath(path))
        assert verify_package(encode_package(package), world.trust()).failed_check == 10
