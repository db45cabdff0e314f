# SPDX-License-Identifier: Apache-2.0
"""Whether a text that is kept for good repeats a person's data, as far as that can be found.

Found are the data itself, its fields (of a JSON document its values), their words, and its numbers: in small letters or
capitals, full width or half, with blanks and punctuation or without. Not found is what says the same in other words: a
part of a number, another transcription, a nickname. So it is a help against haste, and no proof.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import msgspec

_LENGTH_MIN: Final = 4
"""Shorter pieces of a person's data stand in other texts by chance,"""
_LENGTH_MIN_ELSEWHERE: Final = 2
"""but a name in Chinese characters has two."""
_FIELD_LENGTH_MAX: Final = 64
"""Words are taken of a name or an address; those of a longer text are anybody's."""
_BETWEEN_FIELDS: Final = re.compile(r"[\n\r\t,;:|，；：、]+")
_LONG_NUMBER: Final = re.compile(r"\d{6,}")
"""Found inside another number too; a shorter one, of a house, as a word alone."""
_WORD: Final = re.compile(r"[^\W_]+")


def repeats(data: str, said: str) -> bool:
    """Whether what is said holds the data, one of its fields, a long number of it, or a word of a field."""
    there = _plain(said)
    numbers = _LONG_NUMBER.findall(unicodedata.normalize("NFKC", data))
    return (
        names(data, said)
        or any(number in there for number in numbers)
        or not _words(said).isdisjoint(_telling_words(data))
    )


def names(data: str, identifier: str) -> bool:
    """Whether an identifier holds the data, or one of its fields; words and numbers in one may be anybody's."""
    there = _plain(identifier)
    return any(piece in there for piece in map(_plain, (data, *_fields(data))) if _tells(piece))


def _plain(text: str) -> str:
    """Letters and digits alone, in one width and in small letters."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def _tells(piece: str) -> bool:
    """Whether a piece is long enough to say something of a person."""
    return len(piece) >= (_LENGTH_MIN if piece.isascii() else _LENGTH_MIN_ELSEWHERE)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _telling_words(data: str) -> Iterator[str]:
    for field in _fields(data):
        if len(field) <= _FIELD_LENGTH_MAX:
            yield from filter(_tells, _words(field))


def _fields(data: str) -> Iterator[str]:
    """The values of a JSON document, which are no objects or lists themselves; of any other text its fields."""
    try:
        waiting = [msgspec.json.decode(data)]
    except (msgspec.MsgspecError, RecursionError):
        yield from _BETWEEN_FIELDS.split(data)
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict | list):
            waiting += value.values() if isinstance(value, dict) else value
        elif isinstance(value, str):
            yield from (value, *_BETWEEN_FIELDS.split(value))
        elif not isinstance(value, bool | None):
            yield str(value)
