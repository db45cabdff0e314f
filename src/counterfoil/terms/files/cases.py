# SPDX-License-Identifier: Apache-2.0
"""The public ACTUS test format: cases of terms, observations and expected results, read from JSON and written to it.

A file is one JSON object, name → ``{identifier, terms, to, dataObserved, eventsObserved, results}``. Numbers are JSON
numbers or texts with blanks around them, times may lack their seconds, ``to`` may be empty.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel import arithmetic
from counterfoil.terms.kernel.arithmetic import CONTEXT, number
from counterfoil.terms.kernel.calendars import STANDARD, Calendar, read_calendars
from counterfoil.terms.kernel.dates import format_time, parse_time
from counterfoil.terms.kernel.events import MARKET_EVENT_TYPES, Event
from counterfoil.terms.kernel.reading import as_input_errors, is_blank, located
from counterfoil.terms.kernel.risk_factors import Fixings, ObservedEvent
from counterfoil.terms.kernel.roles import ContractPerformance
from counterfoil.terms.kernel.values import REAL, TEXT, TIME, Kind, choice, mapping_at, name_shown, read_at, shown
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.table import contract_types

Value = Decimal | datetime | str | None

_PERFORMANCE: Final = choice(ContractPerformance)
_ZERO_IF_UNDEFINED: Final = frozenset({"exerciseAmount"})


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a contract, what is observed, the horizon, and the expected results as the file has them, unread."""

    name: str
    contract: Contract[Any, Any]
    fixings: Fixings
    until: datetime | None
    expected: object = None

    def run(self) -> list[Event]:
        """The events of the contract up to the horizon; InputError says why there are none."""
        place = name_shown(self.name)
        with as_input_errors(place), located(f"{place}.terms"):
            return self.contract.events(self.fixings, self.until)

    def results(self) -> list[dict[str, str]]:
        """The same as the format writes them."""
        return render(self.contract, self.run())


def read_cases(document: object, *, where: str) -> Mapping[str, object]:
    """The cases of a parsed file by name, none of them read yet; InputError if it is no such file."""
    remedy = "give an object: name → {terms, to, dataObserved, eventsObserved}"
    cases = mapping_at(document, where, remedy)
    if "contractType" in cases:
        raise InputError("these are the terms of one contract, not cases", where=where, remedy=remedy)
    return cases


def read_case(name: str, given: object, *, calendars: Mapping[str, Calendar] = STANDARD) -> Case:
    """The case that parsed JSON states; InputError names what is wrong, and its place from the case's name down.

    Beyond the public format, a case may list calendars of its own: ``calendars_of``.
    """
    place = name_shown(name)
    with as_input_errors(place):
        case = mapping_at(given, place, "give {terms, to, dataObserved, eventsObserved}")
        terms = mapping_at(case.get("terms"), f"{place}.terms", "give an object of terms")
        known = calendars_of(name, case, calendars)
        contract = Contract.from_terms(terms, calendars=known, where=f"{place}.terms")
        horizon = _read_if_stated(TIME, case.get("to"), f"{place}.to")
        return Case(name, contract, read_fixings(case, where=place), horizon, case.get("results"))


def calendars_of(name: str, given: object, calendars: Mapping[str, Calendar] = STANDARD) -> Mapping[str, Calendar]:
    """The calendars that a case may name: its own, and those of ``calendars`` that have other names."""
    documents = given.get("calendars") if isinstance(given, Mapping) else None
    if documents is None:
        return calendars
    place = name_shown(name)
    with as_input_errors(place):
        own = read_calendars(item for item, _ in _numbered(documents, f"{place}.calendars"))
    taken = {calendar.upper() for calendar in own}
    return own | {known: calendar for known, calendar in calendars.items() if known.upper() not in taken}


def read_fixings(given: object, *, where: str) -> Fixings:
    """What is observed, by the names of the format: ``dataObserved`` and ``eventsObserved``, each if it is there.

    Without either, ``given`` itself counts as ``dataObserved``. A series is ``{"data": [{timestamp, value}]}``, or in
    short ``{time: value}``.
    """
    document = mapping_at(given, where, "give identifier → {data: [{timestamp, value}]}")
    named = "dataObserved" in document or "eventsObserved" in document or "terms" in document
    series = document.get("dataObserved") if named else document
    place = f"{where}.dataObserved" if named else where
    values: dict[str, Mapping[datetime, Decimal]] = {}
    aliases: dict[str, Mapping[datetime, Decimal]] = {}
    for code, item in mapping_at(series or {}, place, "give an object").items():
        at = f"{place}.{name_shown(code)}"
        described = mapping_at(item, at, "give {data: [{timestamp, value}]}")
        values[code] = _series(described, at)
        if isinstance(alias := described.get("identifier"), str):
            aliases[alias] = values[code]
    events = document.get("eventsObserved") if named else None
    place = f"{where}.eventsObserved"
    return Fixings.of(aliases | values, (_event(*item) for item in _numbered(events or [], place)))


def record_of(event: Event) -> dict[str, Value]:
    """Everything that is known of an event, by the names of the format."""
    return {
        "eventDate": event.at,
        "eventType": event.type.acronym,
        "payoff": event.payoff,
        "currency": event.currency,
        **event.state.values(),
    }


def reported_fields(contract_type: str, event: Event) -> tuple[str, ...]:
    """The states that the format reports after an event of a contract of this type."""
    known = contract_types().get(contract_type)
    return (known.reports if known else ()) or tuple(event.state.values())


def read_results(given: object, *, where: str) -> list[Mapping[str, object]]:
    """The expected records of a case; InputError if it states none, or one of them lacks time, type or payoff."""
    records = [mapping_at(item, place, "give an object") for item, place in _numbered(given, where)]
    for position, record in enumerate(records):
        for name in ("eventDate", "eventType", "payoff"):
            if name not in record:
                raise InputError(f"it states no {name}", where=f"{where}[{position}]", remedy=f"give the {name}")
    return records


