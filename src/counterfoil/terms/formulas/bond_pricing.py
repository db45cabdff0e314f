# SPDX-License-Identifier: Apache-2.0
"""Chinese bonds as they are quoted, per 100 of face: accrued interest, clean and full price, yield to maturity.

Accrued interest, days counted from the period's begin (included) to settlement (not included):

- exchange rule: ``100 * rate * days / 365``, 29 February not counted;
- interbank rule: ``100 * rate / f * days / TS``, with ``TS`` the actual days of the coupon period; where interest is
  paid at maturity, ``100 * rate`` for each whole year and ``days / TY`` of it for the begun one, as for commercial
  paper of less than a year;
- zero coupon, both: ``(100 - issue price) * days / days from issue to maturity``.

Both accrual rules are market convention; check the exchange's or the interbank market's rule before use.

Yield, with ``D`` days to maturity and ``TY`` actual days of the interest year. Source: People's Bank of China, notice
on the standard for computing yields to maturity of bonds in the national interbank bond market (关于完善全国银行间债券
市场债券到期收益率计算标准有关事项的通知), 银发〔2007〕200号, 2007:

- in the last coupon period, and for a single payment due within a year: ``price = FV / (1 + y * D / TY)``;
- a single payment later: ``price = FV / (1 + y) ** (d / TY + m)``, ``m`` whole years after the next anniversary;
- coupons: ``price = sum of (100 * rate / f) / (1 + y / f) ** (d / TS + i) + 100 / (1 + y / f) ** (d / TS + n - 1)``,
  where an odd last period counts by its days.
"""

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import CENT, CONTEXT, ONE, ZERO, exact, rounded
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


@dataclass(frozen=True, kw_only=True)
class QuotedBond:
    """What a quote needs of a bond; InputError for one that cannot be.

    Coupon dates are counted from the issue, or from ``first_coupon`` where the first period is shorter or longer than
    the others; the last period ends at the maturity. An odd period pays the part of a coupon that lies in it, day by
    day of the periods that the dates would have (for interest at maturity: of the years since the issue).
    """

    issue: datetime
    maturity: datetime
    rate: Decimal = ZERO
    frequency: int = 1
    coupon_type: CouponType = CouponType.FIXED
    issue_price: Decimal = FACE
    first_coupon: datetime | None = None

    def __post_init__(self) -> None:
        if self.frequency < 1 or 12 % self.frequency:
            raise InputError(f"{self.frequency} coupons a year", where="bond", remedy="give 1, 2, 3, 4, 6 or 12")
        if self.maturity <= self.issue:
            raise InputError("a bond that matures before it is issued", where="bond", remedy="give a later maturity")
        if self.first_coupon is None:
            return
        if self.coupon_type is not CouponType.FIXED:
            raise InputError("a first coupon of a bond without coupons", where="bond", remedy="leave it out")
        if not self.issue < self.first_coupon <= self.maturity:
            remedy = "give one after the issue, up to the maturity"
            raise InputError("a first coupon outside the life of the bond", where="bond", remedy=remedy)

    @property
    def months(self) -> int:
        """Months of a period at whose end interest is paid or (paid at maturity, zero coupon) a year is over."""
        return 12 // self.frequency if self.coupon_type is CouponType.FIXED else 12

    @property
    def anchor(self) -> datetime:
        """What periods are counted from, forwards and backwards."""
        return self.first_coupon or self.issue

    @cached_property
    def dates(self) -> list[datetime]:
        """The issue, the ends of whole periods, and the maturity: of coupon periods, or of years."""
        found, number = [self.issue], 0 if self.first_coupon is not None else 1
        while (at := add_months(self.anchor, self.months * number)) < self.maturity:
            found.append(at)
            number += 1
        return [*found, self.maturity]

    @property
    def coupon(self) -> Decimal:
        """A coupon of a whole period per 100."""
        return CONTEXT.divide(CONTEXT.multiply(FACE, self.rate), Decimal(self.frequency))

    def interest_due(self, at: datetime) -> Decimal:
        """What is paid per 100 as interest on one of ``dates``: a coupon, or all of it at maturity."""
        if self.coupon_type is CouponType.DISCOUNT:
            return ZERO
        if self.coupon_type is CouponType.FIXED:
            dates = self.dates
            return CONTEXT.multiply(self.coupon, self.periods(dates[dates.index(at) - 1], at))
        return CONTEXT.multiply(CONTEXT.multiply(FACE, self.periods(self.issue, at)), self.rate)

    @property
    def final_payment(self) -> Decimal:
        """What is paid per 100 at maturity, the last coupon included."""
        return CONTEXT.add(FACE, self.interest_due(self.maturity))

    def periods(self, start: datetime, end: datetime) -> Decimal:
        """How many periods lie between two times, begun ones by their days."""
        (first, first_end, before), (last, last_end, until) = (self.around(at, self.months) for at in (start, end))
        with exact():
            if before == until:
                return Decimal(days_between(start, end)) / days_between(first, first_end)
            head = Decimal(days_between(start, first_end)) / days_between(first, first_end)
            return until - before - 1 + head + Decimal(days_between(last, end)) / days_between(last, last_end)

    def require_life(self, at: datetime) -> None:
        """InputError for a time before the issue, or from maturity on."""
        if not day_of(self.issue) <= day_of(at) < day_of(self.maturity):
            problem = f"{day_of(at)} is not in the life of the bond"
            raise InputError(problem, where="bond", remedy="settle from issue to maturity")

    def around(self, at: datetime, months: int) -> tuple[datetime, datetime, int]:
        """Begin (included) and end (not) of the period of so many months that ``at`` is in, and its number."""
        day, anchor = day_of(at), day_of(self.anchor)
        number = ((day.year - anchor.year) * 12 + day.month - anchor.month) // months
        while day_of(begin := add_months(self.anchor, months * number)) > day:
            number -= 1
        return begin, add_months(self.anchor, months * (number + 1)), number


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
    bond.require_life(at)
    fixed = bond.coupon_type is CouponType.FIXED
    begin = max(date for date in bond.dates if day_of(date) <= day_of(at)) if fixed else bond.issue
    with exact():
        if bond.coupon_type is CouponType.DISCOUNT:
            life = Decimal(days_between(bond.issue, bond.maturity))
            accrued = (FACE - bond.issue_price) * days_between(bond.issue, at) / life
        elif rule is AccrualRule.EXCHANGE:
            accrued = FACE * bond.rate * (days_between(begin, at) - leap_days(day_of(begin), day_of(at))) / YEAR
        else:
            accrued = (bond.coupon if fixed else FACE * bond.rate) * bond.periods(begin, at)
        return accrued if decimals is None else rounded(accrued, decimals)


