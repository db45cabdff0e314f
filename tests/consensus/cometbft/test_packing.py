# SPDX-License-Identifier: Apache-2.0
"""Packed batches: the same batch, in fewer bytes; and nothing small that unpacks to something large."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.consensus.cometbft.batches import SALT_LENGTH, decode_batch, encode_batch
from counterfoil.consensus.cometbft.packing import HEAD_BYTES, MAGIC, RATIO_MAX, WORTH_BYTES, pack, unpack
from counterfoil.primitives.errors import DecodeError

SALT = bytes(range(SALT_LENGTH))
TRANSACTIONS = [b"%064x" % (number**40) for number in range(100)]
BATCH = encode_batch(TRANSACTIONS, tick=False, salt=SALT)


def packed(batch: bytes, *, length: int | None = None, level: int = 9) -> bytes:
    """As whoever packs otherwise than we do."""
    return MAGIC + (len(batch) if length is None else length).to_bytes(4, "big") + zlib.compress(batch, level)


@given(st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=80), st.integers(1, 20))
def test_a_packed_batch_says_the_same(transactions: list[bytes], times: int) -> None:
    """However much there is to gain; and it is never longer."""
    batch = encode_batch(transactions * times, tick=False, salt=SALT)
    envelope = pack(batch)
    assert len(envelope) <= len(batch)
    assert unpack(envelope) == batch
    assert decode_batch(envelope) == decode_batch(batch)


def test_it_is_shorter() -> None:
    """What repeats itself is."""
    assert pack(BATCH).startswith(MAGIC)
    assert len(pack(BATCH)) < len(BATCH) * 3 / 4


def test_however_it_was_packed_it_is_the_same_batch() -> None:
    """The program that packs is each sender's own affair."""
    assert {decode_batch(packed(BATCH, level=level)) for level in range(10)} == {decode_batch(BATCH)}


def test_what_gains_nothing_is_left() -> None:
    """A short batch, and one that would be more times as long as its envelope than any node takes."""
    short = encode_batch([b"x" * (WORTH_BYTES // 2)], tick=False, salt=SALT)
    same = encode_batch([b"x" * 100_000], tick=False, salt=SALT)
    assert (pack(short), pack(same)) == (short, same)
    assert len(same) > RATIO_MAX * len(packed(same))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (MAGIC, "too few"),
        (packed(BATCH, length=0), "0 bytes"),
        (packed(BATCH, length=len(BATCH) - 1), "nothing else"),
        (packed(BATCH, length=len(BATCH) + 1), "nothing else"),
        (packed(BATCH, length=2**32 - 1), "at most 8 times"),
        (packed(bytes(10**6)), "at most 8 times"),
        (packed(bytes(10**6), length=RATIO_MAX * 900), "nothing else"),
        (packed(BATCH) + b"\0", "nothing else"),
        (packed(BATCH)[:-1], "nothing else"),
        (packed(BATCH)[:-1] + b"\0\0", "does not unpack"),
        (MAGIC + (20).to_bytes(4, "big") + bytes(20), "does not unpack"),
        (packed(packed(BATCH)), "does not begin as a batch"),
        (packed(b"x"), "too few"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, said: str) -> None:
    """Each rule, broken alone."""
    with pytest.raises(DecodeError, match=said):
        decode_batch(data)


@given(st.integers(HEAD_BYTES, len(pack(BATCH)) - 1), st.integers(1, 255))
def test_a_byte_that_changed_is_found(at: int, change: int) -> None:
    """The stream has a checksum: damage makes no other batch of it."""
    data = bytearray(pack(BATCH))
    data[at] ^= change
    try:
        assert decode_batch(bytes(data)) == decode_batch(BATCH)  # of a bit that says how it was packed
    except DecodeError:
        return
