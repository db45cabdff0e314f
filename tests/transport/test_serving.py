# SPDX-License-Identifier: Apache-2.0
"""The server: what it lets in, what it says of itself, and that it ends."""

import socket
from typing import Any, Final

import httpx
import pytest

from counterfoil.transport.serving import HEADERS_LENGTH_MAX, address, bind, serve, serving

WAIT_S: Final = 60


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Says what it was asked."""
    assert scope["type"] == "http"
    await receive()
    body = scope["path"].encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


def asked(url: str, text: bytes) -> bytes:
    """What is answered to these bytes, until the connection ends."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=WAIT_S) as connection:
        connection.sendall(text)
        told = b""
        while part := connection.recv(65_536):
            told += part
    return told


def test_an_application_is_served_for_the_length_of_a_block() -> None:
    """At an address of this machine; afterwards nobody answers there."""
    with serving(echo) as url:
        answer = httpx.get(f"{url}/a", trust_env=False)
        assert (answer.status_code, answer.text) == (200, "/a")
        assert "server" not in answer.headers
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/a", trust_env=False)


def test_headers_are_bounded() -> None:
    """Of a request that goes on beyond them nobody waits for the end."""
    with serving(echo) as url:
        long = b"x" * (HEADERS_LENGTH_MAX + 1)
        told = asked(url, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: " + long)
        assert told.startswith(b"HTTP/1.1 400")
        assert httpx.get(f"{url}/b", trust_env=False).text == "/b"


def test_what_is_no_http_is_no_request() -> None:
    """The application hears nothing of it."""
    with serving(echo) as url:
        assert asked(url, b"\x16\x03\x01 no request\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_an_application_without_websockets_gets_none() -> None:
    """An upgrade that nobody speaks is an ordinary request."""
    upgrade = b"GET /c HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n"
    upgrade += b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    with serving(echo) as url:
        assert asked(url, upgrade).startswith((b"HTTP/1.1 200", b"HTTP/1.1 400"))


def test_an_address_is_one_servers() -> None:
    """A second server says that it is taken, before it says where it listens."""
    said: list[str] = []
    with bind("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        assert address("127.0.0.1", listening) == f"http://127.0.0.1:{port}"
        with pytest.raises(OSError, match="in use"):
            serve(echo, host="127.0.0.1", port=port, announce=said.append)
    assert said == []
