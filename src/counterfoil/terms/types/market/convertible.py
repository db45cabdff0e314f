# SPDX-License-Identifier: Apache-2.0
"""CONVB: a holding of a Chinese convertible bond, whose conversion price follows the corporate actions of the share.

- Coupons: once a year, ``face * rate`` of that year; the last is part of ``redemptionPrice``, paid at maturity.
- The conversion price changes with corporate actions of the share (CPA), as long as there is something to convert.
- Accrued interest: ``face * rate * days / 365``, actual days since the last coupon.

What a conversion, a call and a put are worth, and when they may be made, is in ``formulas/conversion.py``. The clauses
are market convention; check the prospectus before use.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from counterfoil.terms.formulas.bond_pricing import FACE
from counterfoil.terms.formulas.conversion import Trigger, accrued_by_year
from counterfoil.terms.formulas.corporate_actions import ShareAction, adjusted_conversion_price
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.dates import add_months
from counterfoil.terms.kernel.events import Occurrence, Scheduled
from counterfoil.terms.kernel.reading import REQUIRED, records, term
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.values import AMOUNT, TIME, array
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.market.bond import BondContract, BondState, BondTerms


@dataclass(frozen=True, kw_only=True)
class ConvertibleTerms(BondTerms):
    """``redemption_price`` is paid at maturity per 100, the last coupon included. Coupon rates are a year each.

    When the bond may be converted, called and put is stated for who takes such orders.
    """

    coupon_rates: tuple[Decimal, ...] = term(array(AMOUNT), "CRT", default=REQUIRED)
    redemption_price: Decimal = term(AMOUNT, "RDP", default=REQUIRED)
    conversion_price: Decimal = term(AMOUNT, "CVP", default=REQUIRED)
    conversion_start: datetime = term(TIME, "CVS", default=REQUIRED)
    conversion_end: datetime | None = term(TIME, "CVE")
    call_trigger: tuple[Trigger, ...] = term(records(Trigger, name="callTrigger"), "CLT", default=())
    put_trigger: tuple[Trigger, ...] = term(records(Trigger, name="putTrigger"), "PTT", default=())
    share_actions: tuple[ShareAction, ...] = term(records(ShareAction, name="shareActions"), "SHA", default=())


@dataclass(slots=True)
class ConvertibleState(BondState):
    """The conversion price in force as well."""

    conversion_price: Decimal = ZERO


Now = Occurrence[ConvertibleState]


class Convertible(BondContract[ConvertibleTerms, ConvertibleState]):
    """Issue, coupons, price adjustments, redemption."""

    contract_type = "CONVB"
    name = "Chinese convertible bond"
    record = ConvertibleTerms
    state = ConvertibleState

    def faults(self) -> Iterator[Fault]:
        """A rate for every year, a conversion price above zero, triggers that can be met."""
        yield from super().faults()
        terms = self.terms
        years, end = len(terms.coupon_rates), terms.maturity_date
        if add_months(terms.initial_exchange_date, 12 * years) != end:
            problem = f"{years} rates do not fill the years to {end.date()}"
            yield "couponRates", problem, "give one rate for each year of the bond"
        if not terms.conversion_price:
            yield "conversionPrice", "the price is 0", "give a price above 0"
        for name, triggers in (("callTrigger", terms.call_trigger), ("putTrigger", terms.put_trigger)):
            if len(triggers) > 1:
                yield name, "more than one trigger", "give a list of one"
            if any(item.days > item.window for item in triggers):
                yield name, "more days than the window has", "give days <= window"

    def coupons(self) -> Iterable[datetime]:
        """All but the last, which the redemption price includes."""
        years = range(1, len(self.terms.coupon_rates))
        return [add_months(self.terms.initial_exchange_date, 12 * year) for year in years]

    def per_100(self, due: datetime) -> Decimal:
        """The rate of the year that ends."""
        return FACE * self.terms.coupon_rates[due.year - self.terms.initial_exchange_date.year - 1]

    def prices(self) -> tuple[Decimal, Decimal]:
        """The face, and the redemption price."""
        return FACE, self.terms.redemption_price

    def accrued(self, face: Decimal, at: datetime) -> Decimal:
        """``face * rate * days / 365`` since the last coupon, to the cent."""
        return accrued_by_year(face, self.terms.coupon_rates, self.terms.initial_exchange_date, at)

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> ConvertibleState:
        """The conversion price as well."""
        state = super().initial_state(until, risk_factors)
        state.conversion_price = self.terms.conversion_price
        return state

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Scheduled[ConvertibleState]]:
        """Adjustments of the conversion price as well."""
        yield from super().planned(until, risk_factors)
        for action in self.terms.share_actions:
            if action.ex_date < self.terms.maturity_date:
                yield self.on_its_day("CPA", action.ex_date, partial(self.adjust, action))

    def adjust(self, action: ShareAction, now: Now) -> None:
        """CPA: the conversion price follows a corporate action."""
        now.state.conversion_price = adjusted_conversion_price(now.state.conversion_price, action)
