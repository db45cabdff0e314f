# SPDX-License-Identifier: Apache-2.0
"""What the collector puts into packages, what it leaves out, and what it refuses."""

import pytest

from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import decode_package, encode_package
from counterfoil.node.collect import collect_absence, collect_control, collect_position, collect_transfer
from counterfoil.primitives.errors import InputError, InvariantBroken, QuorumError
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, Timestamp
from support.evidence_rogue import changed_record, execute
from support.evidence_story import CASH, LI, SHARE, WANG, transfer
from support.evidence_told import control, tell, told


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


def test_as_of_the_published_roll() -> None:
    """Blocks after the publication do not show: everything is as of the height that the roll names."""
    story = tell()
    before = encode_package(control(story.world, story.log))
    story.world.do("li", calls=[transfer(LI, WANG, 1)])
    assert encode_package(control(story.world, story.log)) == before


def test_transfer_has_all_events_of_its_transaction() -> None:
    """A transfer package has the transaction's events, cash leg and instruction included, in order."""
    story = told()
    package = collect_transfer(story.world, story.log, HexHash(story.settlement))
    own = [decode_event(shown.event) for shown in package.events]
    types = [event.type for event in own if event.transaction == story.settlement]
    assert types == ["holdings.transferred", "holdings.transferred", "settlement.settled"]


def test_report_is_drawn_from_the_rest() -> None:
    """``render`` is given the package and its page goes into the file."""
    story = told()
    package = collect_position(
        story.world, story.log, AccountId(LI), InstrumentId(SHARE), render=lambda rest: f"{len(rest.records)} 记录"
    )
    assert decode_package(encode_package(package)).report == "1 记录"


def test_refusals() -> None:
    """What cannot be claimed is refused with a reason, before anything is written."""
    world, log = told().world, told().log
    account, share, cash = AccountId(WANG), InstrumentId(SHARE), InstrumentId(CASH)
    with pytest.raises(InputError, match="there is no holdings/holding/wang-account/CNY"):
        collect_control(world, log, account, cash)
    with pytest.raises(InputError, match="ask for the position"):
        collect_absence(world, log, account, share)
    with pytest.raises(InputError, match="publish first"):
        collect_control(world, log, account, share, as_of=Timestamp(2**52))
    with pytest.raises(InputError, match="was not open then"):
        collect_control(world, log, account, share, as_of=Timestamp(1))
    with pytest.raises(InputError, match="no transaction"):
        collect_transfer(world, log, HexHash("00" * 32))
    opened = HexHash(decode_event(world.event(world.trail("parties/account/li-account")[0][0], 0)).transaction)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="moved nothing"):
        collect_transfer(world, log, opened)


def test_no_quorum_no_package() -> None:
    """Evidence fails closed: one witness of three is not enough."""
    world = tell().world
    lonely = world.publish(witnesses=("alpha",))
    with pytest.raises(QuorumError):
        collect_position(world, lonely, AccountId(LI), InstrumentId(SHARE))


def test_a_later_transaction_waits_for_the_log() -> None:
    """A transaction that is not anchored yet is refused, and says what to do."""
    story = tell()
    later = story.world.do("li", calls=[transfer(LI, WANG, 1)])
    with pytest.raises(InputError, match="publish the log"):
        collect_transfer(story.world, story.log, later)


def test_a_broken_ledger_is_exported_for_the_verifier_to_judge() -> None:
    """The collector does not judge records: a package of a ledger that lies is made, and does not verify."""
    assert decode_package(changed_record()).records


def test_a_trail_that_does_not_add_up_stops_the_export() -> None:
    """There is no quantity to claim when the trail goes below zero."""
    world = tell().world
    execute(world, world.sign([transfer(LI, WANG, 5_000)], "li"), LI, WANG, 5_000)
    with pytest.raises(InvariantBroken, match="does not add up"):
        control(world, world.publish())
