# SPDX-License-Identifier: Apache-2.0
"""Fields of structs in words: what each may hold, its default, and what its docstring adds."""

import typing
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, NamedTuple, Union

import msgspec
from msgspec import Meta

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import SealedAttachment
from counterfoil.node.field_notes import notes_of
from counterfoil.primitives import types as t
from counterfoil.primitives.field_types import only, stripped

NAMED: Final[Mapping[Any, str]] = {
    t.AccountId: "account",
    t.ChainId: "chain",
    t.CodeHash: "hash of code",
    t.Height: "block height",
    t.HexHash: "hash",
    t.InstrumentId: "instrument",
    t.JsonText: "JSON",
    t.LedgerHash: "hash",
    t.KeyId: "key identifier",
    t.PartyId: "party",
    t.Quantity: "quantity in smallest units",
    t.RecordPath: "path of a record",
    t.Timestamp: "time in ms",
    t.Duration: "duration in ms",
    t.DayNumber: "days since 1970-01-01",
    t.OffsetMinutes: "minutes before midnight UTC",
    t.MinuteOfDay: "minute of the day",
    t.Millionths: "millionths",
    t.Billionths: "billionths",
    t.BasisPoints: "hundredths of a per cent",
}
SAMPLES: Final[Mapping[Any, str]] = {
    "authorities": "supervisor",
    "changers": "supervisor",
    "commitment": "0" * 64,
    "delay_ms": "1h",
    "executor": "depository",
    "occurred": "-7d",
    "receiver": "bob-1",
    "rules": "kind=attested,topic=identity",
    "scope": "account=alice-1,instrument=SSE.600000",
    "supervisor": "supervisor",
    "topic": "identity",
    "watched": "askers=supervisor",
    "event": "listed_on_exchange",
    t.AccountId: "alice-1",
    t.Height: "1000",
    t.CodeHash: "box",
    t.LedgerHash: "0" * 64,
    t.HexHash: "order.pdf",
    t.InstrumentId: "SSE.600000",
    t.JsonText: "{}",
    t.PartyId: "depository",
    t.Quantity: "100",
    t.Timestamp: "+7d",
    t.Duration: "365d",
    t.DayNumber: "2027-01-04",
    t.OffsetMinutes: "+08:00",
    t.MinuteOfDay: "09:30",
    t.Millionths: "0.35%",
    t.Billionths: "0.0023%",
    t.BasisPoints: "20%",
    KeyPolicy: "depository",
}
WRITTEN: Final[Mapping[Any, str]] = {
    t.CodeHash: "hash of code as counterfoil contract check says, or the contract's folder",
    t.LedgerHash: "64 lower-case hex digits, as counterfoil show record says",
    t.HexHash: "SHA-256 in hex, or a file to take it of",
    t.Timestamp: "time with its offset such as 2027-01-04T15:00+08:00, from now such as +90m, +12h, +7d, -2d, or never",
    t.Duration: "duration such as 30d, 12h, 90m, or in ms",
    t.DayNumber: "date such as 2027-01-04, or from today in UTC such as +30d, or days since 1970-01-01",
    t.OffsetMinutes: "offset from UTC such as +08:00, or in minutes",
    t.MinuteOfDay: "time of day such as 09:30, at most 24:00, or minutes since it began",
    t.Millionths: "share such as 0.35%, or in millionths",
    t.Billionths: "share such as 0.0023%, or in billionths",
    t.BasisPoints: "share such as 20.5%, or in hundredths of a per cent",
    KeyPolicy: "a key's name, or how many must sign: 2 of alice, bob, carol",
    SealedAttachment: "@FILE that counterfoil attachment seal wrote",
}
"""How users write what has a form of its own."""
PLAIN: Final[Mapping[Any, str]] = {bool: "true or false", bytes: "bytes in base64", int: "whole number", str: "text"}
LONG: Final = 1_000
"""Characters beyond which a text is rather taken of a file."""
IDENTIFIER: Final = "1 to 64 letters, digits and `._:-`"


