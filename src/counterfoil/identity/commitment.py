# SPDX-License-Identifier: Apache-2.0
"""What stands on a chain in place of a person's identity, and the file that discloses one (``spec/personal-data.md``).

``commitment = SHA-256("counterfoil/v1/holder" ‖ 00 ‖ salt ‖ text)``, the salt 32 bytes. Whoever has salt and text
compares them with the chain; whoever lacks the salt cannot try texts out.
"""

import hmac
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import tagged, to_hex
from counterfoil.primitives.types import ChainId, HashField, HexHash, PartyId

SALT_LENGTH: Final = 32
TEXT_LENGTH_MAX: Final = 65_536
"""bytes of UTF-8"""
DISCLOSURE_FORMAT: Final = "counterfoil-disclosure/v1"
_DISCLOSURE_LENGTH_MAX: Final = 8 * TEXT_LENGTH_MAX
"""a text of control characters is six times as long in JSON"""


class Disclosure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person's data with its salt, for one reader. Its ``repr`` shows neither."""

    chain: ChainId
    commitment: HashField
    format: str
    party: PartyId
    salt: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    text: Annotated[str, Meta(min_length=1, max_length=TEXT_LENGTH_MAX)]

    def __repr__(self) -> str:
        return f"Disclosure(chain={self.chain!r}, party={self.party!r}, commitment={self.commitment!r})"


def commitment(salt: bytes, text: str) -> HexHash:
    """The commitment to a text; raises InputError when the salt is not 32 bytes, or the text empty or too long."""
    plain = text.encode()
    if len(salt) != SALT_LENGTH:
        raise InputError(f"a salt of {len(salt)} bytes", where="salt", remedy=f"a salt has {SALT_LENGTH} bytes")
    if not 0 < len(plain) <= TEXT_LENGTH_MAX:
        raise InputError(f"{len(plain)} bytes", where="text", remedy=f"between 1 and {TEXT_LENGTH_MAX} bytes")
    return to_hex(tagged("holder", salt + plain))


def salt_of_register(secret: bytes, identifier: str) -> bytes:
    """The salt of one person in a register that is imported whole: HMAC-SHA256 of the identifier under its secret."""
    return hmac.digest(secret, identifier.encode(), "sha256")


def encode_disclosure(disclosure: Disclosure) -> bytes:
    """The file's bytes: canonical JSON and a line feed."""
    return canonical.encode(disclosure) + b"\n"


def decode_disclosure(data: bytes) -> Disclosure:
    """Read such a file. Raises InputError when it is not one, or when its commitment is not that of salt and text.

    No error repeats what the file says of a person.
    """
    if len(data) > _DISCLOSURE_LENGTH_MAX:
        raise InputError("too long", where="disclosure", remedy=f"at most {_DISCLOSURE_LENGTH_MAX} bytes")
    try:
        found = canonical.decode_json(data, Disclosure)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError("not a disclosure", where="disclosure", remedy="counterfoil vault prove writes one") from error
    if found.format != DISCLOSURE_FORMAT:
        raise InputError("another format", where="disclosure.format", remedy=f"this reads {DISCLOSURE_FORMAT}")
    if commitment(bytes.fromhex(found.salt), found.text) != found.commitment:
        raise InputError(
            "salt and text do not give this commitment",
            where=f"disclosure of {found.party}",
            remedy="ask for the file anew: this one was changed, or made wrong",
        )
    return found
