# SPDX-License-Identifier: Apache-2.0
"""Feeds that several parties observe: what counts, what is fixed of it, what is stale or void; and proof of each."""

from typing import Any

import msgspec
import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.evidence.package import Package, encode_package
from counterfoil.law.outcome import Refused
from counterfoil.modules.oracles.fixing import fixed_of
from counterfoil.modules.oracles.queries import fixings_of, said_for, stale
from counterfoil.modules.oracles.records import FEEDS, Feed, FixingStatus
from counterfoil.modules.oracles.steps import stands
from counterfoil.verify import Verdict, verify_package
from support.broken_state import broken
from support.evidence_world import World
from support.ledger import Ledger
from support.oracles_breaches import ROUND, seen
from support.oracles_story import forged, told_packages
from support.refused_oracles import BOTH, HOUR_MS, change, close, define, fix, observe, observing, parties
from support.refused_oracles import observed as said
from support.refused_oracles import void as unfix


@pytest.fixture
def ledger() -> Ledger:
    """A feed that three firms observe, of which two must."""
    ledger = parties(Ledger())
    ledger.do(define("copper"), signed_by=BOTH)
    return ledger


def copper(ledger: Ledger) -> Feed:
    feed = ledger.state.read(FEEDS, "copper")
    assert feed is not None
    return feed


def refused(ledger: Ledger, call: Any, signed_by: Any = "bob") -> str:
    return ledger.submit(call, signed_by=signed_by).outcome.name


def test_whoever_needs_the_value_reads_it_in_the_feed(ledger: Ledger) -> None:
    """Before the first fixing there is none; then it is the median, as of the oldest observation that counted."""
    assert (copper(ledger).value, copper(ledger).observed, copper(ledger).round) == (None, None, 0)
    now = ledger.time
    calls = [observe("bank", now, 104), observe("issuer", now - 2_000, 100), observe("custodian", now - 1_000, 103)]
    ledger.do(*calls, signed_by="bank issuer custodian")
    ledger.do(fix(), signed_by="bob")
    feed = copper(ledger)
    assert (feed.feed, feed.value, feed.decimals, feed.observed, feed.round) == ("copper", 103, 2, now - 2_000, 1)
    (fixing,) = fixings_of(ledger.state, "copper")
    assert (fixing.value, fixing.observed, fixing.fixed, fixing.counted) == (103, now - 2_000, ledger.time, 3)


def test_an_observation_counts_until_its_last_moment_and_not_right_after(ledger: Ledger) -> None:
    """By the time of the block; what it is too late for is told by its reporter."""
    then = ledger.time
    said(ledger, "copper", then, 100)
    ledger.wait(HOUR_MS - (ledger.time - then) - 1_000)
    said(ledger, "copper", then + 1, 1, 100)
    assert ledger.time == then + HOUR_MS
    assert refused(ledger, fix()) == "quorum_not_reached"


def test_both_count_at_the_last_moment(ledger: Ledger) -> None:
    """An hour is an hour to the millisecond."""
    then = ledger.time
    said(ledger, "copper", then, 100, 100)
    ledger.wait(HOUR_MS - (ledger.time - then) - 1_000)
    ledger.do(fix(), signed_by="bob")
    assert (ledger.time, copper(ledger).observed) == (then + HOUR_MS, then)


def test_an_observation_counts_in_one_fixing_alone(ledger: Ledger) -> None:
    """So that each fixing takes a quorum of its own; what came after the fixing counts in the next."""
    said(ledger, "copper", ledger.time, 100, 100)
    ledger.do(fix(), signed_by="bob")
    ledger.do(observe("custodian", ledger.time, 105), signed_by="custodian")
    assert refused(ledger, fix()) == "quorum_not_reached"
    ledger.do(observe("bank", ledger.time, 106), signed_by="bank")
    ledger.do(fix(), signed_by="bob")
    assert [one.value for one in fixings_of(ledger.state, "copper")] == [100, 106]


