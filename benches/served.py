# SPDX-License-Identifier: Apache-2.0
"""Packages a second over HTTP, beside those made without it in the same run; and how soon a feed tells a block."""

import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from benches.claim import Claim, timed
from benches.evidence import lengthen
from benches.node_served import client_of, node_served
from benches.world import CHAIN, SHARE, World, account, world
from counterfoil.api.ledger.feeds import EVENT_STREAM
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.header import decode_header
from counterfoil.evidence.package import encode_package
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.export import exporter
from counterfoil.primitives.types import Height
from counterfoil.verify import parse_trust

TRAIL: Final = 100
"""Events of the trail that is proved."""
PACKAGES: Final = 20
BLOCKS: Final = 200
FEEDS: Final = 8


def run() -> list[Claim]:
    """A service of this process, asked over a socket of this machine."""
    with world(22) as built:
        lengthen(built, 0, TRAIL - 1)
        running = RunningNetwork(built.network, publish_every_s=86_400)
        with running, node_served(running) as url:
            running.publish_soon().result()
            return [_packages(built, running, url), *_latency(built, url)]


def _packages(built: World, running: RunningNetwork, url: str) -> Claim:
    asked = {"claim": "control", "account": account(0), "instrument": SHARE}
    with client_of(url, built.keys[0]) as client, timed() as over_http:
        for _ in range(PACKAGES):
            client.post(f"/chains/{CHAIN}/evidence", json=asked).raise_for_status()
    made = exporter(built.node.reader, running.published_log(), parse_trust(running.trust_file.read_bytes()))
    with timed() as alone:
        for _ in range(PACKAGES):
            encode_package(made.control(account(0), SHARE))
    return Claim(
        name="evidence over HTTP",
        value=PACKAGES / over_http.seconds,
        unit="packages/s",
        conditions=f"control of a holding with {TRAIL} events in its trail, proved; one client, one request at a time",
        limit=PACKAGES / alone.seconds,
        limit_name="the same packages made in this process",
    )


def _latency(built: World, url: str) -> list[Claim]:
    """From a block's commit until whoever listens has read its event: the first of several feeds."""
    committed: dict[int, float] = {}
    heard: dict[int, float] = {}
    built.node.follow(lambda header, _: committed.__setitem__(decode_header(header).height, time.perf_counter()))
    first = built.node.height + 1
    transfers = [built.transfer(1, 2) for _ in range(BLOCKS)]
    ready = threading.Barrier(FEEDS + 1)
    listeners = [
        threading.Thread(target=_listen, args=(url, built.keys[2], first, ready, heard if number == 0 else {}))
        for number in range(FEEDS)
    ]
    for one in listeners:
        one.start()
    ready.wait()
    for transfer in transfers:
        built.settle([transfer])
    for one in listeners:
        one.join()
    moved = [height for height in heard if _moves(built, Height(height))]
    spent = sorted((heard[height] - committed[height]) * 1_000 for height in moved)
    conditions = f"{BLOCKS} blocks of one transfer, one after the other; {FEEDS} feeds, read in the same process"
    return [
        Claim(name="from commit to feed, median", value=statistics.median(spent), unit="ms", conditions=conditions),
        Claim(
            name="from commit to feed, 99 of 100",
            value=spent[len(spent) * 99 // 100],
            unit="ms",
            conditions=conditions,
        ),
    ]


def _moves(built: World, height: Height) -> bool:
    return any(decode_event(one).type == "holdings.transferred" for one in built.node.reader.events(height))


def _listen(url: str, key: PrivateKey, first: int, ready: threading.Barrier, heard: dict[int, float]) -> None:
    with client_of(url, key) as client, _stream(client, first) as response:
        lines = response.iter_lines()
        next(lines)
        ready.wait()
        left = BLOCKS
        for line in lines:
            if line.startswith("id: "):
                heard.setdefault(int(line[4:].partition(".")[0]), time.perf_counter())
                left -= 1
            if not left:
                return


@contextmanager
def _stream(client: httpx.Client, first: int) -> Iterator[httpx.Response]:
    headers, query = {"accept": EVENT_STREAM}, {"from": f"{first}.0"}
    with client.stream("GET", f"/chains/{CHAIN}/events", params=query, headers=headers) as response:
        response.raise_for_status()
        yield response
