# SPDX-License-Identifier: Apache-2.0
"""Every cost and limit of the dialect's version: to change one is to make another version (``spec/dialect.md``)."""

from typing import Final

from counterfoil.law import program

DIALECT: Final = 1
"""The version that these files and this interpreter are. A protocol version names one (``law.module``)."""
INTERPRETER: Final = "2026.1.3"
"""The release of starlark-pyo3 that is part of it."""

# Of a source.
SOURCE_BYTES_MAX: Final = 32_768
LINES_MAX: Final = 2_000
LINE_CHARACTERS_MAX: Final = 200
NAME_CHARACTERS_MAX: Final = 64
BRACKETS_MAX: Final = 32
INDENTS_MAX: Final = 16
OPERATORS_MAX: Final = 64
"""Operators, dots and brackets that may lie within each other in one expression."""
BRANCHES_MAX: Final = 64
"""``elif`` after one ``if``, with those that it stands inside of."""
PARAMETERS_MAX: Final = 16
CALL_DEPTH_MAX: Final = 32
"""Functions of the program that may be in each other at once; the call graph tells."""
INTEGER_MAX: Final = 2**53 - 1
"""Of a literal, and of an integer that crosses to the host."""

# Of values.
INTEGER_BOUND: Final = 2**256
"""An integer lies within ±this."""
CELLS_MAX: Final = 65_536
"""Characters of a string, elements of a list or a tuple."""
ENTRIES_MAX: Final = 16_384
"""Entries of a dict."""
DEPTH_MAX: Final = program.DEPTH_MAX
NODES_MAX: Final = program.NODES_MAX
GIVEN_MAX: Final = 1_048_576
"""Characters of all arguments of a call together."""
RANGE_MAX: Final = 2**30 - 1
DIGITS_MAX: Final = 80
"""Digits of a text that ``int`` reads."""

# Steps, beside one for every statement, operation, call, and element that is written down.
CELLS_A_STEP: Final = 8
"""Cells that one step reads or makes. What crosses to the host or from it is made: its nodes and its characters."""
CHARACTERS_A_STEP: Final = 64
"""Characters that one step compares, searches or hashes."""
ENTRIES_A_STEP: Final = 16
"""Entries of a dict that one step compares with a part of a key: keys may be made that all collide."""
ASKING_STEPS: Final = 500
TELLING_STEPS: Final = 100
KNOWING_STEPS: Final = 4

FLAT_MAX: Final = 64
"""Entries of a dict that is told without a walk; it costs the same either way."""

PRELUDE_NAMES: Final = (
    "INTEGER_MAX",
    "INTEGER_BOUND",
    "CELLS_MAX",
    "ENTRIES_MAX",
    "DEPTH_MAX",
    "NODES_MAX",
    "RANGE_MAX",
    "DIGITS_MAX",
    "CELLS_A_STEP",
    "CHARACTERS_A_STEP",
    "ENTRIES_A_STEP",
    "ASKING_STEPS",
    "TELLING_STEPS",
    "KNOWING_STEPS",
    "FLAT_MAX",
)


def prelude_head() -> str:
    """The constants as the prelude reads them."""
    return "".join(f"_{name} = {globals()[name]}\n" for name in PRELUDE_NAMES)
