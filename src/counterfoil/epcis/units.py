# SPDX-License-Identifier: Apache-2.0
"""Quantities in one unit as quantities in another, exactly: as fractions, never rounded."""

from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from counterfoil.epcis.unit_table import DIMENSIONS, Row
from counterfoil.primitives.errors import InputError

PIECES: Final = "H87"
"""What a quantity without a unit is counted in."""


class Unit(NamedTuple):
    """One unit: its dimension, and how many of the base unit one is, the offset added before."""

    code: str
    name: str
    dimension: str
    factor: Fraction
    offset: Fraction

    def to_base(self, value: Decimal | Fraction) -> Fraction:
        """A value in this unit, in the base unit of its dimension."""
        return (Fraction(value) + self.offset) * self.factor

    def from_base(self, value: Fraction) -> Fraction:
        """A value in the base unit, in this one."""
        return value * Fraction(self.factor.denominator, self.factor.numerator) - self.offset


def unit(code: str) -> Unit:
    """The unit of a code of Recommendation 20, nothing being pieces; InputError for one that is not known."""
    found = UNITS.get(code or PIECES)
    if found is None:
        raise InputError(f"the unit {code!r} is not known", remedy="give a code of UN/ECE Recommendation 20, as KGM")
    return found


def convert(value: Decimal | Fraction, given: str, wanted: str) -> Fraction:
    """A value of one unit in another; InputError where a unit is not known, or they measure different things."""
    have, want = unit(given), unit(wanted)
    if have.dimension != want.dimension:
        problem = f"{have.code} ({have.dimension}) is never {want.code} ({want.dimension})"
        raise InputError(problem, remedy="give units of one dimension")
    return want.from_base(have.to_base(value))


def _made(dimension: str, row: Row) -> Unit:
    numerator, _, denominator = row.factor.partition("/")
    below = Fraction(denominator or "1")
    factor = Fraction(numerator) * Fraction(below.denominator, below.numerator)
    return Unit(row.code, row.name, dimension, factor, Fraction(row.offset))


UNITS: Final = {row.code: _made(dimension, row) for dimension, rows in DIMENSIONS.items() for row in rows}
"""Code → unit."""
BASES: Final = {dimension: rows[0].code for dimension, rows in DIMENSIONS.items()}
"""Dimension → the code of its base unit."""
