# SPDX-License-Identifier: Apache-2.0
"""Beginning from a snapshot: nothing of it is believed, and nothing of it is used before all of it is there.

1. The manifest's header is the one whose hash the light client of the engine vouches for.
2. Each chunk has the hash that the manifest says; a chunk that has not is asked for again, from somebody else.
3. Blocks are executed as they come, in a folder of their own, from this node's own genesis on: each must give the very
   header that it came with. What does not is refused, with whoever sent it.
4. The last block is the manifest's header. Only then the folder takes the place of the empty one, in one step; a
   process that dies before it begins from nothing, one that dies after it has everything.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counterfoil.application import Application
from counterfoil.consensus.cometbft.block_stream import decode_blocks
from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.consensus.cometbft.snapshots import FORMAT, Manifest
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.consensus.replay import replay
from counterfoil.evidence.header import header_hash
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError, InvariantBroken
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import ChainId, Hash, Height
from counterfoil.storage.blocklog import NO_HEIGHT, StoredBlock
from counterfoil.storage.directory import sync_directory
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import StateStore

BLOCKS: Final = "blocks"
STATE: Final = "state"
HEIGHTS: Final = "heights"
PARTS: Final = (BLOCKS, STATE, HEIGHTS)
"""What a chain's folder keeps of its blocks."""
RESTORING: Final = "restoring"
"""The folder of a snapshot of which something is missing: removed when the node begins."""
RESTORED: Final = "restored"
"""The folder of one that is whole and verified, on its way into place."""

Offered = abci.ResponseOfferSnapshot
Applied = abci.ResponseApplySnapshotChunk


@dataclass
class _Staged:
    """What was restored so far."""

    manifest: Manifest
    block_log: FileBlockLog
    store: RocksStateStore
    application: Application
    next_chunk: int = 0

    def close(self) -> None:
        self.block_log.close()
        self.store.close()


