# SPDX-License-Identifier: Apache-2.0
"""Trading rules of futures exchanges: tick, price limits, profit, margin, delivery in steps, the last trading day.

Market convention; check the exchange's rule before use. The last trading day is a rule in words:

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
announce other days around long holidays.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import CONTEXT, ONE, ZERO, exact, text
from counterfoil.terms.kernel.calendars import TradingDays, following, preceding
from counterfoil.terms.kernel.dates import month_length
from counterfoil.terms.kernel.reading import REQUIRED, records, term
from counterfoil.terms.kernel.values import TEXT, Kind, whole


@dataclass(frozen=True, slots=True)
class PriceLimits:
    """The lowest and the highest price at which an instrument trades on a day; both are multiples of the tick."""

    lower: Decimal
    upper: Decimal

    def __str__(self) -> str:
        return f"{text(self.lower)} to {text(self.upper)}"

    def allow(self, price: Decimal) -> bool:
        """Whether a trade at ``price`` is within them, both included."""
        return self.lower <= price <= self.upper


@dataclass(frozen=True, slots=True)
class Lots:
    """Lots traded at a price."""

    volume: Decimal
    price: Decimal


def price_limits(previous_settlement: Decimal, ratio: Decimal, tick: Decimal) -> PriceLimits:
    """Previous settlement price times 1 ± ``ratio``, rounded inwards to the tick.

    Inward rounding keeps both limits within the ratio; an exchange that rounds otherwise states its limits itself.
    """
    centre, step = Fraction(previous_settlement), Fraction(tick)
    width = abs(centre) * Fraction(ratio)
    lower, upper = ceil((centre - width) / step), floor((centre + width) / step)
    return PriceLimits(CONTEXT.multiply(Decimal(lower), tick), CONTEXT.multiply(Decimal(upper), tick))


def is_on_tick(price: Decimal, tick: Decimal) -> bool:
    """Whether ``price`` is a multiple of ``tick``."""
    return (Fraction(price) / Fraction(tick)).denominator == 1


def check_tick(price: Decimal, tick: Decimal, *, where: str) -> None:
    """InputError unless ``price`` is a multiple of ``tick``."""
    if not is_on_tick(price, tick):
        below = floor(Fraction(price) / Fraction(tick))
        nearest = (text(CONTEXT.multiply(Decimal(number), tick)) for number in (below, below + 1))
        problem = f"price {text(price)} is not a multiple of the price tick {text(tick)}"
        raise InputError(problem, where=where, remedy="nearest: " + " and ".join(nearest))


def check_limits(price: Decimal, limits: PriceLimits, *, where: str) -> None:
    """InputError unless ``price`` lies within the limits."""
    if not limits.allow(price):
        remedy = "check the price, the previous settlement price and the limit ratio of that day"
        problem = f"price {text(price)} is outside the price limits {limits}"
        raise InputError(problem, where=where, remedy=remedy)


def profit_by_date(
    sold: Iterable[Lots],
    bought: Iterable[Lots],
    *,
    settlement: Decimal,
    previous_settlement: Decimal,
    previous_long: Decimal = ZERO,
    previous_short: Decimal = ZERO,
    multiple: Decimal = ONE,
) -> Decimal:
    """Profit of a trading day by date (逐日盯市), in currency.

    ``(Σ (sale - settlement) lots + Σ (settlement - purchase) lots
    + (previous settlement - settlement) (previous short - previous long)) multiple``
    """
    with exact():
        result = (previous_settlement - settlement) * (previous_short - previous_long)
        for trade in sold:
            result += (trade.price - settlement) * trade.volume
        for trade in bought:
            result += (settlement - trade.price) * trade.volume
        return result * multiple


def profit_by_trade(opened: Lots, *, at: Decimal, sign: Decimal, multiple: Decimal) -> Decimal:
    """Profit of lots since they were opened (逐笔对冲), if they are worth ``at``; ``sign`` is +1 long, -1 short."""
    with exact():
        return sign * (at - opened.price) * opened.volume * multiple


def margin(position: Decimal, *, price: Decimal, multiple: Decimal, ratio: Decimal) -> Decimal:
    """Margin of a position in lots at a price, in currency."""
    with exact():
        return abs(position * price) * multiple * ratio


def commission(lots: Decimal, *, price: Decimal, multiple: Decimal, by_money: Decimal, by_volume: Decimal) -> Decimal:
    """Commission of lots traded or delivered at a price: a ratio of the turnover, and an amount per lot."""
    with exact():
        return lots * (abs(price) * multiple * by_money + by_volume)


class DeliveryAction(StrEnum):
    """What moves at a step: nothing, the money, the goods, or both against each other."""

    NOTICE = "NOTICE"
    PAY = "PAY"
    DELIVER = "DELIVER"
    DVP = "DVP"

    @property
    def pays(self) -> bool:
        """Whether the buyer pays."""
        return self in (DeliveryAction.PAY, DeliveryAction.DVP)

    @property
    def delivers(self) -> bool:
        """Whether the seller delivers."""
        return self in (DeliveryAction.DELIVER, DeliveryAction.DVP)


@dataclass(frozen=True, kw_only=True)
class DeliveryStep:
    """A step ``offset`` business days after the last trading day."""

    name: str = term(TEXT, default=REQUIRED)
    offset: int = term(whole(0, 60), default=REQUIRED)
    action: DeliveryAction = term(DeliveryAction, default=DeliveryAction.NOTICE)

    def day(self, last_trading_day: date, calendar: TradingDays) -> date:
        """The day of the step; InputError if the calendar does not reach it."""
        return calendar.add(last_trading_day, self.offset)


DELIVERY_SCHEDULE: Final = records(DeliveryStep, name="deliverySchedule")


def wrong_delivery(steps: tuple[DeliveryStep, ...], *, physical: bool) -> str | None:
    """What is wrong unless the steps are in order, with one payment and one delivery; in cash there are none."""
    days = [step.offset for step in steps]
    payments, deliveries = sum(step.action.pays for step in steps), sum(step.action.delivers for step in steps)
    if not physical:
        return "a future settled in cash delivers nothing" if steps else None
    if days != sorted(days):
        return "the steps are not in the order of their days"
    return None if (payments, deliveries) == (1, 1) else "there must be exactly one payment and one delivery"


def completing(steps: tuple[DeliveryStep, ...]) -> DeliveryStep:
    """The step after which both sides have performed: the last one that moves money or goods."""
    return [step for step in steps if step.action is not DeliveryAction.NOTICE][-1]


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
