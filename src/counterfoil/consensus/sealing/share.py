# SPDX-License-Identifier: Apache-2.0
"""A share: the seal of a header with some of its signatures, mostly one. A complete seal is a share with enough."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.evidence.seal import HEADER_TYPE
from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope, Signature
from counterfoil.identity.policy import POLICY_KEYS_MAX
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Hash, Height

SHARE_BYTES_MAX: Final = 32 * 1024
"""A header with the most features that it may name, and signatures by all keys of the largest policy, fit."""


class Share(NamedTuple):
    """What a share says; its signatures are still to be checked."""

    height: Height
    hash: Hash
    """of the header"""
    envelope: Envelope


def open_share(data: bytes, chain: ChainId) -> Share:
    """Read what somebody sent; raises InputError for what is no share of this chain."""
    if len(data) > SHARE_BYTES_MAX:
        raise InputError(f"{len(data)} bytes; a share has at most {SHARE_BYTES_MAX}", where="share")
    envelope = dsse.decode(data)
    if envelope.payload_type != HEADER_TYPE:
        raise InputError(f"it is over {envelope.payload_type[:80]!r}, not {HEADER_TYPE}", where="share")
    header = decode_header(envelope.payload)
    if header.chain != chain:
        raise InputError(f"it is over a header of {header.chain}, not of {chain}", where="share")
    signers = {signature.keyid for signature in envelope.signatures}
    if not signers:
        raise InputError("nobody signed it", where="share")
    if len(signers) != len(envelope.signatures) or len(signers) > POLICY_KEYS_MAX:
        raise InputError("a key stands twice in it, or there are too many", where="share")
    return Share(header.height, header_hash(envelope.payload), envelope)


def with_signatures(header: bytes, signatures: Iterable[Signature]) -> bytes:
    """The envelope of a header with these signatures, in order of their keys."""
    ordered = tuple(sorted(signatures, key=lambda one: one.keyid))
    return Envelope(payload=header, payload_type=HEADER_TYPE, signatures=ordered).encode()
