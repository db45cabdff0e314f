# SPDX-License-Identifier: Apache-2.0
"""One value out of several, in whole numbers: every node and every verifier gets the same."""

from collections.abc import Sequence

from counterfoil.primitives.types import PARTS_PER_MILLION


def median(values: Sequence[int]) -> int:
    """The middle one in order; of an even number the mean of the two in the middle, half up (towards the greater)."""
    ordered, half = sorted(values), len(values) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half] + 1) // 2


def apart(low: int, high: int, middle: int, spread_ppm: int) -> bool:
    """Whether two values lie further apart than so many millionths of a third, whose sign does not matter."""
    return (high - low) * PARTS_PER_MILLION > spread_ppm * abs(middle)
