# SPDX-License-Identifier: Apache-2.0
"""Days of random options beside a twin that follows every lot and every fen, in exact fractions."""

from collections import defaultdict
from fractions import Fraction
from random import Random
from typing import Final, NamedTuple

import pytest

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS
from counterfoil.modules.futures.records import DAYS
from support.futures_market import TODAY, fill
from support.futures_options import (
    CLIENTS,
    COPPER,
    INDEX,
    LOT,
    MONEY,
    NEXT,
    POINT,
    THEN,
    balanced,
    begin,
    cash,
    fix,
    fixed,
    found,
    instruct,
    optioned,
    settled,
)
from support.ledger import Ledger
from support.statements import add_up, as_node

NAMES: Final = tuple(CLIENTS)
SERIES: Final = {"C59": ("call", 59_000), "P61": ("put", 61_000), "IC": ("call", 39_000), "IP": ("put", 39_000)}
IN_CASH: Final = ("IC", "IP")
FEE: Final = {"opens": 500, "closes": 300}
"""Of a lot of an option on copper; of all else nothing."""
Lots = dict[str, list[tuple[int, int]]]


class Trade(NamedTuple):
    """As a venue matched it: of each side the account, and what it does."""

    number: int
    contract: str
    price: int
    lots: int
    buyer: tuple[str, str]
    seller: tuple[str, str]


def traded_on(day: int) -> tuple[str, ...]:
    """Copper on all days, series up to their last."""
    return ("CU", *SERIES) if day <= NEXT else ("CU",)


def unit(contract: str) -> int:
    return POINT if contract in IN_CASH else LOT


def rounded(amount: Fraction) -> int:
    """Halves up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def assigned(exercised: int, sold: dict[str, int]) -> dict[str, int]:
    """Lot by lot: whoever lacks most of its due has the next; ties by name."""
    due = {name: Fraction(exercised * lots, sum(sold.values())) for name, lots in sold.items()}
    had = {name: int(amount) for name, amount in due.items()}
    for name in sorted(sold, key=lambda one: (had[one] - due[one], one))[: exercised - sum(had.values())]:
        had[name] += 1
    return had


class Twin:
    """Every lot is the day and the price at which it was opened; money moves when it does."""

    def __init__(self) -> None:
        self.long: dict[str, Lots] = defaultdict(lambda: defaultdict(list))
        self.short: dict[str, Lots] = defaultdict(lambda: defaultdict(list))
        self.cash: dict[str, int] = defaultdict(int)
        self.settled = {"CU": COPPER, "CSI": INDEX}

    def trade(self, day: int, trade: Trade) -> None:
        """A premium goes from the buyer to the seller; of copper nothing does until the day is settled."""
        for sign, (name, says), (opened, closed) in (
            (-1, trade.buyer, (self.long, self.short)),
            (1, trade.seller, (self.short, self.long)),
        ):
            for _ in range(trade.lots):
                if says == "opens":
                    opened[trade.contract][name].append((day, trade.price))
                else:
                    self._gone(closed[trade.contract][name], trade, day, name, sign)
            if trade.contract != "CU":
                self.cash[name] += sign * trade.price * trade.lots * unit(trade.contract)
            if trade.contract not in ("CU", *IN_CASH):
                self.cash[name] -= FEE[says] * trade.lots

    def _gone(self, lots: list[tuple[int, int]], trade: Trade, day: int, name: str, sign: int) -> None:
        when, price = lots.pop(0)
        if trade.contract == "CU":
            self.cash[name] += sign * (trade.price - (price if when == day else self.settled["CU"])) * LOT

    def settle(self, day: int, prices: dict[str, int], said: dict[tuple[str, str], tuple[int, int]]) -> None:
        """Exercise and assign by the prices; then mark copper."""
        for contract, (right, strike) in SERIES.items():
            self._exercise(day, contract, right, strike, prices, said)
        for sign, sides in ((1, self.long), (-1, self.short)):
            for name, lots in sides["CU"].items():
                for when, price in lots:
                    base = price if when == day else self.settled["CU"]
                    self.cash[name] += sign * (prices["CU"] - base) * LOT
        self.settled = prices

    def _exercise(
        self,
        day: int,
        contract: str,
        right: str,
        strike: int,
        prices: dict[str, int],
        said: dict[tuple[str, str], tuple[int, int]],
    ) -> None:
        sign = 1 if right == "call" else -1
        worth = sign * (prices["CSI" if contract in IN_CASH else "CU"] - strike)
        lots = {}
        for name in NAMES:
            there = len(self.long[contract][name])
            asked, never = said.get((name, contract), (0, 0))
            lots[name] = min(asked, there) if contract not in IN_CASH else 0
            if day == NEXT and worth > 0:
                lots[name] = max(lots[name], there - never)
        sold = {f"m-{name}/speculation": len(self.short[contract][name]) for name in NAMES}
        fell = assigned(sum(lots.values()), sold) if any(sold.values()) else {}
        for name in NAMES:
            self._done(day, contract, name, lots[name], (1, sign, strike, worth))
            self._done(day, contract, name, fell.get(f"m-{name}/speculation", 0), (-1, sign, strike, worth))

    def _done(self, day: int, contract: str, name: str, lots: int, how: tuple[int, int, int, int]) -> None:
        side, sign, strike, worth = how
        mine = (self.long if side > 0 else self.short)[contract][name]
        for _ in range(lots):
            mine.pop(0)
            if contract in IN_CASH:
                self.cash[name] += side * worth * POINT
            else:
                self.cash[name] -= FEE["closes"]
                (self.long if side * sign > 0 else self.short)["CU"][name].append((day, strike))
        if day == NEXT:
            mine.clear()

    def margin(self, name: str, premiums: dict[str, int]) -> int:
        """Of copper 9 % either side; of who sold options by the exchanges' formulas."""
        needed = 0
        for sides in (self.long, self.short):
            needed += rounded(Fraction(len(sides["CU"][name]) * self.settled["CU"] * LOT * 9, 100))
        for contract in premiums:
            right, strike = SERIES[contract]
            cash = contract in IN_CASH
            price = self.settled["CSI" if cash else "CU"]
            whole = Fraction(price * (12 if cash else 9), 100)
            least = Fraction(strike * 12, 100) if cash and right == "put" else whole
            away = max(strike - price if right == "call" else price - strike, 0)
            lot = premiums[contract] + max(whole - Fraction(away, 1 if cash else 2), least / 2)
            needed += rounded(len(self.short[contract][name]) * lot * unit(contract))
        return needed


