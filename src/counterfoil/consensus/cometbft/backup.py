# SPDX-License-Identifier: Apache-2.0
"""A snapshot as files in a folder: taken while the chain goes on, kept anywhere, restored as one from the network is.

It must be told which header to believe: the hash that a custody log holds of it, or that a light client vouches for.
"""

from pathlib import Path
from typing import Final

from counterfoil.consensus.cometbft.heights import EngineHeight
from counterfoil.consensus.cometbft.restoring import Applied, Offered, Restoration
from counterfoil.consensus.cometbft.snapshots import Manifest, Snapshots
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.primitives.types import Hash
from counterfoil.storage.directory import sync_directory

MANIFEST: Final = "manifest.json"


def write_backup(snapshots: Snapshots, engine_height: EngineHeight, folder: Path) -> Manifest:
    """Write the chain as it is now into a folder, which is made; the manifest comes last. Raises StorageError."""
    manifest = snapshots.take(engine_height)
    try:
        folder.mkdir(parents=True)
        for index in range(len(manifest.chunks)):
            _chunk(folder, index).write_bytes(snapshots.chunk(manifest.header.height, index))
        (folder / MANIFEST).write_bytes(manifest.encode())
        sync_directory(folder)
    except OSError as error:
        raise StorageError(f"cannot write a backup into {folder}: {error}") from error
    return manifest


def restore_backup(folder: Path, restoration: Restoration, header_hash: Hash) -> None:
    """Verify and execute a backup up to the header that is believed; then ``put_in_place`` puts it there.

    Raises InputError naming the chunk, StorageError for a file that is not there.
    """
    try:
        manifest = canonical.decode((folder / MANIFEST).read_bytes(), Manifest)
        if restoration.offer(manifest.snapshot(), header_hash) != Offered.ACCEPT:
            remedy = "another backup, or the hash of its last header"
            raise InputError("it does not end with the header that is believed", where=str(folder), remedy=remedy)
        for index in range(len(manifest.chunks)):
            response, _ = restoration.apply(index, _chunk(folder, index).read_bytes(), "")
            if response.result != Applied.ACCEPT:
                restoration.close()
                raise InputError("it was changed, or is of other blocks", where=str(_chunk(folder, index)))
    except OSError as error:
        raise StorageError(f"cannot read the backup in {folder}: {error}") from error


def _chunk(folder: Path, index: int) -> Path:
    return folder / f"{index:06}.chunk"
