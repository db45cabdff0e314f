# SPDX-License-Identifier: Apache-2.0
"""A toy application on a bench, ready for an engine: its log, what the observer was told, and a clock."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from threading import Event

from counterfoil.application import Checked
from counterfoil.consensus.solo.engine import SoloEngine
from counterfoil.evidence.header import decode_header
from counterfoil.primitives.types import Height, Timestamp
from counterfoil.storage.blocklog import BlockLog, MemoryBlockLog, StoredBlock
from counterfoil.storage.state import MemoryStateStore
from support.toy_application import TOY_GENESIS, ToyApplication, toy_seal


class Bench:
    """An application, a log and what the observer was told, ready for an engine."""

    def __init__(self, application: ToyApplication | None = None, log: BlockLog | None = None) -> None:
        self.store = MemoryStateStore()
        self.application = application or ToyApplication(self.store)
        self.log = log or MemoryBlockLog()
        self.observed: list[tuple[bytes, bytes]] = []
        self.times = count(5000)

    @contextmanager
    def engine(self, **options: object) -> Iterator[SoloEngine]:
        """An engine at work; ``options`` are of its constructor."""
        defaults: dict[str, object] = {
            "genesis": TOY_GENESIS,
            "seal": toy_seal,
            "clock": self.clock,
            "on_block": lambda header, seal: self.observed.append((header, seal)),
            "gather_ms": 1,
        }
        with SoloEngine(self.application, self.log, **{**defaults, **options}) as engine:  # type: ignore[arg-type]
            yield engine

    def clock(self) -> Timestamp:
        """Milliseconds that pass with every look."""
        return Timestamp(next(self.times))

    def stored(self) -> list[StoredBlock]:
        """The blocks of the log, from genesis."""
        return list(self.log.blocks(Height(0)))

    def block_times(self) -> list[int]:
        """What the stored headers say."""
        return [decode_header(block.header).time for block in self.stored()]


class HeldApplication(ToyApplication):
    """Executes no block before ``go`` is set, so that a test decides what waits behind a block."""

    def __init__(self, store: MemoryStateStore) -> None:
        super().__init__(store)
        self.go = Event()
        self.executing = Event()

    def prepare_proposal(self, candidates: Sequence[Checked]) -> list[Checked]:
        self.executing.set()
        assert self.go.wait(10)
        return super().prepare_proposal(candidates)
