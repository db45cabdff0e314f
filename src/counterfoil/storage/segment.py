# SPDX-License-Identifier: Apache-2.0
"""Segment files of the block log: a header naming format and first height, then frames (spec/block-log.md)."""

import os
import re
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from counterfoil.primitives.errors import CorruptionError
from counterfoil.primitives.types import Height
from counterfoil.storage.frame import (
    BODY_BYTES_MAX,
    FRAME_HEADER,
    FRAME_OVERHEAD,
    body_problem,
    decode_header,
    torn_reason,
)

MAGIC: Final = b"counterfoil block log 1\n"
SEGMENT_HEADER_LENGTH: Final = len(MAGIC) + 8
_NAME: Final = re.compile(r"^([0-9]{12})\.blocks\Z")


def segment_name(first_height: Height) -> str:
    """File name of the segment that begins with a height; names sort as heights do."""
    return f"{first_height:012d}.blocks"


def first_height_of(path: Path) -> Height:
    """The height in a segment's name; raises CorruptionError for a name that we never gave."""
    match = _NAME.match(path.name)
    if match is None:
        raise CorruptionError(path, 0, "the name of a segment is twelve digits and .blocks")
    return Height(int(match.group(1)))


def segment_header(first_height: Height) -> bytes:
    """Magic with format version, then the first height."""
    return MAGIC + first_height.to_bytes(8, "big")


@dataclass(slots=True)
class Segment:
    """One file and where its frames begin, in bytes from the start of the file."""

    path: Path
    first_height: Height
    offsets: "array[int]" = field(default_factory=lambda: array("Q"))
    length: int = SEGMENT_HEADER_LENGTH

    @property
    def next_height(self) -> Height:
        return Height(self.first_height + len(self.offsets))

    def read_body(self, height: Height) -> bytes:
        """The body of the frame of a height that this segment holds; raises CorruptionError."""
        offset = self.offsets[height - self.first_height]
        with self.path.open("rb") as file:
            file.seek(offset)
            length = _read_frame(file, self.path, offset, height=height)
            file.seek(offset + FRAME_HEADER.size)
            return file.read(length - FRAME_OVERHEAD)


@dataclass(frozen=True, slots=True)
class TornTail:
    """A last frame (or a last segment's header) that was never wholly written; it begins at ``offset``."""

    path: Path
    offset: int
    height: Height
    reason: str


def scan_segment(path: Path, *, is_last: bool) -> tuple[Segment, TornTail | None]:
    """Find every frame of a segment. Only the last segment may end in a torn tail.

    Raises CorruptionError at the first frame that is neither whole nor torn.
    """
    segment = Segment(path, first_height_of(path))
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if (torn := _check_segment_header(file, segment, is_last=is_last)) is not None:
            return segment, torn
        return segment, _scan_frames(file, segment, size, is_last=is_last)


def scan_further(segment: Segment, *, is_last: bool) -> TornTail | None:
    """Find the frames that were added to a segment since it was scanned; raises CorruptionError as ``scan_segment``."""
    with segment.path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(segment.length)
        return _scan_frames(file, segment, size, is_last=is_last)


def _scan_frames(file: BinaryIO, segment: Segment, size: int, *, is_last: bool) -> TornTail | None:
    """Every frame from where the file stands."""
    while segment.length < size:
        offset, height = segment.length, segment.next_height
        try:
            length = _read_frame(file, segment.path, offset, height=height)
        except CorruptionError:
            reason = _torn_reason_at(file, offset, height, size) if is_last else None
            if reason is None:
                raise
            return TornTail(segment.path, offset, height, reason)
        segment.offsets.append(offset)
        segment.length += length
    return None


def _check_segment_header(file: BinaryIO, segment: Segment, *, is_last: bool) -> TornTail | None:
    found = file.read(SEGMENT_HEADER_LENGTH)
    expected = segment_header(segment.first_height)
    if found == expected:
        return None
    unwritten = len(found) < len(expected) and expected.startswith(found)
    all_zeros = not any(found) and not file.read(1)
    if is_last and (unwritten or all_zeros):
        return TornTail(segment.path, 0, segment.first_height, "the segment's header was never wholly written")
    problem = f"a segment must begin with {MAGIC!r} and its first height {segment.first_height}"
    raise CorruptionError(segment.path, 0, problem)


def _read_frame(file: BinaryIO, path: Path, offset: int, *, height: Height) -> int:
    """Read past the frame that begins here and return its length in bytes; raises CorruptionError."""
    header = decode_header(file.read(FRAME_HEADER.size))
    if header is None:
        raise CorruptionError(path, offset, "the header of a frame does not match its CRC-32")
    if header.height != height:
        raise CorruptionError(path, offset, f"here should be block {height}, not {header.height}")
    problem = body_problem(header, file.read(header.frame_length - FRAME_HEADER.size))
    if problem is not None:
        raise CorruptionError(path, offset, problem)
    return header.frame_length


def _torn_reason_at(file: BinaryIO, offset: int, height: Height, size: int) -> str | None:
    if size - offset > BODY_BYTES_MAX + FRAME_OVERHEAD:
        return None
    file.seek(offset)
    return torn_reason(file.read(), offset=offset, height=height)
