# SPDX-License-Identifier: Apache-2.0
"""A network that a service holds elsewhere, in the place of one whose folder is here: keys stay with whoever signs."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from counterfoil.cli.afar_chain import AfarChain, afar_node
from counterfoil.cli.afar_service import AfarService, asking_key, not_a_file
from counterfoil.cli.options import KEY_VARIABLE, not_from_afar
from counterfoil.custody.custody_log import CustodyLog
from counterfoil.evidence.witness_policy import OpenedCheckpoint
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.chain import ChainNode
from counterfoil.node.keyring import AskPassphrase, Keyring
from counterfoil.node.layout import FORMAT, ChainConfig, NetworkConfig, require_chain
from counterfoil.node.network import Network
from counterfoil.node.published_log import PublishedLog
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, HexHash


class AfarKeyring(Keyring):
    """Key files of whoever asks; there is no folder in which others would lie."""

    def __init__(self, ask: AskPassphrase) -> None:
        super().__init__(Path(), ask)
        self._read: dict[Path, PrivateKey] = {}

    def path(self, name: str) -> Path:
        raise not_a_file(name)

    def names(self) -> list[str]:
        """Of those that were read, as a folder would call them."""
        return [file.stem for file in self._read]

    def public(self, name: str) -> PublicKey:
        found = next((key for file, key in self._read.items() if file.stem == name), None)
        if found is None:
            raise not_a_file(name)
        return found.public

    def read(self, file: Path) -> PrivateKey:
        """Each file once: deriving a key from its passphrase is slow on purpose."""
        if file not in self._read:
            self._read[file] = super().read(file)
        return self._read[file]

    @property
    def known(self) -> list[PrivateKey]:
        """Keys that were read so far."""
        return list(self._read.values())


class AfarNetwork(Network):
    """What its service tells whoever asks, in the words of a network that is here."""

    afar = True

    def __init__(self, url: str, ask: AskPassphrase, keys: Sequence[str], ca: Path | None) -> None:
        """``keys``: the first of these files signs requests; with none of them the one that the environment names."""
        self.keyring: AfarKeyring = AfarKeyring(ask)
        file = asking_key(keys or [one for one in (os.environ.get(KEY_VARIABLE),) if one])
        self.service = AfarService(url, lambda: self.keyring.read(Path(file)), ca)
        try:
            told = self.service.get("/chains") or {"chains": ()}
        except BaseException:
            self.service.close()
            raise
        self._afar = {ChainId(one["chain"]): AfarChain(self.service, one) for one in told["chains"]}
        self.config = _described(self._afar)
        self.waiting, self.trust_notice, self.pages_left = {}, None, []
        self._nodes: dict[ChainId, ChainNode] = {}
        self._clock = None

    def close(self) -> None:
        self.service.close()

    def chain(self, chain: ChainId, *, writable: bool = True) -> ChainNode:  # noqa: ARG002 - the service orders
        require_chain(self.config, chain)
        if chain not in self._nodes:
            self._nodes[chain] = afar_node(self._afar[chain], self.keyring)
        return self._nodes[chain]

    def genesis(self, chain: ChainId) -> HexHash:
        return self._afar[chain].genesis_hash

    def publish(self) -> OpenedCheckpoint:
        raise self._not_from_here()

    def custody(self) -> CustodyLog:
        raise self._not_from_here()

    def published(self) -> PublishedLog:
        raise self._not_from_here()

    def __getattr__(self, name: str) -> Any:
        """What a network has whose folder is here, such as where its files are."""
        if name.startswith("_"):
            raise AttributeError(name)
        raise self._not_from_here()

    def _not_from_here(self) -> InputError:
        return not_from_afar(self.service.url)


def _described(chains: dict[ChainId, AfarChain]) -> NetworkConfig:
    """The chains of a network of which nothing else is told."""
    described = {chain: ChainConfig(seal_keys=()) for chain in chains}
    return NetworkConfig(format=FORMAT, origin="", custody_key="", quorum=0, chains=described, witnesses=())
