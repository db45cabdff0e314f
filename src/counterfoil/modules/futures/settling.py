# SPDX-License-Identifier: Apache-2.0
"""The daily settlement: what each account gained or lost, its fees and margin, and the money that moves for it."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import floor
from typing import Any, ClassVar, Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.text import format_day
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.events import FuturesEvent
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import POSITIONS, Position, Turned, carried, named, since_opened
from counterfoil.modules.futures.records import (
    DAYS,
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    ROLLS,
    Amount,
    Fee,
    FuturesContract,
    HedgeFlag,
    House,
    Lots,
    MarginAccount,
    Price,
    Product,
    ProductRules,
    Roll,
    TradingDay,
    own_path,
)
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import HOLDINGS, Holding
from counterfoil.modules.instruments.records import Money, PositiveMoney
from counterfoil.modules.parties.authority import require_party
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, PartyId, Quantity

_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)
_DAYS: Changes[TradingDay] = Changes(DAYS)
_ROLLS: Changes[Roll] = Changes(ROLLS)
_PPM: Final = 1_000_000
_BILLION: Final = 1_000_000_000


class StatementLine(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """A position on a statement. Profits as CTP has them: what was closed, and what is open, both by date."""

    contract: str
    hedge: HedgeFlag
    long: Lots
    short: Lots
    previous: Price
    settlement: Price
    close_profit: Amount
    """CloseProfitByDate"""
    close_profit_by_trade: Amount
    position_profit: Amount
    """of what is open, by date"""
    position_profit_by_trade: Amount
    fees: Money
    margin: Money
    """of both sides"""


class Settled(FuturesEvent, frozen=True):
    """An account's statement of a day: balance before + paid in − paid out + variation − fees = balance."""

    type: ClassVar[str] = "futures.settled"
    account: AccountId
    house: str
    cash: InstrumentId
    day: DayNumber
    lines: tuple[StatementLine, ...]
    before: Amount
    """PreBalance"""
    deposited: Amount
    withdrawn: Money
    variation: Amount
    """CloseProfit + PositionProfit"""
    fees: Money
    balance: Amount
    margin: Money
    """CurrMargin"""
    held: Money
    """what is in the account once the loss is collected as far as it goes"""
    due: Money
    owed: Money
    called: Money
    """what lacks to the margin"""
    positions: tuple[str, ...]
    """that are open"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.replace(
            self.account,
            positions=self.positions,
            settled=self.day,
            balance=self.balance,
            margin=self.margin,
            held=self.held,
            deposited=0,
            withdrawn=Quantity(0),
            due=self.due,
            owed=self.owed,
            called=self.called,
        )
        yield _DAYS.change(self._day, self.house, str(self.day))
        if not self.positions:
            yield _ROLLS.change(lambda before: replace(before, accounts=before.accounts - 1), self.house)

    def _day(self, before: TradingDay) -> TradingDay:
        return replace(
            before,
            accounts=before.accounts + 1,
            dropped=before.dropped + (not self.positions),
            variation=before.variation + self.variation,
            fees=Quantity(before.fees + self.fees),
            margin=Quantity(before.margin + self.margin),
            owed=Quantity(before.owed + self.owed),
            due=Quantity(before.due + self.due),
        )


class Moved(FuturesEvent, frozen=True):
    """Money of an account moved by the house's doing; ``held`` and ``deposited`` stand as of then."""

    account: AccountId
    house: str
    cash: InstrumentId
    day: DayNumber
    amount: PositiveMoney
    held: Money
    deposited: Amount
    """since the account was last settled"""


class Collected(Moved, frozen=True):
    """An account paid of what it owed."""

    type: ClassVar[str] = "futures.collected"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.change(
            lambda before: replace(
                before, owed=Quantity(before.owed - self.amount), held=self.held, deposited=self.deposited
            ),
            self.account,
        )
        yield _less(self.house, self.day, owed=self.amount)