class Restoration:
    """Takes the chunks of one snapshot after another, until one is whole. The caller holds the folder's lock."""

    def __init__(
        self,
        folder: Path,
        *,
        chain: ChainId,
        genesis: bytes,
        make: Callable[[StateStore], Application],
        unsealed: Callable[[bytes], bytes],
        refused: Callable[[str, str], None] = lambda _, __: None,
    ) -> None:
        """``make``: an application over a store. ``unsealed``: a header's bytes → a seal without signatures.

        This member has not sealed these blocks, and what others signed comes by itself. ``refused`` is told what was
        not taken and why, after who sent it, as far as the engine says: the identifier of an engine, or nothing.
        """
        self._refused = refused
        self._folder = folder
        self._chain = chain
        self._genesis = genesis
        self._make = make
        self._unsealed = unsealed
        self._staged: _Staged | None = None

    def offer(self, snapshot: abci.Snapshot, app_hash: bytes) -> Offered.Result:
        """Whether to take a snapshot whose last app hash is trusted; an earlier one that is not whole is dropped."""
        self.close()
        verdict, manifest, why = self._judge(snapshot, app_hash)
        if manifest is None:
            self._refused("", f"a snapshot at the engine's block {snapshot.height}: {why}")
        else:
            self._staged = self._begin(manifest)
        return verdict

    def _judge(self, snapshot: abci.Snapshot, app_hash: bytes) -> tuple[Offered.Result, Manifest | None, str]:
        """What is told of a snapshot, and its manifest where it is taken."""
        if snapshot.format != FORMAT:
            return Offered.REJECT_FORMAT, None, f"it has format {snapshot.format}, not {FORMAT}"
        try:
            manifest = canonical.decode(snapshot.metadata, Manifest)
        except DecodeError as error:
            return Offered.REJECT_SENDER, None, f"it has no manifest: {error}"
        if snapshot != manifest.snapshot():
            return Offered.REJECT_SENDER, None, "it is not what its manifest says"
        if manifest.header.chain != self._chain:
            return Offered.REJECT, None, f"it is of chain {manifest.header.chain}"
        if header_hash(manifest.header.encode()) != app_hash:
            return Offered.REJECT_SENDER, None, "it ends with another header than the one that is believed"
        return Offered.ACCEPT, manifest, ""

    def apply(self, index: int, chunk: bytes, sender: str) -> tuple[Applied, bool]:
        """Take a chunk; what to tell the engine, and whether the snapshot is whole and stands in ``RESTORED``."""
        staged = self._staged
        if staged is None:
            return Applied(result=Applied.ABORT), False
        if index != staged.next_chunk or digest(chunk).hex() != staged.manifest.chunks[index]:
            bad = [sender] if index == staged.next_chunk and sender else []
            if index == staged.next_chunk:
                self._refused(sender, f"chunk {index}: it is not the one that the manifest names")
            return Applied(result=Applied.RETRY, refetch_chunks=[staged.next_chunk], reject_senders=bad), False
        try:
            self._execute(staged, chunk)
        except (InputError, InvariantBroken) as error:
            # The chunk is the manifest's, so that no other would do: this snapshot was made to deceive.
            self._refused(sender, f"chunk {index}, and the snapshot with it: {error}")
            self.close()
            return Applied(result=Applied.REJECT_SNAPSHOT, reject_senders=[sender] if sender else []), False
        staged.next_chunk += 1
        if staged.next_chunk < len(staged.manifest.chunks):
            return Applied(result=Applied.ACCEPT), False
        if not self._finish(staged):
            self._refused(sender, "the snapshot: its blocks do not end with its header")
            return Applied(result=Applied.REJECT_SNAPSHOT, reject_senders=[sender] if sender else []), False
        return Applied(result=Applied.ACCEPT), True

    def close(self) -> None:
        """Drop what is not whole."""
        if self._staged is not None:
            self._staged.close()
            self._staged = None
        _remove(self._folder / RESTORING)

    def _begin(self, manifest: Manifest) -> _Staged:
        folder = self._folder / RESTORING
        folder.mkdir(parents=True)
        store = RocksStateStore.open(folder / STATE)
        return _Staged(manifest, FileBlockLog.open(folder / BLOCKS), store, self._make(store))

    def _execute(self, staged: _Staged, chunk: bytes) -> None:
        last = staged.manifest.header.height
        for header, transactions in decode_blocks(chunk):
            if staged.block_log.height >= last:
                raise InputError(f"there are blocks behind {last}", where="snapshot")
            if staged.block_log.height == NO_HEIGHT and transactions:  # executing genesis looks at none
                raise InputError("there are transactions in block 0", where="snapshot")
            staged.block_log.append(StoredBlock(header, self._unsealed(header), transactions))
        replay(staged.application, staged.block_log, genesis=self._genesis)

    def _finish(self, staged: _Staged) -> bool:
        info = staged.application.info()
        if (info.height, info.header_hash) != _end(staged.manifest):
            self.close()
            return False
        heights = EngineHeights.open(self._folder / RESTORING / HEIGHTS)
        hashes = [header_hash(block.header) for block in staged.block_log.blocks(Height(0))]
        heights.restore(hashes, staged.manifest.engine_height)
        heights.close()
        staged.close()
        self._staged = None
        sync_directory(self._folder / RESTORING)
        (self._folder / RESTORING).rename(self._folder / RESTORED)
        sync_directory(self._folder)
        return True


def begin_anew(folder: Path) -> None:
    """Remove everything that a beginning which came to no end left of blocks; the caller says that it came to none."""
    for name in (RESTORING, RESTORED, *PARTS, *(f"{part}-{which}" for part in PARTS for which in ("wal", "shm"))):
        _remove(folder / name)
    sync_directory(folder)


def put_in_place(folder: Path) -> bool:
    """Finish what a process began that had restored a snapshot, or drop what it had not; whether there was one.

    Before anything in the folder is opened, and again after a snapshot is whole, when all of it was closed.
    """
    _remove(folder / RESTORING)
    restored = folder / RESTORED
    if not restored.exists():
        return False
    for part in PARTS:
        if (restored / part).exists():
            for stale in folder.glob(f"{part}*"):
                if stale.name in (part, f"{part}-wal", f"{part}-shm"):
                    _remove(stale)
            (restored / part).rename(folder / part)
    sync_directory(folder)
    _remove(restored)
    sync_directory(folder)
    return True


def _end(manifest: Manifest) -> tuple[Height, Hash]:
    return manifest.header.height, header_hash(manifest.header.encode())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
