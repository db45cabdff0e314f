# SPDX-License-Identifier: Apache-2.0
"""One chain of the simulation, in memory or over real files, that can be killed and started again."""

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Protocol

from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.solo.engine import Clock, SoloEngine
from counterfoil.custody.custody_log import CustodyLog
from counterfoil.evidence.seal import SealHistory, seal_header
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import single_key_policy
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.anchoring import anchor_new_headers, register_chain
from counterfoil.node.chain import ChainNode
from counterfoil.node.chain_reader import ChainReader
from counterfoil.primitives.clocks import clock_problem
from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.primitives.types import ChainId, Timestamp
from counterfoil.sandbox.pool import Pool
from counterfoil.storage.blocklog import BlockLog, MemoryBlockLog
from counterfoil.storage.state import MemoryStateStore, StateStore
from support import custody
from support.simulation_faults import arm
from support.simulation_genesis import genesis_of, key_of


def seal_policy(chain: str) -> KeyPolicy:
    """Who seals a simulated chain."""
    return single_key_policy(key_of(chain, "operator"))


def recovery_policy(chain: str) -> KeyPolicy:
    """Who takes a simulated chain over when its seal keys are lost."""
    return single_key_policy(key_of(chain, "recovery"))


def guard(time: Timestamp, parent: Timestamp) -> None:
    """No block a week or more after the one before."""
    problem = clock_problem(time, parent)
    if problem is not None:
        raise InputError(problem, where="clock")


@cache
def two_workers() -> Pool:
    """Who runs contracts for chains in memory: one worker more than a node has that is a ``ChainNode``."""
    return Pool(HOST_FUNCTIONS, workers=2)


class Running(Protocol):
    """What memory and files have in common while they run."""

    reader: ChainReader
    ledger: Ledger
    engine: SoloEngine | None
    block_log: BlockLog
    store: StateStore

    def close(self) -> None: ...


@dataclass
class MemoryNode:
    """As ``ChainNode``, over what memory holds."""

    ledger: Ledger
    reader: ChainReader
    engine: SoloEngine | None
    block_log: BlockLog
    store: StateStore

    def close(self) -> None:
        if self.engine is not None:
            self.engine.close()


class MemoryDisk:
    """Block log and state store that outlive the engine; a crash may lose the state, and never a block."""

    directory: Path | None = None
    blocks: Path | None = None

    def __init__(self, chain: str, random: Random) -> None:
        self._chain = chain
        self._random = random
        self._log = MemoryBlockLog()
        self._store = MemoryStateStore()

    def start(self, clock: Clock) -> Running:
        chain = ChainId(self._chain)
        key = key_of(chain, "operator")
        # What a fault put in the place of a method goes with the process that it hit.
        for kept in (self._log, self._store):
            vars(kept).pop("append", None)
            vars(kept).pop("commit", None)
        ledger = Ledger(chain, self._store, lambda _dialect: two_workers())
        engine = SoloEngine(
            LedgerApplication(ledger),
            self._log,
            genesis=genesis_of(chain),
            seal=lambda header: seal_header(header, key).encode(),
            clock=clock,
            guard=guard,
        )
        engine.start()
        return MemoryNode(ledger, ChainReader(chain, self._log, self._store), engine, self._log, self._store)

    def crash(self, node: Running) -> None:
        node.close()
        if self._random.random() < 0.5:
            self._store = MemoryStateStore()


class FileDisk:
    """A chain's directory. A crash leaves an image of it as it was, unflushed state lost, and the lock free."""

    def __init__(self, chain: str, root: Path) -> None:
        self._chain = chain
        self._root = root
        self._life = 0
        self.directory.mkdir(parents=True)
        (self.directory / "genesis.json").write_bytes(genesis_of(chain))

    @property
    def directory(self) -> Path:
        return self._root / f"{self._chain}-{self._life}"

    @property
    def blocks(self) -> Path:
        return self.directory / "blocks"

    def start(self, clock: Clock) -> Running:
        keys = [key_of(self._chain, "operator")]
        return ChainNode.open(self.directory, ChainId(self._chain), clock=clock, seal_keys=keys, guard=guard)

    def crash(self, node: Running) -> None:
        before = self.directory
        self._life += 1
        shutil.copytree(before, self.directory)
        try:
            node.close()
        except StorageError:
            assert node.engine is not None
            assert node.engine.failure is not None
        shutil.rmtree(before)


@dataclass
class SimulatedChain:
    """A chain with its disk; ``node`` is its present life."""

    chain: ChainId
    disk: MemoryDisk | FileDisk
    clock: Clock
    random: Random

    def __post_init__(self) -> None:
        self.node = self.disk.start(self.clock)

    @property
    def height(self) -> int:
        return self.node.reader.height

    def tick(self) -> int:
        """Have a block made; its height. Raises InputError under a clock that is not believed."""
        assert self.node.engine is not None
        return self.node.engine.tick().result(30)

    def arm(self, fault: str) -> None:
        arm(fault, self.node.block_log, self.node.store, blocks=self.disk.blocks, random=self.random)

    def restart(self, *, crash: bool) -> None:
        """End this life, and begin the next."""
        if crash:
            self.disk.crash(self.node)
        else:
            self.node.close()
        self.node = self.disk.start(self.clock)


def anchored(log: CustodyLog, simulated: SimulatedChain, *, ticked: bool = True) -> None:
    """The chain, registered and anchored as far as it goes; ``ticked``: once time has passed on it."""
    chain = simulated.chain
    register_chain(
        log, simulated.node.reader, SealHistory(chain, seal_policy(chain), recovery_policy(chain), custody.DAY_MS)
    )
    if ticked:
        simulated.tick()
    anchor_new_headers(log, simulated.node.reader)
