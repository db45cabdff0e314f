# SPDX-License-Identifier: Apache-2.0
"""Amounts, and how large they may be: far above any market, and small enough for cents within 34 digits."""

from dataclasses import is_dataclass
from decimal import Decimal
from typing import Any, Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import text
from counterfoil.terms.kernel.dates import format_time
from counterfoil.terms.kernel.reading import TermError, terms_of
from counterfoil.terms.kernel.risk_factors import ObservedEvent

LARGEST: Final = Decimal("1e20")
"""What is stated or ordered is below it in size: money, units, shares, face, prices and rates."""
SMALLER: Final = f"give less than {text(LARGEST)}"


def too_large(amount: Decimal) -> bool:
    """Whether an amount is not below ``LARGEST`` in size."""
    return amount.copy_abs() >= LARGEST


def check_amounts(record: Any, *, where: str) -> None:
    """TermError for the first number too large in a record of terms, or in one of the lists of records in it."""
    for name, described in terms_of(type(record)).items():
        value = getattr(record, described.field)
        for number, item in enumerate(value) if isinstance(value, tuple) else ((0, value),):
            if isinstance(item, Decimal):
                if too_large(item):
                    raise TermError(name, f"{item} is too large an amount", where=where, remedy=SMALLER)
            elif isinstance(value, tuple) and is_dataclass(item):
                check_amounts(item, where=f"{where}.{name}[{number}]")


def amount_of(seen: ObservedEvent) -> Decimal:
    """What an observed event states: an amount, a price, a rate; InputError for none, or more than there can be."""
    where = f"{seen.type} observed on {format_time(seen.at)}"
    if seen.value is None:
        raise InputError("there is no value", where=where, remedy="give the value of the event")
    if too_large(seen.value):
        raise InputError(f"{seen.value} is too large an amount", where=where, remedy=SMALLER)
    return seen.value
