# SPDX-License-Identifier: Apache-2.0
"""Quantities as text: never without their unit."""

from counterfoil.evidence.text import format_quantity, written
from counterfoil.page.report_labels import LABELS

Unit = tuple[str, int]
"""name and decimals"""


def amount(quantity: int, unit: Unit | None, *, signed: bool = False) -> str:
    """A quantity with its unit; without one it counts smallest units, and says so."""
    if unit is None:
        words = LABELS["smallest_units"]
        return f"{format_quantity(quantity, 0, signed=signed)} {words.zh} {words.en}"
    name, decimals = unit
    return f"{format_quantity(quantity, decimals, signed=signed)} {written(name)}"
