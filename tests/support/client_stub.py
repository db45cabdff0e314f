# SPDX-License-Identifier: Apache-2.0
"""Draws ``client/nouns.pyi`` from the laws: every call typed, with its docstring, for type checkers and editors."""

import textwrap
import typing
from collections.abc import Iterator
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, Union

import msgspec

from counterfoil.cli.field_words import shapes_of
from counterfoil.client.literals import taken
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import Call, call_name
from counterfoil.law.module import Law
from counterfoil.modules import laws
from counterfoil.node.field_notes import summary
from counterfoil.primitives.field_types import stripped
from support import tree

FILE: Final = tree.PACKAGE / "client" / "nouns.pyi"
WIDTH: Final = 120
LICENCE: Final = "SPDX-License-Identifier: Apache-2.0"
HEAD: Final = """\
# {licence}
# Generated from the laws by `make docs`; a test compares. It says for type checkers what nouns.py does for any module.

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Generic, Literal, NotRequired, TypeAlias, TypedDict, TypeVar

{imports}
from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.law.call import Call

R = TypeVar("R")

"""
NOUNS: Final = '''\
class Nouns(Generic[R]):
    """Offers every module by its name."""

    def _called(self, call: Call) -> R: ...
'''
FOOT: Final = '''\
class Noun(Generic[R]):
    """The calls of one module."""

    def __init__(self, noun: str, called: Callable[[Call], R]) -> None: ...

class Calls(Nouns[Call]):
    """Makes calls and sends nothing: for `submit`, `draft`, `rehearse` and batches."""

calls: Calls
'''


def draw() -> str:
    """The stub's text."""
    every = [law for law in laws().by_noun.values() if law.calls]
    shapes = _shapes(every)
    modules = sorted({shape.__module__ for shape in shapes if shape.__module__ != KeyPolicy.__module__})
    parts = [HEAD.format(licence=LICENCE, imports="\n".join(f"import {module}" for module in modules))]
    parts += [_enumeration(shape) if issubclass(shape, Enum) else _object(shape) for shape in shapes]
    parts += [_noun(law) for law in every]
    parts.append(_nouns(every))
    return "".join([*parts, FOOT])


def write() -> None:
    """Write it anew."""
    FILE.write_text(draw(), encoding="utf-8")


def _shapes(every: list[Law]) -> list[type]:
    """What fields are made of, each before those that it is made of, by name."""
    found = {
        shape: None
        for law in every
        for call in law.calls
        for hint in typing.get_type_hints(call, include_extras=True).values()
        for shape in shapes_of(hint)
    }
    names = [_name(shape) for shape in found]
    assert len(names) == len(set(names)), "two shapes of one module and name"
    return sorted(found, key=_name)


def _name(shape: type) -> str:
    """``SettlementLegFields`` for an object, ``PartiesControlWord`` for an enumeration."""
    _, within, noun, *_ = (*shape.__module__.split("."), "", "", "")
    prefix = "".join(word.title() for word in noun.split("_")) if within == "modules" else ""
    return f"{prefix}{shape.__name__}{'Word' if issubclass(shape, Enum) else 'Fields'}"


def _path(shape: type) -> str:
    return shape.__name__ if shape.__module__ == KeyPolicy.__module__ else f"{shape.__module__}.{shape.__name__}"


def _enumeration(shape: type[Enum]) -> str:
    words = ", ".join(repr(str(one.value)).replace("'", '"') for one in shape)
    return f"{_name(shape)}: TypeAlias = {_path(shape)} | Literal[{words}]\n"


def _object(shape: type[msgspec.Struct]) -> str:
    hints = typing.get_type_hints(shape, include_extras=True)
    lines = [f"class {_name(shape)}(TypedDict):"]
    for one in msgspec.structs.fields(shape):
        kind = _type(hints[one.name])
        lines.append(f"    {one.name}: {kind if one.required else f'NotRequired[{kind}]'}")
    return "\n".join([*lines, "", ""])


def _noun(law: Law) -> str:
    """A class with a method for each call."""
    methods = "\n".join(_method(call) for call in law.calls)
    return f'class {_class(law)}(Noun[R]):\n    """The calls of {law.noun}."""\n\n{methods}\n'


def _class(law: Law) -> str:
    return "".join(word.title() for word in law.noun.split("_"))


def _method(call: type[Call]) -> str:
    hints = typing.get_type_hints(call, include_extras=True)
    verb = call_name(call).partition(".")[2]
    fields = [
        f"        {one.name}: {_type(hints[one.name])}{'' if one.required else ' = ...'},"
        for one in msgspec.structs.fields(call)
    ]
    doc = textwrap.fill(summary(call), WIDTH - 11, subsequent_indent=" " * 8, break_long_words=False)
    head = [f"    def {verb}(", "        self,", "        *,"]
    return "\n".join([*head, *fields, "    ) -> R:", f'        """{doc}"""', ""])


def _nouns(every: list[Law]) -> str:
    properties = "\n".join(
        f'    @property\n    def {law.noun}(self) -> {_class(law)}[R]:\n        """The calls of {law.noun}."""\n'
        for law in every
    )
    return f"{NOUNS}{properties}\n"


def _type(hint: Any) -> str:
    """A type as a program writes its values, without wrapper types."""
    _, kind = stripped(hint)
    if typing.get_origin(kind) in (Union, UnionType):
        members = [one for one in typing.get_args(kind) if one is not msgspec.UnsetType]
        return " | ".join(dict.fromkeys(_each_type(members)))
    if typing.get_origin(kind) in (tuple, list):
        return f"Sequence[{_type(typing.get_args(kind)[0])}]"
    if typing.get_origin(kind) is dict:
        return f"Mapping[str, {_type(typing.get_args(kind)[1])}]"
    if (found := taken(kind)) is not None:
        return found.python
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _name(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return f"{_path(kind)} | {_name(kind)}"
    return "Any"


def _each_type(members: list[Any]) -> Iterator[str]:
    for one in members:
        yield "None" if one is NoneType else _type(one)
