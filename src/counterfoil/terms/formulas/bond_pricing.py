# SPDX-License-Identifier: Apache-2.0
"""Chinese bonds as they are quoted, per 100 of face: accrued interest, clean and full price, yield to maturity.

Accrued interest, days counted from the period's begin (included) to settlement (not included):

- exchange rule: ``100 * rate * days / 365``, 29 February not counted;
- interbank rule: ``100 * rate / f * days / TS``, with ``TS`` the actual days of the coupon period; where interest is
  paid at maturity, ``100 * rate`` for each whole year and ``days / TY`` of it for the begun one;
- zero coupon, both: ``(100 - issue price) * days / days from issue to maturity``.

Both accrual rules are market convention; check the exchange's or the interbank market's rule before use.

Yield, with ``D`` days to maturity and ``TY`` actual days of the interest year. Source: People's Bank of China, notice
on the standard for computing yields to maturity of bonds in the national interbank bond market (关于完善全国银行间债券
市场债券到期收益率计算标准有关事项的通知), 银发〔2007〕200号, 2007:

- in the last coupon period, and for a single payment due within a year: ``price = FV / (1 + y * D / TY)``;
- a single payment later: ``price = FV / (1 + y) ** (d / TY + m)``, ``m`` whole years after the next anniversary;
- coupons: ``price = sum of (100 * rate / f) / (1 + y / f) ** (d / TS + i) + 100 / (1 + y / f) ** (d / TS + n - 1)``.
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import CONTEXT, ONE, ZERO, exact, rounded
from counterfoil.terms.kernel.dates import add_months, day_of, days_between

FACE: Final = Decimal(100)
YEAR: Final = Decimal(365)
TOLERANCE: Final = Decimal("1e-14")
"""How far the solver's yield may be from the yield; results are stated to ``YIELD_DECIMALS`` decimals."""
YIELD_DECIMALS: Final = 12
_LOWEST: Final = Decimal("-0.9")
HIGHEST_YIELD: Final = Decimal(1024)


class CouponType(StrEnum):
    """Coupons at a fixed rate; no coupon, sold at a discount; interest paid once, at maturity."""

    FIXED = "FIXED"
    DISCOUNT = "DISCOUNT"
    AT_MATURITY = "AT_MATURITY"


class AccrualRule(StrEnum):
    """How the market counts accrued interest."""

    EXCHANGE = "EXCHANGE"
    INTERBANK = "INTERBANK"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedBond:
    """What a quote needs of a bond; InputError unless its life is whole coupon periods (a zero coupon's may be any)."""

    issue: datetime
    maturity: datetime
    rate: Decimal = ZERO
    frequency: int = 1
    coupon_type: CouponType = CouponType.FIXED
    issue_price: Decimal = FACE

    def __post_init__(self) -> None:
        if self.frequency < 1 or 12 % self.frequency:
            raise InputError(f"{self.frequency} coupons a year", where="bond", remedy="give 1, 2, 3, 4, 6 or 12")
        if self.maturity <= self.issue:
            raise InputError("a bond that matures before it is issued", where="bond", remedy="give a later maturity")
        if self.coupon_type is not CouponType.DISCOUNT and self.dates[-1] != self.maturity:
            raise InputError(
                f"the life of the bond is not a number of periods of {self.months} months",
                where="bond",
                remedy="check issue, maturity and frequency",
            )

    @property
    def months(self) -> int:
        """Months of a period at whose end interest is paid or (paid at maturity, zero coupon) a year is over."""
        return 12 // self.frequency if self.coupon_type is CouponType.FIXED else 12

    @property
    def dates(self) -> list[datetime]:
        """Ends of periods, ascending, from the issue; the last is the maturity or before it."""
        found = [self.issue]
        while (at := add_months(self.issue, self.months * len(found))) <= self.maturity:
            found.append(at)
        return found

    @property
    def coupon(self) -> Decimal:
        """A coupon per 100."""
        return CONTEXT.divide(CONTEXT.multiply(FACE, self.rate), Decimal(self.frequency))

    @property
    def final_payment(self) -> Decimal:
        """What is paid per 100 at maturity, the last coupon included."""
        if self.coupon_type is CouponType.FIXED:
            return CONTEXT.add(FACE, self.coupon)
        if self.coupon_type is CouponType.DISCOUNT:
            return FACE
        years = Decimal(len(self.dates) - 1)
        return CONTEXT.add(FACE, CONTEXT.multiply(CONTEXT.multiply(FACE, years), self.rate))

    def period(self, at: datetime, months: int) -> tuple[datetime, datetime, int]:
        """The period of so many months since the issue that ``at`` is in, and how many came before; InputError outside.

        The begin belongs to the period, the end does not.
        """
        if not day_of(self.issue) <= day_of(at) < day_of(self.maturity):
            raise InputError(
                f"{day_of(at)} is not in the life of the bond", where="bond", remedy="settle from issue to maturity"
            )
        number = 0
        while day_of(add_months(self.issue, months * (number + 1))) <= day_of(at):
            number += 1
        return add_months(self.issue, months * number), add_months(self.issue, months * (number + 1)), number


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """``base ** exponent`` as ``exp(exponent * ln(base))``.

    ``exp`` and ``ln`` are correctly rounded by the decimal specification, ``power`` is not: so every implementation
    computes the same digits, of which the last three may be off.
    """
    return CONTEXT.exp(CONTEXT.multiply(exponent, CONTEXT.ln(base)))


