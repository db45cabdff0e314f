# SPDX-License-Identifier: Apache-2.0
"""Which fields of a law's structs name a party, an account, a quantity, a time: told by their types alone."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, get_args, get_type_hints

import msgspec


def fields_made_of(structs: Iterable[type], kinds: Collection[object]) -> frozenset[str]:
    """Names of the fields, also of structs within, whose type is one of the kinds, is made of one, or says so."""
    found: set[str] = set()
    waiting, seen = list(structs), set[type]()
    while waiting:
        struct = waiting.pop()
        if struct in seen:
            continue
        seen.add(struct)
        hints = get_type_hints(struct, include_extras=True)
        for name in (one.name for one in msgspec.structs.fields(struct)):
            parts = list(_parts(hints[name]))
            waiting += [part for part in parts if isinstance(part, type) and issubclass(part, msgspec.Struct)]
            if any(part in kinds for part in parts):
                found.add(name)
    return frozenset(found)


def _parts(hint: Any) -> Iterator[Any]:
    """A type, and those that it is made of; what only annotates one is among them, and is no type."""
    yield hint
    for inner in get_args(hint):
        yield from _parts(inner)
