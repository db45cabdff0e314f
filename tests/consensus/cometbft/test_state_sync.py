# SPDX-License-Identifier: Apache-2.0
"""Two real engines: a node that holds nothing begins from a snapshot of another, and goes on with the blocks since."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

from counterfoil.consensus.cometbft.batches import encode_batch
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Height
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.rocks import RocksStateStore
from support import snapshot_member
from support.engine import engine as program
from support.lone_engine import LoneEngine, begin
from support.snapshot_member import INTERVAL
from support.toy_application import TOY_GENESIS, ToyApplication, addition

BLOCKS = 3 * INTERVAL


class MemberProcess:
    """``snapshot_member.py`` and what it tells."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, snapshot_member.__file__, folder], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.told = self.process.stdout
        self.wait_for("serves")

    def wait_for(self, what: str) -> list[str]:
        """Everything up to a line that begins so."""
        heard = []
        for line in self.told:
            heard.append(line.strip())
            if line.startswith(what):
                return heard
        raise AssertionError(f"it ended before {what!r}: {heard}")

    def close(self) -> None:
        self.process.wait(60)
        self.told.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def submit(engine: LoneEngine, number: int) -> None:
    data = addition("a", number, salt=str(number))
    assert engine.submit(encode_batch([data], tick=False, salt=digest(data)[:16])) == 0


def wait_for_engine(engine: LoneEngine) -> None:
    while engine.process.poll() is None:
        try:
            engine.ask("status")
        except OSError:
            engine.rest()
        else:
            return
    raise AssertionError((engine.folder / "engine.log").read_text())


def joins(engine: LoneEngine, peer_port: int, rpc_port: int) -> dict[str, str]:
    """How a node is told to begin from a snapshot: whom to ask, and a header to trust."""
    trusted = engine.ask("commit", height="1")["signed_header"]["commit"]["block_id"]["hash"]
    id_ = subprocess.check_output([engine.binary, "show-node-id", "--home", engine.folder], text=True).strip()
    return {
        "CMT_P2P_PERSISTENT_PEERS": f"{id_}@127.0.0.1:{peer_port}",
        "CMT_P2P_ALLOW_DUPLICATE_IP": "true",
        "CMT_STATESYNC_ENABLE": "true",
        "CMT_STATESYNC_RPC_SERVERS": f"127.0.0.1:{rpc_port},127.0.0.1:{rpc_port}",
        "CMT_STATESYNC_TRUST_HEIGHT": "1",
        "CMT_STATESYNC_TRUST_HASH": trusted,
        "CMT_STATESYNC_DISCOVERY_TIME": "5s",
    }


def test_a_node_joins_from_a_snapshot(tmp_path: Path) -> None:
    """What was before the snapshot it has from there, what came later from the engine; its state is the others'."""
    program()
    old, new = tmp_path / "old", tmp_path / "new"
    peer_port, rpc_port = free_port(), free_port()
    for folder in (old, new):
        folder.mkdir()
        begin(folder, TOY_GENESIS)
    shutil.copy(old / "config" / "genesis.json", new / "config" / "genesis.json")
    first, second = MemberProcess(old), MemberProcess(new)
    arguments = (f"--p2p.laddr=tcp://127.0.0.1:{peer_port}", f"--rpc.laddr=unix://rpc.sock,tcp://127.0.0.1:{rpc_port}")
    with LoneEngine(old, TOY_GENESIS, *arguments) as engine:
        wait_for_engine(engine)
        for number in range(1, BLOCKS + 1):
            submit(engine, number)
            first.wait_for(f"block {number}")
        with LoneEngine(new, TOY_GENESIS, **joins(engine, peer_port, rpc_port)) as joining:
            (restored,) = second.wait_for("restored")
            submit(engine, BLOCKS + 1)
            followed = second.wait_for(f"block {BLOCKS + 1}")
            stop(joining, second)
        stop(engine, first)
    height = int(restored.split()[1])
    assert INTERVAL <= height <= BLOCKS
    assert followed == [f"block {number}" for number in range(height + 1, BLOCKS + 2)]
    assert whole(new) == whole(old)


def stop(engine: LoneEngine, member: MemberProcess) -> None:
    """The engine first; its application ends with it."""
    engine.process.terminate()
    engine.wait()
    member.close()


def whole(folder: Path) -> tuple[list[bytes], int]:
    """Every header, and what the state holds."""
    store = RocksStateStore.open(folder / "state")
    log = FileBlockLog.open(folder / "blocks", durable_height=store.height)
    found = [block.header for block in log.blocks(Height(0))], ToyApplication(store).total("a")
    log.close()
    store.close()
    return found
