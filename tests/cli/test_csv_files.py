# SPDX-License-Identifier: Apache-2.0
"""CSV that a spreadsheet opens: what others wrote is no formula there, and a number stays one."""

import csv

import pytest

from counterfoil.cli.csv_files import csv_text

FORMULAS = ("=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "-1+1", "=HYPERLINK(1)")
PLAIN = ("", "a=b", "-5", "+5.20", "-0.5", "00-1B-44", "'", "SP a2101&a2105")


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_that_would_be_a_formula_is_a_text(cell: str) -> None:
    """As spreadsheets mark one, by an apostrophe; in the head as in a row."""
    read = list(csv.reader(csv_text([cell, "b"], [[cell, "x"]]).splitlines(keepends=True)))
    assert csv_text(["a"], [[cell]]).removeprefix("a\n").lstrip('"').startswith("'")
    assert read[0][0].startswith("'") and read[-1][-1] == "x"


@pytest.mark.parametrize("cell", PLAIN)
def test_any_other_stands_as_it_is(cell: str) -> None:
    """A negative price is a number, and adds up."""
    assert list(csv.reader(csv_text(["a", "b"], [[cell, -5]]).splitlines())) == [["a", "b"], [cell, "-5"]]


def test_what_is_not_there_is_an_empty_cell() -> None:
    """And no word of Python."""
    assert csv_text(["a", "b"], [[None, 1]]) == "a,b\n,1\n"
