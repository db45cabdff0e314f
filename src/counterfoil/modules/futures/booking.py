# SPDX-License-Identifier: Apache-2.0
"""Trades: booked for each position by their venue, and balanced, so that every lot bought is a lot sold."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.evidence.text import format_day, format_time
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.auction_outcomes import AuctionOutcome
from counterfoil.modules.futures.events import ByVenue, FuturesEvent
from counterfoil.modules.futures.floor import (
    Floor,
    account_on,
    counted_of,
    fill_of,
    floor_of,
    open_day,
    prices_of,
    terms_of,
    without,
)
from counterfoil.modules.futures.halting import HALTS, require_trading
from counterfoil.modules.futures.intraday import require_answered
from counterfoil.modules.futures.listing import require_room, with_listed
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.position_names import listed_as
from counterfoil.modules.futures.positions import (
    POSITIONS,
    PUBLISHED,
    TRADINGS,
    Direction,
    Fill,
    Offset,
    Position,
    Published,
    Terms,
    Trading,
    Turned,
    traded,
)
from counterfoil.modules.futures.reckoning import is_defaulters, still_called
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    PRODUCTS,
    ROLLS,
    Amount,
    HedgeFlag,
    Lots,
    MarginAccount,
    Roll,
)
from counterfoil.modules.futures.standing import now_of
from counterfoil.modules.futures.trade_policy import JUDGED_OF_ALL, ForceCloseReason
from counterfoil.modules.futures.trade_sums import Sums, summed
from counterfoil.modules.futures.trading_days import in_session, late_from
from counterfoil.modules.futures.within_openings import require_openings
from counterfoil.modules.futures.within_quotas import require_quota
from counterfoil.modules.parties.authority import require_parties, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, PartyId


class Entered(FuturesEvent, frozen=True):
    """An account's sides of trades stand in a position; the house is the other side of each."""

    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    product: str
    account: AccountId
    contract: str
    house: str
    cash: InstrumentId
    hedge: HedgeFlag
    day: DayNumber
    fills: tuple[Fill, ...]
    terms: Terms
    sums: Sums
    lists: bool
    """whether the account had no such position since it was last settled"""
    first: bool
    """whether it had none at all"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(POSITIONS, (self.account, self.contract, self.hedge), self._position)
        yield Touch(TRADINGS, (self.contract,), self._trading)
        if self.lists:
            yield _ACCOUNTS.change(lambda before: with_listed(before, self.contract, self.hedge), self.account)
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


class EnteredByVenue(Entered, frozen=True):
    """The same, by the word of the venue."""

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, known(moment, PRODUCTS, self.product).venue, Role.venue)
        return ()


class Booked(EnteredByVenue, frozen=True):
    """An account's sides of trades were booked."""

    type: ClassVar[str] = "futures.booked"
    forced_for: ForceCloseReason | None
    """why it was closed by force, if it was"""


class Taken(FuturesEvent, frozen=True):
    """A side of a trade left a position, which is what the day's other trades make of it."""

    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    product: str
    account: AccountId
    contract: str
    cash: InstrumentId
    hedge: HedgeFlag
    day: DayNumber
    fill: Fill
    terms: Terms
    sums: Sums

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _POSITIONS.change(self._position, self.account, self.contract, self.hedge)
        yield _TRADINGS.change(lambda now: _with(now, self.sums, -1), self.contract)

    def _position(self, before: Position) -> Position:
        return without(before, self.day, self.fill, self.terms)


