# SPDX-License-Identifier: Apache-2.0
"""A member's way in to its consortium: in the words of ``SoloEngine``, with blocks that all members decide.

A transaction's way, in this order:

1. check     in threads; what is refused here was seen by nobody else
2. batch     what waits, up to some hundred kilobytes, into one envelope; a lone transaction leaves at once
3. hand in   to the member's own engine, which passes it on to the others; few envelopes are out at once
4. wait      until a block that is durable here answers it, or it has expired
5. tell      each submitter its own answer: of an intent that stands already, the answer that stands

What was handed in may get lost: the engine may restart, or drop what it had accepted. So what is out is handed in again
until 4 ends; an intent has one answer however often it comes.

Transactions leave in the order of their submission, and enter blocks in it while nothing is lost. An envelope that was
handed in again may come after later ones. Whoever builds on a transaction has its answer first, or puts both into one.
"""

from collections.abc import Callable, Collection, Sequence
from threading import Event, Lock, Thread
from typing import Final, Protocol

from counterfoil.application import Application, Checked, Refusal, TransactionResult
from counterfoil.consensus.cometbft.batches import SALT_LENGTH, encode_batch
from counterfoil.consensus.cometbft.outstanding import Outgoing, Outstanding, fail_ticks
from counterfoil.consensus.cometbft.packing import pack
from counterfoil.consensus.cometbft.rpc import CheckRefused, EngineError, EnvelopeCached, EnvelopeTooLarge
from counterfoil.consensus.intake import NOT_PROPOSED, Candidate, Intake, Tick, bundles_of, proposed
from counterfoil.consensus.ticket import Answer, BlockObserver
from counterfoil.consensus.way_in import WayIn
from counterfoil.evidence.header import decode_header
from counterfoil.primitives.errors import ClosedError, CounterfoilError, InvariantBroken
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Hash, HexHash

BATCH_BYTES: Final = 300_000
"""Of the transactions in one envelope, which packs them to a third; one that is longer goes alone."""
BATCH_TRANSACTIONS_MAX: Final = 1_024
OUTSTANDING_MAX: Final = 12
"""Envelopes without an answer. More do not make it quicker, and fill the mempool, which then drops them."""
PENDING_MAX: Final = 65_536
"""Transactions without an answer before ``submit`` waits."""
GATHER_MS: Final = 5
"""How long an envelope may wait for transactions that are being checked; it waits for nothing else."""
LOOK_S: Final = 0.5
"""How often what is out is looked at."""
AGAIN_AFTER: Final = 4
"""Looks without an answer after which an envelope is handed in again; twice as many each time. Under load blocks are
slow, and more of the same makes them slower."""
AGAIN_AFTER_MAX: Final = 64
ANEW_AFTER: Final = 20
"""Blocks of the engine without an envelope that it says it has, after which its transactions go into another one."""
TICK_ANEW_AFTER: Final = 1
TICK_AGAIN_AFTER: Final = 2
"""Of a tick: one that came too soon after the last block made none, and is asked for anew."""
RETRY_FIRST_S: Final = 0.02
RETRY_LAST_S: Final = 1.0
CLOSE_S: Final = 30.0
"""How long what is out is waited for at the end."""

HandIn = Callable[[bytes], object]
"""An envelope → the engine accepted it. Raises EngineError."""


class ConsensusLost(CounterfoilError):
    """The engine is gone: this process orders nothing any more, and is to be started again. Nothing told is lost."""


class Ordered(Protocol):
    """The application under the engine, as far as a gateway listens to it (``OrderedApplication``)."""

    @property
    def engine_height(self) -> int: ...

    def check(self, data: bytes) -> Checked | Refusal: ...

    def follow(self, observer: BlockObserver) -> None: ...

    def follow_answers(self, observer: Callable[[Sequence[tuple[Hash, Answer]]], None]) -> None: ...


class Running(Protocol):
    """The engine beside this process, and what answers it (``RunningEngine``)."""

    def start(self, lost: Callable[[str], None]) -> None:
        """Until it can be handed something; ``lost`` is told the reason when it is gone, once, from any thread."""
        ...

    def hand_in(self, envelope: bytes) -> object: ...

    def stop(self) -> None: ...


