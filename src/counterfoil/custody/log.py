# SPDX-License-Identifier: Apache-2.0
"""The log: entries in, tiles and checkpoints out. It knows nothing of what the entries mean.

The order of a publication is the whole of its safety:

1. bundles and tiles of the new tree, synced;
2. the checkpoint signed by the log, synced in ``signed`` beside the public folder;
3. only now the witnesses see it;
4. with a quorum, ``log/checkpoint`` is replaced.

A restart takes the tree that ``signed`` says, so no crash can make the log sign two trees of one size.
"""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from counterfoil.custody.cosigning import ask_witnesses
from counterfoil.custody.files import decode_kept, lock_folder, write_durably
from counterfoil.custody.growth import Growth
from counterfoil.custody.tile_store import TileStore
from counterfoil.custody.tiles import ENTRIES, TILE_WIDTH, TileName, check_entry_length
from counterfoil.custody.witness_client import WitnessClient
from counterfoil.evidence.checkpoint import Checkpoint, sign_checkpoint
from counterfoil.evidence.tlog_proof import TlogProof
from counterfoil.evidence.witness_policy import (
    OpenedCheckpoint,
    PolicyLog,
    WitnessPolicy,
    check_log_signature,
    open_checkpoint,
)
from counterfoil.identity.note import Note, NoteSigner, parse_note
from counterfoil.primitives.errors import CorruptionError, CustodyError, QuorumError
from counterfoil.primitives.merkle.prove import consistency_proof, inclusion_proof, root_of
from counterfoil.primitives.merkle.verify import leaf_hashes
from counterfoil.primitives.types import Hash
from counterfoil.storage.lock import DirectoryLock

PUBLIC_FOLDER: Final = "log"
CHECKPOINT_FILE: Final = "checkpoint"
SIGNED_FILE: Final = "signed"


