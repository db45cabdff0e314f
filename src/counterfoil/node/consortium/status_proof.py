# SPDX-License-Identifier: Apache-2.0
"""What a node says of its height is checked by the seal that it serves.

That is over a header that two thirds of the validators signed, as far as this folder knows who they are. What is not
proved so is the node's own word, and told as that.
"""

from typing import NamedTuple

from msgspec import UNSET

from counterfoil.evidence.header import decode_header
from counterfoil.evidence.seal import open_seal
from counterfoil.identity import dsse
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.validators import sealed_by
from counterfoil.node.chain import ChainNode
from counterfoil.node.consortium.block_frames import FrameReader
from counterfoil.node.layout import ChainConfig
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import ChainId, Height


class Known(NamedTuple):
    """What this folder knows of a chain, against which others are measured."""

    chain: ChainId
    node: ChainNode | None
    """the chain as it is here; None where it cannot be read"""
    policy: KeyPolicy | None
    """who seals it, as of the last block here; None where that is not known"""


def known(chain: ChainId, node: ChainNode | None, config: ChainConfig) -> Known:
    """By the chain's own state; before it has one, and where no validators stand in it, by what the folder says."""
    if node is not None and (current := node.ledger.validators):
        return Known(chain, node, sealed_by(one.seal_key for one in current))
    if config.member is not UNSET:
        return Known(chain, node, sealed_by(one.seal_key for one in config.member.validators))
    return Known(chain, node, None if config.follower is UNSET else config.follower.seal)


def seal_problem(served: bytes, claimed: int, known: Known) -> str | None:
    """Why what a node served does not prove that it has this block sealed, or None: it does."""
    if known.policy is None:
        return "this folder does not know who seals the chain"
    try:
        reader = FrameReader()
        blocks = list(reader.read(served))
        reader.end()
        if [height for height, _ in blocks] != [claimed]:
            return f"it says that block {claimed} is sealed, and does not serve it"
        [(_, block)] = blocks
        header = decode_header(block.header)
        if (header.chain, header.height) != (known.chain, claimed):
            return f"as block {claimed} it serves one of another place"
        open_seal(header, dsse.decode(block.seal), known.policy)
    except (DecodeError, InputError) as error:
        last = -1 if known.node is None else known.node.height
        return f"block {claimed} is not sealed by two thirds of the validators that block {last} here has: {error}"
    if known.node is not None and claimed <= known.node.height:
        own = known.node.block_log.read(Height(claimed)).header
        if own != block.header:
            return f"two thirds sealed another block {claimed} than is here"
    return None
