# SPDX-License-Identifier: Apache-2.0
"""Batches: one encoding for each, and nothing else decodes."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.consensus.cometbft import batches
from counterfoil.consensus.cometbft.batches import HEAD_BYTES, SALT_LENGTH, Batch, decode_batch, encode_batch
from counterfoil.primitives.errors import DecodeError, InputError
from support import tree
from support.vectors import VECTORS, generated

SALT = bytes(range(SALT_LENGTH))
GOLDEN = json.loads((VECTORS / "batch" / "batches.json").read_text())
GOOD = encode_batch([b"ab", b"c"], tick=True, salt=SALT)


@given(
    transactions=st.lists(st.binary(min_size=1, max_size=40), max_size=8),
    tick=st.booleans(),
    salt=st.binary(min_size=SALT_LENGTH, max_size=SALT_LENGTH),
)
def test_what_is_encoded_is_decoded(transactions: list[bytes], tick: bool, salt: bytes) -> None:
    """Transactions, tick and salt come back as they were; nothing at all in it is only good for a tick."""
    if not transactions and not tick:
        with pytest.raises(InputError, match="nothing in it"):
            encode_batch(transactions, tick=tick, salt=salt)
        return
    assert decode_batch(encode_batch(transactions, tick=tick, salt=salt)) == Batch(tuple(transactions), tick, salt)


@given(data=st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(lambda tail: GOOD[:29] + tail)))
def test_bytes_are_one_batch_or_none(data: bytes) -> None:
    """Whatever decodes encodes to the same bytes: no two envelopes say the same with the same salt."""
    try:
        batch = decode_batch(data)
    except DecodeError:
        return
    assert encode_batch(batch.transactions, tick=batch.tick, salt=batch.salt) == data


@given(at=st.integers(0, len(GOOD) - 1), length=st.integers(0, len(GOOD)))
def test_cut_off_or_grown_it_is_none(at: int, length: int) -> None:
    """A batch has no prefix and no end that is also one."""
    for data in (GOOD[:at], GOOD + GOOD[: length + 1]):
        with pytest.raises(DecodeError):
            decode_batch(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "too few"),
        (b"x" + GOOD[1:], "does not begin as a batch"),
        (GOOD[:8] + b"\x02" + GOOD[9:], "neither tick nor none"),
        (GOOD[:25] + (16_385).to_bytes(4, "big") + GOOD[29:], "16385 transactions"),
        (GOOD[:25] + b"\x00\x00\x00\x03" + GOOD[29:], "before its last transaction"),
        (GOOD[:25] + b"\x00\x00\x00\x01" + GOOD[29:], "behind the last transaction"),
        (GOOD[:29] + bytes(4) + GOOD[29:], "an empty transaction"),
        (GOOD[:29] + b"\xff\xff\xff\xff" + GOOD[33:], "within a transaction"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, said: str) -> None:
    """Each rule of the format, broken alone."""
    with pytest.raises(DecodeError, match=said):
        decode_batch(data)


def test_golden_files_are_current() -> None:
    """What the generator would write is there, and its batch is the one that the specification shows."""
    for path, data in generated("generate_batches").items():
        assert (VECTORS / path).read_bytes() == data
    said, _, _ = (tree.ROOT / "spec" / "batch.md").read_text().partition("## A batch with its sender")
    shown = re.findall(r"^([0-9a-f]{2}[0-9a-f ]*)  ", said, re.MULTILINE)
    assert "".join(shown).replace(" ", "") == GOLDEN["batch"]["hex"]


def test_the_golden_batch_is_read_as_it_says() -> None:
    """Transactions, salt and tick."""
    good = GOLDEN["batch"]
    batch = decode_batch(bytes.fromhex(good["hex"]))
    assert [data.hex() for data in batch.transactions] == good["transactions"]
    assert (batch.tick, batch.salt.hex()) == (good["tick"], good["salt"])


@pytest.mark.parametrize("row", GOLDEN["broken"], ids=lambda row: row["name"])
def test_what_is_broken_is_no_batch(row: dict[str, str]) -> None:
    """Each way to break one."""
    with pytest.raises(DecodeError):
        decode_batch(bytes.fromhex(row["hex"]))


def test_limits() -> None:
    """A batch as large as may be, and one byte more; and a salt of another length."""
    room = batches.BATCH_BYTES_MAX - HEAD_BYTES - batches.LENGTH_BYTES
    assert len(encode_batch([bytes(room)], tick=False, salt=SALT)) == batches.BATCH_BYTES_MAX
    with pytest.raises(InputError, match="at most"):
        encode_batch([bytes(room + 1)], tick=False, salt=SALT)
    with pytest.raises(InputError, match="a salt of 15 bytes"):
        encode_batch([b"x"], tick=False, salt=SALT[1:])
