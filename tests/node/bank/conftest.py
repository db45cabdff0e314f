# SPDX-License-Identifier: Apache-2.0
"""A network with digital yuan, and a bank at which backing has arrived."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from counterfoil.demo.simulated_bank import SimulatedBank
from counterfoil.node.network import Network
from support.bank_world import (
    OWN,
    RESERVE,
    bank_of,
    make_bank_network,
)
from support.network import copy_network, open_network


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bank_network(tmp_path_factory.mktemp("bank") / "network")


@pytest.fixture
def network(template: Path, tmp_path: Path) -> Iterator[Network]:
    """A network of one's own, open."""
    with open_network(copy_network(template, tmp_path / "network")) as opened:
        yield opened


@pytest.fixture
def bank() -> SimulatedBank:
    """A bank that never fails, at which backing of 9,000 has arrived, and the bank's own money for customers."""
    made = bank_of()
    made.arrive(RESERVE, 9_000, "backing-1", payer=OWN)
    return made
