# SPDX-License-Identifier: Apache-2.0
"""What users write for the fields of a call: names of keys, times, files, lists."""

import re
import typing
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import partial
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, Union

from counterfoil.cli.field_parts import parts_of, refuse_divided, refuse_grouped, unquoted
from counterfoil.cli.field_words import is_integer, is_long_text
from counterfoil.cli.times import UNITS_MS, time_from
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.field_types import stripped
from counterfoil.primitives.input_files import read_input_file

if TYPE_CHECKING:
    from counterfoil.identity.policy import PublicKey
    from counterfoil.primitives.types import Timestamp

FindKey = Callable[[str], "PublicKey"]
"""The public key of a name; raises KeyFileError."""
FindCode = Callable[[str, str], str | None]
"""(how a hash begins, where it was typed): the code on record that is meant, or None; raises InputError."""

LIST_MARK: Final = ";"
"""Between the members of a list in one cell or option."""
_POINTED: Final = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]{1,9})\Z")
_SPAN: Final = re.compile(r"\+?([0-9]{1,6})(s|m|h|d)\Z")
_DAYS_AHEAD: Final = re.compile(r"\+([0-9]{1,5})d\Z")
_OFFSET: Final = re.compile(r"(?:UTC)?([+-])([0-9]{2}):([0-5][0-9])\Z")
_CLOCK: Final = re.compile(r"([0-9]{2}):([0-5][0-9])\Z")
_PERCENT: Final = re.compile(r"([+-]?[0-9]{1,6})(?:\.([0-9]{1,9}))? ?%\Z")
_IN_BRACKETS: Final = re.compile(r"\[[A-Za-z].*\]\Z", re.DOTALL)
"""A list in brackets that is no JSON: in that a member begins with a digit, a quotation mark or a bracket."""


_VOTED: Final = {"yes": "in_favour", "for": "in_favour", "no": "against"}
"""How people vote → as a ballot says it."""


def also_read(hint: Any) -> str:
    """What is read for a word besides the words themselves, to be said in help; nothing where that is none."""
    words = {one.value for one in hint} if isinstance(hint, type) and issubclass(hint, Enum) else set()
    also = [f"{typed} ({word})" for typed, word in _VOTED.items() if word in words]
    return f"also {', '.join(also)}" if also else ""


class FieldReader:
    """Reader one text for one field; ``find_key`` knows keys by name, ``now`` is what ``+7d`` counts from.

    ``find_code`` knows code by how its hash begins; without it a hash is whole.
    """

    def __init__(
        self, find_key: FindKey, now: "Callable[[], Timestamp]", find_code: FindCode = lambda _text, _where: None
    ) -> None:
        self._find_key = find_key
        self._now = now
        self._find_code = find_code

    def read(self, hint: Any, text: str, *, where: str) -> Any:
        """The value as it stands in JSON; raises InputError naming ``where``."""
        from counterfoil.identity.policy import KeyPolicy
        from counterfoil.primitives import types as t

        metas, hint = stripped(hint)
        if typing.get_origin(hint) in (Union, UnionType):
            (hint,) = [one for one in typing.get_args(hint) if one is not NoneType]
            return self.read(hint, text, where=where)
        if typing.get_origin(hint) is tuple:
            return self._list(typing.get_args(hint)[0], text, where)
        if text[:1] in ("{", "@") and is_composed(hint):
            return _json(text, where)
        if hint is KeyPolicy:
            return self._key_policy(text, where)
        if hint is t.Timestamp and text == "never":  # as NEVER of evidence/text.py writes it
            return t.INTEGER_MAX
        if hint is t.Timestamp:
            return time_from(text, self._now, where)
        if hint is t.JsonText:
            return _canonical(text, where)
        if hint is t.CodeHash:
            return _code(text, where, self._find_code)
        if hint is t.LedgerHash:
            return _known_hash(text, where)
        if hint is t.HexHash:
            return hash_of(text, where)
        if hint is t.DayNumber and (ahead := _DAYS_AHEAD.match(text)) is not None:
            return self._now() // UNITS_MS["d"] + int(ahead[1])
        if (measured := _measures().get(hint)) is not None:
            return measured(text, where)
        if hint is bool:
            return _yes_or_no(text, where)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return _word(hint, text)
        if is_integer(hint):
            said = next((one.description for one in metas if one.description), "")
            return _integer(text, where, f"a whole number {said}" if said else "")
        if is_long_text(metas, hint) and text.startswith("@"):
            return _text_of(Path(text[1:]), where)
        return self._struct(hint, text, where) if is_composed(hint) else text

    def _list(self, member: Any, text: str, where: str) -> list[Any]:
        """Members one by one, also within brackets, or a JSON list of them."""
        mark = LIST_MARK
        if _IN_BRACKETS.match(text):
            text, mark = text[1:-1], LIST_MARK if is_composed(member) else ","
        elif text.startswith("["):
            return list(_json(text, where))
        found: list[Any] = []
        for part in parts_of(text, mark):
            if part.strip():
                read = self.read(member, part.strip(), where=where)
                found += read if isinstance(read, list) else [read]
        return found

    def _struct(self, struct: type, text: str, where: str) -> dict[str, Any]:
        """``name=value,name=value``, in brackets where it stands in another; the name of a list may be repeated.

        A text with a comma stands between quotation marks: ``name="one, two"``.
        """
        text = text[1:-1] if _IN_BRACKETS.match(text) else text
        hints = typing.get_type_hints(struct, include_extras=True)
        value: dict[str, Any] = {}
        parts = parts_of(text, ",")
        refuse_grouped(parts, where)
        for place, part in enumerate(parts):
            name, given, content = part.partition("=")
            name = name.strip()
            if not given or name not in hints:
                _refuse_file(text, where)
                if place and not given:
                    refuse_divided(parts[place - 1], part, hints, where)
                remedy = f"such as {','.join(f'{name}=…' for name in hints)}"
                raise InputError(f"{part.strip()!r} names no field of {struct.__name__}", where=where, remedy=remedy)
            read = self.read(hints[name], unquoted(content.strip()), where=f"{where}, {name}")
            if name not in value:
                value[name] = read
            elif isinstance(read, list) and isinstance(value[name], list):
                value[name] += read
            else:
                raise InputError(f"{name} is given twice", where=where, remedy="keep one of the two")
        return value

    def _key_policy(self, text: str, where: str) -> Mapping[str, Any]:
        """``alice``, or ``2 of alice, bob, carol``."""
        count, given, names = text.partition(" of ")
        listed = [name.strip() for name in (names if given else text).split(",") if name.strip()]
        threshold = _integer(count.strip(), where) if given else 1
        if not listed or (len(listed) > 1 and not given):
            remedy = "a key's name, or how many of them must sign: 2 of alice, bob, carol"
            raise InputError(f"{text!r} does not say how many keys must sign", where=where, remedy=remedy)
        keys = [self._find_key(name) for name in listed]
        return {"keys": [{"key": key.key, "scheme": key.scheme} for key in keys], "threshold": threshold}


