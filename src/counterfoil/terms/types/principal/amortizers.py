# SPDX-License-Identifier: Apache-2.0
"""LAM, NAM and ANN: equal payments of principal, or constant payments of both (techspec 7.2, 7.4, 7.5).

LAM redeems equal parts, with interest on what remains; the constant payment of NAM may not even cover the interest;
that of ANN repays the principal by the amortization date.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from itertools import pairwise
from typing import ClassVar

from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.calendars import LONGEST_SHIFT
from counterfoil.terms.kernel.dates import ONE_DAY, repetition
from counterfoil.terms.kernel.dictionary import REDEEMED, State
from counterfoil.terms.kernel.events import EVENT_TYPES, EventType
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import InterestCalculationBase, PrepaymentEffect
from counterfoil.terms.types.actus_contract import Now, Occasion, Planned
from counterfoil.terms.types.principal.principal_at_maturity import PrincipalAtMaturity


class LinearAmortizer(PrincipalAtMaturity):
    """Principal is repaid in parts, equal ones of LAM; interest has a calculation base of its own (``Ipcb``)."""

    contract_type = "LAM"
    name = "linear amortiser"
    uses = REDEEMED
    required = ""
    pays_interest_first: ClassVar[bool] = False
    """Whether a stated payment covers interest before it redeems principal."""

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """The state at ``SD``, with the next redemption (``Prnxt``)."""
        state = super().initial_state(until, risk_factors)
        state.next_principal_redemption_payment = self.initial_redemption(state)
        return state

    def initial_redemption(self, state: State) -> Decimal:
        """``Prnxt`` at ``SD``: ``R(CNTRL) PRNXT``, else computed."""
        stated = self.terms.next_principal_redemption_payment
        return self.computed_redemption(state) if stated is None else self.sign * stated

    def computed_redemption(self, state: State) -> Decimal:
        """The notional in equal parts over the redemptions to come, maturity included."""
        return self.notional / (sum(self.is_to_come(at) for at in self.redemption_times) + 1)

    @cached_property
    def maturity(self) -> datetime | None:
        """``MD``, else the date of the last redemption; TermError if no payment or no cycle is stated.

        The techspec counts one cycle more; in the public cases the last of ``ceil(NT / PRNXT)`` payments is maturity.
        """
        if self.stated_end is not None:
            return self.stated_end
        payment = self.terms.next_principal_redemption_payment
        if payment is None:
            raise self.no_maturity()
        if self.pays_interest_first:
            first, second = self.redemption_to_come(1), self.redemption_to_come(2)
            payment -= self.terms.notional_principal * self.year_fraction_until(None)(first, second) * self.rate
        return self.redemption_to_come(payment_count(self.terms.notional_principal, payment))

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Redemptions as well, and fixings of the base that interest accrues on (IPCB=NTL)."""
        yield from super().planned(until, risk_factors)
        yield from self.redemptions()
        terms = self.terms
        if terms.interest_calculation_base is InterestCalculationBase.NTL:
            anchor = terms.cycle_anchor_date_of_interest_calculation_base
            times = self.times(anchor, terms.cycle_of_interest_calculation_base, self.maturity, with_end=False)
            yield from self.repeated("IPCB", times, self.base_fixing)

    @property
    def first_redemption(self) -> datetime | None:
        """``PRANX``, else one cycle after the initial exchange."""
        terms = self.terms
        return self.anchor(terms.cycle_anchor_date_of_principal_redemption, terms.cycle_of_principal_redemption)

    @cached_property
    def redemption_times(self) -> list[datetime]:
        """``t^PR``, without maturity, from the initial exchange on."""
        cycle = self.terms.cycle_of_principal_redemption
        times = self.times(self.first_redemption, cycle, self.maturity, with_end=False)
        return times[bisect_left(times, self.terms.initial_exchange_date) :]

    def redemptions(self) -> Planned:
        """PR events."""
        yield from self.repeated("PR", self.redemption_times, self.redemption)

    def is_to_come(self, at: datetime) -> bool:
        """Whether a redemption scheduled for ``at`` takes place after the status date, on its business day."""
        if abs(at - self.status_date) > LONGEST_SHIFT:
            return at > self.status_date
        return self.shifted("PR", at, self.redemption, stays=at == self.stated_end).at > self.status_date

    def redemption_to_come(self, count: int) -> datetime:
        """The ``count``-th redemption after status date and initial exchange; maturity may be what is asked for."""
        terms = self.terms
        cycle, first = terms.cycle_of_principal_redemption, self.first_redemption
        if cycle is None or first is None:
            raise self.no_maturity()
        convention = self.terms.end_of_month_convention
        # No cycle is longer, so no redemption to come is passed over.
        longest = timedelta(days=cycle.period.days or 31 * cycle.period.months)
        started = terms.initial_exchange_date
        past = max((max(self.status_date, started) - LONGEST_SHIFT - first) // longest - 1, 0)
        while (at := repetition(first, cycle, past, convention)) < started or not self.is_to_come(at):
            past += 1
        return repetition(first, cycle, past + count - 1, convention)

    def no_maturity(self) -> TermError:
        """What to say where neither the terms nor their redemptions tell when the contract ends."""
        remedy = "give maturityDate, or nextPrincipalRedemptionPayment and cycleOfPrincipalRedemption"
        problem = f"{self.contract_type} needs the term (MD), or PRNXT and PRCL to compute it from"
        return TermError("maturityDate", problem, remedy=remedy)

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

    def redemption(self, now: Now) -> Decimal:
        """PR: ``Nsc Prnxt``, no more than is left; interest accrues on, which the techspec leaves out.

        Where interest is paid first, what redeems is ``Prnxt - Ipac``.
        """
        state = now.state
        amount = state.next_principal_redemption_payment
        if self.pays_interest_first:
            amount -= state.accrued_interest
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


def payment_count(amount: Decimal, part: Decimal) -> int:
    """How many parts make up the amount, the last one perhaps smaller; TermError if the part is not positive."""
    if part <= ZERO:
        problem = "the principal is never repaid, so there is no maturity"
        raise TermError("nextPrincipalRedemptionPayment", problem, remedy="give maturityDate, or a larger payment")
    return max(int((amount / part).to_integral_value(ROUND_CEILING)), 1)


class NegativeAmortizer(LinearAmortizer):
    """A constant total payment covers interest first; the rest redeems, and what interest exceeds it is added."""

    contract_type = "NAM"
    name = "negative amortiser"
    required = "PRNXT"
    pays_interest_first = True

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


_REFIXING = EventType("PRF", "principal payment amount fixing", 13)
"""The dictionary orders PRF (5) before rate resets (12); in the public cases it follows the reset that causes it."""


class Annuity(NegativeAmortizer):
    """A constant total payment, fixed one day before the first redemption and again at each rate reset."""

    contract_type = "ANN"
    name = "annuity"
    uses = f"{REDEEMED} AMD"
    required = ""

    @property
    def stated_end(self) -> datetime | None:
        """``MD``, else ``AMD``."""
        return self.terms.maturity_date or self.terms.amortization_date

    @cached_property
    def counted_redemptions(self) -> list[datetime]:
        """The redemptions that the annuity counts: up to the amortization date, which may lie beyond maturity."""
        terms = self.terms
        end = terms.amortization_date or self.maturity
        times = self.times(self.first_redemption, terms.cycle_of_principal_redemption, end)
        return [at for at in times if at >= terms.initial_exchange_date]

    @cached_property
    def annuity_times(self) -> list[datetime]:
        """The times that interest of these redemptions is calculated for, so that the last leaves nothing."""
        return [self.calculated_for(at) for at in self.counted_redemptions]

    def computed_redemption(self, state: State) -> Decimal:
        """The annuity if no PRF event is left to fix it, else nothing yet."""
        if self._first_fixing is not None:
            return ZERO
        since = max(self.status_date, self.terms.initial_exchange_date)
        past = bisect_left(self.counted_redemptions, True, key=self.is_to_come)
        return self._annuity(past, self.notional, state.accrued_interest, since, self.rate)

    @cached_property
    def _first_fixing(self) -> datetime | None:
        """The day before the first redemption, if the contract lives then and the payment is not stated."""
        first, started = self.first_redemption, self.terms.initial_exchange_date
        if first is None or self.terms.next_principal_redemption_payment is not None:
            return None
        fixing = min(first, self.shifted("PR", first, self.redemption).at) - ONE_DAY
        return fixing if fixing > started and fixing > self.status_date else None

    def redemptions(self) -> Planned:
        """PR events, and the PRF event before the first."""
        yield from super().redemptions()
        if self._first_fixing is not None:
            # Shifted to a business day, it could come after the redemption that it is for.
            fixing = self._first_fixing
            yield Occasion(fixing, EVENT_TYPES["PRF"], fixing, fixing, self.payment_fixing)

    def rate_resets(self, end: datetime | None) -> Planned:
        """RR and RRF events, each followed by a PRF event."""
        for item in super().rate_resets(end):
            yield item
            yield Occasion(item.at, _REFIXING, item.accrued_to, item.scheduled, self.payment_fixing)

    def payment_fixing(self, now: Now) -> Decimal:
        """PRF: ``Prnxt = A(t, AMD, Nt, Ipac, Ipnr)``."""
        state = now.state
        self._fix(state, now.item.accrued_to, accrued=state.accrued_interest)
        return ZERO

    def _fix(self, state: State, at: datetime, *, accrued: Decimal) -> None:
        past = bisect_right(self.annuity_times, at)
        payment = self._annuity(past, state.notional_principal, accrued, at, state.nominal_interest_rate)
        state.next_principal_redemption_payment = payment

    def _annuity(self, position: int, principal: Decimal, accrued: Decimal, since: datetime, rate: Decimal) -> Decimal:
        """The payment from the redemption at ``position`` on, with interest accrued until then."""
        if position == len(self.annuity_times):
            return principal + accrued
        growth = self.year_fraction(since, self.annuity_times[position]) * rate * principal
        return annuity(principal + accrued + growth, self._annuity_fractions[position:], rate)

    @cached_property
    def _annuity_fractions(self) -> list[Decimal]:
        """The year fraction from each of the annuity's times to the next."""
        return [self.year_fraction(earlier, later) for earlier, later in pairwise(self.annuity_times)]

    def lower_redemption(self, state: State, before: Decimal, at: datetime) -> None:
        """Compute the annuity anew from the principal that is left; interest that falls due now is paid apart."""
        self._fix(state, at, accrued=ZERO if at in self._paid_times else state.accrued_interest)

    @cached_property
    def _paid_times(self) -> frozenset[datetime]:
        """The times at which interest is paid and not capitalised."""
        capitalized_to = self.terms.capitalization_end_date
        times = self.interest_times(self.maturity)
        return frozenset(at for at in times if capitalized_to is None or at > capitalized_to)


def annuity(owed: Decimal, fractions: Sequence[Decimal], rate: Decimal) -> Decimal:
    """The constant payment that repays what is ``owed`` at the first of its times (techspec 3.8).

    ``fractions`` are the year fractions between the times of payment, one less than there are payments.
    ``A = owed P / (1 + S)`` with ``P`` the product of all growth factors ``1 + r Y`` and ``S`` the sum of the products
    from each factor to the last. Computed from the last time to the first.
    """
    product, total = ONE, ONE
    for fraction in reversed(fractions):
        product *= ONE + rate * fraction
        total += product
    return owed * product / total
