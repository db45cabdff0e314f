# SPDX-License-Identifier: Apache-2.0
"""The application under the engine: two heights, repeats, one answer for each intent, and what a block may hold."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from counterfoil.application import Refusal, TransactionResult
from counterfoil.consensus.cometbft.batches import encode_batch
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Height
from support.scripted_node import SALT, ScriptedNode, genesis_request
from support.toy_application import BOLT, POISON, addition


@pytest.fixture
def node(tmp_path: Path) -> Iterator[ScriptedNode]:
    with ScriptedNode(tmp_path) as node:
        node.begin()
        yield node


def batch(*transactions: bytes, tick: bool = False, salt: bytes = SALT) -> bytes:
    return encode_batch(transactions, tick=tick, salt=salt)


def test_genesis_is_durable_at_once_and_may_be_asked_for_again(node: ScriptedNode) -> None:
    """No commit follows, and the engine asks until a block was committed: block 0 is made once."""
    first = node.ordered.init_chain(genesis_request())
    assert node.log.height == 0
    assert first.app_hash == header_hash(node.log.read(Height(0)).header)
    assert node.ordered.init_chain(genesis_request()) == first
    assert (node.log.height, node.ordered.info(abci.RequestInfo()).last_block_height) == (0, 0)


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (abci.RequestInitChain(app_state_bytes=b'"AAAA"', initial_height=1), "another document"),
        (abci.RequestInitChain(app_state_bytes=b'"AAA"', initial_height=1), "not base64"),
        (abci.RequestInitChain(app_state_bytes=b"{}", initial_height=1), "not a text"),
        (genesis_request(initial_height=7), "not at 1"),
    ],
)
def test_another_genesis_is_refused(node: ScriptedNode, request_: abci.RequestInitChain, said: str) -> None:
    """The engine must carry the very document that this chain began with."""
    with pytest.raises(InvariantBroken, match=said):
        node.ordered.init_chain(request_)


def test_a_block_without_effect_makes_none_of_ours(node: ScriptedNode) -> None:
    """The app hash stays, so that an engine without work comes to rest; both heights are kept."""
    hash_before = node.info().last_block_app_hash
    assert [node.block().app_hash for _ in range(3)] == [node.genesis_hash] * 3
    assert (node.log.height, node.info().last_block_height) == (0, 3)
    assert hash_before == b""
    made = node.block(batch(addition("a", 1, salt="1")))
    assert node.info().last_block_app_hash == made.app_hash != node.genesis_hash
    assert node.heights.engine_height_of(Height(1)) == 4
    assert [node.heights.height_after(engine_height) for engine_height in range(6)] == [0, 0, 0, 0, 1, 1]


def test_a_tick_makes_a_block_of_nothing(node: ScriptedNode) -> None:
    """So that the chain says that time has passed."""
    node.block(batch(tick=True))
    assert node.log.height == 1
    assert node.log.read(Height(1)).transactions == ()
    assert node.answers == []


def test_times_strictly_increase(node: ScriptedNode) -> None:
    """The engine's time in milliseconds, or one more than the parent's when that is later."""
    for milliseconds in (5000, 5000, 4000, 9001):
        node.block(batch(tick=True), time_ms=milliseconds)
    assert [decode_header(block.header).time for block in node.log.blocks(Height(1))] == [5000, 5001, 5002, 9001]


def test_each_transaction_has_its_own_answer(node: ScriptedNode) -> None:
    """One that is stale or badly formed fails neither its batch nor its neighbours, and the engine hears of none."""
    good, late, bad = addition("a", 1, salt="1"), addition("a", 1, salt="2", valid_until=0), b"{}"
    response = node.block(batch(late, good, bad), b"no batch", batch(addition("b", 2, salt="3")))
    assert [(result.code, result.data) for result in response.tx_results] == [(0, b""), (1, b""), (0, b"")]
    told = dict(node.answers)
    assert [type(told[digest(data)]) for data in (late, good, bad)] == [Refusal, TransactionResult, Refusal]
    assert (node.application.total("a"), node.application.total("b")) == (1, 2)
    assert node.log.read(Height(1)).transactions == (good, addition("b", 2, salt="3"))


def test_a_transaction_in_two_batches_has_one_answer(node: ScriptedNode) -> None:
    """In one block or in two, through whichever member: what became of it the first time."""
    data = addition("a", 1, salt="1")
    node.block(batch(data), batch(data, salt=b"another salt 16b"))
    ((name, first),) = node.answers
    assert name == digest(data)
    node.block(batch(data, salt=b"and a third salt"))
    assert node.answers == [(name, first)] * 2
    assert (node.application.total("a"), node.log.height) == (1, 1)


def test_after_a_restart_it_is_refused_as_seen(node: ScriptedNode) -> None:
    """What is kept for answers is gone with the process; the ledger still knows that it was seen."""
    data = addition("a", 1, salt="1")
    node.block(batch(data))
    node.restart()
    node.answers.clear()
    node.block(batch(data, salt=b"another salt 16b"))
    ((_, answer),) = node.answers
    assert isinstance(answer, Refusal)
    assert (answer.reason, node.log.height) == ("seen", 1)


def test_a_block_in_which_nothing_can_stand_is_none(node: ScriptedNode) -> None:
    """Executed, left out, and nobody's height moves."""
    node.block(batch(addition(BOLT, 1, salt="1")))
    node.block(batch(addition("a", 1, salt="2")))
    assert (node.log.height, node.info().last_block_height) == (1, 2)
    assert isinstance(node.answers[-1][1], Refusal)


