# SPDX-License-Identifier: Apache-2.0
"""Blocks as they travel from a member to a follower: frames of the block log, one after the other."""

from collections.abc import Iterator
from typing import Final

from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.filelog import decode_block, encode_block
from counterfoil.storage.frame import FRAME_HEADER, body_problem, decode_header, encode_frame

BLOCKS: Final = "application/vnd.counterfoil.blocks"
BODY_MAX: Final = 80 * 2**20
"""Bytes of a block that anybody takes: 64 MiB of transactions, and what is around them."""


def framed(height: Height, block: StoredBlock) -> bytes:
    return encode_frame(height, encode_block(block))


class FrameReader:
    """Reads what comes in parts, and holds no more than one block that is not whole yet."""

    def __init__(self) -> None:
        self._waiting = bytearray()  # bytes would be copied with each part that a slow source gives

    def read(self, part: bytes) -> Iterator[tuple[Height, StoredBlock]]:
        """Each block that is whole by now; raises DecodeError for what is no frame, or too large."""
        self._waiting += part
        while len(self._waiting) >= FRAME_HEADER.size:
            header = decode_header(bytes(self._waiting[: FRAME_HEADER.size]))
            if header is None:
                raise DecodeError("what came is no frame of a block", where="blocks")
            if header.body_length > BODY_MAX:
                raise DecodeError(f"a block of {header.body_length} bytes", where="blocks")
            if len(self._waiting) < header.frame_length:
                return
            whole = bytes(self._waiting[FRAME_HEADER.size : header.frame_length])
            if (problem := body_problem(header, whole)) is not None:
                raise DecodeError(problem, where=f"block {header.height}")
            del self._waiting[: header.frame_length]
            yield header.height, decode_block(whole[: header.body_length])

    def end(self) -> None:
        """Raise DecodeError where what came was cut in the middle of a block."""
        if self._waiting:
            raise DecodeError(f"cut after {len(self._waiting)} bytes of a block", where="blocks")
