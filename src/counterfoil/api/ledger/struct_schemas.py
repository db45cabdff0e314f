# SPDX-License-Identifier: Apache-2.0
"""Structs as JSON Schema, under names that stay: of each what its docstring says, of each field its note and its unit.

The library says what a struct holds. It calls two structs of one name by their whole paths, and one alone by its name:
so a new struct would rename an old one. Here each has the name of its file, and those that are given have theirs.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Final

import msgspec
from msgspec import inspect

from counterfoil.api.described import Shape, referring_to
from counterfoil.evidence.measures import Measure
from counterfoil.law.fields import forms_of
from counterfoil.node.field_notes import notes_of, summary
from counterfoil.primitives.types import INTEGER_MAX

_TEMPLATE: Final = "{name}"
_UNITS: Final[Mapping[Measure, str]] = {
    Measure.time: "milliseconds since 1970-01-01T00:00:00Z",
    Measure.duration: "milliseconds",
    Measure.day: "days since 1970-01-01",
    Measure.offset: "minutes by which a day begins before midnight UTC",
    Measure.minute: "minutes since the day began",
    Measure.ppm: "parts per million",
    Measure.ppb: "parts per billion",
    Measure.bp: "hundredths of a per cent",
    Measure.quantity: "in the instrument's smallest unit",
    Measure.quantity_or_all: "in the instrument's smallest unit; the greatest number stands for all",
    Measure.height: "height of a block",
    Measure.json: "a JSON value in canonical form, as text",
}
"""What a field measures, as its type says."""


def struct_schemas(named: Mapping[type, str], besides: Iterable[type] = ()) -> dict[str, Shape]:
    """By name: these, ``besides`` under the names of their files, and all that stands within any of them."""
    kinds = [*named, *besides]
    _, components = msgspec.json.schema_components(kinds, ref_template=_TEMPLATE)
    classes = {known: kind for kind in classes_in(kinds) for known in (_full_name(kind), kind.__name__)}
    names = {known: named.get(classes[known]) or name_of(classes[known]) for known in components}
    return {names[known]: _told(shape, classes[known], names) for known, shape in components.items()}


def classes_in(kinds: Iterable[type]) -> Iterator[type]:
    """Every struct and enumeration that these are made of, each once."""
    waiting: list[Any] = list(inspect.multi_type_info(kinds))
    seen: set[type] = set()
    while waiting:
        info = waiting.pop()
        kind = getattr(info, "cls", None)
        if kind is not None:
            if kind in seen:
                continue
            seen.add(kind)
            yield kind
        waiting += _within(info)


def _within(info: Any) -> Iterator[Any]:
    yield from (one.type for one in getattr(info, "fields", ()))
    yield from (
        inner for name in ("type", "item_type", "key_type", "value_type") if (inner := getattr(info, name, None))
    )
    yield from (*getattr(info, "types", ()), *getattr(info, "item_types", ()))


def name_of(kind: type) -> str:
    """By its file, without what all files have in common."""
    home = kind.__module__.removeprefix("counterfoil.").removeprefix("modules.")
    return f"{home}.{kind.__qualname__}"


def _full_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _told(shape: Shape, kind: type, names: Mapping[str, str]) -> Shape:
    """The library's schema, with our names and what is said of the fields."""
    told: Shape = _plain(shape, names)
    told.pop("title", None)
    told["description"] = summary(kind)
    if issubclass(kind, Enum):
        return told
    said = _said_of_fields(kind)
    told["properties"] = {name: one | said.get(name, {}) for name, one in told.get("properties", {}).items()}
    return told


def _said_of_fields(kind: type) -> dict[str, Shape]:
    notes, measures = notes_of(kind), forms_of(kind)
    told = {name: [note] for name, note in notes.items()}
    for name, measure in measures.items():
        if measure in _UNITS and "." not in name:
            told.setdefault(name, []).append(_UNITS[measure])
    return {name: {"description": "; ".join(one.rstrip(".") for one in said)} for name, said in told.items()}


def _plain(shape: Any, names: Mapping[str, str]) -> Any:
    """As other languages read it: their patterns end with ``$``, and no integer is beyond what JSON carries."""
    if isinstance(shape, list):
        return [_plain(one, names) for one in shape]
    if not isinstance(shape, dict):
        return shape
    made = {name: _plain(one, names) for name, one in shape.items()}
    if isinstance(found := made.get("$ref"), str):
        made |= referring_to(names[found])
    if isinstance(found := made.get("pattern"), str):
        made["pattern"] = found.replace(r"\Z", "$")
    if made.get("type") == "integer":
        made = _bounded(made)
    return made


def _bounded(shape: Shape) -> Shape:
    low = {} if shape.keys() & {"minimum", "exclusiveMinimum"} else {"minimum": -INTEGER_MAX}
    high = {} if shape.keys() & {"maximum", "exclusiveMaximum"} else {"maximum": INTEGER_MAX}
    return shape | low | high
