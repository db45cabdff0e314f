# SPDX-License-Identifier: Apache-2.0
"""The one rounding of futures: halves up."""

from fractions import Fraction


def half_up(of: int | Fraction, parts: int = 1) -> int:
    """``of`` / ``parts`` to a whole number, halves up: of money, to the cash's smallest unit."""
    return int((2 * of + parts) // (2 * parts))