class CometBftEngine(WayIn):
    """Orders transactions with the other members. Those who follow it are told this member's share of each seal."""

    def __init__(
        self,
        application: Application,
        ordered: Ordered,
        running: Running,
        *,
        salt: Callable[[int], bytes],
        standing: Callable[[HexHash], TransactionResult | None],
        expired: Collection[int],
        verify_threads: int = 2,
        batch_bytes: int = BATCH_BYTES,
        outstanding_max: int = OUTSTANDING_MAX,
        pending_max: int = PENDING_MAX,
        look_s: float = LOOK_S,
        close_s: float = CLOSE_S,
        sign: Callable[[bytes, int], bytes] = lambda batch, _: batch,
    ) -> None:
        """``salt`` gives so many bytes by chance; ``standing`` the answer of an intent that stands in a block.

        ``expired`` are the numbers of refusals that nothing mends: what was refused so can never enter a block.
        ``sign`` names the sender of a batch, of which it is told the engine's height.
        """
        self._application, self._running = application, running
        self._salt, self._standing, self._expired = salt, standing, frozenset(expired)
        self._sign = sign
        self._lost: list[Callable[[BaseException], None]] = []
        self._batch_bytes = batch_bytes
        self._look_s, self._close_s = look_s, close_s
        super().__init__(Intake(ordered.check, threads=verify_threads, pending_max=pending_max, gather_ms=GATHER_MS))
        self._outstanding = Outstanding(outstanding_max)
        self._ordered = ordered
        self._sender = Thread(target=self._run, args=(self._send_all,), name="gateway")
        self._looker = Thread(target=self._run, args=(self._look_after,), name="gateway-again")
        self._ending = Event()
        self._turn = Lock()
        ordered.follow(self._made)
        ordered.follow_answers(self._decided)

    def start(self) -> None:
        """Start the engine and begin to hand in; raises InputError or EngineFailed with what keeps it from starting."""
        try:
            self._running.start(lambda reason: self._fail(ConsensusLost(f"the consensus engine is gone: {reason}")))
        except BaseException:
            self._running.stop()
            raise
        self._sender.start()
        self._looker.start()

    def when_lost(self, tell: Callable[[BaseException], None]) -> None:
        """Have it told, once and from any thread, what stopped us: this process orders nothing any more."""
        with self._turn:
            failure = self._failure
            if failure is None:
                self._lost.append(tell)
        if failure is not None:
            tell(failure)

    def give_up(self, failure: BaseException) -> None:
        """Order nothing more, for this reason; who is told of a loss is told of it. Any thread may ask."""
        self._fail(failure)

    def close(self) -> None:
        """Have what was submitted decided, or give up after a while; then stop the engine.

        What was given up may still be decided: its submitters are told so, and the same bytes are the same intent.
        """
        self._intake.close()
        if self._sender.ident is not None:
            self._outstanding_sent()
        self._ending.set()
        self._fail(ClosedError("the engine is closed; what was handed in may still be decided: hand it in again"))
        for thread in (self._sender, self._looker):
            if thread.ident is not None:
                thread.join()
        self._running.stop()

    def _outstanding_sent(self) -> None:
        """Wait for what was submitted, but not for ever: a chain without its quorum decides nothing."""
        self._sender.join(self._close_s)
        if not self._sender.is_alive():
            self._outstanding.wait_until_empty(self._close_s)

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as failure:  # whatever it is, somebody would wait for ever
            self._fail(failure)

    def _fail(self, failure: BaseException) -> None:
        """Whoever waits is told first, then whoever has this process end."""
        told: list[Callable[[BaseException], None]] = []
        with self._turn:
            if not isinstance(failure, ClosedError) and self._failure is None:
                self._failure = failure
                told, self._lost = self._lost, []
        self._ending.set()
        self._intake.fail(failure)
        self._outstanding.fail(failure)
        for tell in told:
            tell(failure)

    # Out.

    def _send_all(self) -> None:
        while True:
            self._outstanding.wait_for_room()
            candidates, ticks = self._intake.take(count_max=BATCH_TRANSACTIONS_MAX, bytes_max=self._batch_bytes)
            if not candidates and not ticks:
                return
            try:
                self._send(candidates, ticks)
            except BaseException as failure:
                for bundle in bundles_of(candidates):
                    bundle.fail(failure)
                fail_ticks(ticks, failure)
                raise

    def _send(self, candidates: list[Candidate], ticks: list[Tick]) -> None:
        same: dict[bytes, list[Candidate]] = {}
        for candidate in candidates:  # whoever hands in the same bytes as another waits for the same answer
            same.setdefault(candidate.checked.data, []).append(candidate)
        kept, dropped = proposed(self._application, [alike[0] for alike in same.values()])
        for candidate in dropped:
            refusal = self._application.refusal(candidate.checked) or NOT_PROPOSED
            told = self._told(candidate.checked, refusal)
            for alike in same[candidate.checked.data]:
                alike.bundle.answers[alike.position] = told
            self._announce(same[candidate.checked.data])
        if kept or ticks:
            waiting = [alike for candidate in kept for alike in same[candidate.checked.data]]
            outgoing = Outgoing(
                self._envelope(waiting, ticks),
                waiting,
                ticks,
                again_after=TICK_AGAIN_AFTER if ticks else AGAIN_AFTER,
                since=self._ordered.engine_height,
            )
            self._outstanding.add(outgoing)
            self._hand_in_order(outgoing)

    def _envelope(self, candidates: Sequence[Candidate], ticks: Sequence[Tick]) -> bytes:
        data = list(dict.fromkeys(candidate.checked.data for candidate in candidates))
        batch = pack(encode_batch(data, tick=bool(ticks), salt=self._salt(SALT_LENGTH)))
        return self._sign(batch, self._ordered.engine_height)

    def _hand_in_order(self, outgoing: Outgoing) -> None:
        """Until it is accepted, or answered meanwhile: those behind it wait, so that the order is kept."""
        pause_s = RETRY_FIRST_S
        while not (outgoing.done or self._ending.is_set()):
            seen = self._outstanding.changes
            if self._hand_in(outgoing):
                return
            self._outstanding.wait_for_change(seen, pause_s)
            pause_s = min(2 * pause_s, RETRY_LAST_S)

    def _hand_in(self, outgoing: Outgoing) -> bool:
        """Whether the engine has it."""
        try:
            self._running.hand_in(outgoing.envelope)
        except EnvelopeCached:
            self._make_anew(outgoing)
        except EnvelopeTooLarge as error:
            raise InvariantBroken(f"the engine takes no envelope of {len(outgoing.envelope)} bytes: {error}") from error
        except CheckRefused:  # what is in it stands meanwhile, or may not any more; or there is no room for its sender
            self._judge_anew(outgoing)
            self._make_anew(outgoing)
            return False
        except EngineError:  # full, restarting, slow: it is there again, or we are told that it is gone
            return False
        outgoing.turns = 0
        return True

    # Again.

    def _look_after(self) -> None:
        """What is out and has no answer for a while is handed in again."""
        while not self._ending.wait(self._look_s):
            for outgoing in self._outstanding.look():
                if outgoing.turns < outgoing.again_after:
                    continue
                outgoing.again_after = min(2 * outgoing.again_after, AGAIN_AFTER_MAX)
                self._judge_anew(outgoing)
                if not outgoing.done:
                    self._hand_in(outgoing)

    def _make_anew(self, outgoing: Outgoing) -> None:
        """The engine has it in its cache; but where no block has it for so long, not in its mempool any more."""
        height = self._ordered.engine_height
        if height >= outgoing.since + (TICK_ANEW_AFTER if outgoing.ticks else ANEW_AFTER):
            outgoing.envelope = self._envelope(outgoing.unanswered(), outgoing.ticks)
            outgoing.since, outgoing.again_after = height, TICK_AGAIN_AFTER if outgoing.ticks else AGAIN_AFTER

    def _judge_anew(self, outgoing: Outgoing) -> None:
        """Answer what stands, and what can never stand any more. All else waits: it may be decided already."""
        answers: list[tuple[Hash, Answer]] = []
        for candidate in outgoing.unanswered():
            refusal = self._application.refusal(candidate.checked)
            if refusal is None:
                continue
            told = self._told(candidate.checked, refusal)
            if not isinstance(told, Refusal) or told.code in self._expired:
                answers.append((digest(candidate.checked.data), told))
        self._settle(answers)

    # Back.

    def _made(self, header: bytes, share: bytes) -> None:
        self._tell(header, share)  # before whoever asked for a block: he finds what they made of it
        self._outstanding.made(decode_header(header).height)

    def _decided(self, answers: Sequence[tuple[Hash, Answer]]) -> None:
        self._settle(answers)

    def _settle(self, answers: Sequence[tuple[Hash, Answer]]) -> None:
        self._announce(self._outstanding.settle(answers, self._told))

    def _told(self, checked: Checked, answer: Answer) -> Answer:
        """An intent has one answer: whoever comes second, through whichever member, is told the first one's."""
        return (self._standing(checked.id) or answer) if isinstance(answer, Refusal) else answer
