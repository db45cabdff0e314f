# SPDX-License-Identifier: Apache-2.0
"""What the schema lets pass: rules of the standard and of its keys, numbered as they stand in ``RULES``.

An error makes a document invalid: nobody can mean it, or the standard says *shall*. A warning is told and left to the
reader: published valid documents have it, or a partner's habit explains it.

| no. | rule | severity | why |
|---|---|---|---|
| 1 | ``parent_missing`` | error | ADD or DELETE of an aggregation says of what (EPCIS 2.0 §7.4.3) |
| 2 | ``names_nothing`` | error | an empty ``epcList`` alone, without readings of sensors at a place, is about nothing |
| 3 | ``quantity_negative`` | error | nobody moves less than nothing |
| 4 | ``check_digit`` | warning | a digit was mistyped; published valid examples have such keys |
| 5 | ``in_future`` | error | what has not been cannot have been seen; asked only with ``now``, and with tolerance |
| 6 | ``sensor_said_twice`` | warning | metadata holds for every report, so none repeats it; published examples do |
| 7 | ``declared_without_id`` | warning | nobody can tell which event was wrong, but by its hash |
| 8 | ``no_such_key`` | warning | it begins like an EPC URN, and is none: nothing will match it |
| 9 | ``class_among_instances`` | warning | a lot or a pattern is a class: a list of quantities names it |
| 10 | ``unknown_prefix`` | warning | a member's prefix stands for no namespace: it may mean anything |
| 11 | ``times_reversed`` | error | a period of readings ends before it begins |
| 12 | ``corrects_itself`` | error | an event that was wrong is not its own correction |
| 13 | ``hash_differs`` | warning | its ID is the hash of another event: changed, or hashed by other rules |
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from counterfoil.epcis.event import CLASS_LISTS, INSTANCE_LISTS, Event
from counterfoil.epcis.event_hash import event_hash
from counterfoil.epcis.finding import Finding, Severity, joined
from counterfoil.epcis.hash_editions import EDITIONS
from counterfoil.epcis.json_types import Json, as_list, as_object, as_text
from counterfoil.epcis.keys.canonical import read_key, wrong_check_digit
from counterfoil.epcis.keys.urn import START
from counterfoil.primitives.errors import DecodeError

UNREADABLE: Final = "schema"
TOLERANCE_MS: Final = 5 * 60 * 1000
"""How far the clock of a reader may be ahead of ours."""
_LINKS: Final = {"bizTransactionList": "bizTransaction", "sourceList": "source", "destinationList": "destination"}

Place = tuple[str, str]
"""A path within the event, and what is wrong there."""


class Rule(NamedTuple):
    """One rule: its name, how grave it is to break it, and what finds where it is broken."""

    name: str
    severity: Severity
    find: Callable[[Event], Iterable[Place]] | None = None
    find_in_uri: Callable[[str], str] | None = None
    """Of a rule about URIs: what is wrong with one, or nothing."""


def business_findings(event: Event, *, now_ms: int | None = None) -> Iterator[Finding]:
    """Every rule that an event breaks; ask it of events that the schema takes. ``now_ms``: milliseconds of UTC."""
    yield from _broken(event, RULES)
    for path, uri in _uris(event):
        for rule in URI_RULES:
            if rule.find_in_uri is not None and (problem := rule.find_in_uri(uri)):
                yield Finding(rule.name, joined(event.place, path), problem, rule.severity)
    yield from _of_the_future(event, now_ms)


def business_errors(event: Event, *, now_ms: int | None = None) -> Iterator[Finding]:
    """The same without warnings, none of which is asked for: what keeps an event from being captured."""
    yield from _broken(event, _GRAVE)
    yield from _of_the_future(event, now_ms)


def _broken(event: Event, rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        try:
            for path, problem in rule.find(event) if rule.find else ():
                yield Finding(rule.name, joined(event.place, path), problem, rule.severity)
        except DecodeError as error:
            yield _no_time(event, error)


def _of_the_future(event: Event, now_ms: int | None) -> Iterator[Finding]:
    try:
        if now_ms is not None and event.event_time.ms > now_ms + TOLERANCE_MS:
            problem = f"{event.event_time.text} is in the future"
            yield Finding("in_future", joined(event.place, "eventTime"), problem)
    except DecodeError as error:
        yield _no_time(event, error)


def _no_time(event: Event, error: DecodeError) -> Finding:
    """The schema leaves members of an event of somebody's own kind open, and takes times that have no day in UTC."""
    return Finding(UNREADABLE, joined(event.place, error.where), error.problem)


def _parent_missing(event: Event) -> Iterator[Place]:
    if event.kind == "AggregationEvent" and event.action != "OBSERVE" and "parentID" not in event.members:
        yield "parentID", f"it is missing: {event.action} says of what"


def _names_nothing(event: Event) -> Iterator[Place]:
    if event.kind not in ("ObjectEvent", "TransactionEvent") or event.identifiers or "epcList" not in event.members:
        return
    sensed = event.members.get("sensorElementList") and event.read_point
    if not sensed and event.action != "DELETE":
        yield "epcList", "it is empty, and nothing else says what the event is about"


