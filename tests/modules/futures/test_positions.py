# SPDX-License-Identifier: Apache-2.0
"""Positions against a twin that has a row for every single lot, over random days; and what brokers got wrong."""

from random import Random
from typing import NamedTuple

import pytest

from counterfoil.law.outcome import Refused
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import (
    Direction,
    Fill,
    Offset,
    Position,
    Terms,
    carried,
    since_opened,
    traded,
)
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import ClosingOrder
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, Timestamp

WORTH = 300
BUY, SELL = Direction.bought, Direction.sold
BACK = {BUY: SELL, SELL: BUY}


class Lot(NamedTuple):
    """One lot, by whom it was opened."""

    day: int
    price: int


class Twin:
    """A list of lots for each side, and every gain written down when it is made."""

    def __init__(self, order: ClosingOrder) -> None:
        self.order = order
        self.lots: dict[Direction, list[Lot]] = {BUY: [], SELL: []}
        self.begin(0, 0)

    def begin(self, day: int, previous: int) -> None:
        self.day, self.previous = day, previous
        self.by_date = self.by_trade = 0
        self.turned = {"opened": [0, 0], "closed": [0, 0], "closed_today": [0, 0]}

    def open(self, fill: Fill) -> None:
        """Each lot goes to the end."""
        for _ in range(fill.lots):
            self.lots[fill.direction].append(Lot(self.day, fill.price))
            self._turn("opened", fill.price)

    def close(self, fill: Fill) -> bool:
        """Whether there was enough; nothing changes where there was not."""
        lots = self.lots[BACK[fill.direction]]
        today, before = [one for one in lots if one.day == self.day], [one for one in lots if one.day != self.day]
        if self.order is ClosingOrder.stated:
            queue = today if fill.offset is Offset.closes_today else before
        else:
            queue = today + before if self.order is ClosingOrder.today_first else before + today
        if len(queue) < fill.lots:
            return False
        for lot in queue[: fill.lots]:
            lots.remove(lot)
            rise = 1 if fill.direction is SELL else -1
            self.by_trade += rise * (fill.price - lot.price) * WORTH
            base = lot.price if lot.day == self.day else self.previous
            self.by_date += rise * (fill.price - base) * WORTH
            self._turn("closed_today" if lot.day == self.day else "closed", fill.price)
        return True

    def _turn(self, kind: str, price: int) -> None:
        self.turned[kind][0] += 1
        self.turned[kind][1] += price * WORTH

    def open_profit(self, settlement: int, *, by_trade: bool) -> int:
        gained = 0
        for side, rise in ((BUY, 1), (SELL, -1)):
            for lot in self.lots[side]:
                base = lot.price if by_trade or lot.day == self.day else self.previous
                gained += rise * (settlement - base) * WORTH
        return gained


def position() -> Position:
    return Position(
        account=AccountId("a"),
        contract="C",
        hedge=HedgeFlag.speculation,
        cash=InstrumentId("CNY"),
        day=DayNumber(0),
    )


def fill(trade: int, direction: Direction, offset: Offset, price: int, lots: int) -> Fill:
    return Fill(trade, Timestamp(0), direction, offset, price, lots)


def terms(previous: int, order: ClosingOrder = ClosingOrder.oldest_first, limit: int | None = None) -> Terms:
    return Terms(previous, WORTH, order, limit)


def same(now: Position, twin: Twin) -> None:
    """Lots, gains and turnover."""
    for lines, side in ((now.long, BUY), (now.short, SELL)):
        assert [Lot(line.day, line.price) for line in lines for _ in range(line.lots)] == twin.lots[side]
    assert (now.by_date, now.by_trade) == (twin.by_date, twin.by_trade)
    for turned, kind in zip(now.turned, ("opened", "closed", "closed_today"), strict=True):
        assert [turned.lots, turned.turnover] == twin.turned[kind]


@pytest.mark.parametrize("order", list(ClosingOrder))
@pytest.mark.parametrize("seed", range(12))
def test_a_random_fortnight(order: ClosingOrder, seed: int) -> None:
    """Both say the same after every trade; over all days both ways of counting come to the same cash."""
    random = Random(f"{order}/{seed}")
    now, twin, previous = position(), Twin(order), random.randint(-40, 40)
    dated = told = 0
    for day in range(1, 11):
        twin.begin(day, previous)
        now, number = now.on(DayNumber(day)), 0
        for _ in range(random.randint(0, 12)):
            number += random.randint(1, 3)
            offset = random.choice([Offset.opens, Offset.opens, Offset.closes, Offset.closes_today])
            one = fill(number, random.choice([BUY, SELL]), offset, random.randint(-40, 40), random.randint(1, 4))
            if offset is Offset.opens:
                twin.open(one)
            elif not twin.close(one):
                with pytest.raises(Refused) as refused:
                    traded(now, DayNumber(day), [one], terms(previous, order))
                assert refused.value.outcome is FuturesOutcome.closes_more_than_open
                continue
            now = traded(now, DayNumber(day), [one], terms(previous, order))
            same(now, twin)
        settlement = random.randint(-40, 40)
        assert carried(now, DayNumber(day), previous, settlement, WORTH) == twin.open_profit(settlement, by_trade=False)
        assert since_opened(now, settlement, WORTH) == twin.open_profit(settlement, by_trade=True)
        dated += now.by_date + carried(now, DayNumber(day), previous, settlement, WORTH)
        told += now.by_trade
        assert dated == told + since_opened(now, settlement, WORTH)
        previous = settlement


