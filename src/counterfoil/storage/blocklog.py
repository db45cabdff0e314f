# SPDX-License-Identifier: Apache-2.0
"""The block log: every sealed block since genesis, in order. It is the node's write-ahead log.

What ``append`` has returned from is durable; everything else on a node's disk can be computed again from here.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final, Protocol

import msgspec

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Height

NO_HEIGHT: Final = Height(-1)
"""The height of a log or a store that holds nothing, not even genesis."""


class StoredBlock(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A block as it was sealed: canonical header bytes, seal, and envelopes as received."""

    header: bytes
    seal: bytes
    transactions: tuple[bytes, ...]


class BlockLog(Protocol):
    """Consecutive blocks from height 0. One writer; readers may be other threads."""

    @property
    def height(self) -> Height:
        """Height of the last block, or -1."""
        ...

    def append(self, block: StoredBlock) -> Height:
        """Store the next block durably and return its height. After a StorageError the log takes no more."""
        ...

    def read(self, height: Height) -> StoredBlock:
        """The block at a height; raises InputError when there is none, CorruptionError when it is damaged."""
        ...

    def blocks(self, from_height: Height) -> Iterator[StoredBlock]:
        """The blocks from a height to the last one, in order, those appended meanwhile too."""
        ...

    def close(self) -> None: ...


class MemoryBlockLog:
    """A BlockLog that forgets everything with its process."""

    def __init__(self) -> None:
        self._blocks: list[StoredBlock] = []

    @property
    def height(self) -> Height:
        return Height(len(self._blocks) - 1)

    def append(self, block: StoredBlock) -> Height:
        self._blocks.append(block)
        return self.height

    def read(self, height: Height) -> StoredBlock:
        require_held(height, self.height)
        return self._blocks[height]

    def blocks(self, from_height: Height) -> Iterator[StoredBlock]:
        return islice(self._blocks, max(from_height, 0), None)

    def close(self) -> None:
        """Nothing to close."""


def require_held(height: Height, last: Height) -> None:
    """Raise InputError unless a log that ends at ``last`` holds ``height``."""
    if not 0 <= height <= last:
        raise InputError(f"no block at height {height}", where="block log", remedy=f"heights are 0 to {last}")
