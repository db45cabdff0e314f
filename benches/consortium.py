# SPDX-License-Identifier: Apache-2.0
"""Four validators on this machine: signed transfers through whole nodes, beside the engine alone with as many bytes.

Then one validator beside a chain that its operator orders alone.

The same load for every side of the first comparison: batches of 100 kB, twelve on their way, then one small transaction
after the other. A side is a function from a folder to a running network.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Final, NamedTuple, Protocol

from benches.claim import Claim
from benches.consortium_member import Used
from benches.engine_chain import EngineChain, EngineNode, engine
from benches.go_tools import built, go
from benches.members import Member, Members, consortium, solo

VALIDATORS: Final = 4
OUTSTANDING: Final = 12
TRANSACTIONS: Final = 127
TRANSACTION_BYTES: Final = 783
"""Of a signed transfer; so many of them are a batch of our gateway."""
SECONDS: Final = float(os.environ.get("COUNTERFOIL_CONSORTIUM_SECONDS", "15"))
WARM_SECONDS: Final = SECONDS / 5
TRANSFERS: Final = int(os.environ.get("COUNTERFOIL_CONSORTIUM_TRANSFERS", "40000"))
"""Signed beforehand; a run ends with them, if not before."""
HOLDERS: Final = 2_000
LONE: Final = 100
"""Small transactions, one at a time."""
TURNS: Final = 4
"""Of one validator, and of none."""
LETTERS: Final = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
CONDITIONS: Final = (
    f"{VALIDATORS} validators on this machine, batches of {TRANSACTIONS} times {TRANSACTION_BYTES} bytes, "
    f"{OUTSTANDING} on their way, {SECONDS:g} s or {TRANSFERS:,} transfers"
)


class Lone(NamedTuple):
    """Milliseconds from handing in: until there was an answer, and until the block had its seal where it was handed in.

    Where nobody seals both are one."""

    answered_ms: float
    sealed_ms: float


class Network(Protocol):
    """A side, running."""

    def commit(self, client: int) -> bool:
        """Hand in a batch and wait until it is committed; False where none is left. Raises where it is not."""
        ...

    def lone(self, client: int) -> Lone:
        """The same with one small transaction."""
        ...

    def used(self) -> Used:
        """What all processes of all nodes used of the processor so far, in seconds by part."""
        ...


@dataclass(frozen=True)
class Measured:
    """Of one side."""

    batches: int
    seconds: float
    used: Used
    lone: tuple[Lone, ...]

    @property
    def rate(self) -> float:
        """Batches a second."""
        return self.batches / self.seconds

    def used_us(self, part: str) -> float:
        """Of the processor, at each node for each transaction."""
        return self.used[part] * 1e6 / (self.batches * TRANSACTIONS * VALIDATORS)


class EngineNetwork:
    """The engine with an application that knows nothing of us. Clients are spread over its nodes."""

    def __init__(self, chain: EngineChain, applications: list[subprocess.Popen[bytes]]) -> None:
        self._chain, self._applications = chain, applications

    def commit(self, client: int) -> bool:
        self._commit(client, batch(random.Random(time.time_ns() + client)))
        return True

    def lone(self, client: int) -> Lone:
        sent = time.perf_counter()
        self._commit(client, b"lone%d=%d" % (client, time.time_ns()))
        took_ms = (time.perf_counter() - sent) * 1_000
        return Lone(took_ms, took_ms)

    def used(self) -> Used:
        applications = sum(EngineNode.spent_by(one.pid) for one in self._applications)
        return {"engine": sum(node.processor_seconds() for node in self._chain.nodes), "rest": applications}

    def _commit(self, client: int, payload: bytes) -> None:
        told = self._chain.nodes[client % VALIDATORS].submit(payload, "broadcast_tx_commit")
        for part in ("check_tx", "tx_result"):
            if told[part]["code"]:
                raise ValueError(f"{part}: {told[part]}")


class LedgerNetwork:
    """Whole nodes of members, and transfers that were signed before."""

    def __init__(self, members: Members, count: int) -> None:
        self._members = members
        transfers = members.transfers(count)
        self._batches = [transfers[at : at + TRANSACTIONS] for at in range(0, count, TRANSACTIONS)]
        self._lone = members.transfers(LONE)

    def commit(self, client: int) -> bool:
        try:
            transfers = self._batches.pop()
        except IndexError:
            return False
        self._member(client).hand_in(transfers)
        return True

    def lone(self, client: int) -> Lone:
        done = self._member(client).hand_in([self._lone.pop()], sealed=True)
        return Lone(done.answered_s * 1_000, done.sealed_s * 1_000)

    def used(self) -> Used:
        return self._members.used()

    def _member(self, client: int) -> Member:
        return self._members.members[client % len(self._members.members)]


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


@contextmanager
def members(root: Path, binary: Path) -> Iterator[Network]:
    """Ours: engine, ledger, gateway and exchange of seals at each of them."""
    with consortium(root / "network", binary, VALIDATORS, HOLDERS) as running:
        yield LedgerNetwork(running, TRANSFERS)


Side = Callable[[Path, Path], AbstractContextManager[Network]]
KVSTORE: Final = "the engine's kvstore"
OURS: Final = "our nodes"
SIDES: Final[dict[str, Side]] = {
    KVSTORE: kvstore,
    OURS: members,
    "a null application in Go": null_application,
}


def run() -> list[Claim]:
    binary = engine()
    if binary is None:
        print("no engine here: set COUNTERFOIL_COMETBFT", file=sys.stderr)
        return []
    found: dict[str, Measured] = {}
    for name, side in SIDES.items():
        if side is null_application and go() is None:
            print(f"no Go here, so nothing of {name}", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory(prefix="cf-") as folder, side(Path(folder), binary) as network:
            found[name] = measure(network)
    claims = [claim for name, measured in found.items() for claim in said(name, measured, found[KVSTORE].rate)]
    return [*claims, *by_part(found[OURS]), *one_beside_none(binary)]


def measure(network: Network) -> Measured:
    """Batches without a pause, then lone transactions."""
    load(network, WARM_SECONDS)
    before, begun = network.used(), time.perf_counter()
    batches = load(network, SECONDS)
    seconds, after = time.perf_counter() - begun, network.used()
    used = {part: spent - before.get(part, 0) for part, spent in after.items()}
    return Measured(batches, seconds, used, tuple(map(network.lone, range(LONE))))


def load(network: Network, seconds: float) -> int:
    """How many batches were committed by clients of whom each waits for its own."""
    until = time.monotonic() + seconds

    def client(number: int) -> int:
        counted = 0
        while time.monotonic() < until and network.commit(number):
            counted += 1
        return counted

    with ThreadPoolExecutor(OUTSTANDING) as pool:
        return sum(pool.map(client, range(OUTSTANDING)))


def batch(source: random.Random) -> bytes:
    """As many bytes as a batch of ours; one ``=`` in it, as the engine's application wants."""
    body = bytes(source.choices(LETTERS, k=TRANSACTION_BYTES))
    return b"%032x=" % source.getrandbits(128) + body * TRANSACTIONS


