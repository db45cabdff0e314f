# SPDX-License-Identifier: Apache-2.0
"""The custody log as evidence needs it: published with its quorum, its entries read as what they mean."""

from collections.abc import Sequence
from pathlib import Path

from counterfoil.custody.chain_state import ChainState
from counterfoil.custody.custody_log import POLICY_FILE
from counterfoil.custody.files import decode_kept
from counterfoil.custody.log import CHECKPOINT_FILE, PUBLIC_FOLDER
from counterfoil.custody.reader import LogReader
from counterfoil.custody.registry import Registry
from counterfoil.evidence.entries import AuditEntry, Entry, RollEntry, decode_entry
from counterfoil.evidence.tlog_proof import TlogProof
from counterfoil.evidence.witness_policy import OpenedCheckpoint, WitnessPolicy, parse_policy
from counterfoil.identity import dsse
from counterfoil.identity.note import VerifierKey, parse_vkey
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives.errors import CorruptionError, InputError, QuorumError
from counterfoil.primitives.merkle.prove import Frontier
from counterfoil.primitives.merkle.verify import leaf_hash
from counterfoil.primitives.types import ChainId, Hash, Height, Timestamp


class PublishedLog:
    """A custody folder at its published checkpoint; neither its key nor its lock is needed."""

    def __init__(
        self, directory: Path, policy: WitnessPolicy | None = None, *, auditors: KeyPolicy | None = None
    ) -> None:
        """``policy``: whom the reader believes, instead of what stands beside the log; ``auditors``: about the state.

        Raises CustodyError when nothing is published, QuorumError when too few witnesses cosigned it.
        """
        self._directory = directory
        self._auditors = auditors
        self.policy = read_policy(directory) if policy is None else policy
        self._reader = LogReader(directory / PUBLIC_FOLDER, self.policy)
        if self.policy.quorum_time(self.opened.cosigned) is None:
            raise QuorumError("too few witnesses cosigned the published checkpoint; no evidence without a quorum")
        self.chains: dict[ChainId, ChainState] = self._read_chains()
        """what the published entries say of each chain"""

    @property
    def opened(self) -> OpenedCheckpoint:
        return self._reader.published

    @property
    def origin(self) -> str:
        return self.opened.checkpoint.origin

    @property
    def size(self) -> int:
        return self._reader.size

    def checkpoint(self) -> bytes:
        """The note with its cosignatures, as published."""
        return self.opened.note.encode()

    def entry(self, index: int) -> bytes:
        """The bytes of an entry; raises CustodyError beyond the published size."""
        return self._reader.entry(index)

    def inclusion(self, index: int, size: int) -> list[Hash]:
        """The inclusion proof of an entry in the published tree, whose size the caller names."""
        if size != self.size:
            raise InputError(f"size {size} is not the published {self.size}", where="custody log")
        return list(self._reader.inclusion_proof(index))

    def tlog_proof(self, index: int) -> TlogProof:
        """An entry's C2SP tlog-proof under the published checkpoint."""
        return self._reader.tlog_proof(index)

    def anchor_index(self, chain: ChainId, height: Height) -> int:
        """The log index of a header's anchor; raises InputError when it is not published yet."""
        return self._anchored(chain, height).indexes[height]

    def received(self, chain: ChainId, height: Height) -> Timestamp:
        """When the log received a header; raises InputError when it is not published yet."""
        return Timestamp(self._anchored(chain, height).received[height])

    def rolled_height(self, chain: ChainId) -> Height:
        """The last anchored height that the roll at the end of the published log names."""
        return self.chain(chain).height

    def halted(self, chain: ChainId) -> Height | None:
        """The lowest height at which two headers were sealed, while nothing has recovered the chain."""
        return self.chain(chain).halted

    def audit_indexes(self, chain: ChainId, height: Height) -> list[int]:
        """Where the audits of a header stand."""
        return list(self.chain(chain).audits.get(height, ()))

    def audited_height(self, chain: ChainId) -> Height | None:
        """The last header that a quorum of the state auditors spoke for; None when there is none.

        Others may have audits in the log as well: they count for nothing, and auditors that are gone hold nothing up.
        """
        audits = self.chain(chain).audits
        policy = self._auditors
        if policy is None:
            return None
        return next(
            (height for height in sorted(audits, reverse=True) if self._is_audited(audits[height], policy)), None
        )

    def _is_audited(self, indexes: Sequence[int], policy: KeyPolicy) -> bool:
        keys = {key.keyid: key for key in policy.keys}
        entries = (decode_entry(self.entry(index)) for index in indexes)
        signers = [dsse.valid_signers(entry.audit, keys) for entry in entries if isinstance(entry, AuditEntry)]
        return policy.satisfied_by(frozenset().union(*signers))

    def rotation_indexes(self, chain: ChainId) -> list[int]:
        """Where the rotations of the seal policy stand, in order."""
        return [index for index, _ in self.chain(chain).seals.rotations]

    def chain(self, chain: ChainId) -> ChainState:
        """What the published entries say of a chain; raises InputError when they say nothing."""
        if chain not in self.chains:
            raise InputError(f"the published custody log knows no chain {chain!r}", where="custody log")
        return self.chains[chain]

    def _anchored(self, chain: ChainId, height: Height) -> ChainState:
        state = self.chain(chain)
        if not 0 <= height <= state.height:
            raise InputError(
                f"header {height} of {chain} is not in the published log, which ends at {state.height}",
                where="custody log",
                remedy="run counterfoil custody publish",
            )
        return state

    def _read_chains(self) -> dict[ChainId, ChainState]:
        registry = Registry(self.origin)
        last: Entry | None = None
        tree = Frontier()
        for index in range(self.size):
            entry = self.entry(index)
            tree.append(leaf_hash(entry))
            try:
                last = decode_entry(entry)
                registry.apply(index, last)
            except (InputError, KeyError) as error:
                raise CorruptionError(self._reader.bundle_path(index), 0, f"entry {index}: {error}") from error
        if tree.root() != self.opened.checkpoint.root:
            problem = (
                "the entries do not hash to the published root; counterfoil custody fsck says which file is damaged"
            )
            raise CorruptionError(self._directory / PUBLIC_FOLDER, 0, problem)
        if not isinstance(last, RollEntry):
            published = self._directory / PUBLIC_FOLDER / CHECKPOINT_FILE
            raise InputError("the published log does not end with a roll", where=str(published))
        return registry.chains


def read_policy(directory: Path) -> WitnessPolicy:
    """The witness policy beside a custody log; InputError when the folder is not one, CorruptionError for damage."""
    path = directory / POLICY_FILE
    try:
        return decode_kept(path, parse_policy)
    except FileNotFoundError as error:
        if (directory / PUBLIC_FOLDER / CHECKPOINT_FILE).exists():
            raise CorruptionError(path, 0, "it is missing; the next publication writes it anew") from error
        raise InputError("there is no witness policy", where=str(path), remedy="name a custody folder") from error


def read_vkey(path: Path) -> VerifierKey:
    """The key beside a custody log; raises CorruptionError."""
    return decode_kept(path, lambda data: parse_vkey(data.decode(errors="replace").removesuffix("\n")))
