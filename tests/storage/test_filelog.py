# SPDX-License-Identifier: Apache-2.0
"""Damage to the block log on disk: a torn tail is repaired, anything else refuses to start."""

import json
import os
from pathlib import Path
from random import Random

import pytest

from counterfoil.primitives.errors import CorruptionError, InputError, StorageError
from counterfoil.primitives.types import Height
from counterfoil.storage import filelog
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.frame import FRAME_HEADER, SECTOR_BYTES, encode_frame
from counterfoil.storage.segment import SEGMENT_HEADER_LENGTH, segment_header

SEGMENT = "000000000000.blocks"


def block(height: int, size: int = 40) -> StoredBlock:
    return StoredBlock(b"header %d" % height, b"seal %d" % height, (b"%d" % height * size,))


def write_log(directory: Path, count: int, *, size: int = 40, segment_bytes: int = 2**20) -> list[int]:
    """A closed log of ``count`` blocks; the file size of the last segment after each append."""
    log = FileBlockLog.open(directory, segment_bytes=segment_bytes)
    ends = []
    for height in range(count):
        log.append(block(height, size))
        ends.append(max(directory.glob("*.blocks")).stat().st_size)
    log.close()
    return ends


def require_refused(directory: Path, file: Path, offset: int) -> None:
    """Opening must raise CorruptionError naming this file and offset, and leave the file alone."""
    before = file.read_bytes()
    with pytest.raises(CorruptionError) as caught:
        FileBlockLog.open(directory)
    assert (caught.value.file, caught.value.offset) == (file, offset)
    assert str(file) in str(caught.value)
    assert file.read_bytes() == before


def test_a_last_frame_cut_at_any_byte_is_repaired(tmp_path: Path) -> None:
    """Every prefix of a frame is a torn tail; the log goes on with the same height."""
    *_, start, end = write_log(tmp_path, 3)
    whole = (tmp_path / SEGMENT).read_bytes()
    for cut in range(start + 1, end):
        (tmp_path / SEGMENT).write_bytes(whole[:cut])
        log = FileBlockLog.open(tmp_path)
        assert log.height == 1
        assert log.repair is not None
        assert (log.repair.offset, log.repair.bytes_removed, log.repair.height) == (start, cut - start, 2)
        log.append(block(2))
        log.close()
        assert (tmp_path / SEGMENT).read_bytes() == whole


