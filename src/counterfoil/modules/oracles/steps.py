# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for feeds: fix each for which a quorum observed something newer, and agrees."""

from collections.abc import Iterator

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.text import format_time
from counterfoil.law.call import Call
from counterfoil.law.module import Now, View
from counterfoil.law.outcome import Refused
from counterfoil.modules.oracles import calls as c
from counterfoil.modules.oracles.fixing import fixed_of
from counterfoil.modules.oracles.queries import is_stale, said_for
from counterfoil.modules.oracles.records import FEEDS, Feed
from counterfoil.modules.oracles.words import STALE
from counterfoil.primitives.types import Timestamp


def stands(feed: Feed, now: Now) -> Words | None:
    """That a feed's value is stale, which no event notes."""
    if feed.observed is None or not is_stale(feed, now.time):
        return None
    return STALE.fill(when=now.when, observed=format_time(feed.observed))


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Each feed that can be fixed."""
    for _, feed in view.rows(FEEDS):
        if feed.goes_on and _can_be_fixed(view, feed, time):
            yield c.Fix(feed=feed.feed)


def _can_be_fixed(view: View, feed: Feed, time: Timestamp) -> bool:
    try:
        fixed_of(feed, said_for(view, feed, time), time)
    except Refused:  # too few, too old or too far apart: that is for the reporters
        return False
    return True
