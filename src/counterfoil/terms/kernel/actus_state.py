# SPDX-License-Identifier: Apache-2.0
"""The state of an ACTUS contract between two events (dictionary of states, version 1.4)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.events import Values
from counterfoil.terms.kernel.roles import ContractPerformance


@dataclass(slots=True)
class State:
    """Amounts carry the sign of the contract role: negative is owed by the creator of the contract record."""

    status_date: datetime
    notional_principal: Decimal = ZERO
    nominal_interest_rate: Decimal = ZERO
    accrued_interest: Decimal = ZERO
    accrued_interest2: Decimal = ZERO
    fee_accrued: Decimal = ZERO
    notional_scaling_multiplier: Decimal = ONE
    interest_scaling_multiplier: Decimal = ONE
    next_principal_redemption_payment: Decimal = ZERO
    interest_calculation_base_amount: Decimal = ZERO
    maturity_date: datetime | None = None
    exercise_date: datetime | None = None
    exercise_amount: Decimal | None = None
    contract_performance: ContractPerformance = ContractPerformance.PF

    def copy(self) -> "State":
        """An independent copy; field by field, which is several times as fast as ``copy.copy``."""
        return State(
            self.status_date,
            self.notional_principal,
            self.nominal_interest_rate,
            self.accrued_interest,
            self.accrued_interest2,
            self.fee_accrued,
            self.notional_scaling_multiplier,
            self.interest_scaling_multiplier,
            self.next_principal_redemption_payment,
            self.interest_calculation_base_amount,
            self.maturity_date,
            self.exercise_date,
            self.exercise_amount,
            self.contract_performance,
        )

    def values(self) -> Values:
        """The state by the dictionary's names."""
        return {
            "statusDate": self.status_date,
            "notionalPrincipal": self.notional_principal,
            "nominalInterestRate": self.nominal_interest_rate,
            "accruedInterest": self.accrued_interest,
            "accruedInterest2": self.accrued_interest2,
            "feeAccrued": self.fee_accrued,
            "notionalScalingMultiplier": self.notional_scaling_multiplier,
            "interestScalingMultiplier": self.interest_scaling_multiplier,
            "nextPrincipalRedemptionPayment": self.next_principal_redemption_payment,
            "interestCalculationBaseAmount": self.interest_calculation_base_amount,
            "maturityDate": self.maturity_date,
            "exerciseDate": self.exercise_date,
            "exerciseAmount": self.exercise_amount,
            "contractPerformance": self.contract_performance.value,
        }