def _measures() -> Mapping[Any, Callable[[str, str], int]]:
    """Type → how its numbers are read as people write them; raises InputError."""
    from counterfoil.primitives import types as t

    return {
        t.Duration: _duration,
        t.DayNumber: _day,
        t.OffsetMinutes: _offset,
        t.MinuteOfDay: _minute_of_day,
        t.Millionths: partial(_share, 4),
        t.Billionths: partial(_share, 7),
        t.BasisPoints: partial(_share, 2),
    }


def _word(words: type[Enum], text: str) -> str:
    """One of some words, also with spaces, or as people vote; any other text as it is, of which all are told later."""
    known = [str(one.value) for one in words]
    typed = text.strip().lower().replace(" ", "_").replace("-", "_")
    for word in (text, typed, _VOTED.get(typed, "")):
        if word in known:
            return word
    return text


def _duration(text: str, where: str) -> int:
    """Milliseconds of ``30d``, or ``+30d`` as times are written."""
    match = _SPAN.match(text)
    return (
        int(match[1]) * UNITS_MS[match[2]] if match else _integer(text, where, "such as 30d, 12h, 90m, 25s, or in ms")
    )


def _day(text: str, where: str) -> int:
    """Days since 1970-01-01 of a date."""
    if text.isdigit():
        return _integer(text, where)
    try:
        return (date.fromisoformat(text) - date(1970, 1, 1)).days
    except ValueError as error:
        raise InputError(f"{text!r} is no date", where=where, remedy="such as 2027-01-04, or +30d") from error


def _offset(text: str, where: str) -> int:
    """Minutes of ``+08:00``, below zero west of Greenwich."""
    match = _OFFSET.match(text)
    if match is None:
        return _integer(text, where, "such as +08:00")
    minutes = int(match[2]) * 60 + int(match[3])
    return -minutes if match[1] == "-" else minutes


def _minute_of_day(text: str, where: str) -> int:
    """Minutes of ``09:30``."""
    match = _CLOCK.match(text)
    return int(match[1]) * 60 + int(match[2]) if match else _integer(text, where, "such as 09:30")


def _share(decimals: int, text: str, where: str) -> int:
    """Of ``0.35%`` in units of which 10 to the ``decimals`` are a per cent; a whole number is in these already."""
    match = _PERCENT.match(text)
    if match is None:
        return _integer(text, where, "such as 0.35%")
    fraction = match[2] or ""
    if len(fraction) > decimals:
        raise InputError(f"{text!r} is too exact", where=where, remedy=f"at most {decimals} digits behind the point")
    return int(match[1] + fraction.ljust(decimals, "0"))


