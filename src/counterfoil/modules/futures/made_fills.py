# SPDX-License-Identifier: Apache-2.0
"""Numbers of what no venue numbers: exercises, lapses, reductions, lots by auction."""

from collections.abc import Iterator, Sequence
from itertools import count

from counterfoil.modules.futures.positions import Direction, Fill


def unused(fills: Sequence[Fill], direction: Direction) -> Iterator[int]:
    """Numbers that no trade of the day in this direction has, upwards: of what no venue numbers."""
    taken = {one.trade for one in fills if one.direction is direction}
    return (number for number in count(1) if number not in taken)
