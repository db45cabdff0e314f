# SPDX-License-Identifier: Apache-2.0
"""A margin account's statement of a day, read from the chain: what was settled, and the positions as they were then."""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from counterfoil.evidence.event import Event, decode_event
from counterfoil.evidence.text import format_day
from counterfoil.law.table import TrailedRecord
from counterfoil.modules import laws
from counterfoil.modules.futures.delivery_events import OfParcel
from counterfoil.modules.futures.expiry import Expired
from counterfoil.modules.futures.positions import (
    POSITIONS,
    Fill,
    Line,
    Offset,
    Position,
    Terms,
    closed_by,
    traded,
)
from counterfoil.modules.futures.reckoning import StatementLine
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    PRODUCTS,
    FuturesContract,
    House,
    MarginAccount,
    Product,
    ProductRules,
)
from counterfoil.modules.futures.rules_of_days import rules_of
from counterfoil.modules.futures.settling import Settled
from counterfoil.node.chain import ChainNode
from counterfoil.node.futures.facts import KNOWN
from counterfoil.node.history import history
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import DayNumber, RecordPath
from counterfoil.verify.shown import dated_data


class Closing(NamedTuple):
    """Lots that a trade closed, of one day and price; what that gained by date, and by trade."""

    fill: Fill
    line: Line
    lots: int
    by_date: int
    by_trade: int


class PositionStatement(NamedTuple):
    """One position of a statement, and by which rules it was settled."""

    line: StatementLine
    position: Position
    """as it ended the day"""
    product: Product
    rules: ProductRules

    @property
    def exchange(self) -> str:
        """As CTP calls it; empty where it is not known."""
        known = KNOWN.get(self.product.product)
        return known.exchange if known is not None else ""

    def worth(self, lots: int, price: int) -> int:
        """Of lots at a price, in the cash's smallest unit."""
        return lots * price * self.product.multiplier

    def margin(self, line: Line, *, long: bool) -> int:
        """Of lots of one day and price, at the settlement price; half up, each by itself."""
        worth = abs(self.worth(line.lots, self.line.settlement))
        return (worth * self.rules.margin_ppm(self.position.hedge, long=long) * 2 + 1_000_000) // 2_000_000

    def profit(self, line: Line, *, long: bool) -> int:
        """Of open lots of one day and price, by date."""
        base = line.price if line.day == self.position.day else self.line.previous
        return self.worth(line.lots, (self.line.settlement - base) * (1 if long else -1))

    def closings(self) -> Iterator[Closing]:
        """What the day's trades closed, in their order."""
        day, previous, multiplier = self.position.day, self.line.previous, self.product.multiplier
        terms, now = Terms(previous, multiplier, self.rules.closing, None), self.position.begun
        for fill in self.position.fills:
            after = replace(traded(now, day, (fill,), terms), fills=())
            if fill.offset is not Offset.opens:
                sign = fill.direction.other.sign
                for line, lots in closed_by(now, fill, self.rules.closing):
                    base = line.price if line.day == day else previous
                    gained = sign * lots * multiplier
                    by_date, by_trade = gained * (fill.price - base), gained * (fill.price - line.price)
                    yield Closing(fill, line, lots, by_date, by_trade)
            now = after


class DeliveryStatement(NamedTuple):
    """What a contract's end brought an account on the day, or cost it."""

    kind: str
    """expired, taken, credited, failed or compensated"""
    contract: str
    lots: int
    amount: int


class Statement(NamedTuple):
    """Of one account and day."""

    settled: Settled
    account: MarginAccount
    house: House
    positions: tuple[PositionStatement, ...]
    deliveries: tuple[DeliveryStatement, ...]
    """beside the day's own gain; what came before the settlement is in its opening balance, what came after is not"""

    @property
    def close_profit(self) -> int:
        return sum(one.line.close_profit for one in self.positions)

    @property
    def position_profit(self) -> int:
        return sum(one.line.position_profit for one in self.positions)

    @property
    def available(self) -> int:
        """Beyond the margin; negative: so much is called."""
        return self.settled.balance - self.settled.margin - self.settled.delivery_margin


def read_statement(node: ChainNode, account: str, day: DayNumber | None = None) -> Statement:
    """The statement of a day, or the last one; InputError where there is none."""
    record = node.ledger.view.read(MARGIN_ACCOUNTS, account)
    if record is None:
        raise InputError(f"no margin account {account!r}", where="ACCOUNT", remedy="identifiers are case-sensitive")
    event, settled = _settled(node, record, day)
    house = node.ledger.view.read(HOUSES, settled.house)
    assert house is not None, "it settled the account"
    positions = tuple(_position(node, event, house, settled, line) for line in settled.lines)
    return Statement(settled, record, house, positions, tuple(_deliveries(node, record, settled.day)))


def _settled(node: ChainNode, record: MarginAccount, day: DayNumber | None) -> tuple[Event, Settled]:
    """The event that made it."""
    found: tuple[Event, Settled] | None = None
    days = []
    for height, index in node.reader.trail(MARGIN_ACCOUNTS.path(record.account)):
        event = decode_event(node.reader.event(height, index))
        if event.type == Settled.type:
            data = dated_data(event, laws())
            assert isinstance(data, Settled), "a law has one event of a type"
            days.append(data.day)
            if day in (None, data.day):
                found = event, data
    if found is None:
        told = f"settled for {format_day(days[0])} to {format_day(days[-1])}" if days else "never settled"
        problem = "no statement" if day is None else f"no statement of {format_day(day)}"
        raise InputError(problem, where=record.account, remedy=f"the account was {told}")
    return found


def _deliveries(node: ChainNode, record: MarginAccount, day: DayNumber) -> Iterator[DeliveryStatement]:
    """Of a trading day, in their order."""
    for height, index in reversed(list(node.reader.trail(MARGIN_ACCOUNTS.path(record.account)))):
        data = dated_data(decode_event(node.reader.event(height, index)), laws())
        if isinstance(data, Expired | OfParcel) and data.day == day:
            kind = data.type.partition(".")[2]
            if isinstance(data, Expired):
                lots = sum(line.long + line.short for line in data.expired)
                yield DeliveryStatement(kind, data.contract, lots, data.gained)
            else:
                yield DeliveryStatement(kind, data.contract, data.lots, data.gained)


def _position(node: ChainNode, event: Event, house: House, settled: Settled, line: StatementLine) -> PositionStatement:
    position = _then(node, POSITIONS.path(settled.account, line.contract, line.hedge), event)
    contract = _then(node, FUTURES.path(line.contract), event)
    assert isinstance(position, Position), "it was settled"
    assert isinstance(contract, FuturesContract), "nothing of it is ever removed"
    product = _then(node, PRODUCTS.path(contract.product), event)
    assert isinstance(product, Product), "the contract is of it"
    return PositionStatement(line, position.on(settled.day), product, rules_of(contract, product, house, settled.day))


def _then(node: ChainNode, path: RecordPath, event: Event) -> TrailedRecord | None:
    """A record as it was when an event happened."""
    found = None
    for one, record in history(node.reader, node.ledger.view, path):
        if (one.height, one.index) > (event.height, event.index):
            break
        found = record
    return found