def is_composed(hint: Any) -> bool:
    """Whether a value of this type is a list or an object."""
    import msgspec

    plain = typing.get_origin(hint) or hint
    return plain in (tuple, dict) or (isinstance(plain, type) and issubclass(plain, msgspec.Struct))


def _json(text: str, where: str) -> Any:
    """JSON written here, or in the file named behind ``@``."""
    from counterfoil.cli.calls import parse_document, read_input

    if text.startswith("@"):
        return parse_document(read_input(Path(text[1:])), where=text[1:])
    if text[:1] not in ("{", "["):
        _refuse_file(text, where)
    return parse_document(text.encode(), where=where)


def _refuse_file(text: str, where: str) -> None:
    """InputError for the name of a file that is there, whose content is meant; what cannot be a name is none."""
    try:
        there = Path(text).is_file()
    except (OSError, ValueError):
        there = False
    if there:
        remedy = f"@{text}" if "," in where else f"{where} @{text}"
        raise InputError(f"{text} is a file", where=where, remedy=f"what is in it is taken with {remedy}")


def _canonical(text: str, where: str) -> str:
    """Any JSON, written here or in the file named behind ``@``, in the one form that the ledger takes.

    So in the calls that it lists.
    """
    from counterfoil.cli.calls import with_texts
    from counterfoil.primitives import canonical

    try:
        return canonical.encode(with_texts(_json(text, where), where=where)).decode()
    except DecodeError as error:
        raise InputError(error.problem, where=f"{where}, {error.where}", remedy=error.remedy) from error


def _code(text: str, where: str, find: FindCode) -> str:
    """What a chain calls code: 64 hex digits as they are, or of the folder of a contract, or of its manifest.

    Or of code on record whose hash begins so.
    """
    from counterfoil.node.contracts.folder import MANIFEST, read_folder

    if _is_hash(text):
        return text
    path = Path(text)
    folder = path.parent if path.name == MANIFEST else path
    if not (folder / MANIFEST).is_file():
        if (found := find(text, where)) is not None:
            return found
        remedy = (
            "64 lower-case hex digits, as counterfoil contract check says, the first 8 or more, or a contract's folder"
        )
        raise InputError(f"{text!r} is neither the hash of code nor a contract's folder", where=where, remedy=remedy)
    return read_folder(folder).code


def _known_hash(text: str, where: str) -> str:
    """64 hex digits that the ledger says: no file has them."""
    if not _is_hash(text):
        remedy = "64 lower-case hex digits, as counterfoil show record says"
        raise InputError(f"{text!r} is no hash", where=where, remedy=remedy)
    return text


def hash_of(text: str, where: str) -> str:
    """64 hex digits as they are; otherwise a file, of which it is the SHA-256. InputError for neither."""
    from counterfoil.primitives.hashing import digest, to_hex

    if _is_hash(text):
        return text
    if not Path(text).is_file():
        remedy = "64 lower-case hex digits, or a file, whose SHA-256 is taken"
        raise InputError(f"{text!r} is neither a hash nor a file", where=where, remedy=remedy)
    return to_hex(digest(read_input_file(Path(text))))


def _is_hash(text: str) -> bool:
    from counterfoil.primitives.types import HEX_HASH

    return re.match(HEX_HASH.pattern or "", text) is not None


def _text_of(file: Path, where: str) -> str:
    """What stands in a file, byte for byte: its last line feed too."""
    from counterfoil.cli.calls import read_input

    try:
        return read_input(file).decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8", where=where, remedy="text as it is to stand on the ledger") from error


def _yes_or_no(text: str, where: str) -> bool:
    if text.lower() not in ("yes", "no", "true", "false"):
        raise InputError(f"{text!r} is neither yes nor no", where=where, remedy="yes or no")
    return text.lower() in ("yes", "true")


def _integer(text: str, where: str, or_written: str = "") -> int:
    from counterfoil.primitives.types import INTEGER_MAX
    from counterfoil.primitives.written import ungrouped

    digits = text.removeprefix("-")
    if (plain := ungrouped(digits)) != digits and plain.isdigit():
        remedy = f"write {text.replace(digits, plain)}, without marks between thousands"
        raise InputError(f"{text!r} is not a whole number", where=where, remedy=remedy)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(INTEGER_MAX))):
        if (smallest := _POINTED.fullmatch(text)) is not None and not or_written:
            plain, decimals = smallest[1].replace(",", "") + smallest[2], len(smallest[2])
            unit = f"a unit of {decimals} decimal{'' if decimals == 1 else 's'}"
            counted = f"amounts count smallest units: {int(plain)}, of {unit}"
            raise InputError(f"{text!r} is not a whole number", where=where, remedy=counted)
        remedy = or_written or "ASCII digits and nothing else, but for a minus below zero"
        raise InputError(f"{text!r} is not a whole number", where=where, remedy=remedy)
    return int(text)
