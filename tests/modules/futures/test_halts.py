# SPDX-License-Identifier: Apache-2.0
"""Halts, to the millisecond: what is booked before and after, what is not within, and that settlement goes on."""

import pytest

from counterfoil.evidence.package import Package
from counterfoil.law.outcome import Refused
from counterfoil.modules.futures import bilateral_calls as b
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.halting import HALTS, Halt, Halts, require_trading
from counterfoil.modules.futures.halting_outcomes import HaltingOutcome as Refusal
from counterfoil.modules.futures.positions import POSITIONS
from counterfoil.modules.futures.records import FUTURES, HOUSES
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import PartyId, RecordPath, Timestamp
from support.evidence_world import START_MS, World
from support.forging import proved_as_it_is_alone, says
from support.futures_between import propose, register
from support.futures_breaches import Floor
from support.futures_halted import HOUR_MS, halt, halted, open_floor, resume, traded
from support.futures_halted_breaches import halted_world
from support.futures_market import AT, MULTIPLIER, balance
from support.ledger import GENESIS_TIME, Ledger

BEGAN, ENDED = GENESIS_TIME + 2 * HOUR_MS, GENESIS_TIME + 3 * HOUR_MS


@pytest.fixture
def ledger() -> Ledger:
    """Hot was halted for an hour, still is halted, and so is all of a product."""
    return halted(Ledger(), GENESIS_TIME)


@pytest.fixture
def floor() -> Ledger:
    """Nothing was halted yet."""
    ledger = Ledger()
    open_floor(ledger, GENESIS_TIME)
    return ledger


def refused(ledger: Ledger, contract: str, time: int) -> bool:
    return ledger.submit(traded(contract, time), signed_by="venue").outcome is Refusal.trading_halted


def test_a_halt_begins_with_its_first_moment_and_ends_before_its_last(ledger: Ledger) -> None:
    """One millisecond before it, and at its end, trades are booked, however late; between they are refused."""
    assert [refused(ledger, "hot", time) for time in (BEGAN, ENDED - 1)] == [True, True]
    ledger.do(traded("hot", BEGAN - 1, 1), traded("hot", ENDED, 2), signed_by="venue")
    position = ledger.state.read(POSITIONS, "m-ann", "hot", "speculation")
    assert position is not None and position.long_lots == 2


def test_a_refusal_names_the_halt(ledger: Ledger) -> None:
    """Who halted it, since when, until when, and why."""
    with pytest.raises(Refused) as found:
        require_trading(ledger.state.read(HALTS, "day"), "hot", Timestamp(BEGAN), "trade 1")
    assert found.value.detail == (
        "trade 1: halted by venue from 2023-11-15T00:13:20.000Z until 2023-11-15T01:13:20.000Z: news are out"
    )


def test_one_contract_is_halted_and_no_other_of_its_product(ledger: Ledger) -> None:
    """Calm trades within the hour in which hot did not."""
    ledger.do(traded("calm", BEGAN), signed_by="venue")


def test_a_product_is_halted_with_every_contract_and_only_as_a_whole_goes_on(ledger: Ledger) -> None:
    """By its house; what traded from its end on is booked."""
    assert refused(ledger, "part", ledger.time)
    ledger.do(resume(None, "ccp", product="whole"), signed_by="ccp")
    ledger.do(traded("part", ledger.time), signed_by="venue")


def test_where_two_halt_both_let_it_go_on(floor: Ledger) -> None:
    """The venue's going on leaves the house's halt as it is."""
    floor.do(halt("calm"), halt("calm", "ccp"), signed_by="venue ccp")
    floor.do(resume("calm"), signed_by="venue")
    assert refused(floor, "calm", floor.time)
    floor.do(resume("calm", "ccp"), signed_by="ccp")
    floor.do(traded("calm", floor.time), signed_by="venue")


def test_a_halt_that_has_not_begun_is_called_off(floor: Ledger) -> None:
    """It never covers any time."""
    begins = floor.time + HOUR_MS
    floor.do(halt("calm", since=begins), signed_by="venue")
    floor.do(resume("calm"), signed_by="venue")
    floor.wait(2 * HOUR_MS)
    floor.do(traded("calm", begins), signed_by="venue")


def test_a_halt_never_stops_settlement(ledger: Ledger) -> None:
    """Hot is halted anew after it traded: its price is fixed, both are settled and paid, and the day closes."""
    sides = (traded("hot", BEGAN - 1), traded("hot", BEGAN - 1, direction="sold"))
    ledger.do(*sides, balance("hot", 1, AT * MULTIPLIER, 1), halt("hot"), signed_by="venue")
    ledger.wait(36 * HOUR_MS)  # the last session is over
    ledger.do(c.FixSettlement(contract="hot", price=AT + 100, reason="a halt"), signed_by="ccp")
    day = ledger.state.read(HOUSES, "CC")
    ledger.drive("ann", "futures")
    contract, house = ledger.state.read(FUTURES, "hot"), ledger.state.read(HOUSES, "CC")
    assert contract is not None and house is not None and day is not None
    assert (contract.settlement, house.day, house.closed) == (AT + 100, None, day.day)


