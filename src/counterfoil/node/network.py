# SPDX-License-Identifier: Apache-2.0
"""A network in use: its chains, its custody log and its witnesses, opened as they are needed."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.custody.witness import Witness
from counterfoil.custody.witness_client import HttpWitness, LocalWitness, WitnessClient
from counterfoil.evidence.witness_policy import OpenedCheckpoint
from counterfoil.identity.note import CosignatureSigner, NoteSigner, parse_vkey
from counterfoil.node.anchoring import anchor_new_headers, register_chain
from counterfoil.node.chain import ChainNode
from counterfoil.node.initialise import seal_policy, witness_policy, write_trust_file
from counterfoil.node.keyring import AskPassphrase, Keyring
from counterfoil.node.layout import Layout, NetworkConfig, WitnessConfig, read_config, require_chain
from counterfoil.node.published_log import PublishedLog
from counterfoil.primitives.errors import CustodyError, InputError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Height, Timestamp


def clock_ms() -> Timestamp:
    """The machine's clock; the only place where block time comes from."""
    return Timestamp(time.time_ns() // 1_000_000)


def clock_s() -> int:
    """The machine's clock in POSIX seconds, as witnesses use it."""
    return time.time_ns() // 1_000_000_000


class Network:
    """One process's hold on a network's folder; close it to let others in."""

    witnesses: Sequence[WitnessClient] | None = None
    """who cosigns instead of the witnesses that ``network.json`` describes; set it before the first publication"""

    def __init__(self, root: Path, ask: AskPassphrase) -> None:
        self.layout = Layout(root)
        self.config: NetworkConfig = read_config(self.layout)
        self.keyring = Keyring(self.layout.keys, ask)
        self._chains: dict[ChainId, ChainNode] = {}
        self._custody: CustodyLog | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        with ExitStack() as closing:  # One that fails to close must not keep the others open and locked.
            if self._custody is not None:
                closing.callback(self._custody.close)
            for chain in self._chains.values():
                closing.callback(chain.close)
            self._chains.clear()
            self._custody = None

    def chain(self, chain: ChainId, *, writable: bool = True) -> ChainNode:
        """The chain, opened on first use; a chain that was opened to be read cannot be written.

        Raises InputError for a chain that ``network.json`` does not describe.
        """
        require_chain(self.config, chain)
        node = self._chains.get(chain)
        if node is None:
            keys = [self.keyring.get(name) for name in self.config.chains[chain].seal_keys] if writable else []
            node = ChainNode.open(self.layout.chain(chain), chain, clock=clock_ms, seal_keys=keys)
            self._chains[chain] = node
        if writable and node.engine is None:
            raise InputError("the chain was opened to be read only", where=chain)
        return node

    def custody(self) -> CustodyLog:
        """The custody log with its private key, opened on first use."""
        if self._custody is None:
            signer = self.log_signer()
            self._custody = CustodyLog.open(
                self.layout.custody,
                signer=signer,
                policy=witness_policy(self.config, signer),
                witnesses=self.witness_clients() if self.witnesses is None else self.witnesses,
            )
        return self._custody

    def log_signer(self) -> NoteSigner:
        return NoteSigner(self.keyring.get(self.config.custody_key), self.config.origin)

    def publish(self) -> OpenedCheckpoint:
        """Anchor what every chain has sealed, and publish a checkpoint with a fresh quorum.

        Raises QuorumError when too few witnesses cosign; what is anchored stays, and the next call tries again.
        A chain that the log refuses, such as a halted one, keeps no other back, and the proof of an equivocation
        must be seen: CustodyError is raised for it once the rest is published.
        """
        custody = self.custody()
        genesis: dict[ChainId, str] = {}
        refused: list[str] = []
        for chain in self.config.chains:
            node = self._chains.get(chain) or self.chain(chain)
            genesis[chain] = to_hex(node.reader.sealed_header(Height(0)).hash)
            try:
                register_chain(custody, node.reader, seal_policy(self.config, chain, self.keyring))
                anchor_new_headers(custody, node.reader)
            except CustodyError as error:
                refused.append(str(error))
        if refused and not custody.size:
            raise CustodyError("; ".join(refused))
        opened = custody.publish()
        if not self.layout.trust.exists():
            seals = {chain: (genesis[chain], seal_policy(self.config, chain, self.keyring)) for chain in genesis}
            write_trust_file(self.layout.trust, witness_policy(self.config, self.log_signer()), seals)
        if refused:
            raise CustodyError("; ".join(refused))
        return opened

    def published(self) -> PublishedLog:
        """The custody log as the world sees it."""
        return PublishedLog(self.layout.custody)

    def witness(self, name: str) -> Witness:
        """The witness of that name, run here; raises InputError when its key is elsewhere."""
        config = next((witness for witness in self.config.witnesses if witness.name == name), None)
        if config is None or config.key is None:
            known = ", ".join(witness.name for witness in self.config.witnesses if witness.key is not None)
            raise InputError(f"no witness {name!r} has its key here", where="witness", remedy=f"known: {known}")
        return Witness(
            self.layout.witness(name),
            signer=CosignatureSigner(self.keyring.get(config.key), name),
            logs=[self.log_signer().verifier],
            clock=clock_s,
        )

    def witness_clients(self) -> list[WitnessClient]:
        """One client per witness: over HTTP where there is a URL, in this process otherwise."""
        return [self._client(config) for config in self.config.witnesses]

    def _client(self, config: WitnessConfig) -> WitnessClient:
        if config.url is not None:
            return HttpWitness(config.name, parse_vkey(config.vkey), config.url)
        return LocalWitness(config.name, self.witness(config.name))
