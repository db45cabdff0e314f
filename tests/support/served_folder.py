# SPDX-License-Identifier: Apache-2.0
"""A folder whose service runs, in this process: for commands that are run against it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from counterfoil.api.ledger.folder_door import folder_door
from counterfoil.api.ledger.running import RunningNetwork
from support.network import open_network


@contextmanager
def served_folder(root: Path) -> Iterator[RunningNetwork]:
    """Held by a service that publishes when it is asked to; nothing may fail in it that nobody foresaw."""
    failures: list[Exception] = []
    with open_network(root) as network:
        running = RunningNetwork(network, publish_every_s=3_600, failed=lambda _, error: failures.append(error))
        with folder_door(running, root):
            yield running
    assert not failures, failures
