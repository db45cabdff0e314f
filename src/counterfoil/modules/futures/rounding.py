# SPDX-License-Identifier: Apache-2.0
"""The one rounding of futures, halves up; how a whole is divided by largest remainders, known by where it cuts.

And how much anything may come to, so that sums of many are counted.
"""

from fractions import Fraction
from typing import Final

from counterfoil.primitives.types import INTEGER_MAX

WORTH_MAX: Final = INTEGER_MAX // 64
"""What is open of a contract is worth no more at a price that is fixed; no bid and no least is further from nothing."""


def half_up(of: int | Fraction, parts: int = 1) -> int:
    """``of`` / ``parts`` to a whole number, halves up: of money, to the cash's smallest unit."""
    return int((2 * of + parts) // (2 * parts))


def part_at_cut(whole: int, share: tuple[int, int], cut: tuple[int, str], name: str) -> int:
    """What of a whole is somebody's who has a ``share``, so much of so much: downwards, and one more above the cut.

    The cut is a remainder, and the text before which a name of that remainder comes to have one more.
    """
    (own, of), (remainder, before) = share, cut
    part, left = divmod(whole * own, of)
    return part + (left > remainder or (left == remainder and name < before))


def beside_tick(contract: str, price: int, tick: int) -> str:
    """What is told of a price that is no multiple of its contract's tick; in units of the product's last decimal."""
    return f"{contract}: {price}, and its tick is {tick}"
