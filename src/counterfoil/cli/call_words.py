# SPDX-License-Identifier: Apache-2.0
"""What would be right where a call cannot be read: the name that was meant, and those that there are."""

import difflib
import re
import typing
from collections.abc import Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from counterfoil.law.call import Call

REFERENCE: Final = "see docs/reference/calls.md"
_QUOTED: Final = re.compile(r"[`'](?P<name>[^`']*)[`']")


def calls_like(name: str) -> str:
    """The call that was meant, and those of its module; the modules where none has that name."""
    from counterfoil.modules import laws, nouns

    known = sorted(laws().calls)
    near = _near(name, known)
    noun = (near or name).partition(".")[0]
    own = [one for one in known if one.startswith(f"{noun}.")]
    there = f"calls of {noun}: {', '.join(own)}" if own else f"modules: {', '.join(nouns())}; {REFERENCE}"
    return f"{_asking(near)} {there}".lstrip()


def remedy_for(call: "type[Call]", problem: str, path: str) -> str:
    """Of a field or a word that a call has not: which was meant, and all that may stand there."""
    found = _QUOTED.search(problem)
    name = "" if found is None else found["name"]
    kind = call if path == "$" else type_at(_hints(call), path)
    if "enum value" in problem and isinstance(kind, type) and issubclass(kind, Enum):
        words = [str(one.value) for one in kind]
        return f"{_asking(_near(name, words))} one of {', '.join(words)}".lstrip()
    if "unknown field" in problem or "missing required field" in problem:
        near = _near(name, _hints(kind)) if "unknown" in problem else ""
        return f"{_asking(near)} {_fields_of(kind)}".lstrip()
    return REFERENCE


def type_at(hints: dict[str, Any], path: str) -> Any:
    """The type at a path such as ``$.rules[1].kind``; None if none is known."""
    from counterfoil.cli.field_words import only

    found: Any = None
    for step in path[2:].split("."):
        found = only(hints.get(step.partition("[")[0]))
        if typing.get_origin(found) is tuple:
            found = only(typing.get_args(found)[0])
        hints = _hints(found)
    return found


def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind, include_extras=True) if isinstance(kind, type) else {}


def _fields_of(kind: Any) -> str:
    """The fields of a call, or of a part of one: those that it must have, and those that it may."""
    import msgspec

    fields = msgspec.structs.fields(kind)
    needed = ", ".join(one.name for one in fields if one.required)
    free = ", ".join(one.name for one in fields if not one.required)
    parts = ([f"it has {needed}"] if needed else []) + ([f"may have {free}"] if free else [])
    return " and ".join(parts)


def _near(name: str, names: Iterable[str]) -> str:
    """The name that was perhaps meant; empty where none is like it."""
    return next(iter(difflib.get_close_matches(name, list(names), n=1)), "")


def _asking(near: str) -> str:
    return f"did you mean {near}?" if near else ""
