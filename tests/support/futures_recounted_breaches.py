# SPDX-License-Identifier: Apache-2.0
"""Positions that were counted anew in the evidence world, and one breach for each rule: see ``law_breaches``."""

from typing import Any

from counterfoil.modules.futures.law import FUTURES_FEATURE
from support.clearing_breaches import plain
from support.evidence_world import World
from support.futures_breaches import Floor
from support.futures_recounted import ON, half_counted
from support.law_breaches import Breach


def recounted_world() -> World:
    """The stage of the rejection table, counted to the end."""
    floor: Any = Floor(World(features=(FUTURES_FEATURE,)))
    half_counted(floor)
    floor.do(ON, signed_by="cat")
    floor.do(ON, signed_by="cat")
    return floor.world  # type: ignore[no-any-return]


WORLD = recounted_world
BREACHES = {"futures.count_on.nothing_to_count": Breach("futures/counting/CC", "cat", plain(ON))}
UNCOVERED = {"futures.CountingMoved._moved.too_many_counted": "256 at once; asked of the record apart"}
