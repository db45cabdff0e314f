# SPDX-License-Identifier: Apache-2.0
"""Whatever stops one contract as an error of that contract, so that it stops none beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from counterfoil.primitives.errors import InputError

_BEYOND_BOUNDS: Final = (ArithmeticError, RecursionError, MemoryError)
"""What a formula cannot bear: a date beyond the calendar, an amount beyond 34 digits, contracts without end."""


@contextmanager
def as_input_errors(where: str) -> Iterator[None]:
    """Turns every exception into an InputError whose place begins with ``where``.

    One of our own keeps its type and what it says. A mistake in a contract type, which no terms explain, is called so.
    """
    try:
        yield
    except InputError as error:
        if error.where != where and not error.where.startswith(tuple(where + sign for sign in ".[,")):
            error.where = f"{where}, {error.where}" if error.where else where
        raise
    except _BEYOND_BOUNDS as error:
        remedy = "look for amounts and times far out of range"
        raise InputError(f"cannot be computed: {_named(error)}", where=where, remedy=remedy) from error
    except Exception as error:
        raise InputError(f"internal error, please report it: {_named(error)}", where=where) from error


def _named(error: Exception) -> str:
    return f"{type(error).__name__} {error}".rstrip()
