# SPDX-License-Identifier: Apache-2.0
"""Which header a claim rests on, and where a long trail is opened."""

import pytest

from counterfoil.evidence.claims import ControlClaim, PositionClaim, RecordClaim, StatementClaim
from counterfoil.evidence.package import encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, Height, InstrumentId, RecordPath, Timestamp
from counterfoil.verify.verifier import verify_package
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, leg, open_account, register, transfer
from support.evidence_told import tell
from support.evidence_world import World, plain_policy

ACCOUNT, INSTRUMENT = AccountId(LI), InstrumentId(SHARE)


def moving(world: World, count: int) -> None:
    """Li and Wang pass one share to and fro, so many times."""
    for number in range(count):
        pair = (LI, WANG) if number % 2 else (WANG, LI)
        world.do("li" if number % 2 else "north", calls=[transfer(*pair, 1)])


def test_rests_on_what_was_audited() -> None:
    """Headers that are anchored and not audited are counted as beyond, and say nothing."""
    world = tell().world
    audited = world.height
    moving(world, 2)
    package = Collector(world, world.publish(audits=False)).position(ACCOUNT, INSTRUMENT)
    assert (package.claim.height, package.claim.beyond) == (audited, 2)
    assert verify_package(encode_package(package), world.trust()).proved
    package = Collector(world, world.publish()).position(ACCOUNT, INSTRUMENT)
    assert (package.claim.height, package.claim.beyond) == (audited + 2, 0)


def test_without_auditors_it_rests_on_what_is_anchored() -> None:
    """Where nobody audits, the latest header will do, for whoever believes the seals alone."""
    world = World(audited=False)
    collector = Collector(world, world.publish())
    assert collector.height == world.height
    package = collector.absence(ACCOUNT, INSTRUMENT)
    assert package.audits == ()
    assert verify_package(encode_package(package), world.trust()).proved


def test_an_older_header_may_be_asked_for() -> None:
    """A reader that keeps little history, or wants an older state, names the header."""
    story = tell()
    collector = Collector(story.world, story.log, height=Height(story.world.height - 1))
    package = collector.position(ACCOUNT, INSTRUMENT)
    assert isinstance(package.claim, PositionClaim)
    assert (package.claim.beyond, package.claim.quantities.balance) == (1, 750)


def long_story() -> World:
    """A holding with more than two openings in its trail."""
    world = tell().world
    moving(world, 150)
    return world


def test_long_trails_are_opened() -> None:
    """A trail beyond the limit begins at an opening; what came before is counted, and rests on the auditors."""
    world = long_story()
    log = world.publish()
    path = RecordPath(f"holdings/holding/{LI}/{SHARE}")
    whole = Collector(world, log).control(ACCOUNT, INSTRUMENT).claim
    assert isinstance(whole, ControlClaim)
    assert (whole.events, whole.opened) == (len(world.trail(path)), 0)
    for open_above, opened in ((200, 0), (70, 64), (30, 128)):
        collector = Collector(world, log, open_above=open_above)
        for package in (collector.control(ACCOUNT, INSTRUMENT), collector.record(path)):
            assert isinstance(package.claim, ControlClaim | RecordClaim)
            assert (package.claim.events, package.claim.opened) == (whole.events, opened)
            assert [opening.seq for opening in package.openings if opening.record == path] == [opened] * bool(opened)
            report = verify_package(encode_package(package), world.trust())
            assert report.proved, report.to_text()


def test_a_period_after_the_opening() -> None:
    """A statement needs what happened in its period, and what there was before it; not more, and not less."""
    world = long_story()
    collector = Collector(world, world.publish(), open_above=70)
    late, early = (Timestamp(world.header(Height(height)).time) for height in (world.height - 10, 5))
    package = collector.statement(ACCOUNT, start=late)
    assert isinstance(package.claim, StatementClaim)
    assert [(line.instrument, line.events) for line in package.claim.lines] == [(SHARE, 10), (CASH, 0)]
    report = verify_package(encode_package(package), world.trust())
    assert report.proved, report.to_text()
    before = collector.statement(ACCOUNT, start=early)
    assert before.openings == (), "what no opening serves is shown whole"
    assert verify_package(encode_package(before), world.trust()).proved


