# SPDX-License-Identifier: Apache-2.0
"""Headers of a consortium are anchored across changes of its validators: a rotation each, signed by those before.

The log takes a header under the policy that it has in force for the chain, and nothing else. So before the first header
under other validators the rotation is collected from members and put into the log, which judges it as any other.
"""

from collections.abc import Sequence

from counterfoil.consensus.sealing.rotating import Ask, collect_rotation, propose_rotation
from counterfoil.consensus.sealing.validator_policy import PolicyOf
from counterfoil.custody.custody_log import CustodyLog
from counterfoil.node.anchoring import anchor_new_headers
from counterfoil.node.chain_reader import ChainReader
from counterfoil.primitives.types import Height


def anchor_consortium(custody: CustodyLog, reader: ChainReader, policy: PolicyOf, members: Sequence[Ask]) -> int:
    """Anchor every sealed header that the log lacks, and hand on the seal where validators changed; how many headers.

    ``policy`` is what whoever follows the chain executed, ``members`` are asked for signatures in this order. May be
    begun again at any time: what was done is found. Raises InputError when too few members sign, CustodyError when the
    log refuses.
    """
    return anchor_new_headers(custody, reader, before=lambda height: hand_on(custody, reader, policy, members, height))


def hand_on(
    custody: CustodyLog, reader: ChainReader, policy: PolicyOf, members: Sequence[Ask], height: Height
) -> int | None:
    """Put the policy of a height in force after the header before it, which is the last anchored one.

    Returns the rotation's index in the log; None where that policy is in force.
    """
    seals, new = custody.seals(reader.chain), policy(height)
    if seals.current == new:
        return None
    last = Height(height - 1)
    rotation = propose_rotation(seals, last, reader.sealed_header(last).hash, new)
    return custody.rotate(collect_rotation(rotation, seals.current, members))
