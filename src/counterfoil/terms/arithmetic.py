# SPDX-License-Identifier: Apache-2.0
"""Exact decimal arithmetic: one fixed context, so that every node computes the same digits."""

import decimal
import re
from decimal import Decimal
from typing import Final

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

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


def exact() -> "decimal._ContextManager":
    """The fixed context, for a ``with`` statement: operators on decimals use the current thread's context."""
    return decimal.localcontext(CONTEXT)


def number(value: object) -> Decimal:
    """The decimal that a string, an integer or a decimal states, blanks around it ignored; ValueError otherwise.

    Floats are refused: 0.1 has no binary fraction, so what was meant is not known.
    """
    if isinstance(value, bool | float):
        raise ValueError(f"a {type(value).__name__}")
    if isinstance(value, int | Decimal):
        result = Decimal(value)
    elif isinstance(value, str) and len(value) <= 200 and _NUMBER.fullmatch(value.strip()):
        result = Decimal(value.strip())
    else:
        raise ValueError("not a number")
    if not result.is_finite():
        raise ValueError("not a finite number")
    if len(result.as_tuple().digits) > CONTEXT.prec or abs(result.adjusted()) > 1000:
        raise ValueError(f"more than {CONTEXT.prec} digits")
    return result


def text(value: Decimal) -> str:
    """The decimal without exponent and without trailing zeros: ``"25.5"``, ``"-3000"``, ``"0"``."""
    if not value:
        return "0"
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