class Field(NamedTuple):
    """One field: its name, what it may hold, its default as JSON (None: it must be given), and a note."""

    name: str
    holds: str
    default: str | None
    note: str


def fields_of(struct: type[msgspec.Struct]) -> list[Field]:
    """The fields of a struct, those with defaults last, as they are declared."""
    hints, notes = typing.get_type_hints(struct, include_extras=True), notes_of(struct)
    return [
        Field(one.name, in_words(hints[one.name]), _default(one), notes.get(one.name, ""))
        for one in msgspec.structs.fields(struct)
    ]


def in_words(hint: Any) -> str:
    """A type in words; structs and enumerations by their name, linked to where they are described."""
    metas, hint = stripped(hint)
    if hint in NAMED:
        return _bounded(NAMED[hint], metas)
    if typing.get_origin(hint) in (Union, UnionType):
        kinds = typing.get_args(hint)
        members = [in_words(one) for one in kinds if one not in (NoneType, msgspec.UnsetType)]
        return " or ".join([*members, "null"] if NoneType in kinds else members)
    if typing.get_origin(hint) in (tuple, list):
        return _bounded(f"list of {in_words(typing.get_args(hint)[0])}", metas)
    if typing.get_origin(hint) is dict:
        key, value = map(in_words, typing.get_args(hint))
        return f"object: {key} → {value}"
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct | Enum):
        return f"[{hint.__name__}](#{shape_title(hint).replace('`', '').replace(' ', '-').lower()})"
    return _bounded(PLAIN.get(hint, "any value"), metas)


def in_writing(hint: Any) -> str:
    """How a value is written on the command line or in a cell."""
    metas, inner = _metas_beside_none(hint), only(hint)
    if (known := WRITTEN.get(inner)) is not None:
        return known
    if typing.get_origin(inner) is tuple:
        return f"{in_writing(typing.get_args(inner)[0])}; may be repeated"
    if isinstance(inner, type) and issubclass(inner, Enum):
        return ", ".join(member.value for member in inner)
    if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
        return _struct_in_writing(inner)
    words = _bounded(NAMED.get(inner, PLAIN.get(inner, "any value")), metas).replace("`", "")
    return f"{words}, or @FILE to take it of" if is_long_text(metas, inner) else words


def _struct_in_writing(struct: type[msgspec.Struct]) -> str:
    """``name=…`` for each field, in brackets where it may be left out; then its enumerations, and which are lists."""
    hints = {name: only(hint) for name, hint in typing.get_type_hints(struct, include_extras=True).items()}
    fields = msgspec.structs.fields(struct)
    parts = [f"{one.name}=…" if one.required else f"[{one.name}=…]" for one in fields]
    notes = [f"{name}: {in_writing(hint)}" for name, hint in hints.items() if isinstance(hint, type(Enum))]
    lists = [one.name for one in fields if typing.get_origin(hints[one.name]) is tuple]
    notes += [f"may be repeated in it: {', '.join(lists)}"] if lists else []
    return ",".join(parts) + (f" ({'; '.join(notes)})" if notes else "")


def _metas_beside_none(hint: Any) -> list[Meta]:
    """What bounds a type, and what is said of it, also where None may stand in its place."""
    metas, inner = stripped(hint)
    if typing.get_origin(inner) in (Union, UnionType):
        metas = [*metas, *(meta for one in typing.get_args(inner) for meta in stripped(one)[0])]
    return metas


