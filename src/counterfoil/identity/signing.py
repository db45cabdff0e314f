# SPDX-License-Identifier: Apache-2.0
"""Private keys in memory, and signing envelopes with them."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from counterfoil.identity.dsse import Envelope, Signature, pre_authentication_encoding
from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.primitives.signatures import ED25519, SCHEMES
from counterfoil.primitives.types import KeyId


class Signer(Protocol):
    """Whoever signs for a key, wherever that is: in memory, in a module that never gives it away, behind a pin."""

    @property
    def keyid(self) -> KeyId: ...

    def sign(self, message: bytes) -> bytes:
        """The raw signature over ``message``."""
        ...


@dataclass(frozen=True)
class PrivateKey:
    """A seed and its scheme. The seed never shows in ``repr``."""

    seed: bytes = field(repr=False)
    scheme: str = ED25519

    @cached_property
    def public(self) -> PublicKey:
        return PublicKey(key=SCHEMES[self.scheme].public_key(self.seed).hex(), scheme=self.scheme)

    @cached_property
    def keyid(self) -> KeyId:
        return self.public.keyid

    def sign(self, message: bytes) -> bytes:
        """The raw signature over ``message``."""
        return SCHEMES[self.scheme].sign(self.seed, message)


def sign_envelope(payload_type: str, payload: bytes, *keys: Signer) -> Envelope:
    """A new envelope signed by each of ``keys``."""
    message = pre_authentication_encoding(payload_type, payload)
    return Envelope(
        payload=payload,
        payload_type=payload_type,
        signatures=tuple(Signature(keyid=key.keyid, sig=key.sign(message)) for key in keys),
    )


def add_signatures(envelope: Envelope, *keys: Signer) -> Envelope:
    """The same envelope with further signatures; a key that signed already is left alone."""
    present = {signature.keyid for signature in envelope.signatures}
    wanted = {key.keyid: key for key in keys if key.keyid not in present}
    fresh = sign_envelope(envelope.payload_type, envelope.payload, *wanted.values())
    return Envelope(
        payload=envelope.payload,
        payload_type=envelope.payload_type,
        signatures=envelope.signatures + fresh.signatures,
    )


def single_key_policy(key: PrivateKey) -> KeyPolicy:
    """One key, and it must sign."""
    return KeyPolicy(keys=(key.public,), threshold=1)
