# SPDX-License-Identifier: Apache-2.0
"""The hash of an event (CBV 2.0 §8.9): a text in which it is said in one way only, and SHA-256 of that.

The text is ``name=value`` after ``name=value``, nothing between them, in the order of an edition of the rules
(``hash_editions``). Then come master data and extensions, sorted by their text. Within a list, and of what stands
beside each other, sorting is by UTF-8. When it was recorded, what it is called, and that it was wrong are left out: a
declaration of error has the hash of the event that it corrects.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

from counterfoil.epcis.context import STANDARD
from counterfoil.epcis.event import CLASS_LISTS, INSTANCE_LISTS, Event
from counterfoil.epcis.hash_editions import CBV_2_0, EDITIONS, Edition
from counterfoil.epcis.hash_values import Manner, Room, Write, canonical_value, named, plain, timed, valued, worded
from counterfoil.epcis.json_types import Json, Members, as_list, as_object
from counterfoil.epcis.vocabulary import (
    BIZ_STEP,
    BIZ_TRANSACTION_TYPE,
    COMPONENT,
    DISPOSITION,
    MEASUREMENT,
    SENSOR_ALERT,
    SOURCE_DESTINATION_TYPE,
)
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import HexHash

_COMMENTS: Final = frozenset({"comment", f"{{{STANDARD['rdfs']}}}comment"})
"""Remarks for people are no part of what happened."""


def event_hash(event: Event, edition: Edition = CBV_2_0) -> str:
    """The name of an event by what it says: ``ni:///sha-256;…?ver=CBV2.0`` (RFC 6920)."""
    found = event.computed.get(edition.name)
    if found is None:
        found = event.computed[edition.name] = hash_of(pre_hash(event, edition), edition)
    return found


def hash_of(text: str, edition: Edition = CBV_2_0) -> str:
    """The name that the text of an event gives it."""
    return f"ni:///sha-256;{sha256(text.encode()).hexdigest()}?ver={edition.version}"


def digits_of(name: str) -> HexHash:
    """The hexadecimal digits in the name of an event, ``ni:///sha-256;…?ver=CBV2.0``."""
    return HexHash(name.removeprefix("ni:///sha-256;").partition("?")[0])


def pre_hash(event: Event, edition: Edition = CBV_2_0) -> str:
    """The text that is hashed; DecodeError for what is no event, and for a time that is none."""
    if not event.kind or "eventTime" not in event.members:
        raise DecodeError("it is no event", remedy="an event has a type and an eventTime")
    members = event.members
    manner = Manner(edition, event.names, event.ignored if edition.heeds_document else frozenset(), Room())
    ordered = [_WRITERS[name](name, members[name], manner) for name in edition.order if name in members]
    return f"eventType={event.kind}{''.join(ordered)}{''.join(_behind(members, manner))}"


def _behind(members: Members, manner: Manner) -> list[str]:
    """What has no place in the order: master data of its own before what the standard's members hold apart."""
    rest = sorted(_rest(members, manner))
    apart = [] if manner.edition.inline else _apart(members, manner)
    if not apart:
        return rest
    own = [text for text in rest if text.startswith("ilmd")]
    return [*own, *apart, *(text for text in rest if not text.startswith("ilmd"))]


def _rest(members: Members, manner: Manner) -> Iterable[str]:
    """What has no place in the order, each by itself."""
    settled = _SETTLED[manner.edition.name]
    for name, value in members.items():
        if name in settled:
            continue
        if name in _LISTS:
            yield _links(name, value, manner)
        elif name == "sensorElementList":
            yield _unplaced_sensors(value, manner)
        elif name in _PLACES:
            yield from _unplaced(name, value, manner)
        else:
            yield from _freely(named(name, manner), value, manner)


# Lists, and objects with an order of their own


def _each(item: str, *, within: bool = True) -> Write:
    """Every item of a list under a name of its own, sorted; nothing for an empty list."""

    def write(name: str, value: Json, manner: Manner) -> str:
        items = sorted(valued(item, one, manner) for one in as_list(value))
        return (name if within else "") + "".join(items) if items else ""

    return write


def _quantities(name: str, value: Json, manner: Manner) -> str:
    items = sorted(f"quantityElement{_closed(one, _QUANTITY, manner)}" for one in as_list(value))
    return name + "".join(items) if items else ""