def sample(name: str, hint: Any) -> str:
    """A value that a field may have, for an example: the type's own, where it gives one."""
    metas, inner = stripped(hint)[0], only(hint)
    if (own := next((one for meta in metas for one in meta.examples or ()), None)) is not None:
        return str(own)
    if any(meta.pattern == t.IDENTIFIER_PATTERN for meta in metas) and inner is not t.AccountId:
        return f"{name}-1"
    is_struct = isinstance(inner, type) and issubclass(inner, msgspec.Struct)
    if (known := (None if is_struct else SAMPLES.get(name)) or SAMPLES.get(inner)) is not None:
        return known
    if typing.get_origin(inner) is tuple:
        return sample(name, typing.get_args(inner)[0])
    if isinstance(inner, type) and issubclass(inner, Enum):
        return str(next(iter(inner)).value)
    if is_struct:
        hints = typing.get_type_hints(inner, include_extras=True)
        every = msgspec.structs.fields(inner)
        fields = [one.name for one in every if one.required] or [every[0].name]
        return ",".join(f"{field}={_within(field, hints[field])}" for field in fields)
    if inner is bool:
        return "no"
    return "2" if is_integer(inner) else f"{name}-1"


def _within(name: str, hint: Any) -> str:
    """The same within a struct: objects in it, and in a list of it, stand in brackets."""
    members = typing.get_args(only(hint)) if typing.get_origin(only(hint)) is tuple else ()
    inner = only(members[0]) if members else only(hint)
    composed = isinstance(inner, type) and issubclass(inner, msgspec.Struct)
    text = sample(name, hint)
    return f"[{text}]" if composed and not text.startswith("[") else text


def is_long_text(metas: Sequence[Meta], hint: Any) -> bool:
    """Whether it may be a text that nobody types, such as contract terms."""
    return hint in (str, t.JsonText) and any((meta.max_length or 0) > LONG for meta in metas)


def is_integer(hint: Any) -> bool:
    """Whether it is ``int``, or a new type of it such as a quantity."""
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    return hint is int


def shape_title(shape: type) -> str:
    """What a struct is called in the reference: modules have types of one name, each with fields of its own."""
    _, within, noun, *_ = (*shape.__module__.split("."), "", "", "")
    return f"`{shape.__name__}` of {noun}" if within == "modules" else f"`{shape.__name__}`"


def shapes_of(hint: Any) -> Iterator[type]:
    """The structs and enumerations that a type is made of, each before those that it is made of."""
    _, hint = stripped(hint)
    for member in typing.get_args(hint):
        yield from shapes_of(member)
    if isinstance(hint, type) and issubclass(hint, Enum):
        yield hint
    elif isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
        for inner in typing.get_type_hints(hint, include_extras=True).values():
            yield from shapes_of(inner)


def _bounded(words: str, metas: list[Meta]) -> str:
    for meta in metas:
        if meta.pattern == t.IDENTIFIER_PATTERN:
            words = f"{words} identifier ({IDENTIFIER})" if words in NAMED.values() else f"identifier ({IDENTIFIER})"
        elif meta.pattern == t.HEX_HASH.pattern:
            words = "hash" if words in ("text", "hash") else words
        elif meta.pattern is not None:
            pattern = meta.pattern.removesuffix(r"\Z")
            words = f"{words} of the form `{pattern}`"
        if meta.gt == 0:
            words = f"positive {words}"
        elif meta.ge is not None and (meta.ge, meta.le) != (0, t.INTEGER_MAX):
            words = f"{words} from {meta.ge:,}" + (f" to {meta.le:,}" if meta.le not in (None, t.INTEGER_MAX) else "")
        words = _lengthy(words, meta)
        words = words if meta.description is None else f"{words}, {meta.description}"
    return words


def _lengthy(words: str, meta: Meta) -> str:
    if meta.max_length is None:
        return words
    if words.startswith("list of "):
        least = f"{meta.min_length} to " if meta.min_length else "at most "
        return f"list of {least}{meta.max_length:,} of: {words.removeprefix('list of ')}"
    least = f"{meta.min_length} to " if meta.min_length else "at most "
    unit = "bytes" if words == PLAIN[bytes] else "characters"
    return f"{words}, {least}{meta.max_length:,} {unit}"


def _default(one: msgspec.structs.FieldInfo) -> str | None:
    if one.required:
        return None
    value = one.default_factory() if one.default is msgspec.NODEFAULT else one.default
    return "left out" if value is msgspec.UNSET else msgspec.json.encode(value).decode()
