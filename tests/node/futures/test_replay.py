# SPDX-License-Identifier: Apache-2.0
"""A day cleared again: the simulated trades come to what was published, and the books add up."""

from collections import Counter
from pathlib import Path

import pytest

from counterfoil.modules.futures.positions import Offset
from counterfoil.modules.futures.trade_policy import ClosingOrder
from counterfoil.node.futures.facts import facts_of
from counterfoil.node.futures.replaying import Replay, replay
from counterfoil.node.futures.simulating import Simulation, day_trades
from counterfoil.node.futures.ticks import TickDay, read_ticks
from counterfoil.primitives.errors import InputError
from shared_data import shared_data
from support.tick_files import Traded, small_day, tick_rows, write_ticks

IF = facts_of("IF")
REAL = {"20210104": ("5278.6", 84_288, 84_531), "20210105": ("5357.0", 88_203, 85_968)}
"""Day → published settlement price, lots and open interest of IF2101"""
NAME = "market/cffex_if_ticks/CFFEX.IF.HOT_tick_{}.csv.gz"


def day_of(folder: Path, ticks: list[Traded], **more) -> TickDay:
    return read_ticks(write_ticks(folder / "ticks.csv", tick_rows(ticks, **more)), IF)


@pytest.mark.parametrize("closing", [ClosingOrder.oldest_first, ClosingOrder.stated])
def test_simulated_trades_come_to_every_tick(tmp_path, closing):
    """Lots, turnover and open interest of each tick, and nobody closes what he has not; the seed decides."""
    day = day_of(tmp_path, small_day())

    def played(seed: int) -> list:
        simulation = Simulation(5, seed, closing)
        return [*simulation.build(day.interest_before, 26_081)], [*day_trades(simulation, day)]

    built, trades = played(1)
    assert sum(one.lots for one in built) == day.interest_before
    for tick in day.ticks:
        own = [one for one in trades if one.time == tick.time]
        opened = sum(one.lots * ((one.buys == "opens") + (one.sells == "opens") - 1) for one in own)
        turnover = sum(one.lots * one.price for one in own)
        assert (sum(one.lots for one in own), turnover, opened) == (
            tick.lots,
            tick.lots * tick.price + tick.higher,
            tick.opened,
        )
    held: Counter[tuple[int, str]] = Counter()
    for one in (*built, *trades):
        for client, side, offset in ((one.buyer, "long", one.buys), (one.seller, "short", one.sells)):
            other = "short" if side == "long" else "long"
            held[client, side if offset is Offset.opens else other] += one.lots * (1 if offset is Offset.opens else -1)
            assert min(held.values()) >= 0
    assert played(1) == (built, trades)
    assert played(2) != (built, trades)


def test_a_small_day_is_cleared(tmp_path):
    """Published volume, open interest and price; nothing gained on balance, and all statements add up."""
    day = day_of(tmp_path, small_day())
    found = replay(Replay(day, IF, 26_081, None, 5, 1), tmp_path / "chain")
    assert (found.settlement, found.volume, found.open_interest) == ("5230.8", day.volume, day.interest)
    assert (found.variation_sum, found.statements_balanced, found.clients) == (0, True, 5)
    assert found.fees > 0
    late = [tick for tick in day.ticks if tick.time > 14 * 3_600_000]
    exact = sum(tick.lots * tick.price + tick.higher for tick in late) / sum(tick.lots for tick in late)
    assert float(found.computed_settlement) == pytest.approx(exact * 0.2, abs=0.1)


def test_a_night_and_its_day_are_cleared(tmp_path):
    """Silver: an evening of the weekday before, the night after it, and the day; lots are closed as SHFE says."""
    times = ("205900500", "210000500", "235959500", "013000500", "090000500", "150000500")
    ticks = [Traded(time, 6, 5_000 + at, at % 3, (-2, 3, 0, -6, 2, 0)[at]) for at, time in enumerate(times)]
    prices = {"pre_settle": "5000", "upper_limit": "5500", "lower_limit": "4500"}
    rows = [row | prices for row in tick_rows(ticks, worth=15, settle="0")]
    silver = facts_of("ag")
    day = read_ticks(write_ticks(tmp_path / "ticks.csv", rows), silver)
    found = replay(Replay(day, silver, 5_000, None, 4, 1), tmp_path / "chain")
    assert (found.volume, found.open_interest, found.variation_sum) == (36, 37, 0)
    assert found.statements_balanced
    total = sum(tick.lots * tick.price + tick.higher for tick in day.ticks)
    assert found.settlement == found.computed_settlement == str(round(total / 36))


def test_lots_that_nobody_opened_cannot_be_closed(tmp_path):
    """A file whose open interest cannot be is refused with its line."""
    day = day_of(tmp_path, [Traded("093000400", 4, 26_150, 0, 0)], interest=0)
    with pytest.raises(InputError, match="line 2: lots are closed, and none is open"):
        list(day_trades(Simulation(3, 1, ClosingOrder.oldest_first), day))


@pytest.mark.real_data
def test_a_real_day_is_cleared(tmp_path):
    """CSI 300 futures as published: the settlement price is the average of the last hour, to the tick."""
    date = "20210104"
    day = read_ticks(shared_data(NAME.format(date)), IF)
    assert day.settled_before is not None
    found = replay(Replay(day, IF, day.settled_before, None, 300, 1), tmp_path / "chain")
    settlement, volume, interest = REAL[date]
    assert (found.settlement, found.computed_settlement) == (settlement, settlement)
    assert (found.volume, found.open_interest) == (volume, interest)
    assert (found.variation_sum, found.statements_balanced, found.statements) == (0, True, 300)


@pytest.mark.real_data
def test_trades_of_a_real_day_come_to_what_was_published():
    """Another day, not cleared: lots and open interest, and a settlement price out of the last hour's trades."""
    day = read_ticks(shared_data(NAME.format("20210105")), IF)
    settlement, volume, interest = REAL["20210105"]
    trades = list(day_trades(_built(day), day))
    assert (sum(one.lots for one in trades), day.interest) == (volume, interest)
    late = [one for one in trades if one.time > 14 * 3_600_000]
    lots, turnover = sum(one.lots for one in late), sum(one.lots * one.price for one in late)
    assert f"{(2 * turnover + lots) // (2 * lots) * IF.tick}" == settlement


def _built(day: TickDay) -> Simulation:
    """Clients who have open what was open before."""
    simulation = Simulation(300, 1, IF.closing)
    assert list(simulation.build(day.interest_before, 26_393))
    return simulation
