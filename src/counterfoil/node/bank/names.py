# SPDX-License-Identifier: Apache-2.0
"""Identifications that follow from what they are about, so that whoever makes one twice makes the same."""

from counterfoil.primitives.hashing import tagged, to_hex


def short_name(what: str, about: bytes) -> str:
    """32 characters, fewer than a payment's identification may have."""
    return to_hex(tagged(f"bank-{what}", about))[:32]
