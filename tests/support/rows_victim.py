# SPDX-License-Identifier: Apache-2.0
"""A process that follows a chain into a database, and kills itself: ``rows_victim.py NETWORK FOLDER URL WHEN COUNT``.

``WHEN``: before the rows of a transaction are entered, within it, or between it and the next; ``-flushed``: its own
state, which is written without syncing, is on the disk by then. ``COUNT``: in which transaction.
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from counterfoil.node import rows
from counterfoil.node.layout import Layout
from counterfoil.readmodel.address import read_address
from counterfoil.readmodel.chain.applying import PROJECTION, BlockRows
from counterfoil.readmodel.chain.tables import SCHEMA
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.projection import PROJECTIONS, Numbered
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.rocks import RocksStateStore
from support.network import CHAIN

STEP = 3
"""So that a short chain takes many transactions."""


def main(network: str, folder: str, url: str, when: str, count: int) -> None:
    """Follow until the time has come."""
    layout, done = Layout(Path(network)), 0

    def die() -> None:
        if when.endswith("-flushed"):
            store = following._store
            assert isinstance(store, RocksStateStore)
            store.flush()
        os.kill(os.getpid(), signal.SIGKILL)

    def fatal(connection: Connection, blocks: Sequence[Numbered[BlockRows]]) -> None:
        nonlocal done
        done += 1
        if done == count and when.startswith("before"):
            die()
        PROJECTION.apply(connection, blocks)
        if done == count and when.startswith("within"):
            die()

    def told(_what: str, _done: int, _total: int) -> None:
        if done == count:
            die()

    rows.STEP = STEP  # type: ignore[misc]
    rows.PROJECTION = PROJECTION._replace(apply=fatal)  # type: ignore[misc]
    with (
        Database(read_address(url), PROJECTIONS, SCHEMA) as database,
        rows.RowsFollower(Path(folder), CHAIN, layout.genesis(CHAIN).read_bytes(), database) as following,
    ):
        following.advance(FileBlockLog.open_to_read(layout.chain(CHAIN) / "blocks"), progress=told)


if __name__ == "__main__":
    main(*sys.argv[1:5], int(sys.argv[5]))  # type: ignore[call-arg]
