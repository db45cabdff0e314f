# SPDX-License-Identifier: Apache-2.0
"""Last trading days as rules: the days that exchanges publish, holidays, words that are no rule."""

import decimal
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.trading_rules import HolidayMove, parse_rule
from counterfoil.terms.kernel.calendars import TradingDays

HOLIDAYS_2024 = [
    date(2024, month, day)
    for month, days in {
        1: (1,),
        2: (9, 12, 13, 14, 15, 16),
        4: (4, 5),
        5: (1, 2, 3),
        6: (10,),
        9: (16, 17),
        10: (1, 2, 3, 4, 7),
    }.items()
    for day in days
]
EXCHANGE = TradingDays.from_holidays("CN", HOLIDAYS_2024, first=date(2024, 1, 1), last=date(2024, 12, 31))


@pytest.mark.parametrize(
    ("rule", "month", "expected"),
    [
        ("third Friday", 9, "2024-09-20"),
        ("third Friday", 2, "2024-02-19"),  # the 16th is a holiday
        ("2nd friday of the month", 9, "2024-09-13"),
        ("15th of month", 4, "2024-04-15"),
        ("15th of month", 6, "2024-06-17"),  # the 15th is a Saturday
        ("15th", 2, "2024-02-19"),
        ("10th trading day", 10, "2024-10-21"),
        ("first trading day of the month", 5, "2024-05-06"),
        ("10th last trading day", 10, "2024-10-18"),
        ("last trading day", 3, "2024-03-29"),
        ("last trading day of the prior month", 5, "2024-04-30"),
        ("fifth Monday", 7, "2024-07-29"),
    ],
)
def test_rules_make_the_days_that_exchanges_publish(rule: str, month: int, expected: str) -> None:
    """Each kind of rule, on its day and postponed from a holiday, as counted on a wall calendar of 2024."""
    assert parse_rule(rule).day(2024, month, EXCHANGE) == date.fromisoformat(expected)


def test_a_holiday_can_also_move_the_day_back() -> None:
    """With the move PREVIOUS the last trading day is the one before the holiday."""
    rule = parse_rule("third Friday")
    assert rule.day(2024, 2, EXCHANGE, holiday_move=HolidayMove.PREVIOUS) == date(2024, 2, 8)


@pytest.mark.parametrize(
    ("rule", "month", "problem"),
    [
        ("fifth Friday", 2, "2024-02 has no 5th Friday of the month"),
        ("31st of month", 4, "2024-04 has no 31st of the month"),
        ("23rd trading day", 2, "2024-02 has no 23rd trading day of the month"),
        ("last trading day of the prior month", 1, "2023-12-01 is outside the calendar"),
    ],
)
def test_a_day_that_a_month_lacks_is_an_error(rule: str, month: int, problem: str) -> None:
    """No day is made up where the month or the calendar has none."""
    with pytest.raises(InputError, match=problem):
        parse_rule(rule).day(2024, month, EXCHANGE)


@pytest.mark.parametrize(
    "words", ["", "Friday", "sixth Friday", "0th of month", "32nd of month", "trading day", "third Blursday", 15, None]
)
def test_words_that_are_no_rule_are_refused(words: object) -> None:
    """Rules name what they count, and a number that a month can have."""
    with pytest.raises(ValueError, match=r"not a rule|no such day"):
        parse_rule(words)


@pytest.mark.parametrize(
    "words", ["third Friday", "15th", "11th of month", "22nd of the prior month", "10th last trading day", "1st Monday"]
)
def test_rules_read_back_what_they_write(words: str) -> None:
    """The text of a rule is the same rule."""
    assert parse_rule(str(parse_rule(words))) == parse_rule(words)


@settings(max_examples=50, deadline=None)
@given(weekday=st.integers(0, 6), ordinal=st.integers(1, 4), month=st.integers(1, 12))
def test_nth_weekday_is_found_by_counting(weekday: int, ordinal: int, month: int) -> None:
    """The rule agrees with walking through the month day by day."""
    words = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    walked = [day for day in (date(2024, month, 1) + timedelta(n) for n in range(28)) if day.weekday() == weekday]
    every = TradingDays("ALL", [date(2024, 1, 1) + timedelta(n) for n in range(366)])
    suffix = {1: "st", 2: "nd", 3: "rd", 4: "th"}[ordinal]
    assert parse_rule(f"{ordinal}{suffix} {words}").day(2024, month, every) == walked[ordinal - 1]


def test_a_rule_is_the_same_in_a_hostile_context() -> None:
    """Six digits, rounded up, in the context of the thread move no day."""
    with decimal.localcontext(prec=6, rounding=decimal.ROUND_UP):
        assert parse_rule("10th trading day").day(2024, 10, EXCHANGE) == date(2024, 10, 21)
