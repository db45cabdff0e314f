# SPDX-License-Identifier: Apache-2.0
"""The witness over HTTP (C2SP tlog-witness): ``POST /add-checkpoint`` and ``GET /<hex sha256(origin)>/checkpoint``."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from litestar import Litestar, Response, get, post
from litestar.params import FromPath, RawBody
from uvicorn.protocols.http.h11_impl import H11Protocol

from counterfoil.custody.witness import SIZE_CONTENT_TYPE, Witness
from counterfoil.custody.witness_request import BODY_LENGTH_MAX
from counterfoil.primitives.errors import CounterfoilError, StorageError, WitnessRefusal

TEXT: Final = "text/plain; charset=utf-8"
LOOPBACK: Final = "127.0.0.1"
_START_TIMEOUT_S: Final = 30
CONNECTION_S: Final = 30.0
"""Then a connection ends, whatever it is doing: a log's whole conversation takes a few seconds."""
HEADERS_LENGTH_MAX: Final = 16_384
"""Bytes of request line and headers."""


def create_app(witness: Witness) -> Litestar:
    """The witness as an ASGI application."""

    @post("/add-checkpoint", status_code=200, sync_to_thread=True)
    def add_checkpoint(body: RawBody) -> Response[bytes]:
        try:
            return _answer(witness.add_checkpoint(body))
        except WitnessRefusal as refusal:
            return _refusal(refusal)
        except (StorageError, OSError):
            return _answer(b"this witness cannot use its disk\n", status=500)

    @get("/{origin_hash:str}/checkpoint", sync_to_thread=True)
    def checkpoint(origin_hash: FromPath[str]) -> Response[bytes]:
        note = witness.latest(origin_hash)
        if note is None:
            return _answer(b"no checkpoint of that log\n", status=404)
        return _answer(note)

    return Litestar(
        [add_checkpoint, checkpoint], openapi_config=None, request_max_body_size=BODY_LENGTH_MAX, logging_config=None
    )


def _refusal(refusal: WitnessRefusal) -> Response[bytes]:
    if refusal.status == 409 and refusal.size is not None:
        return _answer(f"{refusal.size}\n".encode(), status=409, content_type=SIZE_CONTENT_TYPE)
    return _answer(f"{refusal.problem}\n".encode(), status=refusal.status)


def _answer(body: bytes, *, status: int = 200, content_type: str = TEXT) -> Response[bytes]:
    """A response with exactly this content type: other logs compare ``text/x.tlog.size`` as a whole."""
    return Response(body, status_code=status, headers={"content-type": content_type, "cache-control": "no-store"})


def serve(witness: Witness, *, host: str, port: int, announce: Callable[[str], None] = lambda _: None) -> None:
    """Serve until interrupted, which raises KeyboardInterrupt once requests in hand are answered. Raises OSError.

    ``announce`` is told the address once it accepts requests.
    """
    with bind(host, port) as listening:
        announce(_address(host, listening))
        _server(witness).run(sockets=[listening])
    # Nothing but a signal ends the server. It raises the signal once more inside its event loop, where it may get lost.
    raise KeyboardInterrupt


def bind(host: str, port: int) -> socket.socket:
    """A socket listening on an address; port 0 takes a free one. Raises OSError."""
    return socket.create_server((host, port), backlog=128)


@contextmanager
def serving(witness: Witness, *, host: str = LOOPBACK, port: int = 0) -> Iterator[str]:
    """Serve in a thread for the length of a ``with`` block; gives the address, which is a submission prefix."""
    with bind(host, port) as listening:
        server = _server(witness)
        thread = threading.Thread(target=server.run, args=([listening],), name="witness-server", daemon=True)
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield _address(host, listening)
        finally:
            server.should_exit = True
            thread.join()


def _address(host: str, listening: socket.socket) -> str:
    return f"http://{host}:{listening.getsockname()[1]}"


class _BriefProtocol(H11Protocol):
    """HTTP/1.1 on a connection that ends in time, so that strangers who send slowly cannot hold all sockets."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._end = self.loop.call_later(CONNECTION_S, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end.cancel()
        super().connection_lost(exc)


def _server(witness: Witness) -> uvicorn.Server:
    config = uvicorn.Config(
        create_app(witness),
        http=_BriefProtocol,
        h11_max_incomplete_event_size=HEADERS_LENGTH_MAX,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    pause = threading.Event()
    for _ in range(_START_TIMEOUT_S * 100):
        if server.started:
            return
        if not thread.is_alive():
            break
        pause.wait(0.01)
    raise CounterfoilError("the witness server did not start")