class Unbooked(Taken, frozen=True):
    """An account's side of a trade was cancelled."""

    type: ClassVar[str] = "futures.unbooked"
    holder: PartyId
    member: PartyId
    """who answers for the account"""
    reason: str

    def permit(self, moment: Moment) -> Consents:
        """With the venue who has it, who answers for that, or the house, which is the other side of every trade."""
        product = known(moment, PRODUCTS, self.product)
        require_role(moment, product.venue, Role.venue)
        house = known(moment, HOUSES, product.house).by
        by = next((one for one in (self.member, self.holder, house) if moment.consents(one)), self.holder)
        require_parties(moment, product.venue, by)
        return ()


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
    agreed_lots: Lots
    agreed_turnover: Amount

    @property
    def published(self) -> Published:
        """What is on record from now on."""
        return Published(
            contract=self.contract,
            cash=self.cash,
            day=self.day,
            traded=Turned(self.lots, self.turnover),
            late=Turned(self.late_lots, self.late_turnover),
            agreed=Turned(self.agreed_lots, self.agreed_turnover),
            open_interest=self.open_interest,
        )

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(PUBLISHED, (self.contract,), lambda _before: self.published)
        yield Changes(TRADINGS).replace(self.contract, balanced=True)


_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)
_POSITIONS: Changes[Position] = Changes(POSITIONS)
_TRADINGS: Changes[Trading] = Changes(TRADINGS)
EVENTS: tuple[type[EventData], ...] = (Booked, Unbooked, Balanced)


def booked(
    moment: Moment, floor: Floor, account: MarginAccount, hedge: HedgeFlag, fills: tuple[Fill, ...]
) -> dict[str, Any]:
    """What an event says that books these."""
    contract, listed = floor.contract, listed_as(floor.contract.contract, hedge)
    require_answered(account, fills)
    require_room(account, contract.contract, hedge)
    require_quota(moment, floor, account, hedge, fills)
    require_openings(moment, floor, account, hedge, fills)
    return {
        "product": contract.product,
        "account": account.account,
        "contract": contract.contract,
        "house": contract.house,
        "cash": contract.cash,
        "hedge": hedge,
        "day": floor.day,
        "fills": fills,
        "terms": counted_of(moment, floor, account, hedge),
        "sums": summed(fills, floor.product.multiplier, late_from(floor.within)),
        "lists": listed not in account.positions,
        "first": not account.positions,
    }


def book(call: c.Book, moment: Moment) -> Iterable[EventData]:
    floor = floor_of(moment, call.contract)
    opens = any(fill.offset is Offset.opens for fill in call.fills)
    account = account_on(moment, floor, call.account, opens=opens)
    rules, within = floor.rules, floor.within
    lower, upper = prices_of(moment, floor.contract, rules, floor.day)
    halts = moment.read(HALTS, floor.contract.product)
    require_reason((fill.offset for fill in call.fills), call.forced_for, call.account)
    if call.forced_for is not None:
        require(_is_forced(moment, call, account, floor), FuturesOutcome.not_forced, call.forced_for)
    for fill in call.fills:
        if not fill.in_turn:
            raise _wrong(FuturesOutcome.agreed_apart, fill, fill.kind)
        if fill.price % rules.tick:
            raise _wrong(FuturesOutcome.off_tick, fill, f"tick {rules.tick}")
        if not lower <= fill.price <= upper:
            raise _wrong(FuturesOutcome.outside_limits, fill, f"{lower} to {upper}")
        if not in_session(within, fill.time):
            raise _wrong(FuturesOutcome.outside_sessions, fill, format_day(floor.day))
        if fill.time > moment.time:
            raise _wrong(FuturesOutcome.not_yet, fill, format_time(moment.time))
        require_trading(halts, call.contract, fill.time, f"{call.contract}, trade {fill.trade}")
    yield Booked(**booked(moment, floor, account, call.hedge, call.fills), forced_for=call.forced_for)


def require_reason(offsets: Iterable[Offset], forced_for: ForceCloseReason | None, told: str) -> None:
    """Nothing is closed by force, and no reason on record: what two agree on, or is given up, is no forced closing."""
    forced = any(offset is Offset.forced for offset in offsets)
    require(not forced or forced_for is not None, FuturesOutcome.forced_without_reason, told)


