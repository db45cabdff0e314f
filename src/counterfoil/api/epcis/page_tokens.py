# SPDX-License-Identifier: Apache-2.0
"""Tokens of pages, sealed: whoever is given one can use it, and read nothing in it.

What leads to the next page counts events and jobs of everybody: read off, it would tell one party how much the others
capture. So it is encrypted (AES-SIV, RFC 5297), for the party that is given it, under a key that the database keeps:
a token is good after a restart, for every process of the service, and for nobody else. The same page has the same one.
"""

import base64
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import PartyId
from counterfoil.readmodel.epcis.query import TOKEN

KEY_BYTES: Final = 32


class PageTokens:
    """Under one key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(key)

    def sealed(self, token: str, of: PartyId) -> str:
        """A token as it is given to a party."""
        return base64.urlsafe_b64encode(self._cipher.encrypt(token.encode(), [of.encode()])).decode().rstrip("=")

    def opened(self, text: str, of: PartyId) -> str:
        """What a party was given; raises InputError for what nobody gave it."""
        try:
            data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
            return self._cipher.decrypt(data, [of.encode()]).decode()
        except (ValueError, InvalidTag):
            raise InputError("is no token that was given out here", where=TOKEN, remedy="begin anew") from None
