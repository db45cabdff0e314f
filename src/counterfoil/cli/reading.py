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
def read_chain(
    network: Path, chain: str | None, key: str | None = None, ca: Path | None = None
) -> "Iterator[ChainNode]":
    """The chain, opened to be read; of a service that is elsewhere asked with a key."""
    from counterfoil.node.layout import require_chain

    with open_network(network, keys=() if key is None else (key,), ca=ca) as opened:
        yield opened.chain(require_chain(opened.config, chain), writable=False)
