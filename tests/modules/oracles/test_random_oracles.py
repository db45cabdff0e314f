# SPDX-License-Identifier: Apache-2.0
"""Random feeds and observations, beside a second law of oracles: plain dicts, and medians as fractions."""

from fractions import Fraction
from math import floor
from random import Random
from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.call import Call
from counterfoil.modules.oracles import calls as o
from counterfoil.modules.oracles.median import apart, median
from counterfoil.modules.oracles.queries import fixings_of, stale
from counterfoil.modules.oracles.records import FEEDS
from counterfoil.modules.oracles.steps import steps
from support.ledger import Ledger
from support.refused_oracles import parties

WHO = ("bank", "issuer", "custodian", "bob")
FEED_NAMES = ("a", "b")
MILLION = 1_000_000
Row = dict[str, Any]


def slow_median(values: list[int]) -> int:
    """The middle of what lies on both sides equally; between two, half up."""
    left = sorted(values)
    while len(left) > 2:
        left = left[1:-1]
    return floor(Fraction(sum(left), len(left)) + Fraction(1, 2))


@pytest.mark.parametrize("seed", range(4))
def test_the_median_is_what_fractions_say(seed: int) -> None:
    """Of any number of values, below zero too, up to the greatest that a record can hold."""
    random = Random(seed)
    for _ in range(2_000):
        top = random.choice((3, 100, 2**53 - 1))
        values = [random.randint(-top, top) for _ in range(random.randint(1, 15))]
        assert median(values) == slow_median(values), values
        low, high, ppm = min(values), max(values), random.choice((0, 1, 100_000, 3 * MILLION))
        middle = Fraction(slow_median(values))
        near = Fraction(high - low) <= abs(middle) * Fraction(ppm, MILLION)
        assert apart(low, high, int(middle), ppm) is not near


@pytest.mark.parametrize(
    ("values", "middle"),
    [((1, 2), 2), ((-1, -2), -1), ((-1, 0), 0), ((3, 1, 2), 2), ((1, 2, 3, 5), 3), ((1, 1, 4, 4), 3), ((7,), 7)],
)
def test_between_two_it_is_half_up(values: tuple[int, ...], middle: int) -> None:
    """Towards the greater, of what is below zero too."""
    assert median(values) == middle


class Slowly:
    """Feeds as rows: their rules by time, what was said since the last fixing, what was fixed."""

    def __init__(self) -> None:
        self.feeds: dict[str, Row] = {}

    def _rules(self, feed: Row, now: int) -> Row:
        """Of those that have begun, the one that was set last: a later entry took the place of those after it."""
        return [one for one in feed["rules"] if one["since"] <= now][-1]

    def _ruled(self, call: Any, keeper: str) -> str | None:
        if call.by == keeper:
            return "keeper_is_supervisor"
        if len(set(call.reporters)) < len(call.reporters):
            return "reporter_twice"
        if not Fraction(1, 2) < Fraction(call.quorum, len(call.reporters)) <= 1:
            return "wrong_quorum"
        return None

    def _agreed(self, by: str) -> str | None:
        return None if by == "supervisor" else "role_missing"

    def _open(self, feed: str) -> str | None:
        if feed not in self.feeds:
            return "unknown_feed"
        return None if self.feeds[feed]["open"] else "feed_closed"

    def definefeed(self, call: o.DefineFeed, now: int) -> str:
        wrong = self._ruled(call, call.keeper) or self._agreed(call.by)
        if wrong or call.feed in self.feeds:
            return wrong or "feed_exists"
        rules = [self._entry(call, now)]
        self.feeds[call.feed] = {"open": True, "rules": rules, "last": {}, "said": {}, "fixed": []}
        return "ok"

    def _entry(self, call: Any, since: int) -> Row:
        names = ("reporters", "quorum", "counts_for", "spread_ppm")
        return {"since": since, **{name: getattr(call, name) for name in names}}

    def changerules(self, call: o.ChangeRules, now: int) -> str:
        since = now if call.since is None else call.since
        wrong = self._open(call.feed)
        if wrong is None and call.by == "venue":
            wrong = "keeper_is_supervisor"
        if wrong is None and since < now:
            wrong = "feed_rules_backdated"
        wrong = wrong or self._ruled(call, "venue") or self._agreed(call.by)
        if wrong:
            return wrong
        rules = self.feeds[call.feed]["rules"]
        if len([one for one in rules if now < one["since"] < since]) >= 8:
            return "too_many_feed_rules"
        self.feeds[call.feed]["rules"] = [one for one in rules if one["since"] < since] + [self._entry(call, since)]
        return "ok"

    def observe(self, call: o.Observe, now: int) -> str:
        wrong = self._open(call.feed)
        if wrong:
            return wrong
        feed = self.feeds[call.feed]
        rules = self._rules(feed, now)
        if call.reporter not in rules["reporters"]:
            return "not_a_reporter"
        if call.observed > now:
            return "observed_later_than_now"
        if call.observed <= feed["last"].get(call.reporter, -1):
            return "not_observed_later"
        if now - call.observed > rules["counts_for"]:
            return "observed_too_long_ago"
        if feed["fixed"] and call.observed <= feed["fixed"][-1]["observed"]:
            return "observed_before_fixing"
        feed["last"][call.reporter] = call.observed
        feed["said"][call.reporter] = (call.value, call.observed)
        return "ok"

    def fix(self, call: o.Fix, now: int) -> str:
        wrong = self._open(call.feed)
        if wrong:
            return wrong
        feed = self.feeds[call.feed]
        rules = self._rules(feed, now)
        newer = [feed["said"][one] for one in rules["reporters"] if one in feed["said"]]
        if not newer:
            return "nothing_newer"
        fresh = [(value, observed) for value, observed in newer if now - observed <= rules["counts_for"]]
        if len(fresh) < rules["quorum"]:
            return "quorum_not_reached"
        values = [value for value, _ in fresh]
        middle = slow_median(values)
        if Fraction(max(values) - min(values)) > abs(middle) * Fraction(rules["spread_ppm"], MILLION):
            return "too_far_apart"
        oldest = min(observed for _, observed in fresh)
        feed["fixed"].append({"value": middle, "observed": oldest, "fixed": now, "void": False, "n": len(fresh)})
        feed["said"] = {}
        return "ok"

    def voidfixing(self, call: o.VoidFixing, _now: int) -> str:
        if call.feed not in self.feeds:
            return "unknown_feed"
        fixed = self.feeds[call.feed]["fixed"]
        if call.round > len(fixed):
            return "unknown_round"
        if fixed[call.round - 1]["void"]:
            return "fixing_void"
        wrong = "keeper_is_supervisor" if call.by == "venue" else self._agreed(call.by)
        if wrong is None:
            fixed[call.round - 1]["void"] = True
        return wrong or "ok"

    def closefeed(self, call: o.CloseFeed, _now: int) -> str:
        wrong = self._open(call.feed)
        if wrong is None and call.by == "venue":
            wrong = "keeper_is_supervisor"
        wrong = wrong or self._agreed(call.by)
        if wrong is None:
            self.feeds[call.feed]["open"] = False
        return wrong or "ok"

    def value(self, feed: str) -> tuple[int | None, int | None]:
        """What whoever needs it reads: the last fixing, unless it is void."""
        fixed = self.feeds[feed]["fixed"]
        if not fixed or fixed[-1]["void"]:
            return None, None
        return fixed[-1]["value"], fixed[-1]["observed"]

    def stale(self, now: int) -> set[str]:
        """Open feeds with a value whose oldest observation is too old by the rules of now."""
        found = set()
        for name, feed in self.feeds.items():
            observed = self.value(name)[1]
            if feed["open"] and observed is not None and now - observed > self._rules(feed, now)["counts_for"]:
                found.add(name)
        return found


