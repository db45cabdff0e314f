# SPDX-License-Identifier: Apache-2.0
"""A network's folder in the hands of one process: every chain open to be written, and published on a schedule.

The end, in this order: nothing more is taken in; what was taken in has its answer; a last publication; the folder is
let go of.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from counterfoil.api.gauges import Gauges
from counterfoil.api.ledger.measured import Counted, add_measures
from counterfoil.api.problems import NOT_FOUND, UNAVAILABLE, Problem
from counterfoil.consensus.solo.ticket import Ticket
from counterfoil.node.chain import ChainNode
from counterfoil.node.network import Network
from counterfoil.primitives.errors import ClosedError, CounterfoilError
from counterfoil.primitives.types import ChainId, Height, Timestamp

IN_HAND_MAX: Final = 8_192
"""Transactions without an answer yet, of all chains; the engine itself would wait at eight times as many."""


@dataclass(frozen=True)
class Published:
    """What the world sees of the chains."""

    checkpoint: bytes
    """the note with its cosignatures"""
    time: Timestamp | None
    """when a quorum of witnesses had signed it"""
    heights: Mapping[ChainId, Height]
    """the last anchored header of each chain"""
    cosigned: frozenset[str] = frozenset()
    """names of the witnesses that signed it"""


class RunningNetwork:
    """Publishes between ``__enter__`` and ``__exit__``. ``chains`` are read from any thread.

    ``notice`` is told what a publication leaves undone, ``failed`` what nobody foresaw; ``each_round`` is done after
    each one that is due.
    """

    def __init__(
        self,
        network: Network,
        *,
        publish_every_s: float,
        notice: Callable[[str], None] = lambda _: None,
        failed: Callable[[str, Exception], None] = lambda _, __: None,
        each_round: Callable[[], None] = lambda: None,
    ) -> None:
        """Open everything; raises LockedError where another process has a part of the folder."""
        self._network, self._every_s = network, publish_every_s
        self._notice, self._failed, self._each_round = notice, failed, each_round
        # Before the chains: whoever has to wait for the log lets go of those that are open.
        self._custody = network.custody()
        self.chains: dict[ChainId, ChainNode] = {chain: network.chain(chain) for chain in network.config.chains}
        self._changed = threading.Condition()
        self._in_hand = 0
        self._closed = False
        self._ending = threading.Event()
        self._publisher = threading.Thread(target=self._publish_on_schedule, name="publisher", daemon=True)
        self.published: Published | None = None
        self.counted, self.gauges = Counted(), Gauges()
        self.warnings: list[Callable[[], str]] = []
        """what to look after before it is too late; empty where there is nothing to say"""
        add_measures(self, self.gauges)
        self._note_published()

    def __enter__(self) -> Self:
        self._publisher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def well(self) -> bool:
        """Whether every chain makes blocks."""
        return not self._closed and all(one.engine and one.engine.failure is None for one in self.chains.values())

    @property
    def in_hand(self) -> int:
        """Transactions that have no answer yet."""
        return self._in_hand

    def now_ms(self) -> Timestamp:
        """By the network's clock."""
        return self._network.now_ms()

    def clock_doubt(self) -> str | None:
        """Why that clock is not believed, so that no block is made; None where it is."""
        return self._network.clock_doubt(max(one.reader.header(one.reader.height).time for one in self.chains.values()))

    def witnesses(self) -> dict[str, bool]:
        """Everybody who is asked to cosign, and whether he signed what is published."""
        signed = frozenset[str]() if self.published is None else self.published.cosigned
        return {one.name: one.name in signed for one in self._network.config.cosigners}

    def node(self, chain: str) -> ChainNode:
        """The chain of that name; raises Problem."""
        found = self.chains.get(ChainId(chain))
        if found is None:
            raise Problem(NOT_FOUND)
        return found

    def submit(self, node: ChainNode, transactions: Sequence[bytes]) -> list[Ticket]:
        """Hand transactions to be ordered, in this order, without waiting; raises Problem when there are too many."""
        assert node.engine is not None
        self._take_in(len(transactions))
        try:
            tickets = node.engine.submit_many(transactions)
        except ClosedError as error:
            self._let_out(len(transactions))
            raise Problem(UNAVAILABLE, "the service is ending") from error
        except BaseException:
            self._let_out(len(transactions))
            raise
        for ticket in tickets:
            ticket.add_done_callback(self._answered)
        return tickets

    def publish(self) -> None:
        """Once, now. What stands in its way is told; what is ordered stays ordered, and the next one has it all."""
        problem = ""
        try:
            self._network.publish()
        except (CounterfoilError, OSError) as error:
            problem = str(error)
            self._notice(f"ordered and durable, but not published: {error}")
        except Exception as error:  # a thread that ended would publish nothing any more, and tell nobody
            problem = type(error).__name__
            self._failed("publication", error)
        self.counted.published(self.now_ms(), problem)
        if self._network.trust_notice:
            self._notice(self._network.trust_notice)
        self._note_published()

    def close(self) -> None:
        """End as the head of this file says, and wait for it. What stopped an engine keeps nothing locked."""
        try:
            self._ending.set()
            if self._publisher.is_alive():
                self._publisher.join()
            with self._changed:
                self._closed = True
                self._changed.wait_for(lambda: not self._in_hand)
            self.publish()
        finally:
            self._closed = True
            self._network.close()

    def _publish_on_schedule(self) -> None:
        while not self._ending.is_set():
            self.publish()
            self._each_round()
            self._ending.wait(self._every_s)

    def _note_published(self) -> None:
        """All that is anchored is in a checkpoint that has just been published; in an older one it may not be."""
        opened = self._custody.published
        if opened is None or (self.published is not None and self.published.checkpoint == opened.note.encode()):
            return
        cosigned_s = self._custody.log.policy.quorum_time(opened.cosigned)
        self.published = Published(
            opened.note.encode(),
            None if cosigned_s is None else Timestamp(cosigned_s * 1_000),
            {chain: self._custody.height(chain) for chain in self.chains if self._custody.knows(chain)},
            frozenset(opened.cosigned),
        )

    def _take_in(self, count: int) -> None:
        with self._changed:
            if self._closed:
                raise Problem(UNAVAILABLE, "the service is ending")
            if self._in_hand + count > IN_HAND_MAX:
                raise Problem(UNAVAILABLE, "too many transactions at once", headers={"retry-after": "1"})
            self._in_hand += count

    def _let_out(self, count: int) -> None:
        with self._changed:
            self._in_hand -= count
            self._changed.notify_all()

    def _answered(self, _ticket: Ticket) -> None:
        self._let_out(1)
