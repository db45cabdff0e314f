# SPDX-License-Identifier: Apache-2.0
"""Trades: booked for each position by their venue, and balanced, so that every lot bought is a lot sold."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.evidence.text import format_day, format_time
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.events import ByVenue
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import (
    POSITIONS,
    PUBLISHED,
    TRADINGS,
    Direction,
    Fill,
    ForceCloseReason,
    Offset,
    Position,
    Published,
    Terms,
    Trading,
    Turned,
    traded,
)
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    ROLLS,
    Amount,
    FuturesContract,
    HedgeFlag,
    House,
    Lots,
    MarginAccount,
    MemberStatus,
    Product,
    ProductRules,
    Roll,
)
from counterfoil.modules.futures.trading_days import in_session, late_from, out_from, spans
from counterfoil.modules.parties.authority import require_parties
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, PartyId
from counterfoil.terms.formulas.trading_rules import price_limits


class Sums(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What an account's sides come to."""

    bought: Turned = Turned()
    sold: Turned = Turned()
    late_bought: Turned = Turned()
    """in the hour before the day's last session ends"""
    long: int = 0
    """lots that are open more than before, or, negative, less"""
    short: int = 0


class Booked(ByVenue, frozen=True):
    """An account's sides of trades were booked; the house is the other side of each."""

    type: ClassVar[str] = "futures.booked"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    account: AccountId
    contract: str
    house: str
    cash: InstrumentId
    hedge: HedgeFlag
    day: DayNumber
    fills: tuple[Fill, ...]
    terms: Terms
    sums: Sums
    forced_for: ForceCloseReason | None
    """why it was closed by force, if it was"""
    lists: bool
    """whether the account had no such position since it was last settled"""
    first: bool
    """whether it had none at all"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(POSITIONS, (self.account, self.contract, self.hedge), self._position)
        yield Touch(TRADINGS, (self.contract,), self._trading)
        if self.lists:
            listed = f"{self.contract}/{self.hedge}"
            yield _ACCOUNTS.change(
                lambda before: replace(before, positions=tuple(sorted((*before.positions, listed)))), self.account
            )
        if self.first:
            yield Touch(ROLLS, (self.house,), self._roll)

    def _position(self, before: Position | None) -> Position:
        if before is None:
            before = Position(
                account=self.account, contract=self.contract, hedge=self.hedge, cash=self.cash, day=self.day
            )
        return traded(before, self.day, self.fills, self.terms)

    def _trading(self, before: Trading | None) -> Trading:
        now = (before or Trading(contract=self.contract, cash=self.cash, day=self.day)).on(self.day)
        return _with(now, self.sums, 1)

    def _roll(self, before: Roll | None) -> Roll:
        return Roll(house=self.house, accounts=1 if before is None else before.accounts + 1)


class Unbooked(ByVenue, frozen=True):
    """An account's side of a trade was cancelled: the position is what the day's other trades make of it."""

    type: ClassVar[str] = "futures.unbooked"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    account: AccountId
    contract: str
    cash: InstrumentId
    hedge: HedgeFlag
    day: DayNumber
    fill: Fill
    terms: Terms
    sums: Sums
    holder: PartyId
    member: PartyId
    """who answers for the account"""
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _POSITIONS.change(self._position, self.account, self.contract, self.hedge)
        yield _TRADINGS.change(lambda now: _with(now, self.sums, -1), self.contract)

    def permit(self, moment: Moment) -> Consents:
        super().permit(moment)
        by = self.member if moment.consents(self.member) else self.holder
        require_parties(moment, known(moment, PRODUCTS, self.product).venue, by)
        return ()

    def _position(self, before: Position) -> Position:
        rest = tuple(one for one in before.fills if one.order != self.fill.order)
        return traded(before.begun, self.day, rest, self.terms)


class Balanced(ByVenue, frozen=True):
    """The venue published what the day's trades of a contract come to, and so they do."""

    type: ClassVar[str] = "futures.balanced"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    contract: str
    cash: InstrumentId
    day: DayNumber
    lots: Lots
    turnover: Amount
    open_interest: Lots
    late_lots: Lots
    late_turnover: Amount

    @property
    def published(self) -> Published:
        """What is on record from now on."""
        return Published(
            contract=self.contract,
            cash=self.cash,
            day=self.day,
            traded=Turned(self.lots, self.turnover),
            late=Turned(self.late_lots, self.late_turnover),
            open_interest=self.open_interest,
        )

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(PUBLISHED, (self.contract,), lambda _before: self.published)
        yield Changes(TRADINGS).replace(self.contract, balanced=True)


