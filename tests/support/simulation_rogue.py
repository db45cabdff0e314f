# SPDX-License-Identifier: Apache-2.0
"""An operator that goes back and orders again, and other ways to write a folder that nobody honest would write."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from counterfoil.evidence.seal import HEADER_TYPE
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.node.chain import ChainNode
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network
from counterfoil.primitives.types import AccountId, ChainId, Height, HexHash, Quantity, Timestamp
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.filelog import FileBlockLog
from support.network import CHAIN, SHARES, no_passphrase, open_network, run


def pay(root: Path, quantity: int, *, publish: bool = False) -> HexHash:
    """Alice gives Bob shares, in a block of its own; the transaction's identifier."""
    with open_network(root) as network:
        transaction = run(network.chain(CHAIN), [payment(quantity)], network.keyring.get("alice"))
        if publish:
            network.publish()
    return transaction


def go_back(root: Path, *, blocks_again: int) -> None:
    """Publish a block, put the chain as it was before in its place, and order other blocks instead."""
    chain = Layout(root).chain(CHAIN)
    kept = root.with_name(f"{root.name}-before")
    shutil.copytree(chain, kept)
    pay(root, 1, publish=True)
    shutil.rmtree(chain)
    kept.rename(chain)
    for again in range(blocks_again):
        order_unasked(root, 2 + again)


def open_unasked(root: Path, chain: ChainId = CHAIN) -> ChainNode:
    """A chain as an operator opens it who does not ask what is anchored."""
    key = Keyring(Layout(root).keys, no_passphrase).get(f"{chain}-operator")
    clock = lambda: Timestamp(time.time_ns() // 1_000_000)  # noqa: E731
    return ChainNode.open(Layout(root).chain(chain), chain, clock=clock, seal_keys=[key])


def order_unasked(root: Path, quantity: int) -> HexHash:
    """``pay`` by such an operator; the transaction's identifier."""
    with open_unasked(root) as node:
        return run(node, [payment(quantity)], Keyring(Layout(root).keys, no_passphrase).get("alice"))


def payment(quantity: int) -> Transfer:
    """Alice gives Bob shares."""
    return Transfer(
        sender=AccountId("alice-1"), receiver=AccountId("bob-1"), instrument=SHARES, quantity=Quantity(quantity)
    )


def anchor_unasked(network: Network) -> None:
    """What a rogue operator publishes: the chain is opened to be read, so that nobody asks what is anchored."""
    network.chain(CHAIN, writable=False)
    network.publish()


def rewrite_blocks(root: Path, change: Callable[[int, StoredBlock], StoredBlock], chain: ChainId = CHAIN) -> None:
    """Write the block log anew, whole and with good checksums, with some blocks changed; the state store goes."""
    directory = Layout(root).chain(chain)
    log = FileBlockLog.open_to_read(directory / "blocks")
    blocks = [change(height, block) for height, block in enumerate(log.blocks(Height(0)))]
    shutil.rmtree(directory / "blocks")
    shutil.rmtree(directory / "state")
    written = FileBlockLog.open(directory / "blocks")
    for block in blocks:
        written.append(block)
    written.close()


def sealed_by(key: PrivateKey, block: StoredBlock, payload_type: str = HEADER_TYPE) -> StoredBlock:
    """The block, with the seal that this key gives it."""
    return StoredBlock(block.header, sign_envelope(payload_type, block.header, key).encode(), block.transactions)


def files_of(root: Path) -> dict[str, bytes]:
    """Every file below a folder, but for locks."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name.lower() != "lock"
    }
