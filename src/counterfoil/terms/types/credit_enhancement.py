# SPDX-License-Identifier: Apache-2.0
"""CEG guarantees and CEC collateral: a credit event of a covered contract calls the cover (techspec 7.17, 7.18).

The techspec multiplies with the coverage when the exposure is measured, and once more when a guarantee is exercised;
the public cases multiply once. ``exerciseAmount`` keeps its value at settlement, unlike that of an option.
Fees of a guarantee are an amount per period (FEB=A, or not stated), or a rate on the cover (FEB=N).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.contract_structure import Reference
from counterfoil.terms.kernel.day_count import DayCountConvention, YearFraction
from counterfoil.terms.kernel.dictionary import COVER, FEES, State
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import FeeBasis, GuaranteedExposure, ReferenceRole, ReferenceType
from counterfoil.terms.types.actus_contract import ActusContract, Now, Planned
from counterfoil.terms.types.contingent import Contingent
from counterfoil.terms.types.contract import Contract, Fault
from counterfoil.terms.types.swaps import CompositeContract, references
from counterfoil.terms.types.swaps import child as child_contract

_UNSCHEDULED = ("AD", "CE")


@dataclass(frozen=True, slots=True)
class Child:
    """A referenced contract; only its identifier is known (``contract`` None) if the reference says no more."""

    identifier: str
    contract: ActusContract | None


class CreditEnhancement(Contingent):
    """A contract that covers the exposure of others against credit events."""

    bears_fees: ClassVar[bool] = False

    @property
    def fee_on_cover(self) -> bool:
        """Whether a fee is a rate on the cover."""
        return self.bears_fees and self.terms.fee_basis is FeeBasis.NOMINAL

    @cached_property
    def covered(self) -> tuple[Child, ...]:
        """The covered contracts (COVE)."""
        return tuple(self.child(item) for item in references(self, ReferenceRole.COVERED))

    def child(self, reference: Reference) -> Child:
        """The contract that a reference names or holds; TermError if it does neither."""
        if reference.type is ReferenceType.CONTRACT_IDENTIFIER:
            return Child(reference.identifier, None)
        contract = child_contract(self, reference)
        if not isinstance(contract, ActusContract):
            raise _no_exposure(contract, reference.role, "give a contract type of the ACTUS dictionary")
        return Child(contract.terms.contract_id or "", contract)

    def faults(self) -> Iterator[Fault]:
        """What is covered, how much of it, and until when, is known."""
        yield from super().faults()
        terms = self.terms
        if terms.coverage_of_credit_enhancement > ONE:
            yield "coverageOfCreditEnhancement", "more than all", "give a share from 0 to 1"
        if not self.covered:
            yield "contractStructure", "no contract is covered", "give a reference of role COVE"
        named_only = [child.identifier for child in self.covered if child.contract is None]
        for name, stated, unknown in (
            ("notionalPrincipal", terms.notional_principal, "exposure to"),
            ("maturityDate", terms.maturity_date, "maturity of"),
        ):
            if named_only and stated is None:
                problem = f"the {unknown} {named_only[0]} is not known"
                yield name, problem, f"give {name}, or the contract itself (CNT)"
        if terms.notional_principal is None:
            for child in self.covered:
                if terms.guaranteed_exposure is GuaranteedExposure.MARKET_VALUE:
                    _ = market_object(child)
                elif isinstance(child.contract, CompositeContract):
                    remedy = "cover its legs, or give notionalPrincipal (NT)"
                    raise _no_exposure(child.contract, ReferenceRole.COVERED, remedy)

    # When.

    def maturity(self, risk_factors: RiskFactors) -> datetime:
        """``Md``: stated, else the last event that the covered contracts have scheduled."""
        if self.terms.maturity_date is not None:
            return self.terms.maturity_date
        times = [
            item.at
            for child in self.covered
            if child.contract is not None
            for item in child.contract.schedule(risk_factors)
            if item.type.acronym not in _UNSCHEDULED
        ]
        if not times:
            remedy = "give maturityDate (MD)"
            raise TermError("maturityDate", "no covered contract has a maturity", remedy=remedy)
        return max(times)

    def exercise_time(self, risk_factors: RiskFactors) -> datetime | None:
        """The exercise that the terms state, else the first credit event that is covered."""
        if self.terms.exercise_date is not None:
            return self.terms.exercise_date
        maturity, kinds = self.maturity(risk_factors), self.terms.credit_event_type_covered
        times = [
            seen.at
            for child in self.covered
            if child.identifier
            for seen in risk_factors.observed(child.identifier)
            if seen.type == "CE" and seen.contract_id == child.identifier and seen.performance in kinds
        ]
        return min((at for at in times if self.status_date < at <= maturity), default=None)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Trades, fees, exercise and settlement; without an exercise, maturity, after which nobody trades the cover."""
        maturity, exercised = self.maturity(risk_factors), self.exercise_time(risk_factors)
        if self.bears_fees:
            for item in self.fees(self.fee_times(maturity), maturity):
                if exercised is None or item.at <= exercised:
                    yield item
        yield from self.trades(maturity if exercised is None else None)
        yield from self.exercised(exercised)
        if exercised is None:
            yield self.unshifted("MD", maturity, self.expiry)
        yield from self.unscheduled(risk_factors)

    def fee_times(self, maturity: datetime) -> list[datetime]:
        """``t^FP``: from FEANX, else one cycle after the purchase, to maturity."""
        start, cycle, bought = self.terms.cycle_anchor_date_of_fee, self.terms.cycle_of_fee, self.terms.purchase_date
        if start is None and cycle is not None and bought is not None:
            start = cycle.period.after(bought)
        return self.times(start, cycle, maturity) if self.terms.fee_rate else []

    def fee_payment(self, now: Now) -> Decimal:
        """FP: as for a loan, and the cover is measured."""
        payoff = super().fee_payment(now)
        self.measure(now)
        return payoff

    # How much.

    def cover(self, at: datetime, maturity: datetime, risk_factors: RiskFactors) -> Decimal:
        """``R(CNTRL) CECV`` times ``NT``, else times what the covered contracts expose to at a time."""
        exposure = self.terms.notional_principal
        if exposure is None:
            exposure = sum((self._exposure(child, at, maturity, risk_factors) for child in self.covered), ZERO)
        return self.sign * self.terms.coverage_of_credit_enhancement * exposure

    def _exposure(self, child: Child, at: datetime, maturity: datetime, risk_factors: RiskFactors) -> Decimal:
        """Market value, notional, or notional and interest; where the terms do not say, the notional.

        The exposure is the creditor's, so a child counts as a claim whichever side of it the creator is on.
        """
        measure = self.terms.guaranteed_exposure
        if measure is GuaranteedExposure.MARKET_VALUE:
            return market_value(child, at, risk_factors)
        if child.contract is None:
            return ZERO
        state = state_at(child.contract, at, maturity, risk_factors)
        amount = state.notional_principal
        if measure is GuaranteedExposure.NOTIONAL_AND_INTEREST:
            amount += state.accrued_interest
        return child.contract.sign * amount

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """The cover at ``SD``; nothing from maturity on.

        A market value is not asked for at ``SD`` unless fees accrue on it: nothing else depends on it.
        """
        terms = self.terms
        state = super().initial_state(until, risk_factors)
        maturity = state.maturity_date = self.maturity(risk_factors)
        on_market = terms.guaranteed_exposure is GuaranteedExposure.MARKET_VALUE and terms.notional_principal is None
        needed = not on_market or (terms.fee_rate is not None and self.fee_on_cover)
        if needed and self.status_date < maturity:
            state.notional_principal = self.cover(self.status_date, maturity, risk_factors)
        return state

    def measure(self, now: Now) -> None:
        """Bring the cover up to date."""
        state = now.state
        state.notional_principal = self.cover(now.item.at, state.maturity_date or now.item.at, now.risk_factors)

    def exercise(self, now: Now) -> Decimal:
        """XD: ``Xa`` becomes the cover."""
        state = now.state
        self.measure(now)
        state.exercise_date, state.exercise_amount = now.item.at, state.notional_principal
        return ZERO

    def settle(self, now: Now) -> Decimal:
        """STD: ``Xa + Feac``."""
        state = now.state
        payoff = (state.exercise_amount or ZERO) + state.fee_accrued
        state.notional_principal = state.fee_accrued = ZERO
        return payoff

    def expiry(self, now: Now) -> Decimal:
        """MD: the cover ends."""
        now.state.notional_principal = ZERO
        return ZERO