_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)
_POSITIONS: Changes[Position] = Changes(POSITIONS)
_TRADINGS: Changes[Trading] = Changes(TRADINGS)
EVENTS: tuple[type[EventData], ...] = (Booked, Unbooked, Balanced)


def book(call: c.Book, moment: Moment) -> Iterable[EventData]:
    contract = known(moment, FUTURES, call.contract)
    product = known(moment, PRODUCTS, contract.product)
    house = known(moment, HOUSES, contract.house)
    day = open_day(house, contract)
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    require(account.house == contract.house, FuturesOutcome.another_house, call.account)
    told = f"{call.account}: {format_day(day)}"
    require(account.settled != day, FuturesOutcome.account_settled, told)
    opens = any(fill.offset is Offset.opens for fill in call.fills)
    require(not (opens and account.called), FuturesOutcome.under_margin_call, call.account)
    if opens:
        status = known(moment, MEMBERS, contract.house, account.member).status
        require(status is MemberStatus.active, FuturesOutcome.member_in_default, account.member)
    rules = product.rules_at(house.begins(day))
    near_end = _near_end(house, contract, rules, day)
    out = opens and near_end and not account.delivers
    require(not out, FuturesOutcome.out_before_the_end, told)
    if call.forced_for is not None:
        require(_is_forced(moment, call, account, rules, near_end=near_end), FuturesOutcome.not_forced, call.forced_for)
    within = spans(house, rules.sessions, day)
    lower, upper = limits_of(contract, rules, day)
    for fill in call.fills:
        if fill.price % rules.tick:
            raise _wrong(FuturesOutcome.off_tick, fill, f"tick {rules.tick}")
        if not lower <= fill.price <= upper:
            raise _wrong(FuturesOutcome.outside_limits, fill, f"{lower} to {upper}")
        if not in_session(within, fill.time):
            raise _wrong(FuturesOutcome.outside_sessions, fill, format_day(day))
        if fill.time > moment.time:
            raise _wrong(FuturesOutcome.not_yet, fill, format_time(moment.time))
    listed = f"{call.contract}/{call.hedge}"
    yield Booked(
        product=contract.product,
        account=call.account,
        contract=call.contract,
        house=contract.house,
        cash=contract.cash,
        hedge=call.hedge,
        day=day,
        fills=call.fills,
        terms=_terms(contract, product, rules, call.hedge),
        sums=summed(call.fills, product.multiplier, late_from(within)),
        forced_for=call.forced_for,
        lists=listed not in account.positions,
        first=not account.positions,
    )


def cancel(call: c.Cancel, moment: Moment) -> Iterable[EventData]:
    contract = known(moment, FUTURES, call.contract)
    product, house = known(moment, PRODUCTS, contract.product), known(moment, HOUSES, contract.house)
    day = open_day(house, contract)
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    position = known(moment, POSITIONS, call.account, call.contract, call.hedge).on(day)
    fill = next((one for one in position.fills if one.order == (call.trade, call.direction)), None)
    if fill is None:
        raise Refused(FuturesOutcome.no_such_fill, f"{call.account} {call.contract}: {call.trade}")
    rules = product.rules_at(house.begins(day))
    late = late_from(spans(house, rules.sessions, day))
    yield Unbooked(
        product=contract.product,
        account=call.account,
        contract=call.contract,
        cash=contract.cash,
        hedge=call.hedge,
        day=day,
        fill=fill,
        terms=_terms(contract, product, rules, call.hedge),
        sums=summed((fill,), product.multiplier, late),
        holder=account.holder,
        member=account.member,
        reason=call.reason,
    )