def render(contract: Contract[Any, Any], events: Iterable[Event]) -> list[dict[str, str]]:
    """Events as the format's ``results``, numbers as decimal texts; states that are not defined are left out."""
    rows = []
    for event in events:
        record, told = record_of(event), reported_fields(contract.contract_type, event)
        fields = ("eventDate", "eventType", "payoff", "currency", *told)
        texts = {field: result_text(field, record.get(field)) for field in fields}
        rows.append({field: text for field, text in texts.items() if text is not None})
    return rows


def result_text(field: str, value: Value) -> str | None:
    """A value as ``results`` writes it; None if it is not defined."""
    if value is None:
        return "0" if field in _ZERO_IF_UNDEFINED else None
    if isinstance(value, Decimal):
        return arithmetic.text(value)
    return format_time(value) if isinstance(value, datetime) else str(value)


def _series(given: Mapping[str, object], where: str) -> dict[datetime, Decimal]:
    """The fixings of one identifier, in either way of writing them."""
    points: list[tuple[object, object, str]]
    points = [(time, value, f"{where}.{name_shown(time)}") for time, value in given.items() if time != "identifier"]
    if "data" in given:
        read = [
            (mapping_at(*item, "give {timestamp, value}"), item[1])
            for item in _numbered(given["data"], f"{where}.data")
        ]
        points = [(point.get("timestamp"), point.get("value"), place) for point, place in read]
    series: dict[datetime, Decimal] = {}
    for time, value, place in points:
        at, amount = read_at(TIME, time, place), read_at(REAL, value, place)
        if series.setdefault(at, amount) != amount:
            problem = f"a second value for {format_time(at)}"
            raise InputError(problem, where=place, remedy="give one value for each time")
    return series


def _event(item: object, where: str) -> ObservedEvent:
    given = mapping_at(item, where, "give {time, type, value}")
    states = mapping_at(given.get("states") or {}, f"{where}.states", "give {contractPerformance}")
    contract = given.get("contractId", given.get("contractID"))
    place = f"{where}.states.contractPerformance"
    performance = _read_if_stated(_PERFORMANCE, states.get("contractPerformance"), place)
    return ObservedEvent(
        read_at(TIME, given.get("time"), f"{where}.time"),
        _event_type(given.get("type"), f"{where}.type"),
        _read_if_stated(TEXT, contract, f"{where}.contractId") or "",
        _read_if_stated(REAL, given.get("value"), f"{where}.value"),
        performance and performance.value,
        states,
    )


def _event_type(given: object, where: str) -> str:
    """The acronym of an event that some contract type knows."""
    acronym = str(read_at(TEXT, given, where))
    known = MARKET_EVENT_TYPES
    if acronym not in known:
        near = difflib.get_close_matches(acronym.upper(), known, n=1, cutoff=0.5)
        remedy = f"did you mean {near[0]}?" if near else "allowed: " + ", ".join(sorted(known))
        raise InputError(f"{shown(acronym)} is not an event type", where=where, remedy=remedy)
    return acronym


def _numbered(given: object, where: str) -> Iterator[tuple[object, str]]:
    """The items of a list, each with its place."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise InputError("missing" if given is None else "not a list", where=where, remedy="give a list")
    return ((item, f"{where}[{position}]") for position, item in enumerate(given))


def _read_if_stated(kind: Kind, given: object, where: str) -> Any:
    return None if is_blank(given) else read_at(kind, given, where)


ABSOLUTE: Final = Decimal("1e-10")
RELATIVE: Final = Decimal("1e-12")
_NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a computation departs from what is expected; ``position`` counts events from 1."""

    case: str
    position: int
    field: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.case}, event {self.position}, {self.field}: expected {self.expected}, got {self.got}"


def differences(case: Case, events: Sequence[Event]) -> list[Difference]:
    """Every difference between a case's results and these events, in order; none means that the case is reproduced.

    InputError if the case states no results.
    """
    return compare(case.name, read_results(case.expected, where=f"{name_shown(case.name)}.results"), events)


def compare(name: str, expected: Sequence[Mapping[str, object]], events: Sequence[Event]) -> list[Difference]:
    """Every difference between expected records and events, position by position."""
    found: list[Difference] = []
    for position, (record, event) in enumerate(zip_longest(expected, events), start=1):
        if record is None or event is None:
            foreseen = "no event" if record is None else f"{record.get('eventType')} at {record.get('eventDate')}"
            happened = "no event" if event is None else f"{event.type} at {format_time(event.at)}"
            found.append(Difference(name, position, "event", foreseen, happened))
            continue
        got = record_of(event)
        for field, wanted in record.items():
            value = got.get(field)
            if not _agree(field, wanted, value):
                told = result_text(field, value) or _NOTHING
                found.append(Difference(name, position, field, str(wanted).strip() or _NOTHING, told))
    return found


def _agree(field: str, wanted: object, got: Value) -> bool:
    if got is None:
        got = Decimal(0) if result_text(field, got) else None
    try:
        if isinstance(got, Decimal):
            return _close(number(wanted), got)
        if isinstance(got, datetime):
            return parse_time(wanted) == got
    except ValueError:
        return False
    return str(wanted if wanted is not None else "").strip() == (got or "")


def _close(wanted: Decimal, got: Decimal) -> bool:
    apart = CONTEXT.abs(CONTEXT.subtract(wanted, got))
    return apart <= ABSOLUTE or apart <= CONTEXT.multiply(RELATIVE, CONTEXT.abs(wanted))
