# SPDX-License-Identifier: Apache-2.0
"""What an engine is told of the set, from block 0 on, and how survivors of a lost quorum go on; all of it proved."""

from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.application import Checked, FinalizedBlock, TransactionResult
from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.replay import replay
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import encode_package
from counterfoil.evidence.seal import SealHistory, decode_rotation
from counterfoil.identity import dsse
from counterfoil.identity.validators import seal_policy
from counterfoil.modules.validators.law import VALIDATORS_FEATURE
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import RecordPath
from counterfoil.storage.state import MemoryStateStore
from counterfoil.verify import Verdict, verify_package
from support.evidence_world import CHAIN, Calls, World, first_party
from support.validating import RECOVERY, begin, firm_of, handed_on, node_key, restore
from support.validators_breaches import FOUR, joined, offered, plain, rotated

ALL = ("v1", "v2", "v3", "v4", "v5")
NAMES = tuple(map(firm_of, ALL))


def genesis(*validators: str) -> World:
    """A chain whose block 0 has these validators, and others on offer."""
    calls: Calls = [*(offered(name) for name in ALL), plain(begin(*validators))]
    return World(features=(VALIDATORS_FEATURE,), founders=[first_party(name) for name in NAMES], calls=calls)


@pytest.fixture
def world() -> World:
    return genesis(*FOUR)


@pytest.fixture
def app(world: World) -> LedgerApplication:
    return LedgerApplication(world.ledger)


def checked(world: World, app: LedgerApplication, *signers: str, calls: Calls) -> Checked:
    found = app.check(world.sign(calls, *signers).encode())
    assert isinstance(found, Checked), found
    return found


def finalize(world: World, app: LedgerApplication, *transactions: Checked) -> FinalizedBlock:
    block = app.finalize_block(world.next_height, world.next_time, transactions)
    assert all(isinstance(one, TransactionResult) and one.code == 0 for one in block.answers), block.answers
    return block


def ordered(world: World, *remaining: str) -> Calls:
    """What a supervisor orders after the world's last block."""
    last = world.height
    return [plain(restore(*remaining, last=last, rotation=handed_on(remaining, last, chain=CHAIN)))]


def ordered_after_rotation(world: World) -> dict[str, Any]:
    """The same where v1 has other keys by then."""
    last, seal = world.height, seal_policy(world.ledger.validators[:2])
    return plain(restore("v1", "v2", last=last, rotation=handed_on(("v1", "v2"), last, chain=CHAIN, seal=seal)))


def test_block_0_says_who_votes(world: World, app: LedgerApplication) -> None:
    """In their order, with both keys; a chain begun again from the same document has the same."""
    assert [one.party for one in app.validators()] == [firm_of(name) for name in FOUR]
    assert [one.seal_key for one in app.validators()] == [node_key("seal", name).public for name in FOUR]
    again = LedgerApplication(Ledger(CHAIN, MemoryStateStore()))
    assert again.validators() == ()
    header = again.init_chain(world.genesis)
    again.commit()
    assert again.validators() == app.validators() and header == world.ledger.header(world.height)


def test_an_engine_is_told_of_a_change_before_it_is_committed(world: World, app: LedgerApplication) -> None:
    """And of none that did not happen; what was executed and never committed is gone."""
    before = app.validators()
    join = checked(world, app, "registrar", "supervisor", calls=[joined("v5")])
    told = finalize(world, app, join).validators
    assert told is not None and [one.party for one in told] == list(NAMES)
    assert app.validators() == before
    assert finalize(world, app).validators is None
    assert finalize(world, app, join).validators == told
    app.commit()
    assert app.validators() == told
    assert finalize(world, app).validators is None


def test_a_node_that_starts_again_knows_the_set(world: World, app: LedgerApplication) -> None:
    """From its store alone."""
    world.do("f1", calls=[rotated("v1", 1)])
    assert LedgerApplication(Ledger(CHAIN, world.store)).validators() == world.ledger.validators
    assert world.ledger.validators[0].seal_key == node_key("seal", "v1", 1).public


def test_an_order_says_who_the_engine_begins_with(world: World, app: LedgerApplication) -> None:
    """Executed on the last state and not committed; then it is the first transaction of the first block."""
    order = checked(world, app, "supervisor", "f1", "f2", calls=ordered(world, "v1", "v2"))
    other = checked(world, app, "f1", calls=[rotated("v1", 1)])
    assert app.restarts(order) and not app.restarts(other)
    remaining = finalize(world, app, order).validators
    assert remaining is not None and [one.party for one in remaining] == ["f1", "f2"]
    assert remaining == tuple(app.validators()[:2])
    header = finalize(world, app, order).header
    assert header == finalize(world, app, order).header, "each survivor makes the same"
    app.commit()
    assert app.validators() == remaining


