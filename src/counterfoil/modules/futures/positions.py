# SPDX-License-Identifier: Apache-2.0
"""Positions, lot by lot: what a trade opens and closes, and what that gained. Pure, and the same for all who ask.

Two accounts of the same gain, as CTP has them. By date (逐日盯市) what was carried into a day counts from the
settlement price of the day before; by trade (逐笔对冲) every lot counts from the price at which it was opened.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.law.outcome import MachineOutcome, Refused, require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.records import Amount, HedgeFlag, Lots, Price
from counterfoil.modules.futures.trade_policy import ClosingOrder, TradeKind
from counterfoil.primitives.types import INTEGER_MAX, AccountId, DayNumber, InstrumentId, Timestamp

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


class Fill(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """One account's side of a trade."""

    trade: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    """number, by the venue; upwards within a position, but for what was agreed or given up"""
    time: Timestamp
    direction: Direction
    offset: Offset
    price: Price
    lots: Annotated[int, Meta(ge=1, le=10**9)]
    kind: TradeKind = TradeKind.common
    given_up: bool = False
    """whether another member executed it"""

    @property
    def in_turn(self) -> bool:
        """Whether its number follows those before it: it came with the venue's other trades."""
        return self.kind is TradeKind.common and not self.given_up

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

    bounded: ClassVar[bool] = True
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
    def turned(self) -> tuple[Turned, Turned, Turned]:
        """What it opened that day, closed of days before, and closed of the same day."""
        return self.opened, self.closed, self.closed_today

    @property
    def flat(self) -> bool:
        """Whether nothing is open."""
        return not self.long and not self.short

    def on(self, day: DayNumber) -> "Position":
        """As it begins a day: what it has is carried, and nothing was traded."""
        return self if day == self.day else self._beginning(day, self.long, self.short)

    @property
    def begun(self) -> "Position":
        """As it began the last day on which it traded."""
        return self._beginning(self.day, self.carried_long, self.carried_short)

    def _beginning(self, day: DayNumber, long: Lines, short: Lines) -> "Position":
        return Position(
            account=self.account,
            contract=self.contract,
            hedge=self.hedge,
            cash=self.cash,
            day=day,
            long=long,
            short=short,
            carried_long=long,
            carried_short=short,
        )


