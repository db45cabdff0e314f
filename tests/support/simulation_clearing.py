# SPDX-License-Identifier: Apache-2.0
"""Futures in a simulated market, day after day: each act an intent, as in ``simulation_market``."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.dated import MINUTE_MS, day_begins, day_of, is_weekday
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.fees import Fee, Fees
from counterfoil.modules.futures.positions import POSITIONS, Direction, Fill, Offset
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, HedgeFlag
from counterfoil.modules.futures.trade_policy import SettlementMethod
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control
from counterfoil.primitives.types import AccountId, DayNumber, Timestamp
from support.simulation_genesis import START_MS
from support.simulation_orders import Intent, nothing

HOUSE: Final = "ccp"
CONTRACT: Final = "CU-1"
CASH: Final = "CNY"
OFFSET_MIN: Final = 480
FIRST: Final = DayNumber(day_of(Timestamp(START_MS), OFFSET_MIN) - 200)
"""What is settled lies in the past, a day after the other, so that clocks that go wrong hinder nobody."""
MULTIPLIER: Final = 5
LISTED: Final = 1_000
DEPOSIT: Final = 6_000
"""For a few lots, so that some are called upon, and some owe."""
OF_BROKER: Final = 10_000_000
FEE: Final = Fee(per_lot=3)


def account_of(person: str) -> AccountId:
    return AccountId(f"m-{person}")


@dataclass
class Clearing:
    """A house, a broker that answers for its clients, and what the venue published so far."""

    random: Random
    issued: dict[str, int]
    people: Sequence[str]
    day: DayNumber = FIRST
    """the last that was opened"""
    is_open: bool = False
    priced: bool = False
    settled: int = LISTED
    trade: int = 0
    lots: int = 0
    turnover: int = 0
    open_interest: int = 0
    has: dict[tuple[str, Direction], int] = field(default_factory=dict)
    """whose lots are open, of which side"""
    last: tuple[str, str] = ("", "")
    """the two of the last trade"""
    frozen: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    """whatever evidence may be about"""

    def founding(self) -> list[Intent]:
        """The house, its product and contract, the broker, and an account for everybody."""
        calendar = c.CalendarGiven(first=DayNumber(FIRST - 10), last=DayNumber(FIRST + 500))
        fees = p.OpenAccount(account="ccp-fees", holder=HOUSE, outgoing=Control.holder, incoming=Control.nobody)
        house = c.OpenHouse(
            house=HOUSE,
            by=HOUSE,
            cash=CASH,
            account="ccp-settlement",
            fees="ccp-fees",
            offset_min=OFFSET_MIN,
            calendar=calendar,
        )
        rules = c.RulesGiven(
            tick=1,
            limit_ppm=100_000,
            long_ppm=120_000,
            short_ppm=120_000,
            fees=Fees(opening=FEE, closing=FEE, closing_today=FEE),
            method=SettlementMethod.whole_day,
            position_limit=40,
        )
        product = c.DefineProduct(
            product="CU", house=HOUSE, venue="venue", title="Copper", decimals=0, multiplier=MULTIPLIER, rules=rules
        )
        listed = c.ListContract(
            contract=CONTRACT, product="CU", first=FIRST, last=DayNumber(FIRST + 490), listing_price=LISTED
        )
        intents: list[Intent] = [
            ([fees, house], (HOUSE,), lambda: self.records.append(HOUSES.path(HOUSE))),
            ([product], (HOUSE, "venue"), nothing),
            ([listed], ("venue",), nothing),
            ([c.Admit(house=HOUSE, member="broker")], (HOUSE, "broker"), nothing),
            self._opened("broker", OF_BROKER, own=True),
        ]
        return [*intents, *(self._opened(person, DEPOSIT) for person in self.people)]

    def repertoire(self) -> list[Callable[[int], Intent]]:
        """Acts that can be tried now."""
        acts = [self._pay_in, self._pay_out, self._freeze]
        acts += [self._book] * 4 + [self._cancel, self._fix] if self.is_open else [self._open] * 3
        acts += [self._step] * 4 if self.priced else []
        acts += [self._unfreeze] * 2 if self.frozen else []
        return acts

    def whole_day(self, now: int) -> Iterator[Intent]:
        """A day from its opening to its end, as far as it is not over; each of these is for a block of its own."""
        if not self.is_open:
            yield self._open(now)
        if not self.priced:
            for _ in range(3):
                yield self._book(now)
            yield self._fix(now)
        for one in (c.Settle, c.Collect):
            for person in self.people:
                yield [one(account=account_of(person))], ("venue",), nothing
        for person in self.people:
            yield [c.Cover(account=account_of(person), amount=OF_BROKER)], ("venue",), nothing
        for person in self.people:
            yield [c.Pay(account=account_of(person))], ("venue",), nothing
        yield self._closed()
        yield [c.TakeFees(house=HOUSE, day=self.day)], ("venue",), nothing

    def _opened(self, who: str, deposit: int, *, own: bool = False) -> Intent:
        account = account_of(who)
        opened = c.OpenAccount(account=account, house=HOUSE, holder=who, member="broker", own=own)
        paid = h.Issue(instrument=CASH, account=account, quantity=deposit)

        def remember() -> None:
            self.issued[CASH] += deposit
            self.records.append(MARGIN_ACCOUNTS.path(account))

        return [opened, paid], (who, *(() if own else ("broker",)), "bank"), remember

    # Trading.

    def _open(self, _now: int) -> Intent:
        day = DayNumber(next(filter(is_weekday, range(self.day + 1, self.day + 5))))

        def remember() -> None:
            self.day, self.is_open, self.priced = day, True, False
            self.lots = self.turnover = 0

        return [c.OpenDay(house=HOUSE, day=day)], (HOUSE,), remember

    def _book(self, _now: int) -> Intent:
        """One buys of another; each opens lots, or closes what it has; now and then more than it has, or off limits."""
        buyer, seller = self.random.sample(self.people, 2)
        number, lots = self.trade + 1, self.random.choice((1, 1, 2, 3))
        price = self.settled + self.random.randint(-90, 90) * (2 if self.random.random() < 0.05 else 1)
        time = Timestamp(day_begins(self.day, OFFSET_MIN) + (600 + number % 60) * MINUTE_MS)
        books: list[Call] = []
        after = dict(self.has)
        for person, side in ((buyer, Direction.bought), (seller, Direction.sold)):
            there = after.get((person, side.other), 0)
            closes = (there >= lots and self.random.random() < 0.5) or self.random.random() < 0.03
            offset = Offset.closes if closes else Offset.opens
            fill = Fill(number, time, side, offset, price, lots)
            books.append(c.Book(account=account_of(person), contract=CONTRACT, fills=(fill,)))
            of, change = ((person, side.other), -lots) if closes else ((person, side), lots)
            after[of] = after.get(of, 0) + change
        open_interest = sum(max(open_, 0) for (_, side), open_ in after.items() if side is Direction.bought)
        turnover = self.turnover + price * lots * MULTIPLIER

        def remember() -> None:
            self.trade, self.has, self.open_interest = number, after, open_interest
            self.lots, self.turnover, self.last = self.lots + lots, turnover, (buyer, seller)
            self.records += [
                POSITIONS.path(account_of(one), CONTRACT, HedgeFlag.speculation) for one in (buyer, seller)
            ]

        return [*books, self._balance(lots, turnover, open_interest)], ("venue",), remember

    def _balance(self, more: int, turnover: int, open_interest: int) -> c.Balance:
        return c.Balance(contract=CONTRACT, lots=self.lots + more, turnover=turnover, open_interest=open_interest)

    def _cancel(self, _now: int) -> Intent:
        """One side alone of the last trade: that is never even, and so never stands with its balance."""
        buyer, _ = self.last
        call = c.Cancel(
            account=account_of(buyer or self.people[0]),
            contract=CONTRACT,
            trade=max(self.trade, 1),
            direction=Direction.bought,
            reason="a slip",
        )
        return [call, self._balance(0, self.turnover, self.open_interest)], ("venue", buyer or "ann"), nothing

    def _fix(self, _now: int) -> Intent:
        """As the day's trades have it, or as the house says."""
        price = None if self.random.random() < 0.5 else self.settled + self.random.randint(-90, 90)

        def remember() -> None:
            self.priced = True
            worth = self.lots * MULTIPLIER
            self.settled = price or (2 * self.turnover + worth) // (2 * worth)

        call = c.FixSettlement(contract=CONTRACT, price=price, reason="" if price is None else "no trades late")
        return [call], (HOUSE,), remember

    # The day's end.

    def _step(self, _now: int) -> Intent:
        """Whatever anybody may ask for, in whatever order."""
        account = account_of(self.random.choice(self.people))
        calls: tuple[Call, ...] = (
            c.Settle(account=account),
            c.Collect(account=account),
            c.Cover(account=account, amount=self.random.choice((50, OF_BROKER))),
            c.Pay(account=account),
            c.Answer(account=account),
        )
        if self.random.random() < 0.15:
            return self._closed()
        return [self.random.choice(calls)], (self.random.choice(("venue", "ann")),), nothing

    def _closed(self) -> Intent:
        def remember() -> None:
            self.is_open = self.priced = False

        return [c.CloseDay(house=HOUSE)], ("venue",), remember

    # Money.

    def _pay_in(self, _now: int) -> Intent:
        person = self.random.choice(self.people)
        account, deposit = account_of(person), self.random.randint(1, 3_000)

        def remember() -> None:
            self.issued[CASH] += deposit

        return [h.Issue(instrument=CASH, account=account, quantity=deposit)], ("bank", person), remember

    def _pay_out(self, _now: int) -> Intent:
        """To the account that is bound, which is bound with it."""
        person = self.random.choice(self.people)
        account = account_of(person)
        bound = c.Bind(account=account, to=f"{person}-0")
        paid = c.Withdraw(account=account, amount=self.random.randint(1, 4_000))
        return [bound, paid] if self.random.random() < 0.3 else [paid], (person,), nothing

    def _freeze(self, _now: int) -> Intent:
        """Cash of a margin account: it holds up nobody's day."""
        freeze = f"margin-{self.random.getrandbits(40):x}"
        call = h.Freeze(
            freeze=freeze,
            account=account_of(self.random.choice(self.people)),
            instrument=CASH,
            quantity=self.random.choice((100, 20_000)),
            supervisor="supervisor",
            reference="order",
            document="d" * 64,
        )
        return [call], ("supervisor",), lambda: self.frozen.append(freeze)

    def _unfreeze(self, _now: int) -> Intent:
        freeze = self.random.choice(self.frozen)
        call = h.Unfreeze(freeze=freeze, supervisor="supervisor", reference="order", document="d" * 64)
        return [call], ("supervisor",), lambda: self.frozen.remove(freeze)
