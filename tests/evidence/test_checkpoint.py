# SPDX-License-Identifier: Apache-2.0
"""Checkpoint text."""

from base64 import b64decode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.evidence.checkpoint import Checkpoint, encode_hash, parse_checkpoint, parse_hash, sign_checkpoint
from counterfoil.identity.note import open_note
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import Hash
from support.custody import LOG_SIGNER
from support.vectors import cases


@pytest.mark.parametrize("case", cases("checkpoint/checkpoints.json"), ids=lambda case: case["case"])
def test_vectors(case: dict[str, Any]) -> None:
    """Each golden text is read and written back, or rejected for the reason named."""
    text = b64decode(case["text"])
    if case["valid"]:
        assert parse_checkpoint(text).encode() == text
    else:
        with pytest.raises(DecodeError, match=case["why"]):
            parse_checkpoint(text)


LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)


@given(LINES, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(LINES, max_size=3))
@settings(max_examples=100)
def test_round_trip(origin: str, size: int, root: bytes, extensions: list[str]) -> None:
    """Every checkpoint survives encoding and parsing."""
    checkpoint = Checkpoint(origin, size, Hash(root), tuple(extensions))
    assert parse_checkpoint(checkpoint.encode()) == checkpoint


def test_signed_by_the_log() -> None:
    """The log's note opens with the log's key and holds the checkpoint."""
    checkpoint = Checkpoint("origin", 3, Hash(bytes(32)))
    note, _ = open_note(sign_checkpoint(checkpoint, LOG_SIGNER).encode(), [LOG_SIGNER.verifier])
    assert parse_checkpoint(note.text) == checkpoint


def test_not_utf8() -> None:
    """Bytes that are not UTF-8 are refused."""
    with pytest.raises(DecodeError, match="not UTF-8 at byte 0"):
        parse_checkpoint(b"\xff\n0\n\n")


def test_hash_round_trip() -> None:
    """A hash is 32 bytes in base64."""
    assert parse_hash(encode_hash(Hash(bytes(32))), where="here") == bytes(32)
