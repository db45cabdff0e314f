# SPDX-License-Identifier: Apache-2.0
"""What all accounts of a member have together: when it is large, what it reports, what that stops, what is shown."""

from collections import Counter
from random import Random

import pytest

from counterfoil.evidence.package import Package
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.module import MODULE
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.reports import LARGE_POSITIONS, MEMBER_POSITIONS, LargePosition, ReportStatus
from counterfoil.modules.futures.reports_calls import NotePosition
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_large import ROOT, fixed, traded
from support.futures_market import BEFORE, TODAY, book, fill
from support.futures_member_large import (
    ACCOUNTS,
    FROM,
    members_noted,
    missing,
    note,
    report,
    traded_members,
    watched_members,
)
from support.futures_member_large_breaches import members_world
from support.ledger import Ledger

HOUR_MS = 3_600_000


@pytest.fixture
def ledger() -> Ledger:
    return members_noted(Ledger())


def found(ledger: Ledger, member: str, side: str = "bought", contract: str = "V1") -> LargePosition:
    there = ledger.state.read(MEMBER_POSITIONS, "CC", member, contract, side)
    assert there is not None
    return there


def to_note(ledger: Ledger) -> list[tuple[str, str, str, int]]:
    """What anybody may note now of members."""
    steps = (one for one in MODULE.steps(ledger.state, ledger.time) if isinstance(one, NotePosition))
    return [(one.holder, one.contract, one.direction.value, one.lots) for one in steps if one.of_member]


def test_a_members_position_is_that_of_all_its_accounts() -> None:
    """Three of Ann's and two of its own are alpha's five, delta sold ten; beta's four are fewer than five."""
    ledger = watched_members(Ledger())
    assert to_note(ledger) == [("alpha", "V1", "bought", 5), ("delta", "V1", "sold", 10)]
    assert ledger.state.read(LARGE_POSITIONS, "CC", "ann", "V1", "bought") is None


def test_nothing_is_noted_before_all_accounts_are_settled() -> None:
    """Of its own account alpha has two, and Ann three: until both are settled a reduction may change what they have."""
    ledger = traded_members(Ledger())
    names = [name for name, _, member in ACCOUNTS if member == "alpha"]
    for name in names:
        assert ledger.submit(note(), signed_by="omega").outcome.name == "not_settled_yet"
        ledger.do(c.Settle(account=name), signed_by="cat")
    ledger.do(note(), signed_by="omega")


def test_it_is_reported_by_the_member_alone_by_the_end_of_the_next_trading_day(ledger: Ledger) -> None:
    """Delta's came on Tuesday's evening, late; alpha's did not, as its house noted."""
    alpha, delta = found(ledger, "alpha"), found(ledger, "delta", "sold")
    assert (alpha.noted, alpha.due, alpha.status) == (BEFORE, TODAY, ReportStatus.missed)
    assert (delta.status, delta.late, delta.root, delta.reports) == (ReportStatus.reported, True, ROOT, 1)


def test_what_a_member_did_not_report_stops_what_it_opens_for_itself(ledger: Ledger) -> None:
    """Its clients did nothing wrong: Ann opens; alpha does when its report is there."""
    own = book("m-alpha", fill(20, "bought", "opens"), contract="V1")
    ledger.do(book("m-ann", fill(20, "bought", "opens"), contract="V1"), signed_by="venue")
    assert ledger.submit(own, signed_by="venue").outcome.name == "report_missing_first"
    ledger.do(report(), signed_by="alpha")
    ledger.do(own, signed_by="venue")


def test_a_share_of_what_is_open_is_as_the_venue_published_it() -> None:
    """Five lots; from twenty open on half of them."""
    assert [FROM.of(open_lots) for open_lots in (0, 19, 20, 31)] == [5, 5, 10, 15]