class TileLog:
    """One custody folder, held under a lock. Methods may be called from several threads."""

    def __init__(
        self,
        directory: Path,
        lock: DirectoryLock,
        signer: NoteSigner,
        policy: WitnessPolicy,
        clients: list[WitnessClient],
    ) -> None:
        self.directory = directory
        self.store = TileStore(directory / PUBLIC_FOLDER)
        self.policy = with_log(policy, signer)
        self._signer = signer
        self._clients = clients
        self._folder_lock = lock
        self._changing = threading.RLock()
        self._publishing = threading.Lock()
        self._pending: list[bytes] = []
        self._signed = _read_signed(directory / SIGNED_FILE, signer)
        self._published = _read_published(self.checkpoint_path, self.policy, self.signed_size)
        self.store.remove_beyond(self.signed_size)
        self._growth = Growth.load(self.store, self.signed_size)
        self._require_signed_root()

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        signer: NoteSigner,
        policy: WitnessPolicy,
        witnesses: Sequence[WitnessClient] = (),
        wait_s: float = 0,
    ) -> "TileLog":
        """Open or begin the log in ``directory``; the signer's name is its origin.

        Raises LockedError when another process holds it, CorruptionError when files are not as the log left them.
        """
        lock = lock_folder(directory, wait_s=wait_s)
        try:
            return cls(directory, lock, signer, policy, list(witnesses))
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Let go of the folder; entries that were not published are gone."""
        self._folder_lock.release()

    def __enter__(self) -> "TileLog":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def origin(self) -> str:
        return self._signer.name

    @property
    def checkpoint_path(self) -> Path:
        """The published checkpoint."""
        return self.store.directory / CHECKPOINT_FILE

    @property
    def size(self) -> int:
        """Number of entries, with those not yet signed."""
        with self._changing:
            return self._growth.size + len(self._pending)

    @property
    def signed_size(self) -> int:
        """Number of entries in the tree that the log signed last."""
        return self._signed[1].size if self._signed else 0

    @property
    def published(self) -> OpenedCheckpoint | None:
        """The checkpoint that the world sees, None before the first quorum."""
        return self._published

    def append(self, entries: Sequence[bytes]) -> int:
        """Take entries, in memory until the tree is signed next; returns the index of the first."""
        for entry in entries:
            check_entry_length(entry)
        with self._changing:
            first = self.size
            self._pending.extend(entries)
            return first

    def publish(self) -> OpenedCheckpoint:
        """Sign the tree as it stands, have it cosigned, and show it. Without new entries: cosigned afresh.

        Raises QuorumError when too few witnesses cosign: the old checkpoint stays, and the next call tries again.
        """
        self.sign_tree()
        return self.show()

    def sign_tree(self) -> Checkpoint:
        """Steps 1 and 2: write the tiles, sign the tree, and keep the signed checkpoint."""
        with self._changing:
            size = self._growth.add(self.store, self._pending)
            self._pending.clear()
            if self._signed is not None and self._signed[1].size == size:
                return self._signed[1]
            checkpoint = Checkpoint(self.origin, size, root_of(size, self.store.source(size)))
            note = sign_checkpoint(checkpoint, self._signer)
            write_durably(self.directory / SIGNED_FILE, note.encode())
            self._signed = (note, checkpoint)
            return checkpoint

    def show(self) -> OpenedCheckpoint:
        """Steps 3 and 4: have the signed tree cosigned, and replace the published checkpoint; raises QuorumError."""
        with self._publishing:
            if (signed := self._signed) is None:
                raise CustodyError("there is no signed tree to show")
            note, checkpoint = signed
            shown = self._published.checkpoint.size if self._published else 0
            answer = ask_witnesses(
                self._clients,
                note,
                old_size=shown,
                proof_for=lambda old: self.consistency_proof(old, checkpoint.size),
            )
            cosigned = note.signed_by(*answer.signatures).encode()
            opened = open_checkpoint(cosigned, self.policy)
            if not self.policy.satisfied_by(opened.cosigned):
                raise QuorumError(
                    f"{len(opened.cosigned)} witnesses cosigned size {checkpoint.size}, which is no quorum"
                    + "".join(f"; {name}: {problem}" for name, problem in answer.problems.items())
                )
            write_durably(self.checkpoint_path, cosigned)
            self._published = opened
            return opened

    def entry(self, index: int) -> bytes:
        """Entry ``index``, also one not yet signed; raises CustodyError when there is none."""
        with self._changing:
            if not 0 <= index < self.size:
                raise CustodyError(f"the log has {self.size} entries, none at index {index}")
            if index >= self._growth.size:
                return self._pending[index - self._growth.size]
            bundle, offset = divmod(index, TILE_WIDTH)
            return self.store.bundle(bundle, size=self._growth.size)[offset]

    def signed_entries(self) -> Iterator[bytes]:
        """The entries of the signed tree, in order; CorruptionError when one is not what its tile was hashed from."""
        size = self.signed_size
        for index in range(-(-size // TILE_WIDTH)):
            entries = self.store.bundle(index, size=size)
            self._require_hashed(index, entries)
            yield from entries

    def inclusion_proof(self, index: int, size: int) -> tuple[Hash, ...]:
        """Sibling hashes of entry ``index`` in the tree of ``size``, from the leaf upwards; raises CustodyError."""
        if not 0 <= index < size <= self.signed_size:
            raise CustodyError(f"no entry {index} in a tree of {size}; the signed tree has {self.signed_size} entries")
        return tuple(inclusion_proof(index, size, self.store.source(self.signed_size)))

    def consistency_proof(self, old: int, new: int) -> tuple[Hash, ...]:
        """Proof that the tree of ``new`` extends that of ``old`` (RFC 6962 §2.1.2); raises CustodyError."""
        if not 0 <= old <= new <= self.signed_size:
            raise CustodyError(f"no trees of {old} and {new}; the signed tree has {self.signed_size} entries")
        if old in (0, new):
            return ()
        return tuple(consistency_proof(old, new, self.store.source(self.signed_size)))

    def tlog_proof(self, index: int) -> TlogProof:
        """The offline proof of entry ``index`` under the published checkpoint; raises CustodyError."""
        if (published := self._published) is None:
            raise CustodyError("nothing is published yet: publish first")
        hashes = self.inclusion_proof(index, published.checkpoint.size)
        return TlogProof(index, hashes, published.note.encode())

    def _require_hashed(self, index: int, entries: list[bytes]) -> None:
        tile = self.store.hashes(TileName(0, index, len(entries)))
        if b"".join(leaf_hashes(entries)) != tile:
            bundle = self.store.path(TileName(ENTRIES, index, len(entries)))
            raise CorruptionError(bundle, 0, "an entry does not hash to its leaf in the tile")

    def _require_signed_root(self) -> None:
        if self._signed is None:
            return
        checkpoint = self._signed[1]
        if root_of(checkpoint.size, self.store.source(checkpoint.size)) != checkpoint.root:
            raise CorruptionError(self.directory / SIGNED_FILE, 0, "the tiles do not hash to the signed root")


def with_log(policy: WitnessPolicy, signer: NoteSigner) -> WitnessPolicy:
    """The policy with the signer as its one log."""
    return WitnessPolicy((PolicyLog(signer.verifier),), policy.witnesses, policy.groups, policy.quorum)


def _read_signed(path: Path, signer: NoteSigner) -> tuple[Note, Checkpoint] | None:
    if not path.exists():
        return None

    def opened(data: bytes) -> tuple[Note, Checkpoint]:
        note = parse_note(data)
        return note, check_log_signature(note, with_log(WitnessPolicy(), signer))

    return decode_kept(path, opened)


def _read_published(path: Path, policy: WitnessPolicy, signed_size: int) -> OpenedCheckpoint | None:
    if not path.exists():
        return None
    opened = decode_kept(path, lambda data: open_checkpoint(data, policy))
    if opened.checkpoint.size > signed_size:
        raise CorruptionError(path, 0, f"size {opened.checkpoint.size} is shown, but only {signed_size} signed")
    return opened
