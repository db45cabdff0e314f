# SPDX-License-Identifier: Apache-2.0
"""A margin account's statement of a day, read from the chain: what was settled, and the positions as they were then."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from counterfoil.evidence.event import Event, decode_event
from counterfoil.evidence.text import format_day
from counterfoil.law.table import R, Table, TrailedRecord
from counterfoil.modules import laws
from counterfoil.modules.futures.auctions import BidCharged
from counterfoil.modules.futures.booking import Booked
from counterfoil.modules.futures.expiry import Expired
from counterfoil.modules.futures.maintaining import MAINTENANCE, maintained
from counterfoil.modules.futures.parcel_events import OfParcel
from counterfoil.modules.futures.positions import (
    POSITIONS,
    Direction,
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
    House,
    MarginAccount,
    Product,
    ProductRules,
)
from counterfoil.modules.futures.rules_of_days import rules_of, rules_on
from counterfoil.modules.futures.securing import secured_by
from counterfoil.modules.futures.settling import Covered, Settled
from counterfoil.modules.futures.statement_parts import SettledPart
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.node.chain import ChainNode
from counterfoil.node.history import history
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import PARTS_PER_MILLION, DayNumber, Quantity, RecordPath
from counterfoil.verify.shown import dated_data

_OfDay = SettledPart | Settled | Expired | OfParcel | Covered | BidCharged
"""What a statement tells of a trading day."""
_Besides = Expired | OfParcel | BidCharged
"""What it tells beside the day's own gain."""


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
    forced: Mapping[tuple[int, Direction], ForceCloseReason]
    """trade and side → why it was closed by force"""

    @property
    def exchange(self) -> str:
        """The venue of the product, as it is called on the ledger."""
        return self.product.venue

    @property
    def marked(self) -> bool:
        """Whether it gains and loses day by day; an option does not: its premium is paid, and had."""
        return self.rules.option is None

    def worth(self, lots: int, price: int) -> int:
        """Of lots at a price, in the cash's smallest unit."""
        return lots * price * self.product.multiplier

    def margins(self, *, long: bool) -> Iterator[tuple[Line, int]]:
        """Of lots of one day and price, at the settlement price; half up, each by itself.

        Lots that receipts stand for need none: of those that are open the oldest.
        """
        left = 0 if long else self.line.spared
        for line in self.position.long if long else self.position.short:
            spared = min(left, line.lots)
            left -= spared
            yield line, self._margin(line.lots - spared, long=long)

    def _margin(self, lots: int, *, long: bool) -> int:
        if not self.marked:
            sold = self.line.short
            return 0 if long else (self.line.margin * lots * 2 + sold) // (2 * sold)
        ratio = self.rules.margin_ppm(self.position.hedge, long=long)
        return (abs(self.worth(lots, self.line.settlement)) * ratio * 2 + 1_000_000) // 2_000_000

    def profit(self, line: Line, *, long: bool) -> int:
        """Of open lots of one day and price, by date."""
        if not self.marked:
            return 0
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
                    by_date = gained * (fill.price - base) if self.marked else 0
                    by_trade = gained * (fill.price - line.price)
                    yield Closing(fill, line, lots, by_date, by_trade)
            now = after


class DeliveryStatement(NamedTuple):
    """What a contract's end, or an auction, brought an account on the day, or cost it."""

    kind: str
    """expired, taken, credited, failed or compensated; or bid_charged"""
    contract: str
    """or the auction"""
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
    delivers_only: bool = False
    """whether it had nothing to settle on the day: what its deliveries brought is all that changed the balance"""
    maintained_ppm: int = PARTS_PER_MILLION
    """below which share of its margin it was called"""

    @property
    def close_profit(self) -> int:
        return sum(one.line.close_profit for one in self.positions)

    @property
    def position_profit(self) -> int:
        return sum(one.line.position_profit for one in self.positions)

    @property
    def equity(self) -> int:
        """The balance, and what lodged securities count for beside it."""
        return self.settled.balance + self.settled.mortgage

    @property
    def premium(self) -> int:
        """Had for options sold, less paid for options bought."""
        return sum(one.line.premium for one in self.positions)

    @property
    def available(self) -> int:
        """Beyond the margin; negative where it lacks."""
        return self.equity - self.settled.margin - self.settled.delivery_margin


def read_statement(node: ChainNode, account: str, day: DayNumber | None = None) -> Statement:
    """The statement of a day, or the last one; InputError where there is none."""
    record = node.ledger.view.read(MARGIN_ACCOUNTS, account)
    if record is None:
        raise InputError(f"no margin account {account!r}", where="ACCOUNT", remedy="identifiers are case-sensitive")
    told = _told(node, record)
    days = [data.day for _, data in told if not isinstance(data, Covered)]
    wanted = max(days, default=None) if day is None else day
    if wanted not in days:
        asked = "no statement" if wanted is None else f"no statement of {format_day(wanted)}"
        known = f"settled for {format_day(days[0])} to {format_day(days[-1])}" if days else "never settled"
        raise InputError(asked, where=account, remedy=f"the account was {known}")
    house = node.ledger.view.read(HOUSES, record.house)
    assert house is not None, "it clears the account"
    of_day = [(event, data) for event, data in told if data.day == wanted]
    deliveries = tuple(_delivery(data) for _, data in of_day if isinstance(data, _Besides))
    settled = [(event, data) for event, data in of_day if isinstance(data, Settled)]
    if not settled:
        return Statement(_delivered(node, record, of_day), record, house, (), deliveries, delivers_only=True)
    event, data = settled[-1]
    lines = (line for _, told in of_day if isinstance(told, SettledPart | Settled) for line in told.lines)
    then = _Then(node, event)
    positions = tuple(_position(then, house, data, line) for line in lines)
    policy = then.read(MAINTENANCE, house.house)
    share = PARTS_PER_MILLION
    if policy is not None:
        was = _then(node, MARGIN_ACCOUNTS.path(record.account), event, before=True)
        assert isinstance(was, MarginAccount), "it was opened before"
        # Who was called is called until the whole is there.
        share = share if was.called else rules_on(policy.rules, house, data.day).maintained_ppm
    return Statement(data, record, house, positions, deliveries, maintained_ppm=share)


