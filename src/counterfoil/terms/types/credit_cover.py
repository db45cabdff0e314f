# SPDX-License-Identifier: Apache-2.0
"""What credit enhancements share: the contracts they cover, what those expose to, and the credit event that counts.

Formulas are those of the ACTUS technical specification 1.1, section 7.17.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.contract_structure import Reference
from counterfoil.terms.kernel.dictionary import State
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.kernel.roles import GuaranteedExposure, ReferenceRole, ReferenceType
from counterfoil.terms.types.actus_contract import ActusContract, Now, Planned
from counterfoil.terms.types.contingent import Contingent
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.swaps import CompositeContract
from counterfoil.terms.types.swaps import child as child_contract

_UNSCHEDULED = ("AD", "CE")


@dataclass(frozen=True, slots=True)
class Child:
    """A referenced contract; only its identifier is known (``contract`` None) if the reference says no more."""

    identifier: str
    contract: ActusContract | None


@dataclass(frozen=True, slots=True)
class _Monitored:
    """Risk factors that also tell every contract to bring its state forward to a time."""

    risk_factors: RiskFactors
    at: datetime

    def fixing(self, identifier: str, at: datetime) -> Decimal:
        return self.risk_factors.fixing(identifier, at)

    def observed(self, contract_id: str) -> Sequence[ObservedEvent]:
        seen = [*self.risk_factors.observed(contract_id), ObservedEvent(self.at, "AD", contract_id)]
        return sorted(seen, key=lambda event: event.at)


class CreditEnhancement(Contingent):
    """A contract that covers the exposure of others against credit events."""

    @property
    def fee_on_cover(self) -> bool:
        """Whether a fee accrues on the cover: only a guarantee has fees."""
        return False

    @cached_property
    def covered(self) -> tuple[Child, ...]:
        """The covered contracts (COVE)."""
        return tuple(self.child(item) for item in self.terms.contract_structure if item.role is ReferenceRole.COVERED)

    def child(self, reference: Reference) -> Child:
        """The contract that a reference names or holds; TermError if it does neither."""
        if reference.type is ReferenceType.CONTRACT_IDENTIFIER:
            return Child(reference.identifier, None)
        contract = child_contract(self, reference)
        if not isinstance(contract, ActusContract):
            remedy = "give a contract type of the ACTUS dictionary"
            problem = f"{contract.contract_type} states no exposure"
            raise TermError("contractType", problem, where=f"terms.contractStructure.{reference.role}", remedy=remedy)
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
        if named_only and terms.notional_principal is None:
            problem = f"the exposure to {named_only[0]} is not known"
            yield "notionalPrincipal", problem, "give notionalPrincipal (NT), or the contract itself (CNT)"
        if named_only and terms.maturity_date is None:
            problem = f"the maturity of {named_only[0]} is not known"
            yield "maturityDate", problem, "give maturityDate (MD), or the contract itself (CNT)"
        if terms.notional_principal is None:
            for child in self.covered:
                if terms.guaranteed_exposure is GuaranteedExposure.MARKET_VALUE:
                    _ = market_object(child)
                elif isinstance(child.contract, CompositeContract):
                    raise TermError(
                        "contractType",
                        f"{child.contract.contract_type} states no exposure",
                        where=f"terms.contractStructure.{ReferenceRole.COVERED}",
                        remedy="cover its legs, or give notionalPrincipal (NT)",
                    )

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

    def ending(self, exercised: datetime | None, maturity: datetime) -> Planned:
        """Exercise and settlement; without an exercise, maturity, after which nobody trades the cover."""
        yield from self.trades(maturity if exercised is None else None)
        yield from self.exercised(exercised)
        if exercised is None:
            yield self.unshifted("MD", maturity, self.expiry)

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

    def expiry(self, now: Now) -> Decimal:
        """MD: the cover ends."""
        now.state.notional_principal = ZERO
        return ZERO


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
    """The state of a contract after everything that happens up to a time; later fixings need not be known."""
    monitored = _Monitored(risk_factors, at)
    horizon = max(at, horizon)
    state = contract.initial_state(horizon, monitored)
    now = Now(state, monitored)
    for item in contract.schedule(monitored, horizon):
        if item.at > at:
            break
        now.item = item
        contract.happen(now)
    return state
