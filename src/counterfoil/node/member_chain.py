# SPDX-License-Identifier: Apache-2.0
"""A member's chain: the same folder as any chain's, and blocks that the members of a consortium decide together.

The block log holds each block with this member's own share of the seal. Beside it are which of the engine's blocks made
which of ours, and the sockets on which the engine is answered and asked.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from counterfoil.application import Application
from counterfoil.consensus.cometbft.engine_config import socket_of
from counterfoil.consensus.cometbft.engine_files import EngineHome, read_home
from counterfoil.consensus.cometbft.engine_keys import address_of
from counterfoil.consensus.cometbft.engine_process import EngineProcess
from counterfoil.consensus.cometbft.gateway import CometBftEngine
from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.consensus.cometbft.ordered import TICK_MS, OrderedApplication
from counterfoil.consensus.cometbft.restoring import HEIGHTS, put_in_place
from counterfoil.consensus.cometbft.retention import KEEP_ALL, Retention
from counterfoil.consensus.cometbft.rpc import EngineRpc
from counterfoil.consensus.cometbft.running import RunningEngine
from counterfoil.consensus.cometbft.runs import Restart
from counterfoil.consensus.cometbft.sent import GOOD_FOR, encode_sent
from counterfoil.consensus.cometbft.snapshots import INTERVAL, Snapshots
from counterfoil.consensus.cometbft.updates import Misbehaviour
from counterfoil.identity.signing import Signer
from counterfoil.law.outcome import MachineOutcome
from counterfoil.node.chain import ChainNode, ChainParts
from counterfoil.node.kept_results import KeptResults
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import ChainId, Height
from counterfoil.storage.lock import DirectoryLock

HEIGHTS_FILE: Final = HEIGHTS
SNAPSHOTS_FILE: Final = "snapshots"
"""What is offered; computed again from the block log where it is not there."""
DISHONEST: Final = tuple(
    one.value for one in (MachineOutcome.malformed, MachineOutcome.wrong_chain, MachineOutcome.bad_signature)
)
"""Refusals that depend on nothing but the bytes and the chain: a gateway would have found them."""


@dataclass(frozen=True)
class EngineSettings:
    """How a member's chain is ordered."""

    home: EngineHome
    binary: Path | None
    """the engine's program, to be started as a child; None: a service of the system's starts it"""
    retention: Retention = KEEP_ALL
    """which of its own blocks the engine keeps"""
    snapshot_every: int = INTERVAL
    """blocks of the engine from one snapshot for others to the next; 0: none is offered"""
    keys: Sequence[Signer] = ()
    """this member's seal keys: that of its validator signs its batches"""
    restart: Restart | None = None
    """the order with which those who are left of a lost quorum begin the engine anew"""


class Shares(Protocol):
    """A member's signatures on headers."""

    def share(self, header: bytes) -> bytes:
        """What stands beside a header in the block log, before it is appended there."""
        ...

    def committed(self, header: bytes, share: bytes) -> None:
        """The block is durable and committed."""
        ...


Sealing = Callable[[ChainParts], Shares]
"""The parts of a chain, of which none is level with its log yet → who signs its headers."""


