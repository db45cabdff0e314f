# SPDX-License-Identifier: Apache-2.0
"""By what records are asked: the parts of their paths, and those of their fields whose types are texts.

Names, statuses, identifiers, and lists of them; told by the types that the modules have, so that a new one needs no
line. Numbers are not among them: a holding's quantity changes with every transfer, and a row for each would cost more
than all the others.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import msgspec
from msgspec import inspect

from counterfoil.law.fields import TRAIL
from counterfoil.modules import laws
from counterfoil.primitives.types import RecordPath

VALUE_BYTES_MAX: Final = 200
"""Of a text that is asked for: whole documents are kept, and not looked for."""
PART: Final = "/"
"""Before the number of a part of a path: ``/1`` is the first after the table. No field of a record begins so."""

Said = tuple[str, str]
"""A name, and a text that it has."""


def said_by(prefix: str, path: RecordPath, document: bytes) -> set[Said]:
    """By what a record of a table is found after this version of it."""
    plain: dict[str, Any] = msgspec.json.decode(document)
    found = {(f"{PART}{place}", part) for place, part in enumerate(path.split("/")[2:], 1)}
    for name in text_fields(prefix):
        value = plain.get(name)
        if isinstance(value, str):
            found.add((name, value))
        elif isinstance(value, list):
            found.update((name, one) for one in value if isinstance(one, str))
    return {one for one in found if is_asked_for(one[1])}


def is_asked_for(value: str) -> bool:
    """Whether a text is short enough to be looked for, and one that databases keep."""
    if "\0" in value or len(value) > VALUE_BYTES_MAX:
        return False
    return value.isascii() or len(value.encode()) <= VALUE_BYTES_MAX


@cache
def text_fields(prefix: str) -> tuple[str, ...]:
    """The fields of a table's records that are texts or lists of texts, as they are called in JSON."""
    table = laws().tables.get(prefix)
    return () if table is None else _texts_of(table.record)


def tables() -> Mapping[str, tuple[str, ...]]:
    """Every table of every module, with what its records are asked by besides the parts of their paths."""
    return {prefix: text_fields(prefix) for prefix in sorted(laws().tables)}


def _texts_of(record: type) -> tuple[str, ...]:
    told = inspect.type_info(record)
    assert isinstance(told, inspect.StructType)
    return tuple(one.encode_name for one in told.fields if one.encode_name != TRAIL and _is_text(one.type))


def _is_text(kind: inspect.Type) -> bool:
    """A text, one of some words, a list of such; or one of these or nothing."""
    if isinstance(kind, inspect.Metadata):
        return _is_text(kind.type)
    if isinstance(kind, inspect.UnionType):
        return any(map(_is_text, kind.types))
    if isinstance(kind, inspect.CollectionType):
        return _is_text(kind.item_type)
    if isinstance(kind, inspect.EnumType):
        return issubclass(kind.cls, str)
    if isinstance(kind, inspect.LiteralType):
        return any(isinstance(value, str) for value in kind.values)
    return isinstance(kind, inspect.StrType)