def _no_exposure(contract: Contract[Any, Any], role: ReferenceRole, remedy: str) -> TermError:
    problem = f"{contract.contract_type} states no exposure"
    return TermError("contractType", problem, where=f"terms.contractStructure.{role}", remedy=remedy)


def market_value(child: Child, at: datetime, risk_factors: RiskFactors) -> Decimal:
    """Quantity times price: the techspec leaves out the quantity, which for one unit is the same."""
    quantity = ONE if child.contract is None else child.contract.terms.quantity
    return quantity * risk_factors.fixing(market_object(child), at)


def market_object(child: Child) -> str:
    """The market object that prices a referenced contract; TermError if there is none."""
    code = None if child.contract is None else child.contract.terms.market_object_code
    if code is None:
        remedy = "give the contract itself (CNT) with a marketObjectCode (MOC)"
        problem = f"nothing prices the contract {child.identifier}"
        raise TermError("contractStructure", problem, remedy=remedy)
    return code


def state_at(contract: ActusContract, at: datetime, horizon: datetime, risk_factors: RiskFactors) -> State:
    """The state of a contract after everything that happens up to a time, brought forward to it as by monitoring.

    Fixings after it need not be known.
    """
    horizon = max(at, horizon)
    now = Now(contract.initial_state(horizon, risk_factors), risk_factors)
    items = [item for item in contract.schedule(risk_factors, horizon) if item.at <= at]
    monitored = contract.unshifted("AD", at, contract.monitoring)
    if monitored.unknown is not None:
        raise monitored.unknown
    for item in [*items, monitored] if contract.lives(at, monitored.type.sequence, None) else items:
        now.item = item
        contract.happen(now)
    return now.state


