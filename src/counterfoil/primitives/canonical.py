# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON: RFC 8785 restricted to ASCII keys and integers within ±(2⁵³−1).

One value has one encoding, so bytes can be signed and hashed as received.
``decode`` accepts those bytes and no others: it decodes, encodes again and compares.
"""

import json
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, Final, TypeVar

import msgspec

from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import INTEGER_MAX

T = TypeVar("T")

_encoder: Final = msgspec.json.Encoder(order="sorted")


def encode(value: Any) -> bytes:
    """The canonical bytes of a struct, mapping, list, string, integer, boolean or null.

    Raises DecodeError when a number is not an integer within ±(2⁵³−1) or a key is not ASCII text.
    """
    _refuse_unrepresentable(msgspec.to_builtins(value), "$")
    return _encoder.encode(value)


encode_trusted: Final[Callable[[Any], bytes]] = _encoder.encode
"""``encode`` without the check, for structs whose fields are bounded by their types (the hot path)."""


def decode(data: bytes, type_: type[T]) -> T:
    """The value of canonical bytes as ``type_``; raises DecodeError naming the path of what is wrong."""
    try:
        value: T = _decoder(type_).decode(data)
        again = _encoder.encode(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise _explain(data, error) from error
    if again != data:
        raise _explain(data, None)
    if type_ is dict or type_ is Any or type_ is list:
        _refuse_unrepresentable(value, "$")
    return value


@cache
def _decoder(type_: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type_)


def _refuse_unrepresentable(value: Any, path: str) -> None:
    """Walk plain values; raise DecodeError at the first that has no canonical form."""
    match value:
        case bool() | None | str():
            return
        case int():
            if not -INTEGER_MAX <= value <= INTEGER_MAX:
                raise DecodeError(f"integer {value} is beyond ±(2⁵³−1)", where=path)
        case float():
            raise DecodeError("floating-point numbers are not allowed", where=path, remedy="use an integer")
        case dict():
            for key, item in value.items():
                if not isinstance(key, str) or not key.isascii():
                    raise DecodeError(f"key {key!r} is not ASCII text", where=path)
                _refuse_unrepresentable(item, f"{path}.{key}")
        case list() | tuple():
            for index, item in enumerate(value):
                _refuse_unrepresentable(item, f"{path}[{index}]")
        case _:
            raise DecodeError(f"a {type(value).__name__} has no JSON form", where=path)


def _explain(data: bytes, cause: Exception | None) -> DecodeError:
    """Find, slowly, what is wrong with bytes that did not survive decode, encode, compare."""
    if isinstance(cause, msgspec.ValidationError):
        problem, _, path = str(cause).partition(" - at `")
        return DecodeError(problem, where=path.rstrip("`") or "$")
    try:
        value = json.loads(data, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError) as error:
        return DecodeError(f"not JSON: {error}", where="$")
    try:
        _refuse_uncanonical(value, "$")
    except DecodeError as error:
        return error
    return DecodeError(
        "not in canonical form: white space, an escape or a number written another way, or a default spelled out",
        where="$",
        remedy="encode it as RFC 8785 says, leaving out fields that hold their default",
    )


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as it stands in the bytes: order and duplicates kept."""


def _refuse_uncanonical(value: Any, path: str) -> None:
    if isinstance(value, _Pairs):
        seen: set[str] = set()
        previous = ""
        for key, item in value:
            if key in seen:
                raise DecodeError(f"duplicate key {key!r}", where=path)
            if key < previous:
                raise DecodeError(f"key {key!r} stands after {previous!r}", where=path, remedy="sort the keys")
            if not key.isascii():
                raise DecodeError(f"key {key!r} is not ASCII text", where=path)
            seen.add(key)
            previous = key
            _refuse_uncanonical(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _refuse_uncanonical(item, f"{path}[{index}]")
    else:
        _refuse_unrepresentable(value, path)
