# SPDX-License-Identifier: Apache-2.0
"""Encryption at rest: ChaCha20-Poly1305 (RFC 8439) under a key that comes from a key file's seed by HKDF (RFC 5869)."""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from counterfoil.identity.commitment import SALT_LENGTH
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import InputError

NONCE_LENGTH: Final = 12
"""Bytes, from the system's randomness: below 2^32 boxes under one key, two alike are not to be expected."""
_INFO: Final = b"counterfoil/v1/vault"


class Box:
    """Seals and opens under one key. Its ``repr`` and its errors say nothing of key or content."""

    def __init__(self, key: PrivateKey) -> None:
        self.keyid = key.keyid
        secret = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(key.seed)
        self._cipher = ChaCha20Poly1305(secret)

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """Nonce and box; it opens only together with ``bound``, so that no box passes for another's."""
        nonce = secrets.token_bytes(NONCE_LENGTH)
        return nonce + self._cipher.encrypt(nonce, plain, bound)

    def open(self, sealed: bytes, bound: bytes, *, where: str) -> bytes:
        """What was sealed; raises InputError when it was changed, moved, or sealed under another key."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], bound)
        except (InvalidTag, ValueError) as error:
            raise InputError("does not open: it was changed, or sealed under another key", where=where) from error


def new_salt() -> bytes:
    """A salt from the system's randomness."""
    return secrets.token_bytes(SALT_LENGTH)
