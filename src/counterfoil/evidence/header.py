# SPDX-License-Identifier: Apache-2.0
"""Block headers: what a block commits to."""

from itertools import pairwise
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import ChainId, Hash, HashField, HeightField, HexHash, TimestampField

NO_PARENT: Final = HexHash("0" * 64)
"""The ``parent`` of a genesis header."""
FEATURES_MAX: Final = 64


class Protocol(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The rules in force at a block: a version, and the features active besides, sorted."""

    features: Annotated[tuple[Annotated[str, Meta(max_length=64)], ...], Meta(max_length=FEATURES_MAX)]
    version: Annotated[int, Meta(ge=1, le=2**31)]


class Header(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What a block commits to. Its hash is SHA-256 of its canonical bytes. Times strictly increase along a chain."""

    ancestors: HashField
    """RFC 6962 root over the headers before it, in order of height: whoever vouches for one vouches for all of them."""
    chain: ChainId
    events: HashField
    """RFC 6962 root over the block's events."""
    height: HeightField
    parent: HashField
    protocol: Protocol
    state: HashField
    """Root of the authenticated map after this block."""
    time: TimestampField
    transactions: HashField
    """RFC 6962 root over the block's envelopes, as received, signatures included, each after its number of events."""

    def encode(self) -> bytes:
        return canonical.encode_trusted(self)


def header_hash(header_bytes: bytes) -> Hash:
    """SHA-256 of the header's bytes as received."""
    return digest(header_bytes)


def decode_header(header_bytes: bytes) -> Header:
    """Strict; raises DecodeError."""
    header = canonical.decode(header_bytes, Header)
    features = header.protocol.features
    if any(one >= other for one, other in pairwise(features)):
        raise DecodeError("the features are not sorted, or one stands twice", where="$.protocol.features")
    return header
