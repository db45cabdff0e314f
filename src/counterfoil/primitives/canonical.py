# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON: RFC 8785 restricted to ASCII keys and integers within ±(2⁵³−1), nested at most 64 deep.

One value has one encoding, so bytes can be signed and hashed as received.
``decode`` accepts those bytes and no others: it decodes, encodes again and compares.
"""

import json
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar, cast

import msgspec

from counterfoil.primitives.bounds import NESTING_MAX, Check, check_for, fits
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import INTEGER_MAX

T = TypeVar("T")

_encoder: Final = msgspec.json.Encoder(order="sorted")
_EXCERPT_LENGTH: Final = 24
_KEY_SHOWN: Final = 40
_decoders: Final[dict[Hashable, tuple[msgspec.json.Decoder[Any], Check | None]]] = {}
_building: Final = Lock()


def encode(value: Any) -> bytes:
    """The canonical bytes of a struct, mapping, list, string, integer, boolean or null.

    Raises DecodeError when a number is not an integer within ±(2⁵³−1), a key is not ASCII text,
    a text holds a lone surrogate, or the value nests more than 64 deep.
    """
    data = _encode_plain(value)
    return _encode_other(value) if data is None else data


def _encode_plain(value: Any) -> bytes | None:
    """Of plain values, or None."""
    try:
        return _encoder.encode(value) if fits(value) else None
    except (TypeError, UnicodeEncodeError):  # a key or a letter: where it stands is told by ``_refuse_unrepresentable``
        return None


def _encode_other(value: Any) -> bytes:
    """Of what is not plain, or has no canonical form."""
    try:
        plain = msgspec.to_builtins(value)
    except RecursionError as error:
        raise _too_deep("$") from error
    data = _encode_plain(plain)
    if data is None:
        _refuse_unrepresentable(plain, "$", NESTING_MAX)
        return _encoder.encode(value)
    return data


encode_trusted: Final[Callable[[Any], bytes]] = _encoder.encode
"""``encode`` without the check, for structs whose fields are bounded by their types (the hot path)."""


def decode(data: bytes, type_: type[T]) -> T:
    """The value of canonical bytes as ``type_``; raises DecodeError naming the path of what is wrong."""
    decoder, check = _decoder(cast("Hashable", type_))
    try:
        value: T = decoder.decode(data)
        again = _encoder.encode(value)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:
        raise _explain(data, error) from error
    if again != data or (check is not None and not check(value)):
        raise _explain_difference(data, again)
    return value


def convert(plain: Any, type_: type[T], *, from_attributes: bool = False) -> T:
    """Plain values as ``type_``; raises msgspec.ValidationError.

    Use this and ``decode_json`` instead of msgspec's own functions: see ``_decoder`` for why.
    """
    _decoder(cast("Hashable", type_))
    with _building:  # it reads what another thread may be learning
        return msgspec.convert(plain, type_, from_attributes=from_attributes)


def decode_json(data: bytes, type_: type[T]) -> T:
    """JSON that people write, canonical or not, as ``type_``; raises msgspec.MsgspecError or UnicodeDecodeError."""
    decoder, _ = _decoder(cast("Hashable", type_))
    try:
        value: T = decoder.decode(data)
    except RecursionError as error:
        raise msgspec.DecodeError("nested too deep") from error
    return value


def problem_and_path(error: msgspec.ValidationError) -> tuple[str, str]:
    """What msgspec found wrong with a value, and the path to it, such as ``$.calls[0].quantity``."""
    problem, _, path = str(error).partition(" - at `")
    return problem, path.rstrip("`") or "$"


def _decoder(type_: Hashable) -> tuple[msgspec.json.Decoder[Any], Check | None]:
    """The decoder of a type, built once.

    The lock is not for speed: msgspec learns a struct's fields while it builds the first decoder for it, and a
    second thread that builds one meanwhile uses what is half learned, and crashes the process.
    """
    found = _decoders.get(type_)
    if found is None:
        with _building:
            found = _decoders.setdefault(type_, (msgspec.json.Decoder(type_), check_for(type_)))
    return found


def _refuse_unrepresentable(value: Any, path: str, depth: int) -> None:
    """Walk plain values (``msgspec.to_builtins`` has seen to that); DecodeError at the first without canonical form."""
    match value:
        case bool() | None:
            return
        case str():
            if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
                raise DecodeError("half a surrogate pair is not text", where=path)
        case int():
            if not -INTEGER_MAX <= value <= INTEGER_MAX:
                raise DecodeError("an integer beyond ±(2⁵³−1)", where=path)
        case float():
            raise DecodeError("floating-point numbers are not allowed", where=path, remedy="use an integer")
        case dict():
            _require_depth(path, depth)
            for key, item in value.items():
                if not isinstance(key, str) or not key.isascii():
                    raise DecodeError(f"key {key!r} is not ASCII text", where=path)
                _refuse_unrepresentable(item, f"{path}.{_shown(key)}", depth - 1)
        case list() | tuple():
            _require_depth(path, depth)
            for index, item in enumerate(value):
                _refuse_unrepresentable(item, f"{path}[{index}]", depth - 1)


def _require_depth(path: str, depth: int) -> None:
    if depth <= 0:
        raise _too_deep(path)


def _too_deep(path: str) -> DecodeError:
    return DecodeError(f"nested more than {NESTING_MAX} deep", where=path[:_EXCERPT_LENGTH])


def _explain(data: bytes, cause: Exception) -> DecodeError:
    """Find, slowly, what is wrong with bytes that could not be decoded at all."""
    if isinstance(cause, RecursionError):
        return _too_deep("$")
    if isinstance(cause, msgspec.ValidationError):
        problem, path = problem_and_path(cause)
        return DecodeError(problem, where=path)
    return _find_uncanonical(data) or DecodeError(f"not JSON: {cause}", where="$")


def _explain_difference(data: bytes, again: bytes) -> DecodeError:
    """Find, slowly, what is wrong with bytes that decode, to a value whose canonical bytes are ``again``."""
    if (error := _find_uncanonical(data)) is not None:
        return error
    same = next((at for at, (left, right) in enumerate(zip(data, again, strict=False)) if left != right), None)
    at = min(len(data), len(again)) if same is None else same
    return DecodeError(
        f"not in canonical form at byte {at}: {_excerpt(data, at)} where {_excerpt(again, at)} should stand",
        where="$",
        remedy="no white space, one spelling for each text and number, every field present unless it may be left out",
    )


def _excerpt(data: bytes, at: int) -> str:
    return ascii(data[at : at + _EXCERPT_LENGTH].decode(errors="replace")) if at < len(data) else "the end"


def _shown(key: str) -> str:
    """A key as it stands in a path: cut, or one long key over many items would cost their product."""
    return key if len(key) <= _KEY_SHOWN else f"{key[:_KEY_SHOWN]}…"


def _find_uncanonical(data: bytes) -> DecodeError | None:
    """The first thing wrong with a document that its structure alone tells, or None."""
    try:
        value = json.loads(data.decode(), object_pairs_hook=_Pairs)
    except UnicodeDecodeError as error:
        return DecodeError(f"not UTF-8 at byte {error.start}", where="$")
    except ValueError as error:
        return DecodeError(f"not JSON: {error}", where="$")
    except RecursionError:
        return _too_deep("$")
    try:
        _refuse_uncanonical(value, "$", NESTING_MAX)
    except DecodeError as error:
        return error
    return None


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as it stands in the bytes: order and duplicates kept."""


def _refuse_uncanonical(value: Any, path: str, depth: int) -> None:
    if isinstance(value, _Pairs):
        _require_depth(path, depth)
        seen: set[str] = set()
        previous = ""
        for key, item in value:
            if key in seen:
                raise DecodeError(f"duplicate key {_shown(key)!r}", where=path)
            if key < previous:
                problem = f"key {_shown(key)!r} stands after {_shown(previous)!r}"
                raise DecodeError(problem, where=path, remedy="sort the keys")
            if not key.isascii():
                raise DecodeError(f"key {_shown(key)!r} is not ASCII text", where=path)
            seen.add(key)
            previous = key
            _refuse_uncanonical(item, f"{path}.{_shown(key)}", depth - 1)
    elif isinstance(value, list):
        _require_depth(path, depth)
        for index, item in enumerate(value):
            _refuse_uncanonical(item, f"{path}[{index}]", depth - 1)
    else:
        _refuse_unrepresentable(value, path, depth)
