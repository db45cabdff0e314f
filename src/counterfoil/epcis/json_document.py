# SPDX-License-Identifier: Apache-2.0
"""JSON as events need it: decimals exact, no name twice; what cannot be meant is refused, with its place."""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Final, NoReturn

from counterfoil.epcis.json_place import place_of
from counterfoil.epcis.json_types import Json
from counterfoil.primitives.errors import DecodeError

DOCUMENT_BYTES_MAX: Final = 64 * 1024 * 1024
DEPTH_MAX: Final = 64
"""Objects and lists inside each other; events of the standard need about ten."""
NUMBER_LENGTH_MAX: Final = 200
EXPONENT_MAX: Final = 307
"""Decimal digits before or after the point that a double still holds: what a value of EPCIS is typed as."""


class _Refused(Exception):
    """What is wrong, and the word of the document that is wrong, while nobody knows where it stands."""


def parse_json(data: bytes, *, where: str = "", size_max: int = DOCUMENT_BYTES_MAX) -> Json:
    """The value that a JSON document states; ``where`` names the document in errors.

    DecodeError, with the place, for what is not JSON, longer than ``size_max`` bytes, nested deeper than ``DEPTH_MAX``,
    a name given twice, NaN and infinities, numbers that no double holds, and half a surrogate pair.
    """
    if len(data) > size_max:
        problem = f"{len(data):,} bytes are more than {size_max:,}"
        raise DecodeError(problem, where=where, remedy="split the document")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DecodeError("not UTF-8", where=_at(where, f"byte {error.start}"), remedy="save it as UTF-8") from error
    if not text.strip():
        raise DecodeError("it is empty", where=where, remedy="give a JSON document")
    _require_shallow(data, text, where)
    try:
        value: Json = _DECODER.decode(text)
    except _Refused as refused:
        problem, remedy = refused.args
        raise DecodeError(problem, where=_at(where, place_of(text)), remedy=remedy) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise DecodeError(f"not JSON: {error.msg.lower()}", where=_at(where, place)) from error
    except RecursionError as error:
        raise _too_deep(text, where) from error
    if "\\u" in text:
        _require_whole_characters(value, where)
    return value


def _at(where: str, place: str) -> str:
    return ", ".join(part for part in (where, place) if part)


def _integer(text: str) -> int:
    if len(text) > NUMBER_LENGTH_MAX:
        raise _Refused(f"a number of {len(text):,} digits", f"write at most {NUMBER_LENGTH_MAX}")
    return int(text)


def decimal_of(text: str) -> Decimal:
    """A number that stands elsewhere than in JSON, by the same limits. Raises DecodeError."""
    try:
        return _decimal(text)
    except _Refused as refused:
        problem, remedy = refused.args
        raise DecodeError(problem, remedy=remedy) from None


def require_depth(value: Json) -> None:
    """DecodeError for a value nested deeper than ``parse_json`` takes one, so that it could not be read again."""
    level: list[Json] = [value]
    for _ in range(DEPTH_MAX + 1):
        inner: list[Json] = []
        for one in level:
            if isinstance(one, dict):
                inner.extend(one.values())
            elif isinstance(one, list):
                inner.extend(one)
        if not inner:
            return
        level = inner
    raise DecodeError(f"nested deeper than {DEPTH_MAX} levels", remedy="no event needs that")


def _decimal(text: str) -> Decimal:
    if len(text) > NUMBER_LENGTH_MAX:
        raise _Refused(f"a number of {len(text):,} characters", f"write at most {NUMBER_LENGTH_MAX}")
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent beyond what the decimal module can hold
        raise _Refused(f"{text} is beyond all numbers", "write the number that was measured") from None
    if number and not -EXPONENT_MAX <= number.adjusted() <= EXPONENT_MAX:
        raise _Refused(f"{text} is beyond what a double holds", "write the number that was measured")
    return number


def _constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is not a JSON number", "write a number, or leave the member out")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """The object, if each of its names is given once."""
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise _Refused(f"{twice!r} is given twice", "give it once")
    return made


_DECODER: Final = json.JSONDecoder(
    parse_float=_decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_object
)


def _require_shallow(data: bytes, text: str, where: str) -> None:
    """DecodeError for deep nesting, before anything is built; brackets within texts do not count."""
    plain = _ESCAPED.sub(b"", data) if b"\\" in data else data
    structure = plain.translate(None, _NO_STRUCTURE).replace(b'""', b"")
    if b'"' in structure:
        structure = _TEXT.sub(b"", structure)
    if b'"' in structure:  # a text without an end: it is no JSON, as whoever decodes it says
        return
    depth = 0
    for bracket in structure:
        if bracket in _OPENING:
            depth += 1
            if depth > DEPTH_MAX:
                raise _too_deep(text, where)
        else:
            depth -= 1


def _too_deep(text: str, where: str) -> DecodeError:
    """Where the first bracket too many stands."""
    depth = 0
    inside = escaped = False
    for place, character in enumerate(text):
        if inside:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                inside = False
        elif character == '"':
            inside = True
        elif character in "{[":
            depth += 1
            if depth > DEPTH_MAX:
                return _deep(where, text.count("\n", 0, place) + 1)
        elif character in "}]":
            depth -= 1
    return _deep(where, text.count("\n") + 1)


def _deep(where: str, line: int) -> DecodeError:
    problem = f"nested deeper than {DEPTH_MAX} levels"
    return DecodeError(problem, where=_at(where, f"line {line}"), remedy="no event needs that")


_ESCAPED: Final = re.compile(rb"\\.", re.DOTALL)
_TEXT: Final = re.compile(rb'"[^"]*+"')
_OPENING: Final = frozenset(b"{[")
_NO_STRUCTURE: Final = bytes(set(range(256)) - set(b'{}[]"'))


def _require_whole_characters(value: Json, where: str) -> None:
    """DecodeError for a text with half a surrogate pair, which nothing can write again."""
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise DecodeError(f"{value!a} holds half a character", where=where, remedy="write it in UTF-8")
    elif isinstance(value, dict):
        for name, item in value.items():
            _require_whole_characters(name, where)
            _require_whole_characters(item, where)
    elif isinstance(value, list):
        for item in value:
            _require_whole_characters(item, where)