class Walk:
    """A ledger and its twin, day by day."""

    def __init__(self, seed: int) -> None:
        self.random, self.twin = Random(seed), Twin()
        self.ledger = optioned(Ledger())
        self.number = 0

    def day(self, day: int) -> None:
        begin(self.ledger, day)
        for _ in range(12):
            self._traded(day)
        said = self._said(day)
        for contract in traded_on(day):
            if self.ledger.state.read(TRADINGS, contract) is not None:
                balanced(self.ledger, contract, day)
        copper, index = (self.random.randrange(-300, 300) for _ in range(2))
        prices = {"CU": COPPER + 10 * copper, "CSI": INDEX + 10 * index}
        premiums = {contract: 2 * self.random.randrange(0, 1_500) for contract in traded_on(day)[1:]}
        fixed(self.ledger, **prices)
        if premiums:
            self.ledger.do(*(fix(name, price) for name, price in premiums.items()), signed_by="ccp")
        self.twin.settle(day, prices, said)
        settled(self.ledger, day)
        self._compared(day, premiums)

    def _traded(self, day: int) -> None:
        """Two accounts, a contract and a price; each side opens, or closes what it has."""
        self.number += 1
        contract = self.random.choice(traded_on(day))
        buyer, seller = self.random.sample(NAMES, 2)
        lots, price = self.random.randrange(1, 5), 2 * self.random.randrange(1, 2_000)
        if contract == "CU":
            price = COPPER + 10 * self.random.randrange(-300, 300)
        sides = []
        for name, there in ((buyer, self.twin.short), (seller, self.twin.long)):
            closes = len(there[contract][name]) >= lots and self.random.random() < 0.5
            sides.append((name, "closes" if closes else "opens"))
        trade = Trade(self.number, contract, price, lots, sides[0], sides[1])
        for direction, (name, says) in (("bought", trade.buyer), ("sold", trade.seller)):
            one = fill(trade.number, direction, says, price, lots, day=day)
            self.ledger.do(c.Book(account=f"m-{name}", contract=contract, fills=(one,)), signed_by="venue")
        self.twin.trade(day, trade)

    def _said(self, day: int) -> dict[tuple[str, str], tuple[int, int]]:
        """Some exercise, and on the last day some abandon."""
        said = {}
        for name in NAMES:
            for contract in SERIES:
                there = len(self.twin.long[contract][name])
                if not there or self.random.random() < 0.3 or (contract in IN_CASH and day < NEXT):
                    continue
                asked = self.random.randrange(there + 1)
                never = self.random.randrange(there - asked + 1) if day == NEXT else 0
                said[name, contract] = asked, never
                self.ledger.do(instruct(f"m-{name}", contract, asked, never), signed_by=name)
        return said

    def _compared(self, day: int, premiums: dict[str, int]) -> None:
        state = self.ledger.state
        closed = state.read(DAYS, "CC", str(day))
        assert closed is not None and (closed.variation, closed.owed, closed.due) == (0, 0, 0)
        assert cash(self.ledger) == {name: self.twin.cash[name] for name in NAMES}
        for name in NAMES:
            account = found(self.ledger, f"m-{name}")
            assert account.margin == self.twin.margin(name, premiums) or not account.positions
            assert account.balance == MONEY + self.twin.cash[name] or account.settled != day
            for contract in ("CU", *SERIES):
                position = state.read(POSITIONS, f"m-{name}", contract, "speculation")
                for lines, lots in (
                    (() if position is None else position.long, self.twin.long[contract][name]),
                    (() if position is None else position.short, self.twin.short[contract][name]),
                ):
                    assert [(one.day, one.price) for one in lines for _ in range(one.lots)] == lots
        for contract in ("CU", *SERIES):
            trading = state.read(TRADINGS, contract)
            assert trading is None or trading.long == trading.short
        assert self.ledger.holding("CC-settlement", "CNY").balance == 0


@pytest.mark.parametrize("seed", range(6))
def test_days_of_options_are_settled_as_the_twin_says(seed: int) -> None:
    """Premiums, exercises, assignments, margins: every lot and every fen, and all gains come to nothing every day."""
    walk = Walk(seed)
    for day in (TODAY, NEXT, THEN):
        walk.day(day)
    add_up(as_node(walk.ledger))
    assert {"futures.exercised", "futures.assigned"} <= {one.type for one in walk.ledger.decoded_events()}
