# SPDX-License-Identifier: Apache-2.0
"""SWPPV, plain interest-rate swap; SWAPS, swap of two legs; CAPFL, cap and floor (techspec 7.12 to 7.14)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from counterfoil.terms.kernel.arithmetic import ONE, ZERO, exact
from counterfoil.terms.kernel.contract_structure import Reference
from counterfoil.terms.kernel.dates import format_time
from counterfoil.terms.kernel.dictionary import ACCRUING, EVERY, State
from counterfoil.terms.kernel.events import Event, order_of
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import NOTHING_OBSERVED, RiskFactors, checked
from counterfoil.terms.kernel.roles import DeliverySettlement, ReferenceRole, ReferenceType
from counterfoil.terms.types.actus_contract import ActusContract, Now, Planned
from counterfoil.terms.types.contract import Contract, Fault
from counterfoil.terms.types.principal.principal_contract import PrincipalContract


def references(parent: ActusContract, role: ReferenceRole) -> Sequence[Reference]:
    """The references of the parent's structure with a role, in order."""
    return [item for item in parent.terms.contract_structure if item.role is role]


def reference(parent: ActusContract, role: ReferenceRole) -> Reference:
    """The first reference with a role; TermError if there is none."""
    found = references(parent, role)
    if not found:
        remedy = f'give {{"object": …, "referenceType": …, "referenceRole": "{role}"}}'
        problem = f"{parent.contract_type} needs a reference with the role {role} (CTS)"
        raise TermError("contractStructure", problem, remedy=remedy)
    return found[0]


def child(parent: ActusContract, item: Reference, **changes: object) -> Contract[Any, Any]:
    """The contract that a reference holds, some of its terms changed; without status date or currency, the parent's.

    TermError names the parent's structure if the reference is no contract, or the child's terms are wrong.
    """
    where = f"terms.contractStructure.{item.role}"
    if item.type is not ReferenceType.CONTRACT:
        problem = f"{item.type} is not a contract"
        raise TermError("referenceType", problem, where=where, remedy="give CNT and the contract's terms")
    inherited = {"currency": parent.terms.currency, "statusDate": format_time(parent.terms.status_date)}
    return Contract.from_terms({**inherited, **item.object, **changes}, calendars=parent.calendars, where=where)


_MERGED = frozenset({"IED", "IP", "PR", "MD"})
_ENDS = frozenset({"MD", "STD"})


