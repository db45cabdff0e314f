# SPDX-License-Identifier: Apache-2.0
"""What the collector puts into packages, what it leaves out, and what it refuses."""

import pytest

from counterfoil.evidence.claims import ControlClaim, PositionClaim, RecordClaim, StatementClaim
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import decode_package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError, QuorumError
from counterfoil.primitives.types import AccountId, Height, HexHash, InstrumentId, RecordPath, Timestamp
from counterfoil.verify.verifier import verify_package
from support.evidence_story import CASH, LI, SHARE, WANG, transfer
from support.evidence_told import control, tell, told
from support.evidence_world import World

ACCOUNT, INSTRUMENT = AccountId(LI), InstrumentId(SHARE)


def moving(world: World, count: int) -> None:
    """Li and Wang pass one share to and fro, so many times."""
    for number in range(count):
        pair = (LI, WANG) if number % 2 else (WANG, LI)
        world.do("li" if number % 2 else "north", calls=[transfer(*pair, 1)])


def test_same_inputs_same_bytes() -> None:
    """Collecting twice, in worlds told twice, gives the same file."""
    first, second = tell(), tell()
    assert encode_package(control(first.world, first.log)) == encode_package(control(second.world, second.log))


def test_nothing_but_what_the_claim_needs() -> None:
    """A package shows its own holding whole and no other's, no party that nobody needed, and no call but its own."""
    story = told()
    package = control(story.world, story.log, WANG)
    paths = {record.path for record in package.records}
    assert {path for path in paths if path.startswith("holdings/")} == {f"holdings/holding/{WANG}/{SHARE}"}
    assert "parties/party/bank" not in paths
    assert not any("zhao" in path for path in paths)
    assert b"zhao" not in b"".join(shown.event for shown in package.events)
    called = {(decode_event(shown.event).transaction, decode_event(shown.event).call) for shown in package.events}
    assert {(call.proof.transaction, call.proof.index) for call in package.calls} <= called
    assert not any(b"zhao" in call.line for call in package.calls)


def test_as_of_the_published_roll() -> None:
    """Blocks after the publication do not show: everything is as of the height that the roll names."""
    story = tell()
    before = encode_package(control(story.world, story.log))
    story.world.do("li", calls=[transfer(LI, WANG, 1)])
    assert encode_package(control(story.world, story.log)) == before


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


def test_transfer_has_all_events_of_its_transaction() -> None:
    """A transfer package has the transaction's events, cash leg and instruction included, in order."""
    story = told()
    package = Collector(story.world, story.log).transfer(HexHash(story.settlement))
    own = [decode_event(shown.event) for shown in package.events]
    types = [event.type for event in own if event.transaction == story.settlement]
    assert types == ["holdings.transferred", "holdings.transferred", "settlement.settled"]


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
    with pytest.raises(InputError, match="is opened within the period"):
        collector.statement(ACCOUNT, start=early)


def test_report_is_drawn_from_the_rest() -> None:
    """``render`` is given the package and its page goes into the file."""
    story = told()
    collector = Collector(story.world, story.log, render=lambda rest: f"{len(rest.records)} 记录")
    assert decode_package(encode_package(collector.position(ACCOUNT, INSTRUMENT))).report == "1 记录"


def test_refusals() -> None:
    """What cannot be claimed is refused with a reason, before anything is written."""
    story = told()
    world, collector = story.world, Collector(story.world, story.log)
    account, cash = AccountId(WANG), InstrumentId(CASH)
    for ask in (collector.control, collector.position):
        with pytest.raises(InputError, match="there is no holdings/holding/wang-account/CNY"):
            ask(account, cash)
    with pytest.raises(InputError, match="ask for the position"):
        collector.absence(account, INSTRUMENT)
    with pytest.raises(InputError, match="publish first"):
        collector.control(account, INSTRUMENT, as_of=Timestamp(2**52))
    with pytest.raises(InputError, match="was not open then"):
        collector.control(account, INSTRUMENT, as_of=Timestamp(1))
    with pytest.raises(InputError, match="no transaction"):
        collector.transfer(HexHash("00" * 32))
    opened = decode_event(world.event(*world.trail(RecordPath("parties/account/li-account"))[0])).transaction
    with pytest.raises(InputError, match="moved nothing"):
        collector.transfer(HexHash(opened))
    with pytest.raises(InputError, match="there is no parties/party/nobody"):
        collector.record(RecordPath("parties/party/nobody"))
    with pytest.raises(InputError, match="there is no holdings/book/nobody"):
        collector.statement(AccountId("nobody"), start=Timestamp(1))
    with pytest.raises(InputError, match="there is no holdings/title/ACME"):
        collector.provenance(INSTRUMENT)


def test_no_quorum_no_package() -> None:
    """Evidence fails closed: one witness of three is not enough."""
    world = tell().world
    lonely = world.publish(witnesses=("alpha",))
    with pytest.raises(QuorumError):
        Collector(world, lonely)


def test_a_later_transaction_waits_for_the_log() -> None:
    """A transaction that is not anchored yet is refused, and says what to do."""
    story = tell()
    later = story.world.do("li", calls=[transfer(LI, WANG, 1)])
    with pytest.raises(InputError, match="publish the log"):
        Collector(story.world, story.log).transfer(later)


def test_a_broken_ledger_is_exported_for_the_verifier_to_judge() -> None:
    """The collector does not judge: a package of a ledger that moved what nobody consented to does not verify."""
    world = tell().world
    world.force(world.sign([transfer(LI, WANG, 5)], "south"))
    package = control(world, world.publish())
    assert not verify_package(encode_package(package), world.trust()).proved
