# SPDX-License-Identifier: Apache-2.0
"""Batches, packed: the engine's work grows with the bytes, and signed transactions shrink to a third (spec/batch.md).

What unpacks is bounded by what came, so that a small envelope cannot make a node work for a large one.
"""

import struct
import zlib
from typing import Final

from counterfoil.primitives.errors import DecodeError

MAGIC: Final = b"cfpack_1"
RATIO_MAX: Final = 8
"""How many times as long as its envelope a batch may be."""
WORTH_BYTES: Final = 2_048
"""Shorter batches are left as they are: a lone transaction is in more of a hurry."""
LEVEL: Final = 1
"""zlib's quickest: the slower ones make it smaller by a twentieth."""

_HEAD: Final = struct.Struct(f">{len(MAGIC)}sI")
HEAD_BYTES: Final = _HEAD.size


def pack(batch: bytes) -> bytes:
    """The envelope of a batch: packed where that makes it shorter and ``unpack`` would take it, else as it is."""
    if len(batch) < WORTH_BYTES:
        return batch
    packed = _HEAD.pack(MAGIC, len(batch)) + zlib.compress(batch, LEVEL)
    return packed if len(packed) < len(batch) <= RATIO_MAX * len(packed) else batch


def unpack(data: bytes) -> bytes:
    """The batch in an envelope; what is not packed comes back as it is. Raises DecodeError."""
    if not data.startswith(MAGIC):
        return data
    if len(data) < HEAD_BYTES:
        raise DecodeError(f"{len(data)} bytes are too few", where="packed batch")
    _, length = _HEAD.unpack_from(data)
    if not 0 < length <= RATIO_MAX * len(data):
        remedy = f"at most {RATIO_MAX} times as many as came"
        raise DecodeError(f"{length} bytes in {len(data)}", where="packed batch", remedy=remedy)
    stream = zlib.decompressobj()
    try:
        batch = stream.decompress(data[HEAD_BYTES:], length + 1)
    except zlib.error as error:
        raise DecodeError(f"it does not unpack: {error}", where="packed batch") from error
    if len(batch) != length or not stream.eof or stream.unused_data:
        raise DecodeError(f"it does not unpack to {length} bytes and nothing else", where="packed batch")
    return batch
