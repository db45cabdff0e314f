# SPDX-License-Identifier: Apache-2.0
"""Which fields of a law's structs name a party, an account, a quantity, a time: told by their types alone."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple, get_args, get_origin, get_type_hints

import msgspec

from counterfoil.evidence.measures import Measure
from counterfoil.primitives.types import (
    BasisPoints,
    Billionths,
    DayNumber,
    Duration,
    Height,
    JsonText,
    Millionths,
    MinuteOfDay,
    OffsetMinutes,
    Quantity,
    Timestamp,
)

TRAIL: Final = "trail"
"""The field of every record that stands beside what it says."""


def fields_made_of(structs: Iterable[type], kinds: Collection[object]) -> frozenset[str]:
    """Names of the fields, also of structs within, whose type is one of the kinds, is made of one, or says so."""
    found: set[str] = set()
    waiting, seen = list(structs), set[type]()
    while waiting:
        struct = waiting.pop()
        if struct in seen:
            continue
        seen.add(struct)
        for name, _, parts in _fields(struct):
            waiting += [part for part in parts if isinstance(part, type) and issubclass(part, msgspec.Struct)]
            if any(part in kinds for part in parts):
                found.add(name)
    return frozenset(found)


class CountedIn(NamedTuple):
    """Annotates a quantity of another instrument than the one that stands beside or around it as ``instrument``."""

    field: str
    """which names the instrument, there"""


class OrAll(NamedTuple):
    """Annotates a quantity whose greatest number stands for all units."""


MEASURES: Final[Mapping[object, Measure]] = {
    Timestamp: Measure.time,
    Duration: Measure.duration,
    DayNumber: Measure.day,
    OffsetMinutes: Measure.offset,
    MinuteOfDay: Measure.minute,
    Millionths: Measure.ppm,
    Billionths: Measure.ppb,
    BasisPoints: Measure.bp,
    Quantity: Measure.quantity,
    Height: Measure.height,
    JsonText: Measure.json,
}
"""type → what a field of it measures"""
TOLD: Final = frozenset(MEASURES.values()) - {Measure.quantity, Measure.height}
"""What a sentence says by the type of its field alone; quantities it says by their instrument, blocks by number."""


@cache
def forms_of(record: type) -> Mapping[str, Measure]:
    """Each field of a record, with those that it stands in (``entries.since``, ``countries.*``) → what it measures."""
    return MappingProxyType(dict(_forms(record)))


@cache
def measures_of(event: type) -> Mapping[str, Measure]:
    """Each field of an event, also of structs within, that is a number of a measure, → which."""
    found = ((path.rpartition(".")[2], measure) for path, measure in forms_of(event).items())
    return MappingProxyType({name: measure for name, measure in found if measure in TOLD})


@cache
def counted_in(record: type) -> Mapping[str, str]:
    """Each field of a record that says so → the field that names the instrument whose units it counts."""
    counted = ((path, one) for path, kinds in _kinds_of(record) for one in kinds if isinstance(one, CountedIn))
    return MappingProxyType({path: mark.field for path, mark in counted})


@cache
def sums_of(event: type[msgspec.Struct]) -> Mapping[str, str]:
    """The same of an event, whose words know a field by its own name, wherever in the event it stands."""
    return MappingProxyType({path.rpartition(".")[2]: field for path, field in counted_in(event).items()})


def _forms(record: type) -> Iterator[tuple[str, Measure]]:
    """Of its fields and of those in them. A list has the path of its members; what stands in an object, ``path.*``."""
    for found, kinds in _kinds_of(record):
        names_objects = any(get_origin(one) is dict for one in kinds)
        yield found, Measure.plain if names_objects else _measure(kinds)
        if names_objects:
            yield f"{found}.*", _measure(kinds)


@cache
def _kinds_of(struct: type) -> Sequence[tuple[str, tuple[object, ...]]]:
    """Of each field and of those in it, what its type is made of. Many stand in others, and are walked once."""
    found: list[tuple[str, tuple[object, ...]]] = []
    for name, encoded, parts in _fields(struct):
        if name != TRAIL:
            found.append((encoded, parts))
            within = (one for one in parts if isinstance(one, type) and issubclass(one, msgspec.Struct))
            found += [(f"{encoded}.{path}", kinds) for one in within for path, kinds in _kinds_of(one)]
    return found


@cache
def _fields(struct: type[msgspec.Struct]) -> tuple[tuple[str, str, tuple[Any, ...]], ...]:
    """Name and name in JSON of each field, and what its type is made of: it, and what stands in it."""
    hints = get_type_hints(struct, include_extras=True)
    names = zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True)
    return tuple((name, encoded, _made_of(hints[name])) for name, encoded in names)


@cache
def _made_of(hint: Hashable) -> tuple[Any, ...]:
    """Thousands of fields have one of a few hundred types, so each type is looked into once."""
    return tuple(_parts(hint))


@cache
def _measure(kinds: tuple[object, ...]) -> Measure:
    if any(isinstance(one, type) and issubclass(one, Enum) for one in kinds):
        return Measure.value
    if OrAll() in kinds:
        return Measure.quantity_or_all
    if any(isinstance(one, CountedIn) for one in kinds):
        return Measure.quantity
    return next((MEASURES[one] for one in kinds if one in MEASURES), Measure.plain)


def _parts(hint: Any) -> Iterator[Any]:
    """A type, and those that it is made of; what only annotates one is among them, and is no type."""
    yield hint
    for inner in get_args(hint):
        yield from _parts(inner)
