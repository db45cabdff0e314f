# SPDX-License-Identifier: Apache-2.0
"""Complete seals on disk: a block log of seals alone (spec/block-log.md), so that a torn tail is repaired alike.

A seal holds its header as its payload, so header and transactions of these frames are empty.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.filelog import SEGMENT_BYTES, FileBlockLog, Repair


class SealFile:
    """Seals from height 0 without a gap. The caller holds the lock of the chain's folder."""

    def __init__(self, log: FileBlockLog) -> None:
        self._log = log

    @classmethod
    def open(cls, directory: Path, *, segment_bytes: int = SEGMENT_BYTES) -> Self:
        """Open or create, cutting off a torn tail; any other damage raises CorruptionError.

        No seal is known to have been durable: one that is lost is collected again.
        """
        return cls(FileBlockLog.open(directory, segment_bytes=segment_bytes))

    @property
    def repair(self) -> Repair | None:
        """What opening had to cut off."""
        return self._log.repair

    @property
    def height(self) -> Height:
        """The height of the last seal, −1 where there is none."""
        return self._log.height

    def append(self, seals: Sequence[bytes]) -> None:
        """Add the next seals durably, with one sync; raises StorageError, after which nothing more is taken."""
        self._log.append_all([StoredBlock(b"", seal, ()) for seal in seals])

    def read(self, height: Height) -> bytes:
        """The seal of a height; raises InputError where there is none, CorruptionError for damage."""
        return self._log.read(height).seal

    def close(self) -> None:
        """Close the files; what was appended is durable already."""
        self._log.close()
