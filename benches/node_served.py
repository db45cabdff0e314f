# SPDX-License-Identifier: Apache-2.0
"""A node over a socket of this machine, in the process of the benchmark, and clients that sign with a key."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.ledger.service import create_node_service
from counterfoil.api.replays import Replays
from counterfoil.client.signing import SigningAuth
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.network import clock_ms
from counterfoil.transport.serving import serving


@contextmanager
def node_served(
    running: RunningNetwork, failed: Callable[[str, Exception], None] = lambda _, __: None
) -> Iterator[str]:
    """Its address, while it is served; whether it publishes is the caller's."""
    names: set[str] = set()
    application = create_node_service(
        running,
        names=names,
        clock=clock_ms,
        request_ids=lambda: secrets.token_hex(8),
        replays=Replays(),
        failed=failed,
    )
    with serving(application) as url:
        names.add(url.removeprefix("http://"))
        yield url


def signing(key: PrivateKey) -> SigningAuth:
    return SigningAuth(key, clock=clock_ms, nonces=lambda: secrets.token_hex(16))


def client_of(url: str, key: PrivateKey) -> httpx.Client:
    return httpx.Client(base_url=url, auth=signing(key), trust_env=False, timeout=120)