class PlainVanillaSwap(PrincipalContract):
    """A fixed rate (IPNR) against a floating one (IPNR2, reset at RR) on one notional, which is never exchanged.

    The techspec applies the role's sign to what accrued again; the notional has it already.
    Settled gross, ``accruedInterest`` is the fixed leg's and ``accruedInterest2`` the floating leg's, both with the
    notional's sign. Settled in cash, ``accruedInterest`` is fixed less floating.
    """

    contract_type = "SWPPV"
    name = "plain vanilla swap"
    uses = f"{ACCRUING} MD DS IPNR2"
    required = "MD IPNR"
    signed_termination = False

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """The state at ``SD``."""
        terms, state = self.terms, ActusContract.initial_state(self, until, risk_factors)
        state.maturity_date = self.maturity
        if terms.initial_exchange_date > self.status_date:
            return state
        state.notional_principal = self.notional
        state.nominal_interest_rate = terms.nominal_interest_rate2 or ZERO
        since = self.accrued_since(self.interest_times(self.maturity), self.stated_end)
        if since is not None:
            self._accrue(state, self.year_fraction(since, self.status_date))
        if terms.accrued_interest is not None:
            state.accrued_interest = terms.accrued_interest
        return state

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Interest of both legs in cycles, net if settled in cash, and the resets of the floating leg."""
        end = self.maturity
        yield from super().planned(until, risk_factors)
        yield from self.maturities()
        times = self.interest_times(end)
        if self.terms.delivery_settlement is DeliverySettlement.CASH:
            yield from self.repeated("IP", times, self.interest_payment, end=self.stated_end)
        else:
            yield from self.repeated("IPFX", times, self.interest_payment, end=self.stated_end)
            yield from self.repeated("IPFL", times, self.floating_payment, end=self.stated_end)
        yield from self.rate_resets(end)
        yield from self.trades()

    def advance(self, state: State, until: datetime) -> None:
        """Accrue both legs."""
        if state.notional_principal:
            self._accrue(state, self.year_fraction(state.status_date, until))
        state.status_date = until

    def _accrue(self, state: State, fraction: Decimal) -> None:
        fixed = fraction * self.rate * state.notional_principal
        floating = fraction * state.nominal_interest_rate * state.notional_principal
        if self.terms.delivery_settlement is DeliverySettlement.CASH:
            state.accrued_interest += fixed - floating
        else:
            state.accrued_interest += fixed
            state.accrued_interest2 += floating

    def initial_exchange(self, now: Now) -> Decimal:
        """IED: nothing is paid; both legs begin."""
        state = now.state
        state.status_date = now.item.accrued_to
        state.notional_principal = self.notional
        state.nominal_interest_rate = self.terms.nominal_interest_rate2 or ZERO
        return ZERO

    def maturity_payment(self, now: Now) -> Decimal:
        """MD: nothing is paid; nothing is left."""
        now.state.clear()
        return ZERO

    def floating_payment(self, now: Now) -> Decimal:
        """IPFL: what the floating leg accrued, reversed."""
        state = now.state
        payoff, state.accrued_interest2 = -state.accrued_interest2, ZERO
        return payoff

    traded = ActusContract.traded
    """The price includes what accrued."""


class CompositeContract(ActusContract):
    """A contract whose events are made from those of its children."""

    combined: Callable[[RiskFactors, datetime | None], Iterable[Event]]
    """The events that the children give, in order, each in the currency that the child settles in."""

    def faults(self) -> Iterator[Fault]:
        """The children are contracts with terms that hold."""
        yield from super().faults()
        _ = self.parts

    @cached_property
    def parts(self) -> tuple[Contract[Any, Any], ...]:
        """The child contracts."""
        raise NotImplementedError

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """What happens to the composite itself, and what its children plan."""
        yield from self.own(until, risk_factors)
        for part in self.parts:
            yield from part.schedule(risk_factors, until)

    def own(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """What happens to the composite itself."""
        if self.terms.purchase_date is not None or self.terms.termination_date is not None:
            yield from self.trades(_end_of(self, until, risk_factors))
        yield from self.unscheduled(risk_factors)

    def events(self, risk_factors: RiskFactors = NOTHING_OBSERVED, until: datetime | None = None) -> list[Event]:
        """The events of the composite, made from those of its children."""
        risk_factors = checked(risk_factors)
        with exact():
            live = [item for item in self.own(until, risk_factors) if self.lives(item.at, item.type.sequence, until)]
            happened = self.happened(self.initial_state(until, risk_factors), live, risk_factors)
            happened += [
                self.settled(event, risk_factors)
                for event in self.combined(risk_factors, until)
                if self.lives(event.at, event.type.sequence, None)
            ]
            happened.sort(key=order_of)
            return self.reported(happened, until)

    def settled(self, event: Event, risk_factors: RiskFactors) -> Event:
        """A child's event in the settlement currency of the composite, if it states one."""
        settlement = self.terms.settlement_currency
        if settlement is None or settlement == event.currency:
            return event
        rate = risk_factors.fixing(f"{event.currency}/{settlement}", event.at) if event.payoff else ONE
        return event._replace(payoff=event.payoff * rate, currency=settlement)


class Swap(CompositeContract):
    """Two legs, contracts of any type: one received, one paid; net where both pay at once and settle in cash."""

    contract_type = "SWAPS"
    name = "swap"
    uses = f"{EVERY} CTS DS"
    signed_termination = False

    @cached_property
    def parts(self) -> tuple[Contract[Any, Any], ...]:
        """The first leg and the second; the receiver of the first owns it and owes the second."""
        roles = ("RPA", "RPL") if self.sign > 0 else ("RPL", "RPA")
        legs = zip((ReferenceRole.FIRST_LEG, ReferenceRole.SECOND_LEG), roles, strict=True)
        return tuple(child(self, reference(self, leg), contractRole=role) for leg, role in legs)

    def combined(self, risk_factors: RiskFactors, until: datetime | None) -> Iterable[Event]:
        """The events of both legs, merged where they net."""
        first, second = (part.events(risk_factors, until) for part in self.parts)
        events = sorted([*first, *second], key=order_of)
        return events if self.terms.delivery_settlement is not DeliverySettlement.CASH else _netted(events)

    def purchase(self, now: Now) -> Decimal:
        """PRD: ``PPRD``, as in the public case; the techspec writes ``-PPRD`` and adds accrued interest."""
        return self.terms.price_at_purchase_date or ZERO


