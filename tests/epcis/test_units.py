# SPDX-License-Identifier: Apache-2.0
"""Units of Recommendation 20: known conversions, exactly, there and back, and never from one thing into another."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.epcis.unit_table import DIMENSIONS
from counterfoil.epcis.units import BASES, UNITS, convert, unit
from counterfoil.primitives.errors import InputError

KNOWN = {
    ("26.1", "CEL", "KEL"): "299.25",
    ("212", "FAH", "CEL"): "100",
    ("-40", "CEL", "FAH"): "-40",
    ("1", "TNE", "KGM"): "1000",
    ("1", "LBR", "GRM"): "453.59237",
    ("16", "ONZ", "LBR"): "1",
    ("1", "STN", "LBR"): "2000",
    ("1", "LTN", "CWI"): "20",
    ("1", "SMI", "FOT"): "5280",
    ("1", "ACR", "YDK"): "4840",
    ("1", "GLL", "INQ"): "231",
    ("1", "BLL", "GLL"): "42",
    ("8", "PTI", "GLI"): "1",
    ("160", "OZI", "GLI"): "1",
    ("128", "OZA", "GLL"): "1",
    ("1", "ATM", "PAL"): "101325",
    ("760", "UA", "ATM"): "1",
    ("1", "KWH", "JOU"): "3600000",
    ("36", "KMH", "MTS"): "10",
    ("1", "KNT", "KMH"): "1.852",
    ("50", "P1", "C62"): "0.5",
    ("1000", "P71", "P70"): "1",
    ("12.1", "A93", "GL"): "0.0121",
    ("2", "DZN", ""): "24",
    ("60", "RPM", "HTZ"): "1",
}


@pytest.mark.parametrize(
    ("asked", "result"), KNOWN.items(), ids=lambda one: " ".join(one) if isinstance(one, tuple) else ""
)
def test_known_conversions(asked, result):
    """Definitions that people know, exactly."""
    value, given_unit, wanted = asked
    assert convert(Decimal(value), given_unit, wanted) == Fraction(result)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4), st.sampled_from(sorted(UNITS)), st.data())
def test_there_and_back(value, code, data):
    """Into any unit of the same dimension and back, nothing is lost."""
    same = [row.code for row in DIMENSIONS[unit(code).dimension]]
    other = data.draw(st.sampled_from(same))
    assert convert(convert(value, code, other), other, code) == Fraction(value)


def test_the_table():
    """No code stands twice, each is one of Recommendation 20 by its form, and the base of each dimension is one."""
    codes = [row.code for rows in DIMENSIONS.values() for row in rows]
    assert len(codes) == len({*codes}) == len(UNITS)
    assert all(code.isalnum() and code == code.upper() and 2 <= len(code) <= 3 for code in codes)
    for code in BASES.values():
        assert (unit(code).factor, unit(code).offset) == (1, 0)


REFUSED = {
    ("1", "XYZ", "KGM"): "the unit 'XYZ' is not known",
    ("1", "KGM", "LTR"): r"KGM \(mass\) is never LTR \(volume\)",
}


@pytest.mark.parametrize(("asked", "problem"), REFUSED.items(), ids=["unknown", "another dimension"])
def test_what_is_refused(asked, problem):
    """A unit that is not known, and what measures something else."""
    with pytest.raises(InputError, match=problem):
        convert(Decimal(asked[0]), *asked[1:])
