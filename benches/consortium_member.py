# SPDX-License-Identifier: Apache-2.0
"""A member's whole node as a process: ``python -m benches.consortium_member FOLDER``.

Engine, ledger, gateway and the exchange of seals are what ``counterfoil serve`` runs in the folder. What is asked comes
through a socket in it, one connection for each client, and goes into the gateway as the service's own would.
"""

import socket
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from threading import Condition, Thread
from typing import Any, Final

import msgspec

from benches.engine_chain import EngineNode
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.consensus.sealing.book import SealBook
from counterfoil.node.chain import ChainNode
from counterfoil.node.network import Network
from counterfoil.node.submitting import is_committed
from counterfoil.primitives.types import ChainId
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.transport import local_socket

CHAIN: Final = ChainId("bench")
DOOR: Final = "bench.sock"
ANSWER_S: Final = 120.0

PARTS: Final[tuple[tuple[type, str, str], ...]] = (
    (Ledger, "select", "select"),
    (Ledger, "execute", "execute"),
    (Ledger, "commit", "state"),
    (FileBlockLog, "append", "log"),
    (EngineHeights, "place", "heights"),
    (SealBook, "share", "seal"),
    (SealBook, "committed", "seal"),
)
"""Of whom, which call, and the part that it is counted under: calls for many transactions, since to count costs too."""
THREADS: Final[tuple[tuple[str, str], ...]] = (
    ("check", "check"),
    ("abci-check", "check"),
    ("gateway", "gateway"),
    ("seals", "seal"),
    ("asyncio", "seal"),
    ("door", "door"),
)
"""Beginnings of threads' names, and the part that all of their work is."""


Used = dict[str, float]
"""Seconds of the processor by part."""


class HandIn(msgspec.Struct, frozen=True, tag="hand-in"):
    """Have transactions ordered, and say when all have their answers; ``sealed``: and when their blocks have seals."""

    transactions: tuple[bytes, ...]
    sealed: bool = False


class AskUsed(msgspec.Struct, frozen=True, tag="used"):
    """What this process and its engine used of the processor so far."""


class Done(msgspec.Struct, frozen=True):
    """What became of it."""

    committed: int = 0
    height: int = 0
    genesis: str = ""
    answered_s: float = 0
    sealed_s: float = 0
    used: Used = {}


class Spent:
    """Processor time by part, counted in the threads where it is spent."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        for owner, name, part in PARTS:
            setattr(owner, name, self._counted(getattr(owner, name), part))

    def _counted(self, inner: Callable[..., Any], part: str) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            begun = time.thread_time()
            try:
                return inner(*given)
            finally:
                self.seconds[part] += time.thread_time() - begun

        return call

    def by_part(self) -> Used:
        """All of the process, and its engine: what stands under ``rest`` is in no other part."""
        found = self.seconds.copy()
        for thread in threading.enumerate():
            part = next((part for begin, part in THREADS if thread.name.startswith(begin)), None)
            if part is not None and thread.native_id is not None:
                found[part] += _of_thread(thread.native_id)
        found["rest"] = time.process_time() - sum(found.values())
        found["engine"] = sum(EngineNode.spent_by(child) for child in _children())
        return dict(found)


class Door:
    """Answers each connection in a thread."""

    def __init__(self, node: ChainNode, spent: Spent) -> None:
        self._node, self._spent = node, spent
        self._sealed = Condition()
        node.follow_sealed(self._told)

    def serve(self, listening: socket.socket) -> None:
        while True:
            connection, _ = listening.accept()
            Thread(target=self._speak, args=(connection,), name="door", daemon=True).start()

    def _told(self) -> None:
        with self._sealed:
            self._sealed.notify_all()

    def _speak(self, connection: socket.socket) -> None:
        with connection:
            while (message := local_socket.receive(connection)) is not None:
                local_socket.send(connection, msgspec.msgpack.encode(self._answer(message)))

    def _answer(self, message: bytes) -> Done:
        asked = msgspec.msgpack.decode(message, type=HandIn | AskUsed)
        genesis = self._node.ledger.genesis_hash
        if isinstance(asked, AskUsed):
            return Done(height=self._node.height, genesis=genesis, used=self._spent.by_part())
        assert self._node.engine is not None
        begun = time.perf_counter()
        answers = [ticket.result(ANSWER_S) for ticket in self._node.engine.submit_many(asked.transactions)]
        answered = time.perf_counter() - begun
        height = self._node.height
        if asked.sealed:
            with self._sealed:
                self._sealed.wait_for(lambda: self._node.complete_until >= height, ANSWER_S)
        sealed = time.perf_counter() - begun
        return Done(sum(map(is_committed, answers)), height, genesis, answered, sealed)


def main(root: Path) -> None:
    spent = Spent()
    with Network(root, lambda: None) as network:
        door = Door(network.chain(CHAIN), spent)
        listening = local_socket.listen(root / DOOR)
        Thread(target=door.serve, args=(listening,), name="accepting", daemon=True).start()
        print("ready", flush=True)
        sys.stdin.read()  # until whoever started it is done, or gone


def _of_thread(number: int) -> float:
    try:
        return int(Path(f"/proc/self/task/{number}/schedstat").read_text().split()[0]) / 1e9
    except (OSError, ValueError):  # it has ended
        return 0.0


def _children() -> list[int]:
    told = [Path(f"/proc/self/task/{one.native_id}/children") for one in threading.enumerate()]
    return [int(child) for path in told if path.exists() for child in path.read_text().split()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
