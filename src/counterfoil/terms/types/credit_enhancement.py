# SPDX-License-Identifier: Apache-2.0
"""CEG guarantees and CEC collateral: a credit event of a covered contract calls the cover (techspec 7.17, 7.18).

The techspec multiplies with the coverage when the exposure is measured, and once more when a guarantee is exercised;
the public cases multiply once. ``exerciseAmount`` keeps its value at settlement, unlike that of an option.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from counterfoil.terms.kernel.actus_state import State
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.dictionary import COVER, FEES
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import ReferenceRole
from counterfoil.terms.types.actus_contract import Now, Planned
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.credit_cover import Child, CreditEnhancement, market_object, market_value
from counterfoil.terms.types.credit_fees import GuaranteeFees


class Guarantee(GuaranteeFees, CreditEnhancement):
    """The guarantor pays what is covered at the first credit event that is covered, for a fee."""

    contract_type = "CEG"
    name = "credit enhancement guarantee"
    uses = f"{COVER} {FEES} EOMC IPDC"

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Purchase, termination, fees, and exercise or maturity."""
        maturity, exercised = self.maturity(risk_factors), self.exercise_time(risk_factors)
        for item in self.fees(maturity):
            if exercised is None or item.at <= exercised:
                yield item
        yield from self.ending(exercised, maturity)
        yield from self.unscheduled(risk_factors)

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """The cover and the accrued fee at ``SD``."""
        state = super().initial_state(until, risk_factors)
        state.fee_accrued = self.fee_at_status(state.notional_principal, state.maturity_date or self.status_date)
        return state

    def purchase(self, now: Now) -> Decimal:
        """PRD: ``-R(CNTRL) PPRD``; the accrued fee is again what it was at the status date."""
        payoff = super().purchase(now)
        now.state.fee_accrued = self.initial_state(None, now.risk_factors).fee_accrued
        self.measure(now)
        return payoff

    def fee_payment(self, now: Now) -> Decimal:
        """FP: an amount per payment (FEB=A), or what accrued on the cover (FEB=N)."""
        payoff = super().fee_payment(now)
        self.measure(now)
        return payoff

    def exercise(self, now: Now) -> Decimal:
        """XD: ``Xa`` becomes the cover."""
        state = now.state
        self.measure(now)
        state.exercise_date = now.item.at
        state.exercise_amount = state.notional_principal
        return ZERO

    def settle(self, now: Now) -> Decimal:
        """STD: ``Xa + Feac``."""
        state = now.state
        payoff = (state.exercise_amount or ZERO) + state.fee_accrued
        state.notional_principal = state.fee_accrued = ZERO
        return payoff


class Collateral(CreditEnhancement):
    """At the first credit event that is covered, what is covered is paid out of collateral, up to its value.

    The techspec lets the notional be the lower of cover and collateral; in the public cases it is the cover, and the
    exercise amount the lower of the two. So collateral needs a price at the exercise alone.
    """

    contract_type = "CEC"
    name = "credit enhancement collateral"
    uses = COVER

    @cached_property
    def covering(self) -> tuple[Child, ...]:
        """The contracts that serve as collateral (COVI)."""
        return tuple(self.child(item) for item in self.terms.contract_structure if item.role is ReferenceRole.COVERING)

    def faults(self) -> Iterator[Fault]:
        """There is collateral, and it has a price."""
        yield from super().faults()
        if not self.covering:
            yield "contractStructure", "no contract is collateral", "give a reference of role COVI"
        for child in self.covering:
            _ = market_object(child)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Exercise or maturity; purchase and termination if the terms state them, as in all types."""
        yield from self.ending(self.exercise_time(risk_factors), self.maturity(risk_factors))
        yield from self.unscheduled(risk_factors)

    def monitoring(self, now: Now) -> Decimal:
        """AD: the cover is measured."""
        state = now.state
        super().monitoring(now)
        if state.maturity_date is not None and now.item.at < state.maturity_date and state.exercise_date is None:
            self.measure(now)
        return ZERO

    def exercise(self, now: Now) -> Decimal:
        """XD: ``Xa`` becomes the cover, or the value of the collateral if that is lower."""
        state = now.state
        self.measure(now)
        collateral = sum((market_value(child, now.item.at, now.risk_factors) for child in self.covering), ZERO)
        state.exercise_date = now.item.at
        state.exercise_amount = self.sign * min(collateral, self.sign * state.notional_principal)
        return ZERO

    def settle(self, now: Now) -> Decimal:
        """STD: ``Xa``."""
        state = now.state
        state.notional_principal = ZERO
        return state.exercise_amount or ZERO