def open_member_chain(
    directory: Path,
    chain: ChainId,
    settings: EngineSettings,
    *,
    sealing: Sealing,
    salt: Callable[[int], bytes],
    lost: Callable[[BaseException], None] = lambda _: None,
    notice: Callable[[str], None] = lambda _: None,
    wait_s: float = 0,
) -> ChainNode:
    """Open a chain that is ordered with others, and start its engine.

    ``sealing`` gives what stands as its seals in the block log; ``salt`` gives so many bytes by chance.

    ``lost`` is told once, from any thread, when the engine is gone: this process orders nothing any more, and is to
    end. ``notice`` is told what the engine proved against validators. Raises as ``ChainNode.open``, and InputError or
    EngineFailed with what keeps the engine from starting.
    """

    def engine_of(parts: ChainParts) -> CometBftEngine:
        config = read_home(settings.home).config
        socket = socket_of(config.proxy_app)
        _require_same_document(settings.home, parts.genesis)
        sealed = sealing(parts)
        heights = EngineHeights.open(directory / HEIGHTS_FILE)
        parts.closing.callback(heights.close)
        snapshots = _offering(directory, settings, parts)
        ordered = OrderedApplication(
            parts.application,
            parts.block_log,
            heights,
            genesis=parts.genesis,
            share=sealed.share,
            retention=_keeping(settings.retention, snapshots),
            snapshots=snapshots,
            restart=settings.restart,
            dishonest=DISHONEST,
            tick_ms=TICK_MS,
        )
        ordered.follow(sealed.committed)
        ordered.follow_misbehaviour(lambda found: _tell(notice, chain, parts.application, found))
        process = None if settings.binary is None else EngineProcess(settings.binary, settings.home)
        return CometBftEngine(
            parts.application,
            ordered,
            RunningEngine(ordered, socket, EngineRpc(config.rpc.laddr), process=process),
            salt=salt,
            sign=lambda batch, height: _signed(batch, height, settings.keys, parts),
            standing=KeptResults(parts.reader).of,
            expired=(MachineOutcome.expired_transaction.value,),
        )

    with DirectoryLock(directory, wait_s=wait_s):
        put_in_place(directory)  # what a process began that put other blocks here, or a snapshot
    node = ChainNode.open_under(directory, chain, engine_of, wait_s=wait_s)
    node.when_lost(lost)
    _let_ask(node, EngineRpc(read_home(settings.home).config.rpc.laddr))
    return node


def _let_ask(node: ChainNode, rpc: EngineRpc) -> None:
    """Have its engine asked through the node, for as long as it is open."""
    let_go = ExitStack()
    let_go.callback(node.let_go)
    let_go.callback(rpc.close)
    node.engine_asked = lambda method, numbers: rpc.ask(method, **{name: str(one) for name, one in numbers.items()})
    node.let_go = let_go.close


def _offering(directory: Path, settings: EngineSettings, parts: ChainParts) -> Snapshots | None:
    """What others may begin from, unless this member offers nothing."""
    if not settings.snapshot_every:
        return None
    snapshots = Snapshots.open(directory / SNAPSHOTS_FILE, parts.block_log, interval=settings.snapshot_every)
    parts.closing.callback(snapshots.close)
    return snapshots


def _keeping(retention: Retention, snapshots: Snapshots | None) -> Retention:
    """The engine keeps, besides, its blocks from the oldest snapshot on offer on: who begins from that needs them."""
    if snapshots is None:
        return retention
    needed = retention.needed

    def first() -> Height | None:
        wanted = [one for one in (needed(), snapshots.oldest()) if one is not None]
        return min(wanted) if wanted else None

    return replace(retention, needed=first)


def _signed(batch: bytes, height: int, keys: Sequence[Signer], parts: ChainParts) -> bytes:
    """By the key that serves now; as it is where none does: then it comes from no validator."""
    serving = {one.seal_key.keyid for one in parts.application.validators()}
    for key in keys:
        if key.keyid in serving:
            return encode_sent(batch, key, genesis=digest(parts.genesis), until=height + GOOD_FOR)
    return batch


def _tell(
    notice: Callable[[str], None], chain: ChainId, application: Application, found: Sequence[Misbehaviour]
) -> None:
    firms = {address_of(bytes.fromhex(one.consensus_key)).hex(): one.party for one in application.validators()}
    for one in found:
        who = firms.get(one.address, "who is no validator any more")
        notice(
            f"{chain}: the validator of {who} ({one.address}) lied in the engine's block {one.engine_height}: "
            f"{one.kind}; the proof stands in the engine's blocks"
        )


def _require_same_document(home: EngineHome, genesis: bytes) -> None:
    if read_home(home).genesis.app_state != genesis:
        remedy = "all members must have one genesis.json of the chain, and one of the engine that carries it"
        raise InputError(
            "it carries another document than the chain's genesis.json", where=str(home.genesis), remedy=remedy
        )
