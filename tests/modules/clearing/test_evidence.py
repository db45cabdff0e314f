# SPDX-License-Identifier: Apache-2.0
"""What happened in a netted cycle is proved offline: nets, movements, fails, certificates; forged it is not."""

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing.law import CLEARING
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, InstrumentId, RecordPath
from counterfoil.verify import Verdict, verify_package
from support.cleared import EX, TEN, TWO, collect, drop_all, finished, founded, morning, traded, until
from support.clearing_breaches import TODAY, Stage
from support.evidence_world import World
from support.forging import forgeries, says

CYCLE = f"{EX}/{TODAY}/1"
POSITION, DAY = f"clearing/position/{CYCLE}/ann/SHARE", f"clearing/day/{EX}/{TODAY}"
PATHS = (POSITION, f"clearing/cycle/{CYCLE}", "clearing/trade/t2", DAY, f"clearing/member/{EX}/ann")


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """Ann sells more than she has: one of her trades fails, is paid for and recycled; the day is closed."""
    world = World(features=(CLEARING,))
    stage = Stage(world)
    founded(stage)
    morning(stage)
    traded(stage, "t1", "ann", "bob", 900, 9_000)
    traded(stage, "t2", "ann", "cat", 300, 3_000)
    until(stage, TEN)
    stage.do(c.Cut(cycle=CYCLE), signed_by="cat")
    collect(stage, CYCLE)
    until(stage, TEN + 30)
    drop_all(stage, CYCLE)
    finished(stage, CYCLE)
    stage.do(c.PayPenalty(market=EX, account="ann"), signed_by="cat")
    until(stage, TWO)
    later = f"{EX}/{TODAY}/2"
    stage.do(c.Cut(cycle=later), c.Settle(cycle=later), c.CloseDay(market=EX), signed_by="cat")
    world.block()
    collector = Collector(world, world.publish())
    packages = {path: collector.record(RecordPath(path)) for path in PATHS}
    packages["ann"] = collector.control(AccountId("ann"), InstrumentId("SHARE"))
    packages["pool"] = collector.control(AccountId("pool"), InstrumentId("SHARE"))
    return world, packages


SWAPS = (
    (b'"quantity":900', b'"quantity":901'),
    (b'"penalty":5', b'"penalty":4'),
    (b'"status":"awaiting_cycle"', b'"status":"failed"'),
    (b'"adds_up":true', b'"adds_up":false'),
    (b'"trades":2', b'"trades":1'),
    (b'"positions_owing":-1', b'"positions_owing":0'),
    (b'"seller":"ann"', b'"seller":"cat"'),
)


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(
    told: tuple[World, dict[str, Package]], old: bytes, new: bytes
) -> None:
    """So that none is passed over in silence."""
    _, packages = told
    assert any(says(one, old) for one in packages.values())


@pytest.mark.parametrize("name", [*PATHS, "ann", "pool"])
def test_what_a_cycle_did_is_proved_and_nothing_else(told: tuple[World, dict[str, Package]], name: str) -> None:
    """Offline, from the package alone; altered anywhere it is not proved."""
    world, packages = told
    report = verify_package(encode_package(packages[name]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    altered = list(forgeries(packages[name], SWAPS, among=packages.values()))
    assert altered
    for each in altered:
        assert verify_package(encode_package(each), world.trust()).verdict is Verdict.not_proved


def test_a_movement_rests_on_the_net_that_the_account_agreed_to(told: tuple[World, dict[str, Package]]) -> None:
    """Ann's units went under the mandate of her position, the house's under that of the cycle, by the cycle's doing."""
    _, packages = told
    moved = b"".join(one.event for one in packages["ann"].events)
    assert f'"giving":"{POSITION}"'.encode() in moved and f'"taking":"clearing/cycle/{CYCLE}"'.encode() in moved


def test_the_certificate_is_computed_by_whoever_verifies(told: tuple[World, dict[str, Package]]) -> None:
    """An operator who certifies another sum gets a package that is not proved."""
    world, packages = told
    value = packages[DAY].claim.value  # type: ignore[union-attr]
    certificate = value["certificate"]  # type: ignore[index]
    assert certificate["adds_up"] and certificate["recycled"] == {"amount": 3_000, "trades": 1}
    lie = certificate | {"recycled": {"amount": 0, "trades": 0}}
    claim = replace(packages[DAY].claim, value=value | {"certificate": lie})  # type: ignore[call-arg, operator]
    report = verify_package(encode_package(replace(packages[DAY], claim=claim)), world.trust())
    assert report.verdict is Verdict.not_proved