def cancel(call: c.Cancel, moment: Moment) -> Iterable[EventData]:
    floor = floor_of(moment, call.contract)
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    require(account.auction is None, AuctionOutcome.auction_under_way, f"{call.account}: {account.auction}")
    fill = fill_of(moment, floor, call.account, call.hedge, (call.trade, call.direction))
    yield Unbooked(
        **unbooked(floor, call.account, call.hedge, fill),
        holder=account.holder,
        member=account.member,
        reason=call.reason,
    )


def unbooked(floor: Floor, account: AccountId, hedge: HedgeFlag, fill: Fill) -> dict[str, Any]:
    """What an event says that takes a trade out of a position."""
    return {
        "product": floor.contract.product,
        "account": account,
        "contract": floor.contract.contract,
        "cash": floor.contract.cash,
        "hedge": hedge,
        "day": floor.day,
        "fill": fill,
        "terms": terms_of(floor, hedge),
        "sums": summed((fill,), floor.product.multiplier, late_from(floor.within)),
    }


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
        agreed_lots=call.agreed_lots,
        agreed_turnover=call.agreed_turnover,
    )


def _with(now: Trading, sums: Sums, sign: int) -> Trading:
    """With these trades, or, of a negative sign, without them."""
    return replace(
        now,
        bought=now.bought.plus(sign * sums.bought.lots, sign * sums.bought.turnover),
        sold=now.sold.plus(sign * sums.sold.lots, sign * sums.sold.turnover),
        late_bought=now.late_bought.plus(sign * sums.late_bought.lots, sign * sums.late_bought.turnover),
        agreed_bought=now.agreed_bought.plus(sign * sums.agreed_bought.lots, sign * sums.agreed_bought.turnover),
        agreed_sold=now.agreed_sold.plus(sign * sums.agreed_sold.lots, sign * sums.agreed_sold.turnover),
        long=now.long + sign * sums.long,
        short=now.short + sign * sums.short,
        balanced=False,
    )


def _is_forced(moment: Moment, call: c.Book, account: MarginAccount, floor: Floor) -> bool:
    """Whether all are forced closings, and the reason is so as far as is seen here: a violation is the venue's word."""
    if any(fill.offset is not Offset.forced for fill in call.fills):
        return False
    if call.forced_for is ForceCloseReason.violation or call.forced_for in JUDGED_OF_ALL:
        return True
    if call.forced_for is ForceCloseReason.lack_deposit:
        today = account.intraday
        late = today is not None and all(today.stops(fill.time) for fill in call.fills)
        return still_called(moment, account, floor.house) or (late and now_of(moment, account, floor.house).lacks > 0)
    if call.forced_for is ForceCloseReason.member_default:
        return is_defaulters(moment, account, floor.house)
    if call.forced_for is ForceCloseReason.person_delivery:
        return floor.near_end and not account.delivers
    position = known(moment, POSITIONS, call.account, call.contract, call.hedge)
    if call.forced_for is ForceCloseReason.over_limit:
        return _is_beyond(call, position, counted_of(moment, floor, account, call.hedge))
    unit = 1 if floor.ending is None else floor.ending.unit
    return floor.near_end and bool(position.long_lots % unit or position.short_lots % unit)


def _is_beyond(call: c.Book, position: Position, terms: Terms) -> bool:
    """Whether all that is closed of each side is beyond the limit: no more than brings the account back to it."""
    for side, there in ((Direction.bought, position.long_lots), (Direction.sold, position.short_lots)):
        closed = sum(fill.lots for fill in call.fills if fill.direction.other is side)
        if closed and (terms.limit is None or there + terms.besides(side) - terms.limit < closed):
            return False
    return True


def _wrong(outcome: FuturesOutcome, fill: Fill, told: str) -> Refused:
    return Refused(outcome, f"trade {fill.trade} at {fill.price}, {format_time(fill.time)}: {told}")
