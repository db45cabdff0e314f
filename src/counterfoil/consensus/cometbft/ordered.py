# SPDX-License-Identifier: Apache-2.0
"""The application under CometBFT: blocks of the engine become blocks of ours, at every node the same.

A block's life, in this order, each step only after the one before:

1. flatten   the engine's block is batches, a batch is transactions; what stands twice is taken once
2. check     form and signatures, unless that was done when it entered the mempool
3. prepare   the application leaves out what may not stand in the block
4. finalize  the application executes, leaves out what cannot stand at its place, and gives the header
5. place     which of the engine's blocks it is, durably                                          (``heights``)
6. append    the block log makes it durable, with this member's share of the seal
7. commit    the application's state follows the log
8. tell      those who follow the chain, then those who wait for answers

1 to 4 are ``finalize_block``, which may come again until ``commit``, 5 to 8. A crash before 6 ends leaves nothing: the
engine asks for both again, and they give the same. A crash after it loses nothing: ``start`` does 7 again.
A block of the engine without effect, in which nothing stands and no batch asks for a block, makes none of ours.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from counterfoil.application import Application, Checked, Refusal
from counterfoil.consensus.cometbft.abci import AbciApplication, fitting
from counterfoil.consensus.cometbft.checking import Checks
from counterfoil.consensus.cometbft.executing import Judged, OneAnswer, execute
from counterfoil.consensus.cometbft.heights import EngineHeight, EngineHeights
from counterfoil.consensus.cometbft.restoring import Restoration
from counterfoil.consensus.cometbft.retention import KEEP_ALL, Retention
from counterfoil.consensus.cometbft.runs import Restart
from counterfoil.consensus.cometbft.sharing import From, Senders, Size, in_turn, misdeeds, oversized
from counterfoil.consensus.cometbft.snapshots import FORMAT, Snapshots
from counterfoil.consensus.cometbft.updates import Misbehaviour, genesis_of, milliseconds, misbehaviour_of, updates
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.consensus.replay import replay
from counterfoil.consensus.ticket import Answer
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.primitives.errors import DecodeError, InputError, InvariantBroken
from counterfoil.primitives.hashing import ZERO_HASH, digest
from counterfoil.primitives.types import Hash, Height, Timestamp
from counterfoil.storage.blocklog import NO_HEIGHT, BlockLog, StoredBlock

VERSION: Final = "counterfoil"
BLOCK_TRANSACTIONS_MAX: Final = 16_384
TICK_MS: Final = 1_000
"""After its parent's time, before which a tick makes no block, at every member of a chain (spec/batch.md)."""
REFUSED: Final = 1
"""The code of an envelope that may not enter the mempool, and of a query that fails."""

Answers = Sequence[tuple[Hash, Answer]]
"""For each transaction of a block of the engine: the digest of its bytes, and what became of it."""
BlockObserver = Callable[[bytes, bytes], None]
"""Called with header and this member's share of the seal once a block is durable and committed."""
AnswersObserver = Callable[[Answers], None]
"""Called for each block of the engine that held a transaction, after it is durable and the block observers know it."""
MisbehaviourObserver = Callable[[Sequence[Misbehaviour]], None]
"""Called with what the engine proved against validators, after the block that says so is durable."""


