# SPDX-License-Identifier: Apache-2.0
"""LAM, linear amortiser: equal payments of principal, interest on what remains (techspec 7.2)."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import ClassVar

from counterfoil.terms.kernel.actus_state import State
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.business_day import LONGEST_SHIFT
from counterfoil.terms.kernel.dictionary import REDEEMED
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import InterestCalculationBase, PrepaymentEffect
from counterfoil.terms.kernel.schedule import repetition
from counterfoil.terms.types.actus_contract import Now, Planned
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.principal.principal_at_maturity import MaturingContract


class AmortizingContract(MaturingContract):
    """What LAM, LAX, NAM and ANN share: redemptions, and an interest calculation base of its own (``Ipcb``)."""

    required: ClassVar[str] = "IED NT"

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """The state at ``SD``, with the next redemption (``Prnxt``)."""
        state = super().initial_state(until, risk_factors)
        state.next_principal_redemption_payment = self.initial_redemption(state)
        return state

    def initial_redemption(self, state: State) -> Decimal:
        """``Prnxt`` at ``SD``."""
        raise NotImplementedError

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Redemptions and fixings of the base as well."""
        yield from super().planned(until, risk_factors)
        yield from self.redemptions()
        yield from self.bases(self.maturity)

    @property
    def first_redemption(self) -> datetime | None:
        """``PRANX``, else one cycle after the initial exchange."""
        terms = self.terms
        return self.anchor(terms.cycle_anchor_date_of_principal_redemption, terms.cycle_of_principal_redemption)

    @cached_property
    def redemption_times(self) -> list[datetime]:
        """``t^PR``, without maturity, from the initial exchange on."""
        times = self.times(
            self.first_redemption, self.terms.cycle_of_principal_redemption, self.maturity, with_end=False
        )
        started = self.terms.initial_exchange_date
        return times if started is None else times[bisect_left(times, started) :]

    def redemptions(self) -> Planned:
        """PR events."""
        yield from self.repeated("PR", self.redemption_times, self.redemption)

    def bases(self, end: datetime | None) -> Planned:
        """IPCB events, where the interest calculation base is fixed at dates of its own (IPCB=NTL)."""
        terms = self.terms
        if terms.interest_calculation_base is InterestCalculationBase.NTL:
            cycle = terms.cycle_of_interest_calculation_base
            start = self.anchor(terms.cycle_anchor_date_of_interest_calculation_base, cycle)
            times: Iterable[datetime] = self.times(start, cycle, end, with_end=False)
            yield from self.repeated("IPCB", times, self.base_fixing)

    def is_to_come(self, at: datetime) -> bool:
        """Whether a redemption scheduled for ``at`` takes place after the status date, on its business day."""
        if abs(at - self.status_date) > LONGEST_SHIFT:
            return at > self.status_date
        return self.placed("PR", at, self.redemption, self.stated_end).at > self.status_date

    def redemption_to_come(self, count: int) -> datetime:
        """The ``count``-th redemption after status date and initial exchange; maturity may be what is asked for."""
        terms = self.terms
        cycle, first = terms.cycle_of_principal_redemption, self.first_redemption
        if cycle is None or first is None:
            raise self.no_maturity()
        convention = self.terms.end_of_month_convention
        # No cycle is longer, so no redemption to come is passed over.
        longest = timedelta(days=cycle.period.days or 31 * cycle.period.months)
        started = self.terms.initial_exchange_date or first
        past = max((max(self.status_date, started) - LONGEST_SHIFT - first) // longest - 1, 0)
        while (at := repetition(first, cycle, past, convention)) < started or not self.is_to_come(at):
            past += 1
        return repetition(first, cycle, past + count - 1, convention)

    def no_maturity(self) -> TermError:
        """What to say where neither the terms nor their redemptions tell when the contract ends."""
        return TermError(
            "maturityDate",
            f"{self.contract_type} needs the term (MD), or PRNXT and PRCL to compute it from",
            remedy="give maturityDate, or nextPrincipalRedemptionPayment and cycleOfPrincipalRedemption",
        )

    def faults(self) -> Iterator[Fault]:
        """Maturity is known, or follows from the redemptions."""
        yield from super().faults()
        if self.maturity is None:
            yield "maturityDate", f"{self.contract_type} needs the term (MD)", ""

    # The interest calculation base.

    def interest_base(self, state: State) -> Decimal:
        """``Ipcb``."""
        return state.interest_calculation_base_amount

    def initial_base(self) -> Decimal:
        """``R(CNTRL) NT`` where the base is the principal, else ``R(CNTRL) IPCBA`` where stated."""
        stated = self.terms.interest_calculation_base_amount
        if stated is None or self.terms.interest_calculation_base is InterestCalculationBase.NT:
            return self.notional
        return self.sign * stated

    def rebase(self, state: State) -> None:
        """The base follows the principal, unless it is fixed at dates of its own (NTL).

        By the techspec NTIED stays too; the one public case with it follows the principal. NTL without dates stays.
        """
        if self.terms.interest_calculation_base is not InterestCalculationBase.NTL:
            state.interest_calculation_base_amount = state.notional_principal

    def base_fixing(self, now: Now) -> Decimal:
        """IPCB: the base becomes the principal outstanding."""
        state = now.state
        state.interest_calculation_base_amount = state.notional_principal
        return ZERO

    # Redemption.

    def redeemed(self, state: State) -> Decimal:
        """The principal that falls due, with the sign of the role, if nothing limits it."""
        return state.next_principal_redemption_payment

    def redemption(self, now: Now) -> Decimal:
        """PR: ``Nsc Prnxt``, no more than is left; interest accrues on, which the techspec leaves out."""
        state = now.state
        amount = self.redeemed(state)
        if abs(amount) > abs(state.notional_principal) and amount * self.sign > 0:
            amount = state.notional_principal
        state.notional_principal -= amount
        self.rebase(state)
        return state.notional_scaling_multiplier * amount

    def prepayment(self, flow: Decimal, now: Now) -> Decimal:
        """PP: as for PAM, and it may lower the redemptions that follow (PPEF=A)."""
        state = now.state
        before = state.notional_principal
        payoff = super().prepayment(flow, now)
        if payoff and before and self.terms.prepayment_effect is PrepaymentEffect.REDUCES_REDEMPTION:
            self.lower_redemption(state, before, now.item.accrued_to)
        return payoff

    def lower_redemption(self, state: State, before: Decimal, at: datetime) -> None:
        """Lower ``Prnxt`` as the principal was lowered."""
        state.next_principal_redemption_payment *= state.notional_principal / before


class LinearAmortizer(AmortizingContract):
    """Principal is repaid in equal parts."""

    contract_type = "LAM"
    name = "linear amortiser"
    uses = REDEEMED

    @cached_property
    def maturity(self) -> datetime | None:
        """``MD``, else the date of the last redemption.

        The techspec counts one cycle more; in the public cases the last of ``ceil(NT / PRNXT)`` payments is maturity.
        """
        if self.terms.maturity_date is not None:
            return self.terms.maturity_date
        payment = self.terms.next_principal_redemption_payment
        if payment is None:
            raise self.no_maturity()
        return self.redemption_to_come(payment_count(self.terms.notional_principal or ZERO, payment))

    def initial_redemption(self, state: State) -> Decimal:
        """``PRNXT``, else the notional in equal parts over the redemptions to come, maturity included."""
        stated = self.terms.next_principal_redemption_payment
        if stated is not None:
            return self.sign * stated
        to_come = sum(self.is_to_come(at) for at in self.redemption_times)
        return self.notional / (to_come + 1)


def payment_count(amount: Decimal, part: Decimal) -> int:
    """How many parts make up the amount, the last one perhaps smaller; TermError if the part is not positive."""
    if part <= ZERO:
        raise TermError(
            "nextPrincipalRedemptionPayment",
            "the principal is never repaid, so there is no maturity",
            remedy="give maturityDate, or a larger payment",
        )
    return max(int((amount / part).to_integral_value(ROUND_CEILING)), 1)
