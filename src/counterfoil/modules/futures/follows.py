# SPDX-License-Identifier: Apache-2.0
"""What futures note of events: how an ordered reduction falls, found once from the whole state."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Follow
from counterfoil.modules.futures.reducing import cut
from counterfoil.modules.futures.reduction import ReductionOrdered

FOLLOWS: Final[dict[type[EventData], Follow]] = {ReductionOrdered: cut}
