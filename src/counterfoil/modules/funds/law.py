# SPDX-License-Identifier: Apache-2.0
"""The law of funds: ordered before the cut-off, valued after it, weighed and dealt in line, then settled at once."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.text import format_day, format_time
from counterfoil.law.dated import MINUTE_MS, begins
from counterfoil.law.detail import from_then, units
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.funds import calls as c
from counterfoil.modules.funds import dealings as d
from counterfoil.modules.funds import events as e
from counterfoil.modules.funds.orders import DEALINGS, FUND_ORDERS, OrderStatus
from counterfoil.modules.funds.outcomes import FundsOutcome
from counterfoil.modules.funds.reckoning import (
    dealing_day,
    first_day_to_set,
    is_calendar,
    is_trading_day,
    net_of,
    outlasts,
    settles_on,
    trading_days_after,
    units_for,
    value_of_unit,
)
from counterfoil.modules.funds.records import (
    DEALING_DAYS,
    FUND_BOOKS,
    FUND_VALUES,
    FUNDS,
    LOTS,
    OPEN_DAYS_MAX,
    TRADING_CALENDARS,
    CalendarEntry,
    Cents,
    DayStatus,
    DealingDay,
    Fund,
    FundTerms,
    FundValue,
    Side,
    ValueStatus,
    calendar_of,
)
from counterfoil.modules.funds.weigh_and_settle import deal, give_up, settle, weigh
from counterfoil.modules.funds.words import WORDS
from counterfoil.modules.holdings.records import Encumbrance, EncumbranceKind
from counterfoil.modules.holdings.reservations import active, given_back
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind
from counterfoil.primitives.types import QUANTITY_MAX, DayNumber, InstrumentId, Quantity, Timestamp
from counterfoil.terms.kernel.arithmetic import CENT

FUND_DEALING: Final = "funds"
"""The feature under which a chain has these calls."""
WHOLE_BP: Final = 10_000


def open_calendar(call: c.OpenCalendar, moment: Moment) -> Iterable[EventData]:
    yield e.CalendarOpened(calendar=call.calendar, by=call.by, entry=_entry(call.days, moment.time, call.calendar))


def set_calendar(call: c.SetCalendar, moment: Moment) -> Iterable[EventData]:
    calendar = known(moment, TRADING_CALENDARS, call.calendar)
    earliest = calendar.begins(first_day_to_set(calendar, moment.time))
    since = begins(call.since, earliest, FundsOutcome.trading_calendar_backdated, call.calendar)
    same = call.days.offset_min == calendar.offset_min
    require(same, FundsOutcome.trading_day_begins_otherwise, str(calendar.offset_min))
    yield e.CalendarSet(calendar=call.calendar, by=call.by, entry=_entry(call.days, since, call.calendar))


def establish(call: c.Establish, moment: Moment) -> Iterable[EventData]:
    known(moment, TRADING_CALENDARS, call.calendar)
    units, cash = (known(moment, INSTRUMENTS, one) for one in (call.instrument, call.cash))
    fits = units.kind is InstrumentKind.fund_unit and not units.unique
    require(fits, FundsOutcome.not_a_fund_unit, call.instrument)
    counted = cash.kind is InstrumentKind.cash and cash.unit.decimals == CENT
    require(counted, FundsOutcome.not_in_cents, call.cash)
    require(call.cash_account != call.fee_account, FundsOutcome.fees_into_the_fund, call.fee_account)
    yield e.Established(
        instrument=call.instrument,
        manager=units.issuer,
        custodian=call.custodian,
        cash=call.cash,
        cash_account=call.cash_account,
        fee_account=call.fee_account,
        calendar=call.calendar,
        decimals=units.unit.decimals,
        terms=_terms(call.terms, moment.time, call.instrument),
    )


def set_terms(call: c.SetTerms, moment: Moment) -> Iterable[EventData]:
    fund = known(moment, FUNDS, call.instrument)
    calendar = calendar_of(moment, fund)
    # Orders come to today, or to the next trading day where the cut-off has passed: its terms stand, and all before.
    untouched = DayNumber(dealing_day(calendar, fund, moment.time) + 1)
    since = begins(call.since, calendar.begins(untouched), FundsOutcome.fund_terms_backdated, call.instrument)
    yield e.TermsSet(instrument=call.instrument, terms=_terms(call.terms, since, call.instrument))


def subscribe(call: c.Subscribe, moment: Moment) -> Iterable[EventData]:
    fund = known(moment, FUNDS, call.instrument)
    calendar = calendar_of(moment, fund)
    terms = fund.terms_of(calendar.begins(dealing_day(calendar, fund, moment.time)))
    hold = _held_for(moment, call, fund.cash)
    apart = hold.account not in (fund.cash_account, fund.fee_account)
    require(apart, FundsOutcome.paid_by_the_fund, hold.account)
    net = net_of(hold.quantity, terms)
    enough = hold.quantity >= terms.minimum and net > 0
    below = f"{units(hold.quantity, fund.cash)}, and the least is {units(terms.minimum, fund.cash)}"
    require(enough, FundsOutcome.below_minimum, below)
    yield _ordered(moment, fund, call, hold, Side.subscribes, hold.quantity - net)


def redeem(call: c.Redeem, moment: Moment) -> Iterable[EventData]:
    fund = known(moment, FUNDS, call.instrument)
    hold = _held_for(moment, call, fund.instrument)
    require(call.account != fund.cash_account, FundsOutcome.paid_by_the_fund, call.account)
    yield _ordered(moment, fund, call, hold, Side.redeems, 0)


def cancel(call: c.CancelOrder, moment: Moment) -> Iterable[EventData]:
    order = known(moment, FUND_ORDERS, call.order)
    require(order.status is OrderStatus.placed, FundsOutcome.fund_order_not_open, call.order)
    early = _dealing_day_now(moment, known(moment, FUNDS, order.instrument)) <= order.day
    told = f"{call.order} is of {format_day(order.day)}, and it is {format_time(moment.time)}"
    require(early, FundsOutcome.after_cut_off, told)
    require_unvalued(moment, order.instrument, order.day)
    yield from given_back(moment, order.hold, FUND_ORDERS.path(call.order), order.amount)
    yield d.Cancelled(
        fund_order=call.order, side=order.side, instrument=order.instrument, day=order.day, weight=order.weight
    )


def publish(call: c.PublishValue, moment: Moment) -> Iterable[EventData]:
    fund, book = known(moment, FUNDS, call.instrument), known(moment, FUND_BOOKS, call.instrument)
    calendar = calendar_of(moment, fund)
    terms = fund.terms_of(calendar.begins(call.day))
    ordered = call.day in book.open
    require(ordered or is_trading_day(calendar, call.day), FundsOutcome.not_a_dealing_day, format_day(call.day))
    over = dealing_day(calendar, fund, moment.time) > call.day
    cut_off = Timestamp(calendar.begins(call.day) + terms.cut_off * MINUTE_MS)
    require(over, FundsOutcome.value_before_cut_off, from_then(format_day(call.day), cut_off, moment.time))
    require(call.day > book.closed, FundsOutcome.dealing_begun, format_day(call.day))
    waits = any(day < call.day for day in book.open) or book.closed < book.valued != call.day
    require(not waits, FundsOutcome.earlier_day_open, format_day(call.day))
    reopens = ordered and _day(moment, call).status is not DayStatus.ordering
    require(not (reopens and _day(moment, call).begun), FundsOutcome.dealing_begun, format_day(call.day))
    version = known(moment, FUND_VALUES, call.instrument, str(call.day)).version if book.valued == call.day else 0
    nav = value_of_unit(call.net_assets, book.units, fund.decimals, terms)
    require(0 < nav <= QUANTITY_MAX, FundsOutcome.fund_value_unusable, str(nav))
    yield e.ValuePublished(
        instrument=call.instrument,
        day=call.day,
        net_assets=call.net_assets,
        units=book.units,
        nav=nav,
        nav_decimals=terms.nav_decimals,
        version=version + 1,
        confirmed_on=trading_days_after(calendar, call.day, 1),
        subscriptions_settle=settles_on(calendar, fund, call.day, Side.subscribes),
        redemptions_settle=settles_on(calendar, fund, call.day, Side.redeems),
        redemption=terms.redemption,
        kept_bp=terms.kept_bp,
        reopens=reopens,
    )


def confirm(call: c.ConfirmValue, moment: Moment) -> Iterable[EventData]:
    fund = known(moment, FUNDS, call.instrument)
    value = known(moment, FUND_VALUES, call.instrument, str(call.day))
    require(value.status is ValueStatus.published, FundsOutcome.fund_value_confirmed, format_day(call.day))
    differs = f"{units(value.net_assets, fund.cash)} is published, {units(call.net_assets, fund.cash)} named"
    require(call.net_assets == value.net_assets, FundsOutcome.fund_value_differs, differs)
    book = known(moment, FUND_BOOKS, call.instrument)
    terms = fund.terms_of(calendar_of(moment, fund).begins(call.day))
    closes = call.day not in book.open
    bought = accepted = 0
    if not closes:
        day = _day(moment, call)
        bought = units_for(day.net_money, value, fund.decimals, terms) if day.net_money else 0
        counted = book.units + bought <= QUANTITY_MAX
        require(counted, FundsOutcome.fund_value_unusable, str(bought))
        accepted = _accepted(day.units, bought, value, terms)
    yield e.ValueConfirmed(
        instrument=call.instrument,
        day=call.day,
        net_assets=call.net_assets,
        bought=Quantity(bought),
        accepted=Quantity(accepted),
        closes=closes,
    )


def _accepted(asked: int, bought: int, value: FundValue, terms: FundTerms) -> int:
    """Of the units to be given back: all, or so many that net redemptions are not beyond the share of all units."""
    most = bought + value.units * terms.large_bp // WHOLE_BP
    return min(asked, most)


def _ordered(
    moment: Moment, fund: Fund, call: c.Subscribe | c.Redeem, hold: Encumbrance, side: Side, fee: int
) -> d.Ordered:
    calendar, book = calendar_of(moment, fund), known(moment, FUND_BOOKS, fund.instrument)
    day = dealing_day(calendar, fund, moment.time)
    require_unvalued(moment, fund.instrument, day)
    settles = settles_on(calendar, fund, day, side)
    lasts = outlasts(calendar, hold.expires, settles)
    require(lasts, FundsOutcome.hold_ends_early, f"{hold.told}; it settles on {format_day(settles)}")
    opened = day in book.open
    require(opened or len(book.open) < OPEN_DAYS_MAX, FundsOutcome.too_many_open_days, format_day(day))
    return d.Ordered(
        fund_order=call.order,
        side=side,
        instrument=fund.instrument,
        hold=call.hold,
        account=call.account,
        amount=hold.quantity,
        fee=Cents(fee),
        day=day,
        place=known(moment, DEALING_DAYS, fund.instrument, str(day)).orders + 1 if opened else 1,
        time=moment.time,
    )


def _held_for(moment: Moment, call: c.Subscribe | c.Redeem, instrument: InstrumentId) -> Encumbrance:
    """The active hold, which must be for this order, of what it is paid in."""
    held = active(moment, call.hold, EncumbranceKind.hold)
    meant = (held.executor, held.instrument) == (FUND_ORDERS.path(call.order), instrument)
    needed = f"needed: {instrument} for {FUND_ORDERS.path(call.order)}"
    require(meant, FundsOutcome.hold_not_for_order, f"{held.told}; {needed}")
    return held


def require_unvalued(moment: Moment, instrument: InstrumentId, day: DayNumber) -> None:
    """The fault that ruins a fund is an order at a value that is known. The cut-off forbids it; this does once more."""
    unknown = day > known(moment, FUND_BOOKS, instrument).valued
    require(unknown, FundsOutcome.value_is_known, format_day(day))


def _dealing_day_now(moment: Moment, fund: Fund) -> DayNumber:
    return dealing_day(calendar_of(moment, fund), fund, moment.time)


def _day(moment: Moment, call: c.PublishValue | c.ConfirmValue) -> DealingDay:
    return known(moment, DEALING_DAYS, call.instrument, str(call.day))


def _entry(days: c.TradingDaysGiven, since: Timestamp, calendar: str) -> CalendarEntry:
    entry = CalendarEntry(
        since=since,
        offset_min=days.offset_min,
        first=days.first,
        last=days.last,
        closed=days.closed,
        opened=days.opened,
    )
    require(is_calendar(entry), FundsOutcome.trading_calendar_not_so, calendar)
    return entry


def _terms(given: c.TermsGiven, since: Timestamp, instrument: InstrumentId) -> FundTerms:
    amounts = [tier.from_amount for tier in given.subscription]
    days = [tier.from_days for tier in given.redemption]
    ascend = all(one == sorted(set(one)) for one in (amounts, days))
    fixed = all((tier.amount or 0) < max(tier.from_amount, given.minimum) for tier in given.subscription)
    require(ascend and fixed, FundsOutcome.fee_tiers_not_so, instrument)
    return FundTerms(
        since=since,
        cut_off=given.cut_off,
        minimum=given.minimum,
        subscription=given.subscription,
        method=given.method,
        redemption=given.redemption,
        kept_bp=given.kept_bp,
        large_bp=given.large_bp,
        nav_decimals=given.nav_decimals,
        first_value=given.first_value,
        rounding=given.rounding,
        subscription_days=given.subscription_days,
        redemption_days=given.redemption_days,
    )


LAW: Final = Law(
    noun="funds",
    calls=under(
        FUND_DEALING,
        {
            c.OpenCalendar: open_calendar,
            c.SetCalendar: set_calendar,
            c.Establish: establish,
            c.SetTerms: set_terms,
            c.Subscribe: subscribe,
            c.Redeem: redeem,
            c.CancelOrder: cancel,
            c.PublishValue: publish,
            c.ConfirmValue: confirm,
            c.Weigh: weigh,
            c.Deal: deal,
            c.SettleDealing: settle,
            c.GiveUp: give_up,
        },
    ),
    events=(*e.FUND_EVENTS, *d.ORDER_EVENTS),
    tables=(TRADING_CALENDARS, FUNDS, FUND_BOOKS, DEALING_DAYS, FUND_VALUES, FUND_ORDERS, DEALINGS, LOTS),
    outcomes=FundsOutcome,
    words=WORDS,
)
