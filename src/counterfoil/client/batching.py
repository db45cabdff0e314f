# SPDX-License-Identifier: Apache-2.0
"""Many transactions: handed in by batches, a few requests at once, answers in order, memory bounded.

Whoever gives more than is answered waits: there are never more than ``outstanding`` batches that have no answer yet.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from counterfoil.client.cards import card, line
from counterfoil.client.errors import NoAnswer, NotCommitted, ServiceFailed
from counterfoil.client.handing_in import RENEWALS_MAX, VALID_FOR_BLOCKS, draft, hand_in, renewed
from counterfoil.client.knowing import KnownNode
from counterfoil.client.results import Done, Status
from counterfoil.client.steps import END, Conversation, Give, Join, Start, Take
from counterfoil.client.transactions import SignedTransaction
from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome
from counterfoil.primitives.errors import InputError

BATCH: Final = 100
BATCH_MAX: Final = 256
"""Transactions that a service takes in one request."""
BODY_MAX: Final = 3_000_000
"""Bytes of transactions in one request; in base64 they come to the 4 MiB that a service takes."""
OUTSTANDING: Final = 4
FAILURES_KEPT: Final = 100
Wanted: TypeAlias = Call | SignedTransaction | Sequence[Call]
"""One transaction: a call, several that succeed together or not at all, or what is signed already."""


@dataclass(frozen=True)
class Pace:
    """How much goes at once."""

    size: int = BATCH
    outstanding: int = OUTSTANDING
    by: Sequence[str] = ()
    valid_for: int = VALID_FOR_BLOCKS

    def __post_init__(self) -> None:
        if not 1 <= self.size <= BATCH_MAX:
            raise InputError(f"{self.size} transactions", where="size", remedy=f"1 to {BATCH_MAX} in a request")
        if self.outstanding < 1:
            raise InputError(f"{self.outstanding} requests", where="outstanding", remedy="1 at least")


@dataclass
class Sending:
    """Batches on their way, in order."""

    node: KnownNode
    pace: Pace
    _filling: list[SignedTransaction] = field(default_factory=list)
    _bytes: int = 0
    _waiting: deque[tuple[Sequence[SignedTransaction], Any]] = field(default_factory=deque)

    def add(self, wanted: Wanted) -> Conversation[Sequence[Done]]:
        """One more; the answers that had to be waited for so that it could go."""
        signed = yield from self._signed(wanted)
        answered: Sequence[Done] = ()
        if self._filling and self._bytes + len(signed.data) > BODY_MAX:
            answered = yield from self.send()
        self._filling.append(signed)
        self._bytes += len(signed.data)
        if len(self._filling) == self.pace.size:
            answered = [*answered, *(yield from self.send())]
        return answered

    def send(self) -> Conversation[Sequence[Done]]:
        """What is filled so far goes; the answers that had to be waited for."""
        if not self._filling:
            return ()
        answered: Sequence[Done] = ()
        if len(self._waiting) == self.pace.outstanding:
            answered = yield from self.settle()
        going, self._filling, self._bytes = self._filling, [], 0
        handle = yield Start(hand_in_late_too(self.node, going, self.pace.valid_for))
        self._waiting.append((going, handle))
        return answered

    def settle(self) -> Conversation[Sequence[Done]]:
        """The answers of the oldest batch; none when there is none.

        Raises NoAnswer with all transactions of it and of those behind it: handed in again, each has its answer.
        """
        if not self._waiting:
            return ()
        going, handle = self._waiting.popleft()
        try:
            found: Sequence[Done] = yield Join(handle)
        except ServiceFailed as error:
            behind = [one for more, _ in self._waiting for one in more]
            transactions = [*going, *behind, *self._filling]
            raise NoAnswer(f"{len(transactions)} transactions have no answer here: {error}", transactions) from error
        return found

    def _signed(self, wanted: Wanted) -> Conversation[SignedTransaction]:
        if isinstance(wanted, SignedTransaction):
            return wanted
        calls = [wanted] if isinstance(wanted, Call) else wanted
        if not isinstance(calls, Sequence) or not all(isinstance(one, Call) for one in calls):
            remedy = "a call, a list of calls, or a signed transaction"
            raise InputError(f"{type(wanted).__name__} is no transaction", where="batch", remedy=remedy)
        if not self.node.signers:
            raise InputError("no key signs", where="key", remedy="Client(url, key=…)")
        seed = self.node.patience.surroundings.seeds()
        drafted = yield from draft(self.node, calls, by=self.pace.by, valid_for=self.pace.valid_for, seed=seed)
        return drafted.sign(*self.node.signers)


def stream(node: KnownNode, pace: Pace) -> Conversation[None]:
    """Takes transactions one by one, and hands out the answer to each, in order."""
    sending = Sending(node, pace)
    while (wanted := (yield Take())) is not END:
        answered = yield from sending.add(wanted)
        for done in answered:
            yield Give(done)
    for done in (yield from sending.send()):
        yield Give(done)
    while answered := (yield from sending.settle()):
        for done in answered:
            yield Give(done)


def hand_in_late_too(
    node: KnownNode, transactions: Sequence[SignedTransaction], valid_for: int
) -> Conversation[Sequence[Done]]:
    """The answers; what came after its last height is signed anew, as the same intent, and handed in again."""
    answers = list((yield from hand_in(node, transactions)))
    for _ in range(RENEWALS_MAX):
        late = [number for number, done in enumerate(answers) if _is_late(done)]
        if not late:
            break
        yield from node.status()
        anew = {number: renewed(node, transactions[number], valid_for) for number in late}
        going = {number: one for number, one in anew.items() if one is not None}
        if not going:
            break
        for number, done in zip(going, (yield from hand_in(node, [*going.values()])), strict=True):
            answers[number] = done
    return answers


def _is_late(done: Done) -> bool:
    return done.status is Status.refused and done.outcome == MachineOutcome.expired_transaction


class Ticket:
    """One transaction of a batch; ``done`` once its batch is answered."""

    def __init__(self) -> None:
        self._done: Done | None = None

    @property
    def answered(self) -> bool:
        """Whether it has its answer."""
        return self._done is not None

    @property
    def done(self) -> Done:
        """Its answer; raises InputError while there is none."""
        if self._done is None:
            raise InputError("it has no answer yet", where="batch", remedy="leave the with block first")
        return self._done

    def settle(self, done: Done) -> None:
        """Give it its answer."""
        self._done = done

    def __repr__(self) -> str:
        return line("Ticket", {"done": self._done or "no answer yet"})


@dataclass
class Tally:
    """A batch that is filled call by call: its tickets, how many came to what, and the first that failed."""

    sending: Sending
    committed: int = 0
    rejected: int = 0
    refused: int = 0
    failures: list[Done] = field(default_factory=list)
    """the first hundred that were not committed"""
    _tickets: deque[Ticket] = field(default_factory=deque)

    def add(self, wanted: Wanted) -> Conversation[Ticket]:
        """One more transaction."""
        ticket = Ticket()
        # Its ticket goes in line first: should others be answered meanwhile, they stand before it.
        self._tickets.append(ticket)
        try:
            self._settle((yield from self.sending.add(wanted)))
        except InputError:
            self._tickets.remove(ticket)
            raise
        return ticket

    def finish(self) -> Conversation[None]:
        """All that is left goes, and is answered; raises NotCommitted with the first that was not committed."""
        self._settle((yield from self.sending.send()))
        yield from self.settle()
        if self.failures:
            raise NotCommitted(self.failures[0])

    def settle(self) -> Conversation[None]:
        """Wait for what is on its way."""
        while answered := (yield from self.sending.settle()):
            self._settle(answered)

    def _settle(self, answered: Iterable[Done]) -> None:
        for done in answered:
            self._tickets.popleft().settle(done)
            self.committed += done.status is Status.committed
            self.rejected += done.status is Status.rejected
            self.refused += done.status is Status.refused
            if not done.committed and len(self.failures) < FAILURES_KEPT:
                self.failures.append(done)

    def told(self) -> dict[str, Any]:
        """How many came to what."""
        counts = {"committed": self.committed, "rejected": self.rejected, "refused": self.refused}
        return {**counts, "without an answer": len(self._tickets)}

    def line(self) -> str:
        """The same in a line."""
        return line("Batch", self.told())

    def html(self) -> str:
        """The same as a table."""
        return card("Batch", {**self.told(), **{f"failed {n}": one.told for n, one in enumerate(self.failures[:5], 1)}})