class CapFloor(CompositeContract):
    """Pays the interest by which a cap (RRLC) or a floor (RRLF) on the underlying's rate changes it."""

    contract_type = "CAPFL"
    name = "cap or floor"
    uses = f"{EVERY} CTS RRLC RRLF"

    @cached_property
    def parts(self) -> tuple[Contract[Any, Any], ...]:
        """The underlying as it is, and as it would be with the cap and the floor."""
        underlying = reference(self, ReferenceRole.UNDERLYING)
        both = {"lifeCap": self.terms.life_cap, "lifeFloor": self.terms.life_floor}
        bounds = {name: value for name, value in both.items() if value is not None}
        return (child(self, underlying, contractRole="RPA"), child(self, underlying, contractRole="RPA", **bounds))

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """What happens to the composite itself, and the interest payments of the underlying."""
        yield from self.own(until, risk_factors)
        yield from (item for item in self.parts[0].schedule(risk_factors, until) if item.type.acronym == "IP")

    def combined(self, risk_factors: RiskFactors, until: datetime | None) -> Iterable[Event]:
        """IP: ``R(CNTRL)`` times what the bounds change, at each interest payment of the underlying."""
        free, bounded = (
            [event for event in part.events(risk_factors, until) if event.type.acronym == "IP"] for part in self.parts
        )
        return [
            plain._replace(
                payoff=self.sign * abs(plain.payoff - other.payoff),
                state=State(plain.at, contract_performance=self.terms.contract_performance),
            )
            for plain, other in zip(free, bounded, strict=True)
        ]

    def faults(self) -> Iterator[Fault]:
        """There is a cap, a floor, or both, on interest that the underlying pays."""
        yield from super().faults()
        underlying = self.parts[0]
        pays = (item for item in underlying.schedule() if item.type.acronym == "IP")
        if not isinstance(underlying, PrincipalContract) or not any(pays):
            problem = f"the underlying {underlying.contract_type} pays no interest (IP) to bound"
            yield "contractStructure", problem, "give a contract with a principal and interest payments, of role UDL"
        if self.terms.life_cap is None and self.terms.life_floor is None:
            yield "lifeCap", "CAPFL needs a cap (RRLC) or a floor (RRLF)", "give lifeCap, lifeFloor or both"


def _end_of(part: Contract[Any, Any], until: datetime | None, risk_factors: RiskFactors) -> datetime | None:
    """When a contract is sold, or else when it or its last child is settled; None if that is beyond ``until``."""
    if isinstance(part, CompositeContract):
        ends = [_end_of(child, until, risk_factors) for child in part.parts]
    else:
        ends = [item.at for item in part.planned(until, risk_factors) if item.type.acronym in _ENDS]
    known = [end for end in ends if end is not None]
    sold = [at for at in (getattr(part.terms, "termination_date", None),) if at is not None]
    return min([*sold, max(known)] if known and len(known) == len(ends) else sold, default=None)


def _netted(events: list[Event]) -> Iterator[Event]:
    """One event for all of a time, type and currency that net; its state shows the net principal, and no rate."""
    for _, group in groupby(events, key=lambda event: (event.at, event.type, event.currency)):
        same = list(group)
        if len(same) == 1 or same[0].type.acronym not in _MERGED:
            yield from same
            continue
        principal = sum((getattr(event.state, "notional_principal", ZERO) for event in same), ZERO)
        accrued = sum((getattr(event.state, "accrued_interest", ZERO) for event in same), ZERO)
        state = State(same[0].at, notional_principal=principal, accrued_interest=accrued)
        yield same[0]._replace(payoff=sum((event.payoff for event in same), ZERO), state=state)
