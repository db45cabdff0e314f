# SPDX-License-Identifier: Apache-2.0
"""Two chains of one custody log in a folder, between which shares and deeds cross."""

from pathlib import Path
from typing import Final

from counterfoil.modules.peers.records import PEERS
from counterfoil.node.crossings import Carrier, mirroring
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.network import Network
from counterfoil.node.supply.peer_asking import trust_call
from counterfoil.primitives.types import ChainId
from counterfoil.verify import parse_trust
from support.crossed import AWAY, DEEDS, HOME, SHARES, issued, map_home, map_mirror, populated, register
from support.network import make_network, open_network
from support.peered_network import OnChain

KEEPERS: Final = f"{DEPOSITORY} {SUPERVISOR}"


def make_crossed_network(root: Path) -> Path:
    """Both chains believe each other, have their accounts registered, and map shares and deeds."""
    make_network(root, chains=(ChainId(HOME), ChainId(AWAY)))
    with open_network(root) as network:
        join(network)
        network.publish()
    return root


def join(network: Network) -> tuple[OnChain, OnChain]:
    """The same of a network that is open."""
    home, away = (OnChain(network, name) for name in (HOME, AWAY))
    network.publish()
    trust = parse_trust(network.layout.trust.read_bytes())
    for stage, peer in ((home, away), (away, home)):
        issued(populated(stage))
        name = ChainId(peer.node.reader.chain)
        stage.do(trust_call(trust, name, DEPOSITORY, SUPERVISOR, reason="agreement"), signed_by=KEEPERS)
        for firm in ("alice", "bob"):
            stage.do(register(name, firm), signed_by=firm)
    for asset in (SHARES, DEEDS):
        home.do(map_home(asset, keeper=DEPOSITORY, by=SUPERVISOR), signed_by=KEEPERS)
        network.publish()
        carrier = Carrier(network, away.node.ledger.view, ChainId(HOME), DEPOSITORY)
        mirror = map_mirror(asset, keeper=DEPOSITORY, by=SUPERVISOR)
        away.do(*mirroring(carrier, mirror), signed_by=KEEPERS)
    return home, away


def carried(stage: OnChain, peer: OnChain) -> Carrier:
    """What the other chain has published by now."""
    return Carrier(stage.network, stage.node.ledger.view, ChainId(peer.node.reader.chain), DEPOSITORY)


def peer_path(stage: OnChain) -> str:
    return PEERS.path(stage.node.reader.chain)
