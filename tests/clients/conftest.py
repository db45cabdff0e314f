# SPDX-License-Identifier: Apache-2.0
"""A network that is served, for clients in other languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.node_service import Served, make_served_network, served


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root: Path = make_served_network(tmp_path_factory.mktemp("clients") / "network")
    with served(root) as running:
        yield running
