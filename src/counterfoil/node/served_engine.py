# SPDX-License-Identifier: Apache-2.0
"""An engine that is elsewhere: a chain opened to read, whose blocks the service makes that holds the folder.

In the words of ``SoloEngine``, so that whoever submits sees no difference. Whoever has an answer can read what it says:
the blocks up to it are executed in memory. A service that ends in the middle of an answer is no loss: the same bytes
are the same intent, and are handed to the next service, or ordered here.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Condition, Lock, Thread
from typing import Final

from counterfoil.application import Checked, FinalizedBlock, Refusal, TransactionResult
from counterfoil.commerce.app import LedgerApplication
from counterfoil.consensus.intake import BUNDLE_MAX, Tick
from counterfoil.consensus.replay import replay
from counterfoil.consensus.solo.engine import CLOCK_NOT_BELIEVED
from counterfoil.consensus.ticket import Answer, BlockObserver, Bundle, Ticket
from counterfoil.evidence.transaction import decode_envelope, intent_id, split_transaction
from counterfoil.law.outcome import MachineOutcome
from counterfoil.node.chain import ChainNode
from counterfoil.node.holder import Holder
from counterfoil.node.service_socket import HAND_IN_MAX, Ordered, ServiceConnection
from counterfoil.primitives.errors import ClosedError, DecodeError, LockedError, StorageError
from counterfoil.primitives.types import Height, HexHash, Timestamp

HAND_IN_BYTES_MAX: Final = 32 * 2**20
"""In one question; one transaction alone may be longer."""
RESULTS_KEPT: Final = 65_536
"""Of the last transactions that were executed here, what became of them."""


class Followed:
    """A chain that was opened to read, brought level with what its writer adds."""

    def __init__(self, node: ChainNode) -> None:
        self._node = node
        self._application = _Remembering(node)
        self._turn = Lock()

    def until(self, height: Height) -> None:
        """Execute the blocks that are there by now; raises StorageError where that one is not among them."""
        with self._turn:
            if self._node.height < height:
                self._node.block_log.look_again()
                replay(self._application, self._node.block_log, genesis=b"")
            if self._node.height < height:
                raise StorageError(f"{self._node.chain}: block {height} was made, and is not in the folder")

    def result(self, transaction: HexHash) -> TransactionResult | None:
        """What became of a transaction since the chain was opened."""
        return self._application.results.get(transaction)


class _Remembering(LedgerApplication):
    """What an answer that got lost would have said: executed again it is the same, word for word."""

    def __init__(self, node: ChainNode) -> None:
        super().__init__(node.ledger)
        self.results: dict[HexHash, TransactionResult] = {}

    def finalize_block(self, height: Height, time: Timestamp, transactions: Sequence[Checked]) -> FinalizedBlock:
        block = super().finalize_block(height, time, transactions)
        self.results |= {one.id: one for one in block.answers if isinstance(one, TransactionResult)}
        while len(self.results) > RESULTS_KEPT:
            self.results.pop(next(iter(self.results)))
        return block


class _ServedBundle(Bundle):
    """Envelopes handed in together, whose answers can be read once they are given."""

    __slots__ = ("again", "engine", "height")

    def __init__(self, envelopes: Sequence[bytes], engine: "ServedEngine") -> None:
        super().__init__(envelopes)
        self.engine = engine
        self.height = Height(0)
        """at which all of the answers can be read"""
        self.again = False
        """whether they were handed in more than once"""

    def wait(self, index: int, timeout_s: float | None) -> Answer:
        return self.engine.readable(self, index, super().wait(index, timeout_s))


class ServedEngine:
    """Hands in, in the order in which it was asked, by one thread; answers are waited for by whoever has tickets."""

    def __init__(
        self, node: ChainNode, holder: Holder, open_here: Callable[[float], ChainNode], *, clock_accepted: bool = False
    ) -> None:
        """``open_here`` opens the chain to make blocks, for which a lock is waited for so long.

        ``clock_accepted``: a person said here that the clock is right, which the service was not told.
        """
        self._chain, self._holder, self._open_here = node.chain, holder, open_here
        self._clock_accepted = clock_accepted
        self._followed = Followed(node)
        self._here: ChainNode | None = None
        self._queue: deque[_ServedBundle] = deque()
        self._changed = Condition()
        self._closed = False
        self._worker: Thread | None = None

    @property
    def failure(self) -> BaseException | None:
        """What stopped the engine that is here, if one is."""
        return None if self._here is None or self._here.engine is None else self._here.engine.failure

    def submit(self, envelope: bytes) -> Ticket:
        return self.submit_many((envelope,))[0]

    def submit_many(self, envelopes: Sequence[bytes]) -> list[Ticket]:
        """Queue envelopes; they enter blocks in this order. Raises ClosedError."""
        starts = range(0, len(envelopes), BUNDLE_MAX)
        bundles = [_ServedBundle(envelopes[start : start + BUNDLE_MAX], self) for start in starts]
        with self._changed:
            if self._closed:
                raise ClosedError("the engine is closed")
            self._queue.extend(bundles)
            if self._worker is None:
                self._worker = Thread(target=self._run, name="served", daemon=True)
                self._worker.start()
            self._changed.notify_all()
        return [ticket for bundle in bundles for ticket in bundle.tickets()]

    def tick(self) -> Tick:
        """A block was made, and can be read."""
        made: Tick = Future()
        try:
            height = self._holder.done_by(lambda service: service.tick(self._chain), self._tick_here)
            self._followed.until(height)
            made.set_result(height)
        except BaseException as failure:  # it goes to whoever asks for the result
            made.set_exception(failure)
        return made

    def follow(self, observer: BlockObserver) -> None:
        """Nobody is told: no block is made in this process."""

    def close(self) -> None:
        """Have what was submitted ordered, then stop."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._worker is not None:
            self._worker.join()
        if self._here is not None:
            self._here.close()

    def readable(self, bundle: _ServedBundle, index: int, answer: Answer) -> Answer:
        """An answer, once the chain as it is read here is that far."""
        self._followed.until(bundle.height)
        if isinstance(answer, Refusal) and bundle.again and answer.code == MachineOutcome.already_seen:
            identifier = _identifier(bundle.transactions[index])
            return answer if identifier is None else self._followed.result(identifier) or answer
        return answer

    def _run(self) -> None:
        while bundles := self._taken():
            try:
                ordered = self._ordered(bundles, [one for bundle in bundles for one in bundle.transactions])
            except BaseException as failure:
                for bundle in bundles:
                    bundle.fail(failure)
                continue
            answers = iter(ordered.answers)
            for bundle in bundles:
                bundle.height = ordered.height
                bundle.answers[:] = [next(answers) for _ in bundle.transactions]
                bundle.announce()

    def _taken(self) -> list[_ServedBundle]:
        """What waits, as much as one question holds; nothing once it is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            taken, count, length = list[_ServedBundle](), 0, 0
            while self._queue:
                bundle = self._queue[0]
                count += len(bundle.transactions)
                length += sum(map(len, bundle.transactions))
                if taken and (count > HAND_IN_MAX or length > HAND_IN_BYTES_MAX):
                    break
                taken.append(self._queue.popleft())
            return taken

    def _ordered(self, bundles: Sequence[_ServedBundle], envelopes: Sequence[bytes]) -> Ordered:
        sent = 0

        def send() -> None:
            nonlocal sent
            sent += 1
            for bundle in bundles:
                bundle.again = sent > 1

        def through(service: ServiceConnection) -> Ordered:
            send()
            return service.hand_in(self._chain, envelopes)

        def here(wait_s: float) -> Ordered:
            engine = self._engine_here(wait_s).engine
            assert engine is not None
            send()
            answers = [ticket.result() for ticket in engine.submit_many(envelopes)]
            return Ordered(answers, self._engine_here(0).height)

        try:
            return self._told_of_clock(self._holder.done_by(through, here))
        except LockedError as error:
            if not sent:
                raise
            handed = ", ".join(filter(None, map(_identifier, envelopes)))
            problem = f"{error}; whether what was handed in was done, counterfoil show transaction says, of {handed}"
            raise StorageError(problem) from error

    def _tick_here(self, wait_s: float) -> Height:
        engine = self._engine_here(wait_s).engine
        assert engine is not None
        return engine.tick().result()

    def _engine_here(self, wait_s: float) -> ChainNode:
        if self._here is None:
            self._here = self._open_here(wait_s)
        return self._here

    def _told_of_clock(self, ordered: Ordered) -> Ordered:
        """The service does not make blocks under a clock that it doubts, whoever accepts it here."""
        if not self._clock_accepted or self._here is not None:
            return ordered
        return Ordered([_with_remedy(one) for one in ordered.answers], ordered.height)


def _with_remedy(answer: Answer) -> Answer:
    if not isinstance(answer, Refusal) or answer.reason != CLOCK_NOT_BELIEVED:
        return answer
    return Refusal(answer.code, answer.reason, f"{answer.detail}; a service runs: begin it anew with --accept-clock")


def _identifier(envelope: bytes) -> HexHash | None:
    """Of the intent, where the bytes are one."""
    try:
        _, payload = decode_envelope(split_transaction(envelope).envelope)
    except DecodeError:
        return None
    return intent_id(payload)
