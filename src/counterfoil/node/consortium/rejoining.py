# SPDX-License-Identifier: Apache-2.0
"""A member that was outvoted sets its wrong blocks aside, and takes the chain from the others anew.

1. show    two thirds signed another header than is here, as far as what they signed is kept here
2. note    beside the blocks: where they go, so that a run that is cut off is gone on with
3. promise the last height of the wrong log: its key signed there, and signs no second header of any height up to it
4. move    blocks, state, seals and what was kept of others to one folder, the engine's data too, but for its votes
5. done    the note is removed; until then the node does not start

Nothing is deleted: what was set aside proves what this member made and signed, and what the others signed instead.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec import UNSET

from counterfoil.consensus.cometbft.engine_files import EngineHome
from counterfoil.consensus.cometbft.restoring import BLOCKS, put_in_place
from counterfoil.consensus.sealing.conflicts import Conflicts
from counterfoil.consensus.sealing.validator_policy import POLICIES_FILE, PolicyHistory
from counterfoil.custody.files import write_durably
from counterfoil.evidence.header import header_hash
from counterfoil.node.consortium.opening import REJOINING_FILE, RESTART_FILE, SEALING
from counterfoil.node.consortium.sealing import CONFLICTS, SIGNED_FILE, signed_until
from counterfoil.node.layout import Layout, read_config
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, HeightField, HexHash
from counterfoil.storage.blocklog import NO_HEIGHT
from counterfoil.storage.directory import sync_directory
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.lock import LOCK_FILE, DirectoryLock

ASIDE: Final = "set-aside-"
"""How folders begin, beside the blocks, that hold what was set aside."""
_ENGINE: Final = "engine-data"
_ROWS: Final = "rows"


class Rejoining(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is set aside, and why."""

    folder: str
    """its name, beside the blocks"""
    last: HeightField
    """the last block that is set aside"""
    last_hash: HexHash
    outvoted: HeightField | None
    """the first block here in the place of which two thirds signed another; None: unproved, by the operator's word"""
    own_hash: HexHash | None
    """what it is here,"""
    sealed_hash: HexHash | None
    """and what they signed"""


def rejoin(root: Path, chain: ChainId, *, unproved: bool = False) -> Rejoining:
    """Set aside what this member made of a chain, while nothing runs in its folder; its next start takes it anew.

    ``unproved``: though nothing here shows that it was outvoted. Raises InputError where that is not said, or where
    there is nothing to set aside; LockedError while a process runs there.
    """
    layout = Layout(root)
    config = read_config(layout)
    if chain not in config.chains or config.chains[chain].member is UNSET:
        raise InputError(f"this folder is no member of {chain}", where=str(root), remedy="name a member's folder")
    folder = layout.chain(chain)
    with DirectoryLock(folder):
        note = folder / REJOINING_FILE
        if not note.exists():
            put_in_place(folder)
            write_durably(note, canonical.encode(_found(folder, chain, unproved=unproved)))
        found = read_note(note)
        write_durably(folder / SIGNED_FILE, b"%d\n" % max(found.last, signed_until(folder)))
        _set_aside(layout, chain, folder / found.folder)
        note.rename(folder / found.folder / REJOINING_FILE)  # last: with it the folder may be started again
        sync_directory(folder)
    return found


def read_note(path: Path) -> Rejoining:
    """What is set aside, as the note says that stays with it; raises InputError."""
    return canonical.decode(path.read_bytes(), Rejoining)


def _found(folder: Path, chain: ChainId, *, unproved: bool) -> Rejoining:
    if (folder / RESTART_FILE).exists():
        remedy = "join with other keys, by docs/guides/consortium-recovery.md"
        raise InputError("the chain went on by an order after a lost quorum", where=str(folder), remedy=remedy)
    log = FileBlockLog.open_to_read(folder / BLOCKS)
    try:
        if log.height == NO_HEIGHT:
            remedy = "start it: it takes the chain from the others"
            raise InputError("there is no block to set aside", where=str(folder), remedy=remedy)
        conflicts, policies = folder / SEALING / CONFLICTS, PolicyHistory.open(folder / SEALING / POLICIES_FILE)
        known = None if policies.is_empty else Conflicts(chain, conflicts).outvoted(log, policies.threshold)
        if known is None and not unproved:
            remedy = "compare its last block with another member's; if they differ, say so with --unproved"
            problem = f"nothing here shows that block {log.height}, its last, or one before it was outvoted"
            raise InputError(problem, where=str(conflicts), remedy=remedy)
        last_hash = to_hex(header_hash(log.read(log.height).header))
        return Rejoining(
            folder=f"{ASIDE}{log.height}-{last_hash[:12]}",
            last=log.height,
            last_hash=last_hash,
            outvoted=None if known is None else known[0],
            own_hash=None if known is None else to_hex(header_hash(log.read(known[0]).header)),
            sealed_hash=None if known is None else to_hex(known[1]),
        )
    finally:
        log.close()


def _set_aside(layout: Layout, chain: ChainId, aside: Path) -> None:
    """Move what there still is; a run that was cut off moved a part of it."""
    folder, home = layout.chain(chain), EngineHome(layout.engine(chain))
    for below in (aside, aside / _ENGINE):
        below.mkdir(exist_ok=True)
    kept = {layout.genesis(chain), home.root, *(folder / name for name in (LOCK_FILE, REJOINING_FILE, SIGNED_FILE))}
    for path in sorted(_of_the_chain(folder, kept)):
        path.rename(aside / path.name)
    for path in sorted(home.votes.parent.iterdir()):
        if path != home.votes:  # with it the key does not vote twice for one height
            path.rename(aside / _ENGINE / path.name)
    if layout.rows(chain).exists():
        layout.rows(chain).rename(aside / _ROWS)
    for changed in (aside / _ENGINE, aside, home.votes.parent, folder):
        sync_directory(changed)


def _of_the_chain(folder: Path, kept: set[Path]) -> Iterator[Path]:
    """What was made of the chain; not what stays, and not what was set aside before."""
    for path in folder.iterdir():
        if path not in kept and not path.name.startswith(ASIDE):
            yield path
