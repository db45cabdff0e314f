# SPDX-License-Identifier: Apache-2.0
"""A chain that others order and a custody folder follows: its members' blocks, and sources that err or lie."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import Final

from counterfoil.application import Refusal
from counterfoil.evidence.seal import seal_header
from counterfoil.evidence.transaction import decode_envelope, intent_id, split_transaction
from counterfoil.identity.keyfile import read_key
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey
from counterfoil.identity.validators import votes_needed
from counterfoil.node.consortium.described import FollowerConfig, SourceConfig
from counterfoil.node.consortium.following import Pace
from counterfoil.node.consortium.sources import HandedIn, SourceFailed
from counterfoil.node.initialise import FollowedChain, NetworkPlan, create_network
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import clock_ms
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import StoredBlock
from support.network import CHAIN, ORIGIN, WITNESS, no_passphrase
from support.node_service import SUPERVISOR, make_served_network

VALIDATORS: Final = ("valid-1", "valid-2", "valid-3", "valid-4")
SEALING: Final = VALIDATORS[:3]
"""Of four, as many as it takes."""
QUICK: Final = Pace(wait_s=1, compare_s=0.01, again_s=0.01, again_max_s=0.02, begin_s=20, tick_s=20)


def make_member(root: Path) -> Path:
    """The served network, whose headers three of four validators seal."""
    make_served_network(root, seal_keys=SEALING)
    Keyring(Layout(root).keys, no_passphrase).create(VALIDATORS[3])
    return root


def validator_keys(member: Path) -> list[PrivateKey]:
    return [read_key(Layout(member).keys / f"{name}.key", None) for name in VALIDATORS]


def policy_of(member: Path) -> KeyPolicy:
    """Three of the four."""
    keys = tuple(key.public for key in validator_keys(member))
    return KeyPolicy(keys=keys, threshold=votes_needed(len(keys)))


def make_custody(root: Path, member: Path, urls: Sequence[str]) -> Path:
    """The folder of a custody tier that follows the member's chain, asking as its supervisor."""
    sources = tuple(SourceConfig(name=f"source-{number}", url=url) for number, url in enumerate(urls))
    follower = FollowerConfig(sources=sources, key=SUPERVISOR, seal=policy_of(member))
    followed = {CHAIN: FollowedChain(Layout(member).genesis(CHAIN).read_bytes(), follower)}
    plan = NetworkPlan(origin=ORIGIN, chains=(CHAIN,), witnesses=(WITNESS,), quorum=1, followed=followed)
    create_network(root, plan, Keyring(Layout(root).keys, no_passphrase), time=clock_ms())
    key = f"{SUPERVISOR}.key"
    (Layout(root).keys / key).write_bytes((Layout(member).keys / key).read_bytes())
    (Layout(root).keys / key).chmod(0o600)
    return root


def resealed(block: StoredBlock, header: bytes, *keys: PrivateKey) -> StoredBlock:
    """Another header in a block's place, sealed by these."""
    return StoredBlock(header, seal_header(header, *keys).encode(), block.transactions)


class ListedSource:
    """Has the blocks of a list, which may grow, each as ``forge`` makes it; and says what it is asked."""

    def __init__(
        self,
        name: str,
        blocks: Sequence[StoredBlock],
        forge: Callable[[Height, StoredBlock], StoredBlock | None] = lambda _, block: block,
    ) -> None:
        self.name = self.address = name
        self.held = list(blocks)
        self.asked: list[Height] = []
        self.next_tick: StoredBlock | None = None
        self.says: HandedIn | None = None
        """of each transaction; None: what is so of the next block"""
        self._forge = forge

    async def blocks(self, first: Height, *, most: int, wait_s: int) -> AsyncGenerator[tuple[Height, StoredBlock]]:
        self.asked.append(first)
        for height in range(first, min(len(self.held), first + most)):
            block = self._forge(Height(height), self.held[height])
            if block is None:
                return
            yield Height(height), block

    async def tick(self) -> Height:
        if self.next_tick is None:
            raise SourceFailed(f"{self.name} makes no block")
        self.held.append(self.next_tick)
        return Height(len(self.held) - 1)

    async def hand_in(self, transactions: Sequence[bytes]) -> Sequence[HandedIn]:
        return [self.says or await self._ordered(one) for one in transactions]

    async def _ordered(self, transaction: bytes) -> HandedIn:
        if self.next_tick is None or transaction not in self.next_tick.transactions:
            return HandedIn(None, None, Refusal(1, "malformed", "no transaction"))
        height = await self.tick() if self.next_tick not in self.held else Height(self.held.index(self.next_tick))
        _, payload = decode_envelope(split_transaction(transaction).envelope)
        return HandedIn(intent_id(payload), height, None)

    async def close(self) -> None: ...


class GoneSource(ListedSource):
    """Nobody answers."""

    async def blocks(self, first: Height, *, most: int, wait_s: int) -> AsyncGenerator[tuple[Height, StoredBlock]]:
        raise SourceFailed(f"{self.name}: no answer")
        yield  # so that it is a generator

    async def hand_in(self, transactions: Sequence[bytes]) -> Sequence[HandedIn]:
        raise SourceFailed(f"{self.name}: no answer")


class LateSource(ListedSource):
    """Knows nobody for the first few questions."""

    def __init__(self, name: str, blocks: Sequence[StoredBlock], *, late: int) -> None:
        super().__init__(name, blocks)
        self.late = late

    async def blocks(self, first: Height, *, most: int, wait_s: int) -> AsyncGenerator[tuple[Height, StoredBlock]]:
        self.late -= 1
        if self.late >= 0:
            raise SourceFailed(f"{self.name}: 401 it is not known who asks")
        async for one in super().blocks(first, most=most, wait_s=wait_s):
            yield one


class SlowSource(ListedSource):
    """Begins to answer, and never ends."""

    async def blocks(self, first: Height, *, most: int, wait_s: int) -> AsyncGenerator[tuple[Height, StoredBlock]]:
        await asyncio.Event().wait()
        yield first, self.held[first]
