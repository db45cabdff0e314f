# SPDX-License-Identifier: Apache-2.0
"""What only the store in RocksDB has to show: crashes, readers in threads, foreign and damaged files."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest

from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.primitives.types import Height
from counterfoil.storage import rocks
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import KeySpace

COMMIT_FOR_EVER = """
import sys
from pathlib import Path
from counterfoil.storage import rocks
from counterfoil.storage.state import KeySpace
rocks.MEMTABLE_BYTES = 100_000
store = rocks.RocksStateStore.open(Path(sys.argv[1]))
while True:
    height = store.height + 1
    value = b"%d" % height
    store.commit(height, {
        KeySpace.RECORDS: {b"record %d" % index: value * 100 for index in range(20)},
        KeySpace.HEADERS: {b"height": value},
        KeySpace.EVENTS: {height.to_bytes(8, "big"): value},
    })
    print(height, flush=True)
"""


@pytest.mark.parametrize("seed", range(3))
def test_after_kill_9_the_store_holds_whole_blocks_and_may_be_behind(tmp_path: Path, seed: int) -> None:
    """Whatever height it says, every table is exactly at that height, and none is ahead of it."""
    random = Random(seed)
    with subprocess.Popen(
        [sys.executable, "-c", COMMIT_FOR_EVER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for _ in range(random.randrange(20, 200)):
            last = int(process.stdout.readline())
        process.kill()
        last = max([last, *(int(line) for line in process.stdout if line.endswith("\n"))])
    store = RocksStateStore.open(tmp_path)
    assert -1 <= store.height <= last + 1
    value = None if store.height < 0 else b"%d" % store.height
    assert store.get(KeySpace.HEADERS, b"height") == value
    records = store.get_many(KeySpace.RECORDS, [b"record %d" % index for index in range(20)])
    assert records == [None if value is None else value * 100] * 20
    assert len(list(store.scan(KeySpace.EVENTS))) == store.height + 1
    if store.height > 0:
        past = store.get_at(KeySpace.RECORDS, b"record 7", Height(store.height - 1))
        assert past == b"%d" % (store.height - 1) * 100
    store.close()


def test_closing_leaves_nothing_to_replay(tmp_path: Path) -> None:
    """Without a write-ahead log of its own the store flushes when it closes."""
    store = RocksStateStore.open(tmp_path)
    store.commit(Height(0), {KeySpace.RECORDS: {b"a": b"0"}})
    store.commit(Height(1), {KeySpace.RECORDS: {b"a": b"1"}})
    store.close()
    again = RocksStateStore.open(tmp_path)
    assert (again.height, again.get(KeySpace.RECORDS, b"a")) == (1, b"1")
    assert again.get_at(KeySpace.RECORDS, b"a", Height(0)) == b"0"
    again.close()


def test_a_reader_in_another_thread_sees_one_height_at_a_time(tmp_path: Path) -> None:
    """``get_at`` and ``get_many`` never mix a block that is being committed with the one before."""
    store = RocksStateStore.open(tmp_path)
    store.commit(Height(0), {KeySpace.RECORDS: {b"a": b"0", b"b": b"0"}})
    stop, wrong = Event(), []

    def read() -> None:
        while not stop.is_set():
            height = store.height
            with suppress(InputError):  # so many blocks since that this one is beyond the history
                if (found := store.get_at(KeySpace.RECORDS, b"a", height)) != b"%d" % height:
                    wrong.append((height, found))
            pair = store.get_many(KeySpace.RECORDS, [b"a", b"b"])
            if pair[0] != pair[1]:
                wrong.append((height, pair))

    reader = Thread(target=read)
    reader.start()
    for height in range(1, 400):
        store.commit(Height(height), {KeySpace.RECORDS: {b"a": b"%d" % height, b"b": b"%d" % height}})
    stop.set()
    reader.join()
    assert wrong == []
    store.close()


def test_another_format_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version of the product does not misread this one's store."""
    store = RocksStateStore.open(tmp_path)
    store.commit(Height(0), {})
    store.close()
    monkeypatch.setattr(rocks, "FORMAT", b"counterfoil state 2")
    with pytest.raises(StorageError, match="has format b'counterfoil state 1'"):
        RocksStateStore.open(tmp_path)


def test_a_damaged_table_file_is_a_storage_error(tmp_path: Path) -> None:
    """One flipped bit: RocksDB's checksums find it, in single reads and in a scan, which must not just end there."""
    store = RocksStateStore.open(tmp_path)
    random = Random(7)
    keys = [b"%05d" % key for key in range(2000)]
    store.commit(Height(0), {KeySpace.EVENTS: {key: random.randbytes(100) for key in keys}})
    store.close()
    (file,) = tmp_path.glob("*.sst")
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.write_bytes(damaged)
    store = RocksStateStore.open(tmp_path)
    with pytest.raises(StorageError, match=r"cannot scan .*checksum"):
        list(store.scan(KeySpace.EVENTS))
    with pytest.raises(StorageError, match=r"cannot read .*checksum"):
        store.get_many(KeySpace.EVENTS, keys)
    store.close()


@pytest.mark.parametrize(
    "use",
    [
        lambda store: store.get(KeySpace.RECORDS, b"a"),
        lambda store: store.get_many(KeySpace.RECORDS, [b"a"]),
        lambda store: store.get_at(KeySpace.RECORDS, b"a", Height(0)),
        lambda store: store.commit(Height(1), {}),
        lambda store: list(store.scan(KeySpace.RECORDS)),
        lambda store: store.flush(),
    ],
)
def test_whatever_rocksdb_reports_is_a_storage_error(tmp_path: Path, use: Callable[[RocksStateStore], object]) -> None:
    """Here that the database is closed; rocksdict's exceptions have no common class of their own."""
    store = RocksStateStore.open(tmp_path)
    store.commit(Height(0), {})
    store.close()
    with pytest.raises(StorageError):
        use(store)
    assert store.height == 0


def test_a_file_in_the_way_is_a_storage_error(tmp_path: Path) -> None:
    """The error names the directory."""
    (tmp_path / "state").write_text("")
    with pytest.raises(StorageError, match="state"):
        RocksStateStore.open(tmp_path / "state")


def test_a_full_disk_is_no_reason_to_remove_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Room is what is missing; only of what may be damaged it is said that it can be removed."""

    def fail(problem: str) -> str:
        def opened(*_: object) -> None:
            raise Exception(problem)

        monkeypatch.setattr(rocks, "Rdict", opened)
        with pytest.raises(StorageError) as caught:
            RocksStateStore.open(tmp_path / "state")
        return str(caught.value)

    assert fail("IO error: While appending to file: x: No space left on device").endswith("; make room")
    assert "remove it" in fail("Corruption: Sst file size mismatch")
