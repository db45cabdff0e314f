# SPDX-License-Identifier: Apache-2.0
"""Bodies: none of a stranger's is kept, those in hand are bounded, and whoever is refused reads why."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

import httpx
import pytest
from litestar import get, post
from litestar.params import RawBody

from counterfoil.api.application import create_application
from counterfoil.api.bodies import InHand
from counterfoil.api.doorway import Doorway, Opened
from counterfoil.api.signed_requests import SignedRequests
from counterfoil.transport.serving import serving
from support.services import ALICE, BOB, HOST, Client, World, directory

WAIT_S: Final = 60
MIB: Final = 2**20


@post("/take", status_code=200, sync_to_thread=True)
def take(body: RawBody) -> dict[str, int]:
    return {"length": len(body)}


@get("/there", sync_to_thread=False)
def there() -> None:
    return None


@contextmanager
def served(world: World, **given: Any) -> Iterator[tuple[str, Doorway]]:
    authorities: set[str] = set()
    rules = SignedRequests(directory, world.clock, authorities, world.replays)
    doorway = create_application(world.service(**{"entrance": rules} | given), [take, there])
    with serving(doorway) as url:
        authorities.add(httpx.URL(url).netloc.decode())
        yield url, doorway


def half_sent(url: str, headers: bytes = b"", sent: int = 4 * MIB - 304) -> socket.socket:
    """A body of 4 MiB that stops before its end."""
    host, _, port = url.removeprefix("http://").partition(":")
    connection = socket.create_connection((host, int(port)), timeout=WAIT_S)
    begun = f"POST /take HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {4 * MIB}\r\n".encode()
    connection.sendall(begun + headers + b"\r\n")
    connection.sendall(b"x" * sent)
    return connection


def test_unsigned_bodies_are_not_kept() -> None:
    """Half-sent ones of 4 MB took a service from 98 to 731 MB: each is refused before it is read, and told why."""
    with served(World()) as (url, doorway), ExitStack() as held:
        for _ in range(10):
            connection = held.enter_context(half_sent(url))
            told = connection.recv(65_536)
            assert told.startswith(b"HTTP/1.1 401")
            assert b"connection: close" in told
        assert doorway.in_hand.all == 0


def test_whoever_is_refused_before_his_body_was_read_still_reads_why() -> None:
    """He sends all of it first."""
    with served(World()) as (url, _):
        answer = httpx.post(f"{url}/take", content=b"x" * 3 * MIB, trust_env=False)
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:counterfoil:problem:unsigned")


def test_of_a_signature_that_is_wrong_no_body_is_read() -> None:
    """Headers that look signed open nothing."""
    wrong = b"Signature: a=:AAAA:\r\nSignature-Input: a=();created=1\r\n"
    with served(World()) as (url, doorway), half_sent(url, wrong, 0) as connection:
        assert connection.recv(65_536).startswith(b"HTTP/1.1 401")
        assert doorway.in_hand.all == 0


def test_bodies_in_hand_are_bounded_for_all_and_for_each() -> None:
    """One party's leave room for another's, and what was answered is let go."""
    world = World()
    doorway = create_application(world.service(), [take])
    object.__setattr__(doorway, "in_hand", InHand(all_max=150, one_max=100))
    alice, bob = (Client(doorway, world.signing(key)) for key in (ALICE, BOB))
    assert alice.post("/take", b"x" * 100).json() == {"length": 100}
    full = alice.post("/take", b"x" * 101)
    assert (full.status_code, full.headers["retry-after"]) == (503, "5")
    doorway.in_hand.all, doorway.in_hand.of["ALICE"] = 100, 100
    assert alice.post("/take", b"x").status_code == 503
    assert bob.post("/take", b"x" * 50).json() == {"length": 50}
    assert bob.post("/take", b"x" * 51).status_code == 503
    assert (doorway.in_hand.all, dict(doorway.in_hand.of)) == (100, {"ALICE": 100})


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8402", "localhost.evil.example", "", "[::2]"])
def test_a_foreign_host_is_answered_nothing_in_a_demonstration(host: str) -> None:
    """A page in a browser may have its own name point at this machine."""
    doorway = create_application(World().service(entrance=Opened(names={HOST})), [there])
    for path in ("/there", "/nothing"):
        request = httpx.Request("GET", f"http://{HOST}{path}", headers={"host": host})
        assert Client(doorway).send(request).status_code == 421


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8402", "127.0.0.1:1", "[::1]:8402", "[::1]", HOST, "LocalHost"]
)
def test_a_demonstration_is_asked_by_names_of_this_machine(host: str) -> None:
    """And by those that it was told, with or without a port."""
    doorway = create_application(World().service(entrance=Opened(names={HOST})), [there])
    request = httpx.Request("GET", f"http://{HOST}/there", headers={"host": host})
    assert Client(doorway).send(request).status_code == 200
