# SPDX-License-Identifier: Apache-2.0
"""Transactions: DSSE envelopes whose payload names calls."""

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from counterfoil.identity.dsse import Envelope
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import ChainId, Height, HeightField, HexHash

TRANSACTION_TYPE: Final = "application/vnd.counterfoil.transaction+json"
CALLS_MAX: Final = 1_000


class TransactionPayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All calls succeed or none does. ``valid_until`` is the last height whose block may contain it."""

    calls: Annotated[list[dict[str, Any]], Meta(min_length=1, max_length=CALLS_MAX)]
    chain: ChainId
    salt: Annotated[str, Meta(min_length=1, max_length=64)]
    valid_until: HeightField


def transaction_id(envelope: Envelope) -> HexHash:
    """SHA-256 of the pre-authentication encoding: independent of who signed."""
    return to_hex(digest(envelope.pre_authentication_encoding()))


def build_transaction(
    chain: ChainId, calls: list[dict[str, Any]], *keys: PrivateKey, valid_until: Height, salt: str
) -> Envelope:
    """A signed transaction from plain calls such as ``{"call": "holdings.transfer", …}``."""
    payload = TransactionPayload(calls=calls, chain=chain, salt=salt, valid_until=valid_until)
    return sign_envelope(TRANSACTION_TYPE, canonical.encode(payload), *keys)
