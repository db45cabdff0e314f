# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that reporters are somebody."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.oracles.events import FeedDefined, RuledEvent, RulesChanged
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import PARTIES


def names_reporters(event: RuledEvent, moment: Whole) -> None:
    """Every reporter is registered, suspended or not."""
    for reporter in event.reporters:
        require(moment.read(PARTIES, reporter) is not None, PartiesOutcome.unknown_party, reporter)


LIMITS: Final[dict[type[EventData], Limit]] = {FeedDefined: names_reporters, RulesChanged: names_reporters}
