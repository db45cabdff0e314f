# SPDX-License-Identifier: Apache-2.0
"""CLM, call money, and UMP, open maturity: loans and deposits that somebody ends when he likes (techspec 7.6, 7.7)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cached_property, partial

from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.calendars import STANDARD, Calendar
from counterfoil.terms.kernel.dates import Cycle, Period
from counterfoil.terms.kernel.dictionary import LOAN, PrincipalTerms, State
from counterfoil.terms.kernel.events import EventType
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.types.actus_contract import Now, Occasion, Planned
from counterfoil.terms.types.principal.principal_contract import PrincipalContract

_NO_NOTICE = Period(0, 0)
_SETTLED_INTEREST = EventType("IP", "interest payment", 20)
"""After the exercise (20) and before the settlement (21), in the order of the public cases."""


class OpenEndedContract(PrincipalContract):
    """What CLM and UMP share: interest is capitalised, and the end is not known at the start."""

    def __init__(self, terms: PrincipalTerms, calendars: Mapping[str, Calendar] = STANDARD) -> None:
        super().__init__(terms, calendars)
        self._fee_times_found: list[datetime] = []

    def interest_times(self, end: datetime | None) -> list[datetime]:
        """No interest is paid in cycles, so none accrued before the status date that the terms do not state."""
        return []

    def times(
        self, start: datetime | None, cycle: Cycle | None, end: datetime | None, *, with_end: bool = True
    ) -> list[datetime]:
        """``S(start, cycle, end)``, where an end that the terms do not state is none of the schedule.

        It joins no period to the one before it, and what is scheduled after it may take place before it.
        """
        if cycle is None or end is None or self.maturity is not None:
            return super().times(start, cycle, end, with_end=with_end)
        endless = Cycle(cycle.period, long_stub=False)
        times = super().times(start, endless, self.foreseen(end), with_end=False)
        before = [at for at in times if at < end or self.shifted("AD", at, self.monitoring).at < end]
        return [*before, end] if with_end else before

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """From the initial exchange to the end, as far as it is known."""
        end = self.end(until, risk_factors)
        yield from super().planned(until, risk_factors)
        yield from self.capitalizations(end)
        yield from self.rate_resets(end)
        yield from self.open_fees(end)

    def capitalizations(self, end: datetime | None) -> Planned:
        """IPCI events from the anchor to ``end``, exclusive; an anchor without a cycle is one event.

        Without an anchor the techspec starts one cycle after the initial exchange, the public cases at it.
        """
        terms = self.terms
        start, cycle = terms.cycle_anchor_date_of_interest_payment, terms.cycle_of_interest_payment
        if terms.nominal_interest_rate is None or end is None or (start is None and cycle is None):
            return
        times = self.times(start or terms.initial_exchange_date, cycle, end, with_end=False)
        yield from self.repeated("IPCI", times, self.interest_capitalization)

    def open_fees(self, end: datetime | None) -> Planned:
        """FP events up to ``end``; a horizon that is no maturity ends no fee period."""
        if not self.terms.fee_rate or end is None:
            return
        if self.maturity is not None:
            yield from self.fees(self.fee_times, self.stated_end)
            return
        for item in self.repeated("FP", self.fee_times_around(self.foreseen(end)), self.fee_payment):
            if min(item.scheduled, item.at) <= end:
                yield item

    def fee_times_around(self, at: datetime) -> list[datetime]:
        """``t^FP`` up to maturity, else to beyond ``at``: an open contract keeps what it found, for it asks often."""
        terms = self.terms
        start = self.anchor(terms.cycle_anchor_date_of_fee, terms.cycle_of_fee)
        if self.maturity is not None or start is None or terms.cycle_of_fee is None:
            return self.fee_times
        if not self._fee_times_found or self._fee_times_found[-1] <= at:
            ahead = max(3, len(self._fee_times_found))
            beyond = terms.cycle_of_fee.period.times(ahead).after(max(at, start))
            self._fee_times_found = self.times(start, terms.cycle_of_fee, beyond, with_end=False)
        return self._fee_times_found


class CallMoney(OpenEndedContract):
    """Repaid at maturity, or after notice (``XDN``) once the lender calls it (an observed XD event)."""

    contract_type = "CLM"
    name = "call money"
    uses = f"{LOAN} MD SCNT SCIP XDN"

    def end(self, until: datetime | None, risk_factors: RiskFactors) -> datetime | None:
        """``MD``, else the call, else the horizon."""
        return self.terms.maturity_date or self._called(risk_factors) or until

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """The state at ``SD``: called before, what has accrued (IPAC) is what the call fixed, and nothing is added."""
        state = super().initial_state(until, risk_factors)
        called = self._called(risk_factors) if self.maturity is None else None
        if called is not None and called <= self.status_date:
            self._fix_interest(state, called)
        return state

    def _called(self, risk_factors: RiskFactors) -> datetime | None:
        """The first call of what has been lent."""
        calls = [seen.at for seen in self.seen(risk_factors, "XD")]
        return min((at for at in calls if at >= self.terms.initial_exchange_date), default=None)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """From the initial exchange to maturity, or to the settlement of a call."""
        yield from super().planned(until, risk_factors)
        yield from self.ended_by(self._ending(until, risk_factors))

    def _ending(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Maturity; or a call (XD), with IP and STD when the notice has run out; or nothing that is known yet.

        Interest stops at the call.
        """
        called = self._called(risk_factors)
        if self.maturity is not None:
            yield self.unshifted("IP", self.maturity, self.interest_payment)
            yield from self.maturities()
        elif called is not None and (until is None or called <= until):
            yield self.unshifted("XD", called, self.call)
            notice = self.terms.x_day_notice or _NO_NOTICE
            settled = self.not_before(called, self.shifted("STD", notice.after(called), self.settlement))
            yield Occasion(settled.at, _SETTLED_INTEREST, called, called, self.settled_interest)
            yield settled

    def outlives(self, item: Occasion) -> bool:
        """A call is settled even where the analysis ends before, but not where the contract does."""
        return item.step in (self.settled_interest, self.settlement) and self.lives(item.at, item.type.sequence, None)

    def advance(self, state: State, until: datetime) -> None:
        """As any contract, until it is called: then nothing accrues any more."""
        if state.exercise_date is None:
            super().advance(state, until)
        else:
            state.status_date = until

    def traded(self, price: Decimal, now: Now) -> Decimal:
        """As for PAM, and the interest that a call has fixed and taken out of what accrues."""
        state = now.state
        set_aside = state.exercise_date is not None and not state.accrued_interest
        return super().traded(price, now) + ((set_aside and state.exercise_amount) or ZERO)

    def termination(self, now: Now) -> Decimal:
        """TD: as for PAM, and nothing is set aside any more."""
        payoff, now.state.exercise_amount = super().termination(now), ZERO
        return payoff

    def call(self, now: Now) -> Decimal:
        """XD: fixes the interest owed; with a period of notice it is set aside, and accrued interest is zero."""
        self._fix_interest(now.state, now.item.at)
        return ZERO

    def _fix_interest(self, state: State, called: datetime) -> None:
        state.exercise_date, state.exercise_amount = called, state.accrued_interest
        if (self.terms.x_day_notice or _NO_NOTICE) != _NO_NOTICE:
            state.accrued_interest = ZERO

    def settled_interest(self, now: Now) -> Decimal:
        """IP: the interest that the call fixed."""
        state = now.state
        payoff = state.accrued_interest if state.exercise_amount is None else state.exercise_amount
        state.exercise_amount = state.accrued_interest = ZERO
        state.status_date = now.item.at
        return payoff

    def settlement(self, now: Now) -> Decimal:
        """STD: ``Nt + Feac``."""
        state = now.state
        payoff = state.notional_principal + state.fee_accrued
        state.notional_principal = state.fee_accrued = ZERO
        state.status_date = now.item.at
        return payoff


class UndefinedMaturityProfile(OpenEndedContract):
    """Principal moves when the client likes (observed PR and PI events); interest is capitalised meanwhile."""

    contract_type = "UMP"
    name = "undefined maturity profile"
    uses = LOAN

    @cached_property
    def maturity(self) -> datetime | None:
        """None, whatever the terms state: the client ends it."""
        return None

    def end(self, until: datetime | None, risk_factors: RiskFactors) -> datetime | None:
        """The horizon, else the last observed movement."""
        if until is not None:
            return until
        return max((seen.at for seen in self.seen(risk_factors, "PR", "PI")), default=None)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """From the initial exchange to the horizon."""
        yield from super().planned(until, risk_factors)
        for kind in ("PR", "PI"):
            for at, flow in self.observed_flows(kind, risk_factors).items():
                yield self.unshifted(kind, at, partial(self.movement, flow))
        yield from self.trades()

    def movement(self, flow: Decimal, now: Now) -> Decimal:
        """PR and PI: the observed cash flow, which leaves the principal: a drawing by the debtor is negative here."""
        now.state.notional_principal -= flow
        return flow
