# SPDX-License-Identifier: Apache-2.0
"""Elements of somebody's own as JSON: text, or an object of what they hold."""

from decimal import Decimal
from typing import Final

from lxml import etree

from counterfoil.epcis.json_types import Json, JsonObject
from counterfoil.epcis.numbers import is_number
from counterfoil.epcis.xml_names import Prefixes, is_own
from counterfoil.epcis.xml_safely import DEPTH_MAX
from counterfoil.primitives.errors import DecodeError

TEXT: Final = "#text"
"""The member that holds an element's text where it holds more than text."""


def text_of(element: "etree._Element") -> str:
    return (element.text or "").strip()


def refuse(element: "etree._Element", problem: str, remedy: str = "") -> DecodeError:
    """An error at an element, by its path and line."""
    path = [local(one) for one in (*reversed(list(element.iterancestors())), element)]
    return DecodeError(problem, where=f"{'/'.join(path)} (line {element.sourceline})", remedy=remedy)


def local(element: "etree._Element") -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def number_or_text(text: str) -> Json:
    """A number where the text is one; the schema refuses any other text where a number should be."""
    return Decimal(text) if is_number(text) else text


def free_value(element: "etree._Element", prefixes: Prefixes, depth: int = DEPTH_MAX) -> Json:
    """An element that the standard says nothing of."""
    if depth == 0:
        raise refuse(element, f"nested deeper than {DEPTH_MAX} levels", "no event needs that")
    members = own_attributes(element, prefixes)
    for name, value in element.attrib.items():
        if not str(name).startswith("{"):
            members[str(name)] = str(value)
    for child in element:
        add(members, prefixes.name(child, str(child.tag)), free_value(child, prefixes, depth - 1))
    text = text_of(element)
    if not members:
        return text
    return {**members, TEXT: text} if text else members


def own_attributes(element: "etree._Element", prefixes: Prefixes) -> JsonObject:
    """The attributes of an element that are in somebody's own namespace."""
    found: JsonObject = {}
    for name, value in element.attrib.items():
        namespace, brace, _ = str(name).removeprefix("{").partition("}")
        if brace and is_own(namespace):
            found[prefixes.name(element, str(name))] = str(value)
    return found


def add(members: JsonObject, name: str, value: Json) -> None:
    """One more of a name: the second makes it a list."""
    if name not in members:
        members[name] = value
        return
    before = members[name]
    members[name] = [*before, value] if isinstance(before, list) else [before, value]
