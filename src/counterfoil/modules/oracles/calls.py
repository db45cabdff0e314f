# SPDX-License-Identifier: Apache-2.0
"""Calls of the oracles module."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.oracles.records import CountsFor, Decimals, Quorum, Reporters, Spread, Title, UnitName, Value
from counterfoil.primitives.types import INTEGER_MAX, PartyId, TimestampField

Round = Annotated[int, Meta(gt=0, le=INTEGER_MAX)]


class DefineFeed(Call, frozen=True, tag_field="call", tag="oracles.define_feed"):
    """Define something that several parties observe; by who keeps the feed, and a supervisor."""

    feed: NewId
    title: Title
    unit: UnitName
    decimals: Decimals
    keeper: PartyId
    by: PartyId
    """the supervisor that agrees"""
    reporters: Reporters
    quorum: Quorum
    """how many observations a fixing takes: more than half of the reporters"""
    counts_for: CountsFor
    """how long after its time an observation counts"""
    spread_ppm: Spread
    """how far the lowest and the highest that count may lie apart, as a share of their median"""


class ChangeRules(Call, frozen=True, tag_field="call", tag="oracles.change_rules"):
    """Say by which rules a feed is observed and fixed from a time on; by its keeper, and a supervisor."""

    feed: str
    by: PartyId
    """the supervisor that agrees"""
    reporters: Reporters
    quorum: Quorum
    counts_for: CountsFor
    spread_ppm: Spread
    reason: LegalReference
    since: TimestampField | None = None
    """now, unless told"""


class Observe(Call, frozen=True, tag_field="call", tag="oracles.observe"):
    """Say what was observed, and when; by a reporter of the feed. It takes the place of what the reporter said last."""

    feed: str
    reporter: PartyId
    value: Value
    """without its decimal point, as the feed's decimals say"""
    observed: TimestampField


class Fix(Call, frozen=True, tag_field="call", tag="oracles.fix"):
    """Fix a feed at the median of the observations that count; by anybody."""

    feed: str


class VoidFixing(Call, frozen=True, tag_field="call", tag="oracles.void_fixing"):
    """Void a fixing that was wrong, whose trail stays; by the feed's keeper, and a supervisor."""

    feed: str
    round: Round
    by: PartyId
    """the supervisor that agrees"""
    reason: LegalReference


class CloseFeed(Call, frozen=True, tag_field="call", tag="oracles.close_feed"):
    """Close a feed for good, whose last fixing stays; by its keeper, and a supervisor."""

    feed: str
    by: PartyId
    """the supervisor that agrees"""
    reason: LegalReference
