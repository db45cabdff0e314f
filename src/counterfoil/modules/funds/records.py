# SPDX-License-Identifier: Apache-2.0
"""Records of the funds module: calendars, funds with their terms, dealing days and their values, lots of units."""

from enum import StrEnum
from typing import Annotated, Final, NewType

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.law.dated import day_begins, in_force
from counterfoil.law.moment import Moment, known
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.funds.allotment import Sieve
from counterfoil.modules.funds.outcomes import FundsOutcome
from counterfoil.primitives.types import (
    NATURAL,
    PARTS_PER_MILLION,
    POSITIVE,
    AccountId,
    BasisPoints,
    DayNumber,
    InstrumentId,
    Millionths,
    MinuteOfDay,
    OffsetMinutes,
    PartyId,
    PositiveQuantity,
    Quantity,
    Timestamp,
)
from counterfoil.terms.formulas.fund_dealing import FeeMethod
from counterfoil.terms.kernel.arithmetic import Rounding

TIERS_MAX: Final = 8
DAYS_MAX: Final = 128
"""Days that a calendar closes, and weekends that it opens."""
OPEN_DAYS_MAX: Final = 16
"""Dealing days of a fund that may wait for their value at a time."""
LOTS_MAX: Final = 64
NAV_DECIMALS_MAX: Final = 6


Cents = NewType("Cents", int)
"""Money of a fund, whose cash has two decimals."""
NaturalCents = Annotated[Cents, NATURAL]
PositiveCents = Annotated[Cents, POSITIVE]


class Side(StrEnum):
    """What an order is for."""

    subscribes = "subscribes"
    redeems = "redeems"


class CalendarEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a day begins, and which are trading days: Mondays to Fridays in a range, but for some, and some weekends."""

    since: Timestamp
    offset_min: OffsetMinutes
    first: DayNumber
    last: DayNumber
    closed: tuple[DayNumber, ...]
    opened: tuple[DayNumber, ...]


class TradingCalendar(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On which days funds deal: dated data, kept by a venue."""

    calendar: str
    by: PartyId
    entries: tuple[CalendarEntry, ...]

    @property
    def offset_min(self) -> OffsetMinutes:
        """It never changes, so that a moment is of one day for ever."""
        return self.entries[0].offset_min

    def begins(self, day: DayNumber) -> Timestamp:
        """When a day begins."""
        return day_begins(day, self.offset_min)

    def of_day(self, day: DayNumber) -> CalendarEntry:
        """What is in force when a day begins, and is that day's; the first entry was from the block on that has it."""
        return in_force(self.entries, self.begins(day)) or self.entries[0]


class SubscriptionTier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The fee of subscriptions from an amount on: a rate, or so much an order."""

    from_amount: NaturalCents
    fee_ppm: Annotated[Millionths, Meta(ge=0, lt=PARTS_PER_MILLION)] = Millionths(0)
    amount: NaturalCents | None = None


class RedemptionTier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fee rate of units that were held so many calendar days or longer."""

    from_days: Annotated[int, Meta(ge=0, le=36_500)]
    fee_ppm: Annotated[Millionths, Meta(ge=0, lt=PARTS_PER_MILLION)]


class FundTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By which a fund deals on days that begin at a time or after it."""

    since: Timestamp
    cut_off: MinuteOfDay
    """minutes since the calendar's day began: 900 is three in the afternoon"""
    minimum: PositiveCents
    """the smallest subscription"""
    subscription: tuple[SubscriptionTier, ...]
    method: FeeMethod
    redemption: tuple[RedemptionTier, ...]
    kept_bp: BasisPoints
    """of a redemption fee, what stays in the fund"""
    large_bp: BasisPoints
    """net redemptions beyond this share of all units are put off, pro rata"""
    nav_decimals: int
    first_value: Annotated[int, POSITIVE]
    """while there is no unit, in the last decimal"""
    rounding: Rounding
    subscription_days: int
    redemption_days: int
    """trading days from the dealing day to settlement"""


