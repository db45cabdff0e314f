# SPDX-License-Identifier: Apache-2.0
"""What all contracts with a principal share: accrual, fees, rate resets, purchase, termination.

Formulas are those of the ACTUS technical specification 1.1, section 7.1 (PAM), on which its other types build. Names in
brackets, such as ``Nt`` or ``IPNR``, are its symbols. Where the public test cases contradict it, the comment says so.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cached_property, partial

from counterfoil.terms.kernel.arithmetic import ONE, ZERO, text
from counterfoil.terms.kernel.calendars import STANDARD, Calendar
from counterfoil.terms.kernel.dates import format_time
from counterfoil.terms.kernel.day_count import YearFraction, no_accrual
from counterfoil.terms.kernel.dictionary import PrincipalTerms, State, Terms
from counterfoil.terms.kernel.reading import by_acronym, missing
from counterfoil.terms.kernel.risk_factors import NOTHING_OBSERVED, RiskFactors
from counterfoil.terms.kernel.roles import FeeBasis
from counterfoil.terms.types.actus_contract import ActusContract, Now, Occasion, Planned
from counterfoil.terms.types.contract import Fault

_NOT_OF_PRINCIPAL = frozenset({"PRD", "TD", "AD", "CE"})


class PrincipalContract(ActusContract):
    """Steps and schedules of section 7.1; subclasses say which of them apply."""

    record = PrincipalTerms
    terms: PrincipalTerms

    def __init__(self, terms: PrincipalTerms, calendars: Mapping[str, Calendar] = STANDARD) -> None:
        super().__init__(terms, calendars)
        self.notional = self.sign * terms.notional_principal
        self.rate = terms.nominal_interest_rate or ZERO
        self.fee_rate = terms.fee_rate or ZERO

    def faults(self) -> Iterator[Fault]:
        """Terms that need each other come together, and in the order of time; maturity is known, or follows."""
        yield from super().faults()
        terms = self.terms
        self.needs("IPNR", "IPDC")
        self.needs("FER", "FEB")
        if terms.fee_rate and terms.cycle_anchor_date_of_fee is None:
            self.needs("FER", "FECL")
        for named in ("RRCL", "RRANX"):
            self.needs(named, "RRMO")
        if terms.life_cap is not None and terms.life_floor is not None and terms.life_floor > terms.life_cap:
            yield "lifeFloor", "above lifeCap", "give a floor (RRLF) below the cap (RRLC)"
        if terms.period_cap is not None and terms.period_floor is not None and terms.period_floor > terms.period_cap:
            yield "periodFloor", "above periodCap", "give a floor (RRPF) below the cap (RRPC)"
        # Techspec 7.1: a multiplier that the scaling effect has no use for is 1.
        for name, multiplier, scaled in (
            ("notionalScalingMultiplier", terms.notional_scaling_multiplier, terms.scaling_effect.notional),
            ("interestScalingMultiplier", terms.interest_scaling_multiplier, terms.scaling_effect.interest),
        ):
            if multiplier != ONE and not scaled:
                problem = f"{text(multiplier)} with scalingEffect {terms.scaling_effect}, which does not use it"
                yield name, problem, "give 1, or a scalingEffect (SCEF) that scales by it"
        started, ended = terms.initial_exchange_date, terms.maturity_date
        if ended is not None and ended <= started:
            problem = f"{format_time(ended)} is not after initialExchangeDate {format_time(started)}"
            yield "maturityDate", problem, "give a later time"
        _ = self.maturity

    def needs(self, given: str, needed: str) -> None:
        """TermError if the term of an acronym is ``given`` without the one that is ``needed``."""
        described = by_acronym(Terms)[given]
        if getattr(self.terms, described.field) is not None:
            for wrong in missing(self.terms, (needed,), needed_by=f"{self.contract_type} with {described.name}"):
                raise wrong

    @cached_property
    def year_fraction(self) -> YearFraction:
        """``Y``, which for 30E/360 ISDA knows the maturity, computed or not."""
        return self.year_fraction_until(self.maturity)

    def year_fraction_until(self, maturity: datetime | None) -> YearFraction:
        """``Y`` of the day-count convention for a contract that ends then."""
        convention = self.terms.day_count_convention
        return no_accrual if convention is None else self.counting(convention, maturity)

    @cached_property
    def maturity(self) -> datetime | None:
        """``Md``: the maturity date, stated or computed from the other terms; None if there is none."""
        return self.terms.maturity_date

    @property
    def stated_end(self) -> datetime | None:
        """Maturity if the terms state it: then it is never shifted to a business day; a computed one is."""
        return self.terms.maturity_date

    # Schedules.

    def schedule(self, risk_factors: RiskFactors = NOTHING_OBSERVED, until: datetime | None = None) -> list[Occasion]:
        """The events of the contract's life: nothing falls due before the initial exchange, nothing after maturity.

        An event that a holiday would shift beyond maturity is left out; maturity settles what it would have.
        """
        events = super().schedule(risk_factors, until)
        started = self.terms.initial_exchange_date
        matured = next((item.at for item in self.maturities()), None)
        return [
            item
            for item in events
            if (item.at >= started or item.type.acronym in _NOT_OF_PRINCIPAL)
            and (matured is None or item.at <= matured)
        ]

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """The initial exchange, and what is observed; subclasses add what is between it and their end."""
        yield self.unshifted("IED", self.terms.initial_exchange_date, self.initial_exchange)
        yield from self.unscheduled(risk_factors)

    def maturities(self) -> Planned:
        """The MD event."""
        if self.maturity is not None:
            yield from self.repeated("MD", [self.maturity], self.maturity_payment, end=self.stated_end)

    def interest_times(self, end: datetime | None) -> list[datetime]:
        """``t^IP`` without regard to capitalisation."""
        terms = self.terms
        if terms.nominal_interest_rate is None:
            return []
        start = self.anchor(terms.cycle_anchor_date_of_interest_payment, terms.cycle_of_interest_payment)
        if start is None:
            return [] if end is None else [end]
        return self.times(start, terms.cycle_of_interest_payment, end)

    def interest(self, end: datetime | None) -> Planned:
        """IP events; up to the capitalisation end date (IPCED), IPCI events instead.

        The techspec starts the IP schedule at IPCED; the public cases cut the regular schedule there.
        """
        times = self.interest_times(end)
        capitalized_to = self.terms.capitalization_end_date
        if capitalized_to is not None:
            yield from self.repeated("IPCI", times[: bisect_left(times, capitalized_to)], self.interest_capitalization)
            if end is None or capitalized_to <= end:
                yield self.unshifted("IPCI", capitalized_to, self.interest_capitalization)
            times = times[bisect_right(times, capitalized_to) :]
        yield from self.repeated("IP", times, self.interest_payment, end=self.stated_end)

    def rate_resets(self, end: datetime | None) -> Planned:
        """RR events; the first after the status date is RRF where its rate is known already (RRNXT)."""
        terms = self.terms
        if terms.cycle_anchor_date_of_rate_reset is None and terms.cycle_of_rate_reset is None:
            return
        times = self.times(terms.cycle_anchor_date_of_rate_reset, terms.cycle_of_rate_reset, end, with_end=False)
        if terms.next_reset_rate is not None:
            past = bisect_right(times, self.status_date)
            fixed = partial(self.rate_reset_fixed, terms.next_reset_rate)
            yield from self.repeated("RRF", times[past : past + 1], fixed)
            del times[past : past + 1]
        yield from self.repeated("RR", times, self.rate_reset)

    def observed_flows(self, kind: str, risk_factors: RiskFactors) -> dict[datetime, Decimal]:
        """The observed cash flows of an event type by time, as the creator of the contract record sees them."""
        flows: dict[datetime, Decimal] = {}
        for seen in self.seen(risk_factors, kind):
            if seen.at > self.status_date:
                flows[seen.at] = flows.get(seen.at, ZERO) + (seen.value or ZERO)
        return flows

    # Accrual.

    def interest_base(self, state: State) -> Decimal:
        """What interest accrues on: here the notional principal."""
        return state.notional_principal

    def advance(self, state: State, until: datetime) -> None:
        """Accrue interest and fees from the state's status date to ``until``."""
        base = self.interest_base(state)
        if base or self.fee_rate:
            fraction = self.year_fraction(state.status_date, until)
            state.accrued_interest += fraction * state.nominal_interest_rate * base
            if self.fee_rate and state.notional_principal:
                if self.terms.fee_basis is FeeBasis.NOMINAL:
                    state.fee_accrued += fraction * state.notional_principal * self.fee_rate
                else:
                    state.fee_accrued = self._fee_share(until) * self.sign * self.fee_rate
        state.status_date = until

    # Steps.

    def initial_exchange(self, now: Now) -> Decimal:
        """IED: ``-R(CNTRL) (NT + PDIED)``; principal, rate and accrued interest begin."""
        terms, state = self.terms, now.state
        state.status_date = now.item.accrued_to
        self._begin(state)
        start = terms.cycle_anchor_date_of_interest_payment
        if terms.accrued_interest is not None:
            state.accrued_interest = self.stated_accrued(terms.accrued_interest)
        elif start is not None and start < now.item.accrued_to:
            fraction = self.year_fraction(start, now.item.accrued_to)
            state.accrued_interest = fraction * self.rate * self.interest_base(state)
        return -self.sign * (terms.notional_principal + terms.premium_discount_at_ied)

    def _begin(self, state: State) -> None:
        state.notional_principal = self.notional
        state.nominal_interest_rate = self.rate
        state.interest_calculation_base_amount = self.initial_base()

    def stated_accrued(self, accrued: Decimal) -> Decimal:
        """IPAC, which is written unsigned: a debtor's is owed, also where its sign is written already."""
        return -abs(accrued) if self.sign < 0 else accrued

    def initial_base(self) -> Decimal:
        """``Ipcb`` at the initial exchange; only amortisers have one."""
        return ZERO

    def maturity_payment(self, now: Now) -> Decimal:
        """MD: ``Nsc Nt + Isc Ipac + Feac``; nothing is left."""
        state = now.state
        payoff = (
            state.notional_scaling_multiplier * state.notional_principal
            + state.interest_scaling_multiplier * state.accrued_interest
            + state.fee_accrued
        )
        state.clear()
        return payoff

    def interest_payment(self, now: Now) -> Decimal:
        """IP: ``Isc Ipac``."""
        state = now.state
        payoff = state.interest_scaling_multiplier * state.accrued_interest
        state.accrued_interest = ZERO
        return payoff

    def interest_capitalization(self, now: Now) -> Decimal:
        """IPCI: accrued interest becomes principal."""
        state = now.state
        state.notional_principal += state.accrued_interest
        state.accrued_interest = ZERO
        self.rebase(state)
        return ZERO

    def rebase(self, state: State) -> None:
        """Let the interest calculation base follow the principal, where the contract has one that does."""

    def rate_reset(self, now: Now, *, spread: Decimal | None = None) -> Decimal:
        """RR: ``RRMO RRMLT + RRSP``, its change bounded by RRPF and RRPC, the rate by RRLF and RRLC."""
        terms, state = self.terms, now.state
        rate = self.market_rate(now) * terms.rate_multiplier + (terms.rate_spread if spread is None else spread)
        change = rate - state.nominal_interest_rate
        if terms.period_floor is not None:
            change = max(change, terms.period_floor)
        if terms.period_cap is not None:
            change = min(change, terms.period_cap)
        rate = state.nominal_interest_rate + change
        if terms.life_floor is not None:
            rate = max(rate, terms.life_floor)
        if terms.life_cap is not None:
            rate = min(rate, terms.life_cap)
        state.nominal_interest_rate = rate
        return ZERO

    def market_rate(self, now: Now) -> Decimal:
        """The fixing of ``RRMO`` for an event."""
        code = self.terms.market_object_code_of_rate_reset
        return self.fixing(code, "marketObjectCodeOfRateReset", now)

    def rate_reset_fixed(self, rate: Decimal, now: Now) -> Decimal:
        """RRF: a rate that the terms state, such as ``RRNXT``."""
        now.state.nominal_interest_rate = rate
        return ZERO

    def traded(self, price: Decimal, now: Now) -> Decimal:
        """The price and accrued interest."""
        return price + now.state.accrued_interest

    def termination(self, now: Now) -> Decimal:
        """TD: ``R(CNTRL) (PTD + Ipac)``; nothing is left."""
        payoff = super().termination(now)
        now.state.clear()
        return payoff

    # The state at the status date.

    def end(self, until: datetime | None, risk_factors: RiskFactors) -> datetime | None:
        """When the contract ends, as far as it is known."""
        return self.maturity

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """The state at ``SD``: nothing before the initial exchange, else what the terms state."""
        terms, maturity = self.terms, self.end(until, risk_factors)
        state = super().initial_state(until, risk_factors)
        state.maturity_date = maturity
        state.notional_scaling_multiplier = terms.notional_scaling_multiplier
        state.interest_scaling_multiplier = terms.interest_scaling_multiplier
        if terms.initial_exchange_date > self.status_date:
            return state
        self._begin(state)
        state.accrued_interest = self._accrued_at_status(state, maturity)
        state.fee_accrued = self.fee_at_status(state)
        return state

    def _accrued_at_status(self, state: State, maturity: datetime | None) -> Decimal:
        if self.terms.nominal_interest_rate is None:
            return ZERO
        if self.terms.accrued_interest is not None:
            return self.stated_accrued(self.terms.accrued_interest)
        times = self.interest_times(maturity)
        if self.terms.capitalization_end_date is not None:
            times = sorted({*times, self.terms.capitalization_end_date})
        start = self.accrued_since(times, self.stated_end)
        if start is None:
            return ZERO
        return self.year_fraction(start, self.status_date) * self.rate * self.interest_base(state)

    # Fees: an amount at each payment, or a rate on the principal.

    @cached_property
    def fee_times(self) -> list[datetime]:
        """``t^FP``."""
        terms = self.terms
        return self.times(terms.cycle_anchor_date_of_fee, terms.cycle_of_fee, self.maturity) if self.fee_rate else []

    def fee_times_around(self, at: datetime) -> list[datetime]:
        """``t^FP``, at least to the first time after ``at``."""
        return self.fee_times

    def _fee_share(self, at: datetime) -> Decimal:
        """``Y(tFP-, t) / Y(tFP-, tFP+)`` of the fee period around ``at``; zero outside, and where it has no length.

        A payment ends its period: at its own time nothing is owed but the payment, whatever is calculated after it.
        """
        times = self.fee_times_around(at)
        after = bisect_right(times, at)
        start = times[after - 1] if after else self.terms.initial_exchange_date
        if after == len(times) or start is None or start >= at:
            return ZERO
        period = self.year_fraction(start, times[after])
        return self.year_fraction(start, at) / period if period else ZERO

    def fee_at_status(self, state: State) -> Decimal:
        """``Feac`` at ``SD``: as stated, else since the last payment."""
        if self.terms.fee_accrued is not None or not self.fee_rate:
            return self.terms.fee_accrued or ZERO
        start = self.accrued_since(self.fee_times_around(self.status_date), self.stated_end)
        if start is None:
            return ZERO
        if self.terms.fee_basis is FeeBasis.NOMINAL:
            return self.year_fraction(start, self.status_date) * state.notional_principal * self.fee_rate
        return self._fee_share(self.status_date) * self.sign * self.fee_rate
