# SPDX-License-Identifier: Apache-2.0
"""`counterfoil serve` as a process of its own, and who asks it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import httpx

from support.network import CHAIN, open_network
from support.node_service import CHAIN_PATH, JSON, asking, batch, key_of, paid

AHEAD_MS: Final = 5_000
"""So far may a client's clock be ahead; what it signs is then of a time after the service's start."""


@contextmanager
def started(root: Path, *options: str) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The service of a network, with its address, once it hears requests again."""
    command = [sys.executable, "-m", "counterfoil", "serve", "--network", str(root), "--port", "0", "--json", *options]
    log = root.parent / "log"
    with (
        log.open("ab") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as process,
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
