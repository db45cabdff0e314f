# SPDX-License-Identifier: Apache-2.0
"""A chain of the engine's own on loopback: validators with settings that suit a consortium, started and asked.

Nothing of ours runs in it: it is what our node is compared with, and where vectors of real commits come from.
"""

import base64
import json
import os
import random
import re
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx

from counterfoil.consensus.cometbft.engine_process import find_engine
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.signatures import SCHEMES

IN_THE_TREE: Final = Path(__file__).parents[1] / ".engine/cometbft"
WAIT_S: Final = 60
SETTINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "": {"log_level": '"error"'},
    "rpc": {"max_body_bytes": "10000000", "laddr": '"tcp://127.0.0.1:{rpc}"'},
    "p2p": {
        "laddr": '"tcp://127.0.0.1:{p2p}"',
        "persistent_peers": '"{peers}"',
        "addr_book_strict": "false",
        "allow_duplicate_ip": "true",
        "pex": "false",
        "flush_throttle_timeout": '"1ms"',
        "max_packet_msg_payload_size": "32768",
        "send_rate": "200000000",
        "recv_rate": "200000000",
    },
    "mempool": {"size": "5000", "recheck": "false", "max_tx_bytes": "4194304"},
    "consensus": {
        "timeout_propose": '"500ms"',
        "timeout_prevote": '"200ms"',
        "timeout_precommit": '"200ms"',
        "timeout_commit": '"0s"',
        "skip_timeout_commit": "true",
        "create_empty_blocks_interval": '"1s"',
        "peer_gossip_sleep_duration": '"2ms"',
    },
    "tx_index": {"indexer": '"null"'},
}
"""Of ``config.toml``, by section; each was found to matter (ADR 92 and the reference of settings)."""
BLOCK_BYTES: Final = 4_194_304


def engine() -> Path | None:
    """The engine's program: where the environment says, in the tree, or on the path; None where it is nowhere."""
    try:
        return find_engine(os.environ, beside=IN_THE_TREE)
    except InputError:
        return None


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def free_run(count: int) -> int:
    """The first of so many ports in a row that nobody listens on now, below those that systems give away unasked."""
    for first in random.sample(range(10_000, 30_000, 100), 200):
        with ExitStack() as stack, suppress(OSError):
            for port in range(first, first + count):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first
    raise OSError(f"no {count} ports in a row are free")


class EngineNode:
    """One process of the engine, with its folder."""

    def __init__(self, home: Path, rpc_port: int, p2p_port: int, seed: bytes) -> None:
        self.home, self.rpc_port, self.p2p_port, self.seed = home, rpc_port, p2p_port, seed
        self.public = SCHEMES["ed25519"].public_key(seed)
        self.process: subprocess.Popen[bytes] | None = None
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{rpc_port}", trust_env=False, timeout=WAIT_S)

    @property
    def address(self) -> bytes:
        """By which the engine names its validator."""
        return sha256(self.public).digest()[:20]

    def start(self, binary: Path, proxy_app: str) -> None:
        command = [str(binary), "start", "--home", str(self.home), f"--proxy_app={proxy_app}"]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def stop(self) -> None:
        """As by a supervisor; the process is gone afterwards."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(WAIT_S)
            self.process = None

    def ask(self, method: str, **given: str) -> dict[str, Any]:
        """What the engine answers to a call of its RPC; ValueError for what it refuses."""
        answer: dict[str, Any] = self._http.get(f"/{method}", params=given).json()
        return _result(answer)

    def submit(self, transaction: bytes, method: str = "broadcast_tx_sync") -> dict[str, Any]:
        """Hand in a transaction."""
        return self.call(method, tx=base64.b64encode(transaction).decode())

    def call(self, method: str, **given: Any) -> dict[str, Any]:
        """A call of the RPC with values that are no text."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": given}
        return _result(self._http.post("/", json=body).json())

    def height(self) -> int:
        """Of the last block; 0 while nobody answers."""
        try:
            return int(self.ask("status")["sync_info"]["latest_block_height"])
        except (httpx.HTTPError, ValueError):
            return 0

    def processor_seconds(self) -> float:
        """What the process used so far, of all cores."""
        return 0.0 if self.process is None else self.spent_by(self.process.pid)

    @staticmethod
    def spent_by(process: int) -> float:
        """Of all cores, in seconds, as Linux counts."""
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        self.stop()
        self._http.close()


