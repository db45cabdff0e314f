# SPDX-License-Identifier: Apache-2.0
"""Where a record stands in the state tree."""

from hashlib import sha256

from counterfoil.evidence.record import state_key
from counterfoil.primitives.types import RecordPath


def test_the_key_is_the_tagged_hash_of_the_path() -> None:
    """The README of every package tells outsiders so: SHA-256 of the tag, a zero byte and the path."""
    path = RecordPath("holdings/holding/alice-1/ACME")
    assert state_key(path) == sha256(b"counterfoil/v1/state\0" + path.encode()).digest()
