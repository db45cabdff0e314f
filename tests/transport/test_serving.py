# SPDX-License-Identifier: Apache-2.0
"""The server: what it lets in, what it says of itself, and that it ends."""

import socket
import ssl
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.transport.serving import HEADERS_LENGTH_MAX, address, bind, serve, serving
from counterfoil.transport.tls import Tls
from support.certified import certified

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


def test_what_is_written_leaves_at_once() -> None:
    """A socket that is accepted keeps nothing back until what went before is acknowledged."""
    with bind("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()[:2]):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_headers_are_bounded() -> None:
    """Of a request that goes on beyond them nobody waits for the end."""
    with serving(echo) as url:
        long = b"x" * (HEADERS_LENGTH_MAX + 1)
        told = asked(url, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: " + long)
        assert told.startswith(b"HTTP/1.1 400")
        assert httpx.get(f"{url}/b", trust_env=False).text == "/b"


def test_what_is_no_http_is_no_request(caplog: pytest.LogCaptureFixture) -> None:
    """The application hears nothing of it, and nobody's log has a line in another form."""
    with serving(echo) as url:
        assert asked(url, b"\x16\x03\x01 no request\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert not caplog.records


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


def test_an_empty_address_is_none() -> None:
    """A variable that is not set opens a service to nobody: the system would take it for every address."""
    with pytest.raises(InputError, match="no address to listen at"):
        bind("", 0)


def test_over_tls(tmp_path: Path) -> None:
    """Whoever trusts the certificate is answered; whoever does not, or speaks without it, is not."""
    tls = certified(tmp_path)
    trusting = ssl.create_default_context(cafile=str(tls.certificate))
    with serving(echo, tls=tls) as url:
        assert url.startswith("https://127.0.0.1:")
        assert httpx.get(f"{url}/a", verify=trusting, trust_env=False).text == "/a"
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{url}/a", trust_env=False)
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"{url}/a".replace("https", "http"), trust_env=False)


def test_what_cannot_be_served_by_is_refused(tmp_path: Path) -> None:
    """Before anything listens: a file that is not there, another's key, no PEM, a key under a password."""
    (tmp_path / "other").mkdir()
    tls, other = certified(tmp_path), certified(tmp_path / "other", password=b"secret")
    (tmp_path / "none.pem").write_text("none")
    for wrong in (
        Tls(tls.certificate, tmp_path / "missing.pem"),
        Tls(tls.certificate, tmp_path / "none.pem"),
        Tls(other.certificate, tls.key),
        other,
    ):
        with pytest.raises(InputError, match="nothing can be served by it"), serving(echo, tls=wrong):
            raise AssertionError(wrong)


def test_connections_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """One above the number ends at once; when another has ended there is room again."""
    monkeypatch.setattr("counterfoil.transport.serving.CONNECTIONS_MAX", 3)
    with serving(echo) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        with ExitStack() as held:
            for _ in range(3):
                one = held.enter_context(socket.create_connection((host, int(port)), timeout=WAIT_S))
                one.sendall(b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
                assert one.recv(65_536).startswith(b"HTTP/1.1 200")
            with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError)):
                httpx.get(f"{url}/b", trust_env=False)
        assert any(_is_answered(f"{url}/b") for _ in range(1_000))


def test_a_connection_says_in_time_that_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept from request to request; from a time on an answer, still whole, is its last, and says so."""
    with serving(echo) as url, httpx.Client(trust_env=False) as kept:
        assert not {"close"} & {kept.get(f"{url}/a").headers.get("connection") for _ in range(3)}
    monkeypatch.setattr("counterfoil.transport.serving.LAST_ANSWER_S", 0)
    with serving(echo) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=WAIT_S) as connection:
            answers = connection.makefile("rb")
            head = b""
            while b"connection: close" not in head:
                connection.sendall(b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
                head = b"".join(iter(answers.readline, b"\r\n"))
                assert head.startswith(b"HTTP/1.1 200")
                assert answers.read(len(b"/a")) == b"/a"
            assert answers.read() == b""


def _is_answered(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.TransportError:
        return False