class Fund(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An instrument whose units come and go at net asset value; who agreed that they do, and its terms."""

    instrument: InstrumentId
    manager: PartyId
    custodian: PartyId
    cash: InstrumentId
    cash_account: AccountId
    fee_account: AccountId
    calendar: str
    decimals: int
    """of its units"""
    pays_by: tuple[PartyId, ...]
    takes_by: tuple[PartyId, ...]
    """who consented for the cash account, and for what it takes"""
    fee_takes_by: tuple[PartyId, ...]
    terms: tuple[FundTerms, ...]

    def terms_of(self, begins: Timestamp) -> FundTerms:
        """Of a dealing day that begins so; the first terms were from the block on that has them."""
        return in_force(self.terms, begins) or self.terms[0]


class FundBook(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a fund has dealt, and how many units it counts."""

    instrument: InstrumentId
    units: Quantity = Quantity(0)
    """outstanding, with those dealt and to come, without those dealt and to go"""
    open: tuple[DayNumber, ...] = ()
    """days with orders that are not all dealt, ascending"""
    valued: DayNumber = DayNumber(0)
    """the latest day with a published value"""
    closed: DayNumber = DayNumber(0)
    """the latest day that is dealt"""


class DayStatus(StrEnum):
    ordering = "ordering"
    """takes orders until its cut-off, then waits for its value"""
    weighing = "weighing"
    """its value is confirmed, and its orders' remainders are compared"""
    dealing = "dealing"
    closed = "closed"


DAY_CYCLE: Final[dict[DayStatus, frozenset[DayStatus]]] = {
    DayStatus.ordering: frozenset({DayStatus.weighing, DayStatus.dealing}),
    DayStatus.weighing: frozenset({DayStatus.ordering, DayStatus.dealing}),
    DayStatus.dealing: frozenset({DayStatus.ordering, DayStatus.closed}),
    DayStatus.closed: frozenset(),
}
"""status → the statuses it may change to; a value corrected before any order is weighed or dealt leads back"""

NOTHING: Final = Sieve.of(0, 0)


class DealingDay(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is ordered for a day, and how far its orders are weighed or dealt."""

    instrument: InstrumentId
    day: DayNumber
    orders: int = 0
    """so many were placed; each has its place in line"""
    net_money: Cents = Cents(0)
    """for which units are bought, without fees"""
    units: Quantity = Quantity(0)
    """to be given back"""
    status: DayStatus = DayStatus.ordering
    done: int = 0
    """orders that passed in this round of weighing, or were dealt"""
    begun: bool = False
    """whether one was"""
    subscribed: Sieve = NOTHING
    """units to those who pay"""
    redeemed: Sieve = NOTHING
    """units accepted of those who redeem"""

    def sieve(self, side: Side) -> Sieve:
        return self.subscribed if side is Side.subscribes else self.redeemed


class ValueStatus(StrEnum):
    published = "published"
    confirmed = "confirmed"


class FundValue(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The net asset value of a day, and what follows from it for all orders of the day."""

    instrument: InstrumentId
    day: DayNumber
    net_assets: Cents
    units: Quantity
    """that the fund counted"""
    nav: int
    """of one unit, in the last decimal"""
    nav_decimals: int
    version: int
    confirmed_on: DayNumber
    """the trading day after: lots are counted to it"""
    subscriptions_settle: DayNumber
    redemptions_settle: DayNumber
    redemption: tuple[RedemptionTier, ...]
    kept_bp: BasisPoints
    status: ValueStatus = ValueStatus.published


VALUE_CYCLE: Final[dict[ValueStatus, frozenset[ValueStatus]]] = {
    ValueStatus.published: frozenset({ValueStatus.confirmed}),
    ValueStatus.confirmed: frozenset({ValueStatus.published}),
}
"""status → the statuses it may change to; corrected, it is to be confirmed again"""


class LotOfUnits(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Units that came on one day."""

    day: Annotated[DayNumber, NATURAL]
    units: PositiveQuantity


class Lots(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When an account's units of a fund came: the oldest first, which go first."""

    account: AccountId
    instrument: InstrumentId
    lots: tuple[LotOfUnits, ...] = ()

    def first(self, units: int) -> tuple[LotOfUnits, ...]:
        """The oldest so many units; fewer where there are fewer."""
        taken = []
        for lot in self.lots:
            if units <= 0:
                break
            taken.append(LotOfUnits(lot.day, Quantity(min(lot.units, units))))
            units -= lot.units
        return tuple(taken)

    def less(self, units: int) -> "Lots":
        """Without the oldest so many."""
        left = []
        for lot in self.lots:
            rest = lot.units - units
            units = max(0, -rest)
            if rest > 0:
                left.append(LotOfUnits(lot.day, Quantity(rest)))
        return replace(self, lots=tuple(left))

    def more(self, arriving: tuple[LotOfUnits, ...]) -> "Lots":
        """With these. Of more lots than there may be, the oldest are counted with the next oldest, as young as that."""
        by_day: dict[DayNumber, int] = {}
        for lot in (*self.lots, *arriving):
            by_day[lot.day] = by_day.get(lot.day, 0) + lot.units
        lots = [LotOfUnits(day, Quantity(units)) for day, units in sorted(by_day.items())]
        while len(lots) > LOTS_MAX:
            oldest, next_oldest = lots[:2]
            lots[:2] = [LotOfUnits(next_oldest.day, Quantity(oldest.units + next_oldest.units))]
        return replace(self, lots=tuple(lots))


TRADING_CALENDARS: Final = Table(
    "funds/calendar", TradingCalendar, FundsOutcome.unknown_trading_calendar, FundsOutcome.trading_calendar_exists
)
FUNDS: Final = Table("funds/fund", Fund, FundsOutcome.unknown_fund, FundsOutcome.fund_exists).opened()
FUND_BOOKS: Final = Table("funds/book", FundBook, FundsOutcome.unknown_fund_book, FundsOutcome.fund_book_exists)
DEALING_DAYS: Final = Table("funds/day", DealingDay, FundsOutcome.unknown_dealing_day, FundsOutcome.dealing_day_exists)
FUND_VALUES: Final = Table(
    "funds/value", FundValue, FundsOutcome.unknown_fund_value, FundsOutcome.fund_value_exists
).opened()
LOTS: Final = Table("funds/lots", Lots, FundsOutcome.unknown_lots, FundsOutcome.lots_exist).kept(AccountId)


def calendar_of(moment: Moment, fund: Fund) -> TradingCalendar:
    """The fund's calendar."""
    return known(moment, TRADING_CALENDARS, fund.calendar)
