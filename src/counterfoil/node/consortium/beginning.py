# SPDX-License-Identifier: Apache-2.0
"""A member that has no block yet begins from a snapshot of the others, before anything of its chain is opened.

1. mark      a file says that this is under way: whoever finds it has nothing yet, and begins again from nothing
2. ask       members' services for a header of the engine to begin from                              (``vouching``)
3. restore   the engine fetches a snapshot from the others' engines; it is executed here             (``restoring``)
4. stop      with the first block behind it, which is not executed: it is sealed, and this is not the time to seal
5. verify    the last header has the complete seal of its height, by the validators that the executed chain names; the
             engine goes on with the validators that it names; the anchored header that the operator was told is there
6. unmark    what is there is a chain like any other, and is opened as one

Whatever fails before 6 leaves an empty folder, and is said; then the chain is executed from genesis on instead, which
is as safe and takes longer. Only what contradicts what the operator says is trusted ends it.
"""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import msgspec

from counterfoil.consensus.cometbft.engine_config import StateSync
from counterfoil.consensus.cometbft.engine_files import read_home, replace_config
from counterfoil.consensus.cometbft.engine_genesis import POWER
from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.consensus.cometbft.light.engine_hashes import validators_hash
from counterfoil.consensus.cometbft.light.light_block import EngineValidator, in_order
from counterfoil.consensus.cometbft.restoring import (
    BLOCKS,
    HEIGHTS,
    STATE,
    begin_anew,
)
from counterfoil.consensus.sealing.validator_policy import POLICIES_FILE, PolicyHistory
from counterfoil.custody.files import write_durably
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.evidence.seal import open_seal
from counterfoil.identity import dsse
from counterfoil.node.chain import read_genesis
from counterfoil.node.consortium.described import SnapshotConfig
from counterfoil.node.consortium.executed_policies import note_executed_policies
from counterfoil.node.consortium.fetching import Beginning, Heard, SnapshotRefused, application_over, restore
from counterfoil.node.consortium.sources import SourceFailed
from counterfoil.node.consortium.vouching import Voucher, find_root
from counterfoil.node.engine_blocks import Root
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Hash, Height, HexHash
from counterfoil.storage.directory import sync_directory
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.lock import DirectoryLock
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import MemoryStateStore

BEGINNING_FILE: Final = "beginning"
"""Beside the blocks, while they are none yet."""
BEGAN_FILE: Final = "began.json"
"""Beside the blocks, for ever: where they came from."""


