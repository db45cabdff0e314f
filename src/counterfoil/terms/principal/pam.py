# SPDX-License-Identifier: Apache-2.0
"""PAM, principal at maturity: a bullet bond or loan (techspec 7.1)."""

from datetime import datetime

from counterfoil.terms.actus import Planned
from counterfoil.terms.principal.base import PrincipalContract
from counterfoil.terms.risk_factors import RiskFactors
from counterfoil.terms.state import State


class PrincipalAtMaturity(PrincipalContract, contract_type="PAM", name="principal at maturity"):
    """Principal is exchanged at the start, interest flows in cycles, the principal comes back at maturity."""

    required = (
        "status_date",
        "contract_role",
        "currency",
        "initial_exchange_date",
        "maturity_date",
        "notional_principal",
    )

    def check(self, where: str) -> None:
        """Scaling and penalties have what they need."""
        super().check(where)
        self.check_options(where)

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """The state at ``SD``."""
        return self.begin(self.maturity)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Everything from the initial exchange to maturity."""
        end = self.maturity
        terms = self.terms
        if terms.initial_exchange_date is not None:
            yield self.unshifted("IED", terms.initial_exchange_date, self.initial_exchange)
        yield from self.maturities()
        yield from self.interest(end)
        yield from self.rate_resets(end)
        yield from self.fees()
        yield from self.scalings(end)
        yield from self.prepayments(end, risk_factors)
        yield from self.trades()
        yield from self.unscheduled(risk_factors)
