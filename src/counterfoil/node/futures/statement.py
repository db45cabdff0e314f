# SPDX-License-Identifier: Apache-2.0
"""A margin account's statement of a day, read from the chain: what was settled, and the positions as they were then."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from counterfoil.evidence.event import Event, decode_event
from counterfoil.evidence.text import format_day
from counterfoil.law.table import R, Table, TrailedRecord
from counterfoil.modules import laws
from counterfoil.modules.futures.booking import Booked
from counterfoil.modules.futures.maintaining import MAINTENANCE
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
from counterfoil.modules.futures.settling import Settled
from counterfoil.modules.futures.statement_parts import SettledPart
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.node.chain import ChainNode
from counterfoil.node.futures.statement_days import CashMove, DayTold, days_told
from counterfoil.node.futures.statement_steps import Movement, movements
from counterfoil.node.history import history
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import PARTS_PER_MILLION, DayNumber, Quantity, RecordPath
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
        """Of lots of one day and price, at the settlement price: together that of their side, which is rounded once.

        Each has what its lots add to that of those before it. Lots that receipts stand for need none: of those that
        are open the oldest.
        """
        left, lots = 0 if long else self.line.spared, 0
        for line in self.position.long if long else self.position.short:
            spared = min(left, line.lots)
            left -= spared
            before, lots = lots, lots + line.lots - spared
            yield line, self._margin(lots, long=long) - self._margin(before, long=long)

    def _margin(self, lots: int, *, long: bool) -> int:
        """Of so many lots of one side, half up."""
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


class Statement(NamedTuple):
    """Of one account and day: from the balance of the statement before to what the account has when the day is over."""

    settled: Settled
    """what the ledger said of the day; what would have been said, where it had nothing to settle"""
    ended: Settled
    """the same with what became of it by all that came after the settlement, on the same day"""
    carried: int
    """the balance in which the statement before ended; of the first, nothing"""
    before: int
    """what it had before the first movement of the day: the same, or the statement does not add up"""
    account: MarginAccount
    house: House
    positions: tuple[PositionStatement, ...]
    movements: tuple[Movement, ...]
    """beside the day's own gain, before its settlement and after it"""
    cash: tuple[CashMove, ...] = ()
    """what was paid in and out"""
    delivers_only: bool = False
    """whether it had nothing to settle on the day: movements and cash are all that changed the balance"""
    maintained_ppm: int | None = None
    """below which share of its margin it was called; None: no policy said"""

    @property
    def close_profit(self) -> int:
        return sum(one.line.close_profit for one in self.positions)

    @property
    def position_profit(self) -> int:
        return sum(one.line.position_profit for one in self.positions)

    @property
    def equity(self) -> int:
        """The balance, and what lodged securities count for beside it."""
        return self.ended.balance + self.ended.mortgage

    @property
    def premium(self) -> int:
        """Had for options sold, less paid for options bought."""
        return sum(one.line.premium for one in self.positions)

    @property
    def available(self) -> int:
        """Beyond the margin; negative where it lacks."""
        return self.equity - self.ended.margin - self.ended.delivery_margin

    @property
    def moved(self) -> int:
        """What came beside the day's own gain, before its settlement and after it."""
        return sum(one.amount for one in self.movements)


def read_statement(node: ChainNode, account: str, day: DayNumber | None = None) -> Statement:
    """The statement of a day, or the last one; InputError where there is none."""
    record = node.ledger.view.read(MARGIN_ACCOUNTS, account)
    if record is None:
        raise InputError(f"no margin account {account!r}", where="ACCOUNT", remedy="identifiers are case-sensitive")
    told = days_told(node, record)
    days = [one.day for one in told]
    wanted = max(days, default=None) if day is None else day
    if wanted not in days:
        asked = "no statement" if wanted is None else f"no statement of {format_day(wanted)}"
        known = f"has some of {format_day(days[0])} to {format_day(days[-1])}" if days else "was never settled"
        raise InputError(asked, where=account, remedy=f"the account {known}")
    first = days.index(wanted)
    return _statement(node, told[first], carried=told[first - 1].balance if first else 0)


