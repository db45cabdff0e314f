# SPDX-License-Identifier: Apache-2.0
"""Frames of the block log (spec/block-log.md): how one block lies in a file, and what a torn one looks like."""

import struct
import zlib
from hashlib import sha256
from typing import Final, NamedTuple

from counterfoil.primitives.types import Hash, Height

FRAME_HEADER: Final = struct.Struct(">QI32sI")
"""Height, body length in bytes, SHA-256 of the body, CRC-32 of the three before."""
_CHECKED_LENGTH: Final = FRAME_HEADER.size - 4
_HEIGHT_LENGTH: Final = 8
END_MARK: Final = b"\xcf\xcf\xcf\xcf"
"""Closes a frame. No single flipped bit turns one of its bytes into the zero of an unwritten sector."""
FRAME_OVERHEAD: Final = FRAME_HEADER.size + len(END_MARK)
BODY_BYTES_MAX: Final = 2**30
SECTOR_BYTES: Final = 512
"""The smallest piece that a disk writes whole."""


class FrameHeader(NamedTuple):
    """A frame's header whose checksum holds."""

    height: Height
    body_length: int
    digest: Hash

    @property
    def frame_length(self) -> int:
        return FRAME_OVERHEAD + self.body_length


def encode_frame(height: Height, body: bytes) -> bytes:
    """Header, body, end mark."""
    checked = FRAME_HEADER.pack(height, len(body), sha256(body).digest(), 0)[:_CHECKED_LENGTH]
    return b"".join((checked, zlib.crc32(checked).to_bytes(4, "big"), body, END_MARK))


def decode_header(data: bytes) -> FrameHeader | None:
    """The header at the start of ``data``, or None when it is short or its checksum does not hold."""
    if len(data) < FRAME_HEADER.size:
        return None
    height, body_length, digest, checksum = FRAME_HEADER.unpack_from(data)
    if zlib.crc32(data[:_CHECKED_LENGTH]) != checksum or body_length > BODY_BYTES_MAX:
        return None
    return FrameHeader(Height(height), body_length, Hash(digest))


def body_problem(header: FrameHeader, rest: bytes) -> str | None:
    """What is wrong with the body and end mark that follow ``header``, or None."""
    body = memoryview(rest)[: header.body_length]
    if sha256(body).digest() != header.digest:
        return "the block does not match its SHA-256"
    if rest[header.body_length :] != END_MARK:
        return "the frame does not end with its end mark"
    return None


def torn_reason(tail: bytes, *, offset: int, height: Height) -> str | None:
    """Why the file's last bytes, from ``offset`` on, are a frame that was never wholly written; None if damaged.

    A write that was cut leaves the beginning of a frame, then nothing, or zeros from some sector boundary on.
    Written frames end in non-zero bytes, so neither can come from flipping bits of a whole frame.
    """
    header = decode_header(tail)
    if header is not None and header.height != height:
        return None
    if header is not None and len(tail) > header.frame_length:
        return None
    if header is not None and len(tail) < header.frame_length:
        return f"it has {len(tail)} of its {header.frame_length} bytes"
    if _zeros_from_a_sector(tail, offset):
        return "its last sectors were never written"
    expected = height.to_bytes(_HEIGHT_LENGTH, "big")
    if len(tail) < FRAME_HEADER.size and tail[:_HEIGHT_LENGTH] == expected[: len(tail)]:
        return f"it has {len(tail)} of the {FRAME_HEADER.size} bytes of its header"
    return None


def _zeros_from_a_sector(tail: bytes, offset: int) -> bool:
    """Whether ``tail`` is zero from its start, or from a sector boundary of the file, to its end."""
    written = len(tail.rstrip(b"\0"))
    if written == 0:
        return True
    boundary = -(-(offset + written) // SECTOR_BYTES) * SECTOR_BYTES
    return boundary < offset + len(tail)
