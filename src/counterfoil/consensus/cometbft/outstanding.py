# SPDX-License-Identifier: Apache-2.0
"""What a gateway has handed to its engine, and waits for: a bounded number of envelopes, until each of their answers.

A mempool drops silently what it had accepted once it is full. So it is never filled: what is not out yet waits here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import InvalidStateError
from contextlib import suppress
from threading import Condition

from counterfoil.application import Checked
from counterfoil.consensus.intake import Candidate, Tick
from counterfoil.consensus.ticket import Answer
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Hash, Height

Judge = Callable[[Checked, Answer], Answer]
"""What a submitter is told, of what a block answered."""


class Outgoing:
    """An envelope and who waits for it."""

    __slots__ = ("again_after", "candidates", "envelope", "left", "since", "ticks", "turns")

    def __init__(
        self,
        envelope: bytes,
        candidates: Sequence[Candidate],
        ticks: Sequence[Tick],
        *,
        again_after: int,
        since: int,
    ) -> None:
        self.envelope = envelope
        self.candidates = candidates
        self.ticks = ticks
        self.left = len(candidates)
        """how many of the candidates have no answer yet"""
        self.turns = 0
        """how often it was looked at without an answer since it was handed in last"""
        self.again_after = again_after
        """looks after which it is handed in again"""
        self.since = since
        """how high the engine was when these bytes were made"""

    @property
    def done(self) -> bool:
        """Whether everybody who waits for it has his answer."""
        return not self.left and not self.ticks

    def unanswered(self) -> list[Candidate]:
        return [one for one in self.candidates if one.bundle.answers[one.position] is None]


class Outstanding:
    """Envelopes without all their answers. ``wait_for_room`` waits while there are ``envelopes_max``."""

    def __init__(self, envelopes_max: int) -> None:
        self._envelopes_max = envelopes_max
        self._outgoing: list[Outgoing] = []
        self._waiting: dict[Hash, list[tuple[Outgoing, Candidate]]] = {}
        """by the digest of a transaction's bytes; the same may have been handed in twice"""
        self._changed = Condition()
        self._failure: BaseException | None = None
        self._changes = 0

    @property
    def changes(self) -> int:
        """How often something was decided."""
        return self._changes

    def wait_for_change(self, seen: int, timeout_s: float) -> None:
        """Until something more was decided, so that the engine may have room, or for so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._failure is not None or self._changes != seen, timeout_s)

    def wait_for_room(self) -> None:
        """Raises what stopped the engine."""
        with self._changed:
            self._changed.wait_for(lambda: self._failure is not None or len(self._outgoing) < self._envelopes_max)
            if self._failure is not None:
                raise self._failure

    def wait_until_empty(self, timeout_s: float) -> bool:
        """Whether every answer was there within this time, or something stopped the engine."""
        with self._changed:
            return self._changed.wait_for(lambda: self._failure is not None or not self._outgoing, timeout_s)

    def add(self, outgoing: Outgoing) -> None:
        """Before it is handed in: its answer may come before the engine says that it was accepted."""
        with self._changed:
            if self._failure is not None:
                raise self._failure
            self._outgoing.append(outgoing)
            for candidate in outgoing.candidates:
                self._waiting.setdefault(digest(candidate.checked.data), []).append((outgoing, candidate))

    def settle(self, answers: Iterable[tuple[Hash, Answer]], judge: Judge) -> list[Candidate]:
        """Give everybody who waits for these transactions his answer; those that were, who are still to be told."""
        settled: list[Candidate] = []
        with self._changed:
            for name, answer in answers:
                for outgoing, candidate in self._waiting.pop(name, ()):
                    candidate.bundle.answers[candidate.position] = judge(candidate.checked, answer)
                    outgoing.left -= 1
                    settled.append(candidate)
            self._drop_done()
        return settled

    def made(self, height: Height) -> None:
        """A block was made: what everybody wanted who asked for one."""
        with self._changed:
            ticks = [tick for outgoing in self._outgoing for tick in outgoing.ticks]
            for outgoing in self._outgoing:
                outgoing.ticks = ()
            self._drop_done()
        for tick in ticks:
            with suppress(InvalidStateError):  # what stopped the engine was quicker
                tick.set_result(height)

    def look(self) -> Iterator[Outgoing]:
        """Those that are out, oldest first; each has been looked at once more then."""
        with self._changed:
            found = list(self._outgoing)
            for outgoing in found:
                outgoing.turns += 1
        return iter(found)

    def fail(self, failure: BaseException) -> None:
        """Let everybody who waits raise it, and whoever comes; the first failure stays."""
        with self._changed:
            if self._failure is not None:
                return
            self._failure = failure
            outgoing, self._outgoing = self._outgoing, []
            self._waiting.clear()
            self._changed.notify_all()
        for one in outgoing:
            fail_ticks(one.ticks, failure)
            for candidate in one.unanswered():
                candidate.bundle.fail(failure)

    def _drop_done(self) -> None:
        self._outgoing = [one for one in self._outgoing if not one.done]
        self._changes += 1
        self._changed.notify_all()


def fail_ticks(ticks: Iterable[Tick], failure: BaseException) -> None:
    """Let whoever asked for a block raise it, unless he was told something before."""
    for tick in ticks:
        with suppress(InvalidStateError):
            tick.set_exception(failure)
