# SPDX-License-Identifier: Apache-2.0
"""Survivors of a lost quorum begin the engine anew: with the order that each was started with, and nothing else."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from counterfoil.application import Checked, FinalizedBlock, Refusal, TransactionResult, Validator
from counterfoil.consensus.cometbft.batches import encode_batch
from counterfoil.consensus.cometbft.engine_genesis import POWER
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.consensus.replay import replay
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.types import Height, PartyId, Timestamp
from counterfoil.storage.state import MemoryStateStore
from support.scripted_node import SALT, ScriptedNode, genesis_request
from support.toy_application import TOTAL_MAX, TOY_GENESIS, CheckedAddition, ToyApplication, addition

ORDER_ACCOUNT = "order"
FOUR = (1, 2, 3, 4)
LEFT = (1, 2)
BLOCKS = 3


def validators(*numbers: int) -> tuple[Validator, ...]:
    seal_key = PrivateKey(seed=bytes(32)).public
    return tuple(Validator(f"{number:064x}", seal_key, PartyId(f"firm-{number}")) for number in numbers)


class Orderly(ToyApplication):
    """Four validators; of an order two are left."""

    def restarts(self, checked: Checked) -> bool:
        return isinstance(checked, CheckedAddition) and checked.payload.account == ORDER_ACCOUNT

    def validators(self) -> tuple[Validator, ...]:
        return validators(*(LEFT if self.total(ORDER_ACCOUNT) else FOUR))

    def finalize_block(self, height: Height, time: Timestamp, transactions: Sequence[Checked]) -> FinalizedBlock:
        block = super().finalize_block(height, time, transactions)
        changed = validators(*LEFT) if self._pending(ORDER_ACCOUNT) > self.total(ORDER_ACCOUNT) else None
        return FinalizedBlock(block.header, block.answers, changed)


def order(amount: int = 1, valid_until: int = BLOCKS + 1) -> bytes:
    return addition(ORDER_ACCOUNT, amount, salt="order", valid_until=valid_until)


def batch(*transactions: bytes) -> bytes:
    return encode_batch(transactions, tick=False, salt=SALT)


def told(found: Sequence[abci.ValidatorUpdate]) -> list[tuple[int, int]]:
    return [(int.from_bytes(one.pub_key.ed25519, "big"), one.power) for one in found]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[ScriptedNode]:
    """A chain of four, some blocks long, at height 2 × as many of its engine."""
    with ScriptedNode(tmp_path, make=Orderly) as node:
        node.begin()
        for number in range(BLOCKS):
            node.block()
            node.block(batch(addition("a", 1, salt=str(number))))
        yield node


def test_the_engine_begins_anew_behind_the_last_block(node: ScriptedNode) -> None:
    """At height 0, with the last header as its app hash and with those who are left; the order is its first block's."""
    last = node.info().last_block_app_hash
    node.begin_anew(order())
    assert (node.info().last_block_height, node.log.height) == (0, BLOCKS)
    begun = node.ordered.init_chain(genesis_request())
    assert (begun.app_hash, told(begun.validators)) == (last, [(1, POWER), (2, POWER)])
    other = addition("b", 5, salt="b")
    response = node.block(batch(other))
    assert told(response.validator_updates) == []
    assert node.log.read(Height(BLOCKS + 1)).transactions == (order(), other)
    assert (node.info().last_block_height, node.info().last_block_app_hash) == (1, response.app_hash)
    assert (node.heights.run, node.heights.engine_height_of(Height(BLOCKS + 1))) == (1, 1)
    assert node.heights.engine_height_of(Height(BLOCKS)) is None
    assert [node.heights.height_after(engine_height) for engine_height in (0, 1)] == [BLOCKS, BLOCKS + 1]
    fresh = Orderly(MemoryStateStore())
    replay(fresh, node.log, genesis=TOY_GENESIS)
    assert (fresh.info(), fresh.validators()) == (node.application.info(), validators(*LEFT))


def test_an_empty_first_block_holds_the_order_too(node: ScriptedNode) -> None:
    """Whatever the engine has decided in it; and a later one does not."""
    node.begin_anew(order())
    node.begin()
    assert node.finalize().app_hash == node.finalize().app_hash
    node.commit()
    assert node.log.read(Height(BLOCKS + 1)).transactions == (order(),)
    node.block()
    assert (node.log.height, node.info().last_block_height) == (BLOCKS + 1, 2)


@pytest.mark.parametrize("begun", [False, True])
def test_a_crash_before_its_first_block_begins_the_same_run(node: ScriptedNode, *, begun: bool) -> None:
    """However often: it is one run until a block of it was made."""
    for _ in range(3):
        node.begin_anew(order())
        if begun:
            node.begin()
            node.finalize()
    node.begin()
    node.block()
    assert (node.heights.run, node.log.height) == (1, BLOCKS + 1)


def test_given_again_later_it_does_nothing(node: ScriptedNode) -> None:
    """A service is started with the same arguments for ever."""
    node.begin_anew(order())
    node.begin()
    node.block()
    node.begin_anew(order())
    assert (node.info().last_block_height, node.heights.run) == (1, 1)
    node.block(batch(addition("a", 1, salt="later")))
    assert (node.info().last_block_height, node.log.height) == (2, BLOCKS + 2)


def test_a_run_is_not_gone_on_with_without_its_order(node: ScriptedNode) -> None:
    """The node would begin with those who are gone."""
    node.begin_anew(order())
    node.restart()
    with pytest.raises(InvariantBroken, match="started with the order"):
        node.ordered.init_chain(genesis_request())


def test_nobody_hands_in_an_order(node: ScriptedNode) -> None:
    """Neither a member in a batch nor a proposer: it is answered, and left out at every node."""
    node.block(batch(order(), addition("a", 1, salt="x")))
    answers = [answer for _, answer in node.answers[-2:]]
    assert isinstance(answers[0], Refusal) and answers[0].reason == "only_at_a_start"
    assert isinstance(answers[1], TransactionResult)
    assert node.application.validators() == validators(*FOUR)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (addition("a", 1, salt="x"), "it begins no run"),
        (b"{}", "malformed"),
        (order(valid_until=BLOCKS), "expired"),
    ],
)
def test_an_order_that_does_not_stand_is_said_at_once(node: ScriptedNode, given: bytes, said: str) -> None:
    """Before an engine is started, and nothing is changed."""
    with pytest.raises(InputError, match=said):
        node.begin_anew(given)
    node.restart()
    assert (node.info().last_block_height, node.heights.run) == (2 * BLOCKS, 0)


def test_an_order_that_is_rejected_begins_nothing(node: ScriptedNode) -> None:
    """It stands by its form, and its law says no: the engine is not told of anybody."""
    node.begin_anew(order(TOTAL_MAX + 1))
    with pytest.raises(InvariantBroken, match="does not stand"):
        node.ordered.init_chain(genesis_request())


def test_a_first_block_without_a_beginning_stops_the_node(node: ScriptedNode) -> None:
    """The engine at the socket is the one of before."""
    node.begin_anew(order())
    with pytest.raises(InvariantBroken, match="did not begin"):
        node.finalize()
