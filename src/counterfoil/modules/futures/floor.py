# SPDX-License-Identifier: Apache-2.0
"""Where and by what a contract trades on the day that is open, and which accounts may."""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from counterfoil.evidence.text import format_day
from counterfoil.law.moment import Moment, Reader, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures.auction_outcomes import AuctionOutcome
from counterfoil.modules.futures.ending_rules import EndingRules
from counterfoil.modules.futures.option_records import beneath
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import (
    POSITIONS,
    Direction,
    Fill,
    Position,
    Published,
    Terms,
    Turned,
    traded,
)
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    FuturesContract,
    HedgeFlag,
    House,
    MarginAccount,
    MemberStatus,
    Product,
    ProductRules,
)
from counterfoil.modules.futures.reports import require_no_report_missing
from counterfoil.modules.futures.rounding import half_up
from counterfoil.modules.futures.rules_of_days import rules_of
from counterfoil.modules.futures.trade_policy import SettlementMethod
from counterfoil.modules.futures.trading_days import Spans, last_of, out_from, spans, trades_on
from counterfoil.primitives.types import PARTS_PER_MILLION, AccountId, DayNumber
from counterfoil.terms.formulas.trading_rules import price_limits


class Floor(NamedTuple):
    """A contract on the day that is open, and by what it trades then."""

    contract: FuturesContract
    product: Product
    house: House
    day: DayNumber
    rules: ProductRules

    @property
    def within(self) -> Spans:
        """Its sessions."""
        return spans(self.house, self.rules.sessions, self.day)

    @property
    def ending(self) -> EndingRules | None:
        """How it ends."""
        return ending_of(self.contract, self.rules)

    @property
    def near_end(self) -> bool:
        """Whether whoever takes no delivery is to hold nothing of it any more."""
        out = None if self.ending is None else out_from(self.house, last_of(self.house, self.contract), self.ending)
        return out is not None and self.day >= out


def ending_of(contract: FuturesContract, rules: ProductRules) -> EndingRules | None:
    """As it was said when the contract was listed, whatever its house says later; else by these rules."""
    return contract.ending if contract.ending is not None else rules.ending


def floor_of(moment: Reader, name: str) -> Floor:
    """Refused where no trade of the contract comes any more today."""
    contract = known(moment, FUTURES, name)
    product = known(moment, PRODUCTS, contract.product)
    house = known(moment, HOUSES, contract.house)
    day = open_day(house, contract)
    return Floor(contract, product, house, day, rules_of(contract, product, house, day))


def account_on(moment: Reader, floor: Floor, name: AccountId, *, opens: bool) -> MarginAccount:
    """A margin account that may trade, or, unless it opens, close."""
    account = known(moment, MARGIN_ACCOUNTS, name)
    require(account.house == floor.contract.house, FuturesOutcome.another_house, name)
    told = f"{name}: {format_day(floor.day)}"
    require(account.settled != floor.day, FuturesOutcome.account_settled, told)
    require(account.auction is None, AuctionOutcome.auction_under_way, f"{name}: {account.auction}")
    require(not (opens and account.called), FuturesOutcome.under_margin_call, name)
    if opens:
        status = known(moment, MEMBERS, account.house, account.member).status
        require(status is MemberStatus.active, FuturesOutcome.member_in_default, account.member)
    if opens and floor.rules.reports_stop:
        require_no_report_missing(moment, account.house, account.holder, floor.contract.contract)
        if account.own:
            require_no_report_missing(moment, account.house, account.member, floor.contract.contract, of_member=True)
    out = opens and not account.delivers and floor.near_end
    require(not out, FuturesOutcome.out_before_the_end, told)
    return account


