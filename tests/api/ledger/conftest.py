# SPDX-License-Identifier: Apache-2.0
"""A network for services, made once and copied."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.network import copy_network
from support.node_service import Served, make_served_network, served


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be changed."""
    return make_served_network(tmp_path_factory.mktemp("served") / "network")


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A network of one's own."""
    return copy_network(made, tmp_path / "network")


@pytest.fixture
def service(root: Path) -> Iterator[Served]:
    with served(root) as running:
        yield running


@pytest.fixture(scope="session")
def standing(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One for all tests that only read."""
    with served(copy_network(made, tmp_path_factory.mktemp("standing") / "network")) as running:
        yield running
