# SPDX-License-Identifier: Apache-2.0
"""A follower that is killed at any time loses nothing, and applies nothing twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from counterfoil.node.layout import Layout
from counterfoil.node.rows import RowsFollower
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.storage.filelog import FileBlockLog
from support.chain_rows import dumped, opened
from support.databases import PASSWORD
from support.network import CHAIN, make_trading_network, open_network, run
from support.simulation_rogue import payment

VICTIM: Final = Path(__file__).parents[2] / "support" / "rows_victim.py"


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chain on disk, of some twenty blocks."""
    root = make_trading_network(tmp_path_factory.mktemp("rows") / "network")
    with open_network(root) as opened_network:
        node, key = opened_network.chain(CHAIN), opened_network.keyring.get("alice")
        for quantity in range(1, 15):
            run(node, [payment(quantity)], key)
    return root


@pytest.mark.parametrize("when", ["before", "within", "within-flushed", "between", "between-flushed"])
@pytest.mark.parametrize("transactions", [1, 3])
def test_kill_9_in_the_middle(
    network: Path, address: DatabaseAddress, tmp_path: Path, when: str, transactions: int
) -> None:
    """Before, within and after a transaction, with the follower's own state on the disk or behind."""
    environment = os.environ | {"COUNTERFOIL_DATABASE_PASSWORD": PASSWORD}
    arguments = [str(VICTIM), str(network), str(tmp_path / "own"), str(address), when, str(transactions)]
    killed = subprocess.run([sys.executable, *arguments], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    layout = Layout(network)
    genesis, blocks = layout.genesis(CHAIN).read_bytes(), FileBlockLog.open_to_read(layout.chain(CHAIN) / "blocks")
    with opened(address) as database:
        with RowsFollower(tmp_path / "own", CHAIN, genesis, database) as follower:
            left = follower.advance(blocks)
        assert 0 < left <= blocks.height + 1
        found = dumped(database)
        with RowsFollower(tmp_path / "new", CHAIN, genesis, database) as follower:
            follower.rebuild(blocks)
        assert dumped(database) == found
