# SPDX-License-Identifier: Apache-2.0
"""The call by which a house lets margins of products offset each other."""

from counterfoil.law.call import Call
from counterfoil.modules.futures.combining import Combinations
from counterfoil.primitives.types import TimestampField


class SetCombinations(Call, frozen=True, tag_field="call", tag="futures.set_combinations"):
    """Say whose margins offset each other, from now on or from later, but for the day that is open; by the house.

    All groups at once: what is not named again offsets nothing any more.
    """

    house: str
    groups: Combinations
    since: TimestampField | None = None
