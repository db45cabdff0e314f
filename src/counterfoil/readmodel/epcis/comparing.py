# SPDX-License-Identifier: Apache-2.0
"""A number in one unit compared with what stands in others, exactly: the number asked for is converted, not the rows.

In another unit it may have decimals without end. Every number that is kept has at most ``DIGITS_MAX`` digits, so that
the next one above of as many digits tells just the same apart (``ceiling``).
"""

from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_

from counterfoil.epcis.units import PIECES, UNITS, Unit, unit
from counterfoil.primitives.errors import InputError
from counterfoil.readmodel.columns import DIGITS_MAX, plain

COMPARISONS: Final = ("EQ", "GT", "GE", "LT", "LE")
_UP: Final = Context(prec=DIGITS_MAX, rounding=ROUND_CEILING, Emin=-999_999, Emax=999_999)


def compare(column: Any, comparison: str, value: Any) -> ColumnElement[bool]:
    """A column beside a value, both of one kind."""
    made: dict[str, ColumnElement[bool]] = {
        "EQ": column == value,
        "GT": column > value,
        "GE": column >= value,
        "LT": column < value,
        "LE": column <= value,
    }
    return made[comparison]


def compare_in_unit(
    column: Any, uom: Any, comparison: str, values: Iterable[Decimal], asked: str, *, difference: bool = False
) -> ColumnElement[bool]:
    """A column of numbers, each in the unit that ``uom`` says, beside numbers in the unit asked for.

    ``difference``: the numbers are distances, such as a deviation, so that where a scale begins is no part of them.
    Raises InputError for a unit that is not known.
    """
    have = unit(asked)
    others = [one for one in UNITS.values() if one.dimension == have.dimension]
    wanted = list(values)
    return or_(*_in_each(column, uom, comparison, wanted, have, others, difference))


def _in_each(
    column: Any,
    uom: Any,
    comparison: str,
    values: list[Decimal],
    have: Unit,
    others: list[Unit],
    difference: bool,
) -> Iterator[ColumnElement[bool]]:
    for other in others:
        said = or_(uom == other.code, uom == "") if other.code == PIECES else uom == other.code
        for value in values:
            base = Fraction(value) * have.factor if difference else have.to_base(value)
            there = base / other.factor if difference else other.from_base(base)
            bound, exact = ceiling(there)
            if comparison == "EQ":
                if exact:
                    yield and_(said, column == bound)
            elif exact:
                yield and_(said, compare(column, comparison, bound))
            else:
                # Nothing that is kept lies between: so above it is at or above the bound, and below it is below.
                yield and_(said, column >= bound if comparison in ("GT", "GE") else column < bound)


def ceiling(value: Fraction) -> tuple[Decimal, bool]:
    """The least number of at most ``DIGITS_MAX`` digits that is not below, and whether it is just the value."""
    # The library divides to the precision and rounds up: a quotient that is no decimal is never equal to it.
    bound = _UP.divide(_whole(value.numerator), _whole(value.denominator))
    return plain(bound), Fraction(bound) == value


def _whole(value: int) -> Decimal:
    """Construction is exact, whatever the length."""
    if value.bit_length() > 20_000:
        raise InputError("a number beyond what can be compared", where="number")
    return Decimal(value)
