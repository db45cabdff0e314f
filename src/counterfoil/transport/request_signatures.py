# SPDX-License-Identifier: Apache-2.0
"""What a signature on a request covers (RFC 9421, RFC 9530), and making one; ``api`` checks it, ``client`` makes it.

::

    Content-Digest: sha-256=:…:
    Signature-Input: counterfoil=("@method" "@authority" "@path" "@query" "content-type" "content-digest");
        created=1764488000;keyid="…";alg="ed25519";expires=1764488060;nonce="…"
    Signature: counterfoil=:…:

Not ``@target-uri``: whether a proxy in front spoke TLS is nothing that the service behind it can see.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from http_message_signatures import (
    HTTPMessageSigner,
    HTTPSignatureAlgorithm,
    HTTPSignatureKeyResolver,
    InvalidSignature,
)

from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import Signer
from counterfoil.primitives.signatures import ED25519, SCHEMES
from counterfoil.primitives.types import KeyId

LABEL: Final = "counterfoil"
COVERED: Final = ("@method", "@authority", "@path", "@query")
"""Always;"""
DIGEST: Final = "content-digest"
"""and this where there is a body,"""
CONTENT_TYPE: Final = "content-type"
"""and each header of those that a service reads, where it is there: this one always belongs to them."""
LIFE_S: Final = 60
"""From when a request is signed until it is worthless, unless somebody says otherwise."""
LIFE_S_MAX: Final = 300
NONCE_LENGTH_MAX: Final = 128


class Ed25519(HTTPSignatureAlgorithm):
    """Ed25519 by libsodium's rule, which is the one rule for every signature in this tree."""

    algorithm_id = "ed25519"

    def __init__(self, public_key: PublicKey | None = None, private_key: Signer | None = None) -> None:
        self._public, self._private = public_key, private_key

    def sign(self, message: bytes) -> bytes:
        assert self._private is not None
        return self._private.sign(message)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raise InvalidSignature."""
        key = self._public
        if key is None or key.scheme != ED25519:
            raise InvalidSignature("the key is of another algorithm")
        if not SCHEMES[ED25519].verify(bytes.fromhex(key.key), message, signature):
            raise InvalidSignature("the signature does not verify over what was received")


class _OneKey(HTTPSignatureKeyResolver):
    def __init__(self, key: Signer) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Signer:
        assert key_id == self._key.keyid
        return self._key


def covered_by(present: Sequence[str], also: Sequence[str]) -> tuple[str, ...]:
    """What a signature must cover, of a request that has these headers; ``also``: headers that the service reads."""
    names = {name.lower() for name in present}
    return (*COVERED, *(name for name in dict.fromkeys((CONTENT_TYPE, *also)) if name in names))


def sign_request(
    request: Any,
    body: bytes,
    key: Signer,
    *,
    created_s: int,
    nonce: str,
    also: Sequence[str] = (),
    life_s: int = LIFE_S,
) -> None:
    """Put a signature, and the digest of a body, into a request's headers: any object that the library takes.

    ``created_s`` is in seconds since 1970. A nonce is for one request: a second one with it is refused.
    """
    signer = HTTPMessageSigner(signature_algorithm=Ed25519, key_resolver=_OneKey(key))
    signer.sign(
        request,
        key_id=KeyId(key.keyid),
        created=datetime.fromtimestamp(created_s, UTC),
        expires=datetime.fromtimestamp(created_s + life_s, UTC),
        nonce=nonce,
        label=LABEL,
        covered_component_ids=covered_by(list(request.headers), also),
        body=body or None,
    )
