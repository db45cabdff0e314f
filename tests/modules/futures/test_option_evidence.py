# SPDX-License-Identifier: Apache-2.0
"""What an account's options brought it is proved offline, to it alone; forged it is not."""

import pytest

from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import option_calls as o
from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_world import World
from support.forging import forgeries, proved_as_it_is_alone, says
from support.futures_breaches import Floor
from support.futures_market import TODAY
from support.futures_options import COPPER, drawing, fixed, instruct, on_index, optioned, traded

SOLD = "m-bob"
PATHS = (
    "futures/position/m-bob/C59/speculation",
    "futures/position/m-bob/CU/speculation",
    "futures/account/m-bob",
    "futures/account/m-ann",
    f"futures/instruction/C59/{TODAY}/m-ann/speculation",
    f"futures/draw/C59/{TODAY}",
    "futures/contract/C59",
)
Told = tuple[World, dict[str, Package]]


@pytest.fixture(scope="module")
def told() -> Told:
    """Ann bought of three who sold seven each, and exercises ten; all are assigned and settled."""
    floor = Floor(World(features=(FUTURES_FEATURE,)))
    optioned(floor)  # type: ignore[arg-type]
    floor.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    traded(floor, "C59", "m-ann", {"m-bob": 7, "m-cat": 7, "m-dan": 7})  # type: ignore[arg-type]
    floor.do(instruct("m-ann", "C59", 10), signed_by="ann")
    fixed(floor, CU=COPPER, C59=1_200)  # type: ignore[arg-type]
    floor.do(drawing("C59", 10, 21, 7, "m-c"), signed_by="ccp")
    floor.do(o.Exercise(account="m-ann", contract="C59"), signed_by="eve")
    for name in ("m-bob", "m-cat", "m-dan"):
        floor.do(o.Assign(account=name, contract="C59"), signed_by="eve")
    for name in ("m-ann", "m-bob", "m-cat", "m-dan"):
        floor.do(c.Settle(account=name), signed_by="eve")
    floor.world.block()
    collector = Collector(floor.world, floor.world.publish())
    return floor.world, {path: collector.record(RecordPath(path)) for path in PATHS}


SWAPS = (
    (b'"lots":4', b'"lots":3'),
    (b'"strike":59000', b'"strike":58000'),
    (b'"remainder":7', b'"remainder":6'),
    (b'"exercised":10', b'"exercised":11'),
    (b'"premium":', b'"premium":1'),
    (b'"margin":', b'"margin":1'),
    (b'"kind":"exercise"', b'"kind":"lapse"'),
)


IN_CASH = (
    "futures/position/m-cat/XC/speculation",
    "futures/position/m-dan/XC/speculation",
    "futures/position/m-dan/XP/speculation",
    "futures/account/m-dan",
    "futures/level/CSI",
)
CHANGED = (
    (b'"price":1123', b'"price":1122'),
    (b'"lapsed":3', b'"lapsed":2'),
    (b'"price":40123', b'"price":40124'),
    (b'"premium":', b'"premium":1'),
)


@pytest.fixture(scope="module")
def ended() -> Told:
    """On the last day of a call and a put on an index Cat's call brings 112.3 points, which Dan pays; his put ends."""
    floor = Floor(World(features=(FUTURES_FEATURE,)))
    optioned(floor)  # type: ignore[arg-type]
    series = on_index("XC", "call", 39_000, last=TODAY), on_index("XP", "put", 39_000, last=TODAY)
    floor.do(*series, signed_by="venue")
    floor.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    traded(floor, "XC", "m-cat", {"m-dan": 2})  # type: ignore[arg-type]
    traded(floor, "XP", "m-dan", {"m-eve": 3})  # type: ignore[arg-type]
    fixed(floor, XC=1_122, XP=0, CSI=40_123)  # type: ignore[arg-type]
    floor.do(drawing("XC", 2, 2), drawing("XP", 0, 3), signed_by="ccp")
    floor.do(o.Exercise(account="m-cat", contract="XC"), o.Assign(account="m-dan", contract="XC"), signed_by="ann")
    floor.do(o.Exercise(account="m-dan", contract="XP"), o.Assign(account="m-eve", contract="XP"), signed_by="ann")
    floor.do(*(c.Settle(account=f"m-{name}") for name in ("cat", "dan", "eve")), signed_by="ann")
    floor.world.block()
    collector = Collector(floor.world, floor.world.publish())
    return floor.world, {path: collector.record(RecordPath(path)) for path in IN_CASH}


@pytest.mark.parametrize(("old", "new"), CHANGED)
def test_every_forgery_of_an_end_is_of_what_some_package_says(ended: Told, old: bytes, new: bytes) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in ended[1].values())


@pytest.mark.parametrize("path", IN_CASH)
def test_an_end_in_cash_is_proved_and_nothing_else(ended: Told, path: str) -> None:
    """What the level brings is proved offline, of each side to itself; altered it is not."""
    world, packages = ended
    report = verify_package(encode_package(packages[path]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    for each in forgeries(packages[path], CHANGED, among=packages.values()):
        assert verify_package(encode_package(each), world.trust()).verdict is Verdict.not_proved


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(told: Told, old: bytes, new: bytes) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in told[1].values())


@pytest.mark.parametrize("path", PATHS)
def test_what_happened_to_options_is_proved_and_nothing_else(told: Told, path: str) -> None:
    """Offline, from the package alone: what fell on who sold follows from the house's cut; altered it is not proved."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_shown_what_others_hold(told: Told, path: str) -> None:
    """Of the other accounts nothing stands in a package, neither who they are nor what they sold."""
    package = told[1][path]
    shown = b"".join((*(one.event for one in package.events), *(one.line for one in package.calls)))
    others = {b"m-ann", b"m-bob", b"m-cat", b"m-dan"} - {one.encode() for one in ("m-ann", "m-bob") if one in path}
    assert [one for one in sorted(others) if one in shown] == []