class Covered(Moved, frozen=True):
    """A member paid what its client owed. ``held`` and ``deposited`` are the member's own account's."""

    type: ClassVar[str] = "futures.covered"
    client: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.change(
            lambda before: replace(
                before, balance=before.balance - self.amount, held=self.held, deposited=self.deposited
            ),
            self.account,
        )
        yield _ACCOUNTS.change(
            lambda before: replace(
                before,
                owed=Quantity(before.owed - self.amount),
                to_member=Quantity(before.to_member + self.amount),
                balance=before.balance + self.amount,
            ),
            self.client,
        )
        yield _less(self.house, self.day, owed=self.amount)


class Paid(Moved, frozen=True):
    """An account was paid what it gained."""

    type: ClassVar[str] = "futures.paid"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.replace(self.account, due=Quantity(0), held=self.held, deposited=self.deposited)
        yield _less(self.house, self.day, due=self.amount)


class Withdrawn(FuturesEvent, frozen=True):
    """The holder of an account was paid out what it has beyond its margin."""

    type: ClassVar[str] = "futures.withdrawn"
    account: AccountId
    cash: InstrumentId
    to: AccountId
    amount: PositiveMoney
    held: Money
    deposited: Amount
    holder: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.change(
            lambda before: replace(
                before,
                withdrawn=Quantity(before.withdrawn + self.amount),
                held=self.held,
                deposited=self.deposited,
            ),
            self.account,
        )

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.holder)
        return ()


class CallAnswered(FuturesEvent, frozen=True):
    """An account has its margin again."""

    type: ClassVar[str] = "futures.call_answered"
    account: AccountId
    cash: InstrumentId
    called: Money

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.replace(self.account, called=Quantity(0))


EVENTS: tuple[type[EventData], ...] = (Settled, Collected, Covered, Paid, Withdrawn, CallAnswered)


