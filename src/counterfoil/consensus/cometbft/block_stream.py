# SPDX-License-Identifier: Apache-2.0
"""Blocks one behind another, without seals: the header's length and bytes, how many transactions, each with its length.

Lengths and counts are four bytes, the first first. So a chain has one form in bytes, whoever wrote it.
"""

from collections.abc import Iterator
from typing import Final

from counterfoil.primitives.errors import DecodeError
from counterfoil.storage.blocklog import StoredBlock

LENGTH_BYTES: Final = 4


def encode_block(block: StoredBlock) -> bytes:
    """A block's place in the stream."""
    pieces = [_number(len(block.header)), block.header, _number(len(block.transactions))]
    for data in block.transactions:
        pieces += [_number(len(data)), data]
    return b"".join(pieces)


def decode_blocks(data: bytes) -> Iterator[tuple[bytes, tuple[bytes, ...]]]:
    """Header and transactions of each block of a piece of a stream; raises DecodeError where it is no such piece."""
    reader = _Reader(data)
    while reader.at < len(data):
        header = reader.bytes()
        yield header, tuple(reader.bytes() for _ in range(reader.count()))


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def count(self) -> int:
        """Of things that each take a length at least: no more than there is room for."""
        count = self._number()
        if count * LENGTH_BYTES > len(self._data) - self.at:
            raise DecodeError(f"{count} transactions, and no room for them", where=f"block stream, byte {self.at}")
        return count

    def bytes(self) -> bytes:
        length = self._number()
        if length > len(self._data) - self.at:
            raise DecodeError("it ends within a block", where=f"block stream, byte {self.at}")
        self.at += length
        return self._data[self.at - length : self.at]

    def _number(self) -> int:
        read = self._data[self.at : self.at + LENGTH_BYTES]
        if len(read) < LENGTH_BYTES:
            raise DecodeError("it ends within a length", where=f"block stream, byte {self.at}")
        self.at += LENGTH_BYTES
        return int.from_bytes(read, "big")


def _number(number: int) -> bytes:
    return number.to_bytes(LENGTH_BYTES, "big")
