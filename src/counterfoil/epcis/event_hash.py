# SPDX-License-Identifier: Apache-2.0
"""The hash of an event (CBV 2.0 §8.9): a text in which it is said in one way only, and SHA-256 of that.

The text is ``name=value`` after ``name=value``, nothing between them, in the order of ``_ORDER``. Then comes what has
no place in that order: business transactions, sources, destinations, master data, extensions, sorted by their text.
Within a list, and of what stands beside each other, sorting is by UTF-8. When it was recorded, what it is called, and
that it was wrong are left out: a declaration of error has the hash of the event that it corrects.

The order is that of the published examples, which differs from their description: certificationInfo and parentID
stand before the lists of EPCs, and destinations before sources.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Final

from counterfoil.epcis.context import STANDARD, Namespaces, expanded, whole
from counterfoil.epcis.event import Event
from counterfoil.epcis.json_types import Json, Members, as_list, as_text
from counterfoil.epcis.keys.canonical import canonical_link
from counterfoil.epcis.numbers import canonical_number, written
from counterfoil.epcis.times import parse_time
from counterfoil.epcis.vocabulary import (
    BIZ_STEP,
    BIZ_TRANSACTION_TYPE,
    COMPONENT,
    DISPOSITION,
    MEASUREMENT,
    SENSOR_ALERT,
    SOURCE_DESTINATION_TYPE,
    URNS,
    Vocabulary,
)
from counterfoil.primitives.errors import DecodeError

VERSION: Final = "CBV2.0"
_LEFT_OUT: Final = frozenset({"type", "@context", "recordTime", "eventID", "errorDeclaration"})
_COMMENTS: Final = frozenset({"comment", f"{{{STANDARD['rdfs']}}}comment"})
"""Remarks for people are no part of what happened."""

Write = Callable[[str, Json, Namespaces], str]
"""How a member is written: its name, its value, the prefixes in force."""


def event_hash(event: Event) -> str:
    """The name of an event by what it says: ``ni:///sha-256;…?ver=CBV2.0`` (RFC 6920)."""
    found = event.computed.get(VERSION)
    if found is None:
        found = event.computed[VERSION] = hash_of(pre_hash(event))
    return found


def hash_of(text: str) -> str:
    """The name that the text of an event gives it."""
    return f"ni:///sha-256;{sha256(text.encode()).hexdigest()}?ver={VERSION}"


def pre_hash(event: Event) -> str:
    """The text that is hashed; DecodeError for what is no event, and for a time that is none."""
    if not event.kind or "eventTime" not in event.members:
        raise DecodeError("it is no event", remedy="an event has a type and an eventTime")
    names, members = event.names, event.members
    ordered = [write(name, members[name], names) for name, write in _ORDER.items() if name in members]
    rest = _rest(members, names, event.ignored)
    return f"eventType={event.kind}{''.join(ordered)}{''.join(sorted(rest))}"


def _rest(members: Members, names: Namespaces, ignored: frozenset[str]) -> Iterable[str]:
    """What has no place in the order, each by itself."""
    for name, value in members.items():
        if name in _LISTS:
            yield _links(name, value, names)
        elif name == "sensorElementList":
            yield _unplaced_sensors(value, names)
        elif name in _PLACES:
            yield from _unplaced(name, value, names)
        elif name not in _ORDER and name not in _LEFT_OUT:
            yield from _freely(expanded(name, names), value, names, ignored)


# Values


def canonical_value(value: Json, names: Namespaces = STANDARD) -> str:
    """A text, number or truth value in its canonical form."""
    if isinstance(value, str):
        return _canonical_text(value.strip(), names)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return written(Decimal(value))
    return ""


def _canonical_text(text: str, names: Namespaces) -> str:
    if text[:8] == "urn:epc:" or text[:4] == "http":
        return canonical_link(text) or text
    if text[:18] == "urn:epcglobal:cbv:":
        begun = next((urn for urn in URNS if text.startswith(urn)), None)
        return text if begun is None else URNS[begun] + text[len(begun) :]
    number = canonical_number(text)
    return whole(number, names) if ":" in number else number


