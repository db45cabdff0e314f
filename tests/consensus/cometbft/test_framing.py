# SPDX-License-Identifier: Apache-2.0
"""Frames: what is written is read, whatever the pieces, and lengths that lie cost nothing."""

from io import BytesIO

import pytest
from google.protobuf.internal.encoder import _VarintBytes  # type: ignore[attr-defined]
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.consensus.cometbft.abci import fitting, size_in_block
from counterfoil.consensus.cometbft.framing import PIECE_BYTES, encode_length, read_message, write_message
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.primitives.errors import DecodeError


class Counting(BytesIO):
    """Says how much was asked for at once."""

    most = 0

    def read(self, size: int | None = -1) -> bytes:
        self.most = max(self.most, size or 0)
        return super().read(size)


def read_all(data: bytes, bytes_max: int = 1000) -> list[bytes]:
    stream = BytesIO(data)
    return list(iter(lambda: read_message(stream, bytes_max=bytes_max), None))


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_what_is_written_is_read(messages: list[bytes]) -> None:
    """One after another, and then the end."""
    stream = BytesIO()
    for message in messages:
        write_message(stream, message)
    assert read_all(stream.getvalue()) == messages


@given(st.integers(0, 2**35 - 1))
def test_lengths_are_protobufs(length: int) -> None:
    """The unsigned varint of protobuf's own encoder."""
    assert encode_length(length) == _VarintBytes(length)


@given(message=st.binary(min_size=1, max_size=300), data=st.data())
def test_a_torn_frame_is_no_message(message: bytes, data: st.DataObject) -> None:
    """Cut off anywhere but at its ends it is an error, never a shorter message."""
    stream = BytesIO()
    write_message(stream, message)
    whole = stream.getvalue()
    with pytest.raises(DecodeError, match="the stream ends"):
        read_all(whole[: data.draw(st.integers(1, len(whole) - 1))])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xe9\x07" + bytes(1001), "a message of 1001 bytes"),
        (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "more than 5 bytes"),
        (b"\x80\x00", "longer than it need be"),
        (b"\x81\x80\x00", "longer than it need be"),
    ],
)
def test_hostile_lengths(data: bytes, said: str) -> None:
    """Too large, endless, or written in another way."""
    with pytest.raises(DecodeError, match=said):
        read_all(data)


def test_a_length_that_lies_costs_no_memory() -> None:
    """A hundred megabytes are announced and three come: no more than a piece is asked for at a time."""
    stream = Counting(encode_length(100 * 2**20) + b"abc")
    with pytest.raises(DecodeError, match="before its message does"):
        read_message(stream)
    assert stream.most == PIECE_BYTES


@given(st.lists(st.binary(min_size=1, max_size=300), max_size=6))
def test_the_size_in_a_block_is_the_engines(transactions: list[bytes]) -> None:
    """What protobuf makes of the field that the engine counts."""
    expected = len(abci.RequestFinalizeBlock(txs=transactions).SerializeToString())
    assert sum(map(size_in_block, transactions)) == expected
    assert fitting(transactions, expected) == transactions
    assert fitting(transactions, expected - 1) == transactions[:-1]
