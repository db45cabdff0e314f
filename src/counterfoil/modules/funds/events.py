# SPDX-License-Identifier: Apache-2.0
"""Events of calendars, funds and their values, and of the lots of their units."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Annotated, Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.evidence.event import Side as Way
from counterfoil.law.dated import D, day_of, scheduled
from counterfoil.law.event import Changes, Consents, EventData, FollowingEvent, Touch, given_by
from counterfoil.law.moment import Moment, all_known, known
from counterfoil.law.outcome import require
from counterfoil.modules.funds.allotment import Sieve
from counterfoil.modules.funds.outcomes import FundsOutcome
from counterfoil.modules.funds.records import (
    DEALING_DAYS,
    FUND_BOOKS,
    FUND_VALUES,
    FUNDS,
    LOTS,
    TRADING_CALENDARS,
    CalendarEntry,
    DayStatus,
    DealingDay,
    Fund,
    FundBook,
    FundTerms,
    FundValue,
    LotOfUnits,
    Lots,
    NaturalCents,
    RedemptionTier,
    TradingCalendar,
    ValueStatus,
    calendar_of,
)
from counterfoil.modules.parties.authority import require_parties, require_party, require_role, signed_for, together
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, Role
from counterfoil.primitives.types import (
    NATURAL,
    AccountId,
    BasisPoints,
    DayNumber,
    InstrumentId,
    NaturalQuantity,
    PartyId,
    PositiveQuantity,
    Quantity,
)

_CALENDARS: Changes[TradingCalendar] = Changes(TRADING_CALENDARS)
_FUNDS: Changes[Fund] = Changes(FUNDS)
_DAYS: Changes[DealingDay] = Changes(DEALING_DAYS)
BOOK: Changes[FundBook] = Changes(FUND_BOOKS)


class ProductEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.product


class ValueEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.disclosure


class CalendarOpened(ProductEvent, frozen=True):
    """A venue opened a calendar of trading days."""

    type: ClassVar[str] = "funds.calendar_opened"
    calendar: str
    by: PartyId
    entry: CalendarEntry

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        calendar = TradingCalendar(calendar=self.calendar, by=self.by, entries=(self.entry,))
        yield _CALENDARS.create(calendar, self.calendar)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.venue)
        return ()


class CalendarSet(ProductEvent, frozen=True):
    """A calendar has other days from a time on, to which no order came yet."""

    type: ClassVar[str] = "funds.calendar_set"
    calendar: str
    by: PartyId
    entry: CalendarEntry

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: TradingCalendar) -> TradingCalendar:
            crowded = FundsOutcome.trading_calendar_crowded
            coming = scheduled(before.entries, self.entry, moment.time, crowded, self.calendar)
            today = before.of_day(day_of(moment.time, before.offset_min))
            entries = (*_still_needed(before.entries, coming, [today]), *coming)
            return replace(before, entries=entries)

        yield _CALENDARS.change(fold, self.calendar)

    def permit(self, moment: Moment) -> Consents:
        keeper = known(moment, TRADING_CALENDARS, self.calendar).by
        require(self.by == keeper, FundsOutcome.not_the_calendars_keeper, self.by)
        require_role(moment, self.by, Role.venue)
        return ()


class Established(ProductEvent, frozen=True):
    """Units of an instrument come and go at net asset value from now on."""

    type: ClassVar[str] = "funds.established"
    instrument: InstrumentId
    manager: PartyId
    custodian: PartyId
    cash: InstrumentId
    cash_account: AccountId
    fee_account: AccountId
    calendar: str
    decimals: int
    terms: FundTerms

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        fund = Fund(
            instrument=self.instrument,
            manager=self.manager,
            custodian=self.custodian,
            cash=self.cash,
            cash_account=self.cash_account,
            fee_account=self.fee_account,
            calendar=self.calendar,
            decimals=self.decimals,
            pays_by=given_by(consents[:1]),
            takes_by=given_by(consents[1:2]),
            fee_takes_by=given_by(consents[2:3]),
            terms=(self.terms,),
        )
        yield _FUNDS.create(fund, self.instrument)
        yield BOOK.create(FundBook(instrument=self.instrument), self.instrument)

    def permit(self, moment: Moment) -> Consents:
        require_parties(moment, self.manager, self.custodian)
        kept = known(moment, ACCOUNTS, self.cash_account).custodian == self.custodian
        require(kept, FundsOutcome.fund_cash_elsewhere, self.cash_account)
        consents = all_known(
            (
                partial(signed_for, moment, self.cash_account, Way.gives),
                partial(signed_for, moment, self.cash_account, Way.takes),
                partial(signed_for, moment, self.fee_account, Way.takes),
            )
        )
        return together(moment, consents, self.manager, self.custodian)


class TermsSet(ProductEvent, frozen=True):
    """A fund deals by other terms on days that begin at a time or after it, to which no order came yet."""

    type: ClassVar[str] = "funds.terms_set"
    instrument: InstrumentId
    terms: FundTerms

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        open_days = known(moment, FUND_BOOKS, self.instrument).open

        def fold(before: Fund) -> Fund:
            crowded, calendar = FundsOutcome.fund_terms_crowded, calendar_of(moment, before)
            coming = scheduled(before.terms, self.terms, moment.time, crowded, self.instrument)
            days = (*open_days, day_of(moment.time, calendar.offset_min))
            needed = [before.terms_of(calendar.begins(day)) for day in days]
            return replace(before, terms=(*_still_needed(before.terms, coming, needed), *coming))

        yield _FUNDS.change(fold, self.instrument)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, FUNDS, self.instrument).manager)
        return ()


class ValuePublished(ValueEvent, frozen=True):
    """A manager published the net asset value of a day, or corrected it."""

    type: ClassVar[str] = "funds.value_published"
    instrument: InstrumentId
    day: DayNumber
    net_assets: NaturalCents
    units: NaturalQuantity
    nav: Annotated[int, NATURAL]
    nav_decimals: int
    version: int
    confirmed_on: DayNumber
    subscriptions_settle: DayNumber
    redemptions_settle: DayNumber
    redemption: tuple[RedemptionTier, ...]
    kept_bp: BasisPoints
    reopens: bool
    """a value that was confirmed, for orders of which none was weighed, is corrected"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        value = FundValue(
            instrument=self.instrument,
            day=self.day,
            net_assets=self.net_assets,
            units=self.units,
            nav=self.nav,
            nav_decimals=self.nav_decimals,
            version=self.version,
            confirmed_on=self.confirmed_on,
            subscriptions_settle=self.subscriptions_settle,
            redemptions_settle=self.redemptions_settle,
            redemption=self.redemption,
            kept_bp=self.kept_bp,
        )

        def fold(before: FundValue | None) -> FundValue:
            return value if before is None else replace(value, trail=before.trail)

        yield Touch(FUND_VALUES, (self.instrument, str(self.day)), fold)
        yield BOOK.replace(self.instrument, valued=self.day)
        if self.reopens:
            yield _DAYS.replace(self.instrument, str(self.day), status=DayStatus.ordering)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, FUNDS, self.instrument).manager)
        return ()


