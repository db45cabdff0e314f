# SPDX-License-Identifier: Apache-2.0
"""The block log on disk: segment files, one sync per block, nothing repaired that may have been acknowledged."""

import os
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import msgspec

from counterfoil.primitives.errors import CorruptionError, DecodeError, InputError, StorageError
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import NO_HEIGHT, StoredBlock, require_held
from counterfoil.storage.directory import replace_durably, sync_directory
from counterfoil.storage.frame import BODY_BYTES_MAX, FRAME_HEADER, encode_frame
from counterfoil.storage.segment import (
    Segment,
    TornTail,
    first_height_of,
    scan_further,
    scan_segment,
    segment_header,
    segment_name,
)

SEGMENT_BYTES: Final = 64 * 2**20

_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(StoredBlock)


def encode_block(block: StoredBlock) -> bytes:
    """A block as its frame has it."""
    return _encoder.encode(block)


def decode_block(body: bytes) -> StoredBlock:
    """What a frame holds; raises DecodeError."""
    try:
        return _decoder.decode(body)
    except msgspec.MsgspecError as error:
        raise DecodeError(f"not a block: {error}", where="block") from error


@dataclass(frozen=True, slots=True)
class Repair:
    """A torn tail that opening cut off: a block that was being written and that nobody was told about."""

    file: Path
    offset: int
    bytes_removed: int
    height: Height
    reason: str