@pytest.mark.parametrize("order", list(ClosingOrder))
@pytest.mark.parametrize("seed", range(6))
def test_one_batch_or_many_and_what_is_cancelled(order: ClosingOrder, seed: int) -> None:
    """A day's trades come to the same in any batches; without one of them, to what the others alone come to."""
    random = Random(f"batch/{order}/{seed}")
    start = traded(position(), DayNumber(1), [fill(1, BUY, Offset.opens, 7, 9), fill(2, SELL, Offset.opens, 8, 9)], T1)
    trades = [
        fill(number, random.choice([BUY, SELL]), random.choice([Offset.opens, Offset.closes]), random.randint(1, 9), 1)
        for number in range(1, 9)
    ]
    how, two = terms(5, order), DayNumber(2)
    whole, cut = traded(start, two, trades, how), random.randint(1, 7)
    assert traded(traded(start, two, trades[:cut], how), two, trades[cut:], how) == whole
    rest = [one for one in trades if one.trade != cut]
    assert traded(whole.begun, two, rest, how) == traded(start, two, rest, how)
    assert whole.begun == start.on(two)


T1 = terms(0)


def test_the_split_of_today_and_yesterday_after_several_closes() -> None:
    """Five carried, three bought today: closes of 4, 2 and 1 leave one of today's, and say of which day each was."""
    one = traded(position(), DayNumber(1), [fill(1, BUY, Offset.opens, 100, 5)], terms(100))
    closes = [fill(2, SELL, Offset.closes, 120, 4), fill(3, SELL, Offset.closes, 121, 2), fill(4, SELL, *LAST, 1)]
    now = traded(one, DayNumber(2), [fill(1, BUY, Offset.opens, 110, 3), *closes], terms(105))
    assert (now.opened.lots, now.closed.lots, now.closed_today.lots) == (3, 5, 2)
    assert [(line.day, line.price, line.lots) for line in now.long] == [(2, 110, 1)]
    assert now.by_date == (4 * 15 + 16 + 11 + 12) * WORTH
    assert now.by_trade == (4 * 20 + 21 + 11 + 12) * WORTH
    today = traded(one, DayNumber(2), now.fills, terms(105, ClosingOrder.today_first))
    assert (today.closed.lots, today.closed_today.lots) == (4, 3)
    assert [(line.day, line.lots) for line in today.long] == [(1, 1)]


LAST = (Offset.closes, 122)


def test_what_is_stated_is_of_that_day_alone() -> None:
    """Where trades state it, closing today does not reach what was carried, nor closing what was bought today."""
    stated = terms(100, ClosingOrder.stated)
    one = traded(position(), DayNumber(1), [fill(1, SELL, Offset.opens, 100, 1)], stated)
    one = traded(one, DayNumber(2), [fill(1, SELL, Offset.opens, 101, 1)], stated)
    for offset in (Offset.closes, Offset.closes_before, Offset.closes_today):
        assert traded(one, DayNumber(2), [fill(2, BUY, offset, 99, 1)], stated).short_lots == 1
        with pytest.raises(Refused, match="closes 2, and 1 are open that it may"):
            traded(one, DayNumber(2), [fill(2, BUY, offset, 99, 2)], stated)


def test_who_trades_with_itself() -> None:
    """Buys, then sells, under one number; twice the same side is refused."""
    both = [fill(1, BUY, Offset.opens, 100, 1), fill(1, SELL, Offset.opens, 100, 1)]
    now = traded(position(), DayNumber(1), both, T1)
    assert (now.long_lots, now.short_lots) == (1, 1)
    assert carried(now, DayNumber(1), 0, 130, WORTH) == 0
    for again in both:
        with pytest.raises(Refused) as refused:
            traded(now, DayNumber(1), [again], T1)
        assert refused.value.outcome is FuturesOutcome.numbers_unordered


def test_a_limit_counts_each_side_after_every_trade() -> None:
    """Two of three, and two more, refused; opened after a close, allowed."""
    few = terms(100, limit=3)
    now = traded(position(), DayNumber(1), [fill(1, BUY, Offset.opens, 100, 3)], few)
    assert traded(now, DayNumber(1), [fill(2, SELL, Offset.opens, 100, 3)], few).short_lots == 3
    with pytest.raises(Refused) as refused:
        traded(now, DayNumber(1), [fill(2, BUY, Offset.opens, 100, 1)], few)
    assert refused.value.outcome is FuturesOutcome.position_limit
    swapped = [fill(2, SELL, Offset.closes, 100, 1), fill(3, BUY, Offset.opens, 100, 1)]
    assert traded(now, DayNumber(1), swapped, few).long_lots == 3
