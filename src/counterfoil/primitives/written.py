# SPDX-License-Identifier: Apache-2.0
"""Numbers, TOML and JSON as people write them. Whatever stands in a file, a value comes out, or an InputError.

Python's own readers end in half a dozen other ways: by the digits of a number, its exponent, the depth of a list, half
a letter. Whoever reads a file of somebody's reads it through here, so that each is known in one place.
"""

import json
import re
import tomllib
from codecs import BOM_UTF8
from decimal import Decimal
from typing import Any, Final

from counterfoil.primitives.errors import DecodeError, InputError

NUMBER_LENGTH_MAX: Final = 64
"""Characters of a decimal number,"""
MAGNITUDE_MAX: Final = 40
"""and its digits before the point, or zeros behind it: reckoning with it neither overflows nor takes long."""
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\Z")
_NO_NUMBER: Final = Decimal("NaN")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_TOML_INTEGER_END: Final = 2**63
"""TOML's integers are of 64 bits."""


def decimal_of(text: str) -> Decimal:
    """The number that a text is, in ASCII's digits; NaN for any other text, and beyond any size that is meant.

    Ask ``is_finite`` first: comparing NaN raises.
    """
    if len(text) > NUMBER_LENGTH_MAX or _DECIMAL.match(text) is None:
        return _NO_NUMBER
    found = Decimal(text)
    return found if not found or abs(found.adjusted()) <= MAGNITUDE_MAX else _NO_NUMBER


def ungrouped(text: str) -> str:
    """A sum such as 12,345.60 without its marks between thousands; any other text as it is."""
    return text.replace(",", "") if _GROUPED.match(text) else text


def parse_toml(data: bytes, *, where: str, remedy: str = "") -> dict[str, Any]:
    """What a TOML document says, its fractions as by ``decimal_of``; InputError for what is none."""
    try:
        # A byte-order mark, which editors leave, is no part of it: it was an "invalid statement" of line 1.
        document = tomllib.loads(data.removeprefix(BOM_UTF8).decode(), parse_float=_toml_number)
        _require_integers(document)
    except UnicodeDecodeError as error:
        raise InputError(f"not TOML: not UTF-8 at byte {error.start}", where=where, remedy=remedy) from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not TOML: {error}", where=where, remedy=remedy) from error
    except RecursionError as error:
        raise InputError("not TOML: nested too deep", where=where, remedy=remedy) from error
    except ValueError as error:  # Python refuses numbers of more digits than it would convert quickly.
        raise InputError("not TOML: a number has too many digits", where=where, remedy=remedy) from error
    return document


def parse_json(data: bytes, *, where: str, remedy: str = "", numbers_as_text: bool = False) -> Any:
    """What a JSON document says; InputError for what is none, for half a letter, and for a name that stands twice."""
    number = str if numbers_as_text else None
    try:
        text = data.decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=unique_names, parse_float=number, parse_int=number)
        if b"\\u" in data:
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error}", where=where, remedy=remedy) from error
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start}", where=where, remedy=remedy) from error
    except UnicodeEncodeError as error:
        raise InputError("half of a surrogate pair is no character", where=where, remedy=remedy) from error
    except RecursionError as error:
        raise InputError("nested too deep", where=where, remedy=remedy) from error
    except DecodeError as error:
        raise InputError(error.problem, where=where, remedy=error.remedy) from error
    except ValueError as error:  # Python refuses numbers of more digits than it would convert quickly.
        raise InputError("a number has too many digits", where=where, remedy=remedy) from error
    return value


def unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; DecodeError for a name that stands twice in it: one of the two would be lost."""
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise DecodeError(f"the name {twice!r} stands twice in one object", remedy="keep one of the two")
    return dict(pairs)


def _toml_number(text: str) -> Decimal:
    return decimal_of(text.replace("_", ""))


def _require_integers(value: Any) -> None:
    """ValueError for an integer that is none of TOML's: in hexadecimal Python reads them of any length."""
    if isinstance(value, int):
        if not -_TOML_INTEGER_END <= value < _TOML_INTEGER_END:
            raise ValueError
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            _require_integers(one)
