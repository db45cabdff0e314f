# SPDX-License-Identifier: Apache-2.0
"""The engine's program, ports of this machine, and an engine that is its chain's only validator."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from benches.engine_chain import IN_THE_TREE, free_ports
from counterfoil.consensus.cometbft.engine_config import EngineConfig, Mempool, PeerToPeer, Rpc
from counterfoil.consensus.cometbft.engine_files import EngineFiles, EngineHome, write_home
from counterfoil.consensus.cometbft.engine_genesis import Voter, engine_genesis
from counterfoil.consensus.cometbft.engine_process import EngineProcess, find_engine
from counterfoil.consensus.cometbft.gateway import CometBftEngine
from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.consensus.cometbft.ordered import OrderedApplication
from counterfoil.consensus.cometbft.rpc import EngineRpc
from counterfoil.consensus.cometbft.running import READY_S, RunningEngine
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Timestamp
from counterfoil.storage.blocklog import MemoryBlockLog
from support.toy_application import EXPIRED, TOY_GENESIS, ToyApplication, toy_seal

BEGINNING: Final = Timestamp(1_760_000_000_000)


def engine() -> Path:
    """The program; without it the test skips, or fails where tools are required."""
    try:
        return find_engine(os.environ, beside=IN_THE_TREE)
    except InputError as error:
        if os.environ.get("COUNTERFOIL_REQUIRE_TOOLS") == "1":
            raise
        pytest.skip(str(error))


def key(name: str) -> PrivateKey:
    return PrivateKey(sha256(name.encode()).digest())


def alone(folder: Path, port: int, *, chain: str = "toy", mempool: int = 5_000) -> EngineFiles:
    """The files of an engine that is its chain's only validator; its sockets are in ``folder``."""
    config = EngineConfig(
        moniker="alone",
        proxy_app=f"unix://{folder / 'abci'}",
        rpc=Rpc(laddr=f"unix://{folder / 'rpc'}"),
        p2p=PeerToPeer(laddr=f"tcp://127.0.0.1:{port}", allow_duplicate_ip=True),
        mempool=Mempool(size=mempool),
    )
    voters = [Voter("alone", bytes.fromhex(key("vote").public.key))]
    genesis = engine_genesis(ChainId(chain), BEGINNING, voters, document=TOY_GENESIS)
    return EngineFiles(config, genesis, key("node"), key("vote"))


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder of one's own whose path is short: paths of sockets have little room."""
    folder = Path(tempfile.mkdtemp(prefix="cf-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Alone:
    """The toy under a real engine; log and state are in memory."""

    def __init__(
        self,
        folder: Path,
        application: ToyApplication,
        *,
        mempool: int = 5_000,
        child: bool = True,
        ready_s: float = READY_S,
        **options: Any,
    ) -> None:
        """``child`` False: a test starts the engine, which is ``process``."""
        self.files = alone(folder, free_ports(1)[0], mempool=mempool)
        self.home = EngineHome(folder / "engine")
        write_home(self.home, self.files)
        self.application, self.log = application, MemoryBlockLog()
        self._heights = EngineHeights.open(folder / "heights")
        self.ordered = OrderedApplication(application, self.log, self._heights, genesis=TOY_GENESIS, share=toy_seal)
        self.process = EngineProcess(engine(), self.home)
        self.rpc = EngineRpc(self.files.config.rpc.laddr)
        self.lost: list[BaseException] = []
        given: dict[str, Any] = {"standing": lambda _: None, "expired": (EXPIRED,)} | options
        self.gateway = CometBftEngine(
            application,
            self.ordered,
            RunningEngine(
                self.ordered, folder / "abci", self.rpc, process=self.process if child else None, ready_s=ready_s
            ),
            salt=os.urandom,
            **given,
        )
        self.gateway.when_lost(self.lost.append)

    def __enter__(self) -> "Alone":
        self.gateway.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.gateway.close()
        self._heights.close()
