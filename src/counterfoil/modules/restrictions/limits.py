# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that counting begins with the first unit, and that who is listed is registered."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.queries import outstanding
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import PARTIES
from counterfoil.modules.restrictions.events import PartyListed, Restricted
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome


def from_the_first_unit(event: Restricted, moment: Whole) -> None:
    """Holders are counted from nothing on: no unit is outstanding."""
    none = outstanding(moment, event.instrument) == 0
    require(none or not event.counted, RestrictionsOutcome.units_outstanding, event.instrument)


def registered(event: PartyListed, moment: Whole) -> None:
    """Who stands on a list is a party."""
    require(moment.read(PARTIES, event.party) is not None, PartiesOutcome.unknown_party, event.party)


LIMITS: Final[dict[type[EventData], Limit]] = {Restricted: from_the_first_unit, PartyListed: registered}
