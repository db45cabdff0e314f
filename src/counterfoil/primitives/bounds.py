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
from typing import Any, Final, cast

import msgspec
from msgspec import inspect

from counterfoil.primitives.types import INTEGER_MAX

NESTING_MAX: Final = 64
"""How many objects and arrays may stand inside each other, the outermost counted."""

Check = Callable[[Any], bool]
Range = tuple[int, int]
"""the least and the greatest number"""
ANY: Final[Range] = (-INTEGER_MAX, INTEGER_MAX)
"""What canonical JSON can carry."""
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

    ``made``: the value was computed, and nobody held its numbers and lengths to the bounds that its type states. They
    are held to them here, because what is written beyond them is never read again.
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
            return None if _is_bounded(info) and not made else _within(_range_of(info, made))
        case inspect.FloatType():
            return fits
        case inspect.StructType():
            return _compile_struct(info, depth, outer, made)
        case inspect.DictType():
            if not isinstance(info.key_type, inspect.StrType):
                raise _NotCompiled
            return _compile_dict(_compile(info.value_type, depth - 1, outer, made))
        case inspect.ListType() | inspect.VarTupleType():
            of_items = _of_items(_compile(info.item_type, depth - 1, outer, made))
            return _of_length(info, of_items) if made else of_items
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


def _range_of(info: inspect.IntType, made: bool) -> Range:
    """The least and the greatest number that it may be; what was decoded is within its own bounds."""
    if not made:
        return ANY
    low = [-INTEGER_MAX] + ([] if info.ge is None else [info.ge]) + ([] if info.gt is None else [info.gt + 1])
    high = [INTEGER_MAX] + ([] if info.le is None else [info.le]) + ([] if info.lt is None else [info.lt - 1])
    return max(low), min(high)


def _within(range_: Range) -> Check:
    if range_ == ANY:
        return fits
    low, high = range_
    return lambda value: type(value) in _WHOLE and low <= value <= high


def _of_items(item_check: Check | None) -> Check | None:
    if isinstance(item_check, _Numbers):
        return item_check.of_all
    return None if item_check is None else lambda values: all(map(item_check, values))


def _of_length(info: inspect.ListType | inspect.VarTupleType, of_items: Check | None) -> Check | None:
    least, most = info.min_length or 0, info.max_length
    if not least and most is None:
        return of_items
    top = INTEGER_MAX if most is None else most
    return lambda values: least <= len(values) <= top and (of_items is None or of_items(values))


def _compile_struct(info: inspect.StructType, depth: int, outer: tuple[type, ...], made: bool) -> Check | None:
    if info.cls in outer:
        raise _NotCompiled
    compiled = [(field, _compile(field.type, depth - 1, (*outer, info.cls), made)) for field in info.fields]
    ranges: dict[Range, list[str]] = {}
    for field, check in compiled:
        if check is not None and _is_number(field):
            ranges.setdefault(_range_of(_number(field), made), []).append(field.name)
    checks = [
        (attrgetter(field.name), _unless_left_out(check) if _may_be_left_out(field) else check)
        for field, check in compiled
        if check is not None and not _is_number(field)
    ]
    several = [(attrgetter(*names), *range_) for range_, names in ranges.items() if len(names) > 1]
    alone = [(attrgetter(names[0]), _within(range_)) for range_, names in ranges.items() if len(names) == 1]
    if not checks and not alone and several:
        return _Numbers(tuple(several))
    together = [(get, partial(_numbers_fit, low=low, high=high)) for get, low, high in several]
    checks = [*together, *alone, *checks]
    if not checks:
        return None
    if len(checks) == 1:
        ((get, check),) = checks
        return lambda value: check(get(value))
    return partial(_struct_fits, tuple(checks))


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The check of a struct whose numbers alone need one: of each by itself, and of many in one go, range by range."""

    parts: tuple[tuple[Callable[[Any], Any], int, int], ...]

    def __call__(self, value: Any) -> bool:
        return all(_numbers_fit(get(value), low, high) for get, low, high in self.parts)

    def of_all(self, values: Iterable[Any]) -> bool:
        """Of every trade of a position, say, which may be 500."""
        several = tuple(values)
        return not several or all(
            _numbers_fit(tuple(chain.from_iterable(map(get, several))), low, high) for get, low, high in self.parts
        )


def _struct_fits(checks: Iterable[tuple[Callable[[Any], Any], Check]], value: Any) -> bool:
    """A plain loop, as of ``_items_fit``."""
    for get, check in checks:  # noqa: SIM110
        if not check(get(value)):
            return False
    return True


def _is_number(field: inspect.Field) -> bool:
    """Whether it is always there and an integer: those of a struct are looked at together."""
    return isinstance(_bare(field), inspect.IntType) and not _may_be_left_out(field)


def _bare(field: inspect.Field) -> inspect.Type:
    return field.type.type if isinstance(field.type, inspect.Metadata) else field.type


def _number(field: inspect.Field) -> inspect.IntType:
    return cast("inspect.IntType", _bare(field))


def _numbers_fit(numbers: tuple[int, ...], low: int = -INTEGER_MAX, high: int = INTEGER_MAX) -> bool:
    return _WHOLE.issuperset(map(type, numbers)) and min(numbers) >= low and max(numbers) <= high


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
