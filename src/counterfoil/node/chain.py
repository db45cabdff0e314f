# SPDX-License-Identifier: Apache-2.0
"""One commercial chain in one directory: lock, block log, state store, ledger and ordering engine."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self, runtime_checkable

from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.intake import Tick
from counterfoil.consensus.replay import replay, require_same_chain
from counterfoil.consensus.solo.engine import Clock, Guard, SoloEngine
from counterfoil.consensus.ticket import BlockObserver, Ticket
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.seal import seal_header
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.chain_reader import ChainReader
from counterfoil.node.contracts.running_here import programs
from counterfoil.primitives.errors import CorruptionError, InputError, StorageError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Hash, Height, HexHash, PartyId
from counterfoil.storage.blocklog import NO_HEIGHT, StoredBlock
from counterfoil.storage.filelog import FileBlockLog, Repair
from counterfoil.storage.lock import DirectoryLock
from counterfoil.storage.overlay import OverlayStateStore
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import MemoryStateStore, StateStore

AnchoredHeader = tuple[Height, Hash]
"""A height, and the hash of the header that a custody log holds there."""
READ_ATTEMPTS: Final = 5


class Engine(Protocol):
    """Who makes the blocks: here, or in the process that holds the folder."""

    @property
    def failure(self) -> BaseException | None: ...

    def submit(self, envelope: bytes) -> Ticket: ...

    def submit_many(self, envelopes: Sequence[bytes]) -> list[Ticket]: ...

    def tick(self) -> Tick: ...

    def follow(self, observer: BlockObserver) -> None:
        """Have it told of every block from now on; of none where blocks are not made in this process."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class LosableEngine(Protocol):
    """One that others make up too: without them this process can order nothing, and is to end."""

    def when_lost(self, tell: Callable[[BaseException], None]) -> None:
        """Have it told the reason, once and from any thread."""
        ...


class StartedEngine(Engine, Protocol):
    """One that makes blocks in this process."""

    def start(self) -> None: ...


@dataclass(frozen=True)
class ChainParts:
    """What an engine makes blocks with."""

    application: LedgerApplication
    block_log: FileBlockLog
    reader: ChainReader
    genesis: bytes
    closing: ExitStack
    """what the engine stands on besides, and is closed after it"""


class CompleteSeals(Protocol):
    """Seals by as many as the policy asks for, of blocks whose log has less."""

    def seal(self, height: Height) -> bytes | None: ...

    def complete_until(self) -> Height: ...

    def follow(self, observer: Callable[[], None]) -> None: ...