def fill_of(moment: Reader, floor: Floor, account: AccountId, hedge: HedgeFlag, order: tuple[int, Direction]) -> Fill:
    """A side of a trade of the day, as it stands in its position."""
    name = floor.contract.contract
    position = known(moment, POSITIONS, account, name, hedge).on(floor.day)
    fill = next((one for one in position.fills if one.order == order), None)
    if fill is None:
        same = sorted(one.trade for one in position.fills if one.direction is order[1])
        there = f"{len(same)}, numbered from {same[0]} to {same[-1]}" if same else "none"
        told = f"{account} {name}: {order[0]}; {order[1]} on {format_day(floor.day)} are {there}"
        raise Refused(FuturesOutcome.no_such_fill, told)
    return fill


def without(position: Position, day: DayNumber, fill: Fill, terms: Terms) -> Position:
    """A position, had one of the day's trades never been in it; Refused where a later one closed what it opened."""
    rest = tuple(one for one in position.fills if one.order != fill.order)
    return traded(position.begun, day, rest, terms)


def open_day(house: House, contract: FuturesContract) -> DayNumber:
    """The day that is open and on which the contract trades, before its settlement price is fixed."""
    day = house.open_day
    told = f"{contract.contract}: {format_day(day)}"
    require(trades_on(house, contract, day), FuturesOutcome.contract_over, told)
    require(contract.settled != day, FuturesOutcome.day_settled, told)
    return day


def limits_of(contract: FuturesContract, rules: ProductRules, day: DayNumber) -> tuple[int, int]:
    """The lowest and the highest price of a day: as announced, else by the rules, inwards to the tick."""
    if contract.announced is not None and contract.announced.day == day:
        return contract.announced.lower, contract.announced.upper
    return band_of(contract.settlement, rules.limit_ppm, rules.tick)


def prices_of(reads: Reader, contract: FuturesContract, rules: ProductRules, day: DayNumber) -> tuple[int, int]:
    """The same; of an option as far from its last price as what is beneath may move from its own, at least a tick."""
    announced = contract.announced is not None and contract.announced.day == day
    if contract.option is None or announced:
        return limits_of(contract, rules, day)
    most = abs(beneath(reads, contract.option).before(day)) * rules.limit_ppm // PARTS_PER_MILLION
    lower, upper = contract.settlement - most, contract.settlement + most
    return max(-(-lower // rules.tick), 1) * rules.tick, upper // rules.tick * rules.tick


@lru_cache(maxsize=4_096)
def band_of(previous: int, ratio_ppm: int, tick: int) -> tuple[int, int]:
    """So much either way of a price, inwards to the tick."""
    limits = price_limits(Decimal(previous), Decimal(ratio_ppm).scaleb(-6), Decimal(tick))
    return int(limits.lower), int(limits.upper)


def counted_of(moment: Moment, floor: Floor, account: MarginAccount, hedge: HedgeFlag) -> Terms:
    """The same, where trades may open: with what the account has open for other purposes that the limit counts."""
    terms, long, short = terms_of(floor, hedge), 0, 0
    for flag in floor.rules.counted if terms.limit is not None else ():
        if flag is not hedge and f"{floor.contract.contract}/{flag}" in account.positions:
            other = known(moment, POSITIONS, account.account, floor.contract.contract, flag)
            long, short = long + other.long_lots, short + other.short_lots
    return replace(terms, long_besides=long, short_besides=short)


def terms_of(floor: Floor, hedge: HedgeFlag) -> Terms:
    """By what trades of a position are booked."""
    limit = floor.rules.position_limit if hedge in floor.rules.counted else None
    # A premium is paid when lots are opened, and had when they are closed: nothing is marked in between.
    previous = floor.contract.settlement if floor.contract.option is None else 0
    return Terms(previous, floor.product.multiplier, floor.rules.closing, limit)


def settlement_price(published: Published | None, day: DayNumber, product: Product, rules: ProductRules) -> int:
    """The average of a day's trades, weighted by lots, to the nearest tick, halves up; Refused without trades."""
    counted = Turned()
    if published is not None and published.day == day:
        counted = published.late if rules.method is SettlementMethod.last_hour else published.traded
    require(counted.lots > 0, FuturesOutcome.price_not_computed, product.product)
    return half_up(counted.turnover, counted.lots * product.multiplier * rules.tick) * rules.tick
