# SPDX-License-Identifier: Apache-2.0
"""Nobody makes somebody else's claim too long to be read, and nothing is handed out that would not verify."""

import pytest

from counterfoil.evidence import package_zip
from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.node.drawing import draw_report
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, Height, InstrumentId, Timestamp
from counterfoil.verify import verify_package
from support.evidence_story import LI, SHARE, WANG, issue, transfer
from support.evidence_told import tell
from support.evidence_world import World

ACCOUNT, INSTRUMENT = AccountId(LI), InstrumentId(SHARE)
HOLDING = f"holdings/holding/{LI}/{SHARE}"


def dusted() -> World:
    """Somebody sent Li single shares, ten a block."""
    world = tell().world
    world.do("acme", calls=[issue(WANG, 1_000)])
    for _ in range(30):
        world.do("north", calls=[transfer(WANG, LI, 1)] * 10)
    return world


def proved(world: World, package: Package) -> Package:
    report = verify_package(encode_package(package), world.trust())
    assert report.proved, report.to_text()
    return package


def opened(package: Package) -> dict[str, int]:
    return {opening.record: opening.seq for opening in package.openings}


def time_of(world: World, height: int) -> Timestamp:
    return world.header(Height(height)).time


def test_a_long_book_is_shown_whole_and_no_holding_for_it() -> None:
    """A statement needs the book from its first line; however long that is, a long holding is opened all the same."""
    world = dusted()
    pledge = {"call": "holdings.pledge", "pledgee": "bank", "quantity": 1, "account": LI, "instrument": SHARE}
    world.do("li", calls=[pledge | {"pledge": f"p{number}"} for number in range(100)])
    start = time_of(world, world.height - 2)
    package = proved(world, Collector(world, world.publish(), open_above=70).statement(ACCOUNT, start=start))
    assert opened(package)[HOLDING] >= 256
    assert f"holdings/book/{LI}" not in opened(package)
    assert len(package.events) < 300


def test_too_large_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes to more than a reader takes is opened more; if that does not help, it is refused."""
    world = dusted()
    collector = Collector(world, world.publish())
    whole = collector.control(ACCOUNT, INSTRUMENT)
    assert not opened(whole)
    monkeypatch.setattr(package_zip, "PACKAGE_LENGTH_MAX", len(encode_package(whole)) // 2)
    assert opened(proved(world, collector.control(ACCOUNT, INSTRUMENT)))[HOLDING] == 256
    with pytest.raises(InputError, match="no verifier would read it") as refused:
        collector.statement(ACCOUNT, start=time_of(world, 8))
    assert "a shorter or later period" in str(refused.value)


def test_what_does_not_verify_is_not_handed_out() -> None:
    """Of a chain that broke its rules nothing is exported, and the error names the check and the event."""
    world = tell().world
    world.force(world.sign([transfer(WANG, LI, 1)], "li"))
    trust = world.trust()
    collector = Collector(world, world.publish(), render=lambda package: draw_report(package, trust))
    with pytest.raises(InputError, match=r"check 10, .*event 0 of block \d+ \(holdings.transferred\)"):
        collector.control(ACCOUNT, INSTRUMENT)
    assert collector.control(AccountId("zhao-account"), INSTRUMENT).report
