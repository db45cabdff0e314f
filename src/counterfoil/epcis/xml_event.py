# SPDX-License-Identifier: Apache-2.0
"""An event of EPCIS 1.2 or 2.0 XML as the members of its JSON form.

``extension`` and ``baseExtension`` only say in which version an element came, and are passed through. Elements may
stand in any order; an element that the standard does not know must be in a namespace of somebody's own.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

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
from counterfoil.epcis.xml_names import Prefixes
from counterfoil.epcis.xml_safely import Element
from counterfoil.epcis.xml_values import (
    add,
    children_of,
    free_value,
    leaf,
    local,
    number_or_text,
    own_attributes,
    refuse,
    require_attributes,
    require_once,
)

Read = Callable[[Element, Prefixes], Json]
_WRAPPERS: Final = frozenset({"extension", "baseExtension"})
_NUMBERS: Final = frozenset({"value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"})
_TRUTHS: Final[Mapping[str, bool]] = {"true": True, "1": True, "false": False, "0": False}
_WORDS: Final[Mapping[str, Vocabulary]] = {"type": MEASUREMENT, "exception": SENSOR_ALERT, "component": COMPONENT}


def read_event(element: Element, prefixes: Prefixes) -> JsonObject:
    """The members of an event; DecodeError, with path and line, for an element that has no meaning."""
    require_attributes(element, ("certificationInfo",))
    members: JsonObject = {"type": prefixes.name(element, element.tag)}
    members |= own_attributes(element, prefixes)
    if "certificationInfo" in element.attrib:
        members["certificationInfo"] = element.attrib["certificationInfo"]
    _read_into(members, element, prefixes, _EVENT)
    return members


def unwrapped(element: Element) -> Iterator[Element]:
    """What an element holds, with what stands in extension elements of the standard, however deep."""
    for child in children_of(element):
        if child.tag in _WRAPPERS:
            yield from unwrapped(child)
        else:
            yield child


def _read_into(members: JsonObject, element: Element, prefixes: Prefixes, known: Mapping[str, Read]) -> None:
    for child in unwrapped(element):
        tag = child.tag
        if tag.startswith("{"):
            add(members, prefixes.name(child, tag), free_value(child, prefixes))
        elif tag not in known:
            remedy = "an element of your own needs a namespace"
            raise refuse(child, f"there is no {tag} in {local(element)}", remedy)
        elif tag in _REPEATED:
            add(members, tag, known[tag](child, prefixes))
        else:
            require_once(members, tag, child)
            members[tag] = known[tag](child, prefixes)


_REPEATED: Final = frozenset({"certificationInfo"})


def _text(element: Element, _prefixes: Prefixes) -> Json:
    return leaf(element)


def _word(vocabulary: Vocabulary) -> Read:
    return lambda element, _prefixes: vocabulary.word(leaf(element))


def _items(item: str, read: Read) -> Read:
    """A list whose items are elements of one name."""

    def read_items(element: Element, prefixes: Prefixes) -> Json:
        return [read(_only(child, item), prefixes) for child in unwrapped(element)]

    return read_items


def _only(element: Element, name: str) -> Element:
    if element.tag != name:
        raise refuse(element, f"there is no {local(element)} here", f"only {name} may stand here")
    return element


def _quantity(element: Element, _prefixes: Prefixes) -> Json:
    members: JsonObject = {}
    for child in unwrapped(element):
        if child.tag not in ("epcClass", "quantity", "uom"):
            raise refuse(child, f"there is no {local(child)} in {local(element)}")
        require_once(members, child.tag, child)
        text = leaf(child)
        members[child.tag] = number_or_text(child, text) if child.tag == "quantity" else text
    return members


def _typed(name: str, vocabulary: Vocabulary) -> Read:
    """A business transaction, source or destination: its type is an attribute."""

    def read(element: Element, _prefixes: Prefixes) -> Json:
        members: JsonObject = {}
        if "type" in element.attrib:
            members["type"] = vocabulary.word(element.attrib["type"])
        members[name] = leaf(element, "type")
        return members

    return read


def _place(element: Element, prefixes: Prefixes) -> Json:
    members = own_attributes(element, prefixes)
    _read_into(members, element, prefixes, {"id": _text})
    return members


def _persistent(element: Element, _prefixes: Prefixes) -> Json:
    members: JsonObject = {}
    for child in unwrapped(element):
        if child.tag not in ("set", "unset"):
            raise refuse(child, f"there is no {local(child)} in {local(element)}", "only set and unset may stand here")
        members.setdefault(child.tag, [])
        add(members, child.tag, DISPOSITION.word(leaf(child)))
    return members


def _sensor_element(element: Element, prefixes: Prefixes) -> Json:
    members, reports = own_attributes(element, prefixes), list[Json]()
    for child in unwrapped(element):
        if child.tag == "sensorReport":
            reports.append(_attributes(child, prefixes))
        elif child.tag == "sensorMetadata":
            require_once(members, "sensorMetadata", child)
            members["sensorMetadata"] = _attributes(child, prefixes)
        elif child.tag.startswith("{"):
            add(members, prefixes.name(child, child.tag), free_value(child, prefixes))
        else:
            raise refuse(child, f"there is no {local(child)} in {local(element)}")
    return {**members, "sensorReport": reports} if reports else members


def _attributes(element: Element, prefixes: Prefixes) -> Json:
    """Metadata or a report: everything in attributes."""
    members = own_attributes(element, prefixes)
    for name, value in element.attrib.items():
        text = value
        if name.startswith("{"):
            continue
        if name in _NUMBERS:
            members[name] = number_or_text(element, text.strip())
        elif name == "booleanValue":
            members[name] = _TRUTHS.get(text.strip(), text)
        else:
            members[name] = _WORDS[name].word(text) if name in _WORDS else text
    for child in unwrapped(element):
        if not child.tag.startswith("{"):
            raise refuse(child, f"there is no {local(child)} in {local(element)}")
        add(members, prefixes.name(child, child.tag), free_value(child, prefixes))
    return members


def _ilmd(element: Element, prefixes: Prefixes) -> Json:
    members = own_attributes(element, prefixes)
    for child in unwrapped(element):
        add(members, prefixes.name(child, child.tag), free_value(child, prefixes))
    return members


def _error(element: Element, prefixes: Prefixes) -> Json:
    members = own_attributes(element, prefixes)
    _read_into(members, element, prefixes, _ERROR)
    return members


_ERROR: Final[Mapping[str, Read]] = {
    "declarationTime": _text,
    "reason": _word(ERROR_REASON),
    "correctiveEventIDs": _items("correctiveEventID", _text),
}
_EPCS: Final = _items("epc", _text)
_QUANTITIES: Final = _items("quantityElement", _quantity)
_EVENT: Final[Mapping[str, Read]] = {
    **dict.fromkeys(("eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "certificationInfo"), _text),
    **dict.fromkeys(("action", "parentID", "transformationID"), _text),
    **dict.fromkeys(("epcList", "childEPCs", "inputEPCList", "outputEPCList"), _EPCS),
    **dict.fromkeys(("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"), _QUANTITIES),
    "errorDeclaration": _error,
    "bizStep": _word(BIZ_STEP),
    "disposition": _word(DISPOSITION),
    "persistentDisposition": _persistent,
    "readPoint": _place,
    "bizLocation": _place,
    "bizTransactionList": _items("bizTransaction", _typed("bizTransaction", BIZ_TRANSACTION_TYPE)),
    "sourceList": _items("source", _typed("source", SOURCE_DESTINATION_TYPE)),
    "destinationList": _items("destination", _typed("destination", SOURCE_DESTINATION_TYPE)),
    "sensorElementList": _items("sensorElement", _sensor_element),
    "ilmd": _ilmd,
}
