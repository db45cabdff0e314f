# SPDX-License-Identifier: Apache-2.0
"""SHA-256, plain and tagged."""

from hashlib import sha256
from typing import Final

from counterfoil.primitives.types import Hash, HexHash

ZERO_HASH: Final = Hash(bytes(32))
_TAG_PREFIX: Final = b"counterfoil/v1/"


def digest(data: bytes) -> Hash:
    """SHA-256 of the bytes as they are."""
    return Hash(sha256(data).digest())


def tagged_message(tag: str, data: bytes) -> bytes:
    """``counterfoil/v1/<tag>\\0<data>``: what ``tagged`` hashes, so that one use's bytes never mean another's."""
    return _TAG_PREFIX + tag.encode() + b"\0" + data


def tagged(tag: str, data: bytes) -> Hash:
    """SHA-256 of ``tagged_message(tag, data)``."""
    return Hash(sha256(tagged_message(tag, data)).digest())


def to_hex(value: Hash) -> HexHash:
    """The JSON form of a hash."""
    return HexHash(value.hex())


def from_hex(value: HexHash) -> Hash:
    """The bytes of a hash in JSON form; the caller has checked its 64 digits."""
    return Hash(bytes.fromhex(value))
