# SPDX-License-Identifier: Apache-2.0
"""One commercial chain in one directory: lock, block log, state store, ledger and ordering engine."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.replay import replay, require_same_chain
from counterfoil.consensus.solo.engine import Clock, SoloEngine
from counterfoil.evidence.header import HEADER_TYPE
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.node.application import LedgerApplication
from counterfoil.node.chain_reader import ChainReader
from counterfoil.primitives.errors import CorruptionError, InputError
from counterfoil.primitives.types import ChainId, Height
from counterfoil.storage.blocklog import NO_HEIGHT
from counterfoil.storage.filelog import FileBlockLog, Repair
from counterfoil.storage.lock import DirectoryLock
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import MemoryStateStore


@dataclass
class ChainNode:
    """Open while its process holds the lock. Without an engine it can only be read."""

    chain: ChainId
    lock: DirectoryLock
    block_log: FileBlockLog
    store: RocksStateStore
    ledger: Ledger
    reader: ChainReader
    engine: SoloEngine | None
    repair: Repair | None
    """What a torn tail cost at opening: nothing that was ever acknowledged."""

    @classmethod
    def open(cls, directory: Path, chain: ChainId, *, clock: Clock, seal_keys: Sequence[PrivateKey] = ()) -> Self:
        """Open a chain, caught up with its block log; with ``seal_keys`` it can make blocks.

        Raises LockedError, CorruptionError naming file and offset, or InputError when nothing is there or
        ``genesis.json`` is not the document that block 0 was made from.
        """
        genesis = _read_genesis(directory)
        lock = DirectoryLock(directory)
        opened: list[FileBlockLog | RocksStateStore] = []
        try:
            store = RocksStateStore.open(directory / "state")
            opened.append(store)
            block_log = FileBlockLog.open(directory / "blocks", durable_height=store.height)
            opened.append(block_log)
            ledger = Ledger(chain, store)
            application = LedgerApplication(ledger)
            require_same_chain(application, block_log)
            _require_same_genesis(directory, chain, genesis, block_log)
            engine = None
            if seal_keys:
                engine = SoloEngine(
                    application,
                    block_log,
                    genesis=genesis,
                    seal=lambda header: sign_envelope(HEADER_TYPE, header, *seal_keys).encode(),
                    clock=clock,
                )
                engine.start()
            else:
                _require_blocks(block_log, directory)
                replay(application, block_log, genesis=genesis)
            reader = ChainReader(chain, block_log, store)
            return cls(chain, lock, block_log, store, ledger, reader, engine, block_log.repair)
        except BaseException:
            for resource in opened:
                resource.close()
            lock.release()
            raise

    def close(self) -> None:
        """Order what was submitted, then let go of the directory."""
        with ExitStack() as closing:  # Backwards, and the lock is released even when the disk refuses the rest.
            closing.callback(self.lock.release)
            closing.callback(self.block_log.close)
            closing.callback(self.store.close)
            if self.engine is not None:
                closing.callback(self.engine.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def height(self) -> Height:
        return self.ledger.height


def _read_genesis(directory: Path) -> bytes:
    try:
        return (directory / "genesis.json").read_bytes()
    except FileNotFoundError as error:
        raise InputError("there is no genesis.json", where=str(directory), remedy="run counterfoil init") from error


def _require_same_genesis(directory: Path, chain: ChainId, genesis: bytes, block_log: FileBlockLog) -> None:
    """Replay would notice, but a chain whose state is level with its log replays nothing: so block 0 is made again."""
    if block_log.height == NO_HEIGHT:
        return
    path = directory / "genesis.json"
    try:
        header = Ledger(chain, MemoryStateStore()).execute_genesis(genesis)
    except InputError as error:
        raise InputError(error.problem, where=f"{path}, {error.where}", remedy=error.remedy) from error
    if header != block_log.read(Height(0)).header:
        remedy = "put back the document that the chain began with"
        raise InputError("block 0 was made from another document", where=str(path), remedy=remedy)


def _require_blocks(block_log: FileBlockLog, directory: Path) -> None:
    if block_log.height == NO_HEIGHT:
        raise CorruptionError(directory / "blocks", 0, "there is no block: not even genesis was made durable")
