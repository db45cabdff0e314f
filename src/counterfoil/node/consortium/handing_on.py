# SPDX-License-Identifier: Apache-2.0
"""Where a followed chain has other validators, those before sign for the custody log who seals from then on."""

import secrets
from collections.abc import Callable

from msgspec import UNSET, UnsetType

from counterfoil.consensus.sealing.asking import RotationAsker
from counterfoil.consensus.sealing.exchange import Peer
from counterfoil.custody.custody_log import CustodyLog
from counterfoil.node.chain import ChainNode
from counterfoil.node.consortium.described import FollowerConfig, endpoint
from counterfoil.node.consortium.following import FollowingEngine
from counterfoil.node.keyring import Keyring
from counterfoil.node.validator_rotation import hand_on
from counterfoil.primitives.types import Height


def handing_on(
    custody: CustodyLog, node: ChainNode, follower: FollowerConfig | UnsetType, keyring: Keyring
) -> Callable[[Height], object]:
    """What is done before a header is anchored: where its policy is another than the log's, members are asked for it.

    Nothing, where the chain is not followed, or only read here. The follower's key is known to the members as a
    supervisor's. What is given raises as ``hand_on``.
    """
    engine, chain = node.engine, node.chain
    # Opened to be read, it says of no height who seals.
    if follower is UNSET or not isinstance(engine, FollowingEngine):
        return lambda _: None
    key = keyring.get(follower.key)
    places = [place for one in follower.sources if one.seals is not None and (place := endpoint(one.seals)) is not None]

    def before(height: Height) -> None:
        seals = custody.seals(chain)
        if seals.rotations and seals.rotations[-1][1].effective and seals.rotations[-1][1].last_height == height - 1:
            return  # its recovery policy has handed it on already: whoever goes on, the log judges by that
        retiring = seals.current
        if retiring != (following := engine.policy(height)):
            answering = (retiring, following)
            asked = [RotationAsker(chain, key, Peer(*place), answering, secrets.token_bytes) for place in places]
            hand_on(custody, node.reader, engine.policy, asked, height)

    return before
