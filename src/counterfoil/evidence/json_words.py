# SPDX-License-Identifier: Apache-2.0
"""A JSON value that a field holds as its text, in words: what a program was given, what it said and what it keeps."""

from collections.abc import Iterable
from typing import Any, Final

from counterfoil.evidence.bilingual import Language
from counterfoil.evidence.measures import DASH, NO, YES
from counterfoil.evidence.text import written
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError

PARTS_SHOWN: Final = 16
"""Of each object and list in a sentence; a record's words have all."""


def value_of(text: str) -> Any:
    """The value; a text that is none in canonical form is one by itself."""
    try:
        return canonical.decode(text.encode(), Any)
    except (DecodeError, UnicodeEncodeError):
        return text


def told_json(text: str, language: Language) -> str:
    """In a sentence: `price: 101, lots: [1, 2], terms: (bonds: BOND-26)`. What people chose stands as anywhere."""
    value = value_of(text)
    return _entries(value, language) if isinstance(value, dict) and value else _told(value, language)


def _told(value: Any, language: Language) -> str:
    if isinstance(value, bool):
        return language(YES if value else NO)
    match value:
        case int():
            return str(value)
        case str() if value:
            return written(value)
        case list() if value:
            return f"[{_cut((_told(one, language) for one in value), len(value))}]"
        case dict() if value:
            return f"({_entries(value, language)})"
    return language(DASH)


def _entries(value: dict[str, Any], language: Language) -> str:
    return _cut((f"{written(name)}: {_told(one, language)}" for name, one in sorted(value.items())), len(value))


def _cut(parts: Iterable[str], count: int) -> str:
    shown = [part for part, _ in zip(parts, range(PARTS_SHOWN), strict=False)]
    return ", ".join([*shown, *(["…"] if count > PARTS_SHOWN else [])])