def settle(call: c.Settle, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    house = known(moment, HOUSES, account.house)
    day = open_day(house)
    require(account.settled != day, FuturesOutcome.account_settled, f"{call.account}: {format_day(day)}")
    require(bool(account.positions), FuturesOutcome.nothing_to_settle, call.account)
    lines, margin, left = _lines(moment, account, house, day)
    variation = sum(one.close_profit + one.position_profit for one in lines)
    fees = sum(one.fees for one in lines)
    holding = holding_of(moment, account)
    deposited = account.deposited + holding.balance - account.held
    balance = account.balance + deposited - account.withdrawn + variation - fees
    lost = fees - variation
    taken = min(int(holding.free), max(lost, 0))
    if taken:
        yield _paid_in(account, house, taken)
    yield Settled(
        account=call.account,
        house=account.house,
        cash=account.cash,
        day=day,
        lines=lines,
        before=account.balance,
        deposited=deposited,
        withdrawn=account.withdrawn,
        variation=variation,
        fees=Quantity(fees),
        balance=balance,
        margin=Quantity(margin),
        held=Quantity(holding.balance - taken),
        due=Quantity(max(-lost, 0)),
        owed=Quantity(max(lost, 0) - taken),
        called=Quantity(max(margin - balance, 0)),
        positions=left,
    )


def collect(call: c.Collect, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    require(account.owed > 0, FuturesOutcome.futures_nothing_owed, call.account)
    house, holding = known(moment, HOUSES, account.house), holding_of(moment, account)
    amount = min(int(account.owed), int(holding.free))
    require(amount > 0, FuturesOutcome.still_called, call.account)
    yield _paid_in(account, house, amount)
    yield Collected(**_moved(account, house, holding, amount, -amount))


def cover(call: c.Cover, moment: Moment) -> Iterable[EventData]:
    client = known(moment, MARGIN_ACCOUNTS, call.account)
    require(client.owed > 0 and not client.own, FuturesOutcome.futures_nothing_owed, call.account)
    own = known(moment, MEMBERS, client.house, client.member).account
    if own is None:
        raise Refused(FuturesOutcome.own_account_missing, client.member)
    account, house = known(moment, MARGIN_ACCOUNTS, own), known(moment, HOUSES, client.house)
    holding = holding_of(moment, account)
    amount = min(int(client.owed), int(holding.free))
    require(amount > 0, FuturesOutcome.still_called, own)
    yield _paid_in(account, house, amount)
    yield Covered(**_moved(account, house, holding, amount, -amount), client=call.account)


def pay(call: c.Pay, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    require(account.due > 0, FuturesOutcome.futures_nothing_due, call.account)
    house, holding = known(moment, HOUSES, account.house), holding_of(moment, account)
    there = moment.read(HOLDINGS, house.account, house.cash)
    enough = there is not None and there.free >= account.due
    require(enough, FuturesOutcome.house_lacks, call.account)
    yield Transferred(
        sender=house.account,
        receiver=call.account,
        instrument=account.cash,
        quantity=account.due,
        giving=HOUSES.path(account.house),
        taking=own_path(call.account),
        cause=own_path(call.account),
    )
    yield Paid(**_moved(account, house, holding, account.due, account.due))


def answer(call: c.Answer, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    require(account.called > 0, FuturesOutcome.no_margin_call, call.account)
    enough = holding_of(moment, account).free + account.due - account.owed >= account.margin
    require(enough, FuturesOutcome.still_called, call.account)
    yield CallAnswered(account=call.account, cash=account.cash, called=account.called)


def withdraw(call: c.Withdraw, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    holding = holding_of(moment, account)
    available, told = available_of(moment, account, known(moment, HOUSES, account.house))
    require(call.amount <= available, FuturesOutcome.not_available, told)
    yield Transferred(
        sender=call.account,
        receiver=call.to,
        instrument=account.cash,
        quantity=call.amount,
        giving=own_path(call.account),
        cause=own_path(call.account),
    )
    yield Withdrawn(
        account=call.account,
        cash=account.cash,
        to=call.to,
        amount=call.amount,
        held=Quantity(holding.balance - call.amount),
        deposited=account.deposited + holding.balance - account.held,
        holder=account.holder,
    )


def fee_of(turned: Turned, fee: Fee) -> Fraction:
    """Before it is rounded."""
    return turned.lots * fee.per_lot + Fraction(abs(turned.turnover) * fee.billionths, _BILLION)


def half_up(exact: Fraction) -> int:
    """The one rounding of every settlement: to the cash's smallest unit, halves up."""
    return floor(exact + Fraction(1, 2))


def _share(amount: int, ratio_ppm: int) -> int:
    return half_up(Fraction(amount * ratio_ppm, _PPM))


def available_of(moment: Moment, account: MarginAccount, house: House) -> tuple[int, str]:
    """What an account has beyond its margin and what it owes, and that in words."""
    holding, needed = holding_of(moment, account), _needed_now(moment, account, house)
    available = int(holding.free) - int(account.owed) - needed
    return available, f"{account.account}: {max(available, 0)} of {holding.free}, {needed} needed"


def open_day(house: House) -> DayNumber:
    """The trading day that is open; Refused when none is."""
    if house.day is None:
        raise Refused(FuturesOutcome.no_day_open, house.house)
    return house.day


def holding_of(moment: Moment, account: MarginAccount) -> Holding:
    """The account's cash."""
    found = moment.read(HOLDINGS, account.account, account.cash)
    return found or Holding(account=account.account, instrument=account.cash)


def _lines(
    moment: Moment, account: MarginAccount, house: House, day: DayNumber
) -> tuple[tuple[StatementLine, ...], int, tuple[str, ...]]:
    """The statement's lines, the margin of all of them, and the positions that are open."""
    lines, open_positions = [], []
    needed = _Needed()
    for listed in account.positions:
        position, contract, product = _position(moment, account, listed)
        require(contract.settled == day, FuturesOutcome.price_missing, f"{contract.contract}: {format_day(day)}")
        rules = product.rules_at(house.begins(day))
        now, price, worth = position.on(day), contract.settlement, product.multiplier
        long, short = needed.add(product, rules, now, price)
        lines.append(
            StatementLine(
                contract=contract.contract,
                hedge=now.hedge,
                long=now.long_lots,
                short=now.short_lots,
                previous=contract.previous,
                settlement=price,
                close_profit=now.by_date,
                close_profit_by_trade=now.by_trade,
                position_profit=carried(now, day, contract.previous, price, worth),
                position_profit_by_trade=since_opened(now, price, worth),
                fees=Quantity(_fees_of(now, rules)),
                margin=Quantity(long + short),
            )
        )
        if not now.flat:
            open_positions.append(listed)
    return tuple(lines), needed.margin, tuple(open_positions)


class _Needed:
    """The margin of positions: of both sides, or of the larger side of a product where its rules say so."""

    def __init__(self) -> None:
        self._sides: dict[str, tuple[bool, int, int]] = {}

    def add(self, product: Product, rules: ProductRules, position: Position, price: int) -> tuple[int, int]:
        """Of the long and of the short side, each to the cash's smallest unit, half up."""
        worth = abs(price) * product.multiplier
        long = _share(position.long_lots * worth, rules.margin_ppm(position.hedge, long=True))
        short = _share(position.short_lots * worth, rules.margin_ppm(position.hedge, long=False))
        _, longs, shorts = self._sides.get(product.product, (False, 0, 0))
        self._sides[product.product] = rules.larger_side, longs + long, shorts + short
        return long, short

    @property
    def margin(self) -> int:
        return sum(max(long, short) if larger else long + short for larger, long, short in self._sides.values())


def _needed_now(moment: Moment, account: MarginAccount, house: House) -> int:
    """The margin of what is open, at the last settlement prices, and what the day's closes and fees cost so far."""
    needed, cost = _Needed(), 0
    for listed in account.positions:
        position, contract, product = _position(moment, account, listed)
        day = house.day if house.day is not None else position.day
        rules = product.rules_at(house.begins(day))
        needed.add(product, rules, position, contract.settlement)
        if position.day == house.day != account.settled:
            cost += _fees_of(position, rules) - position.by_date
    return needed.margin + max(cost, 0)


def _fees_of(position: Position, rules: ProductRules) -> int:
    """Of the last day on which it traded."""
    fees = rules.fees
    cost = fee_of(position.opened, fees.opening) + fee_of(position.closed, fees.closing)
    return half_up(cost + fee_of(position.closed_today, fees.closing_today))


def _position(moment: Moment, account: MarginAccount, listed: str) -> tuple[Position, FuturesContract, Product]:
    name, hedge = named(listed)
    contract = known(moment, FUTURES, name)
    position = known(moment, POSITIONS, account.account, name, hedge)
    return position, contract, known(moment, PRODUCTS, contract.product)


def _paid_in(account: MarginAccount, house: House, amount: int) -> Transferred:
    return Transferred(
        sender=account.account,
        receiver=house.account,
        instrument=account.cash,
        quantity=Quantity(amount),
        giving=own_path(account.account),
        taking=HOUSES.path(house.house),
        cause=own_path(account.account),
    )


def _moved(account: MarginAccount, house: House, holding: Holding, amount: int, change: int) -> dict[str, Any]:
    return {
        "account": account.account,
        "house": house.house,
        "cash": account.cash,
        "day": open_day(house),
        "amount": Quantity(amount),
        "held": Quantity(holding.balance + change),
        "deposited": account.deposited + holding.balance - account.held,
    }


def _less(house: str, day: DayNumber, *, owed: int = 0, due: int = 0) -> Touch:
    return _DAYS.change(
        lambda before: replace(before, owed=Quantity(before.owed - owed), due=Quantity(before.due - due)),
        house,
        str(day),
    )
