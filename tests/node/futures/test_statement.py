# SPDX-License-Identifier: Apache-2.0
"""Statements: what the ledger settled, computed again lot by lot; and what does not add up is noticed."""

import random
from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.node.futures.statement import Statement, read_statement
from counterfoil.node.futures.statement_check import broken
from counterfoil.node.futures.statement_json import ctp_fields
from counterfoil.node.futures.statement_steps import Movement
from counterfoil.primitives.errors import InputError
from support.evidence_world import World
from support.futures_story import MONDAY, MULTIPLIER, book, call, fill, opened

ACCOUNTS = ("m-ann", "m-bob")
PRICES = (50_000, 50_100)
"""Settlement prices of two days; the listing price is the first"""


class Lot:
    """One lot, and what it was opened at; the slow twin of lines."""

    def __init__(self, long: bool, day: int, price: int) -> None:
        self.long, self.day, self.price = long, day, price

    def gained(self, price: int, day: int, previous: int) -> int:
        """By date, in fen."""
        base = self.price if self.day == day else previous
        return (price - base) * (1 if self.long else -1) * MULTIPLIER


class Twin:
    """An account, lot by lot."""

    def __init__(self) -> None:
        self.lots: list[Lot] = []
        self.closed = self.open = self.by_trade = 0

    def begin(self) -> None:
        self.closed = self.open = self.by_trade = 0

    def trade(self, one: dict[str, Any], day: int, previous: int) -> None:
        long = one["direction"] == "bought"
        for _ in range(one["lots"]):
            if one["offset"] == "opens":
                self.lots.append(Lot(long, day, one["price"]))
                continue
            found = next(lot for lot in sorted(self.lots, key=lambda lot: lot.day) if lot.long is not long)
            self.lots.remove(found)
            self.closed += found.gained(one["price"], day, previous)
            self.by_trade += found.gained(one["price"], found.day, previous)

    def settle(self, price: int, day: int, previous: int) -> None:
        self.open = sum(lot.gained(price, day, previous) for lot in self.lots)

    def held(self, long: bool) -> int:
        return sum(lot.long is long for lot in self.lots)


def trades_of(seed: int, twins: dict[str, Twin], day: int, start: int) -> Iterator[tuple[dict[str, Any], ...]]:
    """Both sides of trades at random, closing only what is open."""
    dice = random.Random(seed)
    for number in range(start, start + 25):
        buyer, seller = dice.sample(ACCOUNTS, 2)
        lots, price = dice.randint(1, 4), 50_000 + 2 * dice.randint(-100, 100)
        buys = "closes" if twins[buyer].held(False) >= lots and dice.random() < 0.5 else "opens"
        sells = "closes" if twins[seller].held(True) >= lots and dice.random() < 0.5 else "opens"
        minute = 600 + number % 60
        bought = fill(number, "bought", buys, price, lots, minute=minute, day=day) | {"account": buyer}
        sold = fill(number, "sold", sells, price, lots, minute=minute, day=day) | {"account": seller}
        for one in (bought, sold):
            twins[one["account"]].trade(one, day, PRICES[0])
        yield bought, sold


def play(world: World, twins: dict[str, Twin], day: int, price: int, seed: int) -> None:
    """A day: booked, balanced, settled at a price, paid and closed."""
    lots = turnover = 0
    sides: dict[str, list[dict[str, Any]]] = {name: [] for name in ACCOUNTS}
    for pair in trades_of(seed, twins, day, seed * 100 + 1):
        lots, turnover = lots + pair[0]["lots"], turnover + pair[0]["lots"] * pair[0]["price"] * MULTIPLIER
        for one in pair:
            sides[one["account"]].append({name: value for name, value in one.items() if name != "account"})
    interest = sum(twin.held(True) for twin in twins.values())
    balance = call("balance", contract="IF2101", lots=lots, turnover=turnover, open_interest=interest)
    world.do("venue", calls=[*(book(name, *own) for name, own in sides.items()), balance])
    world.do("ccp", calls=[call("fix_settlement", contract="IF2101", price=price, reason="as told")])
    world.do("li", calls=[call("settle", account=name) for name in ACCOUNTS])
    for name in ACCOUNTS:
        twins[name].settle(price, day, PRICES[0])
        if read_statement(node_of(world), name).settled.due:
            world.do("li", calls=[call("pay", account=name)])
    world.do("li", calls=[call("close_day", house="CC")])


def node_of(world: World) -> Any:
    """The world as a chain that can be read."""
    return SimpleNamespace(reader=world, ledger=world.ledger)


@pytest.fixture(scope="module")
def two_days() -> tuple[World, dict[str, Twin]]:
    """Two days of trades: on the second what was carried is closed, too."""
    world, twins = opened(10**10), {name: Twin() for name in ACCOUNTS}
    play(world, twins, MONDAY, PRICES[0], 1)
    for twin in twins.values():
        twin.begin()
    world.do("ccp", calls=[call("open_day", house="CC", day=MONDAY + 1)])
    play(world, twins, MONDAY + 1, PRICES[1], 2)
    return world, twins


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_statement_is_what_the_lots_come_to(two_days, account):
    """Closed and open profit, by date and by trade, lots and details, of the day on which lots were carried."""
    world, twins = two_days
    twin, found = twins[account], read_statement(node_of(world), account)
    [position] = found.positions
    assert (found.close_profit, found.position_profit) == (twin.closed, twin.open)
    assert position.line.close_profit_by_trade == twin.by_trade
    assert (position.line.long, position.line.short) == (twin.held(True), twin.held(False))
    closings = list(position.closings())
    assert closings
    assert sum(one.by_date for one in closings) == twin.closed
    assert sum(one.by_trade for one in closings) == twin.by_trade
    details = ((True, position.position.long), (False, position.position.short))
    assert sum(position.profit(line, long=long) for long, lines in details for line in lines) == twin.open
    assert broken(found) == []