def _quantity_negative(event: Event) -> Iterator[Place]:
    for path, element in _elements(event):
        quantity = element.get("quantity")
        if not isinstance(quantity, str | bool | list | dict | None) and quantity < 0:
            yield f"{path}.quantity", f"{quantity} is less than nothing"


def _check_digit(uri: str) -> str:
    wrong = wrong_check_digit(uri)
    return "" if wrong is None else f"the check digit of {wrong.written} is wrong: {wrong.right} would be right"


def _sensor_said_twice(event: Event) -> Iterator[Place]:
    for number, element in enumerate(as_list(event.members.get("sensorElementList"))):
        metadata = as_object(as_object(element).get("sensorMetadata"))
        for place, report in enumerate(as_list(as_object(element).get("sensorReport"))):
            for name in as_object(report):
                if name in metadata and ":" not in name:
                    path = f"sensorElementList[{number}].sensorReport[{place}].{name}"
                    yield path, "sensorMetadata says it already, for all reports"


def _declared_without_id(event: Event) -> Iterator[Place]:
    if "errorDeclaration" in event.members and not event.event_id:
        yield "eventID", "it is missing: an error is declared of an event that has a name"


def _no_such_key(uri: str) -> str:
    return f"{uri!r} begins like an EPC, and is none" if uri.startswith(START) and read_key(uri) is None else ""


def _class_among_instances(event: Event) -> Iterator[Place]:
    for name in INSTANCE_LISTS:
        for number, text in enumerate(as_list(event.members.get(name))):
            if as_text(text).startswith((f"{START}class:", f"{START}idpat:")):
                yield f"{name}[{number}]", f"{text!r} is a class, which a list of quantities names"


def _unknown_prefix(event: Event) -> Iterator[Place]:
    for name in event.members:
        prefix, colon, rest = name.partition(":")
        if colon and prefix not in event.names and not rest.startswith("//") and prefix != "urn":
            yield name, f"the prefix {prefix!r} stands for no namespace"


def _times_reversed(event: Event) -> Iterator[Place]:
    if "sensorElementList" not in event.members:
        return
    for number, element in enumerate(event.sensor_elements):
        start, end = element.time("startTime"), element.time("endTime")
        if start is not None and end is not None and end.ms < start.ms:
            yield f"sensorElementList[{number}].sensorMetadata.endTime", f"{end.text} is before startTime"


def _corrects_itself(event: Event) -> Iterator[Place]:
    declared = event.error_declaration
    if declared is not None and event.event_id and event.event_id in declared.corrective_event_ids:
        place = declared.corrective_event_ids.index(event.event_id)
        yield f"errorDeclaration.correctiveEventIDs[{place}]", "it is the event itself"


def _hash_differs(event: Event) -> Iterator[Place]:
    given = event.event_id.lower()
    if not given.startswith("ni:///sha-256;"):
        return
    computed = [event_hash(event, one) for one in EDITIONS.values() if given.endswith(f"?ver={one.version}".lower())]
    if computed and given not in [one.lower() for one in computed]:
        yield "eventID", f"it is the hash of another event; the hash of this one is {computed[0]}"


def _elements(event: Event) -> Iterator[tuple[str, dict[str, Json]]]:
    for name in CLASS_LISTS:
        for number, element in enumerate(as_list(event.members.get(name))):
            yield f"{name}[{number}]", as_object(element)


def _uris(event: Event) -> Iterator[tuple[str, str]]:
    """Where an event names things, places and parties, and what stands there."""
    for name in ("parentID", "transformationID"):
        if name in event.members:
            yield name, as_text(event.members[name])
    for name in ("readPoint", "bizLocation"):
        if name in event.members:
            yield f"{name}.id", as_text(as_object(event.members[name]).get("id"))
    for name in INSTANCE_LISTS:
        for number, text in enumerate(as_list(event.members.get(name))):
            yield f"{name}[{number}]", as_text(text)
    for path, element in _elements(event):
        yield f"{path}.epcClass", as_text(element.get("epcClass"))
    for list_name, name in _LINKS.items():
        for number, link in enumerate(as_list(event.members.get(list_name))):
            yield f"{list_name}[{number}].{name}", as_text(as_object(link).get(name))


RULES: Final = (
    Rule("parent_missing", "error", _parent_missing),
    Rule("names_nothing", "error", _names_nothing),
    Rule("quantity_negative", "error", _quantity_negative),
    Rule("sensor_said_twice", "warning", _sensor_said_twice),
    Rule("declared_without_id", "warning", _declared_without_id),
    Rule("class_among_instances", "warning", _class_among_instances),
    Rule("unknown_prefix", "warning", _unknown_prefix),
    Rule("times_reversed", "error", _times_reversed),
    Rule("corrects_itself", "error", _corrects_itself),
    Rule("hash_differs", "warning", _hash_differs),
)
URI_RULES: Final = (
    Rule("check_digit", "warning", find_in_uri=_check_digit),
    Rule("no_such_key", "warning", find_in_uri=_no_such_key),
)
"""Rules about every URI that an event names something by, warnings all; ``in_future``, for a clock, comes last."""
_GRAVE: Final = tuple(rule for rule in RULES if rule.severity == "error")
