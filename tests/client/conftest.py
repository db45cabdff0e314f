# SPDX-License-Identifier: Apache-2.0
"""A served network and a fake one, and both clients by one parametrised fixture."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from support.both_clients import KINDS, client_of
from support.fake_node import URL, FakeNode
from support.network import copy_network
from support.node_service import Served, key_of, make_served_network, served

Connect = Callable[..., Any]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be changed."""
    return make_served_network(tmp_path_factory.mktemp("served") / "network")


@pytest.fixture
def service(made: Path, tmp_path: Path) -> Iterator[Served]:
    """A network of one's own, served over a socket."""
    with served(copy_network(made, tmp_path / "network")) as running:
        yield running


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which of the two clients asks."""
    return str(request.param)


@pytest.fixture
def connect(kind: str, service: Served) -> Iterator[Connect]:
    """Makes a client of the served network that asks with these parties' keys."""
    with ExitStack() as stack:

        def connected(*names: str, **options: Any) -> Any:
            keys = [key_of(service.root, name) for name in names]
            return stack.enter_context(client_of(kind, service.url, key=keys or None, **options))

        yield connected


@pytest.fixture
def fake() -> FakeNode:
    return FakeNode()


@pytest.fixture
def ask(kind: str, fake: FakeNode) -> Iterator[Connect]:
    """Makes a client of the fake node."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(client_of(kind, URL, **fake.options(**options)))
