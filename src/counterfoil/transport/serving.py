# SPDX-License-Identifier: Apache-2.0
"""An application served over HTTP/1.1: until interrupted, or in a thread for the length of a ``with`` block."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from counterfoil.primitives.errors import CounterfoilError, InputError
from counterfoil.primitives.garbage import spare_what_is_there
from counterfoil.transport.tls import CLIENT_CERTIFICATE, Tls, TlsContext

LOOPBACK: Final = "127.0.0.1"
CONNECTION_S: Final = 30.0
"""Then a connection ends, whatever it is doing: a log's whole conversation takes a few seconds."""
LAST_ANSWER_S: Final = 20.0
"""From then on an answer says that its connection ends with it: whoever is busy opens another, and loses no request."""
HEADERS_LENGTH_MAX: Final = 16_384
"""Bytes of request line and headers."""
CONNECTIONS_MAX: Final = 500
"""At once, those over WebSockets too: below what a process may usually have open, which is 1,024 files."""
FRAME_LENGTH_MAX: Final = 65_536
"""Bytes of one message that a client sends over a WebSocket."""
LIFE: Final = "counterfoil.life"
"""Where an application finds the ``ConnectionLife`` among the extensions of a request's scope."""
_START_TIMEOUT_S: Final = 30

Application = Callable[..., Any]
"""What ASGI calls one."""


def serve(
    application: Application,
    *,
    host: str,
    port: int,
    announce: Callable[[str], None] = lambda _: None,
    websockets: bool = False,
    tls: Tls | TlsContext | None = None,
) -> None:
    """Serve until interrupted, which raises KeyboardInterrupt once requests in hand are answered. Raises OSError.

    ``announce`` is told the address once it accepts requests. InputError for a certificate that cannot be served by.
    """
    secured = _secured(tls)
    with bind(host, port) as listening:
        spare_what_is_there()
        announce(address(host, listening, tls))
        _server(application, websockets=websockets, tls=secured).run(sockets=[listening])
    # Nothing but a signal ends the server. It raises the signal once more inside its event loop, where it may get lost.
    raise KeyboardInterrupt


def bind(host: str, port: int) -> socket.socket:
    """A socket listening on an address; port 0 takes a free one. Raises OSError, and InputError for no address.

    The system takes an empty one for every address of the machine: what a variable that is not set would say.
    """
    if not host:
        raise InputError("no address to listen at", where="host", remedy="127.0.0.1; 0.0.0.0 for every one")
    listening = socket.create_server((host, port), backlog=128)
    # What is accepted inherits it. asyncio sets it only on sockets that were made with TCP's own number; without it the
    # second part of an answer waits for the first to be acknowledged, which clients put off for 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


@contextmanager
def serving(
    application: Application,
    *,
    host: str = LOOPBACK,
    port: int = 0,
    websockets: bool = False,
    tls: Tls | TlsContext | None = None,
) -> Iterator[str]:
    """Serve in a thread for the length of a ``with`` block; gives the address."""
    secured = _secured(tls)
    with bind(host, port) as listening:
        server = _server(application, websockets=websockets, tls=secured)
        thread = threading.Thread(target=server.run, args=([listening],), name="http-server", daemon=True)
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield address(host, listening, tls)
        finally:
            server.should_exit = True
            thread.join()


def address(host: str, listening: socket.socket, tls: Tls | TlsContext | None = None) -> str:
    """The URL of a socket."""
    return f"{'http' if tls is None else 'https'}://{host}:{listening.getsockname()[1]}"


def _secured(tls: Tls | TlsContext | None) -> TlsContext | None:
    return TlsContext(tls) if isinstance(tls, Tls) else tls


class ConnectionLife:
    """What an application knows of the connection that it answers on, in the extensions of a request's scope."""

    def __init__(self, lengthen: Callable[[float | None], None], abort: Callable[[], None]) -> None:
        self.lengthen = lengthen
        """the answer is long on purpose, and ends the connection: after so many seconds from now at most; None: whoever
        makes it ends it, and finds out himself that nobody reads it"""
        self.abort = abort
        """end the connection now, whatever is still to be sent"""
        self.ending = asyncio.Event()
        """set once the server ends: what is long is to come to its end"""


def life_of(scope: Any) -> ConnectionLife:
    """Of the connection on which a request came."""
    life: ConnectionLife = scope["extensions"][LIFE]
    return life


class _BriefProtocol(H11Protocol):
    """HTTP/1.1 on a connection that ends in time, so that strangers who send slowly cannot hold all sockets.

    One above the number that is kept ends at once: it gets no answer, and costs nothing.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._end = self.loop.call_later(CONNECTION_S, transport.abort)
        self.life = ConnectionLife(self._lengthen, transport.abort)
        self.app = partial(_with_life, self.app, self.life)
        self._last = self.loop.call_later(LAST_ANSWER_S, self._say_that_it_ends)
        secured = transport.get_extra_info("ssl_object")
        if secured is not None:
            self.app_state = {**self.app_state, CLIENT_CERTIFICATE: secured.getpeercert(binary_form=True)}
        if len(self.connections) > CONNECTIONS_MAX:
            transport.abort()

    def _lengthen(self, seconds: float | None) -> None:
        self._end.cancel()
        self._last.cancel()
        if seconds is not None:
            self._end = self.loop.call_later(seconds, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end.cancel()
        self._last.cancel()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on the connection is long on purpose; whoever is silent is found by pings."""
        self._end.cancel()
        self._last.cancel()
        super().handle_websocket_upgrade(event)

    def _say_that_it_ends(self) -> None:
        """With the answer to the next request that comes."""
        self.app = partial(_answering_last, self.app)


async def _answering_last(application: Application, scope: Any, receive: Any, send: Any) -> None:
    """The server ends a connection once it has sent an answer that says so."""

    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = [one for one in message.get("headers", ()) if one[0].lower() != b"connection"]
            message = {**message, "headers": [*headers, (b"connection", b"close")]}
        await send(message)

    await application(scope, receive, sent)


async def _with_life(application: Application, life: ConnectionLife, scope: Any, receive: Any, send: Any) -> None:
    scope.setdefault("extensions", {})[LIFE] = life
    await application(scope, receive, send)


class _Server(uvicorn.Server):
    """Tells whoever makes a long answer that it ends, before it waits for answers."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            if isinstance(connection, _BriefProtocol):
                connection.life.ending.set()
        await super().shutdown(sockets)


def _server(application: Application, *, websockets: bool, tls: TlsContext | None) -> uvicorn.Server:
    config = uvicorn.Config(
        application,
        http=_BriefProtocol,
        h11_max_incomplete_event_size=HEADERS_LENGTH_MAX,
        lifespan="off",
        ws="wsproto" if websockets else "none",
        ws_max_size=FRAME_LENGTH_MAX,
        log_config=None,
        # What strangers send that is no HTTP is answered; a line of the library's about it is in no form of the log.
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    config.load()
    config.ssl = None if tls is None else tls.context
    return _Server(config)


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    pause = threading.Event()
    for _ in range(_START_TIMEOUT_S * 100):
        if server.started:
            return
        if not thread.is_alive():
            break
        pause.wait(0.01)
    raise CounterfoilError("the server did not start")
