# SPDX-License-Identifier: Apache-2.0
"""Which decoded values canonical JSON can carry: a check compiled once per type, so that most decodes skip it.

A struct whose fields are all bounded needs no check; a ``dict[str, Any]`` inside it is walked, and nothing else.
Nesting has a fixed limit, because Python's own depends on the caller's stack and two nodes could split over it.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from operator import attrgetter
from typing import Any, Final

import msgspec
from msgspec import inspect

from counterfoil.primitives.types import INTEGER_MAX

NESTING_MAX: Final = 64
"""How many objects and arrays may stand inside each other, the outermost counted."""

Check = Callable[[Any], bool]
_WHOLE: Final = frozenset({int, bool})


class _NotCompiled(Exception):
    """A type that needs its values walked whole."""


def fits(value: Any, depth: int = NESTING_MAX) -> bool:
    """Whether a plain value is text, a boolean, null or an integer within ±(2⁵³−1), or nests such, ``depth`` deep."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-INTEGER_MAX <= value <= INTEGER_MAX)
    if depth <= 0:
        return False
    if kind is dict:
        return all(map(str.isascii, value)) and _items_fit(value.values(), depth)
    return (kind is list or kind is tuple) and _items_fit(value, depth)


def _items_fit(items: Iterable[Any], depth: int) -> bool:
    """A plain loop, because most items are texts and this runs for every transaction."""
    for item in items:  # noqa: SIM110
        if type(item) is not str and not fits(item, depth - 1):
            return False
    return True


@cache
def check_for(type_: Hashable, *, made: bool = False) -> Check | None:
    """What a decoded value of ``type_`` must pass besides its type, or None when the type says it all.

    ``made``: the value was computed, and nobody held its numbers to the bounds that its type states.
    """
    try:
        return _compile(inspect.type_info(type_), NESTING_MAX, (), made)
    except _NotCompiled:
        return lambda value: fits(msgspec.to_builtins(value, str_keys=True))


def _compile(info: inspect.Type, depth: int, outer: tuple[type, ...], made: bool) -> Check | None:
    """``depth`` is what is left of the nesting; ``outer`` the structs around, to notice a recursive type."""
    match info:
        case inspect.Metadata():
            return _compile(info.type, depth, outer, made)
        case inspect.AnyType():
            return lambda value: fits(value, depth)
        case inspect.IntType():
            return None if _is_bounded(info) and not made else fits
        case inspect.FloatType():
            return fits
        case inspect.StructType():
            return _compile_struct(info, depth, outer, made)
        case inspect.DictType():
            if not isinstance(info.key_type, inspect.StrType):
                raise _NotCompiled
            return _compile_dict(_compile(info.value_type, depth - 1, outer, made))
        case inspect.ListType() | inspect.VarTupleType():
            item_check = _compile(info.item_type, depth - 1, outer, made)
            if isinstance(item_check, _Numbers):
                return item_check.of_all
            return None if item_check is None else lambda values: all(map(item_check, values))
        case inspect.UnionType():
            return _compile_union(info, depth, outer, made)
        case (
            inspect.StrType()
            | inspect.BytesType()
            | inspect.BoolType()
            | inspect.NoneType()
            | inspect.EnumType()
            | inspect.LiteralType()
        ):
            return None
        case _:
            raise _NotCompiled


def _is_bounded(info: inspect.IntType) -> bool:
    low = info.ge if info.ge is not None else info.gt
    high = info.le if info.le is not None else info.lt
    return low is not None and high is not None and low >= -INTEGER_MAX and high <= INTEGER_MAX


def _compile_struct(info: inspect.StructType, depth: int, outer: tuple[type, ...], made: bool) -> Check | None:
    if info.cls in outer:
        raise _NotCompiled
    compiled = [(field, _compile(field.type, depth - 1, (*outer, info.cls), made)) for field in info.fields]
    numbers = [field.name for field, check in compiled if check is not None and _is_number(field)]
    checks = [
        (attrgetter(field.name), _unless_left_out(check) if _may_be_left_out(field) else check)
        for field, check in compiled
        if check is not None and not _is_number(field)
    ]
    if len(numbers) > 1:
        together = attrgetter(*numbers)
        if not checks:
            return _Numbers(together)
        checks.insert(0, (together, _numbers_fit))
    elif numbers:
        checks.insert(0, (attrgetter(numbers[0]), fits))
    if not checks:
        return None
    if len(checks) == 1:
        ((get, check),) = checks
        return lambda value: check(get(value))
    return partial(_struct_fits, tuple(checks))


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The check of a struct whose numbers alone need one: of each by itself, and of many in one go."""

    get: Callable[[Any], Any]

    def __call__(self, value: Any) -> bool:
        return _numbers_fit(self.get(value))

    def of_all(self, values: Iterable[Any]) -> bool:
        """Of every trade of a position, say, which may be 500."""
        numbers = tuple(chain.from_iterable(map(self.get, values)))
        return not numbers or _numbers_fit(numbers)


def _struct_fits(checks: Iterable[tuple[Callable[[Any], Any], Check]], value: Any) -> bool:
    """A plain loop, as of ``_items_fit``."""
    for get, check in checks:  # noqa: SIM110
        if not check(get(value)):
            return False
    return True


def _is_number(field: inspect.Field) -> bool:
    """Whether it is always there and an integer: those of a struct are looked at together."""
    info = field.type.type if isinstance(field.type, inspect.Metadata) else field.type
    return isinstance(info, inspect.IntType) and not _may_be_left_out(field)


def _numbers_fit(numbers: tuple[int, ...]) -> bool:
    return _WHOLE.issuperset(map(type, numbers)) and min(numbers) >= -INTEGER_MAX and max(numbers) <= INTEGER_MAX


def _may_be_left_out(field: inspect.Field) -> bool:
    """Whether the field is unset where it is left out: it need not be there, and has no default."""
    return not field.required and field.default is field.default_factory is msgspec.NODEFAULT


def _unless_left_out(check: Check) -> Check:
    """A field that may be left out has no value that could be wrong when it is."""
    return lambda value: value is msgspec.UNSET or check(value)


def _compile_dict(value_check: Check | None) -> Check:
    if value_check is None:
        return lambda values: all(map(str.isascii, values))
    return lambda values: all(map(str.isascii, values)) and all(map(value_check, values.values()))


_CLASS_OF: Final[dict[type[inspect.Type], type]] = {
    inspect.IntType: int,
    inspect.FloatType: float,
    inspect.DictType: dict,
    inspect.ListType: list,
    inspect.VarTupleType: tuple,
}


def _compile_union(info: inspect.UnionType, depth: int, outer: tuple[type, ...], made: bool) -> Check | None:
    """A JSON document tells the members of a union apart, and so do the classes of the decoded values."""
    checks: dict[type, Check] = {}
    for member in info.types:
        plain = member.type if isinstance(member, inspect.Metadata) else member
        if (check := _compile(plain, depth, outer, made)) is not None:
            checks[plain.cls if isinstance(plain, inspect.StructType) else _CLASS_OF[type(plain)]] = check
    if not checks:
        return None
    return lambda value: (check := checks.get(type(value))) is None or check(value)
