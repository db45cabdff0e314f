# SPDX-License-Identifier: Apache-2.0
"""Records of the oracles module, and the life cycles as tables."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.dated import DAY_MS, in_force
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.oracles.outcomes import OraclesOutcome
from counterfoil.primitives.types import (
    INTEGER_MAX,
    PARTS_PER_MILLION,
    Duration,
    Millionths,
    PartyId,
    RecordPath,
    Timestamp,
)

REPORTERS_MAX: Final = 15
"""So that evidence of one fixing can carry every observation that counted in it."""
Title = Annotated[str, Meta(min_length=1, max_length=200)]
UnitName = Annotated[str, Meta(min_length=1, max_length=40)]
"""What the value counts, such as ``CNY per tonne``."""
Decimals = Annotated[int, Meta(ge=0, le=12)]
"""Digits of the value below its unit: 3 where 4125500 is 4,125.5."""
Value = Annotated[int, Meta(ge=-INTEGER_MAX, le=INTEGER_MAX)]
"""What was observed, without its decimal point; below zero for what can be, such as a rate."""
Reporters = Annotated[
    tuple[PartyId, ...], Meta(min_length=2, max_length=REPORTERS_MAX, examples=["alice --reporters bob"])
]
Quorum = Annotated[int, Meta(ge=2, le=REPORTERS_MAX)]
CountsFor = Annotated[Duration, Meta(gt=0, le=366 * DAY_MS)]
Spread = Annotated[Millionths, Meta(ge=0, le=1_000 * PARTS_PER_MILLION)]


class FeedStatus(StrEnum):
    open = "open"
    closed = "closed"


FEED_CYCLE: Final[dict[FeedStatus, frozenset[FeedStatus]]] = {
    FeedStatus.open: frozenset({FeedStatus.closed}),
    FeedStatus.closed: frozenset(),
}
"""status → the statuses it may change to"""
OBSERVED: Final = frozenset(status for status, following in FEED_CYCLE.items() if following)


class FixingStatus(StrEnum):
    fixed = "fixed"
    void = "void"


FIXING_CYCLE: Final[dict[FixingStatus, frozenset[FixingStatus]]] = {
    FixingStatus.fixed: frozenset({FixingStatus.void}),
    FixingStatus.void: frozenset(),
}
"""status → the statuses it may change to"""
STANDING: Final = frozenset(status for status, following in FIXING_CYCLE.items() if following)


class FeedRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who observes, and what counts, from a time on."""

    since: Timestamp
    reporters: tuple[PartyId, ...]
    quorum: int
    """how many observations a fixing takes at least"""
    counts_for: Duration
    """how long after its time an observation counts"""
    spread_ppm: Millionths
    """how far the lowest and the highest that count may lie apart, in millionths of their median"""


class Feed(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is observed, under which rules, and its latest fixing: whoever needs the value reads it here."""

    feed: str
    title: str
    unit: str
    decimals: int
    keeper: PartyId
    entries: tuple[FeedRules, ...]
    """the rules in force, and those that are still to come, in order of their times"""
    status: FeedStatus = FeedStatus.open
    value: int | None = None
    """of the last fixing; None before the first, and while the last is void"""
    observed: Timestamp | None = None
    """when what it says was so: the oldest observation that counted in it"""
    round: int = 0
    """the number of the last fixing, void or not"""
    observed_after: Timestamp | None = None
    """what is observed from now on is later: the same time of the last fixing, void or not"""

    @property
    def goes_on(self) -> bool:
        """Whether it is observed and fixed any more."""
        return self.status in OBSERVED

    @property
    def latest(self) -> RecordPath | None:
        """Where the last fixing stands, void or not."""
        return FIXINGS.path(self.feed, str(self.round)) if self.round else None

    def rules_at(self, time: Timestamp) -> FeedRules:
        """The rules in force at a time; the first before any."""
        return in_force(self.entries, time) or self.entries[0]


class Observation(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reporter observed last."""

    feed: str
    reporter: PartyId
    value: int
    observed: Timestamp
    round: int
    """the fixing in which it can count: the next one after it was signed, and no other"""


class Fixing(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a feed was fixed at in one round."""

    feed: str
    round: int
    value: int
    decimals: int
    observed: Timestamp
    """the oldest observation that counted"""
    fixed: Timestamp
    counted: int
    """how many observations"""
    status: FixingStatus = FixingStatus.fixed

    @property
    def source(self) -> RecordPath:
        """The feed's record."""
        return FEEDS.path(self.feed)

    @property
    def stands(self) -> bool:
        """Whether it is not void."""
        return self.status in STANDING

    @property
    def before(self) -> RecordPath | None:
        """Where the round before it stands."""
        return FIXINGS.path(self.feed, str(self.round - 1)) if self.round > 1 else None

    @property
    def after(self) -> RecordPath:
        """Where the next round stands, if it was fixed."""
        return FIXINGS.path(self.feed, str(self.round + 1))


FEEDS: Final = Table("oracles/feed", Feed, OraclesOutcome.unknown_feed, OraclesOutcome.feed_exists).opened()
OBSERVATIONS: Final = Table(
    "oracles/observation", Observation, OraclesOutcome.unknown_observation, OraclesOutcome.observation_exists
)
FIXINGS: Final = Table("oracles/fixing", Fixing, OraclesOutcome.unknown_round, OraclesOutcome.round_exists).opened()
