# SPDX-License-Identifier: Apache-2.0
"""A published day of a contract, cleared again on a chain of its own: clients, trades, margin, statements.

What was open before the day is built on the trading day before it, at the settlement price of that day, so that those
who close have something to close. Then the day's trades are booked, balanced against what was published, and settled.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from counterfoil.evidence.text import format_day
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.positions import Direction, Fill
from counterfoil.modules.futures.records import DAYS, HOUSES, MARGIN_ACCOUNTS, House
from counterfoil.modules.futures.rounding import half_up
from counterfoil.modules.futures.trade_policy import SettlementMethod
from counterfoil.modules.futures.trading_days import day_before, late_from, spans
from counterfoil.node.futures.booking_calls import Booked, book_calls
from counterfoil.node.futures.facts import ProductFacts
from counterfoil.node.futures.scratch import BROKER, HOUSE, VENUE, Market, account_of
from counterfoil.node.futures.settling_day import settle_day
from counterfoil.node.futures.simulating import Simulation, Trade, day_trades
from counterfoil.node.futures.statement import read_statement
from counterfoil.node.futures.statement_check import broken
from counterfoil.node.futures.ticks import TickDay
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import DayNumber, Timestamp
from counterfoil.terms.kernel.dates import number_of

TRADES_AT_ONCE: Final = 5_000
"""Between two balances."""
MARGIN_PPM: Final = 120_000
_MS_OF_MORNING: Final = 6 * 3_600_000


class Replay(NamedTuple):
    """What to play. ``previous``: settlement price of the day before, in ticks; ``settlement``: to announce."""

    day: TickDay
    facts: ProductFacts
    previous: int
    settlement: int | None
    clients: int
    seed: int


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. Prices as the exchange writes them; money in fen."""

    contract: str
    day: str
    settlement: str
    computed_settlement: str
    volume: int
    open_interest: int
    turnover: int
    variation_sum: int
    statements: int
    statements_balanced: bool
    trades: int
    clients: int
    margin_calls: int
    fees: int


def replay(asked: Replay, folder: Path, progress: Progress = no_progress) -> Replayed:
    """Play a day in an empty folder; InputError where what is booked is not what was published."""
    day = _day_number(asked.day.day)
    simulation = Simulation(asked.clients, asked.seed, asked.facts.closing)
    before = list(simulation.build(asked.day.interest_before, asked.previous))
    with Market(folder, asked.facts, asked.day.contract, day, _price(asked, asked.previous)) as market:
        play = _Play(asked, market, progress)
        play.enter([simulation.lots_of(client) for client in range(asked.clients)])
        play.build(day_before(play.house, day), before)
        trades = play.trade(day, day_trades(simulation, asked.day))
        computed, price = play.settle()
        return play.told(day, trades, computed, price)


