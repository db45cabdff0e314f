# SPDX-License-Identifier: Apache-2.0
"""What a schema refuses, said to whoever wrote the event: the place, the value, and what would be right."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Final

import jsonschema_rs

from counterfoil.epcis.finding import Finding, joined
from counterfoil.epcis.json_types import Json
from counterfoil.epcis.schema.shapes import Shape

RULE: Final = "schema"
_SHOWN_MAX: Final = 80
_KEYWORDS: Final = {"minItems": "the list is empty", "uniqueItems": "something stands in the list twice"}
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_AS_OBJECT: Final = ': write {{"id": "{}"}}'
_EMPTY: Final = "it is empty"
_UNNAMED: Final = "there is no such member; one of your own needs a prefix, as in example:name"
_NO_NAME: Final = "its name is no URI: a prefix, a colon, and letters without accents, digits or -._~"


def problems(validator: jsonschema_rs.Draft7Validator, statement: Shape, value: Json, place: str) -> Iterator[Finding]:
    """Everything that the statement refuses in a value; ``place`` is where the value stands."""
    for error in validator.iter_errors(value):
        path = list(error.instance_path)
        at = joined(place, "".join(_step(step) for step in path).removeprefix("."))
        found = _at(value, path)
        yield from (Finding(RULE, joined(at, name), problem) for name, problem in _said(error, statement, found))


def _said(error: jsonschema_rs.ValidationError, statement: Shape, found: Json) -> Iterator[tuple[str, str]]:
    """The member below, if one, and the problem."""
    schema_path = list(error.schema_path)
    keyword = next((step for step in reversed(schema_path) if isinstance(step, str)), "")
    kind = error.kind
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
        yield str(kind.property), "it is missing"
    elif isinstance(kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
        yield from ((name, "there is no such member") for name in kind.unexpected)
    elif isinstance(kind, jsonschema_rs.ValidationErrorKind.PropertyNames):
        yield from _unnamed(statement, schema_path, found)
    elif isinstance(kind, jsonschema_rs.ValidationErrorKind.MinProperties):
        yield "", _EMPTY
    elif keyword in _KEYWORDS:
        yield "", _KEYWORDS[keyword]
    else:
        described = _description(statement, schema_path)
        of_value = described.startswith(("is ", "does "))  # otherwise it says what a whole event lacks
        yield "", f"{shown(found)} {described}{_meant(statement, schema_path, found)}" if of_value else described


def _meant(statement: Shape, schema_path: Sequence[Any], found: Json) -> str:
    """What whoever wrote a text in place of something else probably meant."""
    if not isinstance(found, str):
        return ""
    words = _words(statement, schema_path)
    if near := get_close_matches(found, words, n=1):
        return f": did you mean {near[0]}?"
    described = _description(statement, schema_path)
    if described == "is no number" and _NUMBER.fullmatch(found):
        return f": write {found}, without quotation marks"
    return _AS_OBJECT.format(found) if described == "is no object" and ":" in found else ""


def _words(statement: Shape, schema_path: Sequence[Any]) -> list[str]:
    """Of the vocabulary, where one of its words may stand."""
    node: Any = statement
    found: list[str] = []
    for step in schema_path:
        node = node[step]
        if isinstance(node, dict) and isinstance(node.get("anyOf"), list):
            found = [word for branch in node["anyOf"] for word in branch.get("enum", ())] or found
    return found


def _unnamed(statement: Shape, schema_path: Sequence[Any], found: Json) -> Iterator[tuple[str, str]]:
    """Every name that is neither of the standard nor a URI: a schema stops at the first."""
    at = schema_path[: schema_path.index("propertyNames") + 1]
    named = jsonschema_rs.Draft7Validator(_follow(statement, at), validate_formats=True)
    for name in found if isinstance(found, dict) else ():
        if not named.is_valid(name):
            yield name, _UNNAMED if ":" not in name else _NO_NAME


def shown(value: Json) -> str:
    """A value as messages show it, short."""
    text = repr(value) if isinstance(value, str) else _plain(value)
    return text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}…"


def _plain(value: Json) -> str:
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _description(statement: Shape, path: Sequence[Any]) -> str:
    """The nearest description on the way to what refused."""
    node: Any = statement
    found = str(statement.get("description", ""))
    for step in path:
        node = node[step]
        if isinstance(node, dict) and isinstance(node.get("description"), str):
            found = node["description"]
    return found


def _follow(statement: Shape, path: Sequence[Any]) -> Any:
    node: Any = statement
    for step in path:
        node = node[step]
    return node


def _at(value: Json, path: Sequence[Any]) -> Json:
    found: Any = value
    for step in path:
        found = found[step]
    return found  # type: ignore[no-any-return]


def _step(step: str | int) -> str:
    return f"[{step}]" if isinstance(step, int) else f".{step}"
