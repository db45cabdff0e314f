# SPDX-License-Identifier: Apache-2.0
"""What the calls of all modules share."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import IDENTIFIER, HashField, HexHash

NewId = Annotated[str, IDENTIFIER]
"""An identifier that the call brings into the world."""
Reference = Annotated[str, Meta(max_length=200)]
"""The caller's own reference; free text."""
LegalReference = Annotated[str, Meta(min_length=1, max_length=200)]
"""The order, ruling or article under which an authority acts."""
SEALED_LENGTH_MAX = 8_192


class SealedAttachment(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """Something for one recipient's eyes that travels in a call: bounded, hashed with its line, never interpreted.

    ``suite`` says how it was sealed (``hpke-x25519-sha256-aes128gcm`` is RFC 9180's base mode), ``recipient`` is the
    identifier of the key it was sealed to.
    """

    ciphertext: Annotated[bytes, Meta(max_length=SEALED_LENGTH_MAX)]
    encapsulated: Annotated[bytes, Meta(max_length=1_600)]
    recipient: HashField
    suite: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,64}\Z")]

    @property
    def digest(self) -> HexHash:
        """SHA-256 of it as it stands in its call: canonical JSON, which the line's hash covers."""
        return to_hex(digest(canonical.encode(self)))


class Call(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A call of a transaction; its tag, in the field ``call``, selects the law."""

    sealed: Annotated[tuple[SealedAttachment, ...], Meta(max_length=4)] = ()

    def halves(self) -> "tuple[Call, ...]":
        """Two calls that together do the same, where one may be refused and the other not; none: it is one."""
        return ()


def call_name(call: type[msgspec.Struct]) -> str:
    """The ``call`` that selects a type, such as ``holdings.transfer``."""
    config: Any = call.__struct_config__
    return str(config.tag)