def _valued(name: str, value: Json, names: Namespaces) -> str:
    text = canonical_value(value, names)
    return f"{name}={text}" if text else ""


def _timed(name: str, value: Json, _names: Namespaces) -> str:
    if value is None:
        return ""
    text = str(value).strip()
    try:
        return f"{name}={parse_time(text).utc}"
    except DecodeError as error:
        raise DecodeError(error.problem, where=name, remedy=error.remedy) from None


def _plain(name: str, value: Json, _names: Namespaces) -> str:
    return "" if value is None else f"{name}={str(value).strip()}"


def _worded(vocabulary: Vocabulary) -> Write:
    def write(name: str, value: Json, names: Namespaces) -> str:
        text = as_text(value).strip()
        return f"{name}={vocabulary.uri(text)}" if text and ":" not in text else _valued(name, value, names)

    return write


# Lists, and objects with an order of their own


def _each(item: str, *, within: bool = True) -> Write:
    """Every item of a list under a name of its own, sorted; nothing for an empty list."""

    def write(name: str, value: Json, names: Namespaces) -> str:
        items = sorted(_valued(item, one, names) for one in as_list(value))
        return (name if within else "") + "".join(items) if items else ""

    return write


def _quantities(name: str, value: Json, names: Namespaces) -> str:
    items = sorted(f"quantityElement{_ordered(one, _QUANTITY, names)}" for one in as_list(value))
    return name + "".join(items) if items else ""


def _place(name: str, value: Json, names: Namespaces) -> str:
    text = _ordered(value, _PLACE, names)
    return name + text if text else ""


def _persistent(name: str, value: Json, names: Namespaces) -> str:
    text = _ordered(value, _PERSISTENT, names)
    return name + text if text else ""


def _sensors(name: str, value: Json, names: Namespaces) -> str:
    items = sorted(_element(one, names) for one in as_list(value))
    return name + "".join(items) if items else ""


def _element(element: Json, names: Namespaces) -> str:
    if not isinstance(element, dict):
        return ""
    metadata = _ordered(element.get("sensorMetadata"), _METADATA, names)
    reports = sorted(f"sensorReport{_ordered(one, _REPORT, names)}" for one in as_list(element.get("sensorReport")))
    own = _own(element, _ELEMENT, names)
    return "".join(["sensorElement", f"sensorMetadata{metadata}" if metadata else "", *reports, own])


def _ordered(value: Json, order: Mapping[str, Write], names: Namespaces) -> str:
    """The members of an object that have a place, then its extensions."""
    if not isinstance(value, dict):
        return ""
    ordered = [write(name, value[name], names) for name, write in order.items() if name in value]
    return "".join(ordered) + _own(value, order, names) if len(ordered) < len(value) else "".join(ordered)


def _own(value: Members, order: Mapping[str, Write], names: Namespaces) -> str:
    """Extensions within an object, at its end; a member without a namespace is left for the end of the event."""
    texts: list[str] = []
    for name, one in value.items():
        if name not in order and ":" in name:
            texts += _freely(expanded(name, names), one, names)
    return "".join(sorted(texts))


def _links(name: str, value: Json, names: Namespaces) -> str:
    """Business transactions, sources, destinations: each its type, then what it is, without a name around both."""
    order = _LISTS[name]
    items = sorted(_ordered(one, order, names) for one in as_list(value))
    return name + "".join(items) if items else ""


# What has no place


def _freely(name: str, value: Json, names: Namespaces, ignored: frozenset[str] = frozenset()) -> list[str]:
    """A member of any name and shape: a list is so many of it, an object its members, sorted."""
    if name in ignored or name in _COMMENTS or value is None:
        return []
    if isinstance(value, list):
        return [text for one in value for text in _freely(name, one, names, ignored)]
    if not isinstance(value, dict):
        text = canonical_value(value, names)
        return [f"{name}={text}" if text else name]
    inner: list[str] = []
    for key, one in value.items():
        if key != "#text":
            inner += _freely(expanded(key, names), one, names, ignored)
    text = canonical_value(value.get("#text"), names)
    return [f"{name}{'=' if text else ''}{text}{''.join(sorted(inner))}"]


