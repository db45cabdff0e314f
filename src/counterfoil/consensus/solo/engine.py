# SPDX-License-Identifier: Apache-2.0
"""The solo engine: one process orders, with group commit.

A block's life, in this order, each step only after the one before:

1. take      everything that has been checked, in the order of submission, within the block's limits
2. prepare   the application leaves out what may no longer enter a block
3. finalize  the application executes the block, leaves out what cannot stand at its place, and gives its header
4. seal      the operator's key makes it final
5. append    the block log makes it durable: the one sync of the block
6. commit    the application's state follows the log
7. tell      those who follow the chain, then those who wait for an answer

While one block goes through these, threads check what comes next, so the next block is as large as this one is slow.
A crash before 5 loses only what nobody was told; after 5, replay does 6 again.
"""

from collections.abc import Callable
from threading import Thread
from typing import Final

from counterfoil.application import Application, Checked, FinalizedBlock, Refusal, TransactionResult
from counterfoil.consensus.intake import NOT_PROPOSED, Candidate, Intake, Tick, bundles_of, proposed
from counterfoil.consensus.replay import replay
from counterfoil.consensus.ticket import BlockObserver
from counterfoil.consensus.way_in import WayIn
from counterfoil.evidence.header import decode_header
from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.types import Height, Timestamp
from counterfoil.storage.blocklog import NO_HEIGHT, BlockLog, StoredBlock

BLOCK_TRANSACTIONS_MAX: Final = 16_384
BLOCK_BYTES_MAX: Final = 64 * 2**20
PENDING_MAX: Final = 65_536
"""Envelopes without an answer before ``submit`` waits."""
GATHER_MS: Final = 500
"""How long a block may wait for transactions that are being checked; it waits for nothing else."""

CLOCK_NOT_BELIEVED: Final = "clock_not_believed"
"""The reason of a refusal when no block is made because the guard doubts the clock."""

Seal = Callable[[bytes], bytes]
"""Header bytes → the seal that makes them final."""
Clock = Callable[[], Timestamp]
Guard = Callable[[Timestamp, Timestamp], None]
"""(time of the block to be made, time of its parent): raises InputError when the clock is not to be believed."""


class SoloEngine(WayIn):
    """Orders transactions for one application, alone. Those who follow it are told each block's seal."""

    def __init__(
        self,
        application: Application,
        block_log: BlockLog,
        *,
        genesis: bytes,
        seal: Seal,
        clock: Clock,
        guard: Guard = lambda _time, _parent: None,
        on_block: BlockObserver | None = None,
        verify_threads: int = 2,
        block_transactions_max: int = BLOCK_TRANSACTIONS_MAX,
        block_bytes_max: int = BLOCK_BYTES_MAX,
        pending_max: int = PENDING_MAX,
        gather_ms: int = GATHER_MS,
    ) -> None:
        self._application = application
        self._block_log = block_log
        self._genesis = genesis
        self._seal = seal
        self._clock = clock
        self._guard = guard
        self._verify_threads = verify_threads
        self._block_transactions_max = block_transactions_max
        self._block_bytes_max = block_bytes_max
        intake = Intake(application.check, threads=verify_threads, pending_max=pending_max, gather_ms=gather_ms)
        super().__init__(intake, *([] if on_block is None else [on_block]))
        self._producer = Thread(target=self._run, name="solo")
        self._parent_time = Timestamp(0)

    def start(self) -> None:
        """Bring the application level with the log, make genesis durable if the log is empty, and begin to order.

        Raises StorageError or InvariantBroken when log and state do not fit together.
        """
        replay(self._application, self._block_log, genesis=self._genesis, threads=self._verify_threads)
        if self._block_log.height == NO_HEIGHT:
            header = self._application.init_chain(self._genesis)
            self._tell(header, self._store(header, ()))
        self._parent_time = decode_header(self._block_log.read(self._block_log.height).header).time
        self._producer.start()

    def close(self) -> None:
        """Order what was submitted, then stop. Log and application stay open: they are the caller's."""
        self._intake.close()
        if self._producer.is_alive():
            self._producer.join()

    def _run(self) -> None:
        candidates: list[Candidate] = []
        ticks: list[Tick] = []
        try:
            while True:
                candidates, ticks = [], []  # those of the last block have their answers
                candidates, ticks = self._intake.take(
                    count_max=self._block_transactions_max, bytes_max=self._block_bytes_max
                )
                if not candidates and not ticks:
                    return
                self._produce(candidates, ticks)
        except BaseException as failure:  # whatever it is, going on could split log and state
            self._failure = failure
            self._intake.fail(failure)
            for bundle in bundles_of(candidates):
                bundle.fail(failure)
            for tick in ticks:
                tick.set_exception(failure)

    def _produce(self, candidates: list[Candidate], ticks: list[Tick]) -> None:
        time = self._next_time()  # read once: what the guard believes is what the block says
        try:
            self._guard(time, self._parent_time)
        except InputError as doubt:
            self._refuse(candidates, ticks, doubt)
            return
        kept, dropped = proposed(self._application, candidates)
        if kept or ticks:
            self._make_block(kept, time, even_empty=bool(ticks))
        for candidate in dropped:
            # Judged once more, now after the block: a duplicate within the block has been seen by now.
            refusal = self._application.refusal(candidate.checked)
            candidate.bundle.answers[candidate.position] = NOT_PROPOSED if refusal is None else refusal
        self._announce(candidates)
        for tick in ticks:
            tick.set_result(self._block_log.height)

    def _refuse(self, candidates: list[Candidate], ticks: list[Tick], doubt: InputError) -> None:
        """No block is made under a clock that is not to be believed; nothing else is wrong, and the engine goes on."""
        refusal = Refusal(0, CLOCK_NOT_BELIEVED, str(doubt))
        for candidate in candidates:
            candidate.bundle.answers[candidate.position] = refusal
        self._announce(candidates)
        for tick in ticks:
            tick.set_exception(doubt)

    def _make_block(self, kept: list[Candidate], time: Timestamp, *, even_empty: bool) -> None:
        block = self._finalize(time, [candidate.checked for candidate in kept])
        standing = [
            candidate.checked.data
            for candidate, answer in zip(kept, block.answers, strict=True)
            if isinstance(answer, TransactionResult)
        ]
        if standing or even_empty:
            seal = self._store(block.header, tuple(standing))
        # Given before the observer runs: if that raises, the engine stops, but these stand.
        for candidate, answer in zip(kept, block.answers, strict=True):
            candidate.bundle.answers[candidate.position] = answer
        if standing or even_empty:
            self._tell(block.header, seal)

    def _next_time(self) -> Timestamp:
        """Times strictly increase, so that nothing can be slipped in at the time of the last block or before it."""
        return Timestamp(max(self._parent_time + 1, self._clock()))

    def _finalize(self, time: Timestamp, transactions: list[Checked]) -> FinalizedBlock:
        height = Height(self._block_log.height + 1)
        block = self._application.finalize_block(height, time, transactions)
        if len(block.answers) != len(transactions):
            raise InvariantBroken(f"block {height} has {len(transactions)} transactions, {len(block.answers)} answers")
        return block

    def _store(self, header: bytes, transactions: tuple[bytes, ...]) -> bytes:
        """Seal, append, commit; returns the seal."""
        seal = self._seal(header)
        self._block_log.append(StoredBlock(header, seal, transactions))
        self._application.commit()
        self._parent_time = decode_header(header).time
        return seal
