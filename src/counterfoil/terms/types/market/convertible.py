# SPDX-License-Identifier: Apache-2.0
"""CONVB: a holding of a Chinese convertible bond, whose conversion price follows the corporate actions of the share.

- Coupons: once a year, ``face * rate`` of that year; the last is part of ``redemptionPrice``, paid at maturity.
- The conversion price changes with corporate actions of the share (CPA), as long as there is something to convert.
- Accrued interest: ``face * rate * days / 365``, actual days since the last coupon.

What a conversion, a call and a put are worth, and when they may be made, is in ``formulas/conversion.py``. The clauses
are market convention; check the prospectus before use.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from counterfoil.terms.formulas.adjusted_prices import ShareAction, adjusted_conversion_price
from counterfoil.terms.formulas.bond_pricing import FACE
from counterfoil.terms.formulas.conversion import Trigger, accrued_by_year
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.dates import add_months
from counterfoil.terms.kernel.reading import given, records, term
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.values import POSITIVE, TIME, array
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.market.holding import BondContract, BondState, BondTerms, Now, Payment


@dataclass(frozen=True, kw_only=True)
class ConvertibleTerms(BondTerms):
    """``redemption_price`` is paid at maturity per 100, the last coupon included. Coupon rates are a year each.

    When the bond may be converted, called and put is stated for who takes such orders.
    """

    notional_principal: Decimal = term(POSITIVE, "NT")
    coupon_rates: tuple[Decimal, ...] | None = term(array(POSITIVE), "CRT")
    redemption_price: Decimal | None = term(POSITIVE, "RDP")
    conversion_price: Decimal | None = term(POSITIVE, "CVP")
    conversion_start: datetime | None = term(TIME, "CVS")
    conversion_end: datetime | None = term(TIME, "CVE")
    call: tuple[Trigger, ...] = term(records(Trigger, name="callTrigger"), "CLT", name="callTrigger", default=())
    put: tuple[Trigger, ...] = term(records(Trigger, name="putTrigger"), "PTT", name="putTrigger", default=())
    share_actions: tuple[ShareAction, ...] = term(records(ShareAction, name="shareActions"), "SHA", default=())


class Convertible(BondContract[ConvertibleTerms]):
    """Issue, coupons, price adjustments, redemption."""

    contract_type = "CONVB"
    name = "Chinese convertible bond"
    record = ConvertibleTerms
    required = f"{BondContract.required} NT CRT RDP CVP CVS"

    @property
    def rates(self) -> tuple[Decimal, ...]:
        """The coupon rate of each year."""
        return given(self.terms.coupon_rates, "couponRates")

    def faults(self) -> Iterator[Fault]:
        """A rate for every year, a conversion price above zero, triggers that can be met."""
        yield from super().faults()
        years = len(self.rates)
        if add_months(self.issued, 12 * years) != self.maturity:
            yield (
                "couponRates",
                f"{years} rates do not fill the years to {self.maturity.date()}",
                "give one rate for each year of the bond",
            )
        if not self.terms.conversion_price:
            yield "conversionPrice", "the price is 0", "give a price above 0"
        for name, triggers in (("callTrigger", self.terms.call), ("putTrigger", self.terms.put)):
            if len(triggers) > 1:
                yield name, "more than one trigger", "give a list of one"
            if any(item.days > item.window for item in triggers):
                yield name, "more days than the window has", "give days <= window"

    def coupons(self) -> Iterator[datetime]:
        """All but the last, which the redemption price includes."""
        for year in range(1, len(self.rates)):
            yield add_months(self.issued, 12 * year)

    def per_100(self, due: datetime) -> Decimal:
        """The rate of the year that ends."""
        return FACE * self.rates[due.year - self.issued.year - 1]

    def prices(self) -> tuple[Decimal, Decimal]:
        """The face, and the redemption price."""
        return FACE, given(self.terms.redemption_price, "redemptionPrice")

    def accrued(self, face: Decimal, at: datetime) -> Decimal:
        """``face * rate * days / 365`` since the last coupon, to the cent."""
        return accrued_by_year(face, self.rates, self.issued, at)

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> BondState:
        """The conversion price as well."""
        state = super().initial_state(until, risk_factors)
        state.conversion_price = self.terms.conversion_price
        return state

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Payment]:
        """Adjustments of the conversion price as well."""
        yield from super().planned(until, risk_factors)
        for action in self.terms.share_actions:
            if action.ex_date < self.maturity:
                yield self.occasion("CPA", action.ex_date, partial(self.adjust, action))

    def adjust(self, action: ShareAction, now: Now) -> Decimal:
        """CPA: the conversion price follows a corporate action."""
        state = now.state
        state.conversion_price = adjusted_conversion_price(given(state.conversion_price, "conversionPrice"), action)
        return ZERO
