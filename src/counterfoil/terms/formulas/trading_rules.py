# SPDX-License-Identifier: Apache-2.0
"""Trading rules of futures exchanges as arithmetic: price tick, price limits, and profit by date and by trade.

Market convention; check the exchange's rule before use.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import CONTEXT, ONE, ZERO, exact, text


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
        raise InputError(
            f"price {text(price)} is not a multiple of the price tick {text(tick)}",
            where=where,
            remedy="nearest: " + " and ".join(nearest),
        )


def check_limits(price: Decimal, limits: PriceLimits, *, where: str) -> None:
    """InputError unless ``price`` lies within the limits."""
    if not limits.allow(price):
        raise InputError(
            f"price {text(price)} is outside the price limits {limits}",
            where=where,
            remedy="check the price, the previous settlement price and the limit ratio of that day",
        )


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