def test_two_agree_while_halted_only_where_the_rules_let_them(ledger: Ledger) -> None:
    """Still and part are both halted; the rules of the product of part say while_halted."""
    far = ledger.time + HOUR_MS
    answer = ledger.submit(propose("no", contract="still", expires=far), signed_by="ann")
    assert answer.outcome is Refusal.trading_halted
    ledger.do(propose("yes", contract="part", expires=far), signed_by="ann")
    ledger.do(b.AffirmTrade(trade="yes"), signed_by="bob")
    ledger.do(register("yes"), signed_by="venue")


def test_what_is_to_be_affirmed_during_a_halt_is_affirmed_after_it(floor: Ledger) -> None:
    """Proposed before the halt: who affirms within is told who halted it; once it trades again, it is registered."""
    floor.do(propose("waits", contract="calm", expires=floor.time + 3 * HOUR_MS), signed_by="ann")
    floor.do(halt("calm"), signed_by="venue")
    answer = floor.submit(b.AffirmTrade(trade="waits"), signed_by="bob")
    assert answer.outcome is Refusal.trading_halted
    floor.do(resume("calm"), signed_by="venue")
    floor.do(b.AffirmTrade(trade="waits"), signed_by="bob")
    floor.do(register("waits"), signed_by="venue")


def test_what_two_agreed_on_before_a_halt_is_registered_within(floor: Ledger) -> None:
    """What counts is when both came to stand by it."""
    floor.do(propose("before", contract="calm", expires=floor.time + HOUR_MS), signed_by="ann")
    floor.do(b.AffirmTrade(trade="before"), signed_by="bob")
    floor.do(halt("calm"), signed_by="venue")
    floor.do(register("before"), signed_by="venue")


def test_what_two_agreed_on_in_the_very_block_of_the_halt_is_registered(floor: Ledger) -> None:
    """The halt begins a millisecond later; what comes after it in the same block is agreed before it, too."""
    far = floor.time + HOUR_MS
    for name in ("first", "then"):
        floor.do(propose(name, contract="calm", expires=far), signed_by="ann")
    affirmed, halted, later = (
        floor.transaction(call, signed_by=by)
        for call, by in (
            (b.AffirmTrade(trade="first"), "bob"),
            (halt("calm"), "venue"),
            (b.AffirmTrade(trade="then"), "bob"),
        )
    )
    assert [one.outcome.name for one in floor.block(affirmed, halted, later)] == ["ok"] * 3
    floor.do(register("first", number=1), register("then", number=2), signed_by="venue")
    assert refused(floor, "calm", floor.time)


def test_what_ended_long_ago_leaves_the_record() -> None:
    """Of 31 days before the last trading day it stays."""
    one = Halt(contract=None, by=PartyId("venue"), since=Timestamp(1), reason="", until=Timestamp(5))
    assert one.ended_before(Timestamp(6)) and not one.ended_before(Timestamp(5))


def test_old_halts_make_room_for_new_ones(ledger: Ledger) -> None:
    """Crowd has as many as can be; 40 days after the day was closed it has one."""
    ledger.do(c.CloseDay(house="CC"), signed_by="ccp")
    ledger.wait(75 * 24 * HOUR_MS)
    house = ledger.state.read(HOUSES, "CC")
    assert house is not None and house.closed is not None
    assert ledger.submit(halt(None, product="crowd"), signed_by="venue").outcome is Refusal.too_many_halts
    for day in range(house.closed + 1, house.closed + 45):
        if (day + 3) % 7 < 5:
            ledger.do(c.OpenDay(house="CC", day=day), c.CloseDay(house="CC"), signed_by="ccp")
    ledger.do(halt(None, product="crowd"), signed_by="venue")
    found = ledger.state.read(HALTS, "crowd")
    assert isinstance(found, Halts) and len(found.halts) == 1


HOT, RECORD = "futures/position/m-ann/hot/speculation", "futures/halts/day"
PATHS = (HOT, RECORD)
SWAPS = ((b'"reason":"news are out"', b'"reason":"none"'), (b'"by":"venue"', b'"by":"ccp"'))


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """Ann and Bob trade hot before it was halted."""
    world = halted_world()
    time = START_MS + HOUR_MS
    Floor(world).do(traded("hot", time), traded("hot", time, direction="sold"), signed_by="venue")
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


@pytest.mark.parametrize("path", PATHS)
def test_halts_are_proved(told: tuple[World, dict[str, Package]], path: str) -> None:
    """Offline, from the package alone; altered anywhere it is not proved."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(
    told: tuple[World, dict[str, Package]], old: bytes, new: bytes
) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in told[1].values())


def test_a_package_shows_halts_and_no_other_client(told: tuple[World, dict[str, Package]]) -> None:
    """Ann's position shows that hot was halted, and nothing of Bob."""
    package = told[1][HOT]
    shown = b"".join(one.event for one in package.events) + b"".join(one.line for one in package.calls)
    assert b'"futures.halted"' in shown and b"m-bob" not in shown
