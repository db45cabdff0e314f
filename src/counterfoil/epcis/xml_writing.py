# SPDX-License-Identifier: Apache-2.0
"""Events as XML of EPCIS 2.0: read again, each has the hash that it had.

JSON says more than XML can: a name that is no name of XML, a prefix that stands for nothing, a character that XML has
no way to write. An event that says such a thing is refused, and not written without it. Words of the vocabulary are
web URIs, or with ``urns`` those of version 1.2 where they have one.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from lxml import etree

from counterfoil.epcis.context import STANDARD, Namespaces, whole
from counterfoil.epcis.event import CLASS_LISTS, EVENT_KINDS, INSTANCE_LISTS, Event
from counterfoil.epcis.json_types import Json, JsonObject
from counterfoil.epcis.vocabulary import (
    BIZ_STEP,
    BIZ_TRANSACTION_TYPE,
    COMPONENT,
    DISPOSITION,
    ERROR_REASON,
    MEASUREMENT,
    SENSOR_ALERT,
    SOURCE_DESTINATION_TYPE,
    Vocabulary,
)
from counterfoil.epcis.xml_names import is_own
from counterfoil.epcis.xml_values import TEXT
from counterfoil.primitives.errors import InputError

QUERY_NAMESPACE: Final = "urn:epcglobal:epcis-query:xsd:2"
_TAKEN: Final = re.compile(r"xml.*|ns\d+", re.IGNORECASE)
"""Prefixes that XML or its library keeps for itself."""
_PLAIN_PLACES: Final = 40
"""Numbers of so many places before and behind the point are written without an exponent."""
_ORDER: Final = (
    *("eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "errorDeclaration", "certificationInfo"),
    *("inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList", "transformationID"),
    *("parentID", "epcList", "childEPCs", "action", "bizStep", "disposition", "readPoint", "bizLocation"),
    *("bizTransactionList", "quantityList", "childQuantityList", "sourceList", "destinationList"),
    *("sensorElementList", "persistentDisposition", "ilmd"),
)
"""As published documents have the members of an event; those of somebody's own come last."""
_FIRST: Final = {"TransactionEvent": ("bizTransactionList",)}
"""What stands before everything that is not of all events."""


def answer_bytes(
    events: Iterable[Event],
    *,
    created: str,
    query: str,
    urns: bool = False,
    more: Mapping[str, Json] | None = None,
    names: Namespaces = STANDARD,
) -> bytes:
    """An answer to a query. Raises InputError for an event that XML cannot say.

    ``more`` has members of the answer beside the standard's, whose prefixes stand for what ``names`` says.
    """
    root = etree.Element(
        f"{{{QUERY_NAMESPACE}}}EPCISQueryDocument", nsmap={"epcisq": QUERY_NAMESPACE, **_beside(names)}
    )
    root.set("schemaVersion", "2.0")
    root.set("creationDate", created)
    results = etree.SubElement(etree.SubElement(root, "EPCISBody"), f"{{{QUERY_NAMESPACE}}}QueryResults")
    writer = _Writer(urns=urns, names=names)
    writer.leaf(results, "queryName", query)
    listed = etree.SubElement(etree.SubElement(results, "resultsBody"), "EventList")
    for event in events:
        listed.append(_element(event, urns))
    for name, value in (more or {}).items():
        writer.free(root, name, value)
    etree.cleanup_namespaces(root)
    return _bytes(root)


def _beside(names: Namespaces) -> dict[str, str]:
    """The prefixes that are not the standard's."""
    return {prefix: one for prefix, one in names.items() if STANDARD.get(prefix) != one}


def stands_alone(event: Event) -> bool:
    """Whether XML has a document of this event alone."""
    return event.kind in EVENT_KINDS


def event_bytes(event: Event, *, urns: bool = False) -> bytes:
    """An event of the standard's kinds by itself. Raises InputError for one that XML cannot say."""
    assert stands_alone(event)
    root = _element(event, urns)
    etree.cleanup_namespaces(root)
    return _bytes(root)


def _bytes(root: Any) -> bytes:
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _element(event: Event, urns: bool) -> Any:
    return _Writer(event, urns=urns).event(event)


