# SPDX-License-Identifier: Apache-2.0
"""Year fractions: published and hand-computed answers, slow twins, and the laws that each convention keeps."""

from calendar import isleap
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.calendars import MONDAY_TO_FRIDAY, NO_HOLIDAY, TradingDays
from counterfoil.terms.kernel.dates import day_of, is_last_of_month, month_length, parse_time
from counterfoil.terms.kernel.day_count import DayCountConvention, YearFraction, no_accrual, year_fraction

FIRST, LAST = date(2020, 1, 1), date(2031, 12, 31)
OPEN = TradingDays.from_holidays("MADE UP", [date(2024, 2, 12), date(2024, 5, 1)], first=FIRST, last=LAST)
ROUNDING = Fraction(1, 10**31)
CONVENTIONS = list(DayCountConvention)

times = st.builds(
    lambda day, late: datetime(day.year, day.month, day.day) + timedelta(seconds=86_399 * late),
    st.dates(FIRST, LAST - timedelta(days=1))
    | st.builds(
        lambda year, month: date(year, month, month_length(year, month)), st.integers(2020, 2030), st.integers(1, 12)
    ),
    st.sampled_from((0, 0, 0, 1)),
)


def counting(convention: str, maturity: str = "") -> YearFraction:
    """The year fraction of a convention, with the calendar above."""
    end = parse_time(maturity) if maturity else None
    return year_fraction(DayCountConvention(convention), maturity=end, calendar=OPEN)


@pytest.mark.parametrize(
    ("convention", "start", "end", "expected"),
    [
        # Actual/Actual ISDA, worked examples of ISDA's memorandum "EMU and Market Conventions" (1998), section 4.
        ("AA", "2003-11-01", "2004-05-01", Fraction(61, 365) + Fraction(121, 366)),
        ("AA", "1999-02-01", "1999-07-01", Fraction(150, 365)),
        ("AA", "1999-07-01", "2000-07-01", Fraction(184, 365) + Fraction(182, 366)),
        ("AA", "2002-08-15", "2003-07-15", Fraction(334, 365)),
        ("AA", "1999-11-30", "2000-04-30", Fraction(32, 365) + Fraction(120, 366)),
        # By hand: a whole year is one, whichever it is, and so is any number of them.
        ("AA", "2023-01-01", "2024-01-01", Fraction(1)),
        ("AA", "2024-01-01", "2025-01-01", Fraction(1)),
        ("AA", "2024-01-01", "2034-01-01", Fraction(10)),
        ("AA", "2024-01-01", "2024-12-31", Fraction(365, 366)),
        ("AA", "2024-01-01", "2024-12-31T23:59:59", Fraction(1)),
        # By hand: 2024 has 366 days.
        ("A360", "2024-01-01", "2025-01-01", Fraction(366, 360)),
        ("A365", "2024-01-01", "2025-01-01", Fraction(366, 365)),
        ("A360", "2024-02-28", "2024-03-01", Fraction(2, 360)),
        ("A365", "2023-02-28", "2023-03-01", Fraction(1, 365)),
        ("A365", "2024-01-30T23:59:59", "2024-01-31", Fraction(0)),
        # 30E/360: the 31st is the 30th, February's end is what it is.
        ("30E360", "2024-01-31", "2024-02-29", Fraction(29, 360)),
        ("30E360", "2023-02-28", "2023-03-31", Fraction(32, 360)),
        ("30E360", "2024-01-30", "2024-01-31", Fraction(0)),
        ("30E360", "2024-05-31", "2024-08-31", Fraction(90, 360)),
        ("30E360", "2024-01-15", "2025-01-15", Fraction(1)),
        # 30E/360 ISDA: the last of a month is the 30th, but the last of February at maturity (2024-02-29 here).
        ("30E360ISDA", "2024-01-31", "2024-02-29", Fraction(29, 360)),
        ("30E360ISDA", "2023-01-31", "2023-02-28", Fraction(30, 360)),
        ("30E360ISDA", "2023-02-28", "2023-03-31", Fraction(30, 360)),
        ("30E360ISDA", "2023-02-28", "2024-02-29", Fraction(359, 360)),
        ("30E360ISDA", "2023-08-31", "2024-02-28", Fraction(178, 360)),
        ("30E360ISDA", "2024-02-29", "2024-02-29", Fraction(0)),
        # 28E/336: days after the 28th are the 28th.
        ("28E336", "2024-01-31", "2024-02-29", Fraction(28, 336)),
        ("28E336", "2024-01-28", "2024-01-31", Fraction(0)),
        ("28E336", "2024-01-15", "2025-01-15", Fraction(1)),
        ("28E336", "2024-01-05", "2024-03-10", Fraction(61, 336)),
        # Business/252 with 2024-02-12 (a Monday) closed: 9, 13, 14, 15 February from Friday the 9th to the 16th.
        ("B252", "2024-02-09", "2024-02-16", Fraction(4, 252)),
        ("B252", "2024-02-10", "2024-02-13", Fraction(0)),
        ("B252", "2024-02-16", "2024-02-09", Fraction(-4, 252)),
        ("B252", "2024-02-08T23:59:59", "2024-02-09", Fraction(0)),
    ],
)
def test_known_answers(convention: str, start: str, end: str, expected: Fraction) -> None:
    """Published examples and hand-computed ones, to 34 digits."""
    found = counting(convention, "2024-02-29")(parse_time(start), parse_time(end))
    assert abs(Fraction(found) - expected) < ROUNDING


