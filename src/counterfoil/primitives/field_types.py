# SPDX-License-Identifier: Apache-2.0
"""The types of a struct's fields, and of what stands deeper in it, by its path."""

import typing
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union

from msgspec import Meta


def stripped(hint: Any) -> tuple[list[Meta], Any]:
    """What annotates a type, and the type."""
    metas: list[Meta] = []
    while typing.get_origin(hint) is Annotated:
        hint, *annotations = typing.get_args(hint)
        metas += [one for one in annotations if isinstance(one, Meta)]
    return metas, hint


def only(hint: Any) -> Any:
    """The type beside None; several types as they are."""
    _, hint = stripped(hint)
    if typing.get_origin(hint) in (Union, UnionType):
        members = [one for one in typing.get_args(hint) if one is not NoneType]
        _, hint = stripped(members[0]) if len(members) == 1 else ([], hint)
    return hint


def hints_of(kind: Any) -> dict[str, Any]:
    """The types of its fields by name; none of what is no class."""
    return typing.get_type_hints(kind, include_extras=True) if isinstance(kind, type) else {}


def type_at(hints: dict[str, Any], path: str) -> Any:
    """The type at a path such as ``$.rules[1].kind``; None if none is known."""
    found: Any = None
    for step in path.removeprefix("$").strip(".").split("."):
        found = only(hints.get(step.partition("[")[0]))
        if typing.get_origin(found) is tuple:
            found = only(typing.get_args(found)[0])
        hints = hints_of(found)
    return found


def words_of(kind: Any) -> tuple[str, ...]:
    """Those of an enumeration; none of another type."""
    return tuple(str(one.value) for one in kind) if isinstance(kind, type) and issubclass(kind, Enum) else ()
