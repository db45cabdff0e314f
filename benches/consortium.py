# SPDX-License-Identifier: Apache-2.0
"""Four validators on this machine: what the engine alone orders, in batches of the bytes that our gateway would send.

The same load for every side: batches of 300 times 330 bytes, twelve on their way, then one small transaction after the
other. Each side is a function from a folder to a running network; a further one of ours is one more line in ``SIDES``.
"""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Final, Protocol

from benches.claim import Claim
from benches.engine_chain import EngineChain, EngineNode, engine
from benches.go_tools import built, go

VALIDATORS: Final = 4
OUTSTANDING: Final = 12
TRANSACTIONS: Final = 300
TRANSACTION_BYTES: Final = 330
SECONDS: Final = float(os.environ.get("COUNTERFOIL_CONSORTIUM_SECONDS", "15"))
WARM_SECONDS: Final = SECONDS / 5
LONE: Final = 60
"""Small transactions, one at a time."""
LETTERS: Final = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
CONDITIONS: Final = (
    f"{VALIDATORS} validators on this machine, batches of {TRANSACTIONS} times {TRANSACTION_BYTES} bytes, "
    f"{OUTSTANDING} on their way, {SECONDS:g} s"
)


class Network(Protocol):
    """A side, running."""

    def commit(self, client: int, payload: bytes) -> None:
        """Hand in and wait until it is committed; raises where it is not."""
        ...

    def processor_seconds(self) -> float:
        """What all processes of all nodes used so far."""
        ...


@dataclass(frozen=True)
class Measured:
    """Of one side."""

    batches: int
    seconds: float
    processor_seconds: float
    lone_ms: tuple[float, ...]


class EngineNetwork:
    """The engine with an application that knows nothing of us. Clients are spread over its nodes."""

    def __init__(self, chain: EngineChain, applications: list[subprocess.Popen[bytes]]) -> None:
        self._chain, self._applications = chain, applications

    def commit(self, client: int, payload: bytes) -> None:
        told = self._chain.nodes[client % VALIDATORS].submit(payload, "broadcast_tx_commit")
        for part in ("check_tx", "tx_result"):
            if told[part]["code"]:
                raise ValueError(f"{part}: {told[part]}")

    def processor_seconds(self) -> float:
        spent = [node.processor_seconds() for node in self._chain.nodes]
        return sum(spent) + sum(EngineNode.spent_by(one.pid) for one in self._applications)


@contextmanager
def kvstore(root: Path, binary: Path) -> Iterator[Network]:
    """The engine's own application, in its process."""
    with EngineChain(root / "chain", binary, chain="bench", powers=[1] * VALIDATORS) as chain:
        chain.start()
        chain.wait(2)
        yield EngineNetwork(chain, [])


@contextmanager
def null_application(root: Path, binary: Path) -> Iterator[Network]:
    """An application in Go that does nothing, over its socket: a process for each node."""
    program = built("nullapp", root)
    with ExitStack() as stack:
        applications: list[subprocess.Popen[bytes]] = []
        for index in range(VALIDATORS):
            one = subprocess.Popen([program, root / f"app{index}"], stdout=subprocess.DEVNULL)
            stack.callback(one.wait, 30)
            stack.callback(one.terminate)
            applications.append(one)
        chain = stack.enter_context(EngineChain(root / "chain", binary, chain="bench", powers=[1] * VALIDATORS))
        chain.start(lambda index: f"unix://{root}/app{index}")
        chain.wait(2)
        yield EngineNetwork(chain, applications)


Side = Callable[[Path, Path], AbstractContextManager[Network]]
SIDES: Final[dict[str, Side]] = {
    "the engine's kvstore": kvstore,
    "a null application in Go": null_application,
}


def run() -> list[Claim]:
    binary = engine()
    if binary is None:
        print("no engine here: set COUNTERFOIL_COMETBFT", file=sys.stderr)
        return []
    claims: list[Claim] = []
    limit: float | None = None
    for name, side in SIDES.items():
        if side is null_application and go() is None:
            print(f"no Go here, so nothing of {name}", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory(prefix="cf-") as folder, side(Path(folder), binary) as network:
            measured = measure(network)
        claims += said(name, measured, limit)
        limit = limit or measured.batches / measured.seconds
    return claims


def measure(network: Network) -> Measured:
    """Batches without a pause, then lone transactions."""
    load(network, WARM_SECONDS)
    used, begun = network.processor_seconds(), time.perf_counter()
    batches = load(network, SECONDS)
    seconds, used = time.perf_counter() - begun, network.processor_seconds() - used
    lone = []
    for number in range(LONE):
        sent = time.perf_counter()
        network.commit(number, b"lone%d=%d" % (number, time.time_ns()))
        lone.append((time.perf_counter() - sent) * 1_000)
    return Measured(batches, seconds, used, tuple(lone))


def load(network: Network, seconds: float) -> int:
    """How many batches were committed by clients of whom each waits for its own."""
    until, counted, lock = time.monotonic() + seconds, 0, threading.Lock()

    def client(number: int) -> None:
        nonlocal counted
        source = random.Random(time.time_ns() + number)
        while time.monotonic() < until:
            network.commit(number, batch(source))
            with lock:
                counted += 1

    with ThreadPoolExecutor(OUTSTANDING) as pool:
        for one in [pool.submit(client, number) for number in range(OUTSTANDING)]:
            one.result()
    return counted


def batch(source: random.Random) -> bytes:
    """As many bytes as a batch of ours; one ``=`` in it, as the engine's application wants."""
    body = bytes(source.choices(LETTERS, k=TRANSACTION_BYTES))
    return b"%032x=" % source.getrandbits(128) + body * TRANSACTIONS


def said(name: str, measured: Measured, kvstore_rate: float | None) -> list[Claim]:
    rate, at = measured.batches / measured.seconds, quantiles(measured.lone_ms, n=100)
    bytes_a_batch = TRANSACTIONS * TRANSACTION_BYTES
    processor_ms = measured.processor_seconds * 1_000 / measured.batches / VALIDATORS
    one_by_one = f"{VALIDATORS} validators on this machine, one transaction after the other, {LONE} of them"
    return [
        Claim(
            name=f"batches ordered by {name}",
            value=rate,
            unit="batches/s",
            conditions=CONDITIONS,
            limit=kvstore_rate,
            limit_name="by the first of these",
        ),
        Claim(name=f"bytes ordered by {name}", value=rate * bytes_a_batch / 1e6, unit="MB/s", conditions=CONDITIONS),
        Claim(name=f"processor for a batch and node, {name}", value=processor_ms, unit="ms", conditions=CONDITIONS),
        Claim(name=f"a lone transaction to its block, {name}, p50", value=at[49], unit="ms", conditions=one_by_one),
        Claim(name=f"a lone transaction to its block, {name}, p99", value=at[98], unit="ms", conditions=one_by_one),
    ]
