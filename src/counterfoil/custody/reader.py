# SPDX-License-Identifier: Apache-2.0
"""Reading a published log without its key and without its lock: what any holder of the folder can do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from counterfoil.custody.files import kept_as_written, read_kept
from counterfoil.custody.log import CHECKPOINT_FILE, SIGNED_FILE
from counterfoil.custody.tile_store import TileStore
from counterfoil.custody.tiles import ENTRIES, TILE_WIDTH, TileName, width_at
from counterfoil.evidence.checkpoint import Checkpoint, parse_checkpoint
from counterfoil.evidence.tlog_proof import TlogProof
from counterfoil.evidence.witness_policy import OpenedCheckpoint, WitnessPolicy, check_cosignatures, open_checkpoint
from counterfoil.identity.note import parse_note, verified_signatures
from counterfoil.primitives.errors import CorruptionError, CustodyError, InputError
from counterfoil.primitives.merkle.prove import inclusion_proof
from counterfoil.primitives.merkle.verify import leaf_hash, verify_inclusion
from counterfoil.primitives.types import Hash


class LogReader:
    """The tree that the checkpoint in a ``log`` folder shows, as it was when the reader was made."""

    def __init__(self, folder: Path, policy: WitnessPolicy) -> None:
        """Raises CustodyError when nothing is published, CorruptionError when a signature does not verify.

        InputError when the policy is that of another log.
        """
        path = folder / CHECKPOINT_FILE
        if not path.exists():
            raise CustodyError(f"nothing is published in {folder}")
        self.published: OpenedCheckpoint = _opened(path, policy)
        self._store = TileStore(folder)
        self._bundles: dict[int, list[bytes]] = {}

    @property
    def size(self) -> int:
        """Number of entries shown."""
        return self.published.checkpoint.size

    def entry(self, index: int) -> bytes:
        """The bytes of entry ``index``; raises CustodyError."""
        self._require_entry(index)
        bundle, offset = divmod(index, TILE_WIDTH)
        if bundle not in self._bundles:
            self._bundles[bundle] = self._store.bundle(bundle, size=self.size)
        return self._bundles[bundle][offset]

    def inclusion_proof(self, index: int) -> tuple[Hash, ...]:
        """The path of entry ``index`` to the published root; raises CustodyError."""
        self._require_entry(index)
        hashes = inclusion_proof(index, self.size, self._store.source(self.size))
        if not verify_inclusion(leaf_hash(self.entry(index)), index, self.size, hashes, self.published.checkpoint.root):
            problem = f"it or the tiles do not lead from entry {index} to the published root; custody fsck says which"
            raise CorruptionError(self.bundle_path(index), 0, problem)
        return tuple(hashes)

    def bundle_path(self, index: int) -> Path:
        """The file that holds entry ``index``."""
        return _bundle_path(self._store, index, self.size)

    def tlog_proof(self, index: int) -> TlogProof:
        """The offline proof of entry ``index``; raises CustodyError."""
        return TlogProof(index, self.inclusion_proof(index), self.published.note.encode())

    def _require_entry(self, index: int) -> None:
        if not 0 <= index < self.size:
            raise CustodyError(f"the published log has {self.size} entries, none at index {index}")


def read_signed(directory: Path) -> Checkpoint | None:
    """The tree that the log in a custody folder signed last, published or not; None when it signed none.

    The signature is the log's own affair, when it opens. Raises CorruptionError.
    """
    path = directory / SIGNED_FILE
    if not path.exists():
        return None
    data = read_kept(path)
    try:
        return parse_checkpoint(parse_note(data).text)
    except InputError as error:
        raise CorruptionError(path, 0, f"{error}; until it is restored nobody knows what is anchored") from error


def _opened(path: Path, policy: WitnessPolicy) -> OpenedCheckpoint:
    data = read_kept(path)
    with kept_as_written(path):
        note = parse_note(data)
        parse_checkpoint(note.text)
        verified_signatures(note, [log.key for log in policy.logs])
        check_cosignatures(note, policy)
    try:
        return open_checkpoint(data, policy)
    except InputError as error:  # What is wrong now is not the file: somebody else's log is asked for.
        remedy = "use the policy or trust file of this log"
        raise InputError(error.problem, where=str(path), remedy=remedy) from error


def _bundle_path(store: TileStore, index: int, size: int) -> Path:
    bundle = index // TILE_WIDTH
    return store.path(TileName(ENTRIES, bundle, width_at(size, ENTRIES, bundle)))


class EntrySource(Protocol):
    """Where the entries of a log's trees are read, whoever published them."""

    def entries(self, start: int, end: int, *, size: int) -> Iterator[bytes]:
        """The entries from ``start`` up to but not ``end`` of the tree of ``size``, which ends them too.

        Raises StorageError or OSError.
        """
        ...


class FolderEntries:
    """The entries in a ``log`` folder, also those of a tree that is signed and not published yet."""

    def __init__(self, folder: Path) -> None:
        self._store = TileStore(folder)

    def bundle_path(self, index: int, *, size: int) -> Path:
        """The file that holds an entry of the tree of ``size``."""
        return _bundle_path(self._store, index, size)

    def entries(self, start: int, end: int, *, size: int) -> Iterator[bytes]:
        """See EntrySource."""
        while start < min(end, size):
            bundle, offset = divmod(start, TILE_WIDTH)
            found = self._store.bundle(bundle, size=size)[offset : offset + end - start]
            yield from found
            start += len(found)
