# SPDX-License-Identifier: Apache-2.0
"""Which days a house trades on, and to which of them a time belongs."""

from functools import lru_cache
from typing import Final

from counterfoil.evidence.text import format_day, format_time_at
from counterfoil.law.dated import is_weekday
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures.early_outcomes import EarlyOutcome
from counterfoil.modules.futures.ending_rules import EndingRules, Schedule
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.records import CalendarDays, FuturesContract, House
from counterfoil.modules.futures.trade_policy import Session
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import DayNumber, Timestamp
from counterfoil.terms.kernel.calendars import TradingDays
from counterfoil.terms.kernel.dates import from_number, midnight, number_of

RANGE_MAX: Final = 4_000
"""Days that a calendar may reach, about eleven years."""
HOUR_MS: Final = 3_600_000
Spans = tuple[tuple[Timestamp, Timestamp], ...]
"""From when to when, in order."""


def require_calendar(days: CalendarDays) -> None:
    """Its days make one."""
    require(0 <= days.last - days.first <= RANGE_MAX, FuturesOutcome.wrong_calendar)
    try:
        _calendar(days)
    except InputError as error:
        raise Refused(FuturesOutcome.wrong_calendar, str(error)) from None


def is_trading_day(house: House, day: DayNumber) -> bool:
    """Refused beyond the calendar."""
    try:
        return _calendar(house.calendar).is_business_day(from_number(day).date())
    except InputError:
        raise Refused(FuturesOutcome.beyond_calendar, str(day)) from None


def day_before(house: House, day: DayNumber) -> DayNumber:
    """The trading day before one; Refused beyond the calendar."""
    return _moved(house, day, -1)


def day_after(house: House, day: DayNumber) -> DayNumber:
    """The trading day after one; Refused beyond the calendar."""
    return _moved(house, day, 1)


def opens_from(house: House, day: DayNumber) -> Timestamp:
    """From when a trading day may be opened: as the trading day before begins, in the evening of which its night is."""
    evening = evening_of(house, day)
    return house.begins(day if evening is None else evening)


def evening_of(house: House, day: DayNumber) -> DayNumber | None:
    """In whose evening a day's night session is: the trading day before. None of the first that a calendar has: its
    evening lies before the calendar. Refused beyond it."""
    try:
        return day_before(house, day)
    except Refused:
        if not house.calendar.first <= day <= house.calendar.last:
            raise
    return None


def announced_day(house: House, time: Timestamp) -> DayNumber:
    """The open day, of which something is announced; Refused before its date begins."""
    day, since = house.open_day, house.begins(house.open_day)
    told = f"{format_day(day)}: from {format_time_at(since, house.offset_min)}"
    require(time >= since, EarlyOutcome.announced_early, told)
    return day


def last_of(house: House, contract: FuturesContract) -> DayNumber:
    """The last trading day of a contract: as it was listed, or, where the calendar closed that day since, the next one
    (遇国家法定假日顺延). One that the calendar does not reach yet is later than all it has."""
    days, settled = house.calendar, contract.settled
    if settled is not None and settled >= contract.last:
        return settled  # it was that day, and a calendar need not reach back to it
    if not days.first <= contract.last <= days.last or is_trading_day(house, contract.last):
        return contract.last
    try:
        return day_after(house, contract.last)
    except Refused:
        return DayNumber(days.last + 1)


def ends_by(house: House, contract: FuturesContract, day: DayNumber) -> bool:
    """Whether a day is its last, or later. The calendar is asked of none before the day as it was listed."""
    return day >= contract.last and day >= last_of(house, contract)


def is_past(house: House, contract: FuturesContract, day: DayNumber) -> bool:
    """Whether its last day was before."""
    return day > contract.last and day > last_of(house, contract)


def trades_on(house: House, contract: FuturesContract, day: DayNumber) -> bool:
    """Whether it is listed then."""
    return contract.first <= day and not is_past(house, contract, day)


def spans(house: House, sessions: tuple[Session, ...], day: DayNumber) -> Spans:
    """From when to when each session of a day is, in order.

    A night session is in the evening of the trading day before, and only where no weekday lies between that is closed:
    before a holiday there is none, nor on the first day of a calendar.
    """
    night = [one for one in sessions if one.at_night]
    evening = evening_of(house, day) if night else None
    if evening is None or any(map(is_weekday, range(evening + 1, day))):
        night, evening = [], day
    at_night = [(house.at(evening, one.begins), house.at(evening, one.ends)) for one in night]
    by_day = [(house.at(day, one.begins), house.at(day, one.ends)) for one in sessions if not one.at_night]
    return (*at_night, *by_day)


def ends_at(house: House, sessions: tuple[Session, ...], day: DayNumber) -> Timestamp:
    """When the last session of a day ends. That is no night session, so no calendar, which may come to end before the
    day, is asked for the day before it."""
    return house.at(day, sessions[-1].ends)


def window_of(within: Spans) -> Spans:
    """The last two hours of a day's trading, session by session, in order."""
    left, found = 2 * HOUR_MS, []
    for begins, ends in reversed(within):
        taken = min(left, ends - begins)
        left -= taken
        if taken:
            found.append((Timestamp(ends - taken), ends))
    return tuple(reversed(found))


def out_from(house: House, last: DayNumber, rules: EndingRules) -> DayNumber | None:
    """From which day on whoever takes no delivery holds nothing of a contract with this last day; None: never."""
    found = []
    if rules.out_of_month:
        found.append(DayNumber(number_of(from_number(last).replace(day=1))))
    if rules.out_days is not None:
        day = last
        for _ in range(rules.out_days - 1):
            day = day_before(house, day)
        found.append(day)
    return min(found, default=None)


def schedule_days(house: House, since: DayNumber, schedule: Schedule) -> tuple[DayNumber, DayNumber, DayNumber]:
    """The days of offers, matching and payment, counted from a day; Refused beyond the calendar."""
    try:
        days = [step.day(from_number(since).date(), _calendar(house.calendar)) for step in schedule.steps]
    except InputError:
        raise Refused(FuturesOutcome.beyond_calendar, str(since)) from None
    offers, matching, payment = (DayNumber(number_of(midnight(day))) for day in days)
    return offers, matching, payment


def days_later(house: House, day: DayNumber, number: int) -> DayNumber:
    """So many trading days after one; Refused beyond the calendar."""
    return _moved(house, day, number)


def in_session(within: Spans, time: Timestamp) -> bool:
    """Whether a time is in a session of a day."""
    for begins, ends in within:  # noqa: SIM110 (asked of every trade, and a generator costs as much again)
        if begins <= time <= ends:
            return True
    return False


def late_from(within: Spans) -> int:
    """After when a trade is of the hour before a day's last session ends."""
    return within[-1][1] - HOUR_MS


def in_order(sessions: tuple[Session, ...]) -> bool:
    """Whether they follow each other, the night's first."""
    ordered = [(one.begins - 1_440, one.ends - 1_440) if one.at_night else (one.begins, one.ends) for one in sessions]
    flat = [minute for span in ordered for minute in span]
    return flat == sorted(set(flat)) and not sessions[-1].at_night


def _moved(house: House, day: DayNumber, by: int) -> DayNumber:
    try:
        found = _calendar(house.calendar).add(from_number(day).date(), by)
    except InputError:
        raise Refused(FuturesOutcome.beyond_calendar, str(day)) from None
    return DayNumber(number_of(midnight(found)))


@lru_cache(maxsize=64)
def _calendar(days: CalendarDays) -> TradingDays:
    return TradingDays.from_numbers("futures", days.closed, first=days.first, last=days.last, opened=days.opened)
