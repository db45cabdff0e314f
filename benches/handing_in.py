# SPDX-License-Identifier: Apache-2.0
"""Transactions handed in over HTTP, by turns with the same handed to the engine in its own process; and single reads.

Both in batches of 100, with as many batches on their way; every one is checked, executed and durable before its answer.
The client sends requests that were made and signed before, from a process of its own, on the same machine. What it and
each part of the service take of the processor is counted apart: of that other work on the machine changes least.
"""

import base64
import random
import secrets
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import httpx
import msgspec

from benches.claim import Claim, Stopwatch, timed, verification_rate
from benches.http_client import Client, Heard, Plan, percentile
from benches.node_served import node_served
from benches.transfers import LIMIT_NAME, signed
from benches.world import CHAIN, SHARE, World, account, world
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.consensus.ticket import Ticket
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import is_committed
from counterfoil.primitives.garbage import spare_what_is_there
from counterfoil.transport.request_signatures import LIFE_S_MAX, sign_request

HOLDERS: Final = 500
BATCH: Final = 100
CONNECTIONS: Final = (1, 8, 32)
BATCHES: Final = 64
"""Of one turn, shared by its connections."""
TURNS: Final = 3
READS: Final = 1_000
"""Of one connection, one after the other, while nothing else is asked."""
READERS: Final = 4
READS_BESIDE: Final = 50
"""Of each reader, beside submissions."""
PARTS: Final = {
    "MainThread": "submitting",
    "http-server": "event loop",
    "asyncio": "threads of handlers",
    "check": "checking",
    "solo": "executing",
}
"""What threads of these names do."""


@dataclass
class Taken:
    """What all turns of one kind took, and of the processor each part of the process."""

    watch: Stopwatch = field(default_factory=Stopwatch)
    parts_s: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PARTS.values(), 0.0))

    @contextmanager
    def turn(self) -> Iterator[None]:
        before = _parts()
        with timed() as watch:
            yield
        self.watch.add(watch)
        for name, seconds in _parts().items():
            self.parts_s[name] += seconds - before[name]

    def told(self, count: int) -> str:
        """Microseconds for each of so many."""
        others = self.watch.processor_seconds - sum(self.parts_s.values())
        every = {**self.parts_s, "store and others": others}
        parts = [(name, seconds) for name, seconds in every.items() if seconds / count >= 1e-6]
        return ", ".join(f"{name} {seconds / count * 1e6:.0f}" for name, seconds in parts)


