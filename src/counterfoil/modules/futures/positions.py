# SPDX-License-Identifier: Apache-2.0
"""Positions, lot by lot: what a trade opens and closes, and what that gained. Pure, and the same for all who ask.

Two accounts of the same gain, as CTP has them. By date (逐日盯市) what was carried into a day counts from the
settlement price of the day before; by trade (逐笔对冲) every lot counts from the price at which it was opened.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.records import Amount, ClosingOrder, HedgeFlag, Lots, Price
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, Timestamp

FILLS_MAX: Final = 4_096
"""Trades of one position on one day, and prices at which its lots were opened."""


class Direction(StrEnum):
    """What the account did (CTP Direction)."""

    bought = "bought"
    sold = "sold"

    @property
    def sign(self) -> int:
        """+1 for what gains when prices rise."""
        return 1 if self is Direction.bought else -1

    @property
    def other(self) -> "Direction":
        return Direction.sold if self is Direction.bought else Direction.bought


class Offset(StrEnum):
    """Whether a trade opens lots or closes some (CTP OffsetFlag)."""

    opens = "opens"
    closes = "closes"
    closes_today = "closes_today"
    closes_before = "closes_before"
    """what was opened on days before"""
    forced = "forced"
    """closes, by the house or the member"""


class Fill(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One account's side of a trade."""

    trade: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    """number, by the venue; upwards within a position"""
    time: Timestamp
    direction: Direction
    offset: Offset
    price: Price
    lots: Annotated[int, Meta(ge=1, le=10**9)]

    @property
    def order(self) -> tuple[int, Direction]:
        """Who trades with itself buys before it sells."""
        return (self.trade, self.direction)


