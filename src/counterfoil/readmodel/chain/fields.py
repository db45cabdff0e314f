# SPDX-License-Identifier: Apache-2.0
"""By what records are asked: the parts of their paths, and those of their fields whose types are texts.

Names, statuses, identifiers, and lists of them; and whom they name, at whatever depth. All told by the types that the
modules have, so that a new one needs no line. Numbers are not among them: a holding's quantity changes with every
transfer, and a row for each would cost more than all the others.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import inspect

from counterfoil.law.fields import TRAIL
from counterfoil.law.table import every, members_read_of
from counterfoil.law.who_is_named import Naming, naming, texts_in
from counterfoil.modules import laws
from counterfoil.primitives import canonical
from counterfoil.primitives.types import RecordPath

VALUE_BYTES_MAX: Final = 200
"""Of a text that is asked for: whole documents are kept, and not looked for."""
PART: Final = "/"
"""Before the number of a part of a path: ``/1`` is the first after the table. No field of a record begins so."""

PARTY: Final = "@party"
ACCOUNT: Final = "@account"
"""Names under which a record says whom it names deep within it. No field of a record begins so."""
_VALUE: Final = itemgetter(1)

Said = tuple[str, str]
"""A name, and a text that it has."""
OPENED: Final[Said] = ("@members", "read")
"""What a record says that every party of the chain may read, of a table that is open in part."""


def said_by(prefix: str, path: RecordPath, document: bytes) -> set[Said]:
    """By what a record of a table is found after this version of it."""
    found = {(f"{PART}{place}", part) for place, part in enumerate(path.split("/")[2:], 1)}
    read = _read(prefix)
    if read.kind is not None:
        said: Any = canonical.decode_json(document, read.kind)
        for field, name in read.texts:
            value = getattr(said, field)
            if isinstance(value, str):
                found.add((name, value))
            elif isinstance(value, list):
                found.update((name, one) for one in value if isinstance(one, str))
        for field, mark, names in read.within:
            found.update((mark, one) for one in texts_in(getattr(said, field), names))
    if read.opened is not None and read.opened(document):
        found.add(OPENED)
    short = max(map(len, map(_VALUE, found)), default=0) <= VALUE_BYTES_MAX // 4 and b"\\u0000" not in document
    return found if short else {one for one in found if is_asked_for(one[1])}


def is_asked_for(value: str) -> bool:
    """Whether a text is short enough to be looked for, and one that databases keep."""
    if len(value) > VALUE_BYTES_MAX or "\0" in value:
        return False
    return value.isascii() or len(value.encode()) <= VALUE_BYTES_MAX


@cache
def text_fields(prefix: str) -> tuple[str, ...]:
    """The fields of a table's records that are texts or lists of texts, as they are called in JSON."""
    table = laws().tables.get(prefix)
    return () if table is None else _texts_of(table.record)


@cache
def names_of(prefix: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Under which names records of a table say a party, and under which an account."""
    table = laws().tables.get(prefix)
    if table is None:
        return (), ()
    parties, accounts = _naming(table.record)
    marks = {mark for _, mark, _ in _read(prefix).within}
    return (
        (*(name for name in text_fields(prefix) if name in parties), *({PARTY} & marks)),
        (*(name for name in text_fields(prefix) if name in accounts), *({ACCOUNT} & marks)),
    )


@cache
def members_read(prefix: str) -> Callable[[Any], bool] | None:
    """Which records of a table every party of the chain may read; ``every``: all that it has; None: none."""
    table = laws().tables.get(prefix)
    return None if table is None else members_read_of(table.record, laws().tables.values())


def opening(prefix: str) -> tuple[Said, ...]:
    """What those say that members may read, where a table has others besides."""
    return () if members_read(prefix) in (None, every) else (OPENED,)


def tables() -> Mapping[str, tuple[str, ...]]:
    """Every table of every module, with what its records are asked by besides the parts of their paths."""
    return {prefix: text_fields(prefix) for prefix in sorted(laws().tables)}


class _Read(NamedTuple):
    """What is read of a table's records: a struct of the wanted fields alone, which costs a third of reading all."""

    kind: type | None
    texts: Sequence[tuple[str, str]]
    """field of the struct, name of the text"""
    within: Sequence[tuple[str, str, frozenset[str]]]
    """field of the struct in which somebody is named, PARTY or ACCOUNT, names of the fields that do"""
    opened: Callable[[bytes], bool] | None = None
    """whether members may read it, where that is asked of each"""


@cache
def _read(prefix: str) -> _Read:
    table = laws().tables.get(prefix)
    if table is None:
        return _Read(None, (), ())
    told = inspect.type_info(table.record)
    assert isinstance(told, inspect.StructType)
    looked = [
        (one.encode_name, mark, names)
        for mark, names in zip((PARTY, ACCOUNT), _naming(table.record), strict=True)
        for one in told.fields
        if one.encode_name != TRAIL and names & _names_within(one.type)
    ]
    wanted = sorted({*text_fields(prefix), *(name for name, *_ in looked)})
    called = {name: f"field_{place}" for place, name in enumerate(wanted)}
    spelled = {field: name for name, field in called.items()}
    kind = msgspec.defstruct("Wanted", [(field, Any, None) for field in spelled], rename=spelled) if wanted else None
    texts = [(called[name], name) for name in text_fields(prefix)]
    within = [(called[name], mark, names) for name, mark, names in looked]
    return _Read(kind, texts, within, _opened(prefix, table.record))


def _opened(prefix: str, record: type) -> Callable[[bytes], bool] | None:
    read = members_read(prefix) if opening(prefix) else None
    return None if read is None else lambda document: read(canonical.decode(document, record))


def _naming(record: type) -> Naming:
    return naming(record)


def _names_within(kind: inspect.Type) -> set[str]:
    """The fields of what stands in a field."""
    if isinstance(kind, inspect.StructType):
        return {one.encode_name for one in kind.fields}.union(*(_names_within(one.type) for one in kind.fields))
    if isinstance(kind, inspect.Metadata):
        return _names_within(kind.type)
    if isinstance(kind, inspect.UnionType):
        return set[str]().union(*map(_names_within, kind.types))
    if isinstance(kind, inspect.CollectionType):
        return _names_within(kind.item_type)
    if isinstance(kind, inspect.DictType):
        return _names_within(kind.value_type)
    return set()


def _texts_of(record: type) -> tuple[str, ...]:
    told = inspect.type_info(record)
    assert isinstance(told, inspect.StructType)
    return tuple(one.encode_name for one in told.fields if one.encode_name != TRAIL and _is_text(one.type))


def _is_text(kind: inspect.Type) -> bool:
    """A text, one of some words, a list of such; or one of these or nothing."""
    if isinstance(kind, inspect.Metadata):
        return _is_text(kind.type)
    if isinstance(kind, inspect.UnionType):
        return any(map(_is_text, kind.types))
    if isinstance(kind, inspect.CollectionType):
        return _is_text(kind.item_type)
    if isinstance(kind, inspect.EnumType):
        return issubclass(kind.cls, str)
    if isinstance(kind, inspect.LiteralType):
        return any(isinstance(value, str) for value in kind.values)
    return isinstance(kind, inspect.StrType)
