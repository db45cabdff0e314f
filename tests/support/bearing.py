# SPDX-License-Identifier: Apache-2.0
"""Clients that ask by a token."""

import secrets
from typing import Final

import httpx

from counterfoil.identity.signing import PrivateKey
from counterfoil.node.network import clock_ms
from counterfoil.transport.access_tokens import Reach, make_token
from support.node_service import Served

HOUR_MS: Final = 3_600_000


def bearing(service: Served, key: PrivateKey, may: Reach = Reach.read, identifier: str = "") -> httpx.Client:
    """A client with a token of a key, on this machine."""
    token = make_token(
        key,
        audience=[service.url.partition("://")[2]],
        issued=clock_ms(),
        life_ms=HOUR_MS,
        identifier=identifier or secrets.token_hex(16),
        may=may,
    )
    headers = {"authorization": f"Bearer {token}"}
    return httpx.Client(base_url=service.url, headers=headers, trust_env=False, timeout=60)
