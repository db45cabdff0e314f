# SPDX-License-Identifier: Apache-2.0
"""A witness on an open port: slow, huge, malformed and contradictory requests."""

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from counterfoil.custody.witness_request import BODY_LENGTH_MAX, AddCheckpoint
from counterfoil.custody.witness_server import serving
from counterfoil.evidence.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from counterfoil.identity.note import parse_note
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Hash
from counterfoil.transport import serving as transport_serving
from counterfoil.transport.serving import HEADERS_LENGTH_MAX
from support.custody import LOG_SIGNER, ORIGIN, witness

REQUEST = b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\n"
FOLDER = digest(ORIGIN.encode()).hex()


def answer_to(url: str, data: bytes) -> bytes:
    """What comes back for these bytes until the connection ends or rests; nothing when it is cut."""
    with socket.create_connection(("127.0.0.1", httpx.URL(url).port or 0), timeout=5) as connection:
        try:
            connection.sendall(data)
            return connection.recv(65_536)
        except ConnectionError:
            return b""


def test_connections_that_say_nothing_more_are_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither half a request line nor half a body holds a socket for longer than a conversation may take."""
    monkeypatch.setattr(transport_serving, "CONNECTION_S", 0.1)
    with serving(witness(tmp_path, "alpha")) as url:
        assert answer_to(url, b"POST /add-che") == b""
        assert answer_to(url, REQUEST + b"Content-Length: 100\r\n\r\nold") == b""


@pytest.mark.parametrize(
    "data",
    [
        REQUEST + b"X: " + b"a" * (HEADERS_LENGTH_MAX + 1) + b"\r\n\r\n",
        REQUEST + b"Content-Length: %d\r\n\r\nold" % (BODY_LENGTH_MAX + 1),
        REQUEST + b"Content-Length: -1\r\n\r\n",
        REQUEST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"\x00\xff\xfe\r\n\r\n",
        b"GET /../%2e%2e/keys/checkpoint HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_malformed_requests_get_a_client_error_and_the_server_lives(tmp_path: Path, data: bytes) -> None:
    """Overlong headers and bodies, wrong lengths, no HTTP, and paths out of the folder."""
    with serving(witness(tmp_path, "alpha")) as url:
        assert answer_to(url, data)[9:10] in (b"4", b"")
        assert httpx.get(f"{url}/{FOLDER}/checkpoint").status_code == 404


def test_of_many_conflicting_checkpoints_at_once_one_is_cosigned(tmp_path: Path) -> None:
    """Twelve trees of one size race; the witness cosigns one, and goes on cosigning that one alone."""
    notes = [sign_checkpoint(Checkpoint(ORIGIN, 3, Hash(bytes([one]) * 32)), LOG_SIGNER) for one in range(12)]
    bodies = [AddCheckpoint(0, (), note.encode()).encode() for note in notes]
    with serving(witness(tmp_path, "alpha")) as url, ThreadPoolExecutor(12) as pool:
        statuses = [
            one.status_code for one in pool.map(lambda body: httpx.post(f"{url}/add-checkpoint", content=body), bodies)
        ]
        kept = parse_checkpoint(parse_note(httpx.get(f"{url}/{FOLDER}/checkpoint").content).text)
    assert sorted(statuses) == [200, *[409] * 11]
    assert kept.root == bytes([statuses.index(200)]) * 32
