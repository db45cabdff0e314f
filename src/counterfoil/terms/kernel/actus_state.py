# SPDX-License-Identifier: Apache-2.0
"""The state of an ACTUS contract between two events (dictionary of states, version 1.4)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.events import ContractState
from counterfoil.terms.kernel.roles import ContractPerformance


@dataclass(slots=True)
class State(ContractState):
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