class Line(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Lots that were opened on a day at a price."""

    day: DayNumber
    price: Price
    lots: Lots


class Turned(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Lots that were traded, and what they were worth."""

    lots: Lots = 0
    turnover: Amount = 0

    def plus(self, lots: int, turnover: int) -> "Turned":
        return Turned(self.lots + lots, self.turnover + turnover)


Lines = tuple[Line, ...]


class Position(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an account has open of a contract for one purpose, and what it traded on the last day that it traded."""

    account: AccountId
    contract: str
    hedge: HedgeFlag
    cash: InstrumentId
    """in which it is settled"""
    day: DayNumber
    """the last trading day on which it traded"""
    long: Lines = ()
    """oldest first"""
    short: Lines = ()
    carried_long: Lines = ()
    """what it began that day with"""
    carried_short: Lines = ()
    fills: tuple[Fill, ...] = ()
    """of that day"""
    opened: Turned = Turned()
    closed: Turned = Turned()
    """of days before"""
    closed_today: Turned = Turned()
    """of what was opened on the same day"""
    by_date: Amount = 0
    """gained that day by what was closed"""
    by_trade: Amount = 0

    @property
    def long_lots(self) -> int:
        return sum(one.lots for one in self.long)

    @property
    def short_lots(self) -> int:
        return sum(one.lots for one in self.short)

    @property
    def flat(self) -> bool:
        """Whether nothing is open."""
        return not self.long and not self.short

    def on(self, day: DayNumber) -> "Position":
        """As it begins a day: what it has is carried, and nothing was traded."""
        if day == self.day:
            return self
        return Position(
            account=self.account,
            contract=self.contract,
            hedge=self.hedge,
            cash=self.cash,
            day=day,
            long=self.long,
            short=self.short,
            carried_long=self.long,
            carried_short=self.short,
        )


class Terms(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """By what a day's trades of a contract are booked."""

    previous: Price
    """settlement price of the day before"""
    multiplier: int
    closing: ClosingOrder
    limit: int | None
    """lots that may be open on one side; None: any"""


def traded(before: Position, day: DayNumber, fills: Iterable[Fill], terms: Terms) -> Position:
    """After these trades; Refused where their numbers do not go up, or they close what is not there."""
    now = before.on(day)
    for fill in fills:
        last = now.fills[-1].order if now.fills else (0, Direction.bought)
        require(fill.order > last, FuturesOutcome.numbers_unordered, f"{fill.trade} after {last[0]}")
        now = _opened(now, fill, terms) if fill.offset is Offset.opens else _closed(now, fill, terms)
    require(len(now.fills) <= FILLS_MAX, FuturesOutcome.too_many_fills, now.account)
    require(max(len(now.long), len(now.short)) <= FILLS_MAX, FuturesOutcome.too_many_fills, now.account)
    return now


def carried(position: Position, day: DayNumber, previous: int, settlement: int, multiplier: int) -> int:
    """What is open gained on a day by date: from its own price if opened then, else from the settlement before."""
    gained = 0
    for sign, lines in ((1, position.long), (-1, position.short)):
        for line in lines:
            base = line.price if line.day == day else previous
            gained += sign * (settlement - base) * line.lots
    return gained * multiplier


def since_opened(position: Position, settlement: int, multiplier: int) -> int:
    """What is open gained by trade: since it was opened."""
    long = sum((settlement - line.price) * line.lots for line in position.long)
    short = sum((line.price - settlement) * line.lots for line in position.short)
    return (long + short) * multiplier


def _opened(now: Position, fill: Fill, terms: Terms) -> Position:
    lines = now.long if fill.direction is Direction.bought else now.short
    side = _with(lines, Line(now.day, fill.price, fill.lots))
    lots = sum(one.lots for one in side)
    within = terms.limit is None or lots <= terms.limit
    require(within, FuturesOutcome.position_limit, f"{now.account} {now.contract}: {lots} of {terms.limit}")
    opened = now.opened.plus(fill.lots, fill.price * fill.lots * terms.multiplier)
    return replace(now, **{_side(fill.direction): side}, opened=opened, fills=(*now.fills, fill))


def _closed(now: Position, fill: Fill, terms: Terms) -> Position:
    side = fill.direction.other
    lines = now.long if side is Direction.bought else now.short
    taken = list(_taken(_in_order(lines, now.day, fill.offset, terms.closing), fill.lots))
    missing = fill.lots - sum(one.lots for one in taken)
    require(not missing, FuturesOutcome.closes_more_than_open, f"{now.account}: trade {fill.trade}, {missing} too many")
    by_date = by_trade = 0
    closed, today = now.closed, now.closed_today
    for one in taken:
        of_today = one.day == now.day
        by_trade += side.sign * (fill.price - one.price) * one.lots
        by_date += side.sign * (fill.price - (one.price if of_today else terms.previous)) * one.lots
        worth = fill.price * one.lots * terms.multiplier
        closed, today = (closed, today.plus(one.lots, worth)) if of_today else (closed.plus(one.lots, worth), today)
    return replace(
        now,
        **{_side(side): _without(lines, taken)},
        closed=closed,
        closed_today=today,
        by_date=now.by_date + by_date * terms.multiplier,
        by_trade=now.by_trade + by_trade * terms.multiplier,
        fills=(*now.fills, fill),
    )


def _side(direction: Direction) -> str:
    return "long" if direction is Direction.bought else "short"


def _with(lines: Lines, new: Line) -> Lines:
    """Lots of one day and price stand together, where the first of them stood."""
    for number, line in enumerate(lines):
        if (line.day, line.price) == (new.day, new.price):
            return (*lines[:number], replace(line, lots=line.lots + new.lots), *lines[number + 1 :])
    return (*lines, new)


def _without(lines: Lines, taken: Iterable[Line]) -> Lines:
    gone = {(one.day, one.price): one.lots for one in taken}
    left = (replace(line, lots=line.lots - gone.get((line.day, line.price), 0)) for line in lines)
    return tuple(line for line in left if line.lots)


def _in_order(lines: Lines, day: DayNumber, offset: Offset, closing: ClosingOrder) -> list[Line]:
    """Those that may be closed, the first first."""
    today = [line for line in lines if line.day == day]
    before = [line for line in lines if line.day != day]
    if closing is ClosingOrder.stated:
        return today if offset is Offset.closes_today else before
    return before + today if closing is ClosingOrder.oldest_first else today + before


def _taken(lines: Iterable[Line], lots: int) -> Iterator[Line]:
    for line in lines:
        some = min(line.lots, lots)
        if some:
            yield replace(line, lots=some)
        lots -= some


class Trading(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all trades of a contract come to on the last day that it traded, and the lots that are open."""

    contract: str
    cash: InstrumentId
    """in which it is settled"""
    day: DayNumber
    bought: Turned = Turned()
    sold: Turned = Turned()
    late_bought: Turned = Turned()
    """in the hour before the day's last session ends"""
    long: Lots = 0
    short: Lots = 0
    balanced: bool = True
    """whether the venue said what they come to, since the last was booked"""

    def on(self, day: DayNumber) -> "Trading":
        """As it begins a day."""
        if day == self.day:
            return self
        return Trading(contract=self.contract, cash=self.cash, day=day, long=self.long, short=self.short)

    @property
    def even(self) -> bool:
        """Whether every lot was bought and sold, and is open on both sides or on none."""
        return self.bought == self.sold and self.long == self.short


TRADINGS: Final = Table("futures/trading", Trading, FuturesOutcome.unknown_trading, FuturesOutcome.trading_exists)
POSITIONS: Final = Table(
    "futures/position", Position, FuturesOutcome.unknown_futures_position, FuturesOutcome.futures_position_exists
)


def named(listed: str) -> tuple[str, HedgeFlag]:
    """The contract and the purpose of a position, as an account lists it."""
    contract, _, hedge = listed.rpartition("/")
    if hedge not in set(HedgeFlag):
        raise Refused(FuturesOutcome.unknown_futures_position, listed)
    return contract, HedgeFlag(hedge)
