# SPDX-License-Identifier: Apache-2.0
"""JSON as contracts need it: decimals stay exact, no name stands twice, and what cannot be meant is refused."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, NoReturn

from counterfoil.primitives.errors import DecodeError
from counterfoil.terms.kernel.values import name_shown, shown

NUMBER_LENGTH_MAX: Final = 200
DEPTH_MAX: Final = 40
"""Contracts within contracts within a case need about ten levels."""
_LABELS: Final = ("identifier", "contractID", "contractIdentifier", "marketObjectCode", "name")


def parse_json(document: str | bytes, *, where: str) -> object:
    """The value that a JSON document states; ``where`` names the document in errors.

    Numbers come as ``int`` or ``Decimal``; one that is too long for either comes as its text, so that whoever reads
    it can say which term it was. DecodeError for anything that is not JSON, a name given twice, or NaN.
    """
    try:
        text = document.decode("utf-8-sig") if isinstance(document, bytes) else document.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise DecodeError("not UTF-8", where=f"{where}, byte {error.start}", remedy="save it as UTF-8") from error
    if not text.strip():
        raise DecodeError("it is empty", where=where, remedy="give a JSON document")
    try:
        value = _DECODER.decode(text)
    except DecodeError as error:
        located = f"{where}, {error.where}" if error.where else where
        raise DecodeError(error.problem, where=located, remedy=error.remedy) from None
    except json.JSONDecodeError as error:
        place = f"{where}, line {error.lineno}, column {error.colno}"
        raise DecodeError(f"not JSON: {error.msg.lower()}", where=place) from error
    except RecursionError as error:
        raise _too_deep(where) from error
    if _may_be_unsound(text):
        _require_sound(value, DEPTH_MAX, where)
    return value


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= NUMBER_LENGTH_MAX else text


def _decimal(text: str) -> Decimal | str:
    if len(text) > NUMBER_LENGTH_MAX:
        return text
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond what the decimal module can hold
        return text


def _refuse(name: str) -> NoReturn:
    raise DecodeError(f"{name} is not a JSON number", remedy="give a decimal number, or leave the term out")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The object, if each of its names is given once."""
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        named = next((made[name] for name in _LABELS if isinstance(made.get(name), str)), None)
        label = "an object" if named is None else f"the object {shown(named)}"
        raise DecodeError(f"{shown(twice)} is given twice", where=label, remedy="give it once")
    return made


_DECODER: Final = json.JSONDecoder(
    parse_float=_decimal, parse_int=_integer, parse_constant=_refuse, object_pairs_hook=_object
)


def _may_be_unsound(text: str) -> bool:
    """Whether a document could be what ``_require_sound`` refuses; most are too flat and too plain for that."""
    return not text.isascii() or "\\u" in text or text.count("{") + text.count("[") > DEPTH_MAX


def _require_sound(value: object, levels: int, where: str) -> None:
    """DecodeError for nesting deeper than ``levels``, or a text with half a surrogate pair, which nothing can write."""
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            problem = f"{name_shown(ascii(value))} holds half a character"
            raise DecodeError(problem, where=where, remedy="write it in UTF-8")
    elif isinstance(value, Mapping | list):
        if levels == 0:
            raise _too_deep(where)
        for item in (*value, *value.values()) if isinstance(value, Mapping) else value:
            _require_sound(item, levels - 1, where)


def _too_deep(where: str) -> DecodeError:
    return DecodeError(f"nested deeper than {DEPTH_MAX} levels", where=where, remedy="no contract needs that")
