# SPDX-License-Identifier: Apache-2.0
"""A document of events, an answer to a query, or one event by itself: what came, and the events in it."""

from dataclasses import dataclass
from typing import Final

from counterfoil.epcis.context import STANDARD, Contexts, Namespaces, expanded, namespaces
from counterfoil.epcis.event import Event
from counterfoil.epcis.json_document import DOCUMENT_BYTES_MAX, parse_json
from counterfoil.epcis.json_types import Json, JsonObject, as_list, as_object, as_text
from counterfoil.primitives.errors import DecodeError

CAPTURE: Final = "EPCISDocument"
QUERY: Final = "EPCISQueryDocument"
_PATHS: Final = {
    CAPTURE: ("epcisBody", "eventList"),
    QUERY: ("epcisBody", "queryResults", "resultsBody", "eventList"),
}
"""Where the events of each kind of document stand."""
_MARKS: Final = {"utf-16-le": (b"\xff\xfe", b""), "utf-16-be": (b"\xfe\xff", b"")}
_BOM: Final = b"\xef\xbb\xbf"
_WIDE_XML: Final = tuple(mark + "<".encode(code) for code in ("utf-16-le", "utf-16-be") for mark in _MARKS[code])
"""How XML in UTF-16 begins, with its mark and without."""
_KINDS: Final[dict[type, str]] = {list: "a list", str: "a text", bool: "a truth value", type(None): "nothing"}
_IGNORED: Final = "ignoreFields"
"""A member of a document, of anybody's namespace, that lists names to be left out of hashes."""


@dataclass(frozen=True, eq=False)
class Document:
    """What came, as JSON; of XML, what the JSON form of the same is."""

    members: JsonObject
    names: Namespaces
    events: tuple[Event, ...]

    @property
    def kind(self) -> str:
        """``EPCISDocument``, ``EPCISQueryDocument``, or the kind of the event that stands alone."""
        return as_text(self.members.get("type"))

    @property
    def is_bare(self) -> bool:
        """Whether it is one event by itself."""
        return self.kind not in _PATHS

    def without_events(self) -> JsonObject:
        """The document around its events, which are judged one by one; itself where they are no list."""
        return self.members if self.is_bare else _emptied(self.members, _PATHS[self.kind])


def read_document(
    data: bytes, *, where: str = "", known: Contexts | None = None, size_max: int = DOCUMENT_BYTES_MAX
) -> Document:
    """The document that bytes hold, in JSON or XML; DecodeError, with the place, for what is neither.

    ``known`` has contexts that a document may name by their addresses, beside those of GS1.
    """
    if looks_like_xml(data):
        from counterfoil.epcis.xml_document import parse_xml

        return from_members(parse_xml(data, where=where, size_max=size_max), where=where, known=known)
    return from_members(parse_json(data, where=where, size_max=size_max), where=where, known=known)


def looks_like_xml(data: bytes) -> bool:
    """By how it begins."""
    return data.startswith(_WIDE_XML) or data[:256].removeprefix(_BOM).lstrip()[:1] == b"<"


def from_members(value: Json, *, where: str = "", known: Contexts | None = None) -> Document:
    """The document that a JSON value states."""
    if not isinstance(value, dict):
        problem = f"a document of events is an object, and not {_KINDS.get(type(value), 'a number')}"
        raise DecodeError(problem, where=where, remedy='begin it with {"@context": …, "type": "EPCISDocument"}')
    context = value.get("@context")
    names = _located(context, where, STANDARD, known)
    path = _PATHS.get(as_text(value.get("type")))
    if path is None:
        return Document(value, names, (Event(value, names, []),))
    ignored = _ignored(value, names)
    found: Json = value
    for step in path:
        found = as_object(found).get(step)
    events: list[Event] = []
    for number, one in enumerate(found if isinstance(found, list) else []):
        place = f"{'.'.join(path)}[{number}]"
        members = as_object(one)
        own = members.get("@context")
        in_force = names if own is None else _located(own, f"{where}, {place}" if where else place, names, known)
        events.append(Event(members, in_force, context, place, ignored))
    return Document(value, names, tuple(events))


def require_event_list(document: Document, where: str = "") -> None:
    """Raise DecodeError for a document that has no list where its events stand: it has none, not no events."""
    if document.is_bare:
        return
    path = _PATHS[document.kind]
    found: Json = document.members
    for step in path:
        found = as_object(found).get(step)
    if not isinstance(found, list):
        place = ", ".join(filter(None, (where, ".".join(path))))
        raise DecodeError("it is no list of events", where=place, remedy="counterfoil supply check tells what is wrong")


def _located(context: Json, where: str, outer: Namespaces, known: Contexts | None) -> Namespaces:
    try:
        return outer if context is None else namespaces(context, outer, known=known)
    except DecodeError as error:
        located = ", ".join(part for part in (where, error.where) if part)
        raise DecodeError(error.problem, where=located, remedy=error.remedy) from None


def _ignored(members: JsonObject, names: Namespaces) -> frozenset[str]:
    listed = [value for name, value in members.items() if name.partition(":")[2] == _IGNORED]
    return frozenset(expanded(as_text(one), names) for value in listed for one in as_list(value))


def _emptied(members: JsonObject, path: tuple[str, ...]) -> JsonObject:
    step, *rest = path
    inner = members.get(step)
    if not rest:
        return {**members, step: []} if isinstance(inner, list) else members
    return {**members, step: _emptied(inner, tuple(rest))} if isinstance(inner, dict) else members
