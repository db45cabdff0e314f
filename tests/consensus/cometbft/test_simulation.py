# SPDX-License-Identifier: Apache-2.0
"""Seeded: a node under random calls of an engine, with crashes at every step, beside one that never crashed."""

import os
from pathlib import Path
from random import Random

import pytest

from counterfoil.consensus.cometbft.batches import encode_batch
from counterfoil.consensus.cometbft.heights import EngineHeight, EngineHeights
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.evidence.header import decode_header
from counterfoil.primitives.types import Hash, Height
from counterfoil.storage.blocklog import MemoryBlockLog, StoredBlock
from counterfoil.storage.state import StateStore
from support.scripted_node import ScriptedNode
from support.toy_application import BOLT, ToyApplication, addition

SEEDS = int(os.environ.get("COUNTERFOIL_SIMULATION_SEEDS", "6"))
BLOCKS = 60
STEPS = ("place", "append", "commit")


class Crash(Exception):
    """Stands for the end of the process."""


class Fate:
    """At which step of a commit the process ends, and whether that step was done."""

    def __init__(self) -> None:
        self.step = ""
        self.done = False

    def meets(self, step: str, *, done: bool) -> None:
        if (self.step, self.done) == (step, done):
            self.step = ""
            raise Crash


class FatefulLog(MemoryBlockLog):
    fate: Fate

    def append(self, block: StoredBlock) -> Height:
        self.fate.meets("append", done=False)
        height = super().append(block)
        self.fate.meets("append", done=True)
        return height


class FatefulNode(ScriptedNode):
    """A node whose process can end within a commit, and that is begun again as after a crash."""

    def __init__(self, folder: Path, fate: Fate) -> None:
        self.fate = fate

        class Toy(ToyApplication):
            def __init__(self, store: StateStore) -> None:
                super().__init__(store)

            def commit(self) -> None:
                fate.meets("commit", done=False)
                super().commit()
                fate.meets("commit", done=True)

        super().__init__(folder, make=Toy)

    def _open(self, order: bytes | None = None) -> None:
        if not isinstance(self.log, FatefulLog):
            self.log = FatefulLog()
            self.log.fate = self.fate
        super()._open(order)
        fate, place = self.fate, self.heights.place

        def placed(height: Height, engine_height: EngineHeight, header_hash: Hash) -> None:
            fate.meets("place", done=False)
            place(height, engine_height, header_hash)
            fate.meets("place", done=True)

        self.heights.place = placed  # type: ignore[method-assign]


