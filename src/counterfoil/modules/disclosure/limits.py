# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that a duty is somebody's, on an instrument that is defined."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.disclosure.events import Obliged
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.authority import require_registered


def obliges_somebody(event: Obliged, moment: Whole) -> None:
    """The party is registered, suspended or not, and the instrument, if one is named, is defined."""
    require_registered(moment, event.party)
    if event.instrument is not None:
        defined = moment.read(INSTRUMENTS, event.instrument) is not None
        require(defined, InstrumentsOutcome.unknown_instrument, event.instrument)


LIMITS: Final[dict[type[EventData], Limit]] = {Obliged: obliges_somebody}
