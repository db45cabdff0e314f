# SPDX-License-Identifier: Apache-2.0
"""How the demonstration does business: a transaction that parties sign with the keys of the network's folder."""

from collections.abc import Iterable

import msgspec

from counterfoil.identity.signing import PrivateKey
from counterfoil.node.network import Network
from counterfoil.node.submitting import Answer, describe, is_committed, sign_calls, submit
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import ChainId, PartyId


def attempt(network: Network, chain: ChainId, calls: Iterable[msgspec.Struct], parties: Iterable[PartyId]) -> Answer:
    """One transaction that these parties sign, and what became of it."""
    node = network.chain(chain)
    return submit(node, [sign_calls(node, calls, *keys_of(network, parties))])[0]


def transact(network: Network, chain: ChainId, calls: Iterable[msgspec.Struct], parties: Iterable[PartyId]) -> None:
    """``attempt``, which must succeed: a demonstration never says of an act what did not come of it."""
    answer = attempt(network, chain, calls, parties)
    if not is_committed(answer):
        raise InvariantBroken(f"the demonstration's transaction was not committed: {describe(answer)}")


def keys_of(network: Network, parties: Iterable[PartyId]) -> list[PrivateKey]:
    """The keys of the parties, in their order."""
    return [network.keyring.get(party) for party in parties]
