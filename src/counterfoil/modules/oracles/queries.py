# SPDX-License-Identifier: Apache-2.0
"""Typed reading of feeds, what was observed for them, and what they were fixed at."""

from collections.abc import Mapping

from counterfoil.law.module import View
from counterfoil.modules.oracles.fixing import lapses
from counterfoil.modules.oracles.records import FEEDS, FIXINGS, OBSERVATIONS, Feed, Fixing, Observation
from counterfoil.primitives.types import PartyId, Timestamp


def said_for(view: View, feed: Feed, now: Timestamp) -> Mapping[PartyId, Observation | None]:
    """What each reporter of the rules in force observed last, in their order; None: nothing yet."""
    return {one: view.read(OBSERVATIONS, feed.feed, one) for one in feed.rules_at(now).reporters}


def fixings_of(view: View, feed: str) -> list[Fixing]:
    """What a feed was fixed at, round by round, void ones too."""
    return sorted((fixing for _, fixing in view.rows(FIXINGS, feed)), key=lambda one: one.round)


def is_stale(feed: Feed, now: Timestamp) -> bool:
    """Whether an open feed has a value whose oldest observation counts no longer."""
    if not feed.goes_on or feed.observed is None:
        return False
    return lapses(feed.observed, feed.rules_at(now)) < now


def stale(view: View, now: Timestamp) -> list[Feed]:
    """The feeds whose value is stale, in the order of identifiers."""
    return [feed for _, feed in view.rows(FEEDS) if is_stale(feed, now)]