def said(name: str, measured: Measured, kvstore_rate: float) -> list[Claim]:
    rate = measured.rate
    one_by_one = f"{VALIDATORS} validators on this machine, one transaction after the other, {LONE} of them"
    claims = [
        Claim(
            name=f"batches ordered by {name}",
            value=rate,
            unit="batches/s",
            conditions=CONDITIONS,
            limit=kvstore_rate,
            limit_name=f"by {KVSTORE}",
        ),
        Claim(
            name=f"transactions ordered by {name}", value=rate * TRANSACTIONS, unit="a second", conditions=CONDITIONS
        ),
        Claim(
            name=f"processor for a transaction and node, {name}",
            value=sum(map(measured.used_us, measured.used)),
            unit="µs",
            conditions=CONDITIONS,
        ),
    ]
    ways = [("to its answer", [one.answered_ms for one in measured.lone])]
    if name == OURS:
        ways.append(("to its seal", [one.sealed_ms for one in measured.lone]))
    for way, took_ms in ways:
        at = quantiles(took_ms, n=100)
        for percent in (50, 99):
            lone = f"a lone transaction {way}, {name}, p{percent}"
            claims.append(Claim(name=lone, value=at[percent - 1], unit="ms", conditions=one_by_one))
    return claims


def by_part(ours: Measured) -> list[Claim]:
    """Where the time of the processor goes; what is in no other part is the rest."""
    return [
        Claim(name=f"of that, {part}", value=ours.used_us(part), unit="µs", conditions=f"{OURS}, in the same run")
        for part in sorted(ours.used, key=ours.used_us, reverse=True)
    ]


def one_beside_none(binary: Path) -> list[Claim]:
    """One validator, and a chain that one operator orders alone, by turns."""
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cf-")))
        chains: Sequence[Members] = [
            stack.enter_context(consortium(root / "one", binary, 1, HOLDERS)),
            stack.enter_context(solo(root / "none", HOLDERS)),
        ]
        seconds, used, count = [0.0, 0.0], [0.0, 0.0], min(TRANSFERS // TURNS, 5_000)
        networks = [LedgerNetwork(chain, TURNS * count) for chain in chains]
        for _ in range(TURNS):
            for side, network in enumerate(networks):
                before, begun = network.used(), time.perf_counter()
                _turn(network, count // TRANSACTIONS)
                seconds[side] += time.perf_counter() - begun
                used[side] += sum(network.used().values()) - sum(before.values())
    total = TURNS * (count // TRANSACTIONS) * TRANSACTIONS
    conditions = (
        f"{total:,} signed transfers each, by {TURNS} turns, batches of {TRANSACTIONS}, {OUTSTANDING} waited for"
    )
    return [
        Claim(
            name="signed transfers, one validator",
            value=total / seconds[0],
            unit="transfers/s",
            conditions=conditions,
            limit=total / seconds[1],
            limit_name="of a chain that one operator orders alone",
        ),
        *(
            Claim(name=f"processor for a transfer, {who}", value=spent * 1e6 / total, unit="µs", conditions=conditions)
            for who, spent in zip(("one validator and its engine", "one operator alone"), used, strict=True)
        ),
    ]


def _turn(network: LedgerNetwork, batches: int) -> None:
    """So many batches, by clients of whom each waits for its own."""
    with ThreadPoolExecutor(OUTSTANDING) as pool:
        list(pool.map(network.commit, range(batches)))
