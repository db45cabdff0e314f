# SPDX-License-Identifier: Apache-2.0
"""A call for collateral at a feed's price is proved with every observation behind it; another price is not."""

import pytest

from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.over_the_counter.collateral import VALUATIONS
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Report, Verdict, verify_package
from support.counter import NOTE, deliver, hold, valuation_path
from support.counter_story import DAY, do, plain
from support.evidence_world import World
from support.forging import forgeries
from support.price_breaches import begun, fixed
from support.price_feeds import KEPT_BY, at, fixing, void

PATH = VALUATIONS.path("NOTE", str(DAY))
SWAPS = (
    (b'"value":10060', b'"value":20060'),
    (b'"value":10055', b'"value":20055'),
    (b'"unit_price":100', b'"unit_price":200'),
    (b'"fixing":"oracles/fixing/note/2"', b'"fixing":"oracles/fixing/note/1"'),
    (b'"fresh_for":7200000', b'"fresh_for":72000000'),
    (b'"multiplier":100', b'"multiplier":1000'),
    (b'"decimals":4', b'"decimals":3'),
    (b'"quorum":2', b'"quorum":1'),
)


def valued() -> World:
    """The feed was fixed twice before the valuation, and once after it; then the one that it took is void."""
    world = begun("note")
    fixed(world, 9_000, 9_000)
    fixed(world, 10_050, 10_060)
    do(world, "agent", at(100, DAY, agreement="NOTE"))
    do(world, "client", hold("notes", "at-client", NOTE, 100, valuation_path(DAY, "NOTE")))
    do(world, "third", deliver(DAY, 100, NOTE, agreement="NOTE", hold="notes"))
    do(world, KEPT_BY, void(2))
    fixed(world, 12_000, 12_000)
    return world


def package_of(world: World) -> Package:
    return Collector(world, world.publish()).record(RecordPath(PATH))


def verified(world: World, package: Package) -> Report:
    return verify_package(encode_package(package), world.trust())


@pytest.fixture(scope="module")
def told() -> tuple[World, Package]:
    world = valued()
    world.block()
    return world, package_of(world)


def test_the_claim_shows_what_the_price_rests_on(told: tuple[World, Package]) -> None:
    """The fixing, and both observations as their reporters signed them; offline they give the same price."""
    world, package = told
    report = verified(world, package)
    assert report.verdict is Verdict.proved, report.to_text()
    said = b"\n".join(one.event for one in package.events)
    for seen in (b'"value":10050', b'"value":10060', b'"value":10055', b'"unit_price":100', fixing(2).encode()):
        assert seen in said
    signed = b"".join(one.line for one in package.calls if b"oracles.observe" in one.line)
    assert b'"reporter":"third"' in signed and b'"reporter":"repository"' in signed


def test_a_forged_price_is_caught(told: tuple[World, Package]) -> None:
    """With one thing different in an event, or any event left out."""
    world, package = told
    for altered in forgeries(package, SWAPS):
        assert verified(world, altered).verdict is Verdict.not_proved


@pytest.mark.parametrize("price", [101, 90])
def test_an_operator_that_takes_another_price_convinces_nobody(price: int) -> None:
    """One that no fixing gives, or that of the fixing before: though the agent signed it and all of it was sealed."""
    world = begun("note")
    fixed(world, 9_000, 9_000)
    fixed(world, 10_050, 10_060)
    world.force(world.sign([plain(at(price, DAY, agreement="NOTE"))], "agent"))
    report = verified(world, package_of(world))
    assert (report.verdict, report.failed_check) == (Verdict.not_proved, 10)
