# SPDX-License-Identifier: Apache-2.0
"""Trading rules of futures exchanges: tick, price limits, profit by date and by trade, margin, delivery in steps.

Market convention; check the exchange's rule before use.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import CONTEXT, ONE, ZERO, exact, text
from counterfoil.terms.kernel.calendars import TradingDays
from counterfoil.terms.kernel.reading import REQUIRED, records, term
from counterfoil.terms.kernel.values import TEXT, whole


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
