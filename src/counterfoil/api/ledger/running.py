# SPDX-License-Identifier: Apache-2.0
"""A network's folder in the hands of one process: every chain open to be written, and published on a schedule.

The end, in this order: nothing more is taken in; what was taken in has its answer, or has waited for so long that none
is to be expected, which is told; a last publication; the folder is let go of.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from counterfoil.api.gauges import Gauges
from counterfoil.api.ledger.measured import Counted, add_measures
from counterfoil.api.ledger.publishing import SOON_EVERY_S, Publisher, Waiting
from counterfoil.api.ledger.shared_work import SharedWork
from counterfoil.api.problems import NOT_FOUND, UNAVAILABLE, Problem
from counterfoil.consensus.ticket import Ticket, when_all_done
from counterfoil.identity.dsse import Envelope
from counterfoil.node.chain import ChainNode
from counterfoil.node.layout import NetworkConfig
from counterfoil.node.network import Network
from counterfoil.node.publication_notices import missing_cosigners, notices
from counterfoil.node.published_log import PublishedLog
from counterfoil.node.rows_feed import RowsFeed
from counterfoil.node.service_socket import Publication
from counterfoil.primitives.errors import ClosedError, CounterfoilError
from counterfoil.primitives.types import ChainId, Height, Timestamp

ANSWERS_S: Final = 60.0
"""How long the end waits for answers: a chain that several firms order gives none without their quorum."""
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


class _Batch:
    """Transactions that were handed in together, while they are counted."""

    def __init__(self, tickets: Sequence[Ticket]) -> None:
        self.tickets = tickets

    @property
    def answered(self) -> bool:
        """Whether whoever handed them in has all their answers, or could have."""
        return all(one.done() for one in reversed(self.tickets))


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
        publish_soon_every_s: float = SOON_EVERY_S,
        notice: Callable[[str], None] = lambda _: None,
        failed: Callable[[str, Exception], None] = lambda _, __: None,
        rows: Callable[[ChainNode], RowsFeed] | None = None,
        each_round: Callable[[], None] = lambda: None,
        answers_s: float = ANSWERS_S,
    ) -> None:
        """Open everything; raises LockedError where another process has a part of the folder.

        ``answers_s``: how long the end waits for answers.
        """
        self._network = network
        self._notice, self._failed, self._each_round = notice, failed, each_round
        network.notice = notice  # of what is told while a chain is followed
        self._publishing = threading.Lock()
        self._publication = SharedWork(self._publish_once)
        # Before the chains: whoever has to wait for the log lets go of those that are open.
        self._custody = None if network.config.custody_is_elsewhere else network.custody()
        self.chains: dict[ChainId, ChainNode] = {chain: network.chain(chain) for chain in network.config.chains}
        self.rows: dict[ChainId, RowsFeed] = {}
        """what feeds the tables of each chain; empty where none are kept"""
        if rows is not None:
            self.rows = {chain: rows(node) for chain, node in self.chains.items()}
        for chain, feed in self.rows.items():
            self.chains[chain].follow(feed.ordered)
        self._changed = threading.Condition()
        self._in_hand, self._answers_s = 0, answers_s
        self._batches: set[_Batch] = set()
        self._closed = False
        self._publisher = Publisher(self._round, every_s=publish_every_s, soon_every_s=publish_soon_every_s)
        self._leaving: list[Callable[[], None]] = []
        self.published: Published | None = None
        self.counted, self.gauges = Counted(), Gauges()
        self.warnings: list[Callable[[], str]] = []
        """what to look after before it is too late; empty where there is nothing to say"""
        add_measures(self, self.gauges)
        self._note_published()

    def __enter__(self) -> Self:
        self._publisher.start()
        for one in self.rows.values():
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def well(self) -> bool:
        """Whether every chain makes blocks."""
        return not self._closed and not self.stopped

    @property
    def stopped(self) -> bool:
        """Whether a chain makes no blocks any more, whatever becomes of the disk: another process begins again."""
        return any(one.engine is None or one.engine.failure is not None for one in self.chains.values())

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
            self._give_back(len(transactions))
            raise Problem(UNAVAILABLE, "the service is ending") from error
        except BaseException:
            self._give_back(len(transactions))
            raise
        batch = _Batch(tickets)
        with self._changed:
            self._batches.add(batch)
        when_all_done(tickets, lambda: self._let_out(batch))
        return tickets

    @property
    def config(self) -> NetworkConfig:
        return self._network.config

    def wait_for_room(self, count: int) -> None:
        """Until so many transactions are taken in, or none any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._in_hand + count <= IN_HAND_MAX)

    def publish(self) -> None:
        """Once, now. What stands in its way is told; what is ordered stays ordered, and the next one has it all."""
        if self._custody is None:  # whoever has the log follows the chain, and publishes it
            return
        try:
            self.publish_now()
        except (CounterfoilError, OSError) as error:
            self._notice(f"ordered and durable, but not published: {error}")
        except Exception as error:  # a thread that ended would publish nothing any more, and tell nobody
            self._failed("publication", error)

    def require_log(self, what: str) -> None:
        """Raise InputError, which says who has the custody log, where this folder has none."""
        self._network.require_log(what)

    def publish_soon(self) -> Waiting:
        """Ask for a publication before the next on schedule; done once one that began after it ended, well or not."""
        try:
            return self._publisher.soon()
        except ClosedError as error:
            raise Problem(UNAVAILABLE, str(error), headers={"retry-after": "5"}) from error

    def published_log(self) -> PublishedLog:
        """The custody log as the world sees it, read anew; raises CustodyError where nothing is published."""
        return self._network.published()

    @property
    def trust_file(self) -> Path:
        """What a stranger of this network trusts."""
        return self._network.layout.trust

    def before_closing(self, leave: Callable[[], None]) -> None:
        """Have this done before the folder is let go of: whoever reads it in threads of his own ends them."""
        self._leaving.append(leave)

    def publish_now(self) -> Publication:
        """What is ordered by now, with what others ask for meanwhile; raises as ``Network.publish``."""
        return self._publication.done()

    def take_audit(self, envelope: Envelope) -> Publication:
        """As ``Network.take_audit``."""
        with self._publishing:
            index, opened = self._network.take_audit(envelope)
            self._note_published()
        return Publication(opened.note.encode(), index=index)

    def _publish_once(self) -> Publication:
        network, problem = self._network, ""
        with self._publishing:
            try:
                opened = network.publish()
                for notice in missing_cosigners(network, opened):
                    self._notice(notice)
            except (CounterfoilError, OSError) as error:
                problem = str(error)
                raise
            except Exception as error:
                problem = type(error).__name__
                raise
            finally:
                for notice in notices(network):
                    self._notice(notice)
                self.counted.published(self.now_ms(), problem)
                self._note_published()
            left = tuple(map(str, network.pages_left))
            return Publication(opened.note.encode(), network.waiting, network.trust_notice, left)

    def _round(self) -> None:
        """What is done on schedule."""
        self.publish()
        self._each_round()

    def close(self) -> None:
        """End as the head of this file says, and wait for it. What stopped an engine keeps nothing locked."""
        try:
            self._publisher.end()
            with self._changed:
                self._closed = True
                self._changed.wait_for(lambda: not self._in_hand, self._answers_s)
                left = self._in_hand
            if left:
                self._notice(
                    f"ended without the answers of {left} transactions, for which it waited {self._answers_s:g} s; "
                    "they may still enter a block: hand the same bytes in again, which have one answer"
                )
            self._publisher.now()
        finally:
            self._closed = True
            with ExitStack() as closing:
                closing.callback(self._network.close)
                for one in self.rows.values():
                    closing.callback(one.close)
                for leave in self._leaving:
                    closing.callback(leave)

    def _note_published(self) -> None:
        """All that is anchored is in a checkpoint that has just been published; in an older one it may not be."""
        opened = None if self._custody is None else self._custody.published
        if (
            self._custody is None
            or opened is None
            or (self.published is not None and self.published.checkpoint == opened.note.encode())
        ):
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
                # Answers are there a little before anybody is called back: whoever has his own finds room.
                for one in [one for one in self._batches if one.answered]:
                    self._let_out(one)
            if self._in_hand + count > IN_HAND_MAX:
                raise Problem(UNAVAILABLE, "too many transactions at once", headers={"retry-after": "1"})
            self._in_hand += count

    def _let_out(self, batch: _Batch) -> None:
        """Once, whoever finds first that it is answered."""
        with self._changed:
            if batch in self._batches:
                self._batches.remove(batch)
                self._give_back(len(batch.tickets))

    def _give_back(self, count: int) -> None:
        with self._changed:
            self._in_hand -= count
            self._changed.notify_all()
