# SPDX-License-Identifier: Apache-2.0
"""What the collector puts into packages, what it leaves out, and what it refuses."""

import pytest

from counterfoil.evidence.claims import AbsenceClaim, ProvenanceClaim, StatementClaim, TransferClaim
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package, decode_package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError, QuorumError
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, RecordPath, Timestamp
from counterfoil.verify import verify_package
from support.evidence_honest import forked, opened, titled_world
from support.evidence_rogue import changed_record
from support.evidence_story import CASH, LI, RECEIPT, SHARE, WANG, transfer
from support.evidence_told import control, tell, told


def collector() -> Collector:
    return Collector(told().world, told().log)


def types(package: Package) -> list[str]:
    return [decode_event(shown.event).type for shown in package.events]


def test_same_inputs_same_bytes() -> None:
    """Collecting twice, in worlds told twice, gives the same file."""
    first, second = tell(), tell()
    assert encode_package(control(first.world, first.log)) == encode_package(control(second.world, second.log))


def test_nothing_but_what_the_claim_needs() -> None:
    """A package shows its own holding and no other's record, and no party that nobody needed."""
    story = told()
    package = control(story.world, story.log, WANG)
    paths = {record.path for record in package.records}
    assert {path for path in paths if path.startswith("holdings/")} == {f"holdings/holding/{WANG}/{SHARE}"}
    assert "parties/party/bank" not in paths
    assert not any("zhao" in path for path in paths)
    assert b"zhao" not in b"".join(shown.event for shown in package.events)


def test_no_call_but_what_caused_what_is_shown() -> None:
    """Of a transaction that registered eight parties, the calls are shown whose events are."""
    package = control(told().world, told().log, WANG)
    shown = {(call.proof.transaction, call.proof.index) for call in package.calls}
    caused = {(event.transaction, event.call) for event in (decode_event(one.event) for one in package.events)}
    assert shown == {pair for pair in caused if pair[1] is not None}
    assert len({name for name, _ in shown}) < len(shown)


def test_as_of_the_published_roll() -> None:
    """Blocks after the publication do not show: everything is as of the height that the roll names."""
    story = tell()
    before = encode_package(control(story.world, story.log))
    story.world.do("li", calls=[transfer(LI, WANG, 1)])
    assert encode_package(control(story.world, story.log)) == before


def test_a_claim_rests_on_what_was_audited_and_is_below_a_fork() -> None:
    """Headers that no auditor executed, or from which a chain was forked, are not rested on: it says how many."""
    world = tell().world
    world.publish()
    audited = world.height
    world.do("li", calls=[transfer(LI, WANG, 1)])
    claim = control(world, world.publish(audits=False)).claim
    assert (claim.height, claim.beyond, claim.current) == (audited, 1, True)
    below = forked().claim
    assert (below.beyond, below.current) == (1, False)


def test_transfer_has_all_events_of_its_transaction() -> None:
    """A transfer package has the transaction's events, cash leg and instruction included, in order."""
    story = told()
    package = collector().transfer(HexHash(story.settlement))
    assert isinstance(package.claim, TransferClaim)
    acts = ["holdings.transferred", "holdings.transferred", "settlement.settled"]
    assert [act.type for act in package.claim.acts] == acts
    own = [decode_event(shown.event) for shown in package.events]
    assert [event.type for event in own if event.transaction == story.settlement] == acts


def test_a_statement_finds_every_instrument() -> None:
    """The account's book names what it ever held; each holding comes with its trail."""
    package = collector().statement(AccountId(LI), start=Timestamp(0))
    assert isinstance(package.claim, StatementClaim)
    assert [line.instrument for line in package.claim.lines] == [SHARE, CASH]
    paths = {record.path for record in package.records}
    assert {f"holdings/book/{LI}", f"holdings/holding/{LI}/{SHARE}", f"holdings/holding/{LI}/{CASH}"} <= paths


def test_provenance_shows_every_holder() -> None:
    """The chain of title runs from the issue to the holder of now."""
    package = Collector(*titled_world()).provenance(InstrumentId(RECEIPT))
    assert isinstance(package.claim, ProvenanceClaim)
    assert [step.account for step in package.claim.titles] == [LI, WANG, LI]


def test_a_long_trail_is_opened() -> None:
    """Above a number of events a trail is shown from its last 64th link but some."""
    package = opened()
    assert [(opening.record, opening.seq) for opening in package.openings] == [(f"holdings/holding/{LI}/{SHARE}", 64)]
    assert types(package).count("holdings.transferred") == 101 - 64 + 1


def test_report_is_drawn_from_the_rest() -> None:
    """``render`` is given the package and its page goes into the file."""
    story = told()
    drawn = Collector(story.world, story.log, render=lambda rest: f"{len(rest.records)} 记录")
    package = drawn.position(AccountId(LI), InstrumentId(SHARE))
    assert decode_package(encode_package(package)).report == "1 记录"


def test_refusals() -> None:
    """What cannot be claimed is refused with a reason, before anything is written."""
    world, collect = told().world, collector()
    account, share, cash = AccountId(WANG), InstrumentId(SHARE), InstrumentId(CASH)
    with pytest.raises(InputError, match="there is no holdings/holding/wang-account/CNY"):
        collect.control(account, cash)
    with pytest.raises(InputError, match="ask for the position"):
        collect.absence(account, share)
    with pytest.raises(InputError, match="ask for now"):
        collect.control(account, share, as_of=Timestamp(2**52))
    with pytest.raises(InputError, match="was not open then"):
        collect.control(account, share, as_of=Timestamp(1))
    with pytest.raises(InputError, match="no transaction"):
        collect.transfer(HexHash("00" * 32))
    with pytest.raises(InputError, match="there is no settlement/instruction/none"):
        collect.record(RecordPath("settlement/instruction/none"))
    with pytest.raises(InputError, match="there is no holdings/title/ACME"):
        collect.provenance(share)
    with pytest.raises(InputError, match="ends before it begins"):
        collect.statement(account, start=world.last_time)
    opened_account = decode_event(world.event(world.trail(RecordPath(f"parties/account/{LI}"))[0][0], 0))
    with pytest.raises(InputError, match="moved nothing"):
        collect.transfer(opened_account.transaction)


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
    """The collector does not judge records: a package of a ledger that lies is made, and does not verify."""
    package = decode_package(changed_record())
    assert package.records
    assert not isinstance(package.claim, AbsenceClaim)
    assert not verify_package(encode_package(package), told().world.trust()).proved