class ValueConfirmed(ValueEvent, frozen=True):
    """A custodian confirmed it. So many units go to all who pay, and of so many given back are accepted."""

    type: ClassVar[str] = "funds.value_confirmed"
    instrument: InstrumentId
    day: DayNumber
    net_assets: NaturalCents
    bought: NaturalQuantity
    accepted: NaturalQuantity
    closes: bool
    """nobody ordered for the day"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        day = str(self.day)
        yield Changes(FUND_VALUES).replace(self.instrument, day, status=ValueStatus.confirmed)
        if self.closes:
            yield BOOK.replace(self.instrument, closed=self.day)
        else:
            yield _DAYS.change(self._priced, self.instrument, day)

    def _priced(self, before: DealingDay) -> DealingDay:
        subscribed, redeemed = Sieve.of(self.bought, before.net_money), Sieve.of(self.accepted, before.units)
        even = subscribed.cut is not None and redeemed.cut is not None
        status = DayStatus.dealing if even else DayStatus.weighing
        return replace(before, subscribed=subscribed, redeemed=redeemed, status=status)

    def permit(self, moment: Moment) -> Consents:
        fund = known(moment, FUNDS, self.instrument)
        require_party(moment, fund.custodian)
        keys = [known(moment, PARTIES, party).keys for party in (fund.manager, fund.custodian)]
        first, second = (frozenset[str]() if one is None else one.keyid_set for one in keys)
        require(first.isdisjoint(second), FundsOutcome.keys_not_apart, f"{fund.manager}, {fund.custodian}")
        return ()


class LotsMoved(FollowingEvent, frozen=True):
    """Units of a fund came, went, or went over: the oldest first, and with their days."""

    type: ClassVar[str] = "funds.lots_moved"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    instrument: InstrumentId
    sender: AccountId | None
    """None: they came into the world"""
    receiver: AccountId | None
    """None: they ended"""
    quantity: PositiveQuantity
    lots: tuple[LotOfUnits, ...]
    change: int
    """of the units that the fund counts; what is dealt it has counted before"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        if self.sender is not None:
            yield Touch(LOTS, (self.sender, self.instrument), self._left)
        if self.receiver is not None:
            yield Touch(LOTS, (self.receiver, self.instrument), self._arrived)
        if self.change:
            yield BOOK.change(self._counted, self.instrument)

    def _left(self, before: Lots | None) -> Lots:
        return (before or Lots(account=self.sender or AccountId(""), instrument=self.instrument)).less(self.quantity)

    def _arrived(self, before: Lots | None) -> Lots:
        empty = Lots(account=self.receiver or AccountId(""), instrument=self.instrument)
        return (before or empty).more(self.lots)

    def _counted(self, before: FundBook) -> FundBook:
        return replace(before, units=Quantity(before.units + self.change))


def _still_needed(entries: tuple[D, ...], coming: tuple[D, ...], needed: Sequence[D]) -> Iterator[D]:
    """What is over, and yet is that of a day that is not: today, or one that is not dealt."""
    return (one for one in entries if one in needed and one.since < coming[0].since)


FUND_EVENTS: tuple[Any, ...] = (
    CalendarOpened,
    CalendarSet,
    Established,
    TermsSet,
    ValuePublished,
    ValueConfirmed,
    LotsMoved,
)