def test_a_last_frame_whose_last_sectors_are_zeros_is_repaired(tmp_path: Path) -> None:
    """The file grew, but some sectors of the data never reached the disk."""
    *_, start, end = write_log(tmp_path, 2, size=3000)
    whole = (tmp_path / SEGMENT).read_bytes()
    boundaries = [start, *range(-(-start // SECTOR_BYTES) * SECTOR_BYTES, end, SECTOR_BYTES)]
    for boundary in boundaries:
        (tmp_path / SEGMENT).write_bytes(whole[:boundary] + bytes(end - boundary))
        log = FileBlockLog.open(tmp_path)
        assert log.repair is not None
        assert (log.repair.offset, log.repair.bytes_removed) == (start, end - start)
        log.close()


def test_zeros_that_no_sector_explains_are_damage(tmp_path: Path) -> None:
    """A hole inside a sector, or one with written bytes after it, is not a write that was cut."""
    *_, start, end = write_log(tmp_path, 2, size=3000)
    whole = (tmp_path / SEGMENT).read_bytes()
    for first, last in [(end - 3, end), (start + 600, start + 1200), (start, start + 48), (start, end - 4)]:
        (tmp_path / SEGMENT).write_bytes(whole[:first] + bytes(last - first) + whole[last:])
        require_refused(tmp_path, tmp_path / SEGMENT, start)


def test_every_flipped_bit_of_a_segment_is_found(tmp_path: Path) -> None:
    """In the header, in a middle frame or in the last: refused, with the offset of what it is in."""
    ends = write_log(tmp_path, 3)
    file = tmp_path / SEGMENT
    whole = file.read_bytes()
    starts = [0, SEGMENT_HEADER_LENGTH, *ends[:-1]]
    for position in range(len(whole)):
        flipped = bytearray(whole)
        flipped[position] ^= 1 << (position * 5 % 8)
        file.write_bytes(flipped)
        require_refused(tmp_path, file, max(start for start in starts if start <= position))


def test_every_bit_of_a_frame_header_matters(tmp_path: Path) -> None:
    """A damaged length in the last frame is not taken for a torn tail."""
    *_, start, _ = write_log(tmp_path, 2)
    file = tmp_path / SEGMENT
    whole = file.read_bytes()
    for bit in range(FRAME_HEADER.size * 8):
        flipped = bytearray(whole)
        flipped[start + bit // 8] ^= 1 << bit % 8
        file.write_bytes(flipped)
        require_refused(tmp_path, file, start)


def test_a_durable_block_is_never_taken_for_a_torn_tail(tmp_path: Path) -> None:
    """When the state store knows a height, losing it is damage, cut or gone."""
    *_, start, end = write_log(tmp_path, 3)
    file = tmp_path / SEGMENT
    whole = file.read_bytes()
    for cut in (start, start + 1, start + 60, end - 1):
        file.write_bytes(whole[:cut])
        with pytest.raises(CorruptionError) as caught:
            FileBlockLog.open(tmp_path, durable_height=Height(2))
        assert (caught.value.file, caught.value.offset) == (file, start)
        assert file.read_bytes() == whole[:cut]
    file.unlink()
    with pytest.raises(CorruptionError, match="block 0 is missing"):
        FileBlockLog.open(tmp_path, durable_height=Height(0))


def test_segments_follow_each_other(tmp_path: Path) -> None:
    """A missing, renamed or foreign segment is named; only the last may be torn."""
    write_log(tmp_path, 6, segment_bytes=1)
    files = sorted(tmp_path.glob("*.blocks"))
    assert [file.name for file in files] == [f"{height:012d}.blocks" for height in range(6)]
    contents = files[2].read_bytes()
    files[2].unlink()
    require_refused(tmp_path, files[3], 0)
    files[2].write_bytes(contents[:-1])
    require_refused(tmp_path, files[2], SEGMENT_HEADER_LENGTH)
    files[2].write_bytes(files[1].read_bytes())
    require_refused(tmp_path, files[2], 0)
    files[2].write_bytes(contents)
    FileBlockLog.open(tmp_path).close()
    (tmp_path / "12.blocks").write_bytes(contents)
    with pytest.raises(CorruptionError, match="twelve digits"):
        FileBlockLog.open(tmp_path)


@pytest.mark.parametrize("magic", [b"counterfoil block log 2\n", b"something else entirely\n"])
def test_another_format_is_refused(tmp_path: Path, magic: bytes) -> None:
    """The version is part of the magic."""
    write_log(tmp_path, 1)
    whole = (tmp_path / SEGMENT).read_bytes()
    (tmp_path / SEGMENT).write_bytes(magic + whole[len(magic) :])
    require_refused(tmp_path, tmp_path / SEGMENT, 0)


def test_a_segment_whose_header_was_cut_is_removed(tmp_path: Path) -> None:
    """A crash while a segment begins leaves a short or empty file; the next append makes it anew."""
    write_log(tmp_path, 2, segment_bytes=1)
    last = tmp_path / "000000000001.blocks"
    whole = last.read_bytes()
    for found in [*(whole[:cut] for cut in range(SEGMENT_HEADER_LENGTH)), bytes(SEGMENT_HEADER_LENGTH)]:
        last.write_bytes(found)
        log = FileBlockLog.open(tmp_path, segment_bytes=1)
        assert log.repair is not None
        assert (log.repair.file, log.repair.offset, log.height) == (last, 0, 0)
        log.append(block(1))
        log.close()
        assert last.read_bytes() == whole


def test_a_segment_with_nothing_but_its_header_is_whole(tmp_path: Path) -> None:
    """A crash between a segment's header and its first frame leaves nothing to repair."""
    write_log(tmp_path, 2, segment_bytes=1)
    last = tmp_path / "000000000001.blocks"
    last.write_bytes(last.read_bytes()[:SEGMENT_HEADER_LENGTH])
    log = FileBlockLog.open(tmp_path, segment_bytes=1)
    assert (log.repair, log.height) == (None, 0)
    log.append(block(1))
    assert log.read(Height(1)) == block(1)
    log.close()


def failing_once(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let one function of the operating system report failure, once."""
    real = getattr(os, name)

    def fail(*arguments: int) -> None:
        monkeypatch.setattr(filelog.os, name, real)
        raise OSError(5, "input/output error")

    monkeypatch.setattr(filelog.os, name, fail)


@pytest.mark.parametrize(("name", "height_after"), [("write", 0), ("fdatasync", 1)])
def test_after_a_failed_append_only_opening_again_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, height_after: int
) -> None:
    """Failed; or reported failed but persisted. Either way the log takes no more until it is opened again."""
    log = FileBlockLog.open(tmp_path)
    log.append(block(0))
    failing_once(monkeypatch, name)
    with pytest.raises(StorageError, match="cannot append block 1"):
        log.append(block(1))
    with pytest.raises(StorageError, match="open it again"):
        log.append(block(1))
    assert log.height == 0
    log.close()
    again = FileBlockLog.open(tmp_path)
    assert again.height == height_after
    again.close()


def test_a_segment_that_cannot_be_begun_fails_the_append(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The block was not stored; opening again goes on where the log ended."""
    log = FileBlockLog.open(tmp_path, segment_bytes=1)
    log.append(block(0))
    failing_once(monkeypatch, "fdatasync")
    with pytest.raises(StorageError, match="cannot append block 1"):
        log.append(block(1))
    log.close()
    again = FileBlockLog.open(tmp_path, segment_bytes=1)
    assert again.append(block(1)) == 1
    again.close()


def test_a_frame_at_the_wrong_place_is_damage(tmp_path: Path) -> None:
    """Whole frames of other heights, or bytes behind the last frame, are no torn tail."""
    *_, start, end = write_log(tmp_path, 2)
    file = tmp_path / SEGMENT
    whole = file.read_bytes()
    file.write_bytes(whole + whole[start:])
    require_refused(tmp_path, file, end)
    file.write_bytes(whole + b"!")
    require_refused(tmp_path, file, end)
    file.write_bytes(whole[: end - 1] + b"!" + whole)
    require_refused(tmp_path, file, start)


def test_a_whole_frame_that_holds_no_block_is_damage_when_read(tmp_path: Path) -> None:
    """Checksums hold, but somebody else wrote the body."""
    file = tmp_path / SEGMENT
    file.write_bytes(segment_header(Height(0)) + encode_frame(Height(0), b"\x93 not a block"))
    log = FileBlockLog.open(tmp_path)
    with pytest.raises(CorruptionError, match="not a block"):
        log.read(Height(0))
    log.close()


def test_a_file_that_vanishes_or_is_in_the_way_is_a_storage_error(tmp_path: Path) -> None:
    """No error of the operating system passes unexplained."""
    write_log(tmp_path, 1)
    log = FileBlockLog.open(tmp_path)
    (tmp_path / SEGMENT).unlink()
    with pytest.raises(StorageError, match="cannot read block 0"):
        log.read(Height(0))
    log.close()
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot open the block log"):
        FileBlockLog.open(tmp_path / "file")


def test_one_sync_per_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a segment an append syncs exactly once, after all is written."""
    log = FileBlockLog.open(tmp_path)
    log.append(block(0))
    syncs: list[int] = []
    monkeypatch.setattr(filelog.os, "fdatasync", lambda descriptor: syncs.append(os.fstat(descriptor).st_size))
    monkeypatch.setattr(filelog.os, "fsync", lambda descriptor: pytest.fail("a second sync"))
    log.append(block(1))
    assert syncs == [(tmp_path / SEGMENT).stat().st_size]
    log.close()


def test_a_block_beyond_the_limit_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log stays usable."""
    log = FileBlockLog.open(tmp_path)
    monkeypatch.setattr(filelog, "BODY_BYTES_MAX", 100)
    with pytest.raises(InputError, match="at most 100"):
        log.append(block(0, size=200))
    assert log.append(block(0)) == 0
    log.close()


def test_random_damage_never_passes_unnoticed(tmp_path: Path) -> None:
    """Overwritten, removed, inserted or zeroed bytes: refused, or a repair that removes the last block alone."""
    random = Random(20_260_101)
    write_log(tmp_path, 5, size=100)
    file = tmp_path / SEGMENT
    whole = file.read_bytes()
    for _ in range(300):
        start = random.randrange(len(whole))
        length = random.randrange(1, 700)
        patch = random.choice([b"", bytes(length), random.randbytes(length)])
        damaged = whole[:start] + patch + whole[start + length :]
        if damaged == whole:
            continue
        file.write_bytes(damaged)
        try:
            log = FileBlockLog.open(tmp_path)
        except CorruptionError:
            continue
        kept = list(log.blocks(Height(0)))
        assert kept == [block(height, 100) for height in range(len(kept))]
        assert log.repair is not None or len(damaged) < len(whole)
        log.close()


def test_the_example_of_the_specification_is_what_is_written(tmp_path: Path) -> None:
    """vectors/block-log holds a segment byte for byte."""
    vector = json.loads((Path(__file__).parents[2] / "vectors/block-log/segment.json").read_text())
    log = FileBlockLog.open(tmp_path)
    for each in vector["blocks"]:
        log.append(
            StoredBlock(each["header"].encode(), each["seal"].encode(), tuple(t.encode() for t in each["transactions"]))
        )
    log.close()
    assert (tmp_path / vector["file"]).read_bytes().hex() == vector["bytes"]


def test_whoever_reads_looks_again(tmp_path: Path) -> None:
    """What its writer added is found, also in new segments; a torn tail is not shown; damage is damage."""
    reader = FileBlockLog.open_to_read(tmp_path)
    reader.look_again()
    assert reader.height == -1
    log = FileBlockLog.open(tmp_path, segment_bytes=1_000)
    for height in range(40):
        log.append(block(height))
        if height % 3 == 0:
            reader.look_again()
            assert reader.height == height
            assert reader.read(Height(height)) == block(height)
    reader.look_again()
    assert list(reader.blocks(Height(0))) == [block(height) for height in range(40)]
    assert len(list(tmp_path.glob("*.blocks"))) > 2
    last = max(tmp_path.glob("*.blocks"))
    whole = last.read_bytes()
    frame = encode_frame(Height(40), b"body")
    last.write_bytes(whole + frame[:-3])
    reader.look_again()
    assert reader.height == 39
    last.write_bytes(whole + b"\x01" + frame[1:] + frame)
    with pytest.raises(CorruptionError):
        reader.look_again()
    assert reader.height == 39
    log.close()


def test_blocks_appended_together_are_as_if_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes, with one sync for all of them."""
    write_log(tmp_path / "apart", 3)
    log = FileBlockLog.open(tmp_path / "together")
    log.append(block(0))
    syncs: list[int] = []
    monkeypatch.setattr(filelog.os, "fdatasync", syncs.append)
    assert log.append_all([block(1), block(2)]) == log.height == 2
    assert len(syncs) == 1
    assert [log.read(Height(height)) for height in range(3)] == [block(height) for height in range(3)]
    log.close()
    assert (tmp_path / "together" / SEGMENT).read_bytes() == (tmp_path / "apart" / SEGMENT).read_bytes()
