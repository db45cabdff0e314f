# SPDX-License-Identifier: Apache-2.0
"""The engine's program, ports of this machine, and a home of an engine that is alone."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from counterfoil.consensus.cometbft.engine_config import EngineConfig, PeerToPeer, Rpc
from counterfoil.consensus.cometbft.engine_files import EngineFiles
from counterfoil.consensus.cometbft.engine_genesis import Voter, engine_genesis
from counterfoil.consensus.cometbft.engine_process import find_engine
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Timestamp
from support import tree

INSTALLED: Final = tree.ROOT / ".engine" / "cometbft"
BEGINNING: Final = Timestamp(1_760_000_000_000)


def engine() -> Path:
    """The program; without it the test skips, or fails where tools are required."""
    try:
        return find_engine(os.environ, beside=INSTALLED)
    except InputError as error:
        if os.environ.get("COUNTERFOIL_REQUIRE_TOOLS") == "1":
            raise
        pytest.skip(str(error))


def key(name: str) -> PrivateKey:
    return PrivateKey(sha256(name.encode()).digest())


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now; held together, so that they differ."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in sockets]


def alone(folder: Path, port: int, *, chain: str = "toy") -> EngineFiles:
    """The files of an engine that is its chain's only validator; its sockets are in ``folder``."""
    config = EngineConfig(
        moniker="alone",
        proxy_app=f"unix://{folder / 'abci'}",
        rpc=Rpc(laddr=f"unix://{folder / 'rpc'}"),
        p2p=PeerToPeer(laddr=f"tcp://127.0.0.1:{port}", allow_duplicate_ip=True),
    )
    voters = [Voter("alone", bytes.fromhex(key("vote").public.key))]
    genesis = engine_genesis(ChainId(chain), BEGINNING, voters, document=b'{"time":1000}')
    return EngineFiles(config, genesis, key("node"), key("vote"))


def lines_of(path: Path) -> Iterator[str]:
    yield from path.read_text().splitlines()
