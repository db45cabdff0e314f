# SPDX-License-Identifier: Apache-2.0
"""A consortium that lost its quorum for ever goes on with those who are left: an order, and each survivor's new start.

1. propose    the custody tier, after it has taken and anchored all that is sealed: the recovery policy hands on the
              seal in the log, after its delay, and the order says so
2. sign       the supervisor there, the firm of each survivor in its own folder
3. begin      each survivor with the same bytes: what it has behind the last anchored block is void, and is put aside;
              its engine begins anew, in a chain of the engine's own whose name comes from the order
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec import UNSET

from counterfoil.consensus.cometbft.engine_files import EngineFiles, EngineHome, read_home, write_home
from counterfoil.consensus.cometbft.engine_genesis import CHAIN_ID_LENGTH_MAX, Voter, engine_genesis
from counterfoil.consensus.cometbft.heights import EngineHeight, EngineHeights
from counterfoil.consensus.cometbft.restoring import BLOCKS, HEIGHTS, RESTORED, RESTORING, STATE, put_in_place
from counterfoil.consensus.sealing.seal_file import SealFile
from counterfoil.custody.custody_log import CustodyLog
from counterfoil.custody.files import write_durably
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.seal import HEADER_TYPE, Rotation, decode_rotation, sign_rotation
from counterfoil.evidence.transaction import Transaction, decode_envelope, split_transaction
from counterfoil.identity import dsse
from counterfoil.identity.signing import sign_envelope
from counterfoil.identity.validators import seal_policy
from counterfoil.law.call import call_name
from counterfoil.modules.validators.calls import Restore
from counterfoil.modules.validators.membership import firms
from counterfoil.modules.validators.queries import validator_set
from counterfoil.modules.validators.records import ValidatorSet
from counterfoil.node.chain import ChainNode
from counterfoil.node.consortium.executed_policies import forget_policies_after
from counterfoil.node.consortium.following import FollowingEngine
from counterfoil.node.consortium.opening import RESTART_FILE, SEALING
from counterfoil.node.layout import Layout, read_config
from counterfoil.node.network import Network
from counterfoil.node.rotation import ON_THE_WAY_MS
from counterfoil.node.submitting import build
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import ChainId, Height, PartyId, Timestamp
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.directory import sync_directory
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.lock import DirectoryLock
from counterfoil.storage.rocks import RocksStateStore

LEVEL_S: Final = 60.0
"""How long members are asked for blocks that are not here yet."""


@dataclass(frozen=True)
class Proposed:
    """The order, as the supervisor signed it, and what the log was told."""

    order: Transaction
    last: Height
    effective: Timestamp
    """before then the log takes nothing of what those who are left seal"""
    firms: tuple[PartyId, ...]
    """whose signatures it lacks still"""


def propose(
    network: Network, chain: ChainId, remaining: Sequence[str], *, reference: str, supervisor: PartyId
) -> Proposed:
    """Hand on the seal in the custody log to those who remain, and make the order that says so.

    Done again it makes the same rotation and another order. Raises InputError for what the chain would refuse,
    CustodyError for what the log does.
    """
    described = network.config.chains[chain]
    if described.follower is UNSET:
        raise InputError("this folder does not follow it", where=chain, remedy="the custody tier's folder does")
    if not described.recovery_keys:
        raise InputError("has no recovery keys here", where=chain, remedy="without them nobody hands on its seal")
    custody, node = network.custody(), network.chain(chain)
    before = validator_set(node.ledger.view)
    if before is None:
        raise InputError("the chain has no validators", where=chain)
    assert isinstance(node.engine, FollowingEngine)
    node.engine.wait_until_level(LEVEL_S)
    network.anchor(chain, ask=False)
    last = custody.height(chain)
    after = _left(before, remaining, Height(last + 1))
    rotation = _handed_on(network, custody, chain, node, after)
    call = Restore(
        supervisor=supervisor,
        reference=reference,
        remaining=tuple(remaining),
        last=last,
        rotation=rotation.encode().decode(),
    )
    wanted = tuple(dict.fromkeys(firms(after)))
    order = build(node, [call], network.keyring.get(supervisor), by=sorted({supervisor, *wanted}))
    custody.publish()
    return Proposed(order, last, decode_rotation(rotation).effective, wanted)


def _left(before: ValidatorSet, remaining: Sequence[str], height: Height) -> ValidatorSet:
    if strangers := [name for name in remaining if not before.has(name)]:
        raise InputError(f"{strangers[0]} is no validator of the set", where="remaining")
    return before.restored(tuple(remaining), height)


def _handed_on(
    network: Network, custody: CustodyLog, chain: ChainId, node: ChainNode, after: ValidatorSet
) -> dsse.Envelope:
    """The rotation to those who remain, in the log; the one that stands there, if it is the same."""
    seals, last, new = custody.seals(chain), custody.height(chain), seal_policy(after.validators)
    keys = [network.keyring.get(name) for name in network.config.chains[chain].recovery_keys]
    if seals.rotations and seals.current == new and seals.rotations[-1][1].last_height == last:
        return sign_rotation(seals.rotations[-1][1], *keys)  # the same bytes: signatures are deterministic
    effective = Timestamp(network.now_ms() + network.config.chains[chain].recovery_delay_ms + ON_THE_WAY_MS)
    rotation = Rotation(
        chain=chain,
        effective=effective,
        last_hash=to_hex(node.reader.sealed_header(last).hash),
        last_height=last,
        previous=seals.last_rotation,
        seal=new,
    )
    envelope = sign_rotation(rotation, *keys)
    custody.rotate(envelope)
    return envelope


@dataclass(frozen=True)
class Order:
    """An order as a survivor reads it."""

    data: bytes
    chain: ChainId
    call: Restore
    rotation: Rotation

    @property
    def engine_chain(self) -> str:
        """What the engine calls its chain from then on: with another order it would be another, and not be spoken to.

        So no vote of the run before counts in this one, and none of this one for a double vote in that.
        """
        name = digest(self.data).hex()[:12]
        return f"{self.chain[: CHAIN_ID_LENGTH_MAX - len(name) - 1]}-{name}"


def read_order(data: bytes, where: str) -> Order:
    """Raises InputError for what is no order to go on after a lost quorum."""
    transaction = split_transaction(data)
    _, payload = decode_envelope(transaction.envelope)
    calls = [canonical.decode(line, dict)["call"] for line in transaction.lines]
    if len(calls) != 1 or calls[0].get("call") != call_name(Restore):
        raise InputError("it is no order to go on after a lost quorum", where=where)
    call = canonical.convert(calls[0], Restore)
    return Order(data, payload.chain, call, decode_rotation(dsse.decode(call.rotation.encode())))


def begin_anew(root: Path, order: Order, *, blocks: Path | None = None) -> Height:
    """Make a member's folder one that goes on by this order when it is started; the height that it goes on from.

    ``blocks``: another folder with the chain's blocks, such as the one that this member had before, for a folder that
    has none. Nothing is thrown away but what is computed again; doing it again with the same order changes nothing.
    Raises InputError where folder and order do not fit, LockedError while a process runs there.
    """
    layout, chain, last = Layout(root), order.chain, order.rotation.last_height
    config = read_config(layout)
    if chain not in config.chains or config.chains[chain].member is UNSET:
        raise InputError(f"this folder is no member of {chain}", where=str(root))
    folder = layout.chain(chain)
    with DirectoryLock(folder):
        put_in_place(folder)
        if not _is_begun(folder, order):
            _cut_back(folder, order, folder if blocks is None else blocks)
            forget_policies_after(folder / SEALING, last)
            _begin_engine(EngineHome(layout.engine(chain)), order, *_voters(folder, order))
            write_durably(folder / RESTART_FILE, order.data)
    return last


def _is_begun(folder: Path, order: Order) -> bool:
    """Whether it was begun with this order; of two for one loss the first stands, and one for a later loss is new."""
    path = folder / RESTART_FILE
    if not path.exists():
        return False
    known = read_order(path.read_bytes(), str(path))
    if known.data != order.data and order.rotation.last_height <= known.rotation.last_height:
        problem = f"this node was begun anew with another order, after block {known.rotation.last_height}"
        raise InputError(problem, where=str(path), remedy="all who are left start with the same order")
    return known.data == order.data


def _cut_back(folder: Path, order: Order, source: Path) -> None:
    """Have exactly the blocks up to the last anchored one; those behind it are void, and are kept aside."""
    last, wanted = order.rotation.last_height, order.rotation.last_hash
    log = FileBlockLog.open_to_read(source / BLOCKS)
    try:
        if log.height < last:
            remedy = (
                "let it catch up with the other survivors first, or take the blocks of one that has them (--blocks)"
            )
            raise InputError(
                f"its blocks end at {log.height}, and the order goes on after {last}", where=str(source), remedy=remedy
            )
        if to_hex(header_hash(log.read(last).header)) != wanted:
            raise InputError(f"block {last} is another than the order goes on after", where=str(source))
        _require_not_sealed(folder, last)
        if source == folder and log.height == last:
            return
        staged = folder / RESTORING
        (staged / STATE).mkdir(parents=True)
        RocksStateStore.open(staged / STATE).close()  # empty: it is computed from the blocks
        own = FileBlockLog.open(staged / BLOCKS)
        hashes = []
        for height in map(Height, range(last + 1)):
            block = log.read(height)
            hashes.append(header_hash(block.header))
            seal = block.seal if source == folder else sign_envelope(HEADER_TYPE, block.header).encode()
            own.append(StoredBlock(block.header, seal, block.transactions))
        own.close()
        heights = EngineHeights.open(staged / HEIGHTS)
        heights.restore(hashes, EngineHeight(len(hashes)))
        heights.close()
    finally:
        log.close()
    if source == folder:
        shutil.copytree(folder / BLOCKS, folder / f"void-{digest(order.data).hex()[:12]}", dirs_exist_ok=True)
    sync_directory(staged)
    staged.rename(folder / RESTORED)
    sync_directory(folder)
    put_in_place(folder)


def _require_not_sealed(folder: Path, last: Height) -> None:
    """A block that has its complete seal may have been told to somebody as final: it is anchored first."""
    if not (folder / SEALING / "seals").exists():
        return
    file = SealFile.open(folder / SEALING / "seals")
    sealed = file.height
    file.close()
    if sealed > last:
        remedy = "have the custody tier take and anchor it from this node, and make the order anew"
        raise InputError(
            f"block {sealed} is sealed, and the order goes on after {last}", where=str(folder), remedy=remedy
        )


def _voters(folder: Path, order: Order) -> tuple[list[Voter], Timestamp]:
    """Those who are left, as the blocks up to there say, and the time of the last of these."""
    node = ChainNode.open_to_read(folder, order.chain)
    try:
        before = validator_set(node.ledger.view)
        assert before is not None, "a chain with members has validators"
        seats = _left(before, order.call.remaining, Height(order.rotation.last_height + 1)).seats
        time = node.reader.header(order.rotation.last_height).time
        return [Voter(seat.validator, bytes.fromhex(seat.consensus_key)) for seat in seats], time
    finally:
        node.close()


def _begin_engine(home: EngineHome, order: Order, voters: Sequence[Voter], time: Timestamp) -> None:
    """A home with the same keys and another chain; the one before is kept beside it, with what it voted for."""
    made = EngineHome(home.root.with_name(f"{home.root.name}-new"))
    kept = home.root.with_name(f"{home.root.name}-before-{digest(order.data).hex()[:12]}")
    if home.root.exists() and not kept.exists():
        shutil.rmtree(made.root, ignore_errors=True)
        files = read_home(home)
        document = files.genesis.app_state
        genesis = engine_genesis(ChainId(order.engine_chain), time, voters, document=document)
        write_home(made, EngineFiles(files.config, genesis, files.node_key, files.validator_key))
        home.root.rename(kept)
    if not home.root.exists():
        made.root.rename(home.root)
    sync_directory(home.root.parent)
