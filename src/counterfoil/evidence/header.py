# SPDX-License-Identifier: Apache-2.0
"""Block headers and their seals."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.identity.dsse import Envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import ChainId, Hash, HashField, HeightField, HexHash, TimestampField

HEADER_TYPE: Final = "application/vnd.counterfoil.header+json"
NO_PARENT: Final = HexHash("0" * 64)
"""The ``parent`` of a genesis header."""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a block commits to. Its hash is SHA-256 of its canonical bytes."""

    chain: ChainId
    events: HashField
    """RFC 6962 root over the block's events."""
    height: HeightField
    parent: HashField
    protocol: Annotated[int, Meta(ge=1, le=2**31)]
    state: HashField
    """Root of the authenticated map after this block."""
    time: TimestampField
    transactions: HashField
    """RFC 6962 root over the block's envelopes, as received."""

    def encode(self) -> bytes:
        return canonical.encode_trusted(self)


def header_hash(header_bytes: bytes) -> Hash:
    """SHA-256 of the header's bytes as received."""
    return digest(header_bytes)


def decode_header(header_bytes: bytes) -> Header:
    """Strict; raises DecodeError."""
    return canonical.decode(header_bytes, Header)


class SealedHeader(msgspec.Struct, frozen=True):
    """A header with the seal that makes it final: under solo, a DSSE envelope around the header's bytes."""

    header: Header
    seal: Envelope

    @property
    def hash(self) -> Hash:
        return header_hash(self.seal.payload)