def test_how_far_apart_is_judged_to_the_unit(ledger: Ledger) -> None:
    """A tenth of the median, and not one more; whoever was wrong says it anew."""
    said(ledger, "copper", ledger.time, 100, 111)
    assert refused(ledger, fix()) == "too_far_apart"
    ledger.do(observe("issuer", ledger.time, 110), signed_by="issuer")
    ledger.do(fix(), signed_by="bob")
    assert copper(ledger).value == 105


def test_what_was_far_apart_is_named(ledger: Ledger) -> None:
    """The lowest and the highest, by their reporters."""
    said(ledger, "copper", ledger.time, 100, 90, 200)
    with pytest.raises(Refused) as refusal:
        fixed_of(copper(ledger), said_for(ledger.state, copper(ledger), ledger.now().time), ledger.now().time)
    assert refusal.value.detail == "issuer: 90, custodian: 200, median 100"


def test_rules_to_come_judge_from_their_time_on(ledger: Ledger) -> None:
    """Until then the rules in force do; a reporter that is dropped counts no longer, what it said before neither."""
    since = ledger.time + 10_000
    others = ("issuer", "custodian")
    ledger.do(change(since=since, reporters=others, quorum=2), signed_by=BOTH)
    said(ledger, "copper", ledger.time, 100, 100)
    ledger.wait(since - ledger.time - 1_000)
    assert refused(ledger, fix()) == "quorum_not_reached"
    assert refused(ledger, observe("bank", ledger.time), "bank") == "not_a_reporter"
    ledger.do(observe("custodian", ledger.time, 102), signed_by="custodian")
    ledger.do(fix(), signed_by="bob")
    assert copper(ledger).value == 101


def test_a_void_fixing_leaves_the_feed_without_a_value(ledger: Ledger) -> None:
    """What counted in it counts no more, and what comes next is observed later."""
    then = ledger.time
    said(ledger, "copper", then, 100, 100)
    ledger.do(fix(), signed_by="bob")
    ledger.do(unfix(), signed_by=BOTH)
    assert (copper(ledger).value, copper(ledger).observed, copper(ledger).round) == (None, None, 1)
    assert refused(ledger, fix()) == "nothing_newer"
    assert refused(ledger, observe("custodian", then), "custodian") == "observed_before_fixing"
    said(ledger, "copper", ledger.time, 50, 50)
    ledger.do(fix(), signed_by="bob")
    assert (copper(ledger).value, copper(ledger).round) == (50, 2)
    assert [one.status for one in fixings_of(ledger.state, "copper")] == [FixingStatus.void, FixingStatus.fixed]


def test_an_earlier_fixing_is_void_and_the_latest_stands(ledger: Ledger) -> None:
    """Whoever settles on the earlier one sees it in its own record, also once the feed is closed."""
    for value in (100, 200):
        said(ledger, "copper", ledger.time, value, value)
        ledger.do(fix(), signed_by="bob")
    ledger.do(close(), signed_by=BOTH)
    ledger.do(unfix(), signed_by=BOTH)
    assert copper(ledger).value == 200
    assert [one.status for one in fixings_of(ledger.state, "copper")] == [FixingStatus.void, FixingStatus.fixed]
    assert list(broken_invariants(ledger.state)) == []


def test_a_feed_whose_value_is_old_says_so(ledger: Ledger) -> None:
    """No event notes it; what shows the record says it, of open feeds alone."""
    said(ledger, "copper", ledger.time, 100, 100)
    ledger.do(fix(), signed_by="bob")
    last = (copper(ledger).observed or 0) + HOUR_MS
    assert stands(copper(ledger), ledger.now(last)) is None and stale(ledger.state, ledger.now(last).time) == []
    late = stands(copper(ledger), ledger.now(last + 1))
    assert late is not None and "stale as of 20" in late.en and "已过时" in late.zh
    assert [one.feed for one in stale(ledger.state, ledger.now(last + 1).time)] == ["copper"]
    ledger.do(close(), signed_by=BOTH)
    assert stands(copper(ledger), ledger.now(last + 1)) is None


