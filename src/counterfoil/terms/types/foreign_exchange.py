# SPDX-License-Identifier: Apache-2.0
"""FXOUT, foreign exchange outright: two currencies are exchanged once, or their difference is paid (techspec 7.11)."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from counterfoil.terms.kernel.actus_state import State
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.dictionary import EVERY
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import DeliverySettlement
from counterfoil.terms.types.actus_contract import ActusContract, Now, Planned
from counterfoil.terms.types.contingent import settlement
from counterfoil.terms.types.contract import Fault


class ForeignExchangeOutright(ActusContract):
    """An exchange of ``NT`` in ``CUR`` against ``NT2`` in ``CUR2``.

    Without ``deliverySettlement`` it is physical, the dictionary's default. The techspec calls the two deliveries STD;
    the public cases report them as two MD events.
    """

    contract_type = "FXOUT"
    name = "foreign exchange outright"
    uses = f"{EVERY} MD DS STP CUR2 NT NT2"
    required = "CUR2 MD NT NT2"

    @property
    def in_cash(self) -> bool:
        """Whether only the difference in value is paid."""
        return self.terms.delivery_settlement is DeliverySettlement.CASH

    def faults(self) -> Iterator[Fault]:
        """Two different currencies, which a physical delivery does not convert into a third."""
        yield from super().faults()
        terms = self.terms
        if terms.currency2 == terms.currency:
            yield "currency2", f"{terms.currency2} is the first currency too", "give another currency"
        if not self.in_cash and terms.settlement_currency not in (None, terms.currency):
            yield (
                "settlementCurrency",
                "a physical delivery pays in both currencies",
                'give "deliverySettlement": "S" for settlement in cash, or no settlementCurrency',
            )

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """Maturity and performance; amounts are no state of this type."""
        terms = self.terms
        return State(
            self.status_date, maturity_date=terms.maturity_date, contract_performance=terms.contract_performance
        )

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Purchase, termination, and delivery at maturity or settlement after it."""
        yield from self.ended_by(self._ending())
        yield from self.unscheduled(risk_factors)

    def _ending(self) -> Planned:
        """MD twice, or STD."""
        terms = self.terms
        if terms.maturity_date is None:
            return
        if self.in_cash:
            yield settlement(self, terms.maturity_date, self.difference)
            return
        yield self.unshifted("MD", terms.maturity_date, self.first_delivery)
        yield self.unshifted("MD", terms.maturity_date, self.second_delivery, currency=terms.currency2 or "")

    def termination(self, now: Now) -> Decimal:
        """TD: ``PTD`` as it stands.

        The techspec multiplies with ``R(CNTRL)``, as at purchase; the public cases do so at purchase only. So a price
        at termination is positive where the creator of the record receives it, whatever the role.
        """
        return self.terms.price_at_termination_date or ZERO

    def first_delivery(self, now: Now) -> Decimal:
        """MD: ``R(CNTRL) NT``, in ``CUR``."""
        return self.sign * (self.terms.notional_principal or ZERO)

    def second_delivery(self, now: Now) -> Decimal:
        """MD: ``-R(CNTRL) NT2``, in ``CUR2``."""
        return -self.sign * (self.terms.notional_principal2 or ZERO)

    def difference(self, now: Now) -> Decimal:
        """STD: ``R(CNTRL) (NT - S NT2)`` with ``S`` the rate ``CUR2/CUR`` at maturity."""
        terms = self.terms
        rate = now.risk_factors.fixing(f"{terms.currency2}/{terms.currency}", now.state.maturity_date or now.item.at)
        return self.sign * ((terms.notional_principal or ZERO) - rate * (terms.notional_principal2 or ZERO))