def _within(order: Mapping[str, Write]) -> Write:
    """An object of the standard, within its name; nothing where it says nothing."""

    def write(name: str, value: Json, manner: Manner) -> str:
        text = _open(value, order, manner)
        return name + text if text else ""

    return write


def _sensors(name: str, value: Json, manner: Manner) -> str:
    items = sorted(_element(one, manner) for one in as_list(value))
    return (name if manner.edition.names_sensors else "") + "".join(items) if items else ""


def _element(element: Json, manner: Manner) -> str:
    if not isinstance(element, dict):
        return ""
    metadata = _open(element.get("sensorMetadata"), _METADATA, manner)
    reports = sorted(f"sensorReport{_open(one, _REPORT, manner)}" for one in as_list(element.get("sensorReport")))
    own = _own(element, _ELEMENT, manner) if manner.edition.inline else ""
    return "".join(["sensorElement", f"sensorMetadata{metadata}" if metadata else "", *reports, own])


def _links(name: str, value: Json, manner: Manner) -> str:
    """Business transactions, sources, destinations: each its type, then what it is, without a name around both."""
    order = _LISTS[name]
    items = sorted(_closed(one, order, manner) for one in as_list(value))
    return name + "".join(items) if items else ""


def _closed(value: Json, order: Mapping[str, Write], manner: Manner) -> str:
    """An object that the standard lets nobody extend; who does so all the same changes what it says."""
    if not isinstance(value, dict):
        return ""
    ordered = [write(name, value[name], manner) for name, write in order.items() if name in value]
    return "".join(ordered) + _own(value, order, manner) if len(ordered) < len(value) else "".join(ordered)


def _open(value: Json, order: Mapping[str, Write], manner: Manner) -> str:
    """An object that may have extensions: at its end, or apart."""
    if manner.edition.inline:
        return _closed(value, order, manner)
    if not isinstance(value, dict):
        return ""
    return "".join([write(name, value[name], manner) for name, write in order.items() if name in value])


def _own(value: Members, order: Mapping[str, Write], manner: Manner) -> str:
    """Extensions within an object, sorted; a member without a namespace is left for the end of the event."""
    texts: list[str] = []
    for name, one in value.items():
        if name not in order and ":" in name:
            texts += _freely(named(name, manner), one, manner)
    return "".join(sorted(texts))


# What has no place


def _apart(members: Members, manner: Manner) -> list[str]:
    """Extensions within members of the standard, in the order of these, each within all the names around it."""
    found = [_own_within(name, members[name], manner) for name in _EXTENSIBLE if name in members]
    if "sensorElementList" in members:
        found += sorted(_element_apart(one, manner) for one in as_list(members["sensorElementList"]))
    return [text for text in found if text]


def _element_apart(element: Json, manner: Manner) -> str:
    members = as_object(element)
    parts = [_own_within("sensorMetadata", members.get("sensorMetadata"), manner)]
    parts += sorted(_own_within("sensorReport", one, manner) for one in as_list(members.get("sensorReport")))
    text = "".join([*parts, _own(members, _ELEMENT, manner)])
    return f"sensorElement{text}" if text else ""


def _own_within(name: str, value: Json, manner: Manner) -> str:
    own = _own(as_object(value), _PLACES[name], manner)
    return name + own if own else ""


def _freely(name: str, value: Json, manner: Manner) -> list[str]:
    """A member of any name and shape: a list is so many of it, an object its members, sorted."""
    if name in manner.ignored or name in _COMMENTS or value is None:
        return []
    if isinstance(value, list):
        return [text for one in value for text in _freely(name, one, manner)]
    if not isinstance(value, dict):
        text = canonical_value(value, manner)
        return [f"{name}={text}" if text else name]
    inner: list[str] = []
    for key, one in value.items():
        if key != "#text":
            inner += _freely(named(key, manner), one, manner)
    text = canonical_value(value.get("#text"), manner)
    return [f"{name}{'=' if text else ''}{text}{''.join(sorted(inner))}"]