class Asked:
    """A service over a socket, and who prepares requests for it."""

    def __init__(self, built: World, url: str) -> None:
        self._built, self._url = built, url
        self._dice = random.Random(1)

    def transfers(self, count: int) -> list[bytes]:
        """Signed, each another intent."""
        pairs = (self._dice.sample(range(HOLDERS), 2) for _ in range(count))
        return [self._built.transfer(sender, receiver) for sender, receiver in pairs]

    def batches(self, count: int) -> list[list[bytes]]:
        return [self.transfers(BATCH) for _ in range(count)]

    def handing_in(self, batches: Sequence[Sequence[bytes]], connections: int) -> Plan:
        bodies = [
            msgspec.json.encode({"transactions": [base64.b64encode(one).decode() for one in batch]})
            for batch in batches
        ]
        sent = [self._request("POST", f"/chains/{CHAIN}/transactions", body) for body in bodies]
        return self._plan([sent[first::connections] for first in range(connections)])

    def reading(self, count: int, connections: int) -> Plan:
        """Of one holding, by its holder, so often on each connection."""
        path = f"/chains/{CHAIN}/records/holdings/holding/{account(0)}/{SHARE}"
        return self._plan([[self._request("GET", path) for _ in range(count)] for _ in range(connections)])

    def _request(self, method: str, path: str, body: bytes = b"") -> bytes:
        kind = {"content-type": "application/json"} if body else {}
        request = httpx.Request(method, f"{self._url}{path}", content=body or None, headers=kind)
        key: PrivateKey = self._built.keys[0]
        sign_request(request, body, key, created_s=clock_ms() // 1_000, nonce=secrets.token_hex(16), life_s=LIFE_S_MAX)
        lines = [b"%s %s HTTP/1.1" % (method.encode(), path.encode()), *map(b": ".join, request.headers.raw), b"", body]
        return b"\r\n".join(lines)

    def _plan(self, connections: Sequence[Sequence[bytes]]) -> Plan:
        host, _, port = self._url.removeprefix("http://").partition(":")
        return Plan(host, int(port), tuple(map(tuple, connections)))


def over_http() -> list[Claim]:
    """The rates by number of connections, then what a read takes, alone and beside submissions."""
    with world(HOLDERS, state_auditors=()) as built, _served(built) as asked:
        limit = verification_rate(signed(built, asked.transfers(4_000)))
        _turn(built, asked, 8, (Taken(), Taken(), Stopwatch()))  # what is read once, and imported once
        claims = [one for each in CONNECTIONS for one in _submissions(built, asked, each, limit)]
        return [*claims, *_reads(asked)]


def _submissions(built: World, asked: Asked, connections: int, limit: float) -> list[Claim]:
    embedded, service, client = Taken(), Taken(), Stopwatch()
    for _ in range(TURNS):
        _turn(built, asked, connections, (embedded, service, client))
    count = TURNS * BATCHES * BATCH
    each = f"{count:,} transfers in batches of {BATCH}, {connections} on their way"
    inside, over = embedded.watch.processor_seconds, service.watch.processor_seconds
    return [
        Claim(
            name="submissions, embedded",
            value=count / embedded.watch.seconds,
            unit="transfers/s",
            conditions=f"{each}, in the engine's own process",
            limit=limit,
            limit_name=LIMIT_NAME,
        ),
        Claim(
            name="submissions over HTTP",
            value=count / client.seconds,
            unit="transfers/s",
            conditions=f"{each}, over as many connections, by turns with the embedded ones",
            limit=count / embedded.watch.seconds,
            limit_name="submissions, embedded",
        ),
        Claim(
            name="submissions, embedded, processor",
            value=inside / count * 1e6,
            unit="µs each",
            conditions=f"the same, all threads: {embedded.told(count)}",
        ),
        Claim(
            name="submissions over HTTP, processor",
            value=over / count * 1e6,
            unit="µs each",
            conditions=f"the same, all threads of the service: {service.told(count)}; embedded it takes "
            f"{inside / over:.2f} of that; and {client.processor_seconds / count * 1e6:.1f} in the client's process",
        ),
    ]


def _turn(built: World, asked: Asked, connections: int, taken: tuple[Taken, Taken, Stopwatch]) -> None:
    """As many batches each way; those over HTTP are made and signed before the clock runs."""
    embedded, service, by_client = taken
    batches = asked.batches(BATCHES)
    with embedded.turn():
        _embedded(built, batches, connections)
    with Client(asked.handing_in(asked.batches(BATCHES), connections)) as client:
        with service.turn():
            heard = client.begin()()
        by_client.add(Stopwatch(heard.seconds, heard.processor_seconds))
    if sum(answer.count(b'"committed"') for answer in heard.answers) != BATCHES * BATCH:
        raise ValueError("a transaction of the benchmark was not committed")


def _embedded(built: World, batches: Sequence[Sequence[bytes]], outstanding: int) -> None:
    """One thread, which waits for the oldest batch once so many are on their way."""
    assert built.node.engine is not None
    waiting = deque[list[Ticket]]()
    for batch in batches:
        if len(waiting) == outstanding:
            _require_committed(waiting.popleft())
        waiting.append(built.node.engine.submit_many(batch))
    for tickets in waiting:
        _require_committed(tickets)


def _require_committed(tickets: Sequence[Ticket]) -> None:
    if not all(is_committed(ticket.result()) for ticket in tickets):
        raise ValueError("a transaction of the benchmark was not committed")


def _reads(asked: Asked) -> list[Claim]:
    alone, spent = _read(asked)
    beside, share = _read_beside(asked)
    return [
        Claim(
            name="a read over HTTP",
            value=spent / READS * 1e6,
            unit="µs each",
            conditions=f"processor of the service for a holding by its path, {READS:,} on one connection; the client's "
            f"process apart {alone.processor_seconds / READS * 1e6:.0f}; {_waited(alone)}",
        ),
        Claim(
            name="a read beside submissions",
            value=percentile(beside.waited_s, 99) * 1_000,
            unit="ms at the 99th of 100",
            conditions=f"{READERS} readers, {READS_BESIDE} each, while 8 connections hand in batches of {BATCH} for "
            f"{share:.0%} of that time; {_waited(beside)}",
        ),
    ]


def _read(asked: Asked) -> tuple[Heard, float]:
    """Reads alone, and what the service took of the processor."""
    with Client(asked.reading(READS, 1)) as client:
        used = time.process_time()
        heard = client.begin()()
        return _all_well(heard), time.process_time() - used


def _read_beside(asked: Asked) -> tuple[Heard, float]:
    """Reads beside submissions, and for how much of their time there were any."""
    writing = Client(asked.handing_in(asked.batches(3 * BATCHES), 8))
    with writing, Client(asked.reading(READS_BESIDE, READERS)) as reading:
        written, heard = writing.begin(), reading.begin()
        read = heard()
        return _all_well(read), min(1.0, _all_well(written()).seconds / read.seconds)


def _all_well(heard: Heard) -> Heard:
    if not all(answer.startswith(b"HTTP/1.1 200") for answer in heard.answers):
        raise ValueError("a request of the benchmark was refused")
    return heard


def _waited(heard: Heard) -> str:
    each = (f"{percentile(heard.waited_s, hundredths) * 1_000:.1f} ms at {hundredths} %" for hundredths in (50, 99))
    return f"answered after {', '.join(each)}"


def _parts() -> dict[str, float]:
    """Seconds of processor that the threads of each part have had so far."""
    spent = dict.fromkeys(PARTS.values(), 0.0)
    for thread in threading.enumerate():
        name = next((name for begins, name in PARTS.items() if thread.name.startswith(begins)), None)
        if name is not None and thread.ident is not None:
            spent[name] += time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
    return spent


@contextmanager
def _served(built: World) -> Iterator[Asked]:
    """The chain of a world as a service, which publishes when it begins and when it ends."""
    failures: list[Exception] = []

    def failed(_name: str, error: Exception) -> None:
        failures.append(error)

    running = RunningNetwork(built.network, publish_every_s=3_600, failed=failed)
    with running, node_served(running, failed) as url:
        spare_what_is_there()  # as a process does that serves and does nothing else
        yield Asked(built, url)
    if failures:
        raise failures[0]