def _statement(node: ChainNode, told: DayTold, *, carried: int) -> Statement:
    house = node.ledger.view.read(HOUSES, told.first.house)
    assert house is not None, "it clears the account"
    of_day = told.steps
    done = [(step, step.data) for step in of_day if isinstance(step.data, Settled)]
    then = _Then(node, done[-1][0].event if done else told.last.event)
    share = _maintained_ppm(then, house, told, called=bool((done[-1][0].before if done else told.first).called))
    said = _of_the_day(done[-1][1], told) if done else None
    ended = said if said is not None and done[-1][0] is told.last else _ended(node, told, said, share)
    settled = said or ended
    lines = (line for step in of_day if isinstance(step.data, SettledPart | Settled) for line in step.data.lines)
    return Statement(
        settled=settled,
        ended=ended,
        carried=carried,
        before=int(told.first.balance) + told.pending,
        account=told.last.after,
        house=house,
        positions=tuple(_position(then, house, settled, line) for line in lines),
        movements=movements(of_day),
        cash=tuple(told.cash),
        delivers_only=not done,
        maintained_ppm=share,
    )


def _of_the_day(settled: Settled, told: DayTold) -> Settled:
    """What the ledger said, without the cash of days before, which have statements of their own."""
    return replace(
        settled,
        before=settled.before + told.pending,
        deposited=settled.deposited - told.deposited_before,
        withdrawn=Quantity(settled.withdrawn - told.withdrawn_before),
    )


def _maintained_ppm(then: "_Then", house: House, told: DayTold, *, called: bool) -> int | None:
    """None where no policy says it. Who is called is called until the whole is there."""
    policy = then.read(MAINTENANCE, house.house)
    if policy is None:
        return None
    return PARTS_PER_MILLION if called else rules_on(policy.rules, house, told.day).maintained_ppm


def _ended(node: ChainNode, told: DayTold, settled: Settled | None, share: int | None) -> Settled:
    """A day's end that was no settlement: what its last movement left, beside what was settled before, if anything."""
    before, after, then = told.first, told.last.after, _Then(node, told.last.event)
    house = then.read(HOUSES, after.house)
    assert house is not None, "it clears the account"
    secured, needed = secured_by(then, after, house), int(after.margin) + int(after.delivery_margin)
    made = settled or Settled(
        account=after.account,
        house=after.house,
        cash=after.cash,
        day=told.day,
        parts=0,
        lines=(),
        before=before.balance + told.pending,
        deposited=told.deposited,
        withdrawn=Quantity(told.withdrawn),
        variation=0,
        fees=Quantity(0),
        balance=told.balance,
        margin=after.margin,
        combined=Quantity(0),
        mortgage=Quantity(0),
        lodged=(),
        delivery_margin=after.delivery_margin,
        held=after.held,
        due=after.due,
        owed=after.owed,
        due_before=before.due,
        owed_before=before.owed,
        maintenance=Quantity(0),
        called=after.called,
        listed=len(after.positions),
    )
    return replace(
        made,
        balance=told.balance,
        margin=after.margin,
        mortgage=Quantity(secured.counted(told.balance)),
        lodged=secured.lines,
        delivery_margin=after.delivery_margin,
        held=after.held,
        due=after.due,
        owed=after.owed,
        maintenance=Quantity(maintained_share(needed, share)),
        called=after.called,
    )


def maintained_share(needed: int, share_ppm: int | None) -> int:
    """So much of a margin keeps an account from a call, rounded up."""
    return -(-needed * (PARTS_PER_MILLION if share_ppm is None else share_ppm) // PARTS_PER_MILLION)


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


def _then(node: ChainNode, path: RecordPath, event: Event) -> TrailedRecord | None:
    """A record as it was when an event had happened."""
    found = None
    for one, record in history(node.reader, node.ledger.view, path):
        if (one.height, one.index) > (event.height, event.index):
            break
        found = record
    return found
