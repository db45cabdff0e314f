# SPDX-License-Identifier: Apache-2.0
"""A live feed of `counterfoil serve` as a process: told to end while somebody listens, killed, and started again."""

import signal
import threading
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from counterfoil.node.chain import ChainNode
from counterfoil.primitives.types import Height
from support.listening import Message, listening
from support.network import CHAIN, copy_network, open_network
from support.node_service import CHAIN_PATH, asking, key_of, make_served_network
from support.served_process import AHEAD_MS, hand_in, signed, started

SENT: Final = 200


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_network(make_served_network(tmp_path / "made"), tmp_path / "network")


def heard(root: Path, url: str, last: str | None, found: list[Message], until: int) -> None:
    """Messages from a place on, as long as the service tells any, up to so many transfers."""
    with asking(url, key_of(root, "bob"), ahead_ms=AHEAD_MS) as client, listening(client, last=last) as feed:
        for message in feed.messages:
            found.append(message)
            if sum(one.event["type"] == "holdings.transferred" for one in found) == until:
                return


def told_in_pages(root: Path, url: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    page: dict[str, Any] = {"next": "0.0", "more": True}
    with asking(url, key_of(root, "bob"), ahead_ms=AHEAD_MS) as client:
        while page["more"]:
            page = client.get(f"{CHAIN_PATH}/events", params={"from": page["next"], "limit": 500}).json()
            found += page["events"]
    return found


def test_nothing_is_left_out_or_told_twice_across_kill_9(root: Path) -> None:
    """Killed while it tells what it orders: whoever listened goes on after his last event, at the next process."""
    sent = signed(root, SENT)
    found: list[Message] = []
    with started(root) as (url, process):
        listener = threading.Thread(target=lambda: _until_gone(root, url, found))
        listener.start()
        for at in range(0, SENT // 2, 10):
            hand_in(root, url, *sent[at : at + 10])
        while not found:
            assert listener.is_alive()
        process.send_signal(signal.SIGKILL)
        process.wait()
        listener.join(60)
    with open_network(root) as network:
        before = sum(b"holdings.transferred" in one for one in _events(network.chain(CHAIN, writable=False)))
    assert before >= SENT // 2
    with started(root) as (url, _):
        for at in range(SENT // 2, SENT, 50):
            hand_in(root, url, *sent[at : at + 50])
        pages = told_in_pages(root, url)
        count = sum(one["type"] == "holdings.transferred" for one in pages)
        heard(root, url, found[-1].id, found, count)
    assert [one.event for one in found] == pages[: len(found)]
    assert count >= SENT


def test_it_ends_although_somebody_listens(root: Path) -> None:
    """SIGTERM: whoever listens reads an end in order, and the process is gone with the code it always has."""
    found: list[Message] = []
    with started(root, "--publish-every", "86400") as (url, process):
        listener = threading.Thread(target=heard, args=(root, url, None, found, -1))
        listener.start()
        while not found:
            assert listener.is_alive()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 130
        listener.join(60)
        assert not listener.is_alive()
    assert "Traceback" not in (root.parent / "log").read_text()


def _until_gone(root: Path, url: str, found: list[Message]) -> None:
    try:
        heard(root, url, None, found, -1)
    except httpx.TransportError:
        return


def _events(node: ChainNode) -> list[bytes]:
    reader = node.reader
    return [one for height in range(reader.height + 1) for one in reader.events(Height(height))]