class Began(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member's chain began from a snapshot: its blocks are all there, and those of its engine only behind it."""

    height: Height
    """the last of our blocks that was in it"""
    header: HexHash
    engine_height: int
    """of the engine: it has no block up to this one"""
    root_height: int
    root_hash: str
    """the engine's header that was begun from, and who said so"""
    vouchers: tuple[str, ...]


def begin_from_snapshot(beginning: Beginning, binary: Path | None, *, sealing: Path, wait_s: float) -> Began | None:
    """Begin, where the folder holds no block yet; None where it does, or where nothing could be begun from.

    ``sealing``: the folder of the book of seals, which gets who sealed which height. Raises InputError for what
    contradicts the operator's word, LockedError, StorageError.
    """
    directory, marked = beginning.directory, beginning.directory / BEGINNING_FILE
    with DirectoryLock(directory, wait_s=wait_s), ExitStack() as opened:
        if not marked.exists() and (directory / BLOCKS).exists():
            return None
        if binary is None:  # it may run already: what is there is its own
            beginning.tell("executes the chain from genesis on: somebody else starts the engine")
            return None
        write_durably(marked, b"")
        _clear(beginning, sealing)
        try:
            root, vouchers = _root(beginning, opened)
            beginning.tell(f"begins from a snapshot; {_names(vouchers)} vouch for the engine's block {root.height}")
            heard = restore(beginning, binary, root, vouchers)
            began = _verified(beginning, heard, root, vouchers, sealing)
        except (SnapshotRefused, SourceFailed) as error:
            _clear(beginning, sealing)
            beginning.tell(f"executes the chain from genesis on, for there is no snapshot to begin from: {error}")
            _unmark(marked)
            return None
        write_durably(directory / BEGAN_FILE, canonical.encode(began))
        _sync(beginning.home.root)
        _unmark(marked)
    beginning.tell(
        f"began from a snapshot at block {began.height} (the engine's {began.engine_height}); its engine has no "
        "earlier blocks"
    )
    return began


def read_began(directory: Path) -> Began | None:
    """Where a member's blocks came from, if they came from a snapshot; raises DecodeError."""
    path = directory / BEGAN_FILE
    return canonical.decode(path.read_bytes(), Began) if path.exists() else None


def _clear(beginning: Beginning, sealing: Path) -> None:
    """As if nothing had been begun. What the validator's key voted for stays, whatever it was."""
    begin_anew(beginning.directory)
    (beginning.directory / BEGAN_FILE).unlink(missing_ok=True)
    (sealing / POLICIES_FILE).unlink(missing_ok=True)
    home = beginning.home
    for path in home.votes.parent.iterdir():
        if path != home.votes:
            _remove(path)
    config = read_home(home).config
    if config.statesync != StateSync():
        replace_config(home, msgspec.structs.replace(config, statesync=StateSync()))


def _remove(path: Path) -> None:
    """Remove a file or a folder of the engine's own blocks."""
    if path.is_dir():
        for one in path.iterdir():
            _remove(one)
        path.rmdir()
    else:
        path.unlink()


def _unmark(marked: Path) -> None:
    marked.unlink()
    sync_directory(marked.parent)


def _sync(folder: Path) -> None:
    """What the engine wrote is on the disk: it syncs its state, and not the votes for its last block."""
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _root(beginning: Beginning, opened: ExitStack) -> tuple[Root, list[Voucher]]:
    member, asked = beginning.member, beginning.asked
    if beginning.key is None:
        raise SnapshotRefused(f"the key of {member.party} is not in this folder, by which members' services know it")
    vouchers = [
        Voucher(one, beginning.chain, beginning.key, clock=beginning.clock)
        for one in member.peers
        if one.service is not None
    ]
    for one in vouchers:
        opened.callback(one.close)
    trusted = None
    if asked.trust_height is not None and asked.trust_hash is not None:
        trusted = Root(asked.trust_height, bytes.fromhex(asked.trust_hash))
    engine_chain = read_home(beginning.home).genesis.chain_id
    return find_root(vouchers, engine_chain, validators=len(member.validators), trusted=trusted, notice=beginning.tell)


def _names(vouchers: list[Voucher]) -> str:
    return ", ".join(one.name for one in vouchers)


def _verified(beginning: Beginning, heard: Heard, root: Root, vouchers: list[Voucher], sealing: Path) -> Began:
    """What was restored, once its last header is sealed and the engine has its validators; raises SnapshotRefused."""
    directory, genesis = beginning.directory, read_genesis(beginning.directory)
    with ExitStack() as closing:
        store = RocksStateStore.open(directory / STATE)
        closing.callback(store.close)
        log = FileBlockLog.open(directory / BLOCKS, durable_height=store.height)
        closing.callback(log.close)
        heights = EngineHeights.open(directory / HEIGHTS)
        closing.callback(heights.close)
        height, data = log.height, log.read(log.height).header
        _require_anchored(beginning.asked, log, height)
        current = application_over(beginning.chain, store).validators()
        wanted = in_order(tuple(EngineValidator(bytes.fromhex(one.consensus_key), POWER) for one in current))
        if validators_hash(wanted) != heard.next_validators:
            raise SnapshotRefused("the engine would go on with other validators than the chain names")
        fresh = application_over(beginning.chain, MemoryStateStore())
        note_executed_policies(sealing, fresh, log, genesis=genesis)
        policy = PolicyHistory.open(sealing / POLICIES_FILE).at(height)
        problems = list[str]()
        for one in vouchers:
            try:
                open_seal(decode_header(data), dsse.decode(one.seal(height)), policy)
                break
            except (SourceFailed, InputError, DecodeError) as error:
                problems.append(f"{one.name}: {error}")
        else:
            raise SnapshotRefused(f"nobody gives the seal of block {height}, its last: {'; '.join(problems)}")
        return Began(
            height=height,
            header=to_hex(header_hash(data)),
            engine_height=heights.engine_height,
            root_height=root.height,
            root_hash=root.hash.hex(),
            vouchers=tuple(one.name for one in vouchers),
        )


def _require_anchored(asked: SnapshotConfig, log: FileBlockLog, height: Height) -> None:
    if asked.anchored_height is None or asked.anchored_hash is None:
        return
    where = "network.json, snapshot"
    if asked.anchored_height > height:
        raise SnapshotRefused(f"it ends at block {height}, before block {asked.anchored_height}, which is anchored")
    found = header_hash(log.read(Height(asked.anchored_height)).header)
    if found != Hash(bytes.fromhex(asked.anchored_hash)):
        problem = f"block {asked.anchored_height} that members have is another than the one that is anchored"
        raise InputError(problem, where=where, remedy="ask the custody tier for its hash, and whose chain this is")
