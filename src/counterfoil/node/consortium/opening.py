# SPDX-License-Identifier: Apache-2.0
"""Opening a chain that several firms order: as one of its members, or as one who follows it."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counterfoil.consensus.cometbft.engine_files import EngineHome
from counterfoil.consensus.cometbft.engine_process import find_engine
from counterfoil.consensus.cometbft.gateway import CometBftEngine
from counterfoil.consensus.cometbft.runs import Restart
from counterfoil.consensus.solo.engine import Clock, Guard
from counterfoil.node.chain import AnchoredHeader, ChainNode
from counterfoil.node.consortium.beginning import begin_from_snapshot
from counterfoil.node.consortium.described import CustodyElsewhere, FollowerConfig, MemberConfig
from counterfoil.node.consortium.fetching import Beginning
from counterfoil.node.consortium.following import open_following
from counterfoil.node.consortium.sealing import MemberSealing
from counterfoil.node.consortium.sources import HttpSource
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.member_chain import EngineSettings, open_member_chain
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId

SEALING: Final = "sealing"
"""Where a member keeps complete seals, beside its blocks."""
RESTART_FILE: Final = "restart-order"
"""The order with which a lost quorum goes on, beside the blocks; the node is started with it from then on."""
REJOINING_FILE: Final = "rejoining"
"""What is there while a member's wrong blocks are set aside: see ``rejoining.py``."""
ENGINE_BESIDE: Final = "cometbft"
"""The engine's program in the network's folder, if it is there."""


@dataclass(frozen=True)
class Opening:
    """What a chain of a network's folder is opened with."""

    layout: Layout
    chain: ChainId
    keyring: Keyring
    clock: Clock
    guard: Guard
    """refuses clocks that are not to be believed"""
    anchored: AnchoredHeader | None
    """the last header that a custody log here holds"""
    wait_s: float
    """for how many seconds another process may still hold it"""
    notice: Callable[[str], None] = lambda _: None
    """told what whoever runs the folder should hear"""

    @property
    def directory(self) -> Path:
        return self.layout.chain(self.chain)


def open_member(opening: Opening, member: MemberConfig) -> ChainNode:
    """The chain with this folder's validator at work; raises InputError where no engine is there to run it."""
    binary = None if member.engine_elsewhere else find_engine(os.environ, beside=opening.layout.root / ENGINE_BESIDE)
    require_not_rejoining(opening.directory)
    order = opening.directory / RESTART_FILE
    restart = Restart(order.read_bytes()) if order.exists() else None
    home = EngineHome(opening.layout.engine(opening.chain))
    if member.snapshot is not None and restart is None:
        key = opening.keyring.get(member.party) if opening.keyring.path(member.party).exists() else None
        beginning = Beginning(
            opening.directory,
            opening.chain,
            home=home,
            member=member,
            asked=member.snapshot,
            key=key,
            clock=opening.clock,
            notice=opening.notice,
        )
        begin_from_snapshot(beginning, binary, sealing=opening.directory / SEALING, wait_s=opening.wait_s)
    keys = [opening.keyring.get(name) for name in (member.seal_key, *member.former_seal_keys)]
    sealing = MemberSealing(opening.directory / SEALING, member, keys, opening.notice, restart)
    node = open_member_chain(
        opening.directory,
        opening.chain,
        EngineSettings(home, binary, snapshot_every=member.snapshot_every, keys=keys, restart=restart),
        sealing=sealing.begin,
        salt=secrets.token_bytes,
        lost=lambda error: opening.notice(f"{opening.chain}: {error}"),
        notice=opening.notice,
        wait_s=opening.wait_s,
    )
    node.seals, node.auditors = sealing, frozenset(member.auditors)
    assert isinstance(node.engine, CometBftEngine)
    sealing.end_with(node.engine.give_up)
    return node


def require_not_rejoining(folder: Path) -> None:
    """Raise InputError where setting blocks aside was begun and is not done: half of the chain would be there."""
    if (folder / REJOINING_FILE).exists():
        remedy = "counterfoil network rejoin goes on with it"
        raise InputError("its wrong blocks are being set aside, which was cut off", where=str(folder), remedy=remedy)


def open_follower(opening: Opening, follower: FollowerConfig) -> ChainNode:
    """The chain as its members seal it, taken from any of them."""
    key = opening.keyring.get(follower.key)
    root = opening.layout.root
    sources = [HttpSource(one, opening.chain, key, root, clock=opening.clock) for one in follower.sources]
    return open_following(
        opening.directory,
        opening.chain,
        sources,
        first=follower.seal,
        anchored=opening.anchored,
        wait_s=opening.wait_s,
        notice=opening.notice,
    )


def log_elsewhere(custody: CustodyElsewhere, what: str) -> InputError:
    """Why what needs the custody log is not done here, and who does it."""
    return InputError(
        f"{what} needs the custody log, and this folder has none", where="custody", remedy=f"ask {custody.url}"
    )
