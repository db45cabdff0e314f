# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that no unit is older than its fund."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.funds.events import Established
from counterfoil.modules.funds.outcomes import FundsOutcome
from counterfoil.modules.holdings.queries import outstanding


def nothing_outstanding(event: Established, moment: Whole) -> None:
    """The fund knows of each unit when it came."""
    none = outstanding(moment, event.instrument) == 0
    require(none, FundsOutcome.older_than_the_fund, event.instrument)


LIMITS: Final[dict[type[EventData], Limit]] = {Established: nothing_outstanding}
