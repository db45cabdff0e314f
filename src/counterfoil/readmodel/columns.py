# SPDX-License-Identifier: Apache-2.0
"""Types of columns that mean the same on SQLite and on PostgreSQL: texts by their bytes, decimals to the last digit."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Dialect, Numeric, Text
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.types import TypeDecorator, TypeEngine

from counterfoil.primitives.errors import InputError

DIGITS_MAX: Final = 60
"""Of one number, without zeros at either end."""
EXPONENT_MAX: Final = 999
"""How many places the first digit may stand before or behind the point."""
_NINES: Final = str.maketrans("0123456789", "9876543210")
_BIAS: Final = 5_000
"""So that every exponent is written in four digits, and those of negative numbers, turned round, too."""


class ByteText(TypeDecorator[str]):
    """A text. Two are in the order of their bytes in UTF-8, whatever language a server was set up in."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """SQLite compares bytes unless it is told otherwise; PostgreSQL is told to."""
        chosen = TEXT(collation="C") if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(chosen)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Raise InputError for what one of the two could not hold."""
        return None if value is None else require_storable(value)


class LedgerText(ByteText):
    """A text that a ledger took in: of whole characters and without NUL. Nobody looks at it a second time."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:  # noqa: ARG002
        return None


def require_storable(text: str) -> str:
    """A text without NUL, which PostgreSQL keeps in none, and of whole characters; raises InputError."""
    if "\0" in text:
        raise InputError("a text with a NUL character in it cannot be stored", where="text")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError("a text with half a character in it cannot be stored", where="text") from None
    return text


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal, exactly, in the order of numbers. Zeros behind it are no part of it: 1.50 comes back as 1.5.

    PostgreSQL has such a type. SQLite has none, and would make a binary float of it: there it is a text whose bytes
    are in the order of the numbers (``sortable``).
    """

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        chosen = Numeric() if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(chosen)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Raise InputError for a number with more digits, or further from the point, than is kept."""
        if value is None:
            return None
        return plain(value) if dialect.name == "postgresql" else sortable(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return plain(value) if dialect.name == "postgresql" else from_sortable(value)


def plain(value: Decimal) -> Decimal:
    """The same number without zeros behind it, and zero without a sign; raises InputError outside the bounds."""
    negative, digits, exponent = _parts(value)
    return Decimal((negative, tuple(map(int, digits or "0")), exponent))


def sortable(value: Decimal) -> str:
    """A text that is before another's just when the number is below the other; raises InputError.

    ``1`` for zero; ``2``, where the first digit stands, and the digits; below zero all is turned round, ``~`` ends it.
    """
    negative, digits, exponent = _parts(value)
    if not digits:
        return "1"
    written = f"{exponent + len(digits) + _BIAS:04}{digits}"
    return f"0{written.translate(_NINES)}~" if negative else f"2{written}"


def from_sortable(text: str) -> Decimal:
    """The number of which ``sortable`` made this text."""
    if text == "1":
        return Decimal(0)
    negative = text[0] == "0"
    written = text[1:-1].translate(_NINES) if negative else text[1:]
    digits = written[4:]
    return Decimal((int(negative), tuple(map(int, digits)), int(written[:4]) - _BIAS - len(digits)))


def _parts(value: Decimal) -> tuple[int, str, int]:
    """Sign, digits without zeros at either end (none: zero), exponent of the last."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise InputError("not a number", where="decimal")
    whole = "".join(map(str, digits)).lstrip("0")
    short = whole.rstrip("0")
    if not short:
        return 0, "", 0
    exponent += len(whole) - len(short)
    if len(short) > DIGITS_MAX or abs(exponent + len(short)) > EXPONENT_MAX:
        problem = f"a number of more than {DIGITS_MAX} digits, or {EXPONENT_MAX} places from the point, is not kept"
        raise InputError(problem, where="decimal")
    return sign, short, exponent
