# SPDX-License-Identifier: Apache-2.0
"""EPCIS 1.2 and 2.0 XML as the JSON-LD form of the same document."""

from typing import Final

from counterfoil.epcis.event import EVENT_KINDS
from counterfoil.epcis.json_document import DOCUMENT_BYTES_MAX, require_depth
from counterfoil.epcis.json_types import Json, JsonObject
from counterfoil.epcis.xml_event import read_event, unwrapped
from counterfoil.epcis.xml_header import read_header
from counterfoil.epcis.xml_names import Prefixes, is_own
from counterfoil.epcis.xml_safely import Element, read_xml
from counterfoil.epcis.xml_values import add, children_of, free_value, leaf, local, refuse, require_once
from counterfoil.primitives.errors import DecodeError

_CAPTURE: Final = "EPCISDocument"
_QUERY: Final = "EPCISQueryDocument"
_NAMESPACES: Final = {_CAPTURE: "urn:epcglobal:epcis:xsd:", _QUERY: "urn:epcglobal:epcis-query:xsd:"}
"""What begins the namespace of each; the version ends it."""


def parse_xml(data: bytes, *, where: str = "", size_max: int = DOCUMENT_BYTES_MAX) -> JsonObject:
    """The members of the JSON form of a document, or of one event by itself; DecodeError, with the place."""
    root = read_xml(data, where=where, size_max=size_max)
    try:
        members = _read(root, Prefixes(root))
        require_depth(members)
        return members
    except DecodeError as error:
        located = ", ".join(part for part in (where, error.where) if part)
        raise DecodeError(error.problem, where=located, remedy=error.remedy) from None


def _read(root: Element, prefixes: Prefixes) -> JsonObject:
    kind = local(root)
    if kind in EVENT_KINDS and root.tag == kind:
        event = read_event(root, prefixes)
        return {"@context": prefixes.context(), **event}
    if kind not in (_CAPTURE, _QUERY):
        raise refuse(root, f"{kind} is no document of events", f"begin it with {_CAPTURE} or {_QUERY}")
    namespace = root.tag.removeprefix("{").rpartition("}")[0]
    if not namespace.startswith(_NAMESPACES[kind]):
        named = f"in the namespace {namespace}" if namespace else "in no namespace"
        raise refuse(root, f"this {kind} is {named}", f"the standard's is {_NAMESPACES[kind]}2, or 1")
    members: JsonObject = {"type": kind}
    for name in ("schemaVersion", "creationDate"):
        if name in root.attrib:
            members[name] = root.attrib[name]
    for child in children_of(root):
        if local(child) == "EPCISHeader":
            members |= read_header(child)
        elif local(child) == "EPCISBody":
            require_once(members, "epcisBody", child)
            members["epcisBody"] = _capture_body(child, prefixes) if kind == _CAPTURE else _query_body(child, prefixes)
        elif child.tag == local(child) == "extension":
            continue
        elif child.tag == local(child):
            raise refuse(child, f"there is no {local(child)} in {kind}", "an element of your own needs a namespace")
        else:
            add(members, prefixes.name(child, child.tag), _own_member(child, prefixes))
    return {"@context": prefixes.context(), **members}


def _own_member(element: Element, prefixes: Prefixes) -> Json:
    """A member of the document that is somebody's own; one that lists names by empty elements is a list of them."""
    if len(element) and local(element) == "ignoreFields":
        return [prefixes.name(child, child.tag) for child in element]
    return free_value(element, prefixes)


def _capture_body(body: Element, prefixes: Prefixes) -> Json:
    lists = [child for child in children_of(body) if local(child) == "EventList"]
    if len(lists) != 1:
        raise refuse(body, f"it has {len(lists)} event lists", "give one EventList")
    return {"eventList": _events(lists[0], prefixes)}


def _query_body(body: Element, prefixes: Prefixes) -> Json:
    results: JsonObject = {}
    for child in children_of(body):
        if local(child) != "QueryResults":
            raise refuse(child, f"a {local(child)} holds no events", "give QueryResults")
        for part in children_of(child):
            if local(part) == "resultsBody":
                require_once(results, "resultsBody", part)
                lists = [one for one in part if local(one) == "EventList"]
                results["resultsBody"] = {"eventList": [event for one in lists for event in _events(one, prefixes)]}
            elif local(part) in ("queryName", "subscriptionID"):
                results[local(part)] = leaf(part)
    return {"queryResults": results}


def _events(element: Element, prefixes: Prefixes) -> list[Json]:
    return [_event(child, prefixes) for child in unwrapped(element)]


def _event(element: Element, prefixes: Prefixes) -> Json:
    if not element.tag.startswith("{") and element.tag not in EVENT_KINDS:
        raise refuse(element, f"there is no kind of event {local(element)}", f"one of {', '.join(EVENT_KINDS)}")
    namespace = element.tag.removeprefix("{").rpartition("}")[0]
    if namespace and not is_own(namespace):
        remedy = "declare the standard's namespace with a prefix, for the document's own element alone"
        raise refuse(element, f"{local(element)} is in the namespace {namespace}, and takes none", remedy)
    return read_event(element, prefixes)
