# SPDX-License-Identifier: Apache-2.0
"""What would be right where a call cannot be read: the name that was meant, and those that there are."""

import difflib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from counterfoil.primitives.field_types import hints_of, type_at, words_of

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
    kind = call if path == "$" else type_at(hints_of(call), path)
    words = words_of(kind)
    if "enum value" in problem and words:
        return f"{_asking(_near(name, words))} one of {', '.join(words)}".lstrip()
    if "unknown field" in problem or "missing required field" in problem:
        near = _near(name, hints_of(kind)) if "unknown" in problem else ""
        return f"{_asking(near)} {_fields_of(kind)}".lstrip()
    return REFERENCE


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
