# SPDX-License-Identifier: Apache-2.0
"""What a package proves of a fund: orders, values, what was dealt and paid; altered anywhere it proves nothing."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.funds.dealings import Dealt
from counterfoil.modules.funds.records import Side
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import HexHash, RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_world import World, id_of
from support.forging import forgeries
from support.fund_story import (
    FRIDAY,
    THURSDAY,
    at,
    bought,
    buys,
    confirmed,
    managed,
    published,
    sells,
    step,
    valued,
)
from support.lawless import everything_goes

MONDAY = FRIDAY + 3
DEALT = f"funds/dealing/first/{THURSDAY}"
SOLD = f"funds/dealing/sale/{FRIDAY}"
RECORDS = {
    "calendar": "funds/calendar/sse",
    "fund": "funds/fund/MAIN",
    "book": "funds/book/MAIN",
    "day": f"funds/day/MAIN/{FRIDAY}",
    "value": f"funds/value/MAIN/{FRIDAY}",
    "order": "funds/order/first",
    "dealt": DEALT,
    "sold": SOLD,
    "lots": "funds/lots/lin-units/MAIN",
    "hold": "holdings/encumbrance/first",
}
NAMES = (*RECORDS, "units", "money", "settlement", "payment")


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """Lin buys, sells a twentieth at 1.1000 on the next day, and is paid on the second trading day after."""
    world = bought()
    world.do("lin", calls=sells("sale", 5_000))
    world.do("lin", calls=[*buys("a", 1_000), *buys("b", 1_001), *buys("gone", 77)])
    world.do("lin", calls=[step("cancel", "gone")])
    at(world, FRIDAY, 900)
    valued(world, FRIDAY, 109_999)
    valued(world, FRIDAY, 110_000)
    for order in ("sale", "a", "b", "gone"):
        world.do("li", calls=[step("weigh", order)])
    for order in ("sale", "a", "b", "gone"):
        world.do("li", calls=[step("deal", order)])
    at(world, MONDAY, 600)
    settled = world.do("li", calls=[step("settle", "a", day=FRIDAY)])
    at(world, MONDAY + 1, 600)
    paid = world.do("li", calls=[step("settle", "sale", day=FRIDAY)])
    return world, _packages(world, settled, paid)


def _packages(world: World, settled: HexHash, paid: HexHash) -> dict[str, Package]:
    collector = Collector(world, world.publish())
    packages = {name: collector.record(RecordPath(path)) for name, path in RECORDS.items()}
    packages["units"] = collector.control("lin-units", "MAIN")
    packages["money"] = collector.control("lin-cash", "CNY")
    packages["settlement"], packages["payment"] = collector.transfer(settled), collector.transfer(paid)
    return packages


@pytest.mark.parametrize("name", NAMES)
def test_what_a_fund_did_is_proved(told: tuple[World, dict[str, Package]], name: str) -> None:
    """Offline, from the file alone: records of every table, both of Lin's holdings, and two settlements."""
    world, packages = told
    report = verify_package(encode_package(packages[name]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()


def test_a_proof_says_what_was_dealt(told: tuple[World, dict[str, Package]]) -> None:
    """In words: the value's two versions, and what the sale brought, 50 units of one day at 1.1000 less 1.5 %."""
    world, packages = told
    value = str(verify_package(encode_package(packages["value"]), world.trust()).narrative)
    assert "version 1" in value and "version 2" in value and "the custodian confirmed" in value
    sold = str(verify_package(encode_package(packages["sold"]), world.trust()).narrative)
    assert "5,000" in sold or "50.00" in sold
    dealing = packages["sold"].claim
    assert getattr(dealing, "value")["consideration"] == 5_500 - 83  # noqa: B009 - a claim about a record has a value


def _forged(package: Package) -> Iterator[Package]:
    swaps = (
        (b'"units":5000', b'"units":5001'),
        (b'"consideration":5417', b'"consideration":5500'),
        (b'"place":1', b'"place":2'),
    )
    yield from forgeries(package, swaps)
    for changed in ({"consideration": 5_500}, {"status": "due"}):
        yield replace(package, claim=replace(package.claim, value=package.claim.value | changed))  # type: ignore[union-attr, call-arg]


def test_what_is_altered_is_not_proved(told: tuple[World, dict[str, Package]]) -> None:
    """No event less, no other number, and nothing claimed that the record does not say."""
    world, packages = told
    forged = list(_forged(packages["sold"]))
    assert len(forged) > 8
    for package in forged:
        assert verify_package(encode_package(package), world.trust()).verdict is Verdict.not_proved


def test_an_operator_cannot_deal_more_than_the_law_allots() -> None:
    """One who writes that an order got twice its units, and seals it, has a package that is not proved."""
    world = managed()
    world.do("lin", calls=buys("first", 100_000))
    at(world, THURSDAY, 900)
    world.do("acme", calls=[published(THURSDAY)])
    world.do("north", calls=[confirmed(THURSDAY)])
    deal = world.sign([step("deal", "first")], "li")
    generous = Dealt(
        fund_order="first",
        side=Side.subscribes,
        instrument="MAIN",
        day=THURSDAY,
        place=1,
        weight=100_000,
        units=200_000,
        consideration=100_000,
        fee=0,
        settles=FRIDAY,
        put_off=0,
        dropped=0,
        next_day=None,
        next_place=None,
        closes=True,
    )

    with everything_goes():
        world.rogue_block(lambda ctx: ctx.happen(generous), deal)
    package = Collector(world, world.publish()).record(RecordPath(DEALT))
    report = verify_package(encode_package(package), world.trust())
    assert (report.verdict, report.failed_check) == (Verdict.not_proved, 10), id_of(deal)