def _unplaced(name: str, value: Json, manner: Manner) -> list[str]:
    """What an object of the standard holds without a place and without a namespace, within its name."""
    order = _PLACES[name]
    loose = {key: one for key, one in as_object(value).items() if key not in order and ":" not in key}
    return _freely(name, loose, manner) if loose else []


def _unplaced_sensors(value: Json, manner: Manner) -> str:
    """Business rules of a single report have no place in the order, and so come at the end, within all their names."""
    elements: list[str] = []
    for element in as_list(value):
        inner: list[str] = []
        for name, one in element.items() if isinstance(element, dict) else ():
            for part in as_list(one) if name in _ELEMENT else ():
                inner += _unplaced(name, part, manner)
        if inner:
            elements.append(f"sensorElement{''.join(sorted(inner))}")
    return f"sensorElementList{''.join(sorted(elements))}" if elements else ""


_QUANTITY: Final[Mapping[str, Write]] = {"epcClass": valued, "quantity": valued, "uom": valued}
_PLACE: Final[Mapping[str, Write]] = {"id": valued}
_PERSISTENT: Final[Mapping[str, Write]] = {
    name: lambda name, value, manner: "".join(sorted(worded(DISPOSITION)(name, one, manner) for one in as_list(value)))
    for name in ("set", "unset")
}
_METADATA: Final[Mapping[str, Write]] = {
    "time": timed,
    "startTime": timed,
    "endTime": timed,
    "deviceID": valued,
    "deviceMetadata": valued,
    "rawData": valued,
    "dataProcessingMethod": valued,
    "bizRules": valued,
}
_REPORT: Final[Mapping[str, Write]] = {
    "type": worded(MEASUREMENT),
    "exception": worded(SENSOR_ALERT),
    "deviceID": valued,
    "deviceMetadata": valued,
    "rawData": valued,
    "dataProcessingMethod": valued,
    "time": timed,
    "microorganism": valued,
    "chemicalSubstance": valued,
    "value": valued,
    "component": worded(COMPONENT),
    "stringValue": valued,
    "booleanValue": valued,
    "hexBinaryValue": valued,
    "uriValue": valued,
    "minValue": valued,
    "maxValue": valued,
    "meanValue": valued,
    "sDev": valued,
    "percRank": valued,
    "percValue": valued,
    "uom": valued,
    "coordinateReferenceSystem": valued,
}
_ELEMENT: Final[Mapping[str, Write]] = {"sensorMetadata": valued, "sensorReport": valued}
_LISTS: Final[Mapping[str, Mapping[str, Write]]] = {
    "bizTransactionList": {"type": worded(BIZ_TRANSACTION_TYPE), "bizTransaction": valued},
    "sourceList": {"type": worded(SOURCE_DESTINATION_TYPE), "source": valued},
    "destinationList": {"type": worded(SOURCE_DESTINATION_TYPE), "destination": valued},
}
_PLACES: Final[Mapping[str, Mapping[str, Write]]] = {
    "readPoint": _PLACE,
    "bizLocation": _PLACE,
    "persistentDisposition": _PERSISTENT,
    "sensorMetadata": _METADATA,
    "sensorReport": _REPORT,
}
_EXTENSIBLE: Final = ("persistentDisposition", "readPoint", "bizLocation")
"""In the order of every edition; sensors come after them."""
_WRITERS: Final[Mapping[str, Write]] = {
    "eventTime": timed,
    "eventTimeZoneOffset": plain,
    "certificationInfo": _each("certificationInfo", within=False),
    **dict.fromkeys(("parentID", "action", "transformationID"), valued),
    **dict.fromkeys(INSTANCE_LISTS, _each("epc")),
    **dict.fromkeys(CLASS_LISTS, _quantities),
    **dict.fromkeys(_LISTS, _links),
    "bizStep": worded(BIZ_STEP),
    "disposition": worded(DISPOSITION),
    "persistentDisposition": _within(_PERSISTENT),
    "readPoint": _within(_PLACE),
    "bizLocation": _within(_PLACE),
    "sensorElementList": _sensors,
}
"""How each member that an edition may place is written."""
_SETTLED: Final = {
    one.name: frozenset((*one.order, *one.left_out)) - {"sensorElementList", *_PLACES} for one in EDITIONS.values()
}
"""By edition, what is not looked at again behind the order."""