def test_a_third_has_34_digits() -> None:
    """120/360: every node writes the same digits, whatever its thread is used to."""
    assert str(counting("A360")(datetime(2023, 1, 1), datetime(2023, 5, 1))) == "0." + "3" * 34


def test_maturity_matters_in_february_alone() -> None:
    """30E/360 ISDA: the 31st of March is the 30th at maturity too."""
    assert counting("30E360ISDA", "2024-03-31")(datetime(2023, 3, 31), datetime(2024, 3, 31)) == 1


def test_without_maturity_every_february_ends_on_the_30th() -> None:
    """30E/360 ISDA for a contract that never matures."""
    assert counting("30E360ISDA")(datetime(2023, 2, 28), datetime(2024, 2, 29)) == 1


@pytest.mark.parametrize("calendar", [None, NO_HOLIDAY, MONDAY_TO_FRIDAY])
def test_business_252_needs_a_list_of_days(calendar: object) -> None:
    """Only a calendar with days of its own can be counted, and the error names the term that should name it."""
    with pytest.raises(
        InputError, match=r"dayCountConvention \(IPDC\): B252 counts business days, .* calendar \(CLDR\)"
    ):
        year_fraction(DayCountConvention.BUSINESS_252, calendar=calendar)  # type: ignore[arg-type]


def test_business_252_refuses_days_that_the_calendar_does_not_know() -> None:
    """No silent zero beyond the data."""
    with pytest.raises(InputError, match="calendar MADE UP: 2033-01-02 is outside the calendar"):
        counting("B252")(datetime(2031, 1, 1), datetime(2033, 1, 3))


def test_nothing_accrues_without_a_convention() -> None:
    """Zero, whatever the times."""
    assert no_accrual(datetime(2024, 1, 1), datetime(2034, 1, 1)) == 0


def twin_actual(basis: int) -> Callable[[date, date], Fraction]:
    """One day after the other, each a fraction of the same year."""
    return lambda start, end: sum((Fraction(1, basis) for _ in _days(start, end)), Fraction(0))


def twin_actual_actual(start: date, end: date) -> Fraction:
    """One day after the other, each a fraction of its own year."""
    leap = sum(isleap(day.year) for day in _days(start, end))
    return Fraction(leap, 366) + Fraction((end - start).days - leap, 365)


def twin_months(
    day_max: int, *, last_is_max: bool = False, maturity: date | None = None
) -> Callable[[date, date], Fraction]:
    """Whole months one after the other, then the days of the first and the last."""

    def clamp(day: date, *, ends: bool) -> int:
        is_last = (day + timedelta(days=1)).day == 1
        if last_is_max and is_last and not (ends and day.month == 2 and day == maturity):
            return day_max
        return day.day if day.day < day_max else day_max

    def fraction(start: date, end: date) -> Fraction:
        if start == end:  # the end of February at maturity is two things in one, and still no time
            return Fraction(0)
        days, year, month = 0, start.year, start.month
        while (year, month) != (end.year, end.month):
            days += day_max
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return Fraction(days + clamp(end, ends=True) - clamp(start, ends=False), 12 * day_max)

    return fraction


