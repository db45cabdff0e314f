# SPDX-License-Identifier: Apache-2.0
"""Requests signed, and checked, a second of one core, before any handler is asked; then what is handed in by them."""

from collections.abc import Callable
from typing import Final

import httpx

from benches.claim import Claim, timed
from benches.handing_in import over_http
from counterfoil.api.callers import KeyHolder
from counterfoil.api.replays import Replays
from counterfoil.api.signed_requests import ReceivedRequest, SignedRequests
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.signatures import ED25519, SCHEMES
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.transport.request_signatures import sign_request

REQUESTS: Final = 2_000
HOST: Final = "service.example"
NOW_S: Final = 1_800_000_000
KEY: Final = PrivateKey(seed=b"bench" + bytes(27))
HOLDER: Final = KeyHolder(PartyId("BENCH"), KEY.public)
BODY: Final = b'{"type": "ObjectEvent"}' * 20


class Lines(list[tuple[str, str]]):
    """The lines of headers."""

    def items(self) -> "Lines":
        return self


def run() -> list[Claim]:
    """A request of a body, with a nonce of its own; the signature alone beside it, in the same run."""
    made = [_request(number) for number in range(REQUESTS)]
    rules = SignedRequests({KEY.keyid: HOLDER}.get, lambda: Timestamp(NOW_S * 1_000), {HOST}, Replays())
    signing = _measured(lambda: _sign(made))
    received = [_received(one) for one in made]
    checking = _measured(lambda: [rules.caller(one, rules.sender(one), BODY) for one in received])
    message, key = b"m" * 500, bytes.fromhex(KEY.public.key)
    signature = KEY.sign(message)
    alone = _measured(lambda: [SCHEMES[ED25519].verify(key, message, signature) for _ in range(REQUESTS)])
    conditions = f"{REQUESTS:,} requests with a body of {len(BODY)} bytes, a second of one core"
    return [
        Claim(name="requests signed", value=signing, unit="requests/s", conditions=conditions),
        Claim(
            name="requests checked",
            value=checking,
            unit="requests/s",
            conditions=conditions,
            limit=alone,
            limit_name="verifications of a signature alone",
        ),
        *over_http(),
    ]


def _measured(work: Callable[[], object]) -> float:
    with timed() as watch:
        work()
    return REQUESTS / watch.processor_seconds


def _request(number: int) -> httpx.Request:
    url = f"http://{HOST}/events?EQ_bizStep=shipping&perPage={number + 1}"
    return httpx.Request("POST", url, content=BODY, headers={"content-type": "application/json"})


def _sign(requests: list[httpx.Request]) -> None:
    for number, request in enumerate(requests):
        sign_request(request, BODY, KEY, created_s=NOW_S, nonce=f"{number:032x}")


def _received(request: httpx.Request) -> ReceivedRequest:
    return ReceivedRequest(request.method, str(request.url), Lines(request.headers.items()), HOST, has_body=True)