def accrued_by_year(face: Decimal, rates: Sequence[Decimal], issued: datetime, at: datetime) -> Decimal:
    """``face * rate * days / 365`` to the cent, days since the last coupon of a convertible that lives ``at`` then."""
    year = next(number for number in range(len(rates)) if at < add_months(issued, 12 * (number + 1)))
    days = days_between(add_months(issued, 12 * year), at)
    with exact():
        return rounded(face * rates[year] * days / YEAR, CENT)


def paid_for(face: Decimal, per_100: Decimal) -> Decimal:
    """``face / 100`` times a price or an interest per 100, to the cent: at a full price, what a trade costs."""
    with exact():
        return rounded(face / FACE * per_100, CENT)


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
        if bond.coupon_type is not CouponType.FIXED:
            return bond.final_payment / power(ONE + rate, _compound_years(bond, at))
        growth = ONE + rate / bond.frequency
        to_come = [date for date in bond.dates[1:] if day_of(date) > day_of(at)]
        paid = ZERO
        for date, before in zip(reversed(to_come), [*reversed(to_come[:-1]), at], strict=True):
            paid += bond.final_payment if date == bond.maturity else bond.interest_due(date)
            apart = bond.periods(before, date)
            paid /= growth if apart == ONE else power(growth, apart)
        return paid


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
    bond.require_life(at)
    start, end, _ = bond.around(at, 12)
    if bond.coupon_type is CouponType.FIXED:
        within = day_of(bond.dates[-2]) <= day_of(at)
    else:
        within = add_months(at, 12) >= bond.maturity
    if not within:
        return None
    return CONTEXT.divide(Decimal(days_between(at, bond.maturity)), Decimal(days_between(start, end)))


def _compound_years(bond: QuotedBond, at: datetime) -> Decimal:
    """``d / TY + m``: anniversaries are counted back from the maturity."""
    whole = 0
    while add_months(bond.maturity, -12 * (whole + 1)) > at:
        whole += 1
    end, start = add_months(bond.maturity, -12 * whole), add_months(bond.maturity, -12 * (whole + 1))
    return Decimal(days_between(at, end)) / days_between(start, end) + whole
