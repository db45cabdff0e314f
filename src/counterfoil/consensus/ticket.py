# SPDX-License-Identifier: Apache-2.0
"""Tickets: how a submitter learns what became of a transaction.

A ``concurrent.futures.Future`` each would cost more than ordering the transaction does, so the tickets of envelopes
that are submitted together share one bundle, with one condition to wait on.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Condition
from typing import TypeVar

from counterfoil.application import Checked, Refusal, TransactionResult

Answer = TransactionResult | Refusal
BlockObserver = Callable[[bytes, bytes], None]
"""Called with header and seal once a block is durable and committed. It runs in the engine's thread: be quick."""
Result = TypeVar("Result")


class Bundle:
    """Envelopes that are checked by one thread, in order, and answered one by one."""

    __slots__ = ("_callbacks", "_changed", "_failure", "answers", "candidates", "checked", "taken", "transactions")

    def __init__(self, envelopes: Sequence[bytes]) -> None:
        self.transactions = envelopes
        self.answers: list[Answer | None] = [None] * len(envelopes)
        self.candidates: list[tuple[int, Checked]] = []
        """Position in the bundle and checked transaction, of those that may enter a block."""
        self.checked = False
        """Whether ``candidates`` is complete."""
        self.taken = 0
        """How many of ``candidates`` the producer has taken."""
        self._failure: BaseException | None = None
        self._changed = Condition()
        self._callbacks: list[tuple[int, Callable[[Ticket], None]]] = []

    def tickets(self) -> list["Ticket"]:
        return [Ticket(self, index) for index in range(len(self.transactions))]

    def announce(self) -> None:
        """Wake everyone who waits for an answer that has been put into ``answers``."""
        with self._changed:
            self._changed.notify_all()
            due = [entry for entry in self._callbacks if self.is_settled(entry[0])]
            self._callbacks = [entry for entry in self._callbacks if not self.is_settled(entry[0])]
        for index, callback in due:
            callback(Ticket(self, index))

    def fail(self, failure: BaseException) -> None:
        """Let every ticket that has no answer raise ``failure``."""
        self._failure = failure
        self.announce()

    def is_settled(self, index: int) -> bool:
        return self.answers[index] is not None or self._failure is not None

    def wait(self, index: int, timeout_s: float | None) -> Answer:
        if not self.is_settled(index):
            with self._changed:
                if not self._changed.wait_for(lambda: self.is_settled(index), timeout_s):
                    raise TimeoutError(f"no answer within {timeout_s} s; the transaction may still enter a block")
        answer = self.answers[index]
        if answer is None:
            assert self._failure is not None
            raise self._failure
        return answer

    def add_callback(self, index: int, callback: Callable[["Ticket"], None]) -> None:
        with self._changed:
            if not self.is_settled(index):
                self._callbacks.append((index, callback))
                return
        callback(Ticket(self, index))


class Ticket:
    """The claim to one answer. It is given once the block that holds the transaction is durable, or refused."""

    __slots__ = ("_bundle", "_index")

    def __init__(self, bundle: Bundle, index: int) -> None:
        self._bundle = bundle
        self._index = index

    def result(self, timeout_s: float | None = None) -> Answer:
        """Wait for the answer; raises what stopped the engine, or TimeoutError."""
        return self._bundle.wait(self._index, timeout_s)

    def done(self) -> bool:
        """Whether ``result`` would return or raise at once."""
        return self._bundle.is_settled(self._index)

    def add_done_callback(self, callback: Callable[["Ticket"], None]) -> None:
        """Call back from the engine's thread when done, or now. The callback must be quick and must not raise."""
        self._bundle.add_callback(self._index, callback)

    def future(self) -> Future[Answer]:
        """The same as a Future, which ``asyncio.wrap_future`` understands."""
        future: Future[Answer] = Future()
        self.add_done_callback(lambda ticket: _settle(future, ticket.result))
        return future


def when_all_done(tickets: Sequence[Ticket], callback: Callable[[], None]) -> None:
    """Call back once, when all are done: from the engine's thread, or now. It must be quick and must not raise.

    It waits for one ticket at a time. Those of a block are answered before any of them is told, so that is mostly once.
    """
    left = iter(tickets)

    def go_on(_: Ticket | None = None) -> None:
        for ticket in left:
            if not ticket.done():
                ticket.add_done_callback(go_on)
                return
        callback()

    go_on()


def all_answers(tickets: Sequence[Ticket]) -> Future[list[Answer]]:
    """The answers of all, in order, once the last is there; raises what stopped the engine."""
    future: Future[list[Answer]] = Future()
    when_all_done(tickets, lambda: _settle(future, lambda: [ticket.result() for ticket in tickets]))
    return future


def _settle(future: Future[Result], result: Callable[[], Result]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(result())
    except BaseException as failure:  # whatever stopped the engine goes to the one who waits
        future.set_exception(failure)
