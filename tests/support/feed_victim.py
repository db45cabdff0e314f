# SPDX-License-Identifier: Apache-2.0
"""A node that orders, feeds its tables, and kills itself: ``feed_victim.py NETWORK URL WHEN COUNT``.

``WHEN``: before the rows of a transaction are entered, within it, or after it; ``-flushed``: the node's state, which is
written without syncing, is on the disk by then. ``COUNT``: in which transaction.
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from counterfoil.node import rows_feed
from counterfoil.node.rows_feed import RowsFeed
from counterfoil.readmodel.address import read_address
from counterfoil.readmodel.chain.applying import PROJECTION, BlockRows
from counterfoil.readmodel.projection import Numbered
from counterfoil.storage.rocks import RocksStateStore
from support.network import CHAIN, open_network, run
from support.simulation_rogue import payment


def main(root: str, url: str, when: str, count: int) -> None:
    """Order and feed until the time has come."""
    done = 0
    with open_network(Path(root)) as network:
        node, key = network.chain(CHAIN), network.keyring.get("alice")

        def die() -> None:
            assert isinstance(node.store, RocksStateStore)
            if when.endswith("-flushed"):
                node.store.flush()
            os.kill(os.getpid(), signal.SIGKILL)

        def fatal(connection: Connection, blocks: Sequence[Numbered[BlockRows]]) -> None:
            nonlocal done
            done += 1
            if done == count and when.startswith("before"):
                die()
            PROJECTION.apply(connection, blocks)
            if done == count and when.startswith("within"):
                die()
            if done > count:
                die()

        rows_feed.STEP_BLOCKS = 2  # type: ignore[misc]
        rows_feed.PROJECTION = PROJECTION._replace(apply=fatal)  # type: ignore[misc]
        feed = RowsFeed(node, network.layout, read_address(url))
        feed.start()
        while True:
            run(node, [payment(1)], key)
            feed.ordered()


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))  # type: ignore[call-arg]
