# SPDX-License-Identifier: Apache-2.0
"""The law of oracles: which events each call causes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from counterfoil.evidence.text import format_time
from counterfoil.law.dated import begins
from counterfoil.law.detail import from_then
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, all_known, known
from counterfoil.law.outcome import require
from counterfoil.modules.oracles import calls as c
from counterfoil.modules.oracles import events as e
from counterfoil.modules.oracles.fixing import fixed_of, lapses
from counterfoil.modules.oracles.outcomes import OraclesOutcome
from counterfoil.modules.oracles.records import FEEDS, FIXINGS, OBSERVATIONS, Feed, Observation
from counterfoil.modules.oracles.words import WORDS
from counterfoil.primitives.types import PartyId

ORACLES: Final = "oracles"
"""The feature that lets feeds be defined, observed and fixed."""


def define_feed(call: c.DefineFeed, moment: Moment) -> Iterable[EventData]:
    _two_of(call.keeper, call.by)
    yield e.FeedDefined(
        feed=call.feed,
        title=call.title,
        unit=call.unit,
        decimals=call.decimals,
        keeper=call.keeper,
        by=call.by,
        since=moment.time,
        **_ruled(call),
    )


def change_rules(call: c.ChangeRules, moment: Moment) -> Iterable[EventData]:
    feed = _open(moment, call.feed)
    _two_of(feed.keeper, call.by)
    since = begins(call.since, moment.time, OraclesOutcome.feed_rules_backdated, call.feed)
    yield e.RulesChanged(
        feed=call.feed,
        keeper=feed.keeper,
        by=call.by,
        since=since,
        reason=call.reason,
        time=moment.time,
        **_ruled(call),
    )


def observe(call: c.Observe, moment: Moment) -> Iterable[EventData]:
    feed = _open(moment, call.feed)
    rules, observed = feed.rules_at(moment.time), call.observed
    require(call.reporter in rules.reporters, OraclesOutcome.not_a_reporter, call.reporter)
    told = from_then(call.reporter, observed, moment.time)
    require(observed <= moment.time, OraclesOutcome.observed_later_than_now, told)
    before = moment.read(OBSERVATIONS, call.feed, call.reporter)
    require(before is None or observed > before.observed, OraclesOutcome.not_observed_later, call.reporter)
    last = lapses(observed, rules)
    told = f"{call.reporter}: it counts until {format_time(last)}, and it is {format_time(moment.time)}"
    require(moment.time <= last, OraclesOutcome.observed_too_long_ago, told)
    after = feed.observed_after
    require(after is None or observed > after, OraclesOutcome.observed_before_fixing, call.reporter)
    yield e.Observed(feed=call.feed, reporter=call.reporter, value=call.value, observed=observed, round=feed.round + 1)


def fix(call: c.Fix, moment: Moment) -> Iterable[EventData]:
    feed = _open(moment, call.feed)
    reporters = feed.rules_at(moment.time).reporters
    said = all_known(_asked(moment, call.feed, reporter) for reporter in reporters)
    yield fixed_of(feed, dict(zip(reporters, said, strict=True)), moment.time)


def void_fixing(call: c.VoidFixing, moment: Moment) -> Iterable[EventData]:
    feed = known(moment, FEEDS, call.feed)
    fixing = known(moment, FIXINGS, call.feed, str(call.round))
    require(fixing.stands, OraclesOutcome.fixing_void, f"{call.feed}/{call.round}")
    _two_of(feed.keeper, call.by)
    yield e.FixingVoided(
        feed=call.feed,
        keeper=feed.keeper,
        by=call.by,
        round=call.round,
        last=call.round == feed.round,
        reason=call.reason,
    )


def close_feed(call: c.CloseFeed, moment: Moment) -> Iterable[EventData]:
    feed = _open(moment, call.feed)
    _two_of(feed.keeper, call.by)
    yield e.FeedClosed(feed=call.feed, keeper=feed.keeper, by=call.by, reason=call.reason)


def _open(moment: Moment, feed: str) -> Feed:
    record = known(moment, FEEDS, feed)
    require(record.goes_on, OraclesOutcome.feed_closed, feed)
    return record


def _two_of(keeper: PartyId, by: PartyId) -> None:
    """A supervisor that kept the feed would agree with itself."""
    require(keeper != by, OraclesOutcome.keeper_is_supervisor, by)


def _ruled(call: c.DefineFeed | c.ChangeRules) -> Mapping[str, Any]:
    """The rules that a call names; two quorums share a reporter, so that none of them could fix without the other's."""
    reporters, quorum = call.reporters, call.quorum
    require(len(set(reporters)) == len(reporters), OraclesOutcome.reporter_twice, ", ".join(reporters))
    enough = len(reporters) < 2 * quorum and quorum <= len(reporters)
    require(enough, OraclesOutcome.wrong_quorum, f"{quorum} of {len(reporters)}")
    return {
        "reporters": reporters,
        "quorum": quorum,
        "counts_for": call.counts_for,
        "spread_ppm": call.spread_ppm,
    }


def _asked(moment: Moment, feed: str, reporter: PartyId) -> Callable[[], Observation | None]:
    return lambda: moment.read(OBSERVATIONS, feed, reporter)


LAW: Final = Law(
    noun="oracles",
    calls=under(
        ORACLES,
        {
            c.DefineFeed: define_feed,
            c.ChangeRules: change_rules,
            c.Observe: observe,
            c.Fix: fix,
            c.VoidFixing: void_fixing,
            c.CloseFeed: close_feed,
        },
    ),
    events=e.EVENTS,
    tables=(FEEDS, OBSERVATIONS, FIXINGS),
    outcomes=OraclesOutcome,
    words=WORDS,
)
