# SPDX-License-Identifier: Apache-2.0
"""NAM, negative amortiser: constant payments that may not even cover the interest (techspec 7.4)."""

from datetime import datetime
from decimal import Decimal
from functools import cached_property

from counterfoil.terms.kernel.actus_state import State
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.dictionary import REDEEMED
from counterfoil.terms.types.principal.linear_amortizer import AmortizingContract, payment_count


class ConstantPaymentContract(AmortizingContract):
    """What NAM and ANN share: each payment covers interest first, and the rest redeems principal."""

    def interest_times(self, end: datetime | None) -> list[datetime]:
        """Interest falls due with every redemption, and by its own cycle until one cycle before the first of them."""
        terms = self.terms
        first, cycle = self.first_redemption, terms.cycle_of_principal_redemption
        if terms.nominal_interest_rate is None:
            return []
        with_redemptions = self.times(first, cycle, end)
        start = self.anchor(terms.cycle_anchor_date_of_interest_payment, terms.cycle_of_interest_payment)
        if start is None or first is None or cycle is None:
            return with_redemptions
        before = self.times(start, terms.cycle_of_interest_payment, cycle.period.before(first))
        return sorted({*before, *with_redemptions})

    def repaid(self) -> datetime:
        """The date by which the stated payments redeem the principal at the first period's interest.

        TermError if no payment or no cycle is stated.
        """
        payment = self.terms.next_principal_redemption_payment
        if payment is None:
            raise self.no_maturity()
        first, second = self.redemption_to_come(1), self.redemption_to_come(2)
        notional = self.terms.notional_principal or ZERO
        interest = notional * self.year_fraction_until(None)(first, second) * self.rate
        return self.redemption_to_come(payment_count(notional, payment - interest))

    def redeemed(self, state: State) -> Decimal:
        """``Prnxt - Ipac``."""
        return state.next_principal_redemption_payment - state.accrued_interest


class NegativeAmortizer(ConstantPaymentContract):
    """A constant total payment; what interest exceeds it is added to the principal."""

    contract_type = "NAM"
    name = "negative amortiser"
    uses = REDEEMED
    required = f"{AmortizingContract.required} PRNXT"

    @cached_property
    def maturity(self) -> datetime | None:
        """``MD``, else the date by which the payments redeem the principal."""
        return self.terms.maturity_date or self.repaid()

    def initial_redemption(self, state: State) -> Decimal:
        """``R(CNTRL) PRNXT``."""
        return self.sign * (self.terms.next_principal_redemption_payment or ZERO)
