# SPDX-License-Identifier: Apache-2.0
"""Elements of somebody's own as JSON: text, or an object of what they hold."""

from collections.abc import Collection, Iterator
from typing import Final

from counterfoil.epcis.json_document import decimal_of
from counterfoil.epcis.json_types import Json, JsonObject
from counterfoil.epcis.numbers import is_number
from counterfoil.epcis.xml_names import Prefixes, is_own
from counterfoil.epcis.xml_safely import DEPTH_MAX, Element
from counterfoil.primitives.errors import DecodeError

TEXT: Final = "#text"
"""The member that holds an element's text where it holds more than text."""


def text_of(element: Element) -> str:
    return (element.text or "").strip()


def leaf(element: Element, *known: str) -> str:
    """The text of an element of the standard that holds nothing else, but for attributes that are ``known``."""
    for child in element:
        raise refuse(child, f"there is no {local(child)} in {local(element)}", "it takes a text alone")
    require_attributes(element, known, own=False)
    return text_of(element)


def children_of(element: Element) -> Iterator[Element]:
    """What an element of the standard holds that holds elements alone; text between them would be lost."""
    require_no_text(element, element.text)
    for child in element:
        require_no_text(element, child.tail)
        yield child


def require_once(members: JsonObject, name: str, element: Element) -> None:
    """Raise DecodeError for an element whose name has had its value: one of the two would be lost."""
    if name in members:
        raise refuse(element, f"{local(element)} is given twice", "give it once")


def require_no_text(element: Element, text: str | None) -> None:
    if text is not None and text.strip():
        raise refuse(
            element, f"there is a text in {local(element)} where only elements may stand: {text.strip()[:40]!r}"
        )


def require_attributes(element: Element, known: Collection[str] = (), *, own: bool = True) -> None:
    """Raise DecodeError for an attribute that the standard does not know, and that is not of somebody's own."""
    for name in element.attrib:
        namespace, brace, _ = name.removeprefix("{").partition("}")
        if (brace and (own or not is_own(namespace))) or name in known:
            continue
        problem = f"there is no attribute {name.rpartition('}')[2]} of {local(element)}"
        raise refuse(element, problem, "an attribute of your own needs a namespace" if own else "leave it out")


def refuse(element: Element, problem: str, remedy: str = "") -> DecodeError:
    """An error at an element, by its path and line."""
    path = [local(one) for one in (*reversed(list(element.iterancestors())), element)]
    return DecodeError(problem, where=f"{'/'.join(path)} (line {element.sourceline})", remedy=remedy)


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def number_or_text(element: Element, text: str) -> Json:
    """A number where the text is one; the schema refuses any other text where a number should be."""
    if not is_number(text):
        return text
    try:
        return decimal_of(text)
    except DecodeError as error:
        raise refuse(element, error.problem, error.remedy) from None


def free_value(element: Element, prefixes: Prefixes, depth: int = DEPTH_MAX) -> Json:
    """An element that the standard says nothing of."""
    if depth == 0:
        raise refuse(element, f"nested deeper than {DEPTH_MAX} levels", "no event needs that")
    members = own_attributes(element, prefixes)
    for name, value in element.attrib.items():
        if not name.startswith("{"):
            members[name] = value
    for child in element:
        require_no_text(element, child.tail)  # it would have no place among members
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
    if isinstance(before, list):
        before.append(value)  # in place: a copy for each would make a list of many cost the square
    else:
        members[name] = [before, value]