def rules(random: Random) -> dict[str, Any]:
    """Rules that are often sound."""
    reporters = tuple(random.sample(WHO, random.choice((2, 3, 3, 3, 4, 4))))
    if random.random() < 0.1:
        reporters = (*reporters, reporters[0])
    return {
        "reporters": reporters,
        "quorum": random.choice((2, 2, 3)),
        "counts_for": random.choice((8_000, 60_000, 60_000)),
        "spread_ppm": random.choice((0, 100_000, 1_000 * MILLION, 1_000 * MILLION)),
    }


def drawn(random: Random, now: int, slowly: Slowly) -> Call:
    """A call that is often right."""
    feed, by = random.choice(FEED_NAMES), random.choice(("supervisor",) * 6 + ("venue", "bank"))
    kind = random.randrange(40)
    if kind < 2:
        about = {"title": "t", "unit": "u", "decimals": 2, "keeper": "venue"}
        return o.DefineFeed(feed=feed, by=by, **about, **rules(random))
    if kind < 5:
        since = random.choice((None, now - 1, now + 5_000, *(now + 10**9,) * 9))
        return o.ChangeRules(feed=feed, by=by, reason="r", since=since, **rules(random))
    if kind < 30:
        value, ago = (
            random.choice((-3, 0, 99, 100, 100, 101, 101, 104)),
            random.choice((-1, 0, 0, 1_000, 3_000, 9_000, 61_000)),
        )
        fixed = slowly.feeds.get(feed, {"fixed": []})["fixed"]
        observed = fixed[-1]["observed"] if fixed and random.random() < 0.1 else now - ago
        return o.Observe(feed=feed, reporter=random.choice(WHO), value=value, observed=observed)
    if kind < 36:
        return o.Fix(feed=feed)
    if kind < 39 or random.random() < 0.96:
        return o.VoidFixing(feed=feed, round=random.randint(1, 4), by=by, reason="r")
    return o.CloseFeed(feed=feed, by=by, reason="r")


def signers(call: Call) -> str:
    if isinstance(call, o.Observe):
        return call.reporter
    return "bob" if isinstance(call, o.Fix) else f"venue {call.by}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", range(6))
def test_random_feeds_against_a_slow_law(seed: int) -> None:
    """Every answer, value and fixing is the one that the dicts give; due is just what would be taken."""
    random, slowly, ledger = Random(seed), Slowly(), parties(Ledger())
    answers = set()
    for _ in range(700):
        now = ledger.time + 1_000
        call = drawn(random, now, slowly)
        due = call in list(steps(ledger.state, now))  # type: ignore[arg-type]
        answer = ledger.submit(call, signed_by=signers(call)).outcome.name
        assert answer == getattr(slowly, type(call).__name__.lower())(call, now), call
        assert due is (isinstance(call, o.Fix) and answer == "ok"), call
        answers.add(answer)
        assert {one.feed for one in stale(ledger.state, now)} == slowly.stale(now)  # type: ignore[arg-type]
        for name, row in slowly.feeds.items():
            feed = ledger.state.read(FEEDS, name)
            assert feed is not None and (feed.value, feed.observed) == slowly.value(name)
            told = [(one.value, one.observed, one.fixed, one.counted) for one in fixings_of(ledger.state, name)]
            assert told == [(one["value"], one["observed"], one["fixed"], one["n"]) for one in row["fixed"]]
        if random.random() < 0.05:
            ledger.wait(12_000)
    assert list(broken_invariants(ledger.state)) == []
    assert len(answers) > 15, answers