class _Writer:
    """Writes members below elements, each as ``xml_event`` reads it."""

    def __init__(self, event: Event | None = None, *, urns: bool, names: Namespaces = STANDARD) -> None:
        self._names = names if event is None else event.names
        self._urns = urns

    def event(self, event: Event) -> Any:
        kind = event.kind
        used = {prefix: one for prefix, one in self._names.items() if prefix and one and is_own(one)}
        shown = {prefix: one for prefix, one in used.items() if _TAKEN.fullmatch(prefix) is None}
        made = self._made(lambda: etree.Element(self._tag(kind, kind), nsmap=shown), kind)
        if kind not in EVENT_KINDS and f"{made.prefix}:{etree.QName(made).localname}" != kind:
            raise _unsayable(kind, "its prefix cannot be kept")
        order = {name: place for place, name in enumerate((*_ORDER[:6], *_FIRST.get(kind, ()), *_ORDER[6:]))}
        for name in sorted(event.members, key=lambda one: order.get(one, len(order))):
            if name not in ("type", "@context"):
                self._member(made, name, event.members[name])
        return made

    def leaf(self, parent: Any, name: str, value: Json) -> Any:
        """A text, number or truth value as an element of its own."""
        child = etree.SubElement(parent, name)
        self._text(child, name, value)
        return child

    def _member(self, parent: Any, name: str, value: Json) -> None:
        write = _MEMBERS.get(name)
        if write is not None:
            write(self, parent, name, value)
        elif ":" in name:
            self.free(parent, name, value)
        else:
            raise _unsayable(name, "XML has no such element")

    def free(self, parent: Any, name: str, value: Json) -> None:
        """A member of somebody's own: a list is so many of it, an object its members; nothing is nothing."""
        if isinstance(value, list):
            for one in value:
                self.free(parent, name, one)
            return
        if value is None:
            return
        tag = self._tag(name, name)
        child = self._made(lambda: etree.SubElement(parent, tag), name)
        if not isinstance(value, dict):
            self._text(child, name, value)
            return
        if TEXT in value:
            self._text(child, name, value[TEXT])
        for key, one in value.items():
            if key != TEXT:
                self.free(child, key, one)

    def word(self, vocabulary: Vocabulary, value: Json, name: str) -> str:
        text = vocabulary.uri(self._said(value, name))
        return vocabulary.urn_of(text) if self._urns else text

    def attribute(self, element: Any, name: str, value: Json) -> None:
        """A member as an attribute where it is one text, and as an element where it is more, or its name wants that."""
        if value is None:
            return
        tag = self._tag(name, name)
        own = ":" in name
        if own and (isinstance(value, dict | list) or not is_own(etree.QName(tag).namespace or "")):
            self.free(element, name, value)
            return
        said = self.word(_WORDS[name], value, name) if name in _WORDS else self._said(value, name)
        self._made(lambda: element.set(tag, said), name)

    def _text(self, element: Any, name: str, value: Json) -> None:
        said = self._said(value, name)
        self._made(lambda: setattr(element, "text", said), name)

    def _said(self, value: Json, name: str) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int):
            return str(value)
        if isinstance(value, Decimal):
            return format(value, "f") if abs(value.adjusted()) < _PLAIN_PLACES else str(value)
        if not isinstance(value, str):
            raise _unsayable(name, "it is no text")
        said = whole(value, self._names)
        if whole(said, STANDARD) != said:
            raise _unsayable(name, f"the prefix of {value[:40]!r} means another thing in XML")
        return said

    def _tag(self, name: str, shown: str) -> str:
        """``prefix:local`` with its namespace, and any other name as it is."""
        prefix, colon, local = name.partition(":")
        if not colon:
            return name
        namespace = self._names.get(prefix)
        if not namespace:
            raise _unsayable(shown, "its prefix stands for no namespace")
        return f"{{{namespace}}}{local}"

    def _made(self, make: Callable[[], Any], name: str) -> Any:
        """What the library makes; it refuses names and characters that XML does not have."""
        try:
            return make()
        except ValueError as error:
            raise _unsayable(name, "it has a name or a character that XML does not have") from error


def _unsayable(name: str, why: str) -> InputError:
    return InputError(f"XML cannot say it: {why}", where=name, remedy="ask for application/json")


Write = Callable[[_Writer, Any, str, Json], None]


def _leaf(writer: _Writer, parent: Any, name: str, value: Json) -> None:
    writer.leaf(parent, name, value)


def _each(writer: _Writer, parent: Any, name: str, value: Json) -> None:
    """One element or several, with no list around them."""
    for one in value if isinstance(value, list) else [value]:
        writer.leaf(parent, name, one)


def _worded(vocabulary: Vocabulary) -> Write:
    return lambda writer, parent, name, value: writer.leaf(parent, name, writer.word(vocabulary, value, name))


def _listed(item: str, write: Write) -> Write:
    """A list, with an element around it, whose items are elements of one name."""

    def listed(writer: _Writer, parent: Any, name: str, value: Json) -> None:
        if not isinstance(value, list):
            raise _unsayable(name, "it is no list")
        around = etree.SubElement(parent, name)
        for one in value:
            write(writer, around, item, one)

    return listed


