# SPDX-License-Identifier: Apache-2.0
"""DSSE (Dead Simple Signing Envelope, v1.0.2): envelopes with many signatures.

What is signed is the pre-authentication encoding
``"DSSEv1" SP LEN(type) SP type SP LEN(body) SP body``, over the payload bytes as received.
"""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.primitives import canonical
from counterfoil.primitives.types import KeyId

SIGNATURES_MAX: Final = 64


class Signature(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One signature and the identifier of the key that made it."""

    keyid: Annotated[KeyId, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    sig: bytes


class Envelope(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A payload, what it is, and who signed it."""

    payload: bytes
    payload_type: str = msgspec.field(name="payloadType")
    signatures: Annotated[tuple[Signature, ...], Meta(max_length=SIGNATURES_MAX)]

    def pre_authentication_encoding(self) -> bytes:
        """The bytes that every signature of this envelope covers."""
        return pre_authentication_encoding(self.payload_type, self.payload)

    def encode(self) -> bytes:
        """Canonical JSON, with standard base64 for bytes."""
        return canonical.encode_trusted(self)


def pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """DSSE's PAE; lengths are decimal byte counts."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def decode(data: bytes) -> Envelope:
    """Strict: raises DecodeError for anything but the canonical bytes of an envelope."""
    return canonical.decode(data, Envelope)


def valid_signers(envelope: Envelope, keys: dict[KeyId, PublicKey]) -> frozenset[KeyId]:
    """The identifiers, among ``keys``, whose signature on this envelope is valid."""
    message = envelope.pre_authentication_encoding()
    return frozenset(
        signature.keyid
        for signature in envelope.signatures
        if (key := keys.get(signature.keyid)) is not None and key.verify(message, signature.sig)
    )


def satisfies(envelope: Envelope, policy: KeyPolicy) -> bool:
    """Whether valid signatures on this envelope meet ``policy``."""
    return policy.satisfied_by(valid_signers(envelope, {key.keyid: key for key in policy.keys}))
