# SPDX-License-Identifier: Apache-2.0
"""Blocks one behind another: read as they were written, and nothing else is read."""

from hypothesis import given
from hypothesis import strategies as st

from counterfoil.consensus.cometbft.block_stream import decode_blocks, encode_block
from counterfoil.primitives.errors import DecodeError
from counterfoil.storage.blocklog import StoredBlock

BLOCK = st.builds(
    StoredBlock, st.binary(max_size=9), st.just(b""), st.lists(st.binary(max_size=9), max_size=3).map(tuple)
)


@given(st.lists(BLOCK, max_size=4))
def test_a_stream_of_blocks_is_read_as_it_was_written(blocks: list[StoredBlock]) -> None:
    """Without their seals."""
    data = b"".join(map(encode_block, blocks))
    assert list(decode_blocks(data)) == [(block.header, block.transactions) for block in blocks]


@given(st.binary(max_size=60))
def test_other_bytes_are_no_stream(data: bytes) -> None:
    """They are refused, or are the one form of what they say; a count that lies costs nothing."""
    try:
        blocks = list(decode_blocks(data))
    except DecodeError:
        return
    assert b"".join(encode_block(StoredBlock(header, b"", transactions)) for header, transactions in blocks) == data
