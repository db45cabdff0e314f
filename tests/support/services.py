# SPDX-License-Identifier: Apache-2.0
"""A service for tests, asked without a socket: its callers, its clock, and a client that signs or does not."""

import asyncio
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, Final

import httpx

from counterfoil.api.application import Service
from counterfoil.api.callers import KeyHolder
from counterfoil.api.doorway import RequestLine
from counterfoil.api.replays import Replays
from counterfoil.api.signed_requests import SignedRequests
from counterfoil.client.signing import SigningAuth
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.types import KeyId, PartyId, Timestamp

NOW_MS: Final = 1_790_000_000_500
NOW_S: Final = NOW_MS // 1_000
HOST: Final = "service.example"
ALICE: Final = PrivateKey(seed=b"alice" + bytes(27))
BOB: Final = PrivateKey(seed=b"bob" + bytes(29))
SUSPENDED: Final = PrivateKey(seed=b"suspended" + bytes(23))
STRANGER: Final = PrivateKey(seed=b"stranger" + bytes(24))
_nonces: Final = count(1)


def new_nonce() -> str:
    """One that no test used before."""
    return f"nonce-{next(_nonces)}"


def holder(party: str, key: PrivateKey, *, suspended: bool = False) -> KeyHolder:
    return KeyHolder(PartyId(party), key.public, suspended)


KNOWN: Final = {
    one.key.keyid: one
    for one in (holder("ALICE", ALICE), holder("BOB", BOB), holder("MALLORY", SUSPENDED, suspended=True))
}


def directory(keyid: KeyId) -> KeyHolder | None:
    return KNOWN.get(keyid)


class World:
    """A service's clock, which a test moves, and its log, which a test reads."""

    def __init__(self, now_ms: int = NOW_MS) -> None:
        self.now_ms = now_ms
        self.lines: list[RequestLine] = []
        self.failures: list[Exception] = []
        self.replays = Replays()
        self._ids = count(1)

    def failed(self, _request: str, error: Exception) -> None:
        self.failures.append(error)

    def clock(self) -> Timestamp:
        return Timestamp(self.now_ms)

    def rules(self, *also: str) -> SignedRequests:
        return SignedRequests(directory, self.clock, frozenset({HOST}), self.replays, also)

    def service(self, **given: Any) -> Service:
        """Signed, unless it is given otherwise."""
        wanted: dict[str, Any] = {
            "title": "A service for tests",
            "entrance": self.rules(),
            "clock": self.clock,
            "request_ids": lambda: f"r{next(self._ids)}",
            "log": self.lines.append,
            "failed": self.failed,
        }
        return Service(**wanted | given)

    def signing(self, key: PrivateKey, **given: Any) -> SigningAuth:
        return SigningAuth(key, **{"clock": self.clock, "nonces": new_nonce} | given)


class Client:
    """Asks an application, each time in an event loop of its own."""

    def __init__(self, application: Callable[..., Any], auth: httpx.Auth | None = None) -> None:
        self.application = application
        self.auth = auth

    def request(
        self, method: str, path: str, content: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Signed, if this client signs."""
        return self.send(httpx.Request(method, f"http://{HOST}{path}", content=content, headers=headers), self.auth)

    def send(self, request: httpx.Request, auth: httpx.Auth | None = None) -> httpx.Response:
        """As it is, or signed."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.application)) as client:
                return await client.send(request, auth=auth)

        return asyncio.run(ask())

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, content: bytes, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("POST", path, content, {"content-type": "application/json", **named})