def test_an_earlier_day_stays_as_it_was(two_days):
    """A statement of a day before is read from the trail; its balance is what the next day begins with."""
    world, _ = two_days
    first, second = (read_statement(node_of(world), "m-ann", MONDAY + day) for day in (0, 1))
    assert first.settled.balance == second.settled.before
    assert first.positions[0].line.long + first.positions[0].line.short > 0
    assert broken(first) == []
    with pytest.raises(InputError, match="no statement of"):
        read_statement(node_of(world), "m-ann", MONDAY + 2)


def test_fields_say_the_statement(two_days):
    """Under CTP's names, in yuan with two decimals: sums of the lists are those of the account."""
    world, _ = two_days
    found = read_statement(node_of(world), "m-ann")
    said = ctp_fields(found)
    assert bytes(said["Balance"]).decode() == f"{found.settled.balance / 100:.2f}"
    closed = sum(float(bytes(one["CloseProfitByDate"])) for one in said["PositionsClosed"])
    assert closed == pytest.approx(float(bytes(said["CloseProfit"])))
    assert sum(one["Volume"] for one in said["PositionsDetail"]) == found.positions[0].line.long + (
        found.positions[0].line.short
    )
    assert all(one["TradeDate"] == said["TradingDay"] for one in said["Transactions"])


@pytest.mark.parametrize("long", [True, False])
def test_margins_of_lots_come_to_the_margin_of_their_side(two_days, long):
    """ "Two sums of margin on one page, three fen apart": each lot by itself was rounded, and so was their side."""
    world, _ = two_days
    found = read_statement(node_of(world), "m-ann").positions[0]
    lines, apart = found.position.long if long else found.position.short, 0
    for ppm in range(95_001, 95_101):
        one = found._replace(rules=replace(found.rules, long_ppm=ppm, short_ppm=ppm))
        exact = [Fraction(one.worth(line.lots, one.line.settlement) * ppm, 1_000_000) for line in lines]
        listed = [margin for _, margin in one.margins(long=long)]
        assert sum(listed) == int(sum(exact) + Fraction(1, 2))
        assert all(abs(margin - fraction) < 1 for margin, fraction in zip(listed, exact, strict=True))
        apart += sum(int(fraction + Fraction(1, 2)) for fraction in exact) != sum(listed)
    assert apart


def forged(found: Statement) -> Iterator[tuple[str, Statement]]:
    """Statements in which one thing was changed, and the word by which that is told."""
    settled, [one] = found.settled, found.positions
    for name in ("settled", "ended"):
        yield "Balance", found._replace(**{name: replace(settled, balance=settled.balance + 1)})
        yield "Mortgage", found._replace(**{name: replace(settled, mortgage=settled.mortgage + 1)})
        yield "MaintenanceMargin", found._replace(**{name: replace(settled, maintenance=settled.maintenance + 1)})
        yield "CurrMargin", found._replace(**{name: replace(settled, margin=settled.margin + 1)})
    yield "PreBalance", found._replace(carried=found.carried + 1)
    yield "PreBalance", found._replace(before=found.before + 1)
    yield "PreBalance", found._replace(settled=replace(settled, before=settled.before + 1))
    for late in (False, True):
        more = Movement("compensated", "CU2101", 1, 1, late)
        yield "Balance", found._replace(movements=(more,))
    yield "Balance", found._replace(settled=replace(settled, deposited=settled.deposited + 1))
    yield "CloseProfit", found._replace(settled=replace(settled, variation=settled.variation + 1))
    yield "Commission", found._replace(settled=replace(settled, fees=settled.fees + 1))
    spared = replace(one.line, spared=one.line.spared + 1)
    yield "EWarrantOffset", found._replace(positions=(one._replace(line=spared),))
    for name in ("delivery_margin", "called"):
        # A call that is just not due hides no margin: the whole balance is needed.
        more_needed = settled.balance + 1 if name == "delivery_margin" else settled.called + 1
        yield "MarginCall", found._replace(settled=replace(settled, **{name: more_needed}))
    for name, told in (("close_profit", "gained"), ("settlement", "gained"), ("long", "long and")):
        line = replace(one.line, **{name: getattr(one.line, name) + 1})
        yield told, found._replace(positions=(one._replace(line=line),))
    rest = replace(one.position, fills=one.position.fills[:-1])
    yield "gained", found._replace(positions=(one._replace(position=rest),))


def test_what_does_not_add_up_is_noticed(two_days):
    """Each single change of an amount, a price, a number of lots or a trade."""
    world, _ = two_days
    for told, statement in forged(read_statement(node_of(world), "m-ann")):
        assert any(told in problem for problem in broken(statement)), told
