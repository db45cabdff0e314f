# SPDX-License-Identifier: Apache-2.0
"""Margin within a day, by hand: what is called at a price, what that stops, and that no settlement is otherwise."""

from fractions import Fraction
from math import floor as floor_of
from random import Random

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Package
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import locking_calls as k
from counterfoil.modules.futures.intraday import MARKS
from counterfoil.modules.futures.intraday_calls import AnswerToday
from counterfoil.modules.futures.module import MODULE
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.futures.standing import now_of
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_called import (
    ACCOUNTS,
    FALLEN,
    FEE,
    HOUR_MS,
    LACKS,
    answer,
    called,
    called_floor,
    forced,
    mark,
    marked_floor,
    opening,
    until_the_end,
)
from support.futures_called_breaches import called_world
from support.futures_market import AT, MULTIPLIER, balance, book, fill
from support.ledger import GENESIS_TIME, Ledger


@pytest.fixture
def floor() -> Ledger:
    """Lots at 50,000, and nothing marked."""
    return marked_floor(Ledger(), GENESIS_TIME)


@pytest.fixture
def ledger() -> Ledger:
    return called_floor(Ledger(), GENESIS_TIME)


def found(ledger: Ledger, name: str) -> MarginAccount:
    account = ledger.state.read(MARGIN_ACCOUNTS, name)
    assert account is not None
    return account


def lacks(ledger: Ledger, name: str = "m-ann") -> int:
    house = ledger.state.read(HOUSES, "CC")
    assert house is not None
    return now_of(ledger.context(), found(ledger, name), house).called


def test_what_is_called_is_the_settlements_formula_at_the_marked_price(floor: Ledger) -> None:
    """20,000,000 less 6,000,000 lost and 3,795 in fees are 13,996,205; 17,280,000 are needed; of a member likewise."""
    assert lacks(floor) == 0
    floor.do(mark(), signed_by="ccp")
    assert FALLEN * MULTIPLIER * 12 // 100 - (20_000_000 - (AT - FALLEN) * MULTIPLIER - FEE) == LACKS
    floor.do(called(floor.time), called(floor.time, "m-alpha"), signed_by="ccp")
    calls = [found(floor, name).intraday for name in ("m-ann", "m-alpha")]
    assert [(one.amount, one.answered) for one in calls if one is not None] == [(LACKS, False)] * 2


def test_a_mark_is_computed_from_what_the_venue_published(floor: Ledger) -> None:
    """One more lot at 49,000: six for 299,000 are 49,833.33, and 49,834 to the tick; a later mark takes its place."""
    time = {"time": floor.time}
    at_less = [fill(9, side, "opens", 49_000, **time) for side in ("bought", "sold")]
    traded = (book(name, one, contract="IM") for name, one in zip(("m-eve", "m-bob"), at_less, strict=True))
    floor.do(*traded, balance("IM", 6, 299_000 * MULTIPLIER, 6), signed_by="venue")
    floor.do(mark(None), signed_by="ccp")
    made = floor.state.read(MARKS, "IM")
    assert made is not None and (made.price, made.computed, made.reason) == (49_834, True, "")
    floor.do(mark(), signed_by="ccp")
    made = floor.state.read(MARKS, "IM")
    assert made is not None and (made.price, made.computed) == (FALLEN, False)