def _object(value: Json, name: str) -> JsonObject:
    if not isinstance(value, dict):
        raise _unsayable(name, "it is no object")
    return value


def _quantity(writer: _Writer, parent: Any, name: str, value: Json) -> None:
    _parted(writer, etree.SubElement(parent, name), _object(value, name), ("epcClass", "quantity", "uom"))


def _parted(writer: _Writer, element: Any, members: JsonObject, parts: Iterable[str]) -> None:
    """Members in their order as elements; another is none that XML has."""
    known = tuple(parts)
    for part in known:
        if part in members:
            writer.leaf(element, part, members[part])
    if more := sorted(members.keys() - set(known)):
        raise _unsayable(more[0], "XML has no such element")


def _linked(item: str, vocabulary: Vocabulary) -> Write:
    def linked(writer: _Writer, parent: Any, name: str, value: Json) -> None:
        members = dict(_object(value, name))
        kind = members.pop("type", None)
        if members.keys() != {item}:
            raise _unsayable(name, f"it is no {item}")
        child = writer.leaf(parent, name, members[item])
        if kind is not None:
            child.set("type", writer.word(vocabulary, kind, name))

    return linked


def _place(writer: _Writer, parent: Any, name: str, value: Json) -> None:
    _within(writer, etree.SubElement(parent, name), _object(value, name), {"id": _leaf})


def _within(writer: _Writer, element: Any, members: JsonObject, known: Mapping[str, Write]) -> None:
    """Members of the standard in their order, then those of somebody's own."""
    for name in (*(one for one in known if one in members), *(one for one in members if one not in known)):
        if name in known:
            known[name](writer, element, name, members[name])
        elif ":" in name:
            writer.free(element, name, members[name])
        else:
            raise _unsayable(name, "XML has no such element")


def _ilmd(writer: _Writer, parent: Any, name: str, value: Json) -> None:
    _within(writer, etree.SubElement(parent, name), _object(value, name), {})


def _persistent(writer: _Writer, parent: Any, name: str, value: Json) -> None:
    _within(writer, etree.SubElement(parent, name), _object(value, name), {"set": _disposed, "unset": _disposed})


def _disposed(writer: _Writer, parent: Any, name: str, value: Json) -> None:
    for one in value if isinstance(value, list) else [value]:
        writer.leaf(parent, name, writer.word(DISPOSITION, one, name))


def _error(writer: _Writer, parent: Any, name: str, value: Json) -> None:
    known = {
        "declarationTime": _leaf,
        "reason": _worded(ERROR_REASON),
        "correctiveEventIDs": _listed("correctiveEventID", _leaf),
    }
    _within(writer, etree.SubElement(parent, name), _object(value, name), known)


def _sensors(writer: _Writer, parent: Any, name: str, value: Json) -> None:
    known = {"sensorMetadata": _attributed, "sensorReport": _reports}
    _within(writer, etree.SubElement(parent, name), _object(value, name), known)


def _reports(writer: _Writer, parent: Any, name: str, value: Json) -> None:
    for one in value if isinstance(value, list) else [value]:
        _attributed(writer, parent, name, one)


def _attributed(writer: _Writer, parent: Any, name: str, value: Json) -> None:
    child = etree.SubElement(parent, name)
    for member, one in _object(value, name).items():
        writer.attribute(child, member, one)


_WORDS: Final = {"type": MEASUREMENT, "exception": SENSOR_ALERT, "component": COMPONENT}
_MEMBERS: Final[Mapping[str, Write]] = {
    **dict.fromkeys(("eventTime", "recordTime", "eventTimeZoneOffset", "eventID"), _leaf),
    **dict.fromkeys(("action", "parentID", "transformationID"), _leaf),
    "certificationInfo": _each,
    "errorDeclaration": _error,
    **dict.fromkeys(INSTANCE_LISTS, _listed("epc", _leaf)),
    **dict.fromkeys(CLASS_LISTS, _listed("quantityElement", _quantity)),
    "bizStep": _worded(BIZ_STEP),
    "disposition": _worded(DISPOSITION),
    "persistentDisposition": _persistent,
    "readPoint": _place,
    "bizLocation": _place,
    "bizTransactionList": _listed("bizTransaction", _linked("bizTransaction", BIZ_TRANSACTION_TYPE)),
    "sourceList": _listed("source", _linked("source", SOURCE_DESTINATION_TYPE)),
    "destinationList": _listed("destination", _linked("destination", SOURCE_DESTINATION_TYPE)),
    "sensorElementList": _listed("sensorElement", _sensors),
    "ilmd": _ilmd,
}