class Engine:
    """Decides blocks for both, and behaves to the one that crashes as a real engine does."""

    def __init__(self, random: Random, crashing: FatefulNode, steady: ScriptedNode) -> None:
        self.random = random
        self.crashing = crashing
        self.steady = steady
        self.chain: list[tuple[abci.RequestFinalizeBlock, abci.ResponseFinalizeBlock]] = []
        self.made = 0
        self.given: list[bytes] = []
        self.crashes = 0

    def decide(self) -> abci.RequestFinalizeBlock:
        """Batches of new transactions, of old ones again, stale and broken ones, ticks, or nothing."""
        batches = [self.batch() for _ in range(self.random.choice((0, 0, 1, 1, 2, 3)))]
        request = abci.RequestFinalizeBlock(height=len(self.chain) + 1, txs=batches)
        request.time.FromMilliseconds(5000 + self.random.randrange(len(self.chain) * 400 + 1))
        return request

    def batch(self) -> bytes:
        if self.random.random() < 0.1:
            return self.random.randbytes(20)
        transactions = [self.transaction() for _ in range(self.random.randrange(4))]
        salt = self.random.randbytes(16)
        return encode_batch(transactions, tick=not transactions or self.random.random() < 0.2, salt=salt)

    def transaction(self) -> bytes:
        kind = self.random.random()
        if self.given and kind < 0.3:
            return self.random.choice(self.given)
        if kind < 0.4:
            return self.random.randbytes(self.random.randrange(1, 30))
        self.made += 1
        valid_until = self.random.choice((1, 3, 10, 1000))
        account = BOLT if self.made == 70 else self.random.choice("abc")
        self.given.append(addition(account, self.made, salt=str(self.made), valid_until=valid_until))
        return self.given[-1]

    def step(self) -> None:
        """One block, decided for good; the node that crashes may be asked for it several times."""
        request = self.decide()
        response = self.steady.ordered.finalize_block(request)
        self.steady.commit()
        self.chain.append((request, response))
        while self.crashing.info().last_block_height < len(self.chain):
            self.replay_one()

    def replay_one(self) -> None:
        request, response = self.chain[self.crashing.info().last_block_height]
        if self.random.random() < 0.5:
            self.warm(request)
        try:
            for _ in range(self.random.choice((1, 1, 2))):
                if self.random.random() < 0.2:  # an engine that is begun again may have another block decided
                    self.crashing.ordered.finalize_block(self.other(request))
                assert self.crashing.ordered.finalize_block(request) == response
            if self.random.random() < 0.1:
                raise Crash
            if self.random.random() < 0.4:
                self.crashing.fate.step = self.random.choice(STEPS)
                self.crashing.fate.done = self.random.random() < 0.5
            self.crashing.commit()
            self.crashing.fate.step = ""
        except Crash:
            self.crashes += 1
            self.crashing.restart()

    def warm(self, request: abci.RequestFinalizeBlock) -> None:
        """Some of the batches went through this node's mempool."""
        for data in request.txs:
            self.crashing.ordered.check_tx(abci.RequestCheckTx(tx=data))

    def other(self, request: abci.RequestFinalizeBlock) -> abci.RequestFinalizeBlock:
        other = self.decide()
        other.height = request.height
        return other


@pytest.mark.parametrize("seed", range(SEEDS))
def test_crashes_leave_no_trace(tmp_path: Path, seed: int) -> None:
    """Same results, same headers, same state and same heights as the node that never crashed and cached nothing."""
    for name in ("crashing", "steady"):
        (tmp_path / name).mkdir()
    random = Random(seed)
    with FatefulNode(tmp_path / "crashing", Fate()) as crashing, ScriptedNode(tmp_path / "steady") as steady:
        engine = Engine(random, crashing, steady)
        for node in (crashing, steady):
            node.begin()
        for _ in range(BLOCKS):
            engine.step()
            assert crashing.info() == steady.info()
        assert crashing.headers() == steady.headers()
        assert placed(crashing.heights) == placed(steady.heights)
        assert [crashing.application.total(one) for one in "abc"] == [steady.application.total(one) for one in "abc"]
        times = [decode_header(header).time for header in steady.headers()]
        assert times == sorted(set(times))
        assert len({name for name, _ in crashing.answers}) <= len({name for name, _ in steady.answers})
        assert engine.crashes > 5
        assert 10 < steady.log.height < BLOCKS


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whoever_is_answered_keeps_that_answer(tmp_path: Path, seed: int) -> None:
    """A transaction that stands in a block is answered with that and nothing else, however often it comes."""
    with ScriptedNode(tmp_path) as node:
        node.begin()
        engine = Engine(Random(seed), node, node)  # type: ignore[arg-type]
        for _ in range(BLOCKS):
            node.ordered.finalize_block(request := engine.decide())
            node.commit()
            engine.chain.append((request, abci.ResponseFinalizeBlock()))
        standing: dict[Hash, object] = {}
        for name, answer in node.answers:
            if hasattr(answer, "height"):
                assert standing.setdefault(name, answer) == answer
            else:
                assert name not in standing
        assert len(standing) == sum(len(block.transactions) for block in node.log.blocks(Height(0)))


def placed(heights: EngineHeights) -> list[int | None]:
    return [heights.engine_height_of(Height(height)) for height in range(heights.height + 1)]
