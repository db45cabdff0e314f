# SPDX-License-Identifier: Apache-2.0
"""`counterfoil serve` as a process: asked over its socket, told to end, killed, and started again."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, takewhile
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from support.network import CHAIN, copy_network, open_network
from support.node_service import CHAIN_PATH, JSON, asking, batch, holding, key_of, make_served_network, paid

ENVIRONMENT: Final = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
AHEAD_MS: Final = 5_000
"""So far may a client's clock be ahead; what it signs is then of a time after the service's start."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_served_network(tmp_path_factory.mktemp("serve") / "network")


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return copy_network(made, tmp_path / "network")


@contextmanager
def started(root: Path, *options: str) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The service of a network, with its address, once it hears requests again."""
    command = [sys.executable, "-m", "counterfoil", "serve", "--network", str(root), "--port", "0", "--json", *options]
    log = root.parent / "log"
    with (
        log.open("ab") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=ENVIRONMENT) as process,
    ):
        assert process.stdout is not None
        try:
            lines = list(takewhile(lambda line: line != b"}\n", process.stdout))
            assert lines, log.read_text()
            url = json.loads(b"".join(lines) + b"}")["url"]
            while get(root, url, "bob", "/chains").status_code == 401:
                assert process.poll() is None
            yield url, process
        finally:
            process.kill()


def get(root: Path, url: str, name: str, path: str) -> httpx.Response:
    with asking(url, key_of(root, name), ahead_ms=AHEAD_MS) as client:
        return client.get(path)


def hand_in(root: Path, url: str, *transactions: bytes) -> list[dict[str, Any]]:
    with asking(url, key_of(root, "alice"), ahead_ms=AHEAD_MS) as client:
        answer = client.post(f"{CHAIN_PATH}/transactions", content=batch(*transactions), headers=JSON)
    found: list[dict[str, Any]] = answer.json()["transactions"]
    return found


def signed(root: Path, count: int) -> Sequence[bytes]:
    """Transfers of one share each, by somebody who reads the folder while it is served."""
    with open_network(root) as network:
        node = network.chain(CHAIN, writable=False)
        return [paid(node, key_of(root, "alice")) for _ in range(count)]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_order_when_told_to(root: Path, ending: signal.Signals) -> None:
    """What was handed in is published, and the folder is free; so it is with Ctrl-C and as services are stopped."""
    with started(root, "--publish-every", "86400") as (url, process):
        [done] = hand_in(root, url, *signed(root, 1))
        assert done["status"] == "committed"
        process.send_signal(ending)
        assert process.wait(60) == 130
    with open_network(root) as network:
        assert network.chain(CHAIN).height >= done["height"]
        assert network.published().rolled_height(CHAIN) == network.chain(CHAIN).height
    log = (root.parent / "log").read_text()
    assert f"alice POST {CHAIN_PATH}/transactions 200" in log
    assert "Traceback" not in log
    assert "warning" not in log


def test_kill_9_loses_nothing_that_was_acknowledged(root: Path) -> None:
    """Killed while transfers are handed in: started again it gives each the same answer, and each happened once."""
    sent = signed(root, 400)
    acknowledged: dict[bytes, dict[str, Any]] = {}
    several, gone = threading.Event(), threading.Event()
    with started(root) as (url, process):

        def hand_in_all() -> None:
            try:
                for at in cycle(range(0, len(sent), 4)):
                    some = sent[at : at + 4]
                    acknowledged.update(zip(some, hand_in(root, url, *some), strict=True))
                    if len(acknowledged) >= 40:
                        several.set()
            except httpx.TransportError:
                gone.set()

        writer = threading.Thread(target=hand_in_all)
        writer.start()
        assert several.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait()
        writer.join()
    assert gone.is_set(), "it was killed in the middle"
    assert len(acknowledged) >= 40
    with started(root) as (url, _):
        answers = [one for at in range(0, len(sent), 100) for one in hand_in(root, url, *sent[at : at + 100])]
        again = dict(zip(sent, answers, strict=True))
        assert {one: again[one] for one in acknowledged} == acknowledged
        assert {one["status"] for one in answers} == {"committed"}
        assert get(root, url, "bob", holding("bob")).json()["value"]["free"] == 100 + len(sent)


def test_a_folder_is_served_once(root: Path) -> None:
    """A second service is told that one runs."""
    command = [sys.executable, "-m", "counterfoil", "serve", "--port", "0", "--network", str(root)]
    with started(root):
        done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=60, check=False)
    assert done.returncode != 0
    assert "a running service holds this folder" in done.stderr
    assert "Traceback" not in done.stderr
