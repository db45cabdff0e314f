# SPDX-License-Identifier: Apache-2.0
"""Events of the oracles module."""

from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.oracles.outcomes import OraclesOutcome
from counterfoil.modules.oracles.records import (
    FEEDS,
    FIXINGS,
    OBSERVATIONS,
    Feed,
    FeedRules,
    FeedStatus,
    Fixing,
    FixingStatus,
    Observation,
)
from counterfoil.modules.parties.authority import require_parties, require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import Duration, Millionths, PartyId, Timestamp

_FEEDS: Changes[Feed] = Changes(FEEDS)
_FIXINGS: Changes[Fixing] = Changes(FIXINGS)


class KeptEvent(EventData, frozen=True):
    """What a feed's keeper does, and a supervisor agrees to."""

    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    feed: str
    keeper: PartyId
    by: PartyId

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.supervisor)
        require_parties(moment, self.keeper, self.by)
        return ()


class RuledEvent(KeptEvent, frozen=True):
    """That a feed has rules from a time on."""

    since: Timestamp
    reporters: tuple[PartyId, ...]
    quorum: int
    counts_for: Duration
    spread_ppm: Millionths

    @property
    def entry(self) -> FeedRules:
        """The rules."""
        return FeedRules(
            since=self.since,
            reporters=self.reporters,
            quorum=self.quorum,
            counts_for=self.counts_for,
            spread_ppm=self.spread_ppm,
        )


class FeedDefined(RuledEvent, frozen=True):
    """Something is observed from now on."""

    type: ClassVar[str] = "oracles.feed_defined"
    title: str
    unit: str
    decimals: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        feed = Feed(
            feed=self.feed,
            title=self.title,
            unit=self.unit,
            decimals=self.decimals,
            keeper=self.keeper,
            entries=(self.entry,),
        )
        yield _FEEDS.create(feed, self.feed)


class RulesChanged(RuledEvent, frozen=True):
    """A feed has other rules from a time on."""

    type: ClassVar[str] = "oracles.rules_changed"
    reason: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Feed) -> Feed:
            entries = scheduled(before.entries, self.entry, self.time, OraclesOutcome.too_many_feed_rules, self.feed)
            return replace(before, entries=entries)

        yield _FEEDS.change(fold, self.feed)


class Observed(EventData, frozen=True):
    """A reporter said what it observed."""

    type: ClassVar[str] = "oracles.observed"
    object: ClassVar[ObjectClass] = ObjectClass.disclosure
    feed: str
    reporter: PartyId
    value: int
    observed: Timestamp
    round: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = Observation(
            feed=self.feed, reporter=self.reporter, value=self.value, observed=self.observed, round=self.round
        )
        yield Touch(OBSERVATIONS, (self.feed, self.reporter), lambda _before: made)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.reporter)
        return ()


class Counted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An observation that counted."""

    reporter: PartyId
    value: int
    observed: Timestamp


class Fixed(EventData, frozen=True):
    """A feed was fixed at the median of the observations that counted."""

    type: ClassVar[str] = "oracles.fixed"
    object: ClassVar[ObjectClass] = ObjectClass.disclosure
    feed: str
    round: int
    value: int
    decimals: int
    observed: Timestamp
    time: Timestamp
    observations: tuple[Counted, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        fixing = Fixing(
            feed=self.feed,
            round=self.round,
            value=self.value,
            decimals=self.decimals,
            observed=self.observed,
            fixed=self.time,
            counted=len(self.observations),
        )
        yield _FIXINGS.create(fixing, self.feed, str(self.round))
        latest = {"value": self.value, "observed": self.observed, "round": self.round}
        yield _FEEDS.replace(self.feed, **latest, observed_after=self.observed)


class FixingVoided(KeptEvent, frozen=True):
    """A fixing is void. ``last``: no later one was made, so that the feed has no value until the next."""

    type: ClassVar[str] = "oracles.fixing_voided"
    round: int
    last: bool
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _FIXINGS.replace(self.feed, str(self.round), status=FixingStatus.void)
        if self.last:
            yield _FEEDS.replace(self.feed, value=None, observed=None)


class FeedClosed(KeptEvent, frozen=True):
    """Nothing is observed for a feed any more."""

    type: ClassVar[str] = "oracles.feed_closed"
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _FEEDS.replace(self.feed, status=FeedStatus.closed)


EVENTS: tuple[Any, ...] = (FeedDefined, RulesChanged, Observed, Fixed, FixingVoided, FeedClosed)