def twin_business(start: date, end: date) -> Fraction:
    """Every day asked."""
    return Fraction(sum(OPEN.is_business_day(day) for day in _days(start, end)), 252)


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=number) for number in range((end - start).days)]


MATURITY = date(2028, 2, 29)
TWINS: dict[str, Callable[[date, date], Fraction]] = {
    "AA": twin_actual_actual,
    "A360": twin_actual(360),
    "A365": twin_actual(365),
    "30E360": twin_months(30),
    "30E360ISDA": twin_months(30, last_is_max=True, maturity=MATURITY),
    "28E336": twin_months(28),
    "B252": twin_business,
}


@pytest.mark.parametrize("convention", CONVENTIONS)
@settings(max_examples=60)
@example(datetime(2028, 2, 29), datetime(2028, 2, 29))
@given(times, times)
def test_agreement_with_slow_twins(convention: DayCountConvention, one: datetime, other: datetime) -> None:
    """Each convention equals a twin that walks through days or months with fractions."""
    start, end = sorted((one, other))
    found = counting(convention, str(MATURITY))(start, end)
    assert abs(Fraction(found) - TWINS[convention](day_of(start), day_of(end))) < ROUNDING


@pytest.mark.parametrize("convention", CONVENTIONS)
@given(times, times)
def test_backwards_is_the_negative(convention: DayCountConvention, one: datetime, other: datetime) -> None:
    """Antisymmetric to the last digit, and zero from a time to itself."""
    fraction = counting(convention, str(MATURITY))
    assert fraction(one, other) == fraction(other, one).copy_negate()
    assert fraction(one, one) == 0


@pytest.mark.parametrize("convention", ["A360", "A365", "B252", "AA", "30E360", "28E336"])
@given(times, times, times)
def test_fractions_add_up(convention: str, one: datetime, two: datetime, three: datetime) -> None:
    """A period in two parts counts as in one, but for the rounding of the 34th digit."""
    # Not so 30E/360 ISDA: what February's end at maturity counts as depends on whether it begins or ends a period.
    start, middle, end = sorted((one, two, three))
    fraction = counting(convention)
    parts = Fraction(fraction(start, middle)) + Fraction(fraction(middle, end))
    assert abs(parts - Fraction(fraction(start, end))) < ROUNDING


@given(times, times, times)
def test_isda_30e_360_adds_up_outside_maturity(one: datetime, two: datetime, three: datetime) -> None:
    """Without a maturity in February it does add up."""
    start, middle, end = sorted((one, two, three))
    fraction = counting("30E360ISDA")
    parts = Fraction(fraction(start, middle)) + Fraction(fraction(middle, end))
    assert abs(parts - Fraction(fraction(start, end))) < ROUNDING


@given(times, times)
def test_the_thirty_conventions_agree_but_for_february(one: datetime, other: datetime) -> None:
    """30E/360 and 30E/360 ISDA differ by at most two days, and only where a period touches February's end."""
    start, end = sorted((one, other))
    difference = Fraction(counting("30E360ISDA")(start, end)) - Fraction(counting("30E360")(start, end))
    assert abs(difference) <= Fraction(2, 360) + ROUNDING
    ends = [
        at for at in (start, end) if day_of(at).month == 2 and is_last_of_month(datetime(*day_of(at).timetuple()[:3]))
    ]
    assume(not ends)
    assert difference == 0


@given(times, times, times)
def test_more_time_is_no_less(one: datetime, two: datetime, three: datetime) -> None:
    """No convention shrinks when a period gets longer."""
    start, middle, end = sorted((one, two, three))
    for convention in CONVENTIONS:
        fraction = counting(convention)
        assert Decimal(0) <= fraction(start, middle) <= fraction(start, end)
