# SPDX-License-Identifier: Apache-2.0
"""Exact decimal arithmetic: one fixed context, so that every node computes the same digits."""

import decimal
import re
from decimal import Decimal
from enum import StrEnum
from typing import Final

from counterfoil.primitives.errors import InputError

CONTEXT: Final = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
"""Decimal128 of IEEE 754-2008: 34 digits, half to even."""

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
CENT: Final = 2
"""Decimals of money."""

_LARGEST_EXPONENT: Final = 99
_LONGEST_TEXT: Final = 200
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


class Rounding(StrEnum):
    """Away from zero from a half on, or towards zero."""

    HALF_UP = "HALF_UP"
    DOWN = "DOWN"


def rounded(value: Decimal, decimals: int, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """``value`` to so many decimals, whatever the context of the thread; InputError beyond 34 digits."""
    try:
        return value.quantize(Decimal((0, (1,), -decimals)), rounding=f"ROUND_{rounding.value}", context=CONTEXT)
    except decimal.InvalidOperation:
        problem = f"an amount of {value:.3e} has more than {CONTEXT.prec} digits when rounded to {decimals} decimals"
        raise InputError(problem, remedy="give smaller amounts and prices") from None


def exact() -> "decimal._ContextManager":
    """The fixed context, for a ``with`` statement: operators on decimals use the current thread's context."""
    return decimal.localcontext(CONTEXT)


def number(value: object) -> Decimal:
    """The decimal that a string, an integer or a decimal states, blanks around it ignored; ValueError otherwise.

    Floats are refused: 0.1 has no binary fraction, so what was meant is not known. So is what does not fit into 34
    significant digits, or is not between 1e-99 and 1e100 in size: what :func:`text` writes can be read again.
    """
    if isinstance(value, str):
        plain = value.strip()
        if len(value) > _LONGEST_TEXT or not _NUMBER.fullmatch(plain):
            raise ValueError("not a number")
        given = Decimal(plain)
    elif isinstance(value, bool):
        raise ValueError("not a number but true or false")
    elif isinstance(value, float):
        raise ValueError("a binary float, which is not exact: parse JSON numbers as decimals, or give texts")
    elif isinstance(value, int | Decimal):
        given = Decimal(value)
    else:
        raise ValueError("not a number")
    if not given.is_finite():
        raise ValueError("not a finite number")
    if not given:
        return ZERO
    if abs(given.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(f"not between 1e-{_LARGEST_EXPONENT} and 1e{_LARGEST_EXPONENT + 1} in size")
    result = CONTEXT.plus(given)
    if result != given:
        raise ValueError(f"of more than {CONTEXT.prec} digits")
    return result


def text(value: Decimal) -> str:
    """The decimal without exponent and without trailing zeros: ``"25.5"``, ``"-3000"``, ``"0"``."""
    if not value:
        return "0"
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