def test_what_strangers_bring_in_makes_nothing_unprovable() -> None:
    """However long a book or a trail is made, the statement and the past of the account are proved."""
    world = long_story()
    log, early = world.publish(), Timestamp(world.header(Height(5)).time)
    collector = Collector(world, log, open_above=1)
    for package in (
        collector.statement(ACCOUNT, start=early),
        collector.control(ACCOUNT, INSTRUMENT, as_of=Timestamp(world.header(Height(world.height - 60)).time)),
    ):
        report = verify_package(encode_package(package), world.trust())
        assert report.proved, report.to_text()


def test_opened_amid_a_transaction() -> None:
    """What a call did to the record just before the opening is not shown, and no call took effect in part for that."""
    world = tell().world
    path = RecordPath(f"holdings/holding/{LI}/{SHARE}")
    moving(world, 62 - len(world.trail(path)))
    legs = [leg(LI, ZHAO, CASH, 5), leg(LI, ZHAO, SHARE, 1)]
    now = {"call": "settlement.settle_now", "instruction": "dvp-9", "legs": legs}
    world.do("li", "south", calls=[now, transfer(LI, WANG, 1)])
    assert len(world.trail(path)) == 64
    moving(world, 50)
    late = Timestamp(world.header(Height(world.height - 5)).time)
    package = Collector(world, world.publish(), open_above=70).statement(ACCOUNT, start=late)
    assert [opening.seq for opening in package.openings] == [64]
    report = verify_package(encode_package(package), world.trust())
    assert report.proved, report.to_text()


@pytest.mark.parametrize("spins", [(100, 90), (130, 127), (60, 200)])
def test_a_member_that_turns_its_keys_over_and_then_pays(spins: tuple[int, int]) -> None:
    """Hundreds of rotations before a transfer in one transaction: the keys are shown as that transaction found them."""
    world = tell().world
    world.do("registrar", calls=[register("mallory")])
    world.do("mallory", calls=[open_account("mallory-account", "mallory", "holder")])
    world.do("north", calls=[transfer(WANG, "mallory-account", 1)])
    spin = {"call": "parties.rotate_keys", "party": "mallory", "keys": plain_policy("mallory")}
    world.do("mallory", calls=[spin] * spins[0])
    world.do("mallory", calls=[*[spin] * spins[1], transfer("mallory-account", LI, 1)])
    for _ in range(2):
        collector = Collector(world, world.publish())
        packages = (collector.control(ACCOUNT, INSTRUMENT), collector.statement(ACCOUNT, start=Timestamp(1)))
        for package in packages:
            report = verify_package(encode_package(package), world.trust())
            assert report.proved, report.to_text()
        moving(world, 1)


def test_a_period_long_ago_of_a_busy_account() -> None:
    """What lies before a period is opened, not shown from the first event, also where much happened since."""
    world = tell().world
    moving(world, 200)
    start = Timestamp(world.header(Height(world.height - 60)).time)
    moving(world, 30)
    package = Collector(world, world.publish(), open_above=40).statement(ACCOUNT, start=start)
    opened = [one.seq for one in package.openings if one.record == f"holdings/holding/{LI}/{SHARE}"]
    assert opened == [128]
    report = verify_package(encode_package(package), world.trust())
    assert report.proved, report.to_text()


def test_somebody_elses_long_trail_is_opened() -> None:
    """A sender that changed its account's rules for ever adds a hundred events to another's package, not all."""
    world = tell().world
    change = {"call": "parties.change_account_control", "account": "mallory-account", "outgoing": "holder"}
    world.do("registrar", calls=[register("mallory")])
    world.do("mallory", calls=[open_account("mallory-account", "mallory", "holder")])
    world.do("north", calls=[transfer(WANG, "mallory-account", 2)])
    before = len(Collector(world, world.publish()).control(ACCOUNT, INSTRUMENT).events)
    for _ in range(2):
        world.do("mallory", calls=[change | {"incoming": "nobody"}] * 400)
    world.do("mallory", calls=[transfer("mallory-account", LI, 1)])
    package = Collector(world, world.publish()).control(ACCOUNT, INSTRUMENT)
    assert package.claim.vouched == ("parties/account/mallory-account",)
    assert len(package.events) - before < 140
    assert verify_package(encode_package(package), world.trust()).proved