@dataclass(frozen=True, slots=True)
class _Executed:
    """A decided block that was executed and waits for ``commit``. Without ``header`` it has no effect."""

    engine_height: EngineHeight
    header: bytes | None
    standing: tuple[bytes, ...]
    judged: list[Judged]
    misbehaviour: tuple[Misbehaviour, ...]
    batches: tuple[From, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a node stands on."""

    application: Application
    block_log: BlockLog
    heights: EngineHeights
    snapshots: Snapshots | None = None


@dataclass(frozen=True, slots=True)
class Joining:
    """How a node that holds nothing begins from a snapshot."""

    restoration: Restoration
    reopen: Callable[[], Standing]
    """Close what is open and empty, ``put_in_place``, and open what stands there then."""


class OrderedApplication(AbciApplication):
    """What the engine asks, answered by an ``Application`` over a block log. The caller holds the folder's lock.

    Observers run in the server's threads, between two blocks: they must be quick, and what they raise stops the node.
    """

    def __init__(
        self,
        application: Application,
        block_log: BlockLog,
        heights: EngineHeights,
        *,
        genesis: bytes,
        share: Callable[[bytes], bytes],
        retention: Retention = KEEP_ALL,
        snapshots: Snapshots | None = None,
        joining: Joining | None = None,
        restart: Restart | None = None,
        dishonest: Collection[int] = (),
        check_threads: int = 2,
        tick_ms: int = 0,
    ) -> None:
        """``share``: a header's bytes → what this member puts beside them in its log, as a seal with its signature.

        ``joining``: how a node that holds nothing begins from a snapshot; without it, it does not. ``restart``: the
        order with which the survivors of a lost quorum go on. ``dishonest``: codes of refusals that no member passes on
        who checks what it is handed, whatever it knows. ``tick_ms``: how long after its parent's time a tick makes a
        block; the same at every node.
        """
        self._dishonest = frozenset(dishonest)
        self._tick_ms = tick_ms
        self.senders = Senders(digest(genesis))
        self._check_threads = check_threads
        self._stand_on(Standing(application, block_log, heights, snapshots))
        self._genesis = genesis
        self._share = share
        self._retention = retention
        self._joining = joining
        self._restart = restart
        self._one_answer = OneAnswer()
        self._executed: _Executed | None = None
        self._parent_time = Timestamp(-1)
        self._reading = Lock()
        """Held while a block becomes what everybody reads, and while somebody reads."""
        self._on_block: tuple[BlockObserver, ...] = ()
        self._on_answers: tuple[AnswersObserver, ...] = ()
        self._on_misbehaviour: tuple[MisbehaviourObserver, ...] = ()

    def start(self) -> None:
        """Bring heights and application level with the log. Before the engine asks anything; raises as ``replay``.

        Raises InputError when the order to begin the engine anew does not stand.
        """
        last = self._block_log.height
        self._heights.settle(last, self._logged_hash(last))
        replay(self._application, self._block_log, genesis=self._genesis)
        self._executed = None
        if last != NO_HEIGHT:
            self._parent_time = decode_header(self._block_log.read(last).header).time
        if self._restart is None:
            return
        if not self._restart.settle(self._application, self._heights):
            self._restart = None
        elif self._snapshots is not None:
            self._snapshots.withdraw()

    def close(self) -> None:
        """Let the threads go; log, heights and application are the caller's."""
        self._checks.close()

    def check(self, data: bytes) -> Checked | Refusal:
        """As the application's; what passes is not verified again when it comes in a batch. Any thread may ask."""
        return self._checks.one(data)

    def _stand_on(self, standing: Standing) -> None:
        """What is asked from now on is answered from these."""
        self._application, self._block_log = standing.application, standing.block_log
        self._heights, self._snapshots = standing.heights, standing.snapshots
        self._checks = Checks(standing.application.check, threads=self._check_threads)

    def follow(self, observer: BlockObserver) -> None:
        """Have it told of every block from now on."""
        self._on_block = (*self._on_block, observer)

    def follow_answers(self, observer: AnswersObserver) -> None:
        """Have it told what became of every transaction from now on, whoever put it into a batch."""
        self._on_answers = (*self._on_answers, observer)

    def follow_misbehaviour(self, observer: MisbehaviourObserver) -> None:
        """Have it told what the engine proves against validators from now on."""
        self._on_misbehaviour = (*self._on_misbehaviour, observer)

    @property
    def engine_height(self) -> EngineHeight:
        """The last block of the engine that was committed."""
        return self._heights.engine_height

    # What the engine asks to begin with.

    def info(self, request: abci.RequestInfo) -> abci.ResponseInfo:
        with self._reading:
            info = self._application.info()
            engine_height = self._heights.engine_height
        known = info.height != NO_HEIGHT and engine_height > 0
        return abci.ResponseInfo(
            data=info.chain,
            version=VERSION,
            app_version=1,
            last_block_height=engine_height,
            last_block_app_hash=info.header_hash if known else b"",
        )

    def init_chain(self, request: abci.RequestInitChain) -> abci.ResponseInitChain:
        """Nothing commits it afterwards, and it may come again: so block 0 is made durable here, once."""
        if genesis_of(request.app_state_bytes) != self._genesis:
            raise InvariantBroken("the engine's genesis carries another document than this chain began with")
        if request.initial_height != 1:
            raise InvariantBroken(f"the engine begins at height {request.initial_height}, not at 1")
        if self._heights.engine_height > 0:
            raise InvariantBroken(f"the engine begins, but its block {self._heights.engine_height} was committed here")
        if self._block_log.height == NO_HEIGHT:
            self._make_durable(self._application.init_chain(self._genesis), (), EngineHeight(0))
        if self._restart is not None:
            next_time = Timestamp(self._parent_time + 1)
            validators = self._restart.validators(self._application, Height(self._block_log.height + 1), next_time)
        elif self._heights.run:
            raise InvariantBroken("the engine was begun anew: this node is to be started with the order that says so")
        else:
            validators = self._application.validators()
        return abci.ResponseInitChain(validators=updates((), validators), app_hash=self._application.info().header_hash)

    # Before a block is decided.

    def check_tx(self, request: abci.RequestCheckTx) -> abci.ResponseCheckTx:
        """A batch enters if it is well formed and one of its transactions passes; one that is stale fails none.

        One that no honest member would have handed in fails it: a flood of such takes no room in blocks. Each node
        decides this for itself, and no block depends on it. The engine hears nothing else of its peers while it waits
        for this, and no block ends before it has the answer: so it waits for few; others are verified meanwhile.
        """
        validators, height = self._application.validators(), self._heights.engine_height
        try:
            one = self.senders.read(request.tx, validators)
        except DecodeError as error:
            return abci.ResponseCheckTx(code=REFUSED, log=str(error))
        if request.type == abci.RECHECK:
            return abci.ResponseCheckTx()
        if validators and (problem := self.senders.problem(one, height)) is not None:
            return abci.ResponseCheckTx(code=REFUSED, log=problem)
        batch = one.sent.batch
        if (fault := self._checks.fault(batch.transactions, self._dishonest)) is not None:
            self.senders.blame(one.sender, height)
            return abci.ResponseCheckTx(code=REFUSED, log=f"no member hands this in: {fault.reason}")
        if batch.tick:
            self._checks.ahead(batch.transactions)
        elif (refusal := self._checks.any_of(batch.transactions)) is not None:
            log = f"none of {len(batch.transactions)} may stand: {refusal.reason}"
            return abci.ResponseCheckTx(code=REFUSED, log=log)
        self.senders.enter(one, height)
        return abci.ResponseCheckTx()

    def prepare_proposal(self, request: abci.RequestPrepareProposal) -> abci.ResponsePrepareProposal:
        """Batches of each sender in turn. Stale ones too: what is proposed to nobody stays in the mempool for ever."""
        validators = self._application.validators()
        found = [one for one in self.senders.read_all(request.txs, validators) if one is not None]
        room = Size(len(found), BLOCK_TRANSACTIONS_MAX, request.max_tx_bytes)
        return abci.ResponsePrepareProposal(
            txs=fitting(in_turn(found, room, shares=bool(validators)), request.max_tx_bytes)
        )

    def process_proposal(self, request: abci.RequestProcessProposal) -> abci.ResponseProcessProposal:
        """By the bytes, and by who the validators are before this block, so that honest nodes never disagree."""
        validators = self._application.validators()
        found = self.senders.read_all(request.txs, validators)
        batches = [one for one in found if one is not None]
        count = sum(len(one.sent.batch.transactions) for one in batches)
        good = len(batches) == len(found) and count <= BLOCK_TRANSACTIONS_MAX
        good = good and not (validators and oversized(batches))
        verdict = abci.ResponseProcessProposal
        return verdict(status=verdict.ACCEPT if good else verdict.REJECT)

    # A decided block.

    def finalize_block(self, request: abci.RequestFinalizeBlock) -> abci.ResponseFinalizeBlock:
        height = EngineHeight(request.height)
        if height != self._heights.engine_height + 1:
            raise InvariantBroken(f"the engine's block {height} does not follow {self._heights.engine_height}")
        self._executed = None  # what was executed and not committed is as if it had never been
        found = self.senders.read_all(request.txs, self._application.validators())
        batches = [None if one is None else one.sent.batch for one in found]
        time = Timestamp(max(self._parent_time + 1, milliseconds(request.time)))
        before = self._application.validators() if self._restart is None else self._restart.told
        block, standing, judged = execute(
            self._application,
            self._checks,
            batches,
            height=Height(self._block_log.height + 1),
            time=time,
            ticks=time >= self._parent_time + self._tick_ms,
            first=None if self._restart is None else self._restart.checked,
        )
        misbehaviour = tuple(map(misbehaviour_of, request.misbehavior))
        header, given = None if block is None else block.header, tuple(one for one in found if one is not None)
        self._executed = _Executed(height, header, standing, judged, misbehaviour, given)
        after = None if block is None else block.validators
        return abci.ResponseFinalizeBlock(
            # Hashed by the engine, so that what a batch was is all they may say.
            tx_results=[abci.ExecTxResult(code=REFUSED if batch is None else 0) for batch in batches],
            validator_updates=[] if after is None else updates(before, after),
            app_hash=self._application.info().header_hash if block is None else header_hash(block.header),
        )

    def commit(self, request: abci.RequestCommit) -> abci.ResponseCommit:
        executed, self._executed = self._executed, None
        if executed is None:
            raise InvariantBroken("the engine commits a block that it did not have executed")
        if executed.header is None:
            self._heights.pass_by(executed.engine_height)
        else:
            self._make_durable(executed.header, executed.standing, executed.engine_height)
        self._restart = None  # it stands in the first block of the run, which is this one
        self._tell(executed)
        if self._snapshots is not None:
            self._snapshots.after(executed.engine_height)
        return abci.ResponseCommit(retain_height=self._retention.height(self._heights, self._block_log))

    # Snapshots.

    def list_snapshots(self, request: abci.RequestListSnapshots) -> abci.ResponseListSnapshots:
        return abci.ResponseListSnapshots(snapshots=[] if self._snapshots is None else self._snapshots.offers())

    def load_snapshot_chunk(self, request: abci.RequestLoadSnapshotChunk) -> abci.ResponseLoadSnapshotChunk:
        if self._snapshots is None or request.format != FORMAT:
            return abci.ResponseLoadSnapshotChunk()
        return abci.ResponseLoadSnapshotChunk(chunk=self._snapshots.load(request.height, request.chunk))

    def offer_snapshot(self, request: abci.RequestOfferSnapshot) -> abci.ResponseOfferSnapshot:
        if self._joining is None or self._block_log.height != NO_HEIGHT:
            return abci.ResponseOfferSnapshot(result=abci.ResponseOfferSnapshot.ABORT)
        return abci.ResponseOfferSnapshot(result=self._joining.restoration.offer(request.snapshot, request.app_hash))

    def apply_snapshot_chunk(self, request: abci.RequestApplySnapshotChunk) -> abci.ResponseApplySnapshotChunk:
        if self._joining is None:
            return abci.ResponseApplySnapshotChunk(result=abci.ResponseApplySnapshotChunk.ABORT)
        response, whole = self._joining.restoration.apply(request.index, request.chunk, request.sender)
        if whole:
            self._checks.close()
            with self._reading:
                self._stand_on(self._joining.reopen())
            self._joining = None
            self.start()
        return response

    # Reading.

    def query(self, request: abci.RequestQuery) -> abci.ResponseQuery:
        with self._reading:
            height = self._heights.engine_height
            try:
                value = self._application.query(request.path, request.data)
            except InputError as error:
                return abci.ResponseQuery(code=REFUSED, log=str(error), height=height)
        return abci.ResponseQuery(key=request.data, value=value, height=height)

    def _make_durable(self, header: bytes, transactions: Sequence[bytes], engine_height: EngineHeight) -> None:
        """Once the log has taken it, it stands; what comes before leaves no trace, what comes after is done again."""
        share = self._share(header)
        self._heights.place(Height(self._block_log.height + 1), engine_height, header_hash(header))
        self._block_log.append(StoredBlock(header, share, tuple(transactions)))
        with self._reading:
            self._application.commit()
        self._parent_time = decode_header(header).time
        for on_block in self._on_block:
            on_block(header, share)

    def _tell(self, executed: _Executed) -> None:
        self.senders.decided(executed.batches, executed.engine_height)
        for sender in misdeeds(executed.batches, executed.judged, self._dishonest):
            self.senders.blame(sender, executed.engine_height)
        answers = self._one_answer.settle(executed.judged)
        self._checks.forget([name for name, _ in answers])
        if answers:
            for on_answers in self._on_answers:
                on_answers(answers)
        if executed.misbehaviour:
            for on_misbehaviour in self._on_misbehaviour:
                on_misbehaviour(executed.misbehaviour)

    def _logged_hash(self, height: Height) -> Hash:
        return ZERO_HASH if height == NO_HEIGHT else header_hash(self._block_log.read(height).header)
