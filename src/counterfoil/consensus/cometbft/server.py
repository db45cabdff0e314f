# SPDX-License-Identifier: Apache-2.0
"""A server of ABCI 2.0 on a unix socket: what an engine asks is handed to an application, call by call.

The rules that the engine relies on, and this server keeps:

1. Each connection has a thread. Its responses come in the order of its requests.
2. One lock is round the application, whatever connection a call comes from; only calls that read what is committed
   (``READING_CALLS``) go past it.
3. Responses may wait in a buffer until the engine asks to flush; then all of them are sent, and the answer to it too.
4. An exception of the application is answered as one, which stops the engine; no call that could change anything
   reaches the application after it, on any connection. The server ends once the engine had the time to read it.
5. When a connection that carried calls of consensus ends, the engine is gone, maybe between two of them: the server
   ends, so that its process can and both begin again.
6. Ending lets the call that is being answered be answered.
7. What ends it stands in a file beside the socket before the engine is told: an engine may end before it logs why.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from io import BufferedIOBase
from pathlib import Path
from threading import Condition, Lock, Thread
from types import TracebackType
from typing import Final, Self, cast

from google.protobuf.message import DecodeError as WireError
from google.protobuf.message import Message

from counterfoil.consensus.cometbft.abci import CONSENSUS_CALLS, READING_CALLS, AbciApplication
from counterfoil.consensus.cometbft.framing import MESSAGE_BYTES_MAX, read_message, write_message
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.primitives.errors import DecodeError
from counterfoil.transport import local_socket

BUFFER_BYTES: Final = 2**16
FAILURE_SUFFIX: Final = ".failure"
LAST_WORD_S: Final = 5.0
"""How long an engine may take to go after it was told of an exception."""


class AbciServer:
    """Serves one application to one engine at a time, from ``start`` until ``close`` or until it ends by itself."""

    def __init__(
        self,
        application: AbciApplication,
        path: Path,
        *,
        on_end: Callable[[BaseException | None], None] = lambda _failure: None,
        message_bytes_max: int = MESSAGE_BYTES_MAX,
    ) -> None:
        """``on_end`` is called once, when the server ends by itself: with what went wrong, or None: the engine left.

        It is called in a thread of the server, which ``close`` waits for: it must not close it.
        """
        self._application = application
        self._path = path
        self._on_end = on_end
        self._bytes_max = message_bytes_max
        self._lock = Lock()
        self._listening: socket.socket | None = None
        self._threads: list[Thread] = []
        self._connections: set[socket.socket] = set()
        self._changed = Condition()
        self._ended = False
        self._untold = False
        """it ended by itself, and nobody was told so far"""
        self._failure: BaseException | None = None

    @property
    def failure(self) -> BaseException | None:
        """What ended the server, or None."""
        return self._failure

    @property
    def ended(self) -> bool:
        """Whether it serves nobody any more."""
        return self._ended

    @property
    def failure_file(self) -> Path:
        """Beside the socket: what ended the server last, in one line; there is none where nothing went wrong."""
        return self._path.with_name(self._path.name + FAILURE_SUFFIX)

    def start(self) -> None:
        """Listen. The caller holds the lock of the folder: whoever listened there before is dead. Raises OSError."""
        self.failure_file.unlink(missing_ok=True)
        self._listening = local_socket.listen(self._path)
        self._begin(Thread(target=self._accept, args=(self._listening,), name="abci"))

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until it ended; raises what went wrong. False when it goes on after ``timeout_s``."""
        with self._changed:
            ended = self._changed.wait_for(lambda: self._ended, timeout_s)
        if self._failure is not None:
            raise self._failure
        return ended

    def close(self) -> None:
        """Answer what is being answered, hear no more, and leave the place."""
        self._end(None, by_itself=False)
        with self._changed:
            threads, self._threads = self._threads, []
        self._hang_up()
        for thread in threads:
            thread.join()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, thread: Thread) -> None:
        with self._changed:
            self._threads = [*(one for one in self._threads if one.is_alive()), thread]
        thread.start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:  # it was closed, by whoever ended the server
                return
            with self._changed:
                if self._ended:
                    connection.close()
                    return
                self._connections.add(connection)
            self._begin(Thread(target=self._serve, args=(connection,), name="abci-connection"))

    def _serve(self, connection: socket.socket) -> None:
        """One connection, until it ends or something goes wrong."""
        seen: set[str] = set()
        try:
            with cast("BufferedIOBase", connection.makefile("rwb", buffering=BUFFER_BYTES)) as stream:
                self._answer_all(connection, stream, seen)
        except OSError:
            pass  # the other side is gone: what it was told of is its own to find out again
        except BaseException as error:  # it speaks another protocol, and is no engine to go on with
            self._end(error, by_itself=True)
        finally:
            with self._changed:
                self._connections.discard(connection)
            connection.close()
        if seen & CONSENSUS_CALLS:
            self._end(None, by_itself=True)
        if self._ended:
            self._hang_up()
            self._tell()

    def _answer_all(self, connection: socket.socket, stream: BufferedIOBase, seen: set[str]) -> None:
        while (data := read_message(stream, bytes_max=self._bytes_max)) is not None:
            request = _decoded(data)
            call = request.WhichOneof("value") or ""
            seen.add(call)
            response = self._answer(call, request)
            if response is None:
                return  # the server ended while this call waited for its turn
            write_message(stream, response.SerializeToString())
            if response.HasField("exception"):
                stream.flush()
                _await_end(connection, stream)
                return
            if call == "flush":
                stream.flush()

    def _answer(self, call: str, request: abci.Request) -> abci.Response | None:
        if call == "echo":
            return abci.Response(echo=abci.ResponseEcho(message=request.echo.message))
        if call == "flush":
            return abci.Response(flush=abci.ResponseFlush())
        if call in READING_CALLS:
            return self._call(call, request)
        with self._lock:
            return None if self._ended else self._call(call, request)

    def _call(self, call: str, request: abci.Request) -> abci.Response:
        """What the application answers; its exception, which ends the server before the lock is given up."""
        asked: Message = getattr(request, call)
        try:
            return abci.Response(**{call: getattr(self._application, call)(asked)})
        except BaseException as error:  # whatever it is, no further call may meet this application
            self._end(error, by_itself=True)
            return abci.Response(exception=abci.ResponseException(error=failure_line(error)))

    def _end(self, failure: BaseException | None, *, by_itself: bool) -> None:
        """Make no more calls, and let nobody in. The first failure stays."""
        with self._changed:
            if self._ended:
                return
            self._ended, self._failure, self._untold = True, failure, by_itself
            if failure is not None:
                with suppress(OSError):  # a disk that is full must not keep it from ending
                    self.failure_file.write_text(f"{failure_line(failure)}\n", encoding="utf-8", errors="replace")
            listening = self._listening
            self._changed.notify_all()
        if listening is not None:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)  # wakes whoever waits in accept
            listening.close()

    def _hang_up(self) -> None:
        """Hear nobody any more; what is being answered may still be sent."""
        with self._changed:
            connections = list(self._connections)
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)

    def _tell(self) -> None:
        """Whoever waits for the end is told once, when the engine was told."""
        with self._changed:
            untold, self._untold = self._untold, False
        if untold:
            self._on_end(self._failure)


def failure_line(failure: BaseException) -> str:
    """What went wrong, as the engine and an operator are told it."""
    return f"{type(failure).__name__}: {failure}"


def _await_end(connection: socket.socket, stream: BufferedIOBase) -> None:
    """Until the other side has read what was its last answer: closing with something unread would take it back."""
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(LAST_WORD_S)
    while stream.read(BUFFER_BYTES):
        pass


def _decoded(data: bytes) -> abci.Request:
    """A request; raises DecodeError for what is none, or is none of ABCI 2.0."""
    request = abci.Request()
    try:
        request.ParseFromString(data)
    except WireError as error:
        raise DecodeError(f"not a request: {error}", where="abci") from error
    if request.WhichOneof("value") is None:
        raise DecodeError("a request that ABCI 2.0 does not have", where="abci")
    return request
