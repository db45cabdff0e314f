# SPDX-License-Identifier: Apache-2.0
"""The service's door in its own folder: what the command line of that folder asks, over a socket there.

Whoever may open the socket may open the keys beside it, and could do all of this himself if no service ran: so nobody
is asked who he is, and answers are whole, with what the rule said of the case.
"""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

import msgspec

from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.problems import Problem
from counterfoil.application import Refusal
from counterfoil.consensus.ticket import Ticket
from counterfoil.identity import dsse
from counterfoil.node.chain import ChainNode
from counterfoil.node.layout import require_chain
from counterfoil.node.service_socket import (
    SERVICE_SOCKET,
    Answers,
    AskBlock,
    AskPublication,
    HandIn,
    Question,
    Told,
    decode_question,
    error_told,
)
from counterfoil.primitives.errors import ClosedError, CounterfoilError
from counterfoil.transport import local_socket

CONNECTIONS_MAX: Final = 256
"""At once; one above is let go of, and comes again."""
AGAIN_S: Final = 1.0
"""After how long it listens again where nobody could be let in, such as for want of a file to open."""


@contextmanager
def folder_door(
    running: RunningNetwork,
    root: Path,
    *,
    notice: Callable[[str], None] = lambda _: None,
    failed: Callable[[str, Exception], None] = lambda _, __: None,
) -> Iterator[None]:
    """Open for the length of a ``with`` block, within the one of what runs.

    ``notice`` is told where there can be none: the service goes on. ``failed`` is told what nobody foresaw.
    """
    path = root / SERVICE_SOCKET
    try:
        listening = local_socket.listen(path)
    except OSError as error:
        notice(f"commands in this folder that write wait until the service ends: no socket can be made: {error}")
        yield
        return
    door = _Door(running, listening, failed)
    try:
        yield
    finally:
        with suppress(FileNotFoundError):
            path.unlink()  # before the locks are let go of: the next one's is never taken for this one
        door.close()


class _Door:
    def __init__(
        self, running: RunningNetwork, listening: socket.socket, failed: Callable[[str, Exception], None]
    ) -> None:
        self._running, self._listening, self._failed = running, listening, failed
        self._turn = Lock()
        self._conversations: dict[socket.socket, Thread] = {}
        self._closed = False
        self._ending = Event()
        self._doorman = Thread(target=self._receive, name="folder-door", daemon=True)
        self._doorman.start()

    def close(self) -> None:
        """Answer what was asked, and hear nobody any more."""
        self._ending.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._doorman.join()
        self._listening.close()
        with self._turn:
            self._closed = True
            speaking = list(self._conversations.items())
            for connection, _ in speaking:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)
        for _, thread in speaking:
            thread.join()

    def _receive(self) -> None:
        """Whoever came while nobody listened would wait for ever: so this ends with the service alone."""
        while not self._ending.is_set():
            try:
                self._let_in()
            except (OSError, RuntimeError) as error:  # no more files, or threads; or this is the end
                if not self._ending.is_set():
                    self._failed("the folder's door", error)
                    self._ending.wait(AGAIN_S)

    def _let_in(self) -> None:
        connection, _ = self._listening.accept()
        thread = Thread(target=self._converse, args=(connection,), name="folder-door", daemon=True)
        with self._turn:
            if self._closed or len(self._conversations) >= CONNECTIONS_MAX:
                connection.close()
                return
            self._conversations[connection] = thread
        try:
            thread.start()
        except RuntimeError:
            self._let_go(connection)
            raise

    def _let_go(self, connection: socket.socket) -> None:
        with self._turn:
            self._conversations.pop(connection, None)
        connection.close()

    def _converse(self, connection: socket.socket) -> None:
        try:
            local_socket.bound_sending(connection)
            while (message := local_socket.receive(connection)) is not None:
                local_socket.send(connection, msgspec.json.encode(self._answer(message)))
        except (OSError, ClosedError):
            pass  # whoever asked has gone: what he asked is done all the same
        finally:
            self._let_go(connection)

    def _answer(self, message: bytes) -> Told:
        try:
            return self._told(decode_question(message))
        except (CounterfoilError, OSError) as error:
            return error_told(error)
        except Exception as error:  # whoever asks waits, and whoever runs the service is told
            self._failed("the folder's door", error)
            return error_told(error)

    def _told(self, question: Question) -> Told:
        if isinstance(question, HandIn):
            node = self._node(question.chain)
            answers = [ticket.result() for ticket in self._submitted(node, question.transactions)]
            pairs = [(None, one) if isinstance(one, Refusal) else (one, None) for one in answers]
            return Answers(node.height, tuple(pairs))
        if isinstance(question, AskBlock):
            engine = self._node(question.chain).engine
            assert engine is not None
            return Answers(engine.tick().result())
        if isinstance(question, AskPublication):
            return self._running.publish_now()
        return self._running.take_audit(dsse.decode(question.envelope))

    def _node(self, chain: str) -> ChainNode:
        return self._running.chains[require_chain(self._running.config, chain)]

    def _submitted(self, node: ChainNode, transactions: Sequence[bytes]) -> Sequence[Ticket]:
        """Taken in once there is room; raises ClosedError where nothing is taken in any more."""
        while True:
            try:
                return self._running.submit(node, transactions)
            except Problem as problem:
                if "retry-after" not in problem.headers:
                    raise ClosedError("the service is ending") from problem
                self._running.wait_for_room(len(transactions))
