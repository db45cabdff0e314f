# SPDX-License-Identifier: Apache-2.0
"""A chain under an ordering engine: the laws of ``application``, kept by the ledger."""

from typing import Any

import pytest

from counterfoil.application import Checked, Refusal, TransactionResult
from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.index import position_key, read_position, transaction_key, transaction_value
from counterfoil.commerce.ledger import Ledger, broken_invariants
from counterfoil.evidence.header import NO_PARENT, decode_header
from counterfoil.modules.holdings.records import HOLDINGS, Holding
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.hashing import from_hex, to_hex
from counterfoil.storage.state import KeySpace, MemoryStateStore
from support.evidence_story import LI, SHARE, WANG
from support.evidence_world import World
from support.refused_at_the_door import TOO_MUCH, built, door


@pytest.fixture
def world() -> World:
    """A chain with something on it."""
    return door()


@pytest.fixture
def app(world: World) -> LedgerApplication:
    """The same chain as an engine sees it."""
    return LedgerApplication(world.ledger)


def checked(app: LedgerApplication, data: bytes) -> Checked:
    found = app.check(data)
    assert isinstance(found, Checked), found
    return found


def finalize(app: LedgerApplication, world: World, *transactions: Checked) -> Any:
    return app.finalize_block(world.next_height, world.next_time, transactions)


def test_info_says_where_the_chain_stands(app: LedgerApplication, world: World) -> None:
    """Chain, height and header hash; before genesis there is none."""
    info = app.info()
    assert (info.chain, info.height, to_hex(info.header_hash)) == (world.chain, world.height, world.ledger.last_hash)
    empty = LedgerApplication(Ledger(world.chain, MemoryStateStore())).info()
    assert (empty.height, empty.header_hash) == (-1, from_hex(NO_PARENT))


def test_nothing_is_seen_before_commit(app: LedgerApplication, world: World) -> None:
    """Records, height and answers are those of the block before, until the whole block is there at once."""
    before = world.read(HOLDINGS, LI, SHARE)
    one = checked(app, built(world, "li").encode())
    block = finalize(app, world, one)
    assert world.read(HOLDINGS, LI, SHARE) == before
    assert (app.info().height, app.refusal(one)) == (world.height, None)
    app.commit()
    assert world.read(HOLDINGS, LI, SHARE).free == before.free - 1
    assert app.info().height == decode_header(block.header).height
    refusal = app.refusal(one)
    assert refusal is not None and refusal.reason == "already_seen"


def test_a_block_can_be_executed_again_before_commit(app: LedgerApplication, world: World) -> None:
    """The same transactions give the same header, and others give another."""
    one = checked(app, built(world, "li").encode())
    two = checked(app, built(world, "li", calls=TOO_MUCH).encode())
    first = finalize(app, world, one, two)
    assert [answer.code for answer in first.answers] == [0, 80]
    assert finalize(app, world, two).header != first.header
    again = finalize(app, world, one, two)
    assert (again.header, [answer.code for answer in again.answers]) == (first.header, [0, 80])
    app.commit()
    assert world.read(HOLDINGS, LI, SHARE).free == 999


def test_a_proposal_is_judged_as_a_whole(app: LedgerApplication, world: World) -> None:
    """Good if every transaction of it may stand."""
    good, other = built(world, "li").encode(), built(world, "li", seed=b"o" * 32).encode()
    assert app.process_proposal([good, other])
    assert not app.process_proposal([good, b"noise"])
    assert app.process_proposal([])
    candidates = [checked(app, good), checked(app, other)]
    assert app.prepare_proposal(candidates) == candidates
    finalize(app, world, candidates[0])
    app.commit()
    assert app.prepare_proposal(candidates) == candidates[1:]
    assert not app.process_proposal([good])


def test_an_incomplete_transaction_is_left_out_of_the_header(app: LedgerApplication, world: World) -> None:
    """Answered in its place, and not covered."""
    bad, good = built(world, "board").encode(), built(world, "li").encode()
    block = finalize(app, world, checked(app, bad), checked(app, good))
    assert [type(answer) for answer in block.answers] == [Refusal, TransactionResult]
    alone = finalize(app, world, checked(app, good))
    assert alone.header == block.header


def test_the_store_finds_what_happened(app: LedgerApplication, world: World) -> None:
    """Where a transaction stands and whether it was committed, and each event of a record's trail."""
    one, two = built(world, "li"), built(world, "li", calls=TOO_MUCH)
    committed, rejected = (checked(app, data.encode()) for data in (one, two))
    block = finalize(app, world, committed, rejected)
    app.commit()
    for answer in block.answers:
        found = world.store.get(KeySpace.TRANSACTIONS, transaction_key(answer.id))
        assert found == transaction_value(answer)
        assert read_position(found) == (answer.height, answer.index)
    assert [found[-1] for found in map(transaction_value, block.answers)] == [1, 0]
    assert position_key(block.answers[0].height, 0) in dict(world.store.scan(KeySpace.EVENTS))


def test_records_are_asked_for_by_path(app: LedgerApplication, world: World) -> None:
    """Bytes as committed; nothing for an unknown path; another question is an error."""
    found = canonical.decode(app.query("record", f"holdings/holding/{LI}/{SHARE}".encode()), Holding)
    assert found == world.read(HOLDINGS, LI, SHARE)
    assert app.query("record", f"holdings/holding/{WANG}/NONE".encode()) == b""
    with pytest.raises(InputError, match="unknown query 'balance'"):
        app.query("balance", b"")


def test_what_another_application_checked_is_a_bug(app: LedgerApplication, world: World) -> None:
    """No business outcome: it stops the node."""
    with pytest.raises(InvariantBroken, match="was not prepared by this application"):
        finalize(app, world, Checked(id="0" * 64, data=b""))
    with pytest.raises(InvariantBroken, match="no executed block"):
        app.commit()


def test_the_rules_of_a_height_must_be_known_here(world: World) -> None:
    """A chain that has scheduled a version this software lacks stops there, saying so."""
    height = world.height + 3
    call = {"call": "protocol.schedule_version", "protocol": 2, "height": height, "registrar": "registrar"}
    world.do("registrar", calls=[call])
    world.block()
    with pytest.raises(InvariantBroken, match=f"block {height} needs protocol 2"):
        world.block()


def test_a_store_without_genesis_runs_no_block() -> None:
    """Its rules are not there."""
    ledger = Ledger(World().chain, MemoryStateStore())
    with pytest.raises(InvariantBroken, match="genesis was not executed"):
        ledger.execute(0, 1, [])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="there is no block 0"):
        ledger.header(0)  # type: ignore[arg-type]


def test_a_real_chain_breaks_no_invariant(world: World) -> None:
    """The committed state, as queries and audits see it."""
    assert list(broken_invariants(world.ledger.view)) == []


def test_a_chain_without_validators_has_none(app: LedgerApplication, world: World) -> None:
    """Under solo nobody votes, and no transaction begins a run of the engine."""
    one = checked(app, built(world, "li").encode())
    assert finalize(app, world, one).validators is None
    app.commit()
    assert app.validators() == () and not app.restarts(one)
