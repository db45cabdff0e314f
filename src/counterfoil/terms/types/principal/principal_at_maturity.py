# SPDX-License-Identifier: Apache-2.0
"""PAM, principal at maturity: a bullet bond or loan (techspec 7.1)."""

from collections.abc import Iterator
from datetime import datetime

from counterfoil.terms.kernel.dictionary import BULLET, State
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import PenaltyType
from counterfoil.terms.types.actus_contract import Planned
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.principal.principal_contract import PrincipalContract


class MaturingContract(PrincipalContract):
    """What PAM and the amortisers share: principal is exchanged at the start, interest flows in cycles until maturity.

    Scaling, fees, prepayments and penalties are all of theirs.
    """

    def faults(self) -> Iterator[Fault]:
        """Scaling has an index, and a penalty the rate that it compares with."""
        yield from super().faults()
        terms = self.terms
        if terms.penalty_type is PenaltyType.INTEREST_RATE_DIFFERENTIAL:
            self.needs("PYTP", "RRMO")
        if terms.scaling_effect.interest or terms.scaling_effect.notional:
            self.needs("SCEF", "SCMO")
            self.needs("SCEF", "SCCDD")
            if not terms.scaling_index_at_contract_deal_date:
                yield "scalingIndexAtContractDealDate", "0 scales nothing (SCCDD)", ""
            if terms.cycle_anchor_date_of_scaling_index is None:
                self.needs("SCEF", "SCCL")

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """The state at ``SD``."""
        return self.begin(self.maturity)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Everything from the initial exchange to maturity."""
        end = self.maturity
        yield from super().planned(until, risk_factors)
        yield from self.maturities()
        yield from self.interest(end)
        yield from self.rate_resets(end)
        yield from self.fees()
        yield from self.scalings(end)
        yield from self.prepayments(end, risk_factors)
        yield from self.trades()


class PrincipalAtMaturity(MaturingContract):
    """The principal comes back at maturity."""

    contract_type = "PAM"
    name = "principal at maturity"
    uses = BULLET
    required = "MD"
