# SPDX-License-Identifier: Apache-2.0
"""Plain and tagged SHA-256."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from counterfoil.primitives import hashing


def test_digest_is_sha_256() -> None:
    """FIPS 180-4's example."""
    assert hashing.digest(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_tagged_is_the_digest_of_its_message() -> None:
    """The tag stands before the data, ended by a zero byte."""
    assert hashing.tagged_message("state", b"a/b") == b"counterfoil/v1/state\0a/b"
    assert hashing.tagged("state", b"a/b") == sha256(b"counterfoil/v1/state\0a/b").digest()


@given(st.binary(max_size=40), st.sampled_from(["a", "ab", "b"]), st.sampled_from(["a", "ab", "b"]))
def test_tags_separate_uses(data: bytes, left: str, right: str) -> None:
    """The same data under two tags never has one message."""
    assert (hashing.tagged_message(left, data) == hashing.tagged_message(right, data)) == (left == right)


@given(st.binary(min_size=32, max_size=32))
def test_hex_round_trip(raw: bytes) -> None:
    """A hash survives its JSON form."""
    assert hashing.from_hex(hashing.to_hex(hashing.Hash(raw))) == raw


def test_zero_hash_has_32_bytes() -> None:
    """The empty child and the missing parent."""
    assert bytes(32) == hashing.ZERO_HASH
