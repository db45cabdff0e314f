# SPDX-License-Identifier: Apache-2.0
"""Attachments for one recipient's eyes, sealed with HPKE (RFC 9180, base mode, single shot).

The recipient is named by a key that the ledger knows, an Ed25519 key, whose X25519 form HPKE encrypts to (the map of
RFC 7748 §4.1). Sealing hides what is said, and proves nothing of who sealed it: that the transaction's signers do.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from nacl.bindings import (
    crypto_sign_ed25519_pk_to_curve25519,
    crypto_sign_ed25519_sk_to_curve25519,
    crypto_sign_seed_keypair,
)
from nacl.exceptions import CryptoError

from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.call import SEALED_LENGTH_MAX, SealedAttachment
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.signatures import ED25519
from counterfoil.primitives.types import HexHash

SUITE: Final = "hpke-x25519-sha256-aes128gcm"
INFO: Final = b"counterfoil/sealed-attachment/v1\0"
"""What the encryption is bound to, before the recipient's key identifier."""
ENCAPSULATED_LENGTH: Final = 32
TAG_LENGTH: Final = 16
PLAINTEXT_LENGTH_MAX: Final = SEALED_LENGTH_MAX - TAG_LENGTH

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


def seal(plaintext: bytes, recipient: PublicKey) -> SealedAttachment:
    """Bytes that only the holder of a key can read; InputError for too many, or for a key that cannot be used."""
    if len(plaintext) > PLAINTEXT_LENGTH_MAX:
        problem = f"{len(plaintext)} bytes; an attachment has at most {PLAINTEXT_LENGTH_MAX}"
        raise InputError(problem, where="attachment", remedy="seal the SHA-256 of it, and hand it over elsewhere")
    if recipient.scheme != ED25519:
        raise InputError(f"a key of scheme {recipient.scheme}", where="recipient", remedy=f"it must be {ED25519}")
    try:
        point = crypto_sign_ed25519_pk_to_curve25519(bytes.fromhex(recipient.key))
    except (CryptoError, ValueError) as error:
        raise InputError("not a key that anything can be sealed to", where="recipient") from error
    sealed = _SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(point), info=_info(recipient.keyid))
    return SealedAttachment(
        ciphertext=sealed[ENCAPSULATED_LENGTH:],
        encapsulated=sealed[:ENCAPSULATED_LENGTH],
        recipient=HexHash(recipient.keyid),
        suite=SUITE,
    )


def unseal(attachment: SealedAttachment, key: PrivateKey) -> bytes:
    """What was sealed; raises InputError when it was sealed otherwise, to another key, or was changed."""
    if attachment.suite != SUITE:
        raise InputError(f"sealed as {attachment.suite}", where="attachment", remedy=f"{SUITE} is read here")
    if str(attachment.recipient) != key.keyid:
        raise InputError(f"sealed to {attachment.recipient}, not to {key.keyid}", where="attachment")
    _, secret = crypto_sign_seed_keypair(key.seed)
    private = X25519PrivateKey.from_private_bytes(crypto_sign_ed25519_sk_to_curve25519(secret))
    if len(attachment.encapsulated) == ENCAPSULATED_LENGTH:
        try:
            return _SUITE.decrypt(attachment.encapsulated + attachment.ciphertext, private, info=_info(key.keyid))
        except (InvalidTag, ValueError):
            pass  # said below, whatever of it was wrong
    raise InputError("it does not open: it was changed, or never sealed to this key", where="attachment")


def _info(keyid: str) -> bytes:
    return INFO + keyid.encode()