def balance(call: c.Balance, moment: Moment) -> Iterable[EventData]:
    """What was booked is not read: it would show everybody's trades to whoever is shown the settlement price."""
    contract = known(moment, FUTURES, call.contract)
    yield Balanced(
        product=contract.product,
        contract=call.contract,
        cash=contract.cash,
        day=open_day(known(moment, HOUSES, contract.house), contract),
        lots=call.lots,
        turnover=call.turnover,
        open_interest=call.open_interest,
        late_lots=call.late_lots,
        late_turnover=call.late_turnover,
    )


def open_day(house: House, contract: FuturesContract) -> DayNumber:
    """The day that is open and on which the contract trades, before its settlement price is fixed."""
    day = house.open_day
    told = f"{contract.contract}: {format_day(day)}"
    require(contract.trades_on(day), FuturesOutcome.contract_over, told)
    require(contract.settled != day, FuturesOutcome.day_settled, told)
    return day


def limits_of(contract: FuturesContract, rules: ProductRules, day: DayNumber) -> tuple[int, int]:
    """The lowest and the highest price of a day: as announced, else by the rules, inwards to the tick."""
    if contract.announced is not None and contract.announced.day == day:
        return contract.announced.lower, contract.announced.upper
    return _computed(contract.settlement, rules.limit_ppm, rules.tick)


@lru_cache(maxsize=4_096)
def _computed(previous: int, ratio_ppm: int, tick: int) -> tuple[int, int]:
    limits = price_limits(Decimal(previous), Decimal(ratio_ppm).scaleb(-6), Decimal(tick))
    return int(limits.lower), int(limits.upper)


def _terms(contract: FuturesContract, product: Product, rules: ProductRules, hedge: HedgeFlag) -> Terms:
    limit = None if hedge is HedgeFlag.hedge else rules.position_limit
    return Terms(contract.settlement, product.multiplier, rules.closing, limit)


def _with(now: Trading, sums: Sums, sign: int) -> Trading:
    """With these trades, or, of a negative sign, without them."""
    return replace(
        now,
        bought=now.bought.plus(sign * sums.bought.lots, sign * sums.bought.turnover),
        sold=now.sold.plus(sign * sums.sold.lots, sign * sums.sold.turnover),
        late_bought=now.late_bought.plus(sign * sums.late_bought.lots, sign * sums.late_bought.turnover),
        long=now.long + sign * sums.long,
        short=now.short + sign * sums.short,
        balanced=False,
    )


def _near_end(house: House, contract: FuturesContract, rules: ProductRules, day: DayNumber) -> bool:
    """Whether whoever takes no delivery is to hold nothing of the contract any more."""
    out = None if rules.ending is None else out_from(house, contract.last, rules.ending)
    return out is not None and day >= out


def _is_forced(moment: Moment, call: c.Book, account: MarginAccount, rules: ProductRules, *, near_end: bool) -> bool:
    """Whether all are forced closings, and the reason is so."""
    if any(fill.offset is not Offset.forced for fill in call.fills):
        return False
    if call.forced_for is ForceCloseReason.lack_deposit:
        return account.called > 0
    if call.forced_for is ForceCloseReason.person_delivery:
        return near_end and not account.delivers
    position = known(moment, POSITIONS, call.account, call.contract, call.hedge)
    unit = 1 if rules.ending is None else rules.ending.unit
    return near_end and bool(position.long_lots % unit or position.short_lots % unit)


def _wrong(outcome: FuturesOutcome, fill: Fill, told: str) -> Refused:
    return Refused(outcome, f"trade {fill.trade} at {fill.price}, {format_time(fill.time)}: {told}")


def summed(fills: tuple[Fill, ...], multiplier: int, late: int) -> Sums:
    """What these come to; ``late``: from when on a trade is of the last hour."""
    bought = sold = late_bought = (0, 0)
    long = short = 0
    for fill in fills:
        lots, worth = fill.lots, fill.price * fill.lots * multiplier
        buys, change = fill.direction is Direction.bought, lots if fill.offset is Offset.opens else -lots
        if buys:
            bought = bought[0] + lots, bought[1] + worth
            if fill.time > late:
                late_bought = late_bought[0] + lots, late_bought[1] + worth
        else:
            sold = sold[0] + lots, sold[1] + worth
        if buys is (change > 0):
            long += change
        else:
            short += change
    return Sums(Turned(*bought), Turned(*sold), Turned(*late_bought), long, short)
