# SPDX-License-Identifier: Apache-2.0
"""What a stranger is shown of what crossed: one package of one chain has the chain of title of both."""

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Package, decode_package, encode_package
from counterfoil.modules.crossings.records import ARRIVALS, DEPARTURES
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.node.collect import Collector
from counterfoil.verify import Report, verify_package
from support.crossed import AWAY, DEED_THERE, DEEDS, HOME, arriving, departing, joined, of
from support.vouchers_stage import OnWorld

Two = tuple[OnWorld, OnWorld]


@pytest.fixture(scope="module")
def two() -> Two:
    """The deed went away, changed hands there, came home to Bob."""
    home, away = joined()
    home.do(*departing(home, "x", 1, asset=DEEDS), signed_by="alice")
    away.do(arriving(away, home, "x"), signed_by="bob")
    moved = Transfer(sender=of("alice"), receiver=of("bob"), instrument=DEED_THERE, quantity=1)
    away.do(moved, signed_by="alice bob")
    away.do(*departing(away, "y", 1, asset=DEEDS, mirror=True, account=of("bob")), signed_by="bob")
    home.do(arriving(home, away, "y"), signed_by="alice")
    return home, away


def verified(stage: OnWorld, package: Package) -> Report:
    return verify_package(encode_package(package), stage.world.trust())


def exported(stage: OnWorld) -> Collector:
    return Collector(stage.world, stage.world.publish())


def test_one_package_has_the_chain_of_title_of_both_chains(two: Two) -> None:
    """Of the mirror: who had it at home stands in the arrival, whose call has the events, whose hashes are anchored."""
    _, away = two
    package = exported(away).provenance(DEED_THERE)
    report = verified(away, package)
    assert report.proved, report.to_text()
    path = ARRIVALS.path(HOME, "x")
    assert package.claim.parents == (path,)  # type: ignore[union-attr]
    shown = {record.path: record.value for record in package.records}
    for account in ("of-bob", "of-alice", f"pool-{DEEDS}"):
        assert f'"account":"{account}"' in (shown[path] or "")
    assert path in report.to_text()


def test_each_round_shows_its_way() -> None:
    """It came, went home and came again: what left and what came stands in one package, and none may lack."""
    home, away = joined()
    home.do(*departing(home, "x", 1, asset=DEEDS), signed_by="alice")
    away.do(arriving(away, home, "x"), signed_by="bob")
    away.do(*departing(away, "y", 1, asset=DEEDS, mirror=True), signed_by="alice")
    home.do(arriving(home, away, "y"), signed_by="alice")
    home.do(*departing(home, "z", 1, asset=DEEDS), signed_by="alice")
    away.do(arriving(away, home, "z"), signed_by="bob")
    for stage, instrument, ways in (
        (away, DEED_THERE, (ARRIVALS.path(HOME, "x"), DEPARTURES.path("y"), ARRIVALS.path(HOME, "z"))),
        (home, "DEED", (DEPARTURES.path("x"), ARRIVALS.path(AWAY, "y"), DEPARTURES.path("z"))),
    ):
        package = exported(stage).provenance(instrument)
        assert verified(stage, package).proved
        assert set(ways) <= {record.path for record in package.records}
        for way in ways:
            less = tuple(one for one in package.records if one.path != way)
            assert not verified(stage, replace(package, records=less)).proved


def test_without_the_other_chain_it_is_refused(two: Two) -> None:
    """The arrival is a parent of the title: a package that leaves it out proves nothing."""
    _, away = two
    package = exported(away).provenance(DEED_THERE)
    path = ARRIVALS.path(HOME, "x")
    records = tuple(one for one in package.records if one.path != path)
    report = verified(away, replace(package, records=records))
    assert not report.proved


@pytest.mark.parametrize("changed", ["of-alice", "of-bob"])
def test_another_holder_there_is_noticed(two: Two, changed: str) -> None:
    """The events of the other chain stand in a call; one letter of them, and it is not the call that was signed."""
    _, away = two
    data = encode_package(exported(away).provenance(DEED_THERE))
    package = decode_package(data)
    calls = tuple(
        replace(call, line=call.line.replace(changed.encode(), b"of-thief"))
        if b"crossings.arrive" in call.line
        else call
        for call in package.calls
    )
    assert calls != package.calls
    assert not verified(away, replace(package, calls=calls)).proved


def test_what_came_home_shows_its_way_too(two: Two) -> None:
    """The arrival at home has who had it on the other chain; where it went is proved there."""
    home, away = two
    assert verified(home, exported(home).record(ARRIVALS.path(AWAY, "y"))).proved
    assert verified(home, exported(home).record(DEPARTURES.path("x"))).proved
    assert verified(home, exported(home).provenance("DEED")).proved
    assert verified(away, exported(away).record(DEPARTURES.path("y"))).proved
