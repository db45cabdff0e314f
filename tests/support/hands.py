# SPDX-License-Identifier: Apache-2.0
"""An engine as its gateway sees it, in memory: what is handed in waits until a test decides, loses or refuses it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Condition
from typing import Any

from counterfoil.consensus.cometbft.batches import Batch, decode_batch
from counterfoil.consensus.cometbft.gateway import CometBftEngine
from counterfoil.consensus.cometbft.rpc import EngineError
from support.scripted_node import ScriptedNode
from support.toy_application import EXPIRED

WAIT_S = 30


class Hands:
    """What a gateway hands its envelopes to. ``answers`` are raised, one for each, before anything is accepted."""

    def __init__(self, node: ScriptedNode) -> None:
        self.node = node
        self.handed: list[bytes] = []
        """everything that was handed in, accepted or not"""
        self.waiting: list[bytes] = []
        """as in a mempool"""
        self.answers: list[EngineError | None] = []
        self.stopped = False
        self.lost: Callable[[str], None] = lambda _: None
        self._changed = Condition()

    def start(self, lost: Callable[[str], None]) -> None:
        self.lost = lost

    def stop(self) -> None:
        self.stopped = True

    def hand_in(self, envelope: bytes) -> None:
        with self._changed:
            self.handed.append(envelope)
            self._changed.notify_all()
            answer = self.answers.pop(0) if self.answers else None
            if answer is not None:
                raise answer
            self.waiting.append(envelope)

    def wait_for(self, handed: int) -> None:
        """Until so many envelopes were handed in, whatever became of them."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.handed) >= handed, WAIT_S), len(self.handed)

    def batch(self, position: int) -> Batch:
        return decode_batch(self.handed[position])

    def lose(self) -> None:
        """What was accepted is dropped, and nobody is told."""
        with self._changed:
            self.waiting.clear()

    def decide(self) -> None:
        """A block of everything that waits."""
        with self._changed:
            waiting, self.waiting = self.waiting, []
        self.node.block(*waiting)


@contextmanager
def gateway(node: ScriptedNode, **options: Any) -> Iterator[tuple[CometBftEngine, Hands]]:
    """A gateway that looks at what is out as often as it can."""
    hands, salts = Hands(node), count()
    given = {"look_s": 0.01, "close_s": 0.01, "standing": lambda _: None, "expired": (EXPIRED,)} | options
    engine = CometBftEngine(
        node.application, node.ordered, hands, salt=lambda length: next(salts).to_bytes(length, "big"), **given
    )
    with engine:
        yield engine, hands
