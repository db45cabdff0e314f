# SPDX-License-Identifier: Apache-2.0
"""Chinese convertible bonds: accrued interest, what a conversion gives, and when a call or a put is triggered.

Market convention; check the prospectus before use.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from counterfoil.terms.formulas.bond_pricing import YEAR
from counterfoil.terms.kernel.arithmetic import CENT, Rounding, exact, rounded
from counterfoil.terms.kernel.dates import add_months, days_between
from counterfoil.terms.kernel.reading import REQUIRED, term
from counterfoil.terms.kernel.values import AMOUNT, TIME, whole


class Conversion(NamedTuple):
    """Whole shares, and the rest of the face, which comes in cash with its accrued interest."""

    shares: Decimal
    rest: Decimal


def converted(face: Decimal, price: Decimal) -> Conversion:
    """``shares = floor(face / price)``, at a conversion price above 0."""
    with exact():
        shares = rounded(face / price, 0, Rounding.DOWN)
        return Conversion(shares, face - shares * price)


def accrued_by_year(face: Decimal, rates: Sequence[Decimal], issued: datetime, at: datetime) -> Decimal:
    """``face * rate * days / 365`` to the cent, actual days since the last coupon; ``at`` is in the bond's life."""
    year = next(number for number in range(len(rates)) if at < add_months(issued, 12 * (number + 1)))
    days = days_between(add_months(issued, 12 * year), at)
    with exact():
        return rounded(face * rates[year] * days / YEAR, CENT)


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """Met when, on at least ``days`` of ``window`` trading days in a row, the share closes at ``ratio`` or beyond.

    ``ratio`` is of the conversion price in force on the day. After a reset of that price the days for a put are
    counted anew, and before the issue there are none: where fewer days than the window are known, it is not met.
    ``start`` and ``end``: when the right exists.
    """

    ratio: Decimal = term(AMOUNT, default=REQUIRED)
    days: int = term(whole(1, 250), default=REQUIRED)
    window: int = term(whole(1, 250), default=REQUIRED)
    start: datetime | None = term(TIME)
    end: datetime | None = term(TIME)

    def call(self, closes: Iterable[tuple[Decimal, Decimal]]) -> bool:
        """Whether the issuer may call: the last closes, each with its conversion price, were at ``ratio`` or above."""
        return self._met([close >= level for close, level in self._last(closes)])

    def put(self, closes: Iterable[tuple[Decimal, Decimal]]) -> bool:
        """Whether the holder may sell back: the last closes were below ``ratio``."""
        return self._met([close < level for close, level in self._last(closes)])

    def _last(self, closes: Iterable[tuple[Decimal, Decimal]]) -> list[tuple[Decimal, Decimal]]:
        with exact():
            return [(close, self.ratio * price) for close, price in list(closes)[-self.window :]]

    def _met(self, days: Sequence[bool]) -> bool:
        return len(days) == self.window and sum(days) >= self.days
