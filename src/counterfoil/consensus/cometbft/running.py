# SPDX-License-Identifier: Apache-2.0
"""The engine beside this process: what answers it, the child that it is, and what is handed to it.

Once its consensus connection is closed, nothing more is ordered here: an engine that comes back would meet an
application in the middle of a block. So this process ends, and whoever supervises it starts both again.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock
from typing import Final

from counterfoil.consensus.cometbft.engine_process import EngineFailed, EngineProcess
from counterfoil.consensus.cometbft.ordered import OrderedApplication
from counterfoil.consensus.cometbft.rpc import EngineError, EngineRpc
from counterfoil.consensus.cometbft.server import AbciServer, failure_line

READY_S: Final = 60.0
REASON_S: Final = 5.0
"""How long the engine may take to end, and say why, after it closed its connections."""
POLL_S: Final = 0.1


class RunningEngine:
    """Started once, and stopped once."""

    def __init__(
        self,
        ordered: OrderedApplication,
        socket: Path,
        rpc: EngineRpc,
        *,
        process: EngineProcess | None,
        ready_s: float = READY_S,
    ) -> None:
        """``process`` None: somebody else starts the engine, which connects to ``socket``."""
        self._ordered, self._rpc, self._process = ordered, rpc, process
        self._server = AbciServer(ordered, socket, on_end=self._server_ended)
        self._ready_s = ready_s
        self._lost: Callable[[str], None] = lambda _: None
        self._turn = Lock()
        self._over = Event()
        """it is gone, or is being stopped: nobody is told any more"""

    def start(self, lost: Callable[[str], None]) -> None:
        """Until the engine can be handed something; raises InputError or EngineFailed with what keeps it from that."""
        self._lost = lost
        self._ordered.start()
        self._server.start()
        if self._process is None:
            self._wait_for_another()
            return
        self._process.start(self._tell)
        try:
            self._process.wait_until_ready(self._rpc, self._ready_s)
        except EngineFailed:
            if (failure := self._server.failure) is not None:  # why it ended: it was answered with an error
                raise EngineFailed(failure_line(failure)) from failure
            raise

    def hand_in(self, envelope: bytes) -> object:
        return self._rpc.broadcast(envelope)

    def stop(self) -> None:
        """The engine first, so that it is answered to its end."""
        self._over.set()
        if self._process is not None:
            self._process.stop()
        self._server.close()
        self._ordered.close()
        self._rpc.close()

    def _wait_for_another(self) -> None:
        problem = ""
        for _ in range(int(self._ready_s / POLL_S)):
            try:
                self._rpc.status()
                return
            except EngineError as error:
                problem = str(error)
            if self._over.wait(POLL_S):
                raise EngineFailed("the engine connected, and left")
        raise EngineFailed(f"no engine answers within {self._ready_s:g} s; is its service started? {problem}")

    def _server_ended(self, failure: BaseException | None) -> None:
        """Told from a thread of the server's: the engine left, or what it asked could not be answered."""
        if failure is not None:
            self._tell(failure_line(failure))
        else:
            reason = None if self._process is None else self._process.reason(REASON_S)
            self._tell(reason or "it closed its connection")

    def _tell(self, reason: str) -> None:
        """Once. An engine that ended because it was answered with an error is told by that error, whoever is first."""
        with self._turn:
            if self._over.is_set():
                return
            self._over.set()
        failure = self._server.failure
        self._lost(reason if failure is None else failure_line(failure))
