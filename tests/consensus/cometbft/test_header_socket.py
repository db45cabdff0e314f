# SPDX-License-Identifier: Apache-2.0
"""What an engine that begins from a snapshot asks is answered at a socket, and nothing else is."""

import json
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from counterfoil.consensus.cometbft.header_socket import ASKED, QUESTION_BYTES_MAX, HeaderSocket
from counterfoil.consensus.cometbft.rpc import EngineRefused, EngineRpc
from counterfoil.primitives.errors import InputError

ASK_S = 20


def answer(method: str, numbers: Mapping[str, int]) -> Any:
    if numbers.get("height") == 9:
        raise InputError("there is no block 9")
    return {"method": method, **{name: str(one) for name, one in numbers.items()}}


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    made = HeaderSocket(tmp_path / "asked", answer)
    made.start()
    yield tmp_path / "asked"
    made.close()
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize("method", ASKED)
def test_three_questions_are_passed_on(path: Path, method: str) -> None:
    """With their numbers, as the engine's own client writes them; only its owner may ask."""
    assert path.stat().st_mode & 0o777 == 0o600
    with EngineRpc(f"unix://{path}") as rpc:
        assert rpc.ask(method, height="7", page="1") == {"method": method, "height": "7", "page": "1"}


def test_what_is_not_there_is_said(path: Path) -> None:
    """An error is the engine's to judge."""
    with EngineRpc(f"unix://{path}") as rpc, pytest.raises(EngineRefused, match="there is no block 9"):
        rpc.commit(9)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"[]",
        b"[" * 4_000,
        json.dumps({"id": 1, "method": "broadcast_tx_sync", "params": {"tx": "AA=="}}).encode(),
        json.dumps({"id": 1, "method": ["commit"]}).encode(),
        json.dumps({"id": 1, "method": "commit", "params": {"height": "-1"}}).encode(),
        json.dumps({"id": 1, "method": "commit", "params": {"height": "1" * 30}}).encode(),
        json.dumps({"id": 1, "method": "commit", "params": ["1"]}).encode(),
    ],
)
def test_anything_else_is_refused(path: Path, body: bytes) -> None:
    """And nobody behind it is asked."""
    assert asked(path, body, len(body)) == 400


def test_what_is_too_long_is_not_read(path: Path) -> None:
    """Nor what says no length."""
    assert asked(path, b"", QUESTION_BYTES_MAX + 1) == 413
    assert asked(path, b"", None) == 413


def asked(path: Path, body: bytes, length: int | None) -> int:
    """The status of the answer."""
    head = b"POST / HTTP/1.1\r\nhost: engine\r\n"
    head += b"" if length is None else b"content-length: %d\r\n" % length
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(ASK_S)
        connection.connect(str(path))
        connection.sendall(head + b"\r\n" + body)
        return int(connection.recv(4_096).split()[1])
