# SPDX-License-Identifier: Apache-2.0
"""Reading a published log without its key and without its lock: what any holder of the folder can do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from counterfoil.custody.log import CHECKPOINT_FILE, SIGNED_FILE
from counterfoil.custody.tile_store import TileStore
from counterfoil.custody.tiles import TILE_WIDTH
from counterfoil.evidence.checkpoint import Checkpoint, parse_checkpoint
from counterfoil.evidence.tlog_proof import TlogProof
from counterfoil.evidence.witness_policy import OpenedCheckpoint, WitnessPolicy, open_checkpoint
from counterfoil.identity.note import parse_note
from counterfoil.primitives.errors import CorruptionError, CustodyError, InputError
from counterfoil.primitives.merkle.prove import inclusion_proof
from counterfoil.primitives.types import Hash


class LogReader:
    """The tree that the checkpoint in a ``log`` folder shows, as it was when the reader was made."""

    def __init__(self, folder: Path, policy: WitnessPolicy) -> None:
        """Raises CustodyError when nothing is published, InputError when a signature does not verify."""
        path = folder / CHECKPOINT_FILE
        if not path.exists():
            raise CustodyError(f"nothing is published in {folder}")
        self.published: OpenedCheckpoint = open_checkpoint(path.read_bytes(), policy)
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
        return tuple(inclusion_proof(index, self.size, self._store.source(self.size)))

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
    try:
        return parse_checkpoint(parse_note(path.read_bytes()).text)
    except InputError as error:
        raise CorruptionError(path, 0, f"{error}; until it is restored nobody knows what is anchored") from error


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

    def entries(self, start: int, end: int, *, size: int) -> Iterator[bytes]:
        """See EntrySource."""
        while start < min(end, size):
            bundle, offset = divmod(start, TILE_WIDTH)
            found = self._store.bundle(bundle, size=size)[offset : offset + end - start]
            yield from found
            start += len(found)
