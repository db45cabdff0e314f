# SPDX-License-Identifier: Apache-2.0
"""What Python has for the fields of calls: texts, whole numbers, times of ``datetime``, and objects as mappings.

``plain`` makes of them what a call's line holds; ``in_words`` says what a field takes.
"""

import typing
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, NamedTuple, Union

import msgspec

from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.primitives import types as t
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.field_types import hints_of, only, stripped, words_of
from counterfoil.primitives.types import QUANTITY_MAX

NEVER: Final = t.Timestamp(QUANTITY_MAX)
"""A time without an end."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY: Final = date(1970, 1, 1)
_MILLISECOND: Final = timedelta(milliseconds=1)


class Taken(NamedTuple):
    """What is taken of a type: as Python's types have it, and in words."""

    python: str
    words: str


TAKEN: Final[Mapping[Any, Taken]] = {
    str: Taken("str", "text"),
    int: Taken("int", "a whole number"),
    bool: Taken("bool", "True or False"),
    bytes: Taken("bytes", "bytes"),
    t.Timestamp: Taken("int | datetime", "a datetime with its offset, or milliseconds since 1970"),
    t.Duration: Taken("int | timedelta", "a timedelta, or milliseconds"),
    t.DayNumber: Taken("int | date", "a date, or days since 1970-01-01"),
    t.OffsetMinutes: Taken("int | timedelta", "a timedelta, or minutes by which a day begins before midnight UTC"),
    t.Quantity: Taken("int", "a whole number of smallest units"),
    t.Millionths: Taken("int", "a whole number of millionths"),
    t.Billionths: Taken("int", "a whole number of billionths"),
    t.BasisPoints: Taken("int", "a whole number of hundredths of a per cent"),
    t.Height: Taken("int", "a block height"),
    t.HexHash: Taken("str", "64 lower-case hex digits"),
    t.PartyId: Taken("str", "a party's identifier"),
    t.AccountId: Taken("str", "an account's identifier"),
    t.InstrumentId: Taken("str", "an instrument's identifier"),
    t.RecordPath: Taken("str", "a record's path"),
    t.JsonText: Taken("str", "a JSON value in canonical form, as text"),
    KeyPolicy: Taken("KeyPolicy | PublicKey | KeyPolicyFields", "a KeyPolicy, or a PublicKey that signs alone"),
}
"""Of what is not here, the type that it is a new name of."""


def taken(kind: Any) -> Taken | None:
    """What is taken of a type that is no object, list or enumeration."""
    while kind not in TAKEN and hasattr(kind, "__supertype__"):
        kind = kind.__supertype__
    return TAKEN.get(kind)


def in_words(hint: Any) -> str:
    """What a field of this type takes, for whoever writes Python."""
    kind = only(hint)
    if words := words_of(kind):
        return f"one of {', '.join(map(repr, words))}"
    if typing.get_origin(kind) in (tuple, list):
        return f"a list, each {in_words(typing.get_args(kind)[0])}"
    if (found := taken(kind)) is not None:
        return found.words
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        needed = [one.name for one in msgspec.structs.fields(kind) if one.required]
        return f"a {kind.__name__}, or a mapping with {', '.join(needed) or 'any of its fields'}"
    return "an object"


def plain(hint: Any, value: Any, where: str) -> Any:
    """A value as a call's line holds it; raises InputError where Python's value has no one meaning there."""
    if type(value) in (str, int):
        return value
    _, kind = stripped(hint)
    if typing.get_origin(kind) in (Union, UnionType):
        return _of_union(kind, value, where)
    if isinstance(value, datetime | date | timedelta):
        return _of_time(kind, value, where)
    if isinstance(value, Enum):
        return value.value
    if kind is KeyPolicy and isinstance(value, PublicKey):
        return msgspec.to_builtins(KeyPolicy(keys=(value,), threshold=1))
    if isinstance(value, msgspec.Struct):
        return msgspec.to_builtins(value)
    if isinstance(value, bytes | bytearray):
        return msgspec.to_builtins(bytes(value))
    if isinstance(value, Mapping):
        return _of_mapping(kind, value, where)
    if isinstance(value, Sequence) and not isinstance(value, str):
        inner = typing.get_args(kind)[0] if typing.get_origin(kind) in (tuple, list) else Any
        return [plain(inner, one, f"{where}[{number}]") for number, one in enumerate(value)]
    return value


def _of_union(kind: Any, value: Any, where: str) -> Any:
    if value is None:
        return None
    members = [one for one in typing.get_args(kind) if one not in (NoneType, msgspec.UnsetType)]
    if len(members) == 1:
        return plain(members[0], value, where)
    # Which of several is meant its own fields tell; none of their times is Python's.
    return plain(Any, value, where)


def _of_mapping(kind: Any, value: Mapping[Any, Any], where: str) -> dict[Any, Any]:
    hints = hints_of(kind) if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else {}
    inner = typing.get_args(kind)[1] if typing.get_origin(kind) is dict else Any
    return {name: plain(hints.get(name, inner), one, f"{where}.{name}") for name, one in value.items()}


def _of_time(kind: Any, value: datetime | date | timedelta, where: str) -> int:
    if kind is t.Timestamp and isinstance(value, datetime):
        if value.tzinfo is None:
            raise InputError("a time without an offset", where=where, remedy="datetime(…, tzinfo=UTC), or another zone")
        return (value - _EPOCH) // _MILLISECOND
    if kind is t.DayNumber and isinstance(value, date) and not isinstance(value, datetime):
        return (value - _FIRST_DAY).days
    if kind is t.Duration and isinstance(value, timedelta):
        return value // _MILLISECOND
    if kind is t.OffsetMinutes and isinstance(value, timedelta):
        return value // timedelta(minutes=1)
    raise InputError(f"{type(value).__name__} is not taken here", where=where, remedy=in_words(kind))
