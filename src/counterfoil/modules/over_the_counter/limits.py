# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that what prices are taken from is there.

The evidence of every valuation would carry the feed's trail from the agreement on for it.
"""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.observed import Feed
from counterfoil.law.outcome import require
from counterfoil.modules.over_the_counter.events import Agreed, Amended
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome


def names_feeds(event: Agreed | Amended, moment: Whole) -> None:
    """What prices are taken from is a feed, of which more is to come."""
    eligible = () if event.credit is None else event.credit.eligible
    for source in (one.priced_by for one in eligible if one.priced_by is not None):
        found = moment.find(source.feed)
        require(isinstance(found, Feed) and found.goes_on, Outcome.no_feed_of_prices, source.feed)


LIMITS: Final[dict[type[EventData], Limit]] = {Agreed: names_feeds, Amended: names_feeds}