def test_a_call_stops_nothing_before_its_time(ledger: Ledger) -> None:
    """Ann, who has until evening, opens a lot; a trade of Cat's of before its time is booked, however late."""
    ledger.do(opening("m-ann", 20, ledger.time), signed_by="venue")
    ledger.do(opening("m-cat", 20, GENESIS_TIME + HOUR_MS // 2), signed_by="venue")
    late = opening("m-cat", 21, ledger.time)
    assert ledger.submit(late, signed_by="venue").outcome.name == "called_today"


def test_who_did_not_answer_is_closed_by_force_for_want_of_deposit(ledger: Ledger) -> None:
    """Ann's lot, once her time is over too; then nothing is lacking, and the call ends."""
    ledger.wait(13 * HOUR_MS)
    assert lacks(ledger) == LACKS
    ledger.do(forced("m-ann", 20, ledger.time, 49_000), signed_by="venue")
    assert lacks(ledger) == 0
    ledger.do(answer(), signed_by="eve")
    ledger.do(opening("m-ann", 21, ledger.time), signed_by="venue")


def test_a_call_is_answered_by_what_is_paid_in_to_the_unit(ledger: Ledger) -> None:
    """One fen less is not enough; and anybody is told that it may be ended."""
    ledger.issue("CNY", "m-ann", LACKS - 1, issuer="bank ann")
    assert ledger.submit(answer(), signed_by="eve").outcome.name == "still_called"
    assert AnswerToday(account="m-ann") not in list(MODULE.steps(ledger.state, ledger.time))
    ledger.issue("CNY", "m-ann", 1, issuer="bank ann")
    assert AnswerToday(account="m-ann") in list(MODULE.steps(ledger.state, ledger.time))
    ledger.do(answer(), signed_by="eve")


def test_who_was_called_takes_out_no_more_than_it_does_not_need_now(ledger: Ledger) -> None:
    """Dan answered to the unit: nothing, until the price is marked higher; then what is beyond."""
    out = c.Withdraw(account="m-dan", amount=MULTIPLIER)
    assert ledger.submit(out, signed_by="dan").outcome.name == "needed_today"
    ledger.do(mark(FALLEN + 2), signed_by="ccp")
    # Two last decimals gain 6,000, and need 720 more.
    spare = 2 * MULTIPLIER - 2 * MULTIPLIER * 12 // 100
    outcomes = [ledger.submit(replace(out, amount=one), signed_by="dan").outcome.name for one in (spare + 1, spare)]
    assert outcomes == ["needed_today", "ok"]


def test_a_locked_day_before_and_margins_announced_count_within_the_day(floor: Ledger) -> None:
    """Fifteen per cent announced: 3,283,795 at twelve, and three per cent of 144,000,000 besides."""
    announced = k.AnnounceMargins(contract="IM", long_ppm=150_000, short_ppm=150_000, reason="a holiday")
    floor.do(mark(), announced, signed_by="ccp")
    assert lacks(floor) == LACKS + FALLEN * MULTIPLIER * 3 // 100


@pytest.mark.parametrize("seed", range(3))
def test_what_lacks_is_what_a_twin_in_fractions_says(floor: Ledger, seed: int) -> None:
    """Lots bought at any prices, marked at any: money less losses and fees, against twelve per cent, halves up."""
    dice, bought = Random(seed), [AT]
    for number in range(10, 16):
        price, time = dice.randrange(45_000, 55_000, 2), {"time": floor.time}
        bought.append(price)
        at = [fill(number, side, "opens", price, **time) for side in ("bought", "sold")]
        traded = (book(name, one, contract="IM") for name, one in zip(("m-ann", "m-bob"), at, strict=True))
        floor.do(*traded, signed_by="venue")
        marked = dice.randrange(44_000, 56_000, 2)
        floor.do(mark(marked), signed_by="ccp")
        fees = half_up(sum(Fraction(25_300 * one * MULTIPLIER, 10**9) for one in bought))
        gained = sum((marked - one) * MULTIPLIER for one in bought)
        needed = half_up(Fraction(12, 100) * marked * MULTIPLIER * len(bought))
        assert lacks(floor) == max(needed - (20_000_000 + gained - fees), 0)


def half_up(exact: Fraction) -> int:
    """Of the twin's own."""
    return floor_of(exact + Fraction(1, 2))


def settled(ledger: Ledger) -> dict[str, MarginAccount]:
    """The day's accounts, once all are settled at 49,000."""
    until_the_end(ledger)
    ledger.do(c.FixSettlement(contract="IM", price=49_000, reason="of the test"), signed_by="ccp")
    ledger.do(*(c.Settle(account=name) for name, *_ in ACCOUNTS), signed_by="eve")
    return {name: replace(found(ledger, name), trail=found(ledger, "m-idle").trail) for name, *_ in ACCOUNTS}


def test_no_settlement_is_otherwise_for_what_was_called(floor: Ledger) -> None:
    """The same day with marks and calls and without: every account's record is the same after it."""
    other = marked_floor(Ledger(), GENESIS_TIME)
    floor.do(mark(), called(floor.time), called(floor.time, "m-cat", 9), signed_by="ccp")
    assert settled(floor) == settled(other)
    assert found(floor, "m-ann").intraday is None


def test_who_lacked_within_the_day_may_lack_nothing_at_its_end(ledger: Ledger) -> None:
    """At 50,000 again the daily call is for nothing, though Ann never answered."""
    until_the_end(ledger)
    ledger.do(c.FixSettlement(contract="IM", price=AT, reason="it rose again"), signed_by="ccp")
    ledger.do(c.Settle(account="m-ann"), signed_by="eve")
    assert (found(ledger, "m-ann").called, found(ledger, "m-ann").intraday) == (0, None)
    assert ledger.submit(answer(), signed_by="eve").outcome.name == "no_call_today"


PATHS = ("futures/account/m-ann", "futures/account/m-dan", "futures/mark/IM", "futures/position/m-cat/IM/speculation")
SWAPS = (
    (f'"called":{LACKS}'.encode(), f'"called":{LACKS + 1}'.encode()),
    (f'"price":{FALLEN}'.encode(), f'"price":{FALLEN + 2}'.encode()),
    (b'"margin":17280000', b'"margin":17280001'),
    (b'"computed":false', b'"computed":true'),
)


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """Who was called, who answered, the mark, and a position of who was called."""
    world = called_world()
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


@pytest.mark.parametrize("path", PATHS)
def test_calls_are_proved(told: tuple[World, dict[str, Package]], path: str) -> None:
    """Offline, from the package alone; altered anywhere it is not proved."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(
    told: tuple[World, dict[str, Package]], old: bytes, new: bytes
) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in told[1].values())


def test_a_package_shows_no_other_clients_call(told: tuple[World, dict[str, Package]]) -> None:
    """Ann's account shows the mark and her own call, and nothing of Cat, Dan or Bob."""
    shown = b"".join(one.event for one in told[1]["futures/account/m-ann"].events)
    assert b'"futures.price_marked"' in shown and not any(one in shown for one in (b"m-bob", b"m-cat", b"m-dan"))
