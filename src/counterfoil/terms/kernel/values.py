# SPDX-License-Identifier: Apache-2.0
"""Kinds of term values: how each is read from JSON, written back, and described to somebody who got it wrong."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Final, TypeVar

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel import arithmetic
from counterfoil.terms.kernel.dates import format_time, parse_cycle, parse_period, parse_time

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Kind:
    """``read`` raises ValueError for what is not ``allowed``; ``write`` gives the JSON value back.

    The text of the ValueError completes the sentence "this value is …".
    """

    read: Callable[[object], Any]
    write: Callable[[Any], object]
    allowed: str


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    if not value.strip():
        raise ValueError("blank")
    if len(value.strip()) > 200:
        raise ValueError(f"of {len(value.strip())} characters")
    return value.strip()


def _number(allowed: str, refused: str = "", *, limited: bool = False) -> Kind:
    def read(value: object) -> Decimal:
        result = arithmetic.number(value)
        if (refused == "negative" and result < 0) or (refused == "not above zero" and result <= 0):
            raise ValueError(refused)
        if limited and too_large(result):
            raise ValueError("too large an amount")
        return result

    return Kind(read, arithmetic.text, allowed)


def too_large(amount: Decimal) -> bool:
    """Whether an amount is not below ``LARGEST`` in size."""
    return amount.copy_abs() >= LARGEST


def _parsed(parse: Callable[[str], object], allowed: str) -> Kind:
    def read(value: object) -> object:
        if not isinstance(value, str):
            raise ValueError("not a text")
        return parse(value)

    return Kind(read, str, allowed)


LARGEST: Final = Decimal("1e20")
"""What market types state and observe is below it in size: money, units, shares, face, prices and rates.

Far above any market, and small enough for cents within 34 digits.
"""
TEXT: Final = Kind(_read_text, str, "a text of 1 to 200 characters")
REAL: Final = _number('a decimal number such as "0.05", of at most 34 digits')
POSITIVE: Final = _number('a decimal number such as "1000", not negative', "negative")
SIGNED: Final = _number('a decimal number such as "0.05", less than 1e20 in size', limited=True)
AMOUNT: Final = _number('a decimal number such as "1000", not negative, less than 1e20', "negative", limited=True)
ABOVE_ZERO: Final = _number("a decimal number above zero, less than 1e20", "not above zero", limited=True)
TIME: Final = Kind(parse_time, format_time, "a time such as 2024-02-29T00:00:00, without time zone")
PERIOD: Final = _parsed(parse_period, "a period such as P5D, P2W, P1M, P1Q, P1H or P1Y")
CYCLE: Final = _parsed(parse_cycle, "a cycle such as P1ML0 (long last stub) or P3ML1 (short last stub)")


def choice(enumeration: type[StrEnum], **synonyms: Enum) -> Kind:
    """One of the enumeration's values, in any case, or a synonym of one."""
    table: dict[str, Any] = {member.value.upper(): member for member in enumeration} | dict(synonyms)

    def read(value: object) -> object:
        key = value.strip().upper() if isinstance(value, str) else None
        if key not in table:
            raise ValueError("not one of the allowed values")
        return table[key]

    return Kind(read, str, "one of " + ", ".join(member.value for member in enumeration))


def read_list(value: object) -> Sequence[object]:
    """The value, if it is a list."""
    if not isinstance(value, list | tuple):
        raise ValueError("not a list")
    return value


def read_items(items: Iterable[object], read: Callable[[object], R]) -> tuple[R, ...]:
    """Each item of a list read; the ValueError says which one is wrong."""
    done: list[R] = []
    for item in items:
        try:
            done.append(read(item))
        except ValueError as error:
            raise ValueError(f"wrong at element {len(done) + 1}: {shown(item)} is {error}") from None
    return tuple(done)


def read_at(kind: Kind, given: object, where: str) -> Any:
    """The value that is given at a place; InputError names the place and what is allowed there."""
    try:
        return kind.read(given)
    except ValueError as error:
        problem = "missing" if given is None else f"{shown(given)} is {error}"
        raise InputError(problem, where=where, remedy=f"give {kind.allowed}") from None


def mapping_at(given: object, where: str, remedy: str) -> Mapping[str, object]:
    """The JSON object that is given at a place; InputError if it is none."""
    if not isinstance(given, Mapping):
        problem = "missing" if given is None else f"{shown(given)} is not an object"
        raise InputError(problem, where=where, remedy=remedy)
    return given


def shown(value: object) -> str:
    """The value as an error message shows it: at most 60 characters."""
    try:
        written = repr(value)
    except ValueError:
        return "an integer of very many digits"
    return written if len(written) <= 60 else written[:57] + "..."


def name_shown(name: str) -> str:
    """A name that somebody else chose, as an error message shows it: at most 60 characters."""
    return name if len(name) <= 60 else name[:57] + "..."


def whole(least: int, most: int) -> Kind:
    """A whole number from ``least`` to ``most``."""

    def read(value: object) -> int:
        stated = arithmetic.number(value)
        if stated != stated.to_integral_value() or not least <= stated <= most:
            raise ValueError("not a whole number in range")
        return int(stated)

    return Kind(read, str, f"a whole number from {least} to {most}")


def array(kind: Kind) -> Kind:
    """A list of values of one kind; a single value stands for a list of one."""

    def read(value: object) -> tuple[object, ...]:
        return read_items(value if isinstance(value, list | tuple) else [value], kind.read)

    return Kind(read, lambda items: [kind.write(item) for item in items], f"a list, each {kind.allowed}")
