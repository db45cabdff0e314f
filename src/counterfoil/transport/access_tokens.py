# SPDX-License-Identifier: Apache-2.0
"""Tokens by which a program asks for a party: a statement signed by a key that the party has on the ledger.

::

    {"audience": ["ledger.example"], "expires": 1792592000000, "id": "5f0c…", "issued": 1790000000000,
     "key": "f787…", "may": "read"}

in a DSSE envelope of one signature, and that in base64url: the specification is ``spec/access-tokens.md``. Whoever runs
a service cannot make one, and needs no list of those that were made; ``api`` checks it, whoever has the key makes it.
"""

import base64
import binascii
from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.identity.dsse import Envelope, decode
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import KeyId, Timestamp, TimestampField

TOKEN_TYPE: Final = "application/vnd.counterfoil.access-token+json"  # noqa: S105 - a media type
LIFE_MS_MAX: Final = 90 * 86_400_000
"""From when a token is made until it is worthless."""
TOKEN_LENGTH_MAX: Final = 4_096
AUDIENCE_MAX: Final = 8
ID_PATTERN: Final = r"^[0-9a-f]{32}\Z"
_NAME_PATTERN: Final = r"^[a-z0-9.\-_\[\]:]{1,255}\Z"


class Reach(Enum):
    """What a token is good for; each of them is what those before it are, too."""

    read = "read"
    rehearse = "rehearse"
    submit = "submit"

    def covers(self, needed: "Reach") -> bool:
        """Whether it is as far as that."""
        order = list(Reach)
        return order.index(self) >= order.index(needed)


class AccessToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a token says. ``audience``: names of services, with ports where they have one, in lower case."""

    audience: Annotated[
        tuple[Annotated[str, Meta(pattern=_NAME_PATTERN)], ...], Meta(min_length=1, max_length=AUDIENCE_MAX)
    ]
    expires: TimestampField
    id: Annotated[str, Meta(pattern=ID_PATTERN)]
    issued: TimestampField
    key: Annotated[KeyId, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    may: Reach


def make_token(
    key: PrivateKey, *, audience: Sequence[str], issued: Timestamp, life_ms: int, identifier: str, may: Reach
) -> str:
    """A token, as it stands behind ``Bearer``; raises InputError. ``identifier``: 32 hex digits that are new."""
    if not 0 < life_ms <= LIFE_MS_MAX:
        days = LIFE_MS_MAX // 86_400_000
        raise InputError(
            "it is to live for some time, and not too long", where="expires", remedy=f"{days} days at most"
        )
    said = {
        "audience": sorted({one.lower() for one in audience}),
        "expires": issued + life_ms,
        "id": identifier,
        "issued": issued,
        "key": key.keyid,
        "may": may.value,
    }
    try:
        token = canonical.convert(said, AccessToken)
    except msgspec.ValidationError as error:
        problem, place = canonical.problem_and_path(error)
        remedy = "names of services as clients call them, such as ledger.example:8403; 8 at most"
        raise InputError(problem, where=place or "audience", remedy=remedy) from error
    envelope = sign_envelope(TOKEN_TYPE, canonical.encode(msgspec.to_builtins(token)), key)
    return base64.urlsafe_b64encode(envelope.encode()).rstrip(b"=").decode()


def read_token(text: str) -> tuple[AccessToken, Envelope]:
    """What a token says, and its envelope, whose signature is not checked; DecodeError for anything but a token."""
    if len(text) > TOKEN_LENGTH_MAX:
        raise DecodeError(f"a token has at most {TOKEN_LENGTH_MAX} characters", where="token")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise DecodeError("it is not base64url", where="token") from error
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise DecodeError("it is not base64url without padding", where="token")
    envelope = decode(data)
    if envelope.payload_type != TOKEN_TYPE:
        raise DecodeError("its envelope holds something else", where="payloadType")
    token = canonical.decode(envelope.payload, AccessToken)
    if [one.keyid for one in envelope.signatures] != [token.key]:
        raise DecodeError("it has one signature, by the key that it names", where="signatures")
    if not token.issued < token.expires <= token.issued + LIFE_MS_MAX:
        raise DecodeError("it ends after it was made, by 90 days at most", where="expires")
    return token, envelope
