# SPDX-License-Identifier: Apache-2.0
"""The custody log as anybody can read it: the published checkpoint and the tiles, without a key or a lock."""

from pathlib import Path

from counterfoil.custody.custody_log import POLICY_FILE
from counterfoil.custody.log import CHECKPOINT_FILE, PUBLIC_FOLDER
from counterfoil.custody.registry import ChainState, Registry
from counterfoil.custody.tile_store import TileStore
from counterfoil.custody.tiles import TILE_WIDTH
from counterfoil.evidence.entries import RollEntry, decode_entry
from counterfoil.evidence.tlog_proof import TlogProof
from counterfoil.evidence.witness_policy import OpenedCheckpoint, WitnessPolicy, open_checkpoint, parse_policy
from counterfoil.primitives.errors import CorruptionError, DecodeError, InputError, QuorumError
from counterfoil.primitives.merkle_prover import inclusion_proof
from counterfoil.primitives.types import ChainId, Hash, Height


class PublishedLog:
    """A custody folder at its published checkpoint, which must have its quorum."""

    def __init__(self, directory: Path) -> None:
        """Raises InputError when nothing is published, QuorumError when too few witnesses cosigned it."""
        self._store = TileStore(directory / PUBLIC_FOLDER)
        self.policy = _read_policy(directory / POLICY_FILE)
        self._note = _read_checkpoint(directory / PUBLIC_FOLDER / CHECKPOINT_FILE)
        self.opened: OpenedCheckpoint = open_checkpoint(self._note, self.policy)
        if self.policy.quorum_time(self.opened.cosigned) is None:
            raise QuorumError("too few witnesses cosigned the published checkpoint; no evidence without a quorum")
        self._bundles: dict[int, list[bytes]] = {}
        self._chains = self._read_chains()

    @property
    def size(self) -> int:
        return self.opened.checkpoint.size

    def checkpoint(self) -> bytes:
        """The note with its cosignatures, as published."""
        return self._note

    def entry(self, index: int) -> bytes:
        """The bytes of an entry; raises InputError beyond the published size."""
        if not 0 <= index < self.size:
            raise InputError(f"no entry {index}", where="custody log", remedy=f"it has {self.size}, from 0")
        bundle = index // TILE_WIDTH
        if bundle not in self._bundles:
            self._bundles[bundle] = self._store.bundle(bundle, size=self.size)
        return self._bundles[bundle][index % TILE_WIDTH]

    def inclusion(self, index: int, size: int) -> list[Hash]:
        """The inclusion proof of an entry in the tree of ``size``."""
        return list(inclusion_proof(index, size, self._store.source(self.size)))

    def proof(self, index: int) -> TlogProof:
        """An entry's C2SP tlog-proof under the published checkpoint."""
        self.entry(index)
        return TlogProof(index=index, hashes=tuple(self.inclusion(index, self.size)), checkpoint=self._note)

    def chains(self) -> dict[ChainId, ChainState]:
        """What the published entries say of each chain."""
        return self._chains

    def anchor_index(self, chain: ChainId, height: Height) -> int:
        """The log index of a header's anchor; raises InputError when it is not published yet."""
        state = self._chain(chain)
        if not 0 <= height <= state.height:
            raise InputError(
                f"header {height} of {chain} is not in the published log, which ends at {state.height}",
                where="custody log",
                remedy="run counterfoil custody publish",
            )
        return state.indexes[height]

    def rolled_height(self, chain: ChainId) -> Height:
        """The last anchored height that the roll at the end of the published log names."""
        return Height(self._chain(chain).height)

    def _chain(self, chain: ChainId) -> ChainState:
        if chain not in self._chains:
            raise InputError(f"the published custody log knows no chain {chain!r}", where="custody log")
        return self._chains[chain]

    def _read_chains(self) -> dict[ChainId, ChainState]:
        registry = Registry()
        last: object = None
        for index in range(self.size):
            try:
                last = decode_entry(self.entry(index))
                registry.apply(index, last)
            except (DecodeError, KeyError) as error:
                raise CorruptionError(self._store.directory, index, f"entry {index}: {error}") from error
        if not isinstance(last, RollEntry):
            raise InputError("the published log does not end with a roll", where="custody log")
        return registry.chains


def _read_policy(path: Path) -> WitnessPolicy:
    try:
        return parse_policy(path.read_bytes())
    except FileNotFoundError as error:
        raise InputError("there is no witness policy", where=str(path), remedy="name a custody folder") from error


def _read_checkpoint(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(
            "nothing is published yet", where=str(path), remedy="run counterfoil custody publish"
        ) from error
