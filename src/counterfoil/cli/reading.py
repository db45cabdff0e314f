# SPDX-License-Identifier: Apache-2.0
"""A chain that a command only reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from counterfoil.cli.options import open_network

if TYPE_CHECKING:
    from counterfoil.node.chain import ChainNode


@contextmanager
def read_chain(network: Path, chain: str | None) -> "Iterator[ChainNode]":
    """The chain, opened to be read."""
    from counterfoil.node.layout import require_chain

    with open_network(network) as opened:
        yield opened.chain(require_chain(opened.config, chain), writable=False)
