# SPDX-License-Identifier: Apache-2.0
"""Tokens of pages, sealed: whoever is given one can use it, and read nothing in it.

What leads to the next page counts events and jobs of everybody: read off, it would tell one party how much the others
capture. So it is encrypted (AES-SIV, RFC 5297), for the party that is given it, under a key that the database keeps:
a token is good after a restart, for every process of the service, and for nobody else. No two are alike, and those of
small and large numbers are of one length: the same page asked for again would tell whether anything came in between.
"""

import base64
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import PartyId
from counterfoil.readmodel.epcis.query import TOKEN

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 16
_STEP: Final = 256
"""What is sealed is filled up to the next multiple of so many bytes."""
_FILLING: Final = b"\0"


class PageTokens:
    """Under one key. ``nonces`` draws ``NONCE_BYTES`` for each token."""

    def __init__(self, key: bytes, nonces: Callable[[], bytes]) -> None:
        self._cipher, self._nonces = AESSIV(key), nonces

    def sealed(self, token: str, of: PartyId) -> str:
        """A token as it is given to a party."""
        nonce, text = self._nonces(), token.encode()
        filled = text + _FILLING * (-len(text) % _STEP)
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(filled, [of.encode(), nonce])).decode().rstrip("=")

    def opened(self, text: str, of: PartyId) -> str:
        """What a party was given; raises InputError for what nobody gave it."""
        try:
            data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
            nonce, sealed = data[:NONCE_BYTES], data[NONCE_BYTES:]
            return self._cipher.decrypt(sealed, [of.encode(), nonce]).rstrip(_FILLING).decode()
        except (ValueError, InvalidTag):
            raise InputError("is no token that was given out here", where=TOKEN, remedy="begin anew") from None
