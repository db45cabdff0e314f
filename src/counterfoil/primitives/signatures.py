# SPDX-License-Identifier: Apache-2.0
"""Signature schemes as a table. One library per scheme and one rule everywhere, so that no two nodes can split.

Ed25519 goes through libsodium alone (RFC 8032 with libsodium's refusal of small-order points and
non-canonical scalars). SM2 and ML-DSA-44 will be rows of the same table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from nacl.bindings import (
    crypto_sign,
    crypto_sign_BYTES,
    crypto_sign_open,
    crypto_sign_PUBLICKEYBYTES,
    crypto_sign_seed_keypair,
    crypto_sign_SEEDBYTES,
)
from nacl.exceptions import BadSignatureError

ED25519: Final = "ed25519"


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one kind of key signs and verifies; all lengths in bytes."""

    name: str
    seed_length: int
    public_key_length: int
    signature_length: int
    public_key: Callable[[bytes], bytes]
    """seed → public key"""
    sign: Callable[[bytes, bytes], bytes]
    """(seed, message) → signature"""
    verify: Callable[[bytes, bytes, bytes], bool]
    """(public key, message, signature) → valid?"""


def _ed25519_public_key(seed: bytes) -> bytes:
    return crypto_sign_seed_keypair(seed)[0]


def _ed25519_sign(seed: bytes, message: bytes) -> bytes:
    return crypto_sign(message, crypto_sign_seed_keypair(seed)[1])[:crypto_sign_BYTES]


def _ed25519_verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    if len(signature) != crypto_sign_BYTES or len(public_key) != crypto_sign_PUBLICKEYBYTES:
        return False
    try:
        crypto_sign_open(signature + message, public_key)
    except BadSignatureError:
        return False
    return True


SCHEMES: Final[dict[str, Scheme]] = {
    ED25519: Scheme(
        name=ED25519,
        seed_length=crypto_sign_SEEDBYTES,
        public_key_length=crypto_sign_PUBLICKEYBYTES,
        signature_length=crypto_sign_BYTES,
        public_key=_ed25519_public_key,
        sign=_ed25519_sign,
        verify=_ed25519_verify,
    ),
}
