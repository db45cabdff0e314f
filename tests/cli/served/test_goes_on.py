# SPDX-License-Identifier: Apache-2.0
"""A service that goes on while a command reads its folder: what the command shows is whole all the same."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from counterfoil.node.network import Network
from counterfoil.node.submitting import is_committed, submit
from support.network import CHAIN, SHARES, copy_network
from support.node_service import key_of, paid
from support.served_folder import served_folder

HELD = ("--claim", "control", "--account", "bob-1", "--instrument", SHARES)


@pytest.mark.parametrize("publishing", [(), ("--no-publish",)])
def test_evidence_is_of_the_log_that_was_read(
    run: Callable[..., Any],
    trading_template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    publishing: tuple[str, ...],
) -> None:
    """Blocks that are ordered and published just before the log is read are in the chain that is read."""
    root, published = copy_network(trading_template, tmp_path / "network"), Network.published

    with served_folder(root) as running:

        def later(network: Network) -> Any:
            node = running.chains[CHAIN]
            assert is_committed(submit(node, [paid(node, key_of(root, "alice"))])[0])
            running.publish_now()
            return published(network)

        monkeypatch.setattr(Network, "published", later)
        run("evidence", "export", *HELD, "-n", root, "-o", tmp_path / "held.zip", *publishing)
    assert "proved" in run("verify", tmp_path / "held.zip", "--trust", root / "trust.json").stdout
