# SPDX-License-Identifier: Apache-2.0
"""Commands beside `counterfoil serve` as a process: many at once, and when it is killed."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cli.test_serve import started
from counterfoil.node.chain import ChainNode
from counterfoil.node.layout import Layout
from counterfoil.node.service_socket import SERVICE_SOCKET
from support.network import CHAIN, SHARES, copy_network, open_network
from support.node_service import key_of, paid

MOVE = ("holdings", "transfer", "--sender", "alice-1", "--receiver", "bob-1", "--instrument", SHARES)


def begun(root: Path, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "counterfoil", *words, "--network", str(root)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def bob_has(run_json: Callable[..., Any], root: Path) -> int:
    found: int = run_json("show", "record", f"holdings/holding/bob-1/{SHARES}", "--network", root)["value"]["free"]
    return found


def test_six_commands_at_once(run_json: Callable[..., Any], trading_template: Path, tmp_path: Path) -> None:
    """Six that write and publish and six that read, against one service: each does what it would do alone."""
    root = copy_network(trading_template, tmp_path / "network")
    before = bob_has(run_json, root)
    with started(root):
        writing = [begun(root, *MOVE, "--quantity", "3", "--key", "alice", "--json") for _ in range(6)]
        reading = [begun(root, "show", "account", "bob-1", "--json") for _ in range(6)]
        told = [one.communicate() for one in [*writing, *reading]]
        assert [one.returncode for one in [*writing, *reading]] == [0] * 12, told
        answers = [json.loads(out) for out, _ in told[:6]]
        assert [one["published"] for one in answers] == [True] * 6
        assert {one["transactions"][0]["status"] for one in answers} == {"committed"}
        assert bob_has(run_json, root) == before + 18
        anchored = run_json("show", "chain", "--network", root)[0]["anchored_height"]
        assert anchored >= max(one["transactions"][0]["height"] for one in answers)


def test_kill_9_in_the_middle_of_a_command(
    run: Callable[..., Any], run_json: Callable[..., Any], trading_template: Path, tmp_path: Path
) -> None:
    """The service is killed while a command hands in: the command goes on by itself, and nothing is done twice."""
    root = copy_network(trading_template, tmp_path / "network")
    before = bob_has(run_json, root)
    files = []
    with open_network(root) as network:
        node, alice = network.chain(CHAIN, writable=False), key_of(root, "alice")
        height = node.height
        for number in range(40):
            files.append(tmp_path / f"{number}.json")
            files[-1].write_bytes(paid(node, alice))
    with started(root, "--publish-every", "86400") as (_, process):
        while chain_height(root) == height:  # it publishes when it begins
            assert process.poll() is None
        first = chain_height(root)

        def kill() -> None:
            while chain_height(root) == first:
                assert process.poll() is None
            process.send_signal(signal.SIGKILL)

        killing = threading.Thread(target=kill)
        killing.start()
        answers = [run_json("submit", file, "--network", root, "--no-publish") for file in files]
        killing.join()
    assert [one["transactions"][0]["status"] for one in answers] == ["committed"] * 40
    assert bob_has(run_json, root) == before + 40
    assert (root / SERVICE_SOCKET).exists(), "it had no time to take it away"
    run("custody", "publish", "--network", root)
    assert "Clean." in run("audit", root).stdout


def chain_height(root: Path) -> int:
    with ChainNode.open_to_read(Layout(root).chain(CHAIN), CHAIN) as node:
        return node.height
