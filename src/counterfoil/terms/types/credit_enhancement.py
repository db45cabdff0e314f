# SPDX-License-Identifier: Apache-2.0
"""CEG guarantees and CEC collateral: a credit event of a covered contract calls the cover (techspec 7.17, 7.18).

The techspec multiplies with the coverage when the exposure is measured, and once more when a guarantee is exercised;
the public cases multiply once. ``exerciseAmount`` keeps its value at settlement, unlike that of an option.
Fees of a guarantee are an amount per period (FEB=A, or not stated), or a rate on the cover (FEB=N).
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.day_count import DayCountConvention, YearFraction
from counterfoil.terms.kernel.dictionary import COVER, FEES, State
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import FeeBasis, ReferenceRole
from counterfoil.terms.types.actus_contract import Now, Planned
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.credit_cover import Child, CreditEnhancement, market_object, market_value


class Guarantee(CreditEnhancement):
    """The guarantor pays what is covered at the first credit event that is covered, for a fee."""

    contract_type = "CEG"
    name = "credit enhancement guarantee"
    uses = f"{COVER} {FEES} EOMC IPDC"

    @property
    def fee_on_cover(self) -> bool:
        """Whether the fee is a rate on the cover."""
        return self.terms.fee_basis is FeeBasis.NOMINAL

    @cached_property
    def year_fraction(self) -> YearFraction:
        """How fees accrue: without a convention, an amount per period accrues by actual days."""
        convention = self.terms.day_count_convention or DayCountConvention.ACTUAL_365
        return self.counting(convention, self.terms.maturity_date)

    def faults(self) -> Iterator[Fault]:
        """A fee has dates, and a rate a day count."""
        yield from super().faults()
        terms = self.terms
        if not terms.fee_rate:
            return
        if self.fee_on_cover and terms.day_count_convention is None:
            yield "dayCountConvention", "the fee is a rate a year", "give dayCountConvention (IPDC)"
        if terms.cycle_anchor_date_of_fee is None and (terms.cycle_of_fee is None or terms.purchase_date is None):
            yield "cycleAnchorDateOfFee", "it is not said when fees are paid", "give cycleAnchorDateOfFee (FEANX)"

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

    def fees(self, maturity: datetime) -> Planned:
        """FP events: from FEANX, else one cycle after the purchase, to maturity, beyond which nothing is shifted."""
        terms = self.terms
        if not terms.fee_rate:
            return
        start, cycle = terms.cycle_anchor_date_of_fee, terms.cycle_of_fee
        if start is None and cycle is not None and terms.purchase_date is not None:
            start = cycle.period.after(terms.purchase_date)
        for item in self.repeated("FP", self.times(start, cycle, maturity), self.fee_payment, end=maturity):
            yield self.not_after(maturity, item)

    def fee_period(self, until: datetime, maturity: datetime) -> tuple[datetime, datetime] | None:
        """The period around ``until``: from the last payment before it, one cycle long; None outside every period.

        The techspec ends the period at the next payment. The public case does not let a long last stub stretch it.
        """
        items = sorted(self.fees(maturity), key=lambda item: item.at)
        paid = [item.accrued_to for item in items if item.at < until]
        if not paid or len(paid) == len(items):
            return None
        cycle = self.terms.cycle_of_fee
        return paid[-1], items[len(paid)].accrued_to if cycle is None else cycle.period.after(paid[-1])

    def accrued_fee(self, since: datetime, until: datetime, cover: Decimal, maturity: datetime) -> Decimal:
        """What accrues on the cover from ``since``, or the share of the period's amount due by ``until``."""
        rate = self.terms.fee_rate or ZERO
        if self.fee_on_cover:
            return self.year_fraction(since, until) * cover * rate
        period = self.fee_period(until, maturity)
        if period is None:
            return ZERO
        start, end = period
        share = self.year_fraction(start, until) / self.year_fraction(start, end)
        return max(ZERO, min(ONE, share)) * self.sign * rate

    def fee_at_status(self, cover: Decimal, maturity: datetime) -> Decimal:
        """``Feac`` at the status date: stated (FEAC), else accrued since the last payment; nothing before the first.

        FEAC is a state, with the sign of the role. An exercise in the past ended the accrual.
        """
        terms = self.terms
        if not terms.fee_rate:
            return ZERO
        if terms.fee_accrued is not None:
            return terms.fee_accrued
        until = self.status_date if terms.exercise_date is None else min(self.status_date, terms.exercise_date)
        period = self.fee_period(until, maturity)
        return ZERO if period is None else self.accrued_fee(period[0], until, cover, maturity)

    def advance(self, state: State, until: datetime) -> None:
        """Accrue the fee up to ``until``, but not beyond an exercise."""
        exercised = state.exercise_date
        maturity = state.maturity_date
        ended = exercised is not None and until > exercised
        if self.terms.fee_rate and maturity is not None and until != state.status_date and not ended:
            accrued = self.accrued_fee(state.status_date, until, state.notional_principal, maturity)
            state.fee_accrued = state.fee_accrued + accrued if self.fee_on_cover else accrued
        super().advance(state, until)

    def purchase(self, now: Now) -> Decimal:
        """PRD: ``-R(CNTRL) PPRD``; the accrued fee is again what it was at the status date."""
        payoff = super().purchase(now)
        now.state.fee_accrued = self.initial_state(None, now.risk_factors).fee_accrued
        self.measure(now)
        return payoff

    def fee_payment(self, now: Now) -> Decimal:
        """FP: ``R(CNTRL) FER``, an amount per payment (FEB=A), or ``Feac``, what accrued on the cover (FEB=N)."""
        state = now.state
        payoff = state.fee_accrued if self.fee_on_cover else self.sign * (self.terms.fee_rate or ZERO)
        state.fee_accrued = ZERO
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
