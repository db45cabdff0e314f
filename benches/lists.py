# SPDX-License-Identifier: Apache-2.0
"""Lists of records asked of a service over a socket, each request signed: how long 99 of 100 take at most.

What is asked are the tables of ``benches.readmodel``, which may have grown beyond the chain by copies of its last
block: of those the tables' own headers are taken for the chain's.
"""

import random
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Final

import httpx
from sqlalchemy import Connection, select

from benches.claim import Claim, timed
from benches.node_served import node_served, signing
from benches.world import CHAIN, SHARE, World, account
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.evidence.header import Header, decode_header
from counterfoil.node.chain_reader import ChainReader
from counterfoil.node.rows_feed import RowsFeed
from counterfoil.primitives.types import Height
from counterfoil.readmodel.chain.applying import applied
from counterfoil.readmodel.chain.tables import BLOCKS
from counterfoil.readmodel.database import Database

READS: Final = 500
HOLDING: Final = "holdings/holding"
RECORDS: Final = f"/chains/{CHAIN}/records"


class _Filled(RowsFeed):
    """Tables that were filled before, and are fed no more."""

    def __init__(self, database: Database) -> None:
        self._filled = database
        with database.reading() as connection:
            self.height = Height(applied(connection) - 1)

    def start(self) -> None:
        pass

    def ordered(self, _header: bytes = b"", _seal: bytes = b"") -> None:
        pass

    def close(self) -> None:
        pass

    def reached(self, height: int) -> "Future[None]":  # noqa: ARG002
        done: Future[None] = Future()
        done.set_result(None)
        return done

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._filled.reading() as connection:
            yield connection


class _HeadersOfTables(ChainReader):
    """The chain, and beyond it what the tables say."""

    filled: Database

    def header(self, height: Height) -> Header:
        with self.filled.reading() as connection:
            found = connection.execute(select(BLOCKS.c.header).where(BLOCKS.c.height == height)).scalar()
        return super().header(height) if found is None else decode_header(found)


def measure(built: World, database: Database, dice: random.Random, past: int) -> Iterator[Claim]:
    """Each question by other holders, who sign; ``past`` is a height long ago."""
    node = built.node
    node.reader = _HeadersOfTables(CHAIN, node.block_log, node.store)
    node.reader.filled = database
    running = RunningNetwork(built.network, publish_every_s=3_600, rows=lambda _: _Filled(database))
    with node_served(running) as url, httpx.Client(base_url=url, trust_env=False, timeout=60) as client:

        def spent(path: str, query: Mapping[str, str | int]) -> list[float]:
            each: list[float] = []
            while len(each) < READS:
                holder = dice.randrange(len(built.keys))
                auth = signing(built.keys[holder])
                begun = time.perf_counter()
                try:
                    answer = client.get(path.format(account=account(holder)), params=query, auth=auth)
                except httpx.RemoteProtocolError:  # a kept connection that the server had just closed
                    continue
                each.append(time.perf_counter() - begun)
                if answer.status_code != 200 or not (answer.json().get("records") or answer.json().get("events")):
                    raise ValueError(answer.text)
            return sorted(each)

        asked: dict[str, tuple[str, dict[str, str | int]]] = {
            "my holdings": (RECORDS, {"table": HOLDING}),
            "my holdings at a height long ago": (RECORDS, {"table": HOLDING, "height": past}),
            "my holding of an instrument": (RECORDS, {"table": HOLDING, "instrument": SHARE}),
            "the first events of my holding": (f"/chains/{CHAIN}/trails/{HOLDING}/{{account}}/{SHARE}", {"limit": 20}),
        }
        for name, (path, query) in asked.items():
            with timed() as watch:
                each = spent(path, query)
            yield Claim(
                name=f"over HTTP: {name}",
                value=each[READS * 99 // 100] * 1_000,
                unit="ms",
                conditions=f"the 99th of 100 of {READS:,} signed requests on one connection, signing included; half of "
                f"them within {each[READS // 2] * 1_000:,.1f} ms; {watch.processor_seconds / READS * 1_000:,.1f} ms of "
                "processor time each, of both sides",
            )
