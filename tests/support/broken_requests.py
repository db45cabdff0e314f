# SPDX-License-Identifier: Apache-2.0
"""A signed request that passes, and every way to break one, each with the problem that it is: for tests and vectors."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import httpx
from http_message_signatures import HTTPMessageSigner, algorithms
from http_message_signatures.resolvers import HTTPSignatureKeyResolver

from counterfoil.api.replays import AHEAD_S
from counterfoil.identity.signing import PrivateKey
from counterfoil.transport.request_signatures import LIFE_S, LIFE_S_MAX, Ed25519, sign_request
from support.services import ALICE, BOB, HOST, NOW_S, STRANGER, SUSPENDED

BODY: Final = b'{"hello": "world"}'
URL: Final = f"http://{HOST}/echo?a=1&b=2"
NONCE: Final = "nonce-1"


def signed(key: PrivateKey = ALICE, *, body: bytes = BODY, method: str = "POST", **given: Any) -> httpx.Request:
    """A request that passes, unless it is given otherwise."""
    request = httpx.Request(method, URL, content=body or None, headers={"content-type": "application/json"})
    sign_request(request, body, key, **{"created_s": NOW_S, "nonce": NONCE} | given)
    return request


def again(request: httpx.Request, *, method: str = "", url: str = "", body: bytes | None = None) -> httpx.Request:
    """The same headers on another request."""
    headers = [(name, value) for name, value in request.headers.items() if name not in ("content-length", "host")]
    content = request.content if body is None else body
    return httpx.Request(method or request.method, url or request.url, content=content or None, headers=headers)


def with_header(name: str, change: Callable[[str], str]) -> httpx.Request:
    request = signed()
    request.headers[name] = change(request.headers[name])
    return request


def without(*names: str) -> httpx.Request:
    request = signed()
    for name in names:
        del request.headers[name]
    return request


def covering(*components: str, **given: Any) -> httpx.Request:
    """Signed well, over these components alone."""

    class Key(HTTPSignatureKeyResolver):
        def resolve_private_key(self, key_id: str) -> PrivateKey:
            return ALICE

    request = httpx.Request("POST", URL, content=BODY, headers={"content-type": "application/json"})
    request.headers["content-digest"] = str(signed().headers["content-digest"])
    wanted = {
        "key_id": ALICE.keyid,
        "created": datetime.fromtimestamp(NOW_S, UTC),
        "expires": datetime.fromtimestamp(NOW_S + 60, UTC),
        "nonce": NONCE,
        "covered_component_ids": components,
        "use_existing_digest": True,
    }
    HTTPMessageSigner(signature_algorithm=Ed25519, key_resolver=Key()).sign(request, **wanted | given)
    return request


ALL: Final = ("@method", "@authority", "@path", "@query", "content-type", "content-digest")


def of_another_algorithm() -> httpx.Request:
    """Keyed with what everybody knows: the public key, as if it were a secret that both share."""

    class Shared(HTTPSignatureKeyResolver):
        def resolve_private_key(self, key_id: str) -> bytes:
            return bytes.fromhex(ALICE.public.key)

    request = covering(*ALL)
    for name in ("signature", "signature-input"):
        del request.headers[name]
    HTTPMessageSigner(signature_algorithm=algorithms.HMAC_SHA256, key_resolver=Shared()).sign(
        request,
        key_id=ALICE.keyid,
        created=datetime.fromtimestamp(NOW_S, UTC),
        expires=datetime.fromtimestamp(NOW_S + 60, UTC),
        nonce=NONCE,
        covered_component_ids=ALL,
        use_existing_digest=True,
    )
    return request


def twice_signed() -> httpx.Request:
    request = signed()
    for name in ("signature", "signature-input"):
        request.headers[name] += ", " + request.headers[name].replace("counterfoil=", "other=", 1)
    return request


EXPIRED: Final = NOW_S - LIFE_S
ROWS: Final[tuple[tuple[str, Callable[[], httpx.Request], str, int], ...]] = (
    ("for another host", lambda: again(signed(), url="http://other.example/echo?a=1&b=2"), "misdirected", 421),
    ("no signature at all", lambda: without("signature", "signature-input"), "unsigned", 401),
    ("the signature left out", lambda: without("signature"), "unsigned", 401),
    ("what it covers left out", lambda: without("signature-input"), "unsigned", 401),
    (
        "no key named",
        lambda: with_header("signature-input", renamed("keyid", "tag")),
        "incomplete",
        401,
    ),
    ("no end", lambda: covering(*ALL, expires=None), "incomplete", 401),
    ("no nonce", lambda: covering(*ALL, nonce=None), "incomplete", 401),
    ("an empty nonce", lambda: covering(*ALL, nonce=""), "invalid", 401),
    ("a nonce without bound", lambda: covering(*ALL, nonce="n" * 129), "invalid", 401),
    ("no algorithm", lambda: covering(*ALL, include_alg=False), "incomplete", 401),
    ("another algorithm", of_another_algorithm, "invalid", 401),
    (
        "the algorithm renamed",
        lambda: with_header("signature-input", renamed("ed25519", "hmac-sha256")),
        "invalid",
        401,
    ),
    ("from the future", lambda: signed(created_s=NOW_S + AHEAD_S + 1), "early", 401),
    ("expired", lambda: signed(created_s=EXPIRED), "expired", 401),
    ("of no life", lambda: signed(life_s=0), "invalid", 401),
    ("of too long a life", lambda: signed(life_s=LIFE_S_MAX + 1), "invalid", 401),
    ("two signatures", twice_signed, "invalid", 401),
    ("a key that nobody has", lambda: signed(STRANGER), "unknown-key", 401),
    ("somebody else's key named", lambda: with_header("signature-input", in_bobs_name), "invalid", 401),
    ("another method", lambda: again(signed(), method="PUT"), "invalid", 401),
    ("another path", lambda: again(signed(), url=f"http://{HOST}/ecno?a=1&b=2"), "invalid", 401),
    ("another query", lambda: again(signed(), url=f"http://{HOST}/echo?a=1&b=3"), "invalid", 401),
    ("no query", lambda: again(signed(), url=f"http://{HOST}/echo"), "invalid", 401),
    ("the query in another order", lambda: again(signed(), url=f"http://{HOST}/echo?b=2&a=1"), "invalid", 401),
    ("another kind of body", lambda: with_header("content-type", lambda _: "text/plain"), "invalid", 401),
    ("later times", lambda: with_header("signature-input", later), "invalid", 401),
    (
        "another nonce",
        lambda: with_header("signature-input", renamed("nonce-", "nunce-")),
        "invalid",
        401,
    ),
    ("a bit of it changed", lambda: with_header("signature", flipped), "invalid", 401),
    ("a shorter one", lambda: with_header("signature", lambda _: "counterfoil=:AAAA:"), "invalid", 401),
    ("no structured field", lambda: with_header("signature", lambda _: "counterfoil=(("), "invalid", 401),
    ("method not covered", lambda: covering(*(one for one in ALL if one != "@method")), "incomplete", 401),
    ("authority not covered", lambda: covering(*(one for one in ALL if one != "@authority")), "incomplete", 401),
    ("path not covered", lambda: covering(*(one for one in ALL if one != "@path")), "incomplete", 401),
    ("query not covered", lambda: covering(*(one for one in ALL if one != "@query")), "incomplete", 401),
    ("kind of body not covered", lambda: covering(*(one for one in ALL if one != "content-type")), "incomplete", 401),
    ("digest not covered", lambda: covering(*ALL[:-1]), "incomplete", 401),
    (
        "one parameter covered for the query",
        lambda: covering(*(one for one in ALL if one != "@query"), '"@query-param";name="a"'),
        "incomplete",
        401,
    ),
    (
        "a part of the digest covered",
        lambda: covering(*ALL[:-1], '"content-digest";key="sha-256"'),
        "incomplete",
        401,
    ),
    ("another body", lambda: again(signed(), body=BODY + b" "), "invalid", 401),
    ("no body", lambda: again(signed(), body=b""), "invalid", 401),
    ("a body where none was signed", lambda: again(signed(body=b""), body=BODY), "incomplete", 401),
    ("the digest left out", lambda: without("content-digest"), "invalid", 401),
    ("of somebody suspended", lambda: signed(SUSPENDED), "suspended", 403),
)


def renamed(old: str, new: str) -> Callable[[str], str]:
    return lambda one: one.replace(old, new)


def in_bobs_name(one: str) -> str:
    return one.replace(ALICE.keyid, BOB.keyid)


def later(one: str) -> str:
    return one.replace(str(NOW_S), str(NOW_S + 1)).replace(str(NOW_S + LIFE_S), str(NOW_S + LIFE_S + 1))


def flipped(one: str) -> str:
    label, data = one.split("=:", 1)
    raw = bytearray(base64.b64decode(data.rstrip(":")))
    raw[40] ^= 1
    return f"{label}=:{base64.b64encode(raw).decode()}:"
