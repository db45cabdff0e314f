# SPDX-License-Identifier: Apache-2.0
"""Messages in a stream, as ABCI has them: each its length as an unsigned varint, then itself."""

from io import BufferedIOBase
from typing import Final

from counterfoil.primitives.errors import DecodeError

MESSAGE_BYTES_MAX: Final = 128 * 2**20
"""More than any block, and any chunk of a snapshot, of an engine that keeps its own limits (100 MiB, 16 MiB)."""
VARINT_BYTES_MAX: Final = 5
"""Enough for any length that is allowed."""
PIECE_BYTES: Final = 2**20
"""How much is asked for at a time: a length that lies costs no memory before its bytes are there."""


def encode_length(length: int) -> bytes:
    """The length before a message."""
    encoded = bytearray()
    while length > 0x7F:
        encoded.append(length & 0x7F | 0x80)
        length >>= 7
    encoded.append(length)
    return bytes(encoded)


def write_message(stream: BufferedIOBase, message: bytes) -> None:
    """Put a message into a stream, which keeps it until it is flushed. Raises OSError."""
    stream.write(encode_length(len(message)))
    stream.write(message)


def read_message(stream: BufferedIOBase, *, bytes_max: int = MESSAGE_BYTES_MAX) -> bytes | None:
    """The next message, or None where the stream ends between two.

    Raises DecodeError for a length that is too large or badly written and for an end within a message, and OSError.
    """
    length = _read_length(stream)
    if length is None:
        return None
    if length > bytes_max:
        raise DecodeError(f"a message of {length} bytes", where="frame", remedy=f"at most {bytes_max}")
    pieces: list[bytes] = []
    left = length
    while left:
        piece = stream.read(min(left, PIECE_BYTES))
        if not piece:
            raise DecodeError(f"the stream ends {left} bytes before its message does", where="frame")
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _read_length(stream: BufferedIOBase) -> int | None:
    length = 0
    for position in range(VARINT_BYTES_MAX):
        read = stream.read(1)
        if not read:
            if position == 0:
                return None
            raise DecodeError("the stream ends within a length", where="frame")
        byte = read[0]
        length |= (byte & 0x7F) << 7 * position
        if byte < 0x80:
            if byte == 0 and position:
                raise DecodeError("a length is written longer than it need be", where="frame")
            return length
    raise DecodeError(f"a length of more than {VARINT_BYTES_MAX} bytes", where="frame")
