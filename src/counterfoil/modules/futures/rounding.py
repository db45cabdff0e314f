# SPDX-License-Identifier: Apache-2.0
"""The one rounding of futures, halves up; and how a whole is divided by largest remainders, known by where it cuts."""

from fractions import Fraction


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
