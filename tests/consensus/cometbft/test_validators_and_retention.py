# SPDX-License-Identifier: Apache-2.0
"""What the engine is told of validators, what it tells of them, and how many of its blocks it keeps."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from google.protobuf.timestamp_pb2 import Timestamp as WireTime

from counterfoil.application import Checked, FinalizedBlock, Validator
from counterfoil.consensus.cometbft.batches import encode_batch
from counterfoil.consensus.cometbft.engine_genesis import POWER
from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.consensus.cometbft.retention import Retention
from counterfoil.consensus.cometbft.updates import Misbehaviour, updates
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import InvariantBroken, StorageError
from counterfoil.primitives.types import Duration, Hash, Height, PartyId, Timestamp
from support.scripted_node import SALT, ScriptedNode, genesis_request
from support.toy_application import ToyApplication, addition

SEAL_KEY = PrivateKey(seed=bytes(32)).public


def validator(number: int, *, seal_key: int = 0) -> Validator:
    key = PrivateKey(seed=bytes([seal_key]) * 32).public if seal_key else SEAL_KEY
    return Validator(consensus_key=f"{number:064x}", seal_key=key, party=PartyId(f"firm-{number}"))


class Voting(ToyApplication):
    """Validators 1 and 2, of whom 2 goes and 3 comes whenever a block holds something."""

    now: tuple[Validator, ...] = (validator(1), validator(2))
    then: tuple[Validator, ...] | None = None

    def validators(self) -> tuple[Validator, ...]:
        return self.now

    def finalize_block(self, height: Height, time: Timestamp, transactions: Sequence[Checked]) -> FinalizedBlock:
        block = super().finalize_block(height, time, transactions)
        self.then = (validator(1), validator(3)) if transactions else None
        return FinalizedBlock(block.header, block.answers, self.then)

    def commit(self) -> None:
        super().commit()
        self.now = self.then or self.now


def told(found: Sequence[abci.ValidatorUpdate]) -> list[tuple[int, int]]:
    return [(int.from_bytes(one.pub_key.ed25519, "big"), one.power) for one in found]


def test_the_engine_learns_only_what_changed(tmp_path: Path) -> None:
    """All of them as the chain begins; then who came and who went, in order of their keys, also when asked twice."""
    with ScriptedNode(tmp_path, make=Voting) as node:
        node.begin()
        assert told(node.ordered.init_chain(genesis_request()).validators) == [(1, POWER), (2, POWER)]
        batch = encode_batch([addition("a", 1, salt="1")], tick=False, salt=SALT)
        assert [told(node.finalize(one).validator_updates) for one in (batch, batch)] == [[(2, 0), (3, POWER)]] * 2
        node.commit()
        again = encode_batch([addition("a", 1, salt="2")], tick=False, salt=SALT)
        assert told(node.block(again).validator_updates) == []
        assert told(node.block(encode_batch([], tick=True, salt=SALT)).validator_updates) == []


def test_another_key_to_seal_with_is_none_of_the_engines_business() -> None:
    """It knows only the keys of consensus."""
    assert updates([validator(1)], [validator(1, seal_key=7)]) == []


def test_misbehaviour_is_told_when_it_is_durable(tmp_path: Path) -> None:
    """In the words of this tree, after the block that holds the proof."""
    heard: list[Misbehaviour] = []
    with ScriptedNode(tmp_path) as node:
        node.begin()
        node.ordered.follow_misbehaviour(heard.extend)
        wrong = abci.Misbehavior(
            type=abci.DUPLICATE_VOTE, validator=abci.Validator(address=b"\xab" * 20), height=5, time=WireTime(seconds=3)
        )
        node.ordered.finalize_block(abci.RequestFinalizeBlock(height=1, misbehavior=[wrong]))
        assert heard == []
        node.commit()
    (one,) = heard
    assert (one.kind, one.address, one.engine_height, one.time) == ("DUPLICATE_VOTE", "ab" * 20, 5, 3000)


def retained(node: ScriptedNode, milliseconds: int) -> int:
    batch = encode_batch([], tick=True, salt=SALT)
    node.finalize(batch, time_ms=milliseconds)
    return node.commit().retain_height


def test_all_is_kept_unless_it_is_said_otherwise(tmp_path: Path) -> None:
    """0 is the engine's word for all."""
    with ScriptedNode(tmp_path) as node:
        node.begin()
        assert [retained(node, 10_000 * number) for number in range(1, 6)] == [0] * 5


def test_a_block_goes_when_it_is_old_in_blocks_and_in_time(tmp_path: Path) -> None:
    """Evidence against a validator may be given until both have passed."""
    with ScriptedNode(tmp_path, retention=Retention(3, Duration(25_000), every=1)) as node:
        node.begin()
        assert [retained(node, 10_000 * number) for number in range(1, 8)] == [0, 0, 0, 1, 2, 3, 4]
        assert [retained(node, 70_000 + number) for number in range(1, 5)] == [4, 4, 4, 4]
        assert retained(node, 900_000) == 10


def test_the_engine_is_told_now_and_then(tmp_path: Path) -> None:
    """In between it keeps what it has."""
    with ScriptedNode(tmp_path, retention=Retention(1, Duration(1), every=3)) as node:
        node.begin()
        assert [retained(node, 10_000 * number) for number in range(1, 8)] == [0, 0, 2, 0, 0, 5, 0]


def test_what_somebody_needs_is_kept(tmp_path: Path) -> None:
    """A header without its whole seal, or the base of a snapshot, holds the engine's blocks from there on."""
    needed: list[Height] = [Height(2)]
    retention = Retention(1, Duration(1), needed=lambda: needed[0] if needed else None, every=1)
    with ScriptedNode(tmp_path, retention=retention) as node:
        node.begin()
        assert [retained(node, 10_000 * number) for number in range(1, 6)] == [0, 1, 2, 2, 2]
        needed.clear()
        assert retained(node, 60_000) == 5


def test_heights_and_log_must_be_of_one_chain(tmp_path: Path) -> None:
    """Behind the log, or of other blocks: nobody could tell the engine where it stands."""
    heights = EngineHeights.open(tmp_path / "heights")
    heights.place(Height(0), 0, Hash(bytes(32)))
    with pytest.raises(StorageError, match="ends at block 0, but the block log at 1"):
        heights.settle(Height(1), Hash(bytes(32)))
    with pytest.raises(InvariantBroken, match="another block 0"):
        heights.settle(Height(0), Hash(b"x" * 32))
    for height, engine_height in ((2, 1), (0, 1)):
        with pytest.raises(InvariantBroken, match="cannot follow"):
            heights.place(Height(height), engine_height, Hash(bytes(32)))
    heights.pass_by(4)
    with pytest.raises(InvariantBroken, match="cannot follow"):
        heights.pass_by(4)
    with pytest.raises(InvariantBroken, match="cannot follow"):
        heights.place(Height(1), 4, Hash(bytes(32)))
    heights.close()
    with pytest.raises(StorageError, match="cannot read"):
        heights.engine_height_of(Height(0))
    (tmp_path / "other").write_bytes(b"no such file" * 100)
    with pytest.raises(StorageError, match="cannot open"):
        EngineHeights.open(tmp_path / "other")
