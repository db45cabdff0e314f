# SPDX-License-Identifier: Apache-2.0
"""The last trading day of a future as a rule in words, such as ``third Friday``, and the day that it makes of a month.

==============================================  =====================================================================
``third Friday``                                CFFEX stock-index futures (IF, IH, IC, IM)
``second Friday``                               CFFEX treasury futures (TS, TF, T, TL)
``15th of month``                               SHFE metals (CU, AL, RB, AU, AG)
``10th trading day``                            DCE and CZCE commodities
``10th last trading day``                       counted backwards from the end of the delivery month
``last trading day of the prior month``         INE crude oil (SC)
==============================================  =====================================================================

A weekday or a day of the month that is a holiday is postponed to the next trading day at CFFEX and SHFE; some exchanges
abroad go back to the trading day before. Which one is a term, and so is the last trading day itself, because exchanges
announce other days around long holidays. Market convention; check the exchange's rule before use.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.calendars import TradingDays, following, preceding
from counterfoil.terms.kernel.dates import month_length
from counterfoil.terms.kernel.values import Kind

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth")
_FORM: Final = re.compile(
    r"(?:(?P<word>first|second|third|fourth|fifth)|(?P<number>[0-9]{1,2})(?:st|nd|rd|th))?\s*"
    r"(?P<unit>last trading day|trading day|monday|tuesday|wednesday|thursday|friday|saturday|sunday)?"
    r"(?:\s*of (?:the )?(?P<month>month|prior month))?"
)


_DAY, _TRADING_DAY, _LAST_TRADING_DAY = "day", "trading day", "last trading day"
_MOST: Final = {_DAY: 31, _TRADING_DAY: 23, _LAST_TRADING_DAY: 23}
"""How many of them a month may have; five of each weekday."""


class HolidayMove(StrEnum):
    """Where a last trading day goes that is a holiday."""

    NEXT = "NEXT"
    PREVIOUS = "PREVIOUS"


@dataclass(frozen=True, slots=True)
class LastTradingDayRule:
    """The ``number``-th (from 1) ``unit`` of the delivery month, or of the month before it.

    A unit is ``day``, ``trading day``, ``last trading day`` (counted backwards), or the name of a weekday.
    """

    unit: str
    number: int
    prior_month: bool = False

    def __str__(self) -> str:
        month = "prior month" if self.prior_month else "month"
        if self.unit == _LAST_TRADING_DAY and self.number == 1:
            return f"last trading day of the {month}"
        return f"{_ordinal(self.number)}{'' if self.unit == _DAY else f' {self.unit}'} of the {month}"

    def day(
        self, year: int, month: int, calendar: TradingDays, *, holiday_move: HolidayMove = HolidayMove.NEXT
    ) -> date:
        """The last trading day of the contract that is delivered in ``month``; InputError outside the calendar."""
        if self.prior_month:
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        if self.unit in (_TRADING_DAY, _LAST_TRADING_DAY):
            return self._counted(year, month, calendar)
        day = datetime.combine(self._named(year, month), time())
        move = following if holiday_move is HolidayMove.NEXT else preceding
        return move(day, calendar).date()

    def _named(self, year: int, month: int) -> date:
        length = month_length(year, month)
        number = self.number
        if self.unit != _DAY:
            number = 1 + (_WEEKDAYS.index(self.unit) - date(year, month, 1).weekday()) % 7 + 7 * (self.number - 1)
        if number > length:
            raise self._no_such_day(year, month)
        return date(year, month, number)

    def _counted(self, year: int, month: int, calendar: TradingDays) -> date:
        first, last = date(year, month, 1), date(year, month, month_length(year, month))
        calendar.require(first)
        calendar.require(last)
        days = [day for day in calendar.days if first <= day <= last]
        if self.number > len(days):
            raise self._no_such_day(year, month)
        return days[self.number - 1] if self.unit == _TRADING_DAY else days[-self.number]

    def _no_such_day(self, year: int, month: int) -> InputError:
        problem = f"{year}-{month:02} has no {self}"
        return InputError(problem, where="lastTradingDayRule", remedy="state lastTradingDay instead")


def parse_rule(value: object) -> LastTradingDayRule:
    """The rule that words state, in any case; ValueError otherwise."""
    words = " ".join(value.lower().split()) if isinstance(value, str) else ""
    matched = _FORM.fullmatch(words)
    if not words or matched is None:
        raise ValueError("not a rule")
    word, stated, unit_words = matched["word"], matched["number"], matched["unit"]
    unit = unit_words or _DAY
    unit = unit if unit in _MOST else unit.capitalize()
    number = _ORDINALS.index(word) + 1 if word else int(stated or unit == _LAST_TRADING_DAY)
    if not 1 <= number <= _MOST.get(unit, 5):
        raise ValueError("no such day in any month")
    return LastTradingDayRule(unit, number, matched["month"] == "prior month")


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


LAST_TRADING_DAY_RULE: Final = Kind(
    parse_rule,
    str,
    "a rule such as third Friday, 15th of month, 10th trading day, 10th last trading day, "
    "last trading day of the prior month",
)