def _unplaced(name: str, value: Json, names: Namespaces) -> list[str]:
    """What an object of the standard holds without a place and without a namespace, within its name."""
    order = _PLACES[name]
    if not isinstance(value, dict) or all(key in order or ":" in key for key in value):
        return []
    return _freely(name, {key: one for key, one in value.items() if key not in order and ":" not in key}, names)


def _unplaced_sensors(value: Json, names: Namespaces) -> str:
    """Business rules of a single report have no place in the order, and so come at the end, within all their names."""
    elements: list[str] = []
    for element in as_list(value):
        inner: list[str] = []
        for name, one in element.items() if isinstance(element, dict) else ():
            for part in as_list(one) if name in _ELEMENT else ():
                inner += _unplaced(name, part, names)
        if inner:
            elements.append(f"sensorElement{''.join(sorted(inner))}")
    return f"sensorElementList{''.join(sorted(elements))}" if elements else ""


_QUANTITY: Final[Mapping[str, Write]] = {"epcClass": _valued, "quantity": _valued, "uom": _valued}
_PLACE: Final[Mapping[str, Write]] = {"id": _valued}
_PERSISTENT: Final[Mapping[str, Write]] = {
    name: lambda name, value, names: "".join(sorted(_worded(DISPOSITION)(name, one, names) for one in as_list(value)))
    for name in ("set", "unset")
}
_METADATA: Final[Mapping[str, Write]] = {
    "time": _timed,
    "startTime": _timed,
    "endTime": _timed,
    "deviceID": _valued,
    "deviceMetadata": _valued,
    "rawData": _valued,
    "dataProcessingMethod": _valued,
    "bizRules": _valued,
}
_REPORT: Final[Mapping[str, Write]] = {
    "type": _worded(MEASUREMENT),
    "exception": _worded(SENSOR_ALERT),
    "deviceID": _valued,
    "deviceMetadata": _valued,
    "rawData": _valued,
    "dataProcessingMethod": _valued,
    "time": _timed,
    "microorganism": _valued,
    "chemicalSubstance": _valued,
    "value": _valued,
    "component": _worded(COMPONENT),
    "stringValue": _valued,
    "booleanValue": _valued,
    "hexBinaryValue": _valued,
    "uriValue": _valued,
    "minValue": _valued,
    "maxValue": _valued,
    "meanValue": _valued,
    "sDev": _valued,
    "percRank": _valued,
    "percValue": _valued,
    "uom": _valued,
    "coordinateReferenceSystem": _valued,
}
_ELEMENT: Final[Mapping[str, Write]] = {"sensorMetadata": _valued, "sensorReport": _valued}
_LISTS: Final[Mapping[str, Mapping[str, Write]]] = {
    "bizTransactionList": {"type": _worded(BIZ_TRANSACTION_TYPE), "bizTransaction": _valued},
    "sourceList": {"type": _worded(SOURCE_DESTINATION_TYPE), "source": _valued},
    "destinationList": {"type": _worded(SOURCE_DESTINATION_TYPE), "destination": _valued},
}
_PLACES: Final[Mapping[str, Mapping[str, Write]]] = {
    "readPoint": _PLACE,
    "bizLocation": _PLACE,
    "persistentDisposition": _PERSISTENT,
    "sensorMetadata": _METADATA,
    "sensorReport": _REPORT,
}
_ORDER: Final[Mapping[str, Write]] = {
    "eventTime": _timed,
    "eventTimeZoneOffset": _plain,
    "certificationInfo": _each("certificationInfo", within=False),
    "parentID": _valued,
    "epcList": _each("epc"),
    "inputEPCList": _each("epc"),
    "childEPCs": _each("epc"),
    "quantityList": _quantities,
    "childQuantityList": _quantities,
    "inputQuantityList": _quantities,
    "outputEPCList": _each("epc"),
    "outputQuantityList": _quantities,
    "action": _valued,
    "transformationID": _valued,
    "bizStep": _worded(BIZ_STEP),
    "disposition": _worded(DISPOSITION),
    "persistentDisposition": _persistent,
    "readPoint": _place,
    "bizLocation": _place,
    "sensorElementList": _sensors,
}
