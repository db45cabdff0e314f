# SPDX-License-Identifier: Apache-2.0
"""A folder whose service runs, in this process: for commands that are run against it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from counterfoil.api.ledger.folder_door import folder_door
from counterfoil.api.ledger.running import RunningNetwork
from support.network import open_network
from support.node_service import SOON_EVERY_S


@contextmanager
def served_folder(root: Path, failures: "list[Exception] | None" = None) -> Iterator[RunningNetwork]:
    """Held by a service that publishes when it is asked to; ``failures``: where what nobody foresaw is wanted."""
    wanted = failures is not None
    failures = [] if failures is None else failures
    with open_network(root) as network:
        running = RunningNetwork(network, publish_every_s=3_600, publish_soon_every_s=SOON_EVERY_S)
        with folder_door(running, root, failed=lambda _, error: failures.append(error)):
            yield running
    assert wanted or not failures, failures
