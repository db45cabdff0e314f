# SPDX-License-Identifier: Apache-2.0
"""What a feed would be fixed at: which observations count, and what of them stands in the way."""

from collections.abc import Mapping, Sequence

from counterfoil.evidence.text import format_time
from counterfoil.law.outcome import require
from counterfoil.modules.oracles.events import Counted, Fixed
from counterfoil.modules.oracles.median import apart, median
from counterfoil.modules.oracles.outcomes import OraclesOutcome
from counterfoil.modules.oracles.records import Feed, FeedRules, Observation
from counterfoil.primitives.types import PartyId, Timestamp

Said = Mapping[PartyId, Observation | None]
"""reporter in force → what it observed last"""


def lapses(observed: Timestamp, rules: FeedRules) -> Timestamp:
    """The last time at which what was observed then counts."""
    return Timestamp(observed + rules.counts_for)


def fixed_of(feed: Feed, said: Said, time: Timestamp) -> Fixed:
    """The fixing of the next round at a time; Refused when it cannot be made."""
    rules, number = feed.rules_at(time), feed.round + 1
    newer = [one for one in said.values() if one is not None and one.round == number]
    require(bool(newer), OraclesOutcome.nothing_newer, f"{feed.feed}: round {number}")
    counted = [one for one in newer if lapses(one.observed, rules) >= time]
    reached = len(counted) >= rules.quorum
    require(reached, OraclesOutcome.quorum_not_reached, _lacking(newer, counted, rules, time))
    ordered = sorted(counted, key=lambda one: one.value)
    low, high, value = ordered[0], ordered[-1], median([one.value for one in counted])
    near = not apart(low.value, high.value, value, rules.spread_ppm)
    told = f"{low.reporter}: {low.value}, {high.reporter}: {high.value}, median {value}"
    require(near, OraclesOutcome.too_far_apart, told)
    return Fixed(
        feed=feed.feed,
        round=number,
        value=value,
        decimals=feed.decimals,
        observed=min(one.observed for one in counted),
        time=time,
        observations=tuple(Counted(reporter=one.reporter, value=one.value, observed=one.observed) for one in counted),
    )


def _lacking(newer: Sequence[Observation], counted: Sequence[Observation], rules: FeedRules, time: Timestamp) -> str:
    """How many count, how many must, and whose is too old."""
    old = [f"; {one.reporter}'s is of {format_time(one.observed)}" for one in newer if one not in counted]
    now = f", and it is {format_time(time)}" if old else ""
    return f"{len(counted)} of {rules.quorum}{''.join(old)}{now}"
