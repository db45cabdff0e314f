# SPDX-License-Identifier: Apache-2.0
"""The way in: bundles are checked in threads, and leave in the order in which they came.

Checking is mostly signature verification, which runs outside the interpreter's lock, beside the producer.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from operator import is_
from threading import Condition
from typing import Final, NamedTuple

from counterfoil.application import Application, Checked, Refusal
from counterfoil.consensus.ticket import Bundle, Ticket
from counterfoil.primitives.errors import ClosedError, InvariantBroken
from counterfoil.primitives.types import Height

BUNDLE_MAX: Final = 64
"""Envelopes checked by one thread in one go."""
NOT_PROPOSED: Final = Refusal(0, "not_proposed", "the application left it out of the block; submit it again")

Tick = Future[Height]
"""Who asked for a block, empty or not; its result is the height."""


class Candidate(NamedTuple):
    """A checked transaction and where its answer goes."""

    bundle: Bundle
    position: int
    checked: Checked


class Intake:
    """A bounded queue of bundles; ``submit`` waits while ``pending_max`` envelopes have no answer yet."""

    def __init__(
        self, check: Callable[[bytes], Checked | Refusal], *, threads: int, pending_max: int, gather_ms: int
    ) -> None:
        self._check = check
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="check")
        self._pending_max = pending_max
        self._gather_s = gather_ms / 1000
        self._pending = 0
        self._unchecked = 0
        self._ready = 0
        self._queue: deque[Bundle] = deque()
        self._ticks: list[Tick] = []
        self._changed = Condition()
        self._closed = False
        self._failure: BaseException | None = None

    def submit(self, envelopes: Sequence[bytes]) -> list[Ticket]:
        """Queue envelopes for checking; raises what stopped the engine, or ClosedError.

        When that happens on the way, what is queued already keeps its tickets, and those of the rest raise it.
        """
        tickets: list[Ticket] = []
        for start in range(0, len(envelopes), BUNDLE_MAX):
            bundle = Bundle(envelopes[start : start + BUNDLE_MAX])
            stopped = self._enqueue(bundle)
            if stopped is not None:
                if not tickets:
                    raise stopped
                bundle.fail(stopped)
            tickets += bundle.tickets()
        return tickets

    def tick(self) -> Tick:
        """Have a block made even if nothing waits; raises what stopped the engine, or ClosedError."""
        tick: Tick = Future()
        tick.set_running_or_notify_cancel()  # else who cancels it would stop the engine that answers it
        with self._changed:
            if self._failure is not None:
                raise self._failure
            if self._closed:
                raise ClosedError("the engine is closed: no block was made")
            self._ticks.append(tick)
            self._changed.notify_all()
        return tick

    def take(self, *, count_max: int, bytes_max: int) -> tuple[list[Candidate], list[Tick]]:
        """Wait for checked transactions, or for somebody who asks for a block; both empty when closed and drained.

        While more are being checked it waits a little for them: a large block costs less for each transaction. A
        single transaction larger than ``bytes_max`` is taken alone. Raises what stopped the engine.
        """
        with self._changed:
            self._changed.wait_for(self._has_work)
            self._changed.wait_for(
                lambda: not self._unchecked or self._ready >= count_max or self._failure is not None, self._gather_s
            )
            if self._failure is not None:
                raise self._failure
            taken = self._take_ready(count_max, bytes_max)
            self._ready -= len(taken)
            ticks, self._ticks = self._ticks, []
            return taken, ticks

    def release(self, count: int) -> None:
        """So many envelopes have been answered: let others in."""
        with self._changed:
            self._pending -= count
            self._changed.notify_all()

    def fail(self, failure: BaseException) -> None:
        """Fail everything queued, and every ``submit`` and ``take`` from now on; the first failure stays."""
        with self._changed:
            self._failure = self._failure or failure
            bundles, self._queue = list(self._queue), deque()
            ticks, self._ticks = self._ticks, []
            self._changed.notify_all()
        for bundle in bundles:
            bundle.fail(failure)
        for tick in ticks:
            tick.set_exception(failure)

    def close(self) -> None:
        """Take no more; what was submitted is still handed out."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._pool.shutdown()
        self._drop_orphans()

    def _enqueue(self, bundle: Bundle) -> BaseException | None:
        """Queue a bundle once there is room; what keeps it out, or None."""
        count = len(bundle.transactions)
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopped() or self._has_room(count))
            if self._failure is not None:
                return self._failure
            if self._closed:
                return ClosedError("the engine is closed: the transaction was not submitted")
            self._pending += count
            self._unchecked += 1
            self._queue.append(bundle)
            # Inside the lock, so that close() cannot shut the pool between the two.
            self._pool.submit(self._check_bundle, bundle)
            return None

    def _drop_orphans(self) -> None:
        """After the pool has finished, fail the bundles that it never got: the producer would wait for them for ever.

        An interrupt (Ctrl-C) in ``_enqueue`` can leave one in the queue.
        """
        with self._changed:
            orphans = [bundle for bundle in self._queue if not bundle.checked]
            self._queue = deque(bundle for bundle in self._queue if bundle.checked)
            self._unchecked = 0
            self._changed.notify_all()
        for bundle in orphans:
            bundle.fail(ClosedError("the submission was interrupted: the transaction was not submitted"))

    def _is_stopped(self) -> bool:
        return self._closed or self._failure is not None

    def _has_room(self, count: int) -> bool:
        return self._pending == 0 or self._pending + count <= self._pending_max

    def _has_work(self) -> bool:
        """Drop bundles with nothing left to take; whether ``take`` has something to say."""
        while self._queue and self._queue[0].checked and self._queue[0].taken == len(self._queue[0].candidates):
            self._queue.popleft()
        if self._queue and not self._ticks:
            return self._queue[0].checked or self._failure is not None
        return bool(self._ticks) or self._is_stopped()

    def _take_ready(self, count_max: int, bytes_max: int) -> list[Candidate]:
        taken: list[Candidate] = []
        room = bytes_max
        while self._queue and self._queue[0].checked:
            bundle = self._queue[0]
            for index, checked in bundle.candidates[bundle.taken :]:
                room -= len(checked.data)
                if taken and (room < 0 or len(taken) == count_max):
                    return taken
                taken.append(Candidate(bundle, index, checked))
                bundle.taken += 1
            self._queue.popleft()
        return taken

    def _check_bundle(self, bundle: Bundle) -> None:
        """In a pool thread: refuse or pass each envelope, in order."""
        refused = 0
        try:
            for index, envelope in enumerate(bundle.transactions):
                answer = self._check(envelope)
                if isinstance(answer, Refusal):
                    bundle.answers[index] = answer
                    refused += 1
                else:
                    bundle.candidates.append((index, answer))
        except BaseException as failure:  # a check that raises is a bug in the application: stop, and say so
            self.fail(failure)
            return
        if refused:
            bundle.announce()
        with self._changed:
            bundle.checked = True
            self._unchecked -= 1
            self._ready += len(bundle.candidates)
            self._pending -= refused
            self._changed.notify_all()


def proposed(application: Application, candidates: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """Those that the application keeps for the next block, in its order, and those that it leaves out."""
    given = [candidate.checked for candidate in candidates]
    kept = application.prepare_proposal(given)
    if len(kept) == len(given) and all(map(is_, kept, given)):
        return candidates, []
    left = {id(candidate.checked): candidate for candidate in candidates}
    try:
        return [left.pop(id(checked)) for checked in kept], list(left.values())
    except KeyError as error:
        raise InvariantBroken("the application proposes what it was not given, or one thing twice") from error


def bundles_of(candidates: Iterable[Candidate]) -> Iterable[Bundle]:
    """The bundles that these came from, each once, in order."""
    return dict.fromkeys(candidate.bundle for candidate in candidates)
