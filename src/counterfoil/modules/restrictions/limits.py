# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that counting begins with the first unit, and that whom rules and lists name is there."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.queries import outstanding
from counterfoil.modules.parties.authority import require_registered
from counterfoil.modules.restrictions.events import PartyListed, Restricted, RulesSet
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome


def from_the_first_unit(event: Restricted, moment: Whole) -> None:
    """Holders are counted from nothing on: no unit is outstanding."""
    none = outstanding(moment, event.instrument) == 0
    require(none or not event.counted, RestrictionsOutcome.units_outstanding, event.instrument)


def all_there(event: RulesSet, moment: Whole) -> None:
    """Whom a rule names is a party: the approval of one that is none could be waited for for ever."""
    require_registered(moment, *dict.fromkeys(party for rule in event.rules for party in rule.parties))


def there(event: PartyListed, moment: Whole) -> None:
    """Who stands on a list is a party."""
    require_registered(moment, event.party)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Restricted: from_the_first_unit,
    RulesSet: all_there,
    PartyListed: there,
}
