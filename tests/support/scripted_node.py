# SPDX-License-Identifier: Apache-2.0
"""A member's node without an engine: tests say which blocks are decided, and when the process ends."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from google.protobuf.timestamp_pb2 import Timestamp as WireTime

from counterfoil.application import Refusal, TransactionResult
from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.consensus.cometbft.ordered import OrderedApplication
from counterfoil.consensus.cometbft.retention import KEEP_ALL, Retention
from counterfoil.consensus.cometbft.runs import Restart
from counterfoil.consensus.cometbft.updates import app_state_of
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.primitives.types import Hash, Height
from counterfoil.storage.blocklog import BlockLog, MemoryBlockLog
from counterfoil.storage.state import MemoryStateStore, StateStore
from support.toy_application import TOY_GENESIS, ToyApplication, toy_seal

SALT = b"sixteen bytes is"


class ScriptedNode:
    """Log, state, heights and application; log and state are in memory, and what they keep outlives ``restart``."""

    def __init__(
        self,
        folder: Path,
        *,
        make: Callable[[StateStore], ToyApplication] = ToyApplication,
        retention: Retention = KEEP_ALL,
    ) -> None:
        self.folder = folder
        self._make = make
        self._retention = retention
        self.log: BlockLog = MemoryBlockLog()
        self.store: StateStore = MemoryStateStore()
        self.answers: list[tuple[Hash, TransactionResult | Refusal]] = []
        self.genesis_hash = b""
        self._open()

    def _open(self, order: bytes | None = None) -> None:
        self.application = self._make(self.store)
        self.heights = EngineHeights.open(self.folder / "heights")
        self.ordered = OrderedApplication(
            self.application,
            self.log,
            self.heights,
            genesis=TOY_GENESIS,
            share=toy_seal,
            retention=self._retention,
            restart=None if order is None else Restart(order),
        )
        self.ordered.follow_answers(self.answers.extend)
        self.ordered.start()

    def begin(self) -> None:
        """As an engine at height 0 does."""
        self.genesis_hash = self.ordered.init_chain(genesis_request()).app_hash

    def begin_anew(self, order: bytes) -> None:
        """The process ends and another begins with the order of those who are left."""
        self.close()
        self._open(order)

    def restart(self) -> None:
        """The process ends and another begins, on what is durable."""
        self.close()
        self._open()

    def info(self) -> abci.ResponseInfo:
        return self.ordered.info(abci.RequestInfo())

    def finalize(self, *batches: bytes, time_ms: int = 7000) -> abci.ResponseFinalizeBlock:
        """The engine decided its next block."""
        height = self.info().last_block_height + 1
        time = WireTime(seconds=time_ms // 1000, nanos=time_ms % 1000 * 1_000_000 + 999_999)
        return self.ordered.finalize_block(abci.RequestFinalizeBlock(height=height, time=time, txs=batches))

    def commit(self) -> abci.ResponseCommit:
        return self.ordered.commit(abci.RequestCommit())

    def block(self, *batches: bytes, time_ms: int = 7000) -> abci.ResponseFinalizeBlock:
        """The next block of the engine, whole."""
        response = self.finalize(*batches, time_ms=time_ms)
        self.commit()
        return response

    def headers(self) -> list[bytes]:
        return [block.header for block in self.log.blocks(Height(0))]

    def close(self) -> None:
        self.ordered.close()
        self.heights.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def genesis_request(genesis: bytes = TOY_GENESIS, *, initial_height: int = 1) -> abci.RequestInitChain:
    """What the engine begins with; it writes ``app_state`` as JSON in its own way."""
    app_state = msgspec.json.encode(app_state_of(genesis))
    return abci.RequestInitChain(app_state_bytes=b" " + app_state, initial_height=initial_height)
