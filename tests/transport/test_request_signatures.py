# SPDX-License-Identifier: Apache-2.0
"""What a signature on a request covers, and that making one is nothing else than the standard says."""

import httpx
import pytest
from http_message_signatures import InvalidSignature

from counterfoil.identity.policy import PublicKey
from counterfoil.transport.request_signatures import Ed25519, covered_by, sign_request
from support.services import ALICE, BOB, NOW_S


@pytest.mark.parametrize(
    ("present", "also", "expected"),
    [
        ((), (), ("@method", "@authority", "@path", "@query")),
        (("Content-Type",), (), ("@method", "@authority", "@path", "@query", "content-type")),
        (("X-A", "x-b"), ("x-a", "x-c"), ("@method", "@authority", "@path", "@query", "x-a")),
        (("content-type",), ("content-type",), ("@method", "@authority", "@path", "@query", "content-type")),
    ],
)
def test_what_is_covered(present: tuple[str, ...], also: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Always four parts; of headers those that the service reads, where they are there, each once."""
    assert covered_by(present, also) == expected


def test_the_same_request_has_the_same_signature() -> None:
    """Nothing in it is by chance: key, time and nonce are given."""

    def signed() -> httpx.Headers:
        request = httpx.Request("POST", "http://service.example/a?b=c", content=b"{}")
        sign_request(request, b"{}", ALICE, created_s=NOW_S, nonce="n")
        return request.headers

    assert signed() == signed()
    assert signed()["content-digest"].startswith("sha-256=:")


def test_a_key_verifies_what_it_signed() -> None:
    """And nobody else's; a key of another algorithm verifies nothing."""
    signature = Ed25519(private_key=ALICE).sign(b"message")
    Ed25519(ALICE.public).verify(signature, b"message")
    for key in (BOB.public, PublicKey(ALICE.public.key, "p256"), None):
        with pytest.raises(InvalidSignature):
            Ed25519(key).verify(signature, b"message")