class Guarantee(CreditEnhancement):
    """The guarantor pays what is covered at the first credit event that is covered, for a fee."""

    contract_type = "CEG"
    name = "credit enhancement guarantee"
    uses = f"{COVER} {FEES} EOMC IPDC"

    bears_fees = True

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

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """The cover, and ``Feac``: stated, else accrued since the last payment; nothing before the first.

        FEAC is a state, with the sign of the role. An exercise in the past ended the accrual.
        """
        terms, state = self.terms, super().initial_state(until, risk_factors)
        if terms.fee_rate and terms.fee_accrued is not None:
            state.fee_accrued = terms.fee_accrued
        elif terms.fee_rate:
            at, maturity = min(self.status_date, terms.exercise_date or self.status_date), self.maturity(risk_factors)
            period = self.fee_period(at, maturity)
            if period is not None:
                state.fee_accrued = self.accrued_fee(period[0], at, state.notional_principal, maturity)
        return state

    def fee_period(self, until: datetime, maturity: datetime) -> tuple[datetime, datetime] | None:
        """The period around ``until``: from the last payment before it, one cycle long; None outside every period.

        The techspec ends the period at the next payment. The public case does not let a long last stub stretch it.
        """
        items = sorted(self.fees(self.fee_times(maturity), maturity), key=lambda item: item.at)
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

    def advance(self, state: State, until: datetime) -> None:
        """Accrue the fee up to ``until``, but not beyond an exercise."""
        exercised, maturity = state.exercise_date, state.maturity_date
        ended = exercised is not None and until > exercised
        if self.terms.fee_rate and maturity is not None and not ended:
            accrued = self.accrued_fee(state.status_date, until, state.notional_principal, maturity)
            state.fee_accrued = state.fee_accrued + accrued if self.fee_on_cover else accrued
        super().advance(state, until)

    def purchase(self, now: Now) -> Decimal:
        """PRD: ``-R(CNTRL) PPRD``; the accrued fee is again what it was at the status date."""
        payoff = super().purchase(now)
        now.state.fee_accrued = self.initial_state(None, now.risk_factors).fee_accrued
        self.measure(now)
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
        return tuple(self.child(item) for item in references(self, ReferenceRole.COVERING))

    def faults(self) -> Iterator[Fault]:
        """There is collateral, and it has a price."""
        yield from super().faults()
        if not self.covering:
            yield "contractStructure", "no contract is collateral", "give a reference of role COVI"
        for child in self.covering:
            _ = market_object(child)

    def monitoring(self, now: Now) -> Decimal:
        """AD: the cover is measured."""
        state = now.state
        super().monitoring(now)
        if state.maturity_date is not None and now.item.at < state.maturity_date and state.exercise_date is None:
            self.measure(now)
        return ZERO

    def exercise(self, now: Now) -> Decimal:
        """XD: ``Xa`` becomes the cover, or the value of the collateral if that is lower."""
        super().exercise(now)
        collateral = sum((market_value(child, now.item.at, now.risk_factors) for child in self.covering), ZERO)
        now.state.exercise_amount = self.sign * min(collateral, self.sign * now.state.notional_principal)
        return ZERO
