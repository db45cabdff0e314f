# SPDX-License-Identifier: Apache-2.0
"""`counterfoil serve` as a process: asked over its socket, told to end, killed, and started again."""

import signal
import subprocess
import sys
import threading
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.network import CHAIN, SHARES, copy_network, open_network
from support.node_service import CHAIN_PATH, holding, make_served_network
from support.served_process import get, hand_in, signed, started


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_served_network(tmp_path_factory.mktemp("serve") / "network")


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return copy_network(made, tmp_path / "network")


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
        height = max(one["height"] for one in answers)
        listed = get(
            root, url, "bob", f"{CHAIN_PATH}/records?table=holdings/holding&/2={SHARES}&at_least={height}"
        ).json()
        assert [one["value"]["free"] for one in listed["records"]] == [100 + len(sent)]


def test_a_folder_is_served_once(root: Path) -> None:
    """A second service is told that one runs."""
    command = [sys.executable, "-m", "counterfoil", "serve", "--port", "0", "--network", str(root)]
    with started(root):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "a running service holds this folder" in done.stderr
    assert "Traceback" not in done.stderr