def leap_days(start: date, end: date) -> int:
    """How many 29ths of February there are from ``start`` (counted) to ``end`` (not counted)."""
    years = (year for year in range(start.year, end.year + 1) if isleap(year))
    return sum(start <= date(year, 2, 29) < end for year in years)


def accrued_interest(bond: QuotedBond, at: datetime, rule: AccrualRule, *, decimals: int | None = None) -> Decimal:
    """Accrued interest per 100 of face, half up to ``decimals`` (unrounded if None); InputError outside its life."""
    with exact():
        accrued = _accrued(bond, at, rule)
        return accrued if decimals is None else rounded(accrued, decimals)


def _accrued(bond: QuotedBond, at: datetime, rule: AccrualRule) -> Decimal:
    start, end, number = bond.period(at, bond.months)
    if bond.coupon_type is CouponType.DISCOUNT:
        life = Decimal(days_between(bond.issue, bond.maturity))
        return (FACE - bond.issue_price) * days_between(bond.issue, at) / life
    if rule is AccrualRule.EXCHANGE:
        begin = start if bond.coupon_type is CouponType.FIXED else bond.issue
        days = days_between(begin, at) - leap_days(day_of(begin), day_of(at))
        return FACE * bond.rate * days / YEAR
    begun = Decimal(days_between(start, at)) / days_between(start, end)
    if bond.coupon_type is CouponType.FIXED:
        return bond.coupon * begun
    return FACE * bond.rate * (number + begun)


def full_price(bond: QuotedBond, at: datetime, clean: Decimal, rule: AccrualRule) -> Decimal:
    """What is paid per 100: the clean price and accrued interest."""
    return CONTEXT.add(clean, accrued_interest(bond, at, rule))


def clean_price(bond: QuotedBond, at: datetime, full: Decimal, rule: AccrualRule) -> Decimal:
    """What is quoted per 100: the full price without accrued interest."""
    return CONTEXT.subtract(full, accrued_interest(bond, at, rule))


def price_at_yield(bond: QuotedBond, at: datetime, rate: Decimal) -> Decimal:
    """The full price per 100 at which the yield to maturity is ``rate``; InputError for -1 or less, or above 1024."""
    if not -ONE < rate <= HIGHEST_YIELD:
        raise InputError(f"a yield of {rate}", where="bond", remedy=f"give a yield above -1, up to {HIGHEST_YIELD}")
    with exact():
        simple = _simple_years(bond, at)
        if simple is not None:
            return bond.final_payment / (ONE + rate * simple)
        start, end, number = bond.period(at, bond.months)
        begun = Decimal(days_between(at, end)) / days_between(start, end)
        if bond.coupon_type is not CouponType.FIXED:
            return bond.final_payment / power(ONE + rate, _compound_years(bond, at))
        left = len(bond.dates) - 1 - number
        growth = ONE + rate / bond.frequency
        paid = ZERO
        for remaining in range(left):
            paid = paid / growth + bond.coupon if remaining else bond.final_payment
        return paid / power(growth, begun)


def yield_to_maturity(bond: QuotedBond, at: datetime, full: Decimal) -> Decimal:
    """The yield at which the full price per 100 is ``full``, to 12 decimals; InputError if there is none.

    Solved where one payment is left; otherwise by bisection until the bounds are ``TOLERANCE`` apart.
    """
    if full <= 0:
        raise InputError("a price that is not above 0", where="bond", remedy="give the full price per 100")
    with exact():
        simple = _simple_years(bond, at)
        if simple is not None:
            return rounded((bond.final_payment / full - ONE) / simple, YIELD_DECIMALS)
        if bond.coupon_type is not CouponType.FIXED:
            years = _compound_years(bond, at)
            return rounded(power(bond.final_payment / full, ONE / years) - ONE, YIELD_DECIMALS)
        return rounded(_bisect(bond, at, full), YIELD_DECIMALS)


def _bisect(bond: QuotedBond, at: datetime, full: Decimal) -> Decimal:
    low, high = _LOWEST, ONE
    while price_at_yield(bond, at, high) > full and high < HIGHEST_YIELD:
        high *= 2
    if not price_at_yield(bond, at, high) <= full <= price_at_yield(bond, at, low):
        raise InputError(f"no yield gives the price {full}", where="bond", remedy="give the full price per 100")
    while high - low > TOLERANCE:
        middle = (low + high) / 2
        if price_at_yield(bond, at, middle) > full:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _simple_years(bond: QuotedBond, at: datetime) -> Decimal | None:
    """``D / TY`` where simple interest applies; None where interest compounds."""
    _, end, _ = bond.period(at, bond.months)
    within = end >= bond.maturity if bond.coupon_type is CouponType.FIXED else add_months(at, 12) >= bond.maturity
    if not within:
        return None
    start, end, _ = bond.period(at, 12)
    return CONTEXT.divide(Decimal(days_between(at, bond.maturity)), Decimal(days_between(start, end)))


def _compound_years(bond: QuotedBond, at: datetime) -> Decimal:
    """``d / TY + m``: anniversaries are counted back from the maturity."""
    whole = 0
    while add_months(bond.maturity, -12 * (whole + 1)) > at:
        whole += 1
    end, start = add_months(bond.maturity, -12 * whole), add_months(bond.maturity, -12 * (whole + 1))
    return Decimal(days_between(at, end)) / days_between(start, end) + whole