class FileBlockLog:
    """A BlockLog in a directory. The caller holds the directory's lock. ``repair`` says what opening had to cut off."""

    def __init__(
        self,
        directory: Path,
        segments: list[Segment],
        *,
        segment_bytes: int = SEGMENT_BYTES,
        repair: Repair | None = None,
        writable: bool = True,
    ) -> None:
        self.repair = repair
        self._directory = directory
        self._segments = segments
        self._segment_bytes = segment_bytes
        self._descriptor = os.open(segments[-1].path, os.O_WRONLY | os.O_APPEND) if segments and writable else -1
        self._failed = not writable

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        durable_height: Height = NO_HEIGHT,
        segment_bytes: int = SEGMENT_BYTES,
    ) -> Self:
        """Open or create a log, cutting off a torn tail; any other damage raises CorruptionError.

        ``durable_height`` is a height known to have been appended (the state store's): losing it is damage, however
        torn it looks.
        """
        try:
            directory.mkdir(parents=True, exist_ok=True)
            segments, torn = _scan(directory)
            _require_not_torn(torn, durable_height)
            _require_durable(directory, segments, durable_height)
            repair = _cut_off(segments, torn)
            _sync_what_was_found(directory, segments)
            return cls(directory, segments, segment_bytes=segment_bytes, repair=repair)
        except OSError as error:
            raise StorageError(f"cannot open the block log in {directory}: {error}") from error

    @classmethod
    def open_to_read(cls, directory: Path, *, durable_height: Height = NO_HEIGHT) -> Self:
        """Open a log without changing a byte: a torn tail is left where it is and not shown; ``append`` is refused.

        Raises CorruptionError for any other damage, as ``open`` does.
        """
        try:
            segments, torn = _scan(directory)
        except OSError as error:
            raise StorageError(f"cannot read the block log in {directory}: {error}") from error
        _require_not_torn(torn, durable_height)
        _require_durable(directory, segments, durable_height)
        return cls(directory, [one for one in segments if one.offsets], writable=False)

    def look_again(self) -> None:
        """Find what its writer has added to a log that was opened to be read; raises as ``open_to_read``."""
        try:
            for path, is_last in _from(self._directory, self._segments):
                if self._segments and self._segments[-1].path == path:
                    scan_further(self._segments[-1], is_last=is_last)
                    continue
                segment, _ = scan_segment(path, is_last=is_last)
                _require_next(segment, self._segments)
                if segment.offsets:
                    self._segments.append(segment)
        except OSError as error:
            raise StorageError(f"cannot read the block log in {self._directory}: {error}") from error

    @property
    def height(self) -> Height:
        return Height(self._segments[-1].next_height - 1) if self._segments else NO_HEIGHT

    def append(self, block: StoredBlock) -> Height:
        return self.append_all((block,))

    def append_all(self, blocks: Sequence[StoredBlock]) -> Height:
        """Store the next blocks durably, with one sync, in one segment; returns the height of the last."""
        bodies = [_encoder.encode(block) for block in blocks]
        for body in bodies:
            if len(body) > BODY_BYTES_MAX:
                problem = f"a block of {len(body)} bytes"
                raise InputError(problem, where="block log", remedy=f"at most {BODY_BYTES_MAX}")
        if self._failed:
            raise StorageError(
                f"the block log in {self._directory} is not open for writing, or failed before; open it again"
            )
        first = self.height + 1
        frames = [encode_frame(Height(first + number), body) for number, body in enumerate(bodies)]
        try:
            segment = self._segment_to_write(Height(first))
            _write(self._descriptor, b"".join(frames))
            _sync(self._descriptor)
        except OSError as error:
            # What reached the disk is unknown, and a second sync would not tell: only opening again can.
            self._failed = True
            raise StorageError(f"cannot append block {first} to {self._directory}: {error}") from error
        for frame in frames:
            segment.offsets.append(segment.length)
            segment.length += len(frame)
        return self.height

    def read(self, height: Height) -> StoredBlock:
        require_held(height, self.height)
        segment = self._segment_of(height)
        try:
            return _decoder.decode(segment.read_body(height))
        except OSError as error:
            raise StorageError(f"cannot read block {height} from {segment.path}: {error}") from error
        except msgspec.MsgspecError as error:
            offset = segment.offsets[height - segment.first_height] + FRAME_HEADER.size
            raise CorruptionError(segment.path, offset, f"not a block: {error}") from error

    def blocks(self, from_height: Height) -> Iterator[StoredBlock]:
        height = Height(max(from_height, 0))
        while height <= self.height:
            yield self.read(height)
            height = Height(height + 1)

    def close(self) -> None:
        """Close the file; every appended block is durable already."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        self._failed = True

    def _segment_of(self, height: Height) -> Segment:
        return self._segments[bisect_right(self._segments, height, key=lambda segment: segment.first_height) - 1]

    def _segment_to_write(self, height: Height) -> Segment:
        last = self._segments[-1] if self._segments else None
        if last is None or (last.offsets and last.length >= self._segment_bytes):
            self._begin_segment(height)
        return self._segments[-1]

    def _begin_segment(self, first_height: Height) -> None:
        """A new file, durable with its name before the first frame enters it."""
        path = self._directory / segment_name(first_height)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            _write(descriptor, segment_header(first_height))
            _sync(descriptor)
            sync_directory(self._directory)
        except OSError:
            os.close(descriptor)
            raise
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = descriptor
        self._segments.append(Segment(path, first_height))


def reseal(directory: Path, above: Height, seal: Callable[[bytes], bytes]) -> int:
    """Give every block above a height another seal of its unchanged header; returns how many. Nobody has the log open.

    Each segment is replaced as a whole, so that a crash leaves a sound log; then resealing again ends the work.
    """
    segments, torn = _scan(directory)
    _cut_off(segments, torn)
    resealed = 0
    for segment in segments:
        if segment.next_height - 1 <= above:
            continue
        frames = [segment_header(segment.first_height)]
        for height in map(Height, range(segment.first_height, segment.next_height)):
            body = segment.read_body(height)
            if height > above:
                block = _decoder.decode(body)
                body = _encoder.encode(msgspec.structs.replace(block, seal=seal(block.header)))
                resealed += 1
            frames.append(encode_frame(height, body))
        replace_durably(segment.path, b"".join(frames))
    return resealed


def _scan(directory: Path) -> tuple[list[Segment], TornTail | None]:
    """Every segment in order, without gaps, and the torn tail of the last."""
    paths = sorted(directory.glob("*.blocks"))
    segments: list[Segment] = []
    torn: TornTail | None = None
    for path in paths:
        segment, torn = scan_segment(path, is_last=path == paths[-1])
        _require_next(segment, segments)
        segments.append(segment)
    return segments, torn


def _from(directory: Path, known: Sequence[Segment]) -> Iterator[tuple[Path, bool]]:
    """The last segment that is known and those behind it, and which of them is the last."""
    begin = known[-1].first_height if known else Height(0)
    paths = [path for path in sorted(directory.glob("*.blocks")) if first_height_of(path) >= begin]
    yield from ((path, path == paths[-1]) for path in paths)


def _require_next(segment: Segment, before: Sequence[Segment]) -> None:
    expected = before[-1].next_height if before else Height(0)
    if segment.first_height != expected:
        problem = f"it begins with block {segment.first_height}, but block {expected} should come next"
        raise CorruptionError(segment.path, 0, problem)


def _require_not_torn(torn: TornTail | None, durable_height: Height) -> None:
    if torn is not None and torn.height <= durable_height:
        raise CorruptionError(torn.path, torn.offset, f"block {torn.height} was durable, now {torn.reason}")


def _require_durable(directory: Path, segments: list[Segment], durable_height: Height) -> None:
    last = segments[-1] if segments else Segment(directory / segment_name(Height(0)), Height(0), length=0)
    if last.next_height <= durable_height:
        problem = f"block {last.next_height} is missing, though blocks up to {durable_height} were durable"
        raise CorruptionError(last.path, last.length, problem)


def _cut_off(segments: list[Segment], torn: TornTail | None) -> Repair | None:
    """Remove a torn tail; a segment whose very header is torn goes as a file."""
    if torn is None:
        return None
    size = torn.path.stat().st_size
    if torn.offset == 0:
        torn.path.unlink()
        segments.pop()
    else:
        os.truncate(torn.path, torn.offset)
    return Repair(torn.path, torn.offset, size - torn.offset, torn.height, torn.reason)


def _sync_what_was_found(directory: Path, segments: list[Segment]) -> None:
    """A crash may have left whole frames that were never synced; from here on they count as durable."""
    if segments:
        descriptor = os.open(segments[-1].path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    sync_directory(directory)


def _write(descriptor: int, data: bytes) -> None:
    """Write all of it: the kernel may take less than it is given."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync(descriptor: int) -> None:
    """Data and the file's length onto the disk; times of access can wait."""
    if hasattr(os, "fdatasync"):
        os.fdatasync(descriptor)
    else:
        os.fsync(descriptor)
