# SPDX-License-Identifier: Apache-2.0
"""What an engine that orders in this process shows of itself; how it makes blocks of what comes in is its own."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from counterfoil.consensus.intake import Candidate, Intake, Tick, bundles_of
from counterfoil.consensus.ticket import BlockObserver, Ticket


class WayIn(ABC):
    """Transactions are queued, a block is asked for, blocks are told of. The caller holds the data directory's lock."""

    def __init__(self, intake: Intake, *observers: BlockObserver) -> None:
        self._intake = intake
        self._observers = observers
        self._failure: BaseException | None = None

    @property
    def failure(self) -> BaseException | None:
        """What stopped the engine, or None."""
        return self._failure

    @abstractmethod
    def start(self) -> None:
        """Begin to order."""

    @abstractmethod
    def close(self) -> None:
        """Order what was submitted, then stop."""

    def follow(self, observer: BlockObserver) -> None:
        """Have it told of every block from now on, with the seal that is here; what it raises stops the engine."""
        self._observers = (*self._observers, observer)

    def submit(self, envelope: bytes) -> Ticket:
        """Queue one envelope; waits while too many are pending. Raises what stopped the engine, or ClosedError."""
        return self._intake.submit((envelope,))[0]

    def submit_many(self, envelopes: Sequence[bytes]) -> list[Ticket]:
        """Queue envelopes, in this order. Waits while too many are pending.

        Raises what stopped the engine, or ClosedError, when nothing was queued; if some was, all get tickets, and the
        tickets of the others raise it.
        """
        return self._intake.submit(envelopes)

    def tick(self) -> Tick:
        """Ask for a block even if nothing waits, so that the chain says that time has passed; wait for the answer.

        It is done with the next block, whoever asked for that.
        """
        return self._intake.tick()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _tell(self, header: bytes, seal: bytes) -> None:
        for observer in self._observers:
            observer(header, seal)

    def _announce(self, candidates: Sequence[Candidate]) -> None:
        """Each of them has its answer."""
        for bundle in bundles_of(candidates):
            bundle.announce()
        if candidates:
            self._intake.release(len(candidates))