def _told(node: ChainNode, record: MarginAccount) -> list[tuple[Event, _OfDay]]:
    """What of its trail a statement tells, first to last."""
    found = []
    for height, index in node.reader.trail(MARGIN_ACCOUNTS.path(record.account)):
        event = decode_event(node.reader.event(height, index))
        data = dated_data(event, laws())
        if isinstance(data, _OfDay):
            found.append((event, data))
    return found


def _delivery(data: _Besides) -> DeliveryStatement:
    if isinstance(data, BidCharged):
        return DeliveryStatement("bid_charged", data.auction, 0, data.gained)
    lots = sum(line.long + line.short for line in data.expired) if isinstance(data, Expired) else data.lots
    return DeliveryStatement(data.type.partition(".")[2], data.contract, lots, data.gained)


def _delivered(node: ChainNode, record: MarginAccount, of_day: list[tuple[Event, _OfDay]]) -> Settled:
    """Of a day on which nothing was settled: from before the first of its deliveries to after the last."""
    (first, _), (last, _) = of_day[0], of_day[-1]
    before = after = None
    for event, state in history(node.reader, node.ledger.view, MARGIN_ACCOUNTS.path(record.account)):
        if (event.height, event.index) < (first.height, first.index):
            before = state
        if (event.height, event.index) <= (last.height, last.index):
            after = state
    assert isinstance(before, MarginAccount) and isinstance(after, MarginAccount), "it was opened before"
    covered = [data for _, data in of_day if isinstance(data, Covered)]
    then = _Then(node, last)
    house = then.read(HOUSES, record.house)
    assert house is not None, "it clears the account"
    secured = secured_by(then, after, house)
    return Settled(
        account=record.account,
        house=record.house,
        cash=record.cash,
        day=of_day[0][1].day,
        parts=0,
        lines=(),
        before=before.balance,
        deposited=sum(int(one.amount) * (1 if one.client == record.account else -1) for one in covered),
        withdrawn=Quantity(0),
        variation=0,
        fees=Quantity(0),
        balance=after.balance,
        margin=after.margin,
        combined=Quantity(0),
        mortgage=Quantity(secured.counted(after.balance)),
        lodged=secured.lines,
        delivery_margin=after.delivery_margin,
        held=after.held,
        due=after.due,
        owed=after.owed,
        due_before=before.due,
        owed_before=before.owed,
        maintenance=Quantity(maintained(then, house, int(after.margin) + int(after.delivery_margin))),
        called=after.called,
        listed=len(after.positions),
    )


def _position(then: "_Then", house: House, settled: Settled, line: StatementLine) -> PositionStatement:
    position = then.read(POSITIONS, settled.account, line.contract, line.hedge)
    contract = then.read(FUTURES, line.contract)
    assert position is not None, "it was settled"
    assert contract is not None, "nothing of it is ever removed"
    product = then.read(PRODUCTS, contract.product)
    assert product is not None, "the contract is of it"
    rules, now = rules_of(contract, product, house, settled.day), position.on(settled.day)
    return PositionStatement(line, now, product, rules, _forced(then.node, now))


def _forced(node: ChainNode, position: Position) -> dict[tuple[int, Direction], ForceCloseReason]:
    """Why trades of a day were closed by force: the position keeps that they were, and its trail keeps why."""
    found: dict[tuple[int, Direction], ForceCloseReason] = {}
    if not any(fill.offset is Offset.forced for fill in position.fills):
        return found
    for height, index in node.reader.trail(POSITIONS.path(position.account, position.contract, position.hedge)):
        data = dated_data(decode_event(node.reader.event(height, index)), laws())
        if isinstance(data, Booked) and data.day == position.day and data.forced_for is not None:
            found.update((fill.order, data.forced_for) for fill in data.fills)
    return found


class _Then:
    """What stood on record when an event happened."""

    def __init__(self, node: ChainNode, event: Event) -> None:
        self.node, self._event = node, event
        self._found: dict[RecordPath, TrailedRecord | None] = {}
        """each is read once, however many lines are of one product"""

    def read(self, table: Table[R], *parts: str) -> R | None:
        """Of records with a trail."""
        path = table.path(*parts)
        if path not in self._found:
            self._found[path] = _then(self.node, path, self._event)
        found = self._found[path]
        assert found is None or isinstance(found, table.record), "its folds make such"
        return found


def _then(node: ChainNode, path: RecordPath, event: Event, *, before: bool = False) -> TrailedRecord | None:
    """A record as it was when an event had happened, or before it."""
    found = None
    for one, record in history(node.reader, node.ledger.view, path):
        if (one.height, one.index) > (event.height, event.index - before):
            break
        found = record
    return found
