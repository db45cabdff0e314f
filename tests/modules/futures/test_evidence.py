# SPDX-License-Identifier: Apache-2.0
"""What an account traded and was settled for is proved offline, to it alone; forged it is not."""

import pytest

from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.futures.records import HOUSES
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_world import World
from support.forging import forgeries, says
from support.futures_story import MONDAY, MULTIPLIER, book, call, fill, opened

POSITION, ACCOUNT = "futures/position/m-ann/IF2101/speculation", "futures/account/m-ann"
PATHS = (POSITION, ACCOUNT, "futures/account/m-bob", "futures/contract/IF2101", f"futures/day/CC/{MONDAY}")
Told = tuple[World, dict[str, Package]]


@pytest.fixture(scope="module")
def told() -> Told:
    """Ann buys two and one, and sells one of them; Bob is the other side; both are settled, and she is paid."""
    world = opened()
    buys = (fill(1, "bought", "opens", 50_000, 2), fill(2, "bought", "opens", 50_010, 1))
    sells = (fill(1, "sold", "opens", 50_000, 2), fill(3, "sold", "opens", 50_010, 1))
    late = {"minute": 890}
    turnover = (50_000 * 2 + 50_010 + 50_100) * MULTIPLIER
    world.do(
        "venue",
        calls=[
            book("m-ann", *buys, fill(5, "sold", "closes", 50_100, 1, **late)),
            book("m-bob", *sells, fill(6, "bought", "closes", 50_100, 1, **late)),
            call(
                "balance",
                contract="IF2101",
                lots=4,
                turnover=turnover,
                open_interest=2,
                late_lots=1,
                late_turnover=50_100 * MULTIPLIER,
            ),
        ],
    )
    world.do("ccp", calls=[call("fix_settlement", contract="IF2101")])
    for account in ("m-bob", "m-ann"):
        world.do("li", calls=[call("settle", account=account)])
    world.do("li", calls=[call("pay", account="m-ann")])
    world.do("ann", calls=[call("confirm", account="m-ann", day=MONDAY)])
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


SWAPS = (
    (b'"price":50010', b'"price":50012'),
    (b'"lots":2', b'"lots":3'),
    (b'"direction":"bought"', b'"direction":"sold"'),
    (b'"offset":"closes"', b'"offset":"opens"'),
    (b'"variation":', b'"variation":1'),
    (b'"fees":', b'"fees":1'),
    (b'"margin":', b'"margin":1'),
    (b'"settlement":50100', b'"settlement":50102'),
    (b'"close_profit":', b'"close_profit":1'),
    (b'"computed":true', b'"computed":false'),
)


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(told: Told, old: bytes, new: bytes) -> None:
    """So that none is passed over in silence."""
    _, packages = told
    assert any(says(one, old) for one in packages.values())


@pytest.mark.parametrize("path", PATHS)
def test_what_happened_is_proved_and_nothing_else(told: Told, path: str) -> None:
    """Offline, from the package alone; altered anywhere it is not proved."""
    world, packages = told
    report = verify_package(encode_package(packages[path]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    altered = list(forgeries(packages[path], SWAPS, among=packages.values()))
    assert altered
    for each in altered:
        assert verify_package(encode_package(each), world.trust()).verdict is Verdict.not_proved


@pytest.mark.parametrize("path", [POSITION, ACCOUNT, "futures/contract/IF2101"])
def test_once_a_day_is_closed_and_the_next_one_traded_nobody_sees_it_either(told: Told, path: str) -> None:
    """Settled, paid, closed, the fees taken, another trade: of Bob's account nothing stands in what Ann is given."""
    world, _ = told
    if world.context().read(HOUSES, "CC").day == MONDAY:  # type: ignore[union-attr]
        world.do("li", calls=[call("close_day", house="CC"), call("take_fees", house="CC", day=MONDAY)])
        world.do("ccp", calls=[call("open_day", house="CC", day=MONDAY + 1)])
        world.do("venue", calls=[book("m-ann", fill(9, "bought", "opens", 50_000, 1, day=MONDAY + 1))])
    package = Collector(world, world.publish()).record(RecordPath(path))
    assert verify_package(encode_package(package), world.trust()).verdict is Verdict.proved
    shown = b"".join(one.event for one in package.events)
    assert b"m-bob" not in shown
    assert b"m-bob" not in b"".join(one.line for one in package.calls)


@pytest.mark.parametrize("path", [POSITION, ACCOUNT])
def test_while_a_day_is_traded_nobody_sees_what_another_client_did(path: str) -> None:
    """Neither Bob nor the numbers of his trades stand in what Ann is given."""
    world = opened()
    ann, bob = fill(1, "bought", "opens", 50_000, 2), fill(3, "sold", "opens", 50_000, 2)
    world.do("venue", calls=[book("m-ann", ann), book("m-bob", bob)])
    world.block()
    package = Collector(world, world.publish()).record(RecordPath(path))
    shown = b"".join(one.event for one in package.events)
    assert verify_package(encode_package(package), world.trust()).verdict is Verdict.proved
    assert b'"account":"m-ann"' in shown and b'"trade":1' in shown
    assert b'"account":"m-bob"' not in shown and b'"trade":3' not in shown


def test_a_statement_adds_up_as_the_evidence_shows_it(told: Told) -> None:
    """Before + paid in - paid out + variation - fees = balance; its lines sum up to it; what all gained is nothing."""
    _, packages = told
    statements = {}
    for path in (ACCOUNT, "futures/account/m-bob"):
        for one in packages[path].events:
            event = decode_event(one.event)
            if event.type == "futures.settled":
                statements[event.data["account"]] = event.data
    assert set(statements) == {"m-ann", "m-bob"}
    assert sum(said["variation"] for said in statements.values()) == 0
    for said in statements.values():
        lines = said["lines"]
        assert said["variation"] == sum(one["close_profit"] + one["position_profit"] for one in lines)
        assert said["fees"] == sum(one["fees"] for one in lines) > 0
        assert said["margin"] == sum(one["margin"] for one in lines)
        came = said["before"] + said["deposited"] - said["withdrawn"] + said["variation"] - said["fees"]
        assert said["balance"] == came
