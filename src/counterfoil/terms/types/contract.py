# SPDX-License-Identifier: Apache-2.0
"""Contracts: from terms to a schedule, and from a schedule and observations to events with states."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, ClassVar, Final, Generic, TypeVar

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import ONE, ZERO, exact
from counterfoil.terms.kernel.calendars import (
    LONGEST_SHIFT,
    STANDARD,
    BusinessDayConvention,
    Calendar,
    following,
    shift,
)
from counterfoil.terms.kernel.dates import ONE_DAY, format_time
from counterfoil.terms.kernel.day_count import DayCountConvention, YearFraction, year_fraction
from counterfoil.terms.kernel.dictionary import BasicTerms
from counterfoil.terms.kernel.events import (
    MARKET_EVENT_TYPES,
    ContractState,
    Event,
    EventType,
    Occurrence,
    Scheduled,
    Step,
    order_of,
)
from counterfoil.terms.kernel.reading import (
    TermError,
    by_acronym,
    located,
    missing,
    read_terms,
    required_of,
    write_terms,
)
from counterfoil.terms.kernel.risk_factors import NOTHING_OBSERVED, ObservedEvent, RiskFactors, checked, require_time
from counterfoil.terms.kernel.roles import Sides
from counterfoil.terms.kernel.values import shown

_JUST_AFTER: Final = timedelta(seconds=1)


Fault = tuple[str, str, str]
"""The term that is wrong, what is wrong with it, and what to do about it."""

T = TypeVar("T", bound=BasicTerms)
S = TypeVar("S", bound=ContractState)


@cache
def _types() -> "Mapping[str, type[Contract[Any, Any]]]":
    """The table of types, read when it is first asked for: it imports every type, and each of them this module."""
    from counterfoil.terms.types.table import CONTRACT_TYPES

    return CONTRACT_TYPES


class Contract(Generic[T, S]):
    """A contract of one type. Subclasses say what is scheduled, and what each event does to the state."""

    contract_type: ClassVar[str]
    name: ClassVar[str]
    record: ClassVar[type[Any]]
    required: ClassVar[str] = ""
    """The acronyms of the terms that every contract of the type states, beside those that its record requires."""
    uses: ClassVar[str] = ""
    """The acronyms of the terms that change what happens; empty for all that the record has."""
    observes: ClassVar[tuple[str, ...] | None] = ()
    """The types of observed events that the type knows, so that it refuses others; None if it passes them over."""
    sides: ClassVar[Sides | None] = None
    """The roles that the creator of the record may have; None for any."""
    event_types: ClassVar[Mapping[str, EventType]] = MARKET_EVENT_TYPES
    """The types of its events, whose sequence orders those of one time."""
    reports: ClassVar[tuple[str, ...]] = ()
    """The states that the public test format reports after an event; empty for all of them."""

    def __init__(self, terms: T, calendars: Mapping[str, Calendar] = STANDARD) -> None:
        self.terms = terms
        self.calendars = calendars
        self.sign = terms.contract_role.sign
        """+1 for a claim of the record's creator, -1 for an obligation (techspec 3.7)."""
        self.status_date = terms.status_date
        """``SD``: the terms describe the contract at this time; what came before is not asked."""

    @classmethod
    @cache
    def terms_required(cls) -> tuple[str, ...]:
        """The acronyms of the terms that every contract of the type states."""
        return (*(known.acronym for known in required_of(cls.record)), *cls.required.split())

    @classmethod
    def terms_used(cls) -> frozenset[str]:
        """The acronyms of the terms that change what happens in a contract of this type."""
        return frozenset(cls.uses.split() or by_acronym(cls.record))

    @staticmethod
    def from_terms(
        given: Mapping[str, object], *, calendars: Mapping[str, Calendar] = STANDARD, where: str = "terms"
    ) -> "Contract[Any, Any]":
        """The contract that JSON terms describe; TermError names the first that is wrong.

        ``calendars`` holds the calendars that the term ``calendar`` may name, by name.
        """
        if not isinstance(given, Mapping) or not isinstance(calendars, Mapping):
            problem = "terms and calendars are mappings"
            raise InputError(problem, where=where, remedy='give {"contractType": "PAM", …}')
        kind = given.get("contractType")
        contract = _types().get(kind.strip()) if isinstance(kind, str) else None
        if contract is None:
            remedy = "allowed: " + ", ".join(sorted(_types()))
            raise TermError("contractType", f"{shown(kind)} is not a contract type", where=where, remedy=remedy)
        with located(where), exact():
            terms = read_terms(contract.record, given, where=where)
            for wrong in missing(terms, contract.terms_required(), needed_by=contract.contract_type, where=where):
                raise wrong
            made = contract(terms, calendars)
            for name, problem, remedy in made.faults():
                raise TermError(name, problem, remedy=remedy)
        return made

    def to_terms(self) -> dict[str, object]:
        """The terms as JSON, by their names in the dictionary."""
        return write_terms(self.terms)

    def faults(self) -> Iterator[Fault]:
        """Terms that contradict each other, of which the first is raised as a TermError."""
        _ = self.calendar
        role, sides = self.terms.contract_role, self.sides
        if sides is not None and role not in sides.roles:
            yield "contractRole", f"{role} {sides.other}", "allowed: " + ", ".join(sides.roles)

    def schedule(
        self, risk_factors: RiskFactors = NOTHING_OBSERVED, until: datetime | None = None
    ) -> list[Scheduled[S]]:
        """The events to come after the status date, up to ``until`` (included; for ever if None), in order.

        InputError if one of them falls where the calendar's data does not reach (events far outside need none), and for
        an observed event that the type does not know, such as a trade: terms state what it left.
        """
        if until is not None:
            require_time(until, where="until")
        for seen in self.seen(risk_factors) if self.observes is not None else ():
            if seen.contract_id and seen.type not in (self.observes or ()) and self.lives(seen.at, 0, until):
                where = f"{seen.type} observed on {format_time(seen.at)}"
                problem = f"no event of a contract of the type {self.contract_type}"
                raise InputError(problem, where=where, remedy="state the terms as they are after it")
        with exact():
            events = sorted(self.planned(until, risk_factors), key=order_of)
            live = [item for item in events if self.lives(item.at, item.type.sequence, until) or self.outlives(item)]
        for item in events:
            if item.unknown is None or item.scheduled + LONGEST_SHIFT <= self.status_date:
                continue
            if until is None or item.scheduled <= until + LONGEST_SHIFT:
                raise item.unknown
        return live

    def lives(self, at: datetime, sequence: int, until: datetime | None) -> bool:
        """Whether an event of a time and sequence belongs to the contract's life, as far as it is asked for."""
        return at > self.status_date and (until is None or at <= until)

    def outlives(self, item: Scheduled[S]) -> bool:
        """Whether an event happens even after the horizon of an analysis."""
        return False

    def events(self, risk_factors: RiskFactors = NOTHING_OBSERVED, until: datetime | None = None) -> list[Event]:
        """What happens up to ``until`` (included; for ever if None), in order, with the state after each event.

        MissingFixing if a risk factor is not known at a time it is needed.
        """
        risk_factors = checked(risk_factors)
        with exact():
            state = self.initial_state(until, risk_factors)
            return self.reported(self.happened(state, self.schedule(risk_factors, until), risk_factors), until)

    def happened(self, state: S, items: Iterable[Scheduled[S]], risk_factors: RiskFactors) -> list[Event]:
        """The events in turn, each with the state it leaves."""
        own_currency, happen = self.currency, self.happen
        converted = own_currency != self.terms.currency
        now, events = Occurrence(state, risk_factors), []
        for item in items:
            now.item = item
            payoff = happen(now)
            if converted and payoff:
                payoff *= self.settlement_rate(item.at, risk_factors)
            events.append(Event(item.at, item.type, payoff, item.currency or own_currency, state.copy()))
        return events

    def happen(self, now: Occurrence[S]) -> Decimal:
        """Let one event change the state, which accrues up to it first; what it pays, in the contract's currency."""
        item, state = now.item, now.state
        if item.accrued_to != state.status_date:
            self.advance(state, item.accrued_to)
        payoff = item.step(now)
        return ZERO if payoff is None else payoff

    def advance(self, state: S, until: datetime) -> None:
        """Bring what accrues with time forward to ``until``, which is another time than the state's."""
        state.status_date = until

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterable[Scheduled[S]]:
        """The events to come, in any order."""
        raise NotImplementedError

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> S:
        """The state at the status date."""
        raise NotImplementedError

    def reported(self, events: list[Event], until: datetime | None) -> list[Event]:
        """The events that the holder of the contract sees."""
        return events

    def settlement_rate(self, at: datetime, risk_factors: RiskFactors) -> Decimal:
        """What payoffs are multiplied with (techspec 3.10)."""
        return ONE

    @property
    def currency(self) -> str:
        """The currency of payoffs."""
        return self.terms.currency

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar that the terms name; TermError if nobody gave it."""
        named = self.terms.calendar
        if named is None:
            return STANDARD["NC"]
        found = {name.upper(): calendar for name, calendar in self.calendars.items()}.get(named.upper())
        if found is None:
            problem = f"no calendar {named!r} was given (CLDR)"
            raise TermError("calendar", problem, remedy="given: " + ", ".join(sorted(self.calendars)))
        return found

    def seen(self, risk_factors: RiskFactors, *types: str) -> list[ObservedEvent]:
        """What is observed of the contract, of some types of events or of all, in order of time."""
        observed = risk_factors.observed(self.terms.contract_id or "")
        return [event for event in observed if not types or event.type in types] if observed else []

    def counting(self, convention: DayCountConvention, maturity: datetime | None) -> YearFraction:
        """``Y`` of a day-count convention, by the contract's calendar where business days count."""
        return year_fraction(convention, maturity=maturity, calendar=self.calendar)

    def on_its_day(self, kind: str, at: datetime, step: Step[S]) -> Scheduled[S]:
        """An event that takes place on its day, business day or not, for which its amounts are calculated too."""
        return Scheduled(at, self.event_types[kind], at, at, step)

    def unshifted(self, kind: str, at: datetime, step: Step[S]) -> Scheduled[S]:
        """An event that takes place on its day, business day or not."""
        return self.shifted(kind, at, step, stays=True)

    def shifted(
        self, kind: str, scheduled: datetime, step: Step[S], *, stays: bool = False, currency: str = ""
    ) -> Scheduled[S]:
        """An event scheduled for a time, shifted to a business day as the terms say, unless it ``stays`` on its day.

        Under shift/calculate conventions the amounts of one that stays are still calculated for the business day, as in
        the public cases.
        """
        item = Scheduled(scheduled, self.event_types[kind], scheduled, scheduled, step, currency)
        convention = self.terms.business_day_convention
        if convention is BusinessDayConvention.NOS or (stays and convention.calculates_first):
            return item
        try:
            day = shift(scheduled, convention, self.calendar)
        except InputError as unknown:
            item.unknown = unknown
            return item
        item.at = item.at if stays else day
        item.accrued_to = item.accrued_to if convention.calculates_first else day
        return item

    def not_before(self, known: datetime, item: Scheduled[S]) -> Scheduled[S]:
        """The event, on the next business day if its convention shifts it to before its amount is ``known``."""
        if item.at >= known:
            return item
        at = following(item.scheduled, self.calendar)
        calculates_first = self.terms.business_day_convention.calculates_first
        return replace(item, at=at, accrued_to=item.scheduled if calculates_first else at)

    def foreseen(self, horizon: datetime) -> datetime:
        """The time before which everything is scheduled that takes place by the horizon.

        A convention that goes back may bring to it what is scheduled on the holidays after it.
        """
        if not self.terms.business_day_convention.goes_back:
            return horizon + _JUST_AFTER
        try:
            return following(horizon + ONE_DAY, self.calendar)
        except InputError:  # Where the calendar ends before: times there are refused as unknown, if there are any.
            return horizon + LONGEST_SHIFT

    def calculated_for(self, at: datetime) -> datetime:
        """The time that amounts are calculated for: under shift/calculate conventions, the business day."""
        convention = self.terms.business_day_convention
        return at if convention.calculates_first else shift(at, convention, self.calendar)