class EngineChain:
    """Some nodes, of which the first have power in the genesis. Ends all of them when it is left."""

    def __init__(
        self, root: Path, binary: Path, *, chain: str, powers: Sequence[int], seeds: Sequence[bytes] | None = None
    ) -> None:
        self.root, self.binary, self.chain = root, binary, chain
        ports = free_ports(2 * len(powers))
        seeds = seeds or [os.urandom(32) for _ in powers]
        subprocess.run(
            [binary, "testnet", "--v", str(len(powers)), "--o", root, "--populate-persistent-peers=false"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        self.nodes = [
            EngineNode(root / f"node{index}", ports[2 * index], ports[2 * index + 1], seed)
            for index, seed in enumerate(seeds)
        ]
        self._write_genesis(powers)
        peers = {node.home: f"{self._node_id(node)}@127.0.0.1:{node.p2p_port}" for node in self.nodes}
        for node in self.nodes:
            _write_key(node)
            others = ",".join(peer for home, peer in peers.items() if home != node.home)
            _configure(node.home / "config/config.toml", rpc=node.rpc_port, p2p=node.p2p_port, peers=others)

    def _node_id(self, node: EngineNode) -> str:
        told = subprocess.run(
            [self.binary, "show-node-id", "--home", node.home], check=True, capture_output=True, text=True
        )
        return told.stdout.strip().splitlines()[-1]

    def _write_genesis(self, powers: Sequence[int]) -> None:
        document = json.loads((self.nodes[0].home / "config/genesis.json").read_text())
        document["chain_id"] = self.chain
        document["consensus_params"]["block"]["max_bytes"] = str(BLOCK_BYTES)
        document["validators"] = [
            {
                "address": node.address.hex().upper(),
                "pub_key": _public(node),
                "power": str(power),
                "name": node.home.name,
            }
            for node, power in zip(self.nodes, powers, strict=True)
            if power
        ]
        for node in self.nodes:
            (node.home / "config/genesis.json").write_text(json.dumps(document, indent=1))

    def start(self, proxy_app: str | Callable[[int], str] = "kvstore") -> None:
        for index, node in enumerate(self.nodes):
            node.start(self.binary, proxy_app if isinstance(proxy_app, str) else proxy_app(index))

    def wait(self, height: int, *, of: Sequence[int] | None = None) -> None:
        """Until the nodes, or some of them, have a block; TimeoutError with the log's end if they do not get there."""
        until = time.monotonic() + WAIT_S
        for node in self.nodes if of is None else [self.nodes[index] for index in of]:
            while node.height() < height:
                if time.monotonic() > until:
                    raise TimeoutError((node.home / "log").read_text()[-2_000:])
                time.sleep(0.05)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for node in self.nodes:
            node.close()


def _result(answer: dict[str, Any]) -> dict[str, Any]:
    if "error" in answer:
        raise ValueError(json.dumps(answer["error"]))
    result: dict[str, Any] = answer["result"]
    return result


def _public(node: EngineNode) -> dict[str, str]:
    return {"type": "tendermint/PubKeyEd25519", "value": base64.b64encode(node.public).decode()}


def _write_key(node: EngineNode) -> None:
    private = base64.b64encode(node.seed + node.public).decode()
    document = {
        "address": node.address.hex().upper(),
        "pub_key": _public(node),
        "priv_key": {"type": "tendermint/PrivKeyEd25519", "value": private},
    }
    (node.home / "config/priv_validator_key.json").write_text(json.dumps(document))


def _configure(file: Path, **facts: object) -> None:
    """Put the settings into the engine's own configuration; a setting that it does not know is an error of ours."""
    section, lines, missing = "", [], {(part, name) for part, names in SETTINGS.items() for name in names}
    for line in file.read_text().splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line.strip()):
            section = header[1]
        name = line.partition("=")[0].strip()
        if name in SETTINGS.get(section, {}):
            line = f"{name} = {SETTINGS[section][name].format(**facts)}"
            missing.discard((section, name))
        lines.append(line)
    if missing:
        raise ValueError(f"{file} has no {sorted(missing)[0]}")
    file.write_text("\n".join(lines) + "\n")
