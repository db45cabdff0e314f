# SPDX-License-Identifier: Apache-2.0
"""Elements of somebody's own as JSON: text, or an object of what they hold."""

from decimal import Decimal
from typing import Final

from counterfoil.epcis.json_types import Json, JsonObject
from counterfoil.epcis.numbers import is_number
from counterfoil.epcis.xml_names import Prefixes, is_own
from counterfoil.epcis.xml_safely import DEPTH_MAX, Element
from counterfoil.primitives.errors import DecodeError

TEXT: Final = "#text"
"""The member that holds an element's text where it holds more than text."""


def text_of(element: Element) -> str:
    return (element.text or "").strip()


def refuse(element: Element, problem: str, remedy: str = "") -> DecodeError:
    """An error at an element, by its path and line."""
    path = [local(one) for one in (*reversed(list(element.iterancestors())), element)]
    return DecodeError(problem, where=f"{'/'.join(path)} (line {element.sourceline})", remedy=remedy)


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def number_or_text(text: str) -> Json:
    """A number where the text is one; the schema refuses any other text where a number should be."""
    return Decimal(text) if is_number(text) else text


def free_value(element: Element, prefixes: Prefixes, depth: int = DEPTH_MAX) -> Json:
    """An element that the standard says nothing of."""
    if depth == 0:
        raise refuse(element, f"nested deeper than {DEPTH_MAX} levels", "no event needs that")
    members = own_attributes(element, prefixes)
    for name, value in element.attrib.items():
        if not name.startswith("{"):
            members[name] = value
    for child in element:
        add(members, prefixes.name(child, child.tag), free_value(child, prefixes, depth - 1))
    text = text_of(element)
    if not members:
        return text
    return {**members, TEXT: text} if text else members


def own_attributes(element: Element, prefixes: Prefixes) -> JsonObject:
    """The attributes of an element that are in somebody's own namespace."""
    found: JsonObject = {}
    for name, value in element.attrib.items():
        namespace, brace, _ = name.removeprefix("{").partition("}")
        if brace and is_own(namespace):
            found[prefixes.name(element, name)] = value
    return found


def add(members: JsonObject, name: str, value: Json) -> None:
    """One more of a name: the second makes it a list."""
    if name not in members:
        members[name] = value
        return
    before = members[name]
    members[name] = [*before, value] if isinstance(before, list) else [before, value]