def test_finalize_may_be_asked_again(node: ScriptedNode) -> None:
    """What was executed and not committed is as if it had never been, also when another block is decided then."""
    first, second = batch(addition("a", 1, salt="1")), batch(addition("b", 1, salt="2"))
    hashes = [node.finalize(one).app_hash for one in (first, second, first)]
    assert hashes[0] == hashes[2] != hashes[1]
    node.finalize()
    node.commit()
    assert (node.log.height, node.info().last_block_height, node.answers) == (0, 1, [])
    node.block(second)
    assert (node.application.total("a"), node.application.total("b")) == (0, 1)


def test_a_block_that_cannot_be_executed_leaves_nothing_to_commit(node: ScriptedNode) -> None:
    """Neither it nor the one that was executed before it in its place."""
    node.finalize(batch(addition("a", 1, salt="1")))
    with pytest.raises(InvariantBroken, match="poisoned"):
        node.finalize(batch(addition(POISON, 1, salt="2")))
    with pytest.raises(InvariantBroken, match="did not have executed"):
        node.commit()
    assert node.log.height == 0


def test_heights_out_of_order_stop_the_node(node: ScriptedNode) -> None:
    """An engine that skips a block, repeats a committed one or commits twice is not to be followed."""
    node.block()
    for height in (1, 3):
        with pytest.raises(InvariantBroken, match="does not follow 1"):
            node.ordered.finalize_block(abci.RequestFinalizeBlock(height=height))
    with pytest.raises(InvariantBroken, match="did not have executed"):
        node.commit()
    with pytest.raises(InvariantBroken, match="was committed here"):
        node.ordered.init_chain(genesis_request())


def test_observers_are_told_in_order_once_it_is_durable(node: ScriptedNode) -> None:
    """The block first, then the answers: whoever is answered finds the block."""
    order: list[str] = []

    def on_block(header: bytes, share: bytes) -> None:
        assert node.log.read(node.log.height).header == header
        assert node.log.read(node.log.height).seal == share
        assert node.application.total("a") == 1
        order.append("block")

    node.ordered.follow(on_block)
    node.ordered.follow_answers(lambda _: order.append("answers"))
    node.finalize(batch(addition("a", 1, salt="1")))
    assert order == []
    node.commit()
    assert order == ["block", "answers"]
