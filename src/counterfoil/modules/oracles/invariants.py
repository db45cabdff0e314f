# SPDX-License-Identifier: Apache-2.0
"""What is always true of feeds, observations and fixings."""

from collections.abc import Iterator
from itertools import pairwise

from counterfoil.law.module import View
from counterfoil.modules.oracles.queries import fixings_of
from counterfoil.modules.oracles.records import FEEDS, OBSERVATIONS, Feed
from counterfoil.modules.parties.records import PARTIES


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, feed in view.rows(FEEDS):
        yield from (f"{path}: {problem}" for problem in (*_of_rules(view, feed), *_of_fixings(view, feed)))
    for path, said in view.rows(OBSERVATIONS):
        of = view.read(FEEDS, said.feed)
        if of is None or not 1 <= said.round <= of.round + 1:
            yield f"{path}: counts in round {said.round} of {said.feed}, which is not to come next"


def _of_rules(view: View, feed: Feed) -> Iterator[str]:
    times = [entry.since for entry in feed.entries]
    if not times or times != sorted(set(times)):
        yield f"entries are out of order: {times}"
    for entry in feed.entries:
        if not len(entry.reporters) < 2 * entry.quorum <= 2 * len(entry.reporters):
            yield f"a quorum of {entry.quorum} among {len(entry.reporters)} reporters"
        unknown = [one for one in entry.reporters if view.read(PARTIES, one) is None]
        if unknown:
            yield f"reporter {unknown[0]} is not registered"


def _of_fixings(view: View, feed: Feed) -> Iterator[str]:
    fixings = fixings_of(view, feed.feed)
    if [one.round for one in fixings] != list(range(1, feed.round + 1)):
        yield f"its last round is {feed.round}, and {len(fixings)} are fixed"
    if any(one.observed >= another.observed for one, another in pairwise(fixings)):
        yield "a fixing is no later than the one before"
    last = fixings[-1] if fixings else None
    standing = None if last is None or not last.stands else (last.value, last.observed)
    if (feed.value, feed.observed) != (standing or (None, None)):
        yield f"it says {feed.value}, and its last fixing {None if standing is None else standing[0]}"
    if feed.observed_after != (None if last is None else last.observed):
        yield f"what comes next is later than {feed.observed_after}, which is not its last fixing's time"
