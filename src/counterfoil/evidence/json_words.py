# SPDX-License-Identifier: Apache-2.0
"""A JSON value that a field holds as its text, in words: what a program was given, what it said and what it keeps."""

import re
from collections.abc import Iterable
from typing import Any, Final

from counterfoil.evidence.bilingual import Language, Words
from counterfoil.evidence.measures import NO, YES
from counterfoil.evidence.text import quoted, written
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError

PARTS_SHOWN: Final = 16
"""Of each object and list in a sentence; a record's words have all."""
NOTHING: Final = Words("nothing", "无")
EMPTY_TEXT: Final = Words("empty text", "空文本")
EMPTY_LIST: Final = Words("empty list", "空列表")
EMPTY_OBJECT: Final = Words("empty object", "空对象")
_LETTER: Final = re.compile(r"[A-Za-z]")
_WORDS: Final = frozenset(one.en for one in (YES, NO, NOTHING))
"""Texts that would read as what is no text; those in Chinese stand between quotation marks anyway."""


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


def leaf_words(value: Any) -> Words:
    """What has no parts: no two values of different types read alike."""
    match value:
        case bool():
            return YES if value else NO
        case int():
            said = str(value)
        case str() if value:
            said = _text(value)
        case str():
            return EMPTY_TEXT
        case list():
            return EMPTY_LIST
        case dict():
            return EMPTY_OBJECT
        case _:
            return NOTHING
    return Words(said, said)


def _text(text: str) -> str:
    """Bare if it is an identifier with a letter in it, and no word of ours: else it could be a number, a yes, a no."""
    return quoted(text) if text in _WORDS or not _LETTER.search(text) else written(text)


def _told(value: Any, language: Language) -> str:
    if isinstance(value, list) and value:
        return f"[{_cut((_told(one, language) for one in value), len(value))}]"
    if isinstance(value, dict) and value:
        return f"({_entries(value, language)})"
    return language(leaf_words(value))


def _entries(value: dict[str, Any], language: Language) -> str:
    return _cut((f"{written(name)}: {_told(one, language)}" for name, one in sorted(value.items())), len(value))


def _cut(parts: Iterable[str], count: int) -> str:
    shown = [part for part, _ in zip(parts, range(PARTS_SHOWN), strict=False)]
    return ", ".join([*shown, *(["…"] if count > PARTS_SHOWN else [])])
