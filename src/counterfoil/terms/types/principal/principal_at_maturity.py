# SPDX-License-Identifier: Apache-2.0
"""PAM, principal at maturity: a bullet bond or loan (techspec 7.1)."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import ZERO, text
from counterfoil.terms.kernel.dates import format_time
from counterfoil.terms.kernel.dictionary import BULLET
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import PenaltyType, PrepaymentEffect, ScalingEffect
from counterfoil.terms.types.actus_contract import Now, Planned
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.principal.principal_contract import PrincipalContract


class PrincipalAtMaturity(PrincipalContract):
    """The principal is exchanged at the start and comes back at maturity, of amortisers in parts before.

    Interest flows in cycles until then; scaling, fees, prepayments and penalties are all of theirs.
    """

    contract_type = "PAM"
    name = "principal at maturity"
    uses = BULLET
    required = "MD"

    def faults(self) -> Iterator[Fault]:
        """Scaling has an index, and a penalty the rate that it compares with."""
        yield from super().faults()
        terms = self.terms
        if terms.penalty_type is PenaltyType.INTEREST_RATE_DIFFERENTIAL:
            self.needs("PYTP", "RRMO")
        if terms.scaling_effect is not ScalingEffect.NONE:
            self.needs("SCEF", "SCMO")
            self.needs("SCEF", "SCCDD")
            if not terms.scaling_index_at_contract_deal_date:
                yield "scalingIndexAtContractDealDate", "0 scales nothing (SCCDD)", ""
            if terms.cycle_anchor_date_of_scaling_index is None:
                self.needs("SCEF", "SCCL")

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Everything from the initial exchange to maturity."""
        end = self.maturity
        yield from super().planned(until, risk_factors)
        yield from self.maturities()
        yield from self.interest(end)
        yield from self.rate_resets(end)
        yield from self.fees(self.fee_times, self.stated_end)
        yield from self.prepayments(end, risk_factors)
        terms = self.terms
        if terms.scaling_effect is not ScalingEffect.NONE:
            start, cycle = terms.cycle_anchor_date_of_scaling_index, terms.cycle_of_scaling_index
            yield from self.repeated("SC", self.times(start, cycle, end, with_end=False), self.scaling)
        yield from self.trades()

    def prepayments(self, end: datetime | None, risk_factors: RiskFactors) -> Planned:
        """PP events, observed and at option dates, and a PY event with each that is observed, if it costs a penalty."""
        terms = self.terms
        if terms.prepayment_effect is PrepaymentEffect.NONE:
            return
        flows = self.observed_flows("PP", risk_factors)
        options = self.times(terms.cycle_anchor_date_of_optionality, terms.cycle_of_optionality, end)
        for at in sorted({*flows, *options}):
            yield self.unshifted("PP", at, partial(self.prepayment, flows.get(at, ZERO)))
            if at in flows and terms.penalty_type not in (PenaltyType.NONE, PenaltyType.NO_PENALTY):
                yield self.unshifted("PY", at, self.penalty)

    # Steps.

    def scaling(self, now: Now) -> Decimal:
        """SC: the multipliers become ``index / SCCDD``.

        The techspec writes ``(index - SCIED) / SCIED``; the public cases scale by the ratio.
        """
        terms, state = self.terms, now.state
        index = self.fixing(terms.market_object_code_of_scaling_index, "marketObjectCodeOfScalingIndex", now)
        ratio = index / (terms.scaling_index_at_contract_deal_date or ZERO)
        if terms.scaling_effect.notional:
            state.notional_scaling_multiplier = ratio
        if terms.scaling_effect.interest:
            state.interest_scaling_multiplier = ratio
        return ZERO

    def prepayment(self, flow: Decimal, now: Now) -> Decimal:
        """PP: the observed cash flow, which reduces the principal by no more than it is; zero if none is observed."""
        state = now.state
        if flow * self.sign < 0:
            received = f"{self.terms.contract_role} {'receives' if self.sign > 0 else 'pays'}"
            remedy = "give the cash flow as the creator of the record sees it: what is received is positive"
            problem = f"{text(flow)} on {format_time(now.item.scheduled)}, but {received}"
            raise InputError(problem, where="observed PP", remedy=remedy)
        payoff = flow if abs(flow) <= abs(state.notional_principal) else state.notional_principal
        state.notional_principal -= payoff
        self.rebase(state)
        return payoff

    def penalty(self, now: Now) -> Decimal:
        """PY: an amount (PYTP=A), or a rate (R) or the interest-rate differential (I) on the principal.

        The techspec measures the time since the last event of any kind; here it runs from the last interest payment,
        so that looking at a contract does not cut its penalty.
        """
        terms, state = self.terms, now.state
        principal = state.notional_principal
        if terms.penalty_type is PenaltyType.FIXED:
            return self.sign * terms.penalty_rate
        times = [self.calculated_for(at) for at in self.interest_times(self.maturity)]
        position = bisect_left(times, now.item.accrued_to)
        started = max(self.status_date, terms.initial_exchange_date)
        fraction = self.year_fraction(max(started, times[position - 1]) if position else started, now.item.accrued_to)
        if terms.penalty_type is PenaltyType.RELATIVE:
            return fraction * principal * terms.penalty_rate
        differential = state.nominal_interest_rate - self.market_rate(now)
        return fraction * principal * max(ZERO, differential)