def test_values_at_the_edge_of_numbers_are_fixed(ledger: Ledger) -> None:
    """The greatest and the least that a record can hold, and what is below zero."""
    ledger.do(change(spread_ppm=1_000_000_000, reason="wide"), signed_by=BOTH)
    edge = 2**53 - 1
    for values, middle in (((edge, edge), edge), ((-edge, -edge + 1), -edge + 1), ((-5, -6, -8), -6)):
        said(ledger, "copper", ledger.time, *values)
        ledger.do(fix(), signed_by="bob")
        assert copper(ledger).value == middle


BREAKAGES: list[tuple[str, dict[str, Any] | None, str]] = [
    ("oracles/feed/copper", {"entries": []}, "entries are out of order: []"),
    ("oracles/feed/copper", {"round": 2}, "its last round is 2, and 1 are fixed"),
    ("oracles/feed/copper", {"value": 99}, "it says 99, and its last fixing 101"),
    ("oracles/feed/void", {"value": 99}, "it says 99, and its last fixing None"),
    ("oracles/feed/copper", {"observed": 9}, "it says 101, and its last fixing 101"),
    ("oracles/feed/copper", {"observed_after": None}, "what comes next is later than None"),
    ("oracles/fixing/copper/1", None, "its last round is 1, and 0 are fixed"),
    ("oracles/fixing/void/1", {"status": "fixed"}, "it says None, and its last fixing 101"),
    ("oracles/observation/due/bank", {"round": 3}, "counts in round 3 of due"),
    ("oracles/observation/due/bank", {"feed": "none"}, "counts in round 1 of none"),
]


@pytest.fixture(scope="module")
def market() -> Ledger:
    """Feeds in every state, whose records are copied before they are broken."""
    return observing(Ledger())


@pytest.mark.parametrize(("path", "change", "notice"), BREAKAGES)
def test_an_invariant_notices(market: Ledger, path: str, change: dict[str, Any] | None, notice: str) -> None:
    """One record changed, and a sentence says what is wrong with it; before, nothing was."""
    assert list(broken_invariants(market.state)) == []
    found = list(broken_invariants(broken(market, path, change)))
    assert any(notice in problem for problem in found), found


@pytest.mark.parametrize(
    ("rules", "notice"),
    [
        ({"quorum": 1}, "a quorum of 1 among 3 reporters"),
        ({"quorum": 4}, "a quorum of 4 among 3 reporters"),
        ({"reporters": ["bank", "issuer", "ghost"]}, "reporter ghost is not registered"),
    ],
)
def test_an_invariant_notices_unsound_rules(market: Ledger, rules: dict[str, Any], notice: str) -> None:
    """Half of the reporters are no quorum, and nobody who is not registered reports."""
    entries = msgspec.to_builtins(copper(market).entries)
    found = list(broken_invariants(broken(market, "oracles/feed/copper", {"entries": [entries[0] | rules]})))
    assert any(notice in problem for problem in found), found


def test_an_invariant_notices_a_fixing_before_its_time(ledger: Ledger) -> None:
    """Each round is of a later time than the one before."""
    for value in (100, 200):
        said(ledger, "copper", ledger.time, value, value)
        ledger.do(fix(), signed_by="bob")
    state = broken(ledger, "oracles/fixing/copper/1", {"observed": ledger.time})
    assert any("a fixing is no later than the one before" in one for one in broken_invariants(state))


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    return told_packages()


@pytest.mark.parametrize("path", [ROUND, "oracles/fixing/copper/2", "oracles/feed/copper", seen("bank")])
def test_a_fixing_is_proved_with_every_observation(told: tuple[World, dict[str, Package]], path: str) -> None:
    """Offline, from what each reporter signed; altered anywhere it is not proved."""
    world, packages = told
    report = verify_package(encode_package(packages[path]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    narrative = str(report.narrative)
    assert ("observed 100" in narrative) is (path != "oracles/fixing/copper/2")
    assert ("fixed at 101 (2 decimals) in round 1" in narrative) is (path in (ROUND, "oracles/feed/copper"))
    assert ("voided by its keeper venue" in narrative) is (path in (ROUND, "oracles/feed/copper"))
    for altered in forged(packages[path], packages.values()):
        assert verify_package(encode_package(altered), world.trust()).verdict is Verdict.not_proved
