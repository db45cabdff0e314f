# SPDX-License-Identifier: Apache-2.0
"""What may stand at a place of a file, where that is one of some words: for whoever wrote another."""

import typing
from enum import Enum
from types import NoneType
from typing import Any


def written_there(struct: type, path: str) -> str:
    """The words of the enumeration at a path such as ``$.rules.ending.mode``; empty where any other thing stands."""
    found: Any = struct
    for step in path.removeprefix("$").strip(".").split("."):
        name, _, place = step.partition("[")
        hints = typing.get_type_hints(found) if isinstance(found, type) else {}
        found = _only(hints.get(name))
        if place:
            found = _only((typing.get_args(found) or (None,))[0])
    return f"one of {', '.join(words_of(found))}" if words_of(found) else ""


def words_of(kind: Any) -> tuple[str, ...]:
    """Those of an enumeration; none of another type."""
    return tuple(str(one.value) for one in kind) if isinstance(kind, type) and issubclass(kind, Enum) else ()


def _only(hint: Any) -> Any:
    """The type beside None."""
    members = [one for one in typing.get_args(hint) if one is not NoneType]
    return members[0] if NoneType in typing.get_args(hint) else hint