class Terms(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """By what a day's trades of a contract are booked."""

    previous: Price
    """settlement price of the day before"""
    multiplier: int
    closing: ClosingOrder
    limit: int | None
    """lots that may be open on one side; None: any"""
    long_besides: int = 0
    """lots that the account has open for other purposes that the limit counts"""
    short_besides: int = 0

    def besides(self, direction: Direction) -> int:
        return self.long_besides if direction is Direction.bought else self.short_besides


def traded(before: Position, day: DayNumber, fills: Sequence[Fill], terms: Terms) -> Position:
    """After these trades; Refused where their numbers do not go up, or they close what is not there."""
    now = before.on(day)
    _require_new(now, fills)
    book = _Book(now, terms)
    for fill in fills:
        book.opens(fill) if fill.offset is Offset.opens else book.closes(fill)
    after = book.position((*now.fills, *fills))
    most = max(len(after.long), len(after.short), len(after.fills))
    if most > FILLS_MAX and not all(one.kind.is_made for one in fills):
        room = max(FILLS_MAX, len(now.long), len(now.short)) + sum(one.kind.is_made for one in after.fills)
        require(most <= room, FuturesOutcome.too_many_fills, after.account)
    counted = max(map(abs, (after.by_date, after.by_trade, *(one.turnover for one in after.turned))))
    require(counted <= INTEGER_MAX, MachineOutcome.number_out_of_bounds, after.account)
    return after


def _require_new(now: Position, fills: Sequence[Fill]) -> None:
    """What the venue books is numbered upwards; what was agreed or given up comes between, and none stands twice."""
    last = next((one.order for one in reversed(now.fills) if one.in_turn), (0, ""))
    common = TradeKind.common  # ``in_turn`` spelled out: this passes over the whole day's trades, with every batch
    apart = {one.order for one in now.fills if one.kind is not common or one.given_up}
    for number, fill in enumerate(fills):
        order = (fill.trade, fill.direction)
        if fill.in_turn:
            wrong = order <= last or order in apart
            told = f"trade {fill.trade} comes after {last[0]}, and numbers go upwards"
            last = order
        else:
            wrong = order in apart or any(one.order == order for one in (*now.fills, *fills[:number]))
            told = f"trade {fill.trade}, {fill.direction}, is there already"
            apart.add(order)
        if wrong:
            raise Refused(FuturesOutcome.numbers_unordered, f"{now.account}: {told}")


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


class _Book:
    """A position while a batch of trades is booked."""

    def __init__(self, now: Position, terms: Terms) -> None:
        self._now, self._terms = now, terms
        self._sides = {Direction.bought: list(now.long), Direction.sold: list(now.short)}
        self._by_date, self._by_trade = now.by_date, now.by_trade
        self._opened, self._closed, self._today = now.turned

    def opens(self, fill: Fill) -> None:
        """Lots of one day and price stand together where they were opened one after the other."""
        side, limit, day, lots = self._sides[fill.direction], self._terms.limit, self._now.day, fill.lots
        if side and side[-1].price == fill.price and side[-1].day == day:
            side[-1] = Line(day, fill.price, side[-1].lots + lots)
        else:
            side.append(Line(day, fill.price, lots))
        if limit is not None and (open_ := sum(one.lots for one in side) + self._terms.besides(fill.direction)) > limit:
            raise Refused(
                FuturesOutcome.position_limit, f"{self._now.account} {self._now.contract}: {open_} of {limit}"
            )
        if not fill.kind.opens_free:
            self._opened = self._opened.plus(lots, fill.price * lots * self._terms.multiplier)

    def closes(self, fill: Fill) -> None:
        """Of the other side, in the order that the product's rules and the trade say."""
        side, left = self._sides[fill.direction.other], fill.lots
        emptied = []
        for at, lots in _taken(side, fill, self._now.day, self._terms.closing):
            line = side[at]
            left -= lots
            side[at] = Line(line.day, line.price, line.lots - lots)
            self._gained(fill, line, lots)
            if lots == line.lots:
                emptied.append(at)
        if left:
            where = f"{self._now.account} {self._now.contract}"
            told = f"{where}: trade {fill.trade} closes {fill.lots}, and {fill.lots - left} are open that it may"
            raise Refused(FuturesOutcome.closes_more_than_open, told)
        for at in sorted(emptied, reverse=True):
            del side[at]

    def position(self, fills: tuple[Fill, ...]) -> Position:
        """As it is then."""
        return replace(
            self._now,
            long=tuple(self._sides[Direction.bought]),
            short=tuple(self._sides[Direction.sold]),
            fills=fills,
            opened=self._opened,
            closed=self._closed,
            closed_today=self._today,
            by_date=self._by_date,
            by_trade=self._by_trade,
        )

    def _gained(self, fill: Fill, line: Line, lots: int) -> None:
        terms, of_today = self._terms, line.day == self._now.day
        worth = fill.direction.other.sign * lots * terms.multiplier
        self._by_trade += worth * (fill.price - line.price)
        self._by_date += worth * (fill.price - (line.price if of_today else terms.previous))
        turnover = fill.price * lots * terms.multiplier
        if fill.kind.closes_free:
            return
        if of_today:
            self._today = self._today.plus(lots, turnover)
        else:
            self._closed = self._closed.plus(lots, turnover)


def closed_by(position: Position, fill: Fill, closing: ClosingOrder) -> Iterator[tuple[Line, int]]:
    """Which lots of a position a trade of its day closes, the first first: of each line how many."""
    side = position.long if fill.direction.other is Direction.bought else position.short
    for at, lots in _taken(side, fill, position.day, closing):
        yield side[at], lots


def _taken(side: Sequence[Line], fill: Fill, day: DayNumber, closing: ClosingOrder) -> list[tuple[int, int]]:
    """What a trade closes of a side, as far as there is something: where a line stands, and how many of it."""
    left, found = fill.lots, []
    for at in _in_order(side, day, fill.offset, closing if fill.kind.is_trade else ClosingOrder.oldest_first):
        if not left:
            break
        lots = min(left, side[at].lots)
        left -= lots
        found.append((at, lots))
    return found


def _in_order(side: Sequence[Line], day: DayNumber, offset: Offset, closing: ClosingOrder) -> Iterable[int]:
    """Where those stand that may be closed, the first first: lots of today are the last of a side."""
    first = next((at for at in range(len(side), 0, -1) if side[at - 1].day != day), 0)
    before, today = range(first), range(first, len(side))
    if closing is ClosingOrder.stated:
        if offset is Offset.forced:
            return range(len(side))
        return today if offset is Offset.closes_today else before
    return range(len(side)) if closing is ClosingOrder.oldest_first else (*today, *before)


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
    agreed_bought: Turned = Turned()
    """between two, apart from what the venue matched: no average counts it"""
    agreed_sold: Turned = Turned()
    long: Lots = 0
    short: Lots = 0
    balanced: bool = True
    """whether the venue said what they come to, since the last was booked"""
    awaited: bool = False
    """whether the day counts it among those that are to have a settlement price: it began open, or traded"""

    def on(self, day: DayNumber) -> "Trading":
        if day == self.day:
            return self
        there = self.long + self.short > 0
        return Trading(contract=self.contract, cash=self.cash, day=day, long=self.long, short=self.short, awaited=there)

    @property
    def even(self) -> bool:
        """Whether every lot was bought and sold, and is open on both sides or on none."""
        matched = self.bought == self.sold and self.agreed_bought == self.agreed_sold
        return matched and self.long == self.short


class Published(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the venue published of a contract's trades on the last day that it did."""

    contract: str
    cash: InstrumentId
    """in which it is settled"""
    day: DayNumber
    traded: Turned = Turned()
    late: Turned = Turned()
    """of it, in the hour before the day's last session ends"""
    agreed: Turned = Turned()
    """between two, besides"""
    open_interest: Lots = 0


PUBLISHED: Final = Table(
    "futures/published", Published, FuturesOutcome.nothing_published, FuturesOutcome.published_exists
).opened()
TRADINGS: Final = Table("futures/trading", Trading, FuturesOutcome.unknown_trading, FuturesOutcome.trading_exists)
POSITIONS: Final = Table(
    "futures/position", Position, FuturesOutcome.unknown_futures_position, FuturesOutcome.futures_position_exists
).kept(AccountId)
