# SPDX-License-Identifier: Apache-2.0
"""By what the intents of a simulation are known."""

from counterfoil.evidence.transaction import decode_envelope, intent_id
from counterfoil.primitives.types import HexHash


def name_of(data: bytes) -> HexHash:
    """The intent of a transaction as received."""
    return intent_id(decode_envelope(data.split(b"\n", 1)[0])[1])