def test_an_order_is_for_one_block(world: World, app: LedgerApplication) -> None:
    """Later it is refused, also where nobody's quorum is lost."""
    order = checked(world, app, "supervisor", "f1", "f2", calls=ordered(world, "v1", "v2"))
    world.block()
    (answer,) = app.finalize_block(world.next_height, world.next_time, [order]).answers
    assert isinstance(answer, TransactionResult) and answer.outcome == "restored_elsewhere"


@pytest.mark.parametrize("signers", ["supervisor f1", "f1 f2", "supervisor registrar"])
def test_all_who_go_on_agree_with_the_supervisor(world: World, app: LedgerApplication, signers: str) -> None:
    """A firm that goes on, or the supervisor, left out: refused, and the set is as it was."""
    order = checked(world, app, *signers.split(), calls=ordered(world, "v1", "v2"))
    block = app.finalize_block(world.next_height, world.next_time, [order])
    (answer,) = block.answers
    assert isinstance(answer, TransactionResult) and answer.outcome == "not_authorised"
    assert block.validators is None


def test_others_join_those_who_went_on(world: World) -> None:
    """One at a time, until a failure is outlasted again; those who were left behind do not come back."""
    world.do("supervisor", "f1", "f2", calls=ordered(world, "v1", "v2"))
    world.do("registrar", "supervisor", calls=[joined("v5")])
    assert [one.party for one in world.ledger.validators] == ["f1", "f2", "f5"]
    again = world.sign([joined("v3")], "registrar", "supervisor")
    assert [answer.outcome for answer in world.block(again)] == ["validator_not_offered"]


def test_the_log_takes_the_rotation_that_the_order_holds(world: World) -> None:
    """Under the recovery policy of the set, and the seal is then theirs who the ledger says remain."""
    text = handed_on(("v1", "v2"), world.height, chain=CHAIN)
    before = seal_policy(world.ledger.validators)
    world.do("supervisor", "f1", "f2", calls=ordered(world, "v1", "v2"))
    envelope = dsse.decode(text.encode())
    received = decode_rotation(envelope).effective - 1_000
    history = SealHistory(CHAIN, before, RECOVERY, 1_000)
    after = history.rotated(7, envelope, received=received)
    assert after.at(world.height) == seal_policy(world.ledger.validators)
    assert after.at(world.height - 1) == before
    with pytest.raises(InputError, match="before"):
        history.rotated(7, envelope, received=received + 1)


def test_whoever_follows_executes_the_order_like_any_block(world: World) -> None:
    """From the block log alone, as auditors and followers do: only an engine asks how it came in."""
    world.do("f1", calls=[rotated("v1", 1)])
    world.do("supervisor", "f1", "f2", calls=[ordered_after_rotation(world)])
    world.do("registrar", "supervisor", calls=[joined("v5")])
    again = LedgerApplication(Ledger(CHAIN, MemoryStateStore()))
    replay(again, world.blocks, genesis=world.genesis)
    assert again.info() == LedgerApplication(world.ledger).info()
    assert again.validators() == world.ledger.validators and len(again.validators()) == 3


def test_the_history_of_the_set_is_proved(world: World) -> None:
    """Its first members, a rotation, and the order under which survivors went on; altered it is not."""
    world.do("f1", calls=[rotated("v1", 1)])
    world.block()
    remaining = ("v2", "v3")
    world.do("supervisor", "f2", "f3", calls=ordered(world, *remaining))
    package = Collector(world, world.publish()).record(RecordPath("validators/set/current"))
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    of_set = [
        event for event in map(decode_event, (one.event for one in package.events)) if event.object == "regulatory"
    ]
    assert [event.type.partition(".")[2] for event in of_set if event.type != "validators.offered"] == [
        "begun",
        "rotated",
        "restored",
    ]
    (*_, last) = of_set
    assert (last.data["reference"], last.data["remaining"], last.data["gone"]) == (
        "order 9",
        ["v2", "v3"],
        ["v1", "v4"],
    )
    assert last.data["last_hash"] == "ab" * 32
    for old, new in ((b'"order 9"', b'"order 8"'), (b'"gone":["v1","v4"]', b'"gone":["v1"]')):
        events = tuple(replace(one, event=one.event.replace(old, new)) for one in package.events)
        assert events != package.events
        forged = replace(package, events=events)
        assert verify_package(encode_package(forged), world.trust()).verdict is Verdict.not_proved
