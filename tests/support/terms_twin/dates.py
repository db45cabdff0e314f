# SPDX-License-Identifier: Apache-2.0
"""Cycles, schedules, business days and year fractions, as plain as they can be written (techspec 3.1 to 3.6)."""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from fractions import Fraction

MIDNIGHT = time(23, 59, 59)
"""Techspec 2.8: this stands for 24:00:00, so a year fraction takes it as the next day."""
MONTHS = {"M": 1, "Q": 3, "H": 6, "Y": 12}
DAYS = {"D": 1, "W": 7}

Cycle = tuple[int, str, bool]
"""Number, unit and whether the last stub is long: P3ML0 is ``(3, "M", True)``."""


def cycle(text: str) -> Cycle:
    """Read P3ML0. The data say L0 for a long last stub and L1 for a short one; a period has neither."""
    match = re.fullmatch(r"P(\d+)([DWMQHY])(?:L([01]))?", text.strip())
    assert match is not None, f"{text!r} is no cycle"
    return int(match[1]), match[2], match[3] == "0"


def last_day(t: datetime) -> int:
    return monthrange(t.year, t.month)[1]


def add(t: datetime, step: Cycle, times: int = 1, *, end_of_month: bool = False) -> datetime:
    """The time that lies so many cycles after t; the day of the month is that of t, or the month's last one."""
    number, unit, _ = step
    if unit in DAYS:
        return t + timedelta(days=DAYS[unit] * number * times)
    months = t.month - 1 + MONTHS[unit] * number * times
    year, month = t.year + months // 12, months % 12 + 1
    days = monthrange(year, month)[1]
    day = days if end_of_month and t.day == last_day(t) else min(t.day, days)
    return t.replace(year=year, month=month, day=day)


def minus(t: datetime, step: Cycle) -> datetime:
    """One cycle earlier."""
    return add(t, step, -1)


def cyclic(anchor: datetime, step: Cycle, until: datetime, *, end_of_month: bool = False) -> list[datetime]:
    """All times of the cycle up to and including ``until``."""
    times: list[datetime] = []
    while (t := add(anchor, step, len(times), end_of_month=end_of_month)) <= until:
        times.append(t)
    return times


def schedule(
    anchor: datetime | None, step: Cycle | None, end: datetime, *, with_end: bool, end_of_month: bool = False
) -> list[datetime]:
    """S(s, c, T, B): the end belongs to it only if B.

    A long stub drops the last time before the end unless that is the first one.
    """
    before: list[datetime] = []
    if anchor is not None and anchor < end:
        before = [anchor]
        if step is not None:
            before = [t for t in cyclic(anchor, step, end, end_of_month=end_of_month) if t < end]
            follows = add(anchor, step, len(before), end_of_month=end_of_month)
            if step[2] and follows != end and len(before) > 1:
                before.pop()
    return [*before, end] if with_end else before


def is_business_day(t: datetime, calendar: str) -> bool:
    return calendar != "MF" or t.weekday() < 5


def shifted(t: datetime, convention: str, calendar: str) -> datetime:
    """SCF, CSMP and so on: the last letters tell where to (F, P) and whether the month may be left (M)."""
    if convention in ("", "NULL", "NOS") or is_business_day(t, calendar):
        return t
    forward = convention.endswith("F")
    moved = _next_business_day(t, calendar, forward=forward)
    if "M" in convention[2:] and moved.month != t.month:
        moved = _next_business_day(t, calendar, forward=not forward)
    return moved


def _next_business_day(t: datetime, calendar: str, *, forward: bool) -> datetime:
    while not is_business_day(t, calendar):
        t += timedelta(days=1 if forward else -1)
    return t


def day_of(t: datetime) -> date:
    """The day that counts: 23:59:59 belongs to the next one."""
    return t.date() + timedelta(days=1) if t.time() == MIDNIGHT else t.date()


def year_fraction(s: datetime, t: datetime, convention: str, maturity: datetime | None = None) -> Fraction:
    """Y(s, t, DCC)."""
    first, second = day_of(s), day_of(t)
    days = (second - first).days
    if convention == "A360":
        return Fraction(days, 360)
    if convention == "A365":
        return Fraction(days, 365)
    if convention == "AA":
        return _actual_actual(first, second)
    if convention == "30E360":
        return _whole_months(first, second, min(first.day, 30), min(second.day, 30), 30)
    if convention == "28E336":
        return _whole_months(first, second, min(first.day, 28), min(second.day, 28), 28)
    assert convention == "30E360ISDA", f"{convention!r} is no day count"
    # The last day of February is day 30 too, unless it is the maturity at the end of the period.
    at_end = maturity is not None and second == day_of(maturity) and second.month == 2
    second_day = min(second.day, 30) if at_end else _thirty(second)
    return _whole_months(first, second, _thirty(first), second_day, 30)


def _thirty(day: date) -> int:
    return 30 if day.day == monthrange(day.year, day.month)[1] else day.day


def _whole_months(first: date, second: date, first_day: int, second_day: int, month: int) -> Fraction:
    months = (second.year - first.year) * 12 + second.month - first.month
    return Fraction(months * month + second_day - first_day, month * 12)


def _actual_actual(first: date, second: date) -> Fraction:
    """Days in leap years over 366 and the others over 365."""
    total = Fraction(0)
    while first.year < second.year:
        january = date(first.year + 1, 1, 1)
        total += Fraction((january - first).days, _length(first.year))
        first = january
    return total + Fraction((second - first).days, _length(first.year))


def _length(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days
