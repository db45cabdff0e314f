# SPDX-License-Identifier: Apache-2.0
"""The same day in the evidence world, and one breach for each rule about actual control: see ``law_breaches``."""

from typing import Any

from counterfoil.modules.futures.law import FUTURES_FEATURE
from support.clearing_breaches import plain
from support.evidence_world import World
from support.futures_breaches import Floor
from support.futures_control import control, held_together
from support.law_breaches import Breach


def controlled() -> World:
    """The day of the rejection table."""
    floor: Any = Floor(World(features=(FUTURES_FEATURE,)))
    held_together(floor)
    return floor.world  # type: ignore[no-any-return]


WORLD = controlled
BREACHES = {
    "futures.record_control.controlled_already": Breach(
        "futures/client/CC/bob", "ccp", plain(control("bob", "others"))
    ),
}
UNCOVERED = {
    "futures.MarginAccountOpened._client.too_many_accounts": "a client with 256 accounts; asked of the record apart",
    "futures.ControlRecorded._group.too_many_controlled": "a group of 1,024 clients; asked of the record apart",
}
