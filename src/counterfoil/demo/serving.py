# SPDX-License-Identifier: Apache-2.0
"""A scene's network as ``counterfoil serve`` has it, in this process: behind a free port, with tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.ledger.service import create_node_service
from counterfoil.api.replays import Replays
from counterfoil.client import Client
from counterfoil.demo.transacting import keys_of
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.chain import ChainNode
from counterfoil.node.network import Network, clock_ms
from counterfoil.node.rows_feed import RowsFeed, rows_address
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import PartyId
from counterfoil.transport.serving import serving

PUBLISH_EVERY_S: Final = 60
PUBLISH_SOON_EVERY_S: Final = 1


@dataclass
class Troubles:
    """What a service says that went wrong, which in a demonstration is nothing."""

    told: list[str] = field(default_factory=list)

    def notice(self, text: str) -> None:
        self.told.append(text)

    def failed(self, what: str, error: Exception) -> None:
        self.told.append(f"{what}: {error!r}")


@dataclass(frozen=True)
class Address:
    """Where the service is asked, and the keys of the scene's parties, with which it is."""

    url: str
    network: Network

    def key(self, party: PartyId) -> PrivateKey:
        """What a party signs with elsewhere."""
        return self.network.keyring.get(party)

    def client(self, *parties: PartyId, **options: Any) -> Client:
        """Whoever asks is the first of them, and all sign."""
        return Client(self.url, key=keys_of(self.network, parties), **options)


@contextmanager
def served(network: Network) -> Iterator[Address]:
    """Serve every chain for the length of a ``with`` block, which ends with a last publication.

    The network is let go of then. Raises InvariantBroken where the service had trouble.
    """
    troubles, names, requests = Troubles(), set[str](), count(1)

    def feed(node: ChainNode) -> RowsFeed:
        address = rows_address(network.layout, network.config, node.chain, None)
        return RowsFeed(node, network.layout, address, notice=troubles.notice, failed=troubles.failed)

    running = RunningNetwork(
        network,
        publish_every_s=PUBLISH_EVERY_S,
        publish_soon_every_s=PUBLISH_SOON_EVERY_S,
        notice=troubles.notice,
        failed=troubles.failed,
        rows=feed,
    )
    # Nobody has asked at this port before, so that no request of an earlier run can be played to it again.
    application = create_node_service(
        running,
        names=names,
        clock=clock_ms,
        request_ids=lambda: f"{next(requests):016x}",
        replays=Replays(),
        failed=troubles.failed,
    )
    with running, serving(application) as url:
        names.add(url.partition("://")[2])
        yield Address(url, network)
    if troubles.told:
        raise InvariantBroken(f"the service had trouble: {troubles.told[0]}")