@dataclass
class ChainNode:
    """Open to make blocks while its process holds the lock; without an engine it can only be read, and needs none.

    One that is read may have an engine elsewhere (``served_engine``).
    """

    chain: ChainId
    lock: DirectoryLock | None
    block_log: FileBlockLog
    store: StateStore
    ledger: Ledger
    reader: ChainReader
    engine: Engine | None
    repair: Repair | None
    """What a torn tail cost at opening: nothing that was ever acknowledged."""
    let_go: Callable[[], None] = lambda: None
    """closes what the engine stood on, after the engine"""
    seals: CompleteSeals | None = None
    """Where complete seals stand, if not in the block log: a member's log has its own share of each."""
    engine_asked: Callable[[str, Mapping[str, int]], Any] | None = None
    """What the engine of a member answers; None where there is no engine that others have too."""
    auditors: frozenset[PartyId] = frozenset()
    """Who may take whole blocks besides supervisors and validators' firms, as whoever runs this node says."""

    @classmethod
    def open(
        cls,
        directory: Path,
        chain: ChainId,
        *,
        clock: Clock,
        seal_keys: Sequence[PrivateKey],
        anchored: AnchoredHeader | None = None,
        guard: Guard | None = None,
        wait_s: float = 0,
    ) -> Self:
        """Open a chain, caught up with its block log, to make blocks sealed with ``seal_keys``.

        ``anchored`` is the last header of it that a custody log holds: behind it no block may be made, for that would
        be a second one at an anchored height. ``guard`` refuses clocks that are not to be believed. ``wait_s`` is for
        how many seconds another process may still hold it.

        Raises LockedError, CorruptionError naming file and offset, or InputError when nothing is there,
        ``genesis.json`` is not the document that block 0 was made from, or the chain is behind what is anchored.
        """

        def engine_of(parts: ChainParts) -> SoloEngine:
            _require_level(directory, parts.block_log, anchored)
            return SoloEngine(
                parts.application,
                parts.block_log,
                genesis=parts.genesis,
                seal=lambda header: seal_header(header, *seal_keys).encode(),
                clock=clock,
                guard=guard or (lambda _time, _parent: None),
            )

        return cls.open_under(directory, chain, engine_of, wait_s=wait_s)

    @classmethod
    def open_under(
        cls, directory: Path, chain: ChainId, engine_of: "Callable[[ChainParts], StartedEngine]", *, wait_s: float = 0
    ) -> Self:
        """Open a chain to make blocks under any engine, which is made of its parts and started. Raises as ``open``."""
        genesis = read_genesis(directory)
        lock = DirectoryLock(directory, wait_s=wait_s)
        with ExitStack() as closing:
            closing.callback(lock.release)
            store = RocksStateStore.open(directory / "state")
            closing.callback(store.close)
            block_log = FileBlockLog.open(directory / "blocks", durable_height=store.height)
            closing.callback(block_log.close)
            ledger = Ledger(chain, store, programs)
            application = LedgerApplication(ledger)
            require_same_chain(application, block_log)
            _require_same_genesis(directory, chain, genesis, block_log)
            reader = ChainReader(chain, block_log, store)
            opened = ExitStack()
            closing.callback(opened.close)
            engine = engine_of(ChainParts(application, block_log, reader, genesis, opened))
            engine.start()
            closing.pop_all()
            return cls(chain, lock, block_log, store, ledger, reader, engine, block_log.repair, opened.close)

    @classmethod
    def open_to_read(cls, directory: Path, chain: ChainId) -> Self:
        """Open a chain as it is now, whoever makes blocks meanwhile; nothing on the disk is changed.

        What the state store has not got onto the disk yet is executed again in memory. Raises as ``open`` does, but
        never LockedError.
        """
        genesis = read_genesis(directory)
        kept = _read_store(directory / "state")
        try:
            block_log = FileBlockLog.open_to_read(directory / "blocks", durable_height=kept.height)
            store = OverlayStateStore(kept)
            ledger = Ledger(chain, store, programs)
            application = LedgerApplication(ledger)
            require_same_chain(application, block_log)
            _require_same_genesis(directory, chain, genesis, block_log)
            _require_blocks(block_log, directory)
            replay(application, block_log, genesis=genesis)
            return cls(chain, None, block_log, store, ledger, ChainReader(chain, block_log, store), None, None)
        except BaseException:
            kept.close()
            raise

    def close(self) -> None:
        """Order what was submitted, then let go of the directory."""
        with ExitStack() as closing:  # Backwards, and the lock is released even when the disk refuses the rest.
            if self.lock is not None:
                closing.callback(self.lock.release)
            closing.callback(self.block_log.close)
            closing.callback(self.store.close)
            closing.callback(self.let_go)
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

    def follow(self, observer: BlockObserver) -> None:
        """Have it told of every block from now on, in the engine's thread; of none where blocks are not made here."""
        if self.engine is not None:
            self.engine.follow(observer)

    @property
    def firms(self) -> frozenset[PartyId]:
        """Those that run the chain's validators; nobody where it has none."""
        return frozenset(one.party for one in self.ledger.validators)

    def follow_sealed(self, observer: Callable[[], None]) -> None:
        """Have it told whenever another block may have its complete seal."""
        if self.seals is None:
            self.follow(lambda _header, _seal: observer())
        else:
            self.seals.follow(observer)

    @property
    def complete_until(self) -> Height:
        """The last block that, with all before it, has a complete seal."""
        return self.height if self.seals is None else min(self.height, self.seals.complete_until())

    def sealed_block(self, height: Height) -> StoredBlock:
        """A block with its complete seal; raises InputError for one that has none."""
        if height > self.complete_until:
            raise InputError(f"block {height} has no complete seal yet", where=self.chain)
        block = self.block_log.read(height)
        if self.seals is None:
            return block
        seal = self.seals.seal(height)
        assert seal is not None, "complete_until says that it is there"
        return StoredBlock(block.header, seal, block.transactions)

    def when_lost(self, tell: Callable[[BaseException], None]) -> None:
        """Have it told, once and from any thread, why this process orders nothing any more and is to end.

        Where all that makes blocks is in this process nobody is told: ``engine.failure`` says it.
        """
        if isinstance(self.engine, LosableEngine):
            self.engine.when_lost(tell)


def _read_store(directory: Path) -> StateStore:
    """What of the state is on the disk. Its writer may replace files just then: so it is tried more than once."""
    for left in reversed(range(READ_ATTEMPTS)):
        if not directory.exists():
            break
        try:
            return RocksStateStore.open_to_read(directory)
        except StorageError:
            if not left:
                raise
    return MemoryStateStore()


def genesis_hash(directory: Path, chain: ChainId) -> HexHash:
    """Hash of the header that a chain's genesis document makes; the chain itself is not opened."""
    return to_hex(header_hash(Ledger(chain, MemoryStateStore()).execute_genesis(read_genesis(directory))))


def _require_level(directory: Path, block_log: FileBlockLog, anchored: AnchoredHeader | None) -> None:
    """A chain restored to before its last anchored block would seal a second one at that height, and be halted."""
    if anchored is None:
        return
    height, header = anchored
    if block_log.height < height:
        raise InputError(
            f"the block log ends at {block_log.height}, but header {height} of this chain is anchored: blocks are "
            "missing, and a block made now would be a second one at an anchored height",
            where=str(directory / "blocks"),
            remedy="restore the blocks up to there, from a copy of this folder or from another node; "
            "reading, audits and evidence go on meanwhile",
        )
    if header_hash(block_log.read(height).header) != header:
        raise InputError(
            f"block {height} is another than the one anchored",
            where=str(directory / "blocks"),
            remedy="put back the blocks that were anchored",
        )


def read_genesis(directory: Path) -> bytes:
    """The document that a chain begins with; raises InputError where it is not there."""
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
