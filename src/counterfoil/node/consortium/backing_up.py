# SPDX-License-Identifier: Apache-2.0
"""A chain of a folder as a snapshot in files, taken while blocks are made; and a folder of blocks out of one.

What is taken back is executed from the genesis that is here already, up to the header that is believed: the one that
the custody log holds. Seals are not in it. So its folder orders nothing; it can be read, and a member that lost its
blocks begins from it by a supervisor's order (``recovering``).
"""

import shutil
from contextlib import ExitStack
from pathlib import Path

from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.cometbft.backup import restore_backup, write_backup
from counterfoil.consensus.cometbft.heights import EngineHeight, EngineHeights
from counterfoil.consensus.cometbft.restoring import BLOCKS, HEIGHTS, Restoration, put_in_place
from counterfoil.consensus.cometbft.snapshots import Manifest, Snapshots
from counterfoil.consensus.sealing.share import with_signatures
from counterfoil.custody.files import write_durably
from counterfoil.evidence.header import header_hash
from counterfoil.node.chain import read_genesis
from counterfoil.node.contracts.running_here import programs
from counterfoil.node.layout import Layout
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Hash, Height
from counterfoil.storage.blocklog import NO_HEIGHT
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.lock import DirectoryLock

IN_MEMORY = Path(":memory:")


def back_up(layout: Layout, chain: ChainId, out: Path) -> Manifest:
    """Write the blocks that are there into the folder ``out``, which is made; raises InputError where none are."""
    directory = layout.chain(chain)
    if not (directory / BLOCKS).exists():
        raise InputError("there is no block", where=str(directory / BLOCKS), remedy="name a folder that has the chain")
    log = FileBlockLog.open_to_read(directory / BLOCKS)
    try:
        if log.height == NO_HEIGHT:
            raise InputError("there is no block", where=str(directory / BLOCKS), remedy="name a folder that has some")
        snapshots = Snapshots.open(IN_MEMORY, log)
        try:
            return write_backup(snapshots, _engine_height(directory / HEIGHTS, log.height), out)
        finally:
            snapshots.close()
    finally:
        log.close()


def unpack(backup: Path, layout: Layout, chain: ChainId, out: Path, *, header: Hash) -> Height:
    """Execute a backup into a new folder ``out``, up to the header that is believed; its height.

    ``layout``: the folder whose genesis the chain has. Raises InputError naming what is wrong; then nothing is there.
    """
    genesis, folder = read_genesis(layout.chain(chain)), Layout(out).chain(chain)
    if out.exists():
        raise InputError("it is there already", where=str(out), remedy="name a new folder")
    with ExitStack() as undoing:
        undoing.callback(shutil.rmtree, out, ignore_errors=True)
        height = _executed(backup, chain, folder, genesis, header)
        undoing.pop_all()
    return height


def _executed(backup: Path, chain: ChainId, folder: Path, genesis: bytes, header: Hash) -> Height:
    folder.mkdir(parents=True)
    restoration = Restoration(
        folder,
        chain=chain,
        genesis=genesis,
        make=lambda store: LedgerApplication(Ledger(chain, store, programs)),
        unsealed=lambda one: with_signatures(one, ()),
    )
    with DirectoryLock(folder):
        restore_backup(backup, restoration, header)
        put_in_place(folder)
        log = FileBlockLog.open_to_read(folder / BLOCKS)
        height, last = log.height, header_hash(log.read(log.height).header)
        log.close()
    assert last == header, "a restoration ends with the header that is believed"
    write_durably(folder / "genesis.json", genesis)
    return height


def _engine_height(file: Path, height: Height) -> EngineHeight:
    """Which of the engine's blocks made the last; 0 where that is not known here, or no engine did."""
    if not file.exists():
        return EngineHeight(0)
    heights = EngineHeights.open(file)
    try:
        return heights.engine_height_of(height) or EngineHeight(0)
    finally:
        heights.close()