class _Play:
    """One replay."""

    def __init__(self, asked: Replay, market: Market, progress: Progress) -> None:
        self._asked, self._market, self._progress = asked, market, progress
        self._lots = self._turnover = self._interest = 0
        self._late: tuple[int, int] = (0, 0)
        """lots and turnover of the trades that count for the settlement price"""

    @property
    def house(self) -> House:
        found = self._market.node.ledger.view.read(HOUSES, HOUSE)
        assert found is not None, "the market has opened it"
        return found

    def enter(self, lots: Sequence[tuple[int, int]]) -> None:
        """Clients, each with cash for the margin of what it will have open, and a little to a lot more."""
        self._market.register(len(lots))
        for done, (long, short) in enumerate(lots):
            worth = (long + short) * abs(self._price(self._asked.previous)) * self._asked.facts.ledger_multiplier
            spare = 1_010_000 + (done * 7_919 % len(lots)) * 490_000 // len(lots)
            self._market.enter(done, worth * MARGIN_PPM // 1_000_000 * spare // 1_000_000 + 10_000_000)
            self._progress("clients", done + 1, len(lots))

    def build(self, day: DayNumber, trades: Sequence[Trade]) -> None:
        """The trading day before: all is opened at its settlement price, and settled."""
        self._market.do(HOUSE, c.OpenDay(house=HOUSE, day=day))
        self._book(day, trades)
        self._fix(self._asked.previous, "as published for the day before")
        self._settle("the day before")

    def trade(self, day: DayNumber, trades: Iterable[Trade]) -> int:
        """Book the day's trades, and balance them as published; how many there were."""
        self._market.do(HOUSE, c.OpenDay(house=HOUSE, day=day))
        self._lots = self._turnover = 0
        self._late = (0, 0)
        if self._asked.day.limits is not None:
            lower, upper = (self._price(limit) for limit in self._asked.day.limits)
            limits = c.AnnounceLimits(contract=self._contract, lower=lower, upper=upper, reason="as published")
            self._market.do(VENUE, limits)
        count = self._book(day, trades)
        self._require("volume", self._lots, self._asked.day.volume)
        self._require("open interest", self._interest, self._asked.day.interest)
        return count

    def settle(self) -> tuple[int, int]:
        """Settle the day; the computed and the fixed settlement price, in ticks."""
        last_hour = self._asked.facts.method is SettlementMethod.last_hour
        lots, turnover = self._late if last_hour else (self._lots, self._turnover)
        worth = self._asked.facts.ledger_multiplier * self._asked.facts.ledger_tick
        last = self._asked.day.ticks[-1].price
        computed = half_up(turnover, lots * worth) if lots else last
        price = self._asked.settlement if self._asked.settlement is not None else self._asked.day.settlement
        reason = "given" if self._asked.settlement is not None else "as published"
        announced = price is not None or not lots
        self._fix(computed if price is None else price, reason if announced else "")
        self._settle("the day")
        return computed, computed if price is None else price

    def told(self, day: DayNumber, trades: int, computed: int, price: int) -> Replayed:
        """What stands on the chain now, read from there."""
        node, view = self._market.node, self._market.node.ledger.view
        accounts = [one for _, one in view.rows(MARGIN_ACCOUNTS) if one.settled == day]
        closed = view.read(DAYS, HOUSE, str(day))
        assert closed is not None, "it was opened"
        wrong = []
        for done, one in enumerate(accounts, start=1):
            wrong += broken(read_statement(node, one.account, day))
            self._progress("statements", done, len(accounts))
        return Replayed(
            contract=self._contract,
            day=format_day(day),
            settlement=self._shown(price),
            computed_settlement=self._shown(computed),
            volume=self._lots,
            open_interest=self._interest,
            turnover=self._turnover,
            variation_sum=closed.variation,
            statements=len(accounts),
            statements_balanced=not wrong and len(accounts) == closed.accounts,
            trades=trades,
            clients=self._asked.clients,
            margin_calls=sum(bool(one.called) for one in accounts),
            fees=int(closed.fees),
        )

    @property
    def _contract(self) -> str:
        return self._asked.day.contract

    def _book(self, day: DayNumber, trades: Iterable[Trade]) -> int:
        """In batches, each balanced; how many trades there were."""
        clock, count = _Clock(self.house, self._asked.facts, day), 0
        total = self._asked.day.volume
        for batch in _batches(trades):
            fills: dict[Booked, list[Fill]] = {}
            for trade in batch:
                self._sides(trade, clock, fills)
            balance = c.Balance(
                contract=self._contract,
                lots=self._lots,
                turnover=self._turnover,
                open_interest=self._interest,
                late_lots=self._late[0],
                late_turnover=self._late[1],
            )
            self._market.order(VENUE, (*book_calls(fills), balance))
            count += len(batch)
            self._progress("lots booked", min(self._lots, total), total)
        return count

    def _sides(self, trade: Trade, clock: "_Clock", fills: dict[Booked, list[Fill]]) -> None:
        """Both sides of a trade, added to those of their positions and to the sums."""
        at, price = clock.time_of(trade.time), self._price(trade.price)
        sides = ((trade.buyer, Direction.bought, trade.buys), (trade.seller, Direction.sold, trade.sells))
        for client, direction, offset in sides:
            fill = Fill(trade.number, at, direction, offset, price, trade.lots)
            fills.setdefault(Booked(account_of(client), self._contract), []).append(fill)
        worth = price * trade.lots * self._asked.facts.ledger_multiplier
        self._lots, self._turnover = self._lots + trade.lots, self._turnover + worth
        self._interest += trade.lots * ((trade.buys == "opens") + (trade.sells == "opens") - 1)
        if at > clock.counts_after:
            self._late = self._late[0] + trade.lots, self._late[1] + worth

    def _fix(self, price: int, reason: str) -> None:
        given = self._price(price) if reason else None
        self._market.do(HOUSE, c.FixSettlement(contract=self._contract, price=given, reason=reason))

    def _settle(self, which: str) -> None:
        def told(what: str, done: int, total: int) -> None:
            self._progress(f"{which}: {what}", done, total)

        done = settle_day(self._market.node, [self._market.key(BROKER)], HOUSE, told)
        if done.left or not done.closed:
            first = done.left[0] if done.left else "not closed"
            raise InputError(f"{which} is not settled: {first}", where=self._contract, remedy="another --seed")

    def _require(self, what: str, booked: int, published: int) -> None:
        if booked != published:
            raise InputError(f"{what} {booked}, and published was {published}", where=self._contract)

    def _price(self, ticks: int) -> int:
        return _price(self._asked, ticks)

    def _shown(self, ticks: int) -> str:
        return f"{ticks * self._asked.facts.tick:f}"


class _Clock:
    """Times of ticks as times of a trading day, within its sessions."""

    def __init__(self, house: House, facts: ProductFacts, day: DayNumber) -> None:
        sessions = facts.sessions
        self._spans = spans(house, sessions, day)
        evening = day_before(house, day) if sessions[0].at_night else day
        self._midnight, self._night = house.begins(day), house.begins(evening) + DAY_MS
        self._at_night = sessions[0].at_night
        self.counts_after = late_from(self._spans)

    def time_of(self, time_ms: int) -> Timestamp:
        """Where it is in no session, the nearest moment of one: an auction's trades, and the last of a session."""
        at_night = self._at_night and time_ms < _MS_OF_MORNING
        time = (self._night if at_night else self._midnight) + time_ms
        edges = (min(max(time, begins), ends) for begins, ends in self._spans)
        return Timestamp(min(edges, key=lambda edge: abs(edge - time)))


def _batches(trades: Iterable[Trade]) -> Iterator[list[Trade]]:
    batch: list[Trade] = []
    for trade in trades:
        batch.append(trade)
        if len(batch) == TRADES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _price(asked: Replay, ticks: int) -> int:
    """In the product's last decimal."""
    return ticks * asked.facts.ledger_tick


def _day_number(text: str) -> DayNumber:
    try:
        return DayNumber(number_of(datetime.strptime(text, "%Y%m%d")))  # noqa: DTZ007 - a date
    except ValueError as error:
        raise InputError(f"{text!r} is no date", where="trading_date", remedy="YYYYMMDD") from error