def test_which_purposes_count_is_said_apart_from_the_limit() -> None:
    """CFFEX has all of a client's count toward a report, hedging included; its limit counts no hedging."""
    ledger = watched_members(Ledger())
    ledger.do(c.CloseDay(house="CC"), signed_by="omega")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    hedged = book("m-bob", fill(30, "bought", "opens"), contract="V1", hedge=HedgeFlag.hedge)
    ledger.do(hedged, book("m-eve", fill(30, "sold", "opens"), contract="V1"), signed_by="venue")
    ledger.do(
        c.Balance(contract="V1", lots=1, turnover=50_000 * 3_000, open_interest=11, late_lots=0, late_turnover=0),
        signed_by="venue",
    )
    fixed(ledger, "V1")
    ledger.do(*(c.Settle(account=name) for name, _, _ in ACCOUNTS), signed_by="cat")
    assert ("beta", "V1", "bought", 5) in to_note(ledger)


def test_what_fell_below_is_noted_and_reported_again_when_it_is_large_again(ledger: Ledger) -> None:
    """Delta has eight left; a position below is asked for nothing more."""
    fixed(ledger, "V1")
    ledger.do(*(c.Settle(account=name) for name, _, _ in ACCOUNTS), signed_by="cat")
    assert to_note(ledger) == [("delta", "V2", "sold", 6), ("gamma", "V2", "bought", 6)]
    ledger.do(note("gamma", 6, contract="V2"), signed_by="omega")
    assert found(ledger, "gamma", contract="V2").status is ReportStatus.awaited


@pytest.mark.parametrize("seed", range(3))
def test_random_days_are_noted_as_a_twin_adds_up(seed: int) -> None:
    """Any lots, of any accounts: member by member what five or more come to."""
    dice, ledger = Random(seed), watched_members(Ledger())
    ledger.do(c.CloseDay(house="CC"), signed_by="omega")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    lots = {name: dice.randrange(1, 4) for name, _, member in ACCOUNTS if member != "delta"}
    traded(ledger, "V2", "m-eve", lots, TODAY)
    fixed(ledger, "V2", "V1")
    ledger.do(*(c.Settle(account=name) for name, _, _ in ACCOUNTS), signed_by="cat")
    twin: Counter[str] = Counter()
    for name, _, member in ACCOUNTS:
        twin[member] += lots.get(name, 0)
    wanted = [(member, "V2", "bought", twin[member]) for member in sorted(twin) if twin[member] >= 5]
    total = sum(lots.values())
    wanted.append(("delta", "V2", "sold", total))
    assert [one for one in to_note(ledger) if one[1] == "V2"] == sorted(wanted)


PATHS = ("futures/member_position/CC/alpha/V1/bought", "futures/member_position/CC/delta/V1/sold")
SWAPS = ((b'"lots":10', b'"lots":11'), (b'"late":true', b'"late":false'), (b'"of_member":true', b'"of_member":false'))


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """A member that reported, and one that did not."""
    world = members_world()
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


@pytest.mark.parametrize("path", PATHS)
def test_members_reports_are_proved(told: tuple[World, dict[str, Package]], path: str) -> None:
    """Offline, from the package alone; which accounts it is made of is not shown."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())
    shown = b"".join(one.event for one in packages[path].events)
    assert not any(one in shown for one in (b"m-ann", b"m-bob", b"m-cat", b"m-eve"))


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(
    told: tuple[World, dict[str, Package]], old: bytes, new: bytes
) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in told[1].values())


def test_the_house_notes_nothing_before_the_time_is_over(ledger: Ledger) -> None:
    """Of what was noted today the time is tomorrow's evening."""
    ledger.do(note("gamma", 6, contract="V2"), signed_by="omega")
    call = missing("gamma", contract="V2")
    assert ledger.submit(call, signed_by="ccp").outcome.name == "report_in_time_yet"
    ledger.wait(24 * HOUR_MS)
    ledger.do(call, signed_by="ccp")
    assert found(ledger, "gamma", contract="V2").status is ReportStatus.missed
