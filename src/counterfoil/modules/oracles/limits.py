# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that reporters are somebody."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.modules.oracles.events import FeedDefined, RuledEvent, RulesChanged
from counterfoil.modules.parties.authority import require_registered


def names_reporters(event: RuledEvent, moment: Whole) -> None:
    """Every reporter is registered, suspended or not."""
    require_registered(moment, *event.reporters)


LIMITS: Final[dict[type[EventData], Limit]] = {FeedDefined: names_reporters, RulesChanged: names_reporters}
