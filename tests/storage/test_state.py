# SPDX-License-Identifier: Apache-2.0
"""What every state store does, in memory or in RocksDB; both against a twin that keeps every version whole."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.types import Height
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import HISTORY, VERSIONED, MemoryStateStore, StateStore, Table

KEYS = st.one_of(st.sampled_from([b"", b"a", b"ab", b"b", b"\xff", b"\xff\xff", b"a\xff", b"a\x00"]), st.binary())
VALUES = st.one_of(st.none(), st.binary(max_size=20))


@pytest.fixture(params=["memory", "rocks"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StateStore]:
    opened: StateStore = MemoryStateStore() if request.param == "memory" else RocksStateStore.open(tmp_path)
    yield opened
    opened.close()


def test_a_new_store_is_empty(store: StateStore) -> None:
    """Height -1 and no values; no past to ask for."""
    assert store.height == -1
    assert store.get(Table.RECORDS, b"a") is None
    assert list(store.scan(Table.RECORDS)) == []
    with pytest.raises(InputError, match="nothing is committed yet"):
        store.get_at(Table.RECORDS, b"a", Height(0))


def test_a_commit_puts_and_deletes(store: StateStore) -> None:
    """None deletes, an empty value is a value, deleting what is not there does nothing."""
    store.commit(Height(0), {Table.RECORDS: {b"a": b"1", b"b": b""}, Table.EVENTS: {b"a": b"event"}})
    store.commit(Height(1), {Table.RECORDS: {b"a": None, b"zz": None}})
    assert store.height == 1
    assert store.get_many(Table.RECORDS, [b"zz", b"b", b"a"]) == [None, b"", None]
    assert store.get_many(Table.RECORDS, []) == []
    assert store.get(Table.EVENTS, b"a") == b"event"


@pytest.mark.parametrize("height", [-1, 0, 2])
def test_heights_are_consecutive(store: StateStore, height: int) -> None:
    """A height that is not the next is a bug of the caller, and nothing is written."""
    store.commit(Height(0), {})
    with pytest.raises(InvariantBroken, match="cannot take height"):
        store.commit(Height(height), {Table.META: {b"a": b"1"}})
    assert (store.height, store.get(Table.META, b"a")) == (0, None)


def test_a_scan_is_in_key_order_and_stays_in_its_table(store: StateStore) -> None:
    """Prefixes end where they should, also those of 0xff bytes."""
    keys = [b"", b"a", b"a\x00", b"a\xff", b"a\xff\xff", b"b", b"\xff", b"\xff\xff"]
    store.commit(Height(0), {Table.EVENTS: {key: key for key in keys}, Table.TRAILS: {b"a": b"other"}})
    for prefix in [b"", b"a", b"a\xff", b"\xff", b"c"]:
        expected = [(key, key) for key in sorted(keys) if key.startswith(prefix)]
        assert list(store.scan(Table.EVENTS, prefix)) == expected


def test_a_scan_shows_the_state_at_its_beginning(store: StateStore) -> None:
    """A commit meanwhile does not mix two heights."""
    store.commit(Height(0), {Table.EVENTS: {b"a": b"0", b"b": b"0"}})
    scan = store.scan(Table.EVENTS)
    assert next(scan) == (b"a", b"0")
    store.commit(Height(1), {Table.EVENTS: {b"b": b"1", b"c": b"1"}})
    assert list(scan) == [(b"b", b"0")]


def test_the_past_is_answered_for_exactly_as_long_as_promised(store: StateStore) -> None:
    """HISTORY heights back and no further, across many prunings; never the future."""
    last = 2 * HISTORY + 40
    for height in range(last + 1):
        store.commit(
            Height(height), {Table.RECORDS: {b"changing": b"%d" % height}, Table.PAGES: {b"p": b"%d" % height}}
        )
        for past in {max(0, height - HISTORY), max(0, height - 1), height}:
            assert store.get_at(Table.RECORDS, b"changing", Height(past)) == b"%d" % past
            assert store.get_at(Table.PAGES, b"p", Height(past)) == b"%d" % past
    for beyond in (last - HISTORY - 1, last + 1, -1):
        with pytest.raises(InputError, match=f"heights {last - HISTORY} to {last} can be asked for"):
            store.get_at(Table.RECORDS, b"changing", Height(beyond))


def test_a_plain_table_has_no_past(store: StateStore) -> None:
    """Asking for it is refused rather than answered with the present."""
    store.commit(Height(0), {Table.EVENTS: {b"a": b"0"}})
    with pytest.raises(InputError, match="EVENTS keeps no history"):
        store.get_at(Table.EVENTS, b"a", Height(0))


def test_values_that_the_caller_has_read_serve_as_the_past(store: StateStore) -> None:
    """``before`` may name some of the changed keys; the others are read."""
    store.commit(Height(0), {Table.RECORDS: {b"a": b"0", b"b": b"0"}})
    changes = {Table.RECORDS: {b"a": b"1", b"b": b"1", b"c": b"1"}}
    store.commit(Height(1), changes, before={Table.RECORDS: {b"a": b"0", b"c": None}})
    assert [store.get_at(Table.RECORDS, key, Height(0)) for key in (b"a", b"b", b"c")] == [b"0", b"0", None]


class StoreAgainstTwin(RuleBasedStateMachine):
    """The store and a list that holds every version of everything, whole."""

    open_store: Callable[[Path], StateStore]

    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp())
        self.store = type(self).open_store(self.directory)
        self.versions: list[dict[tuple[Table, bytes], bytes]] = []

    @rule(changes=st.dictionaries(st.sampled_from(Table), st.dictionaries(KEYS, VALUES, max_size=6), max_size=4))
    def commit(self, changes: dict[Table, dict[bytes, bytes | None]]) -> None:
        twin = dict(self.versions[-1]) if self.versions else {}
        for table, values in changes.items():
            for key, value in values.items():
                twin.pop((table, key), None)
                if value is not None:
                    twin[table, key] = value
        self.store.commit(Height(len(self.versions)), changes)
        self.versions.append(twin)

    @precondition(lambda self: self.versions)
    @rule(table=st.sampled_from(Table), key=KEYS)
    def get(self, table: Table, key: bytes) -> None:
        expected = self.versions[-1].get((table, key))
        assert self.store.get(table, key) == expected
        assert self.store.get_many(table, [b"missing key", key])[1] == expected

    @precondition(lambda self: self.versions)
    @rule(table=st.sampled_from(VERSIONED), key=KEYS, data=st.data())
    def get_at(self, table: Table, key: bytes, data: st.DataObject) -> None:
        height = data.draw(st.integers(max(0, len(self.versions) - 1 - HISTORY), len(self.versions) - 1))
        assert self.store.get_at(table, key, Height(height)) == self.versions[height].get((table, key))

    @precondition(lambda self: self.versions)
    @rule(table=st.sampled_from(Table), prefix=st.one_of(st.just(b""), KEYS))
    def scan(self, table: Table, prefix: bytes) -> None:
        expected = sorted(
            (key, value) for (at, key), value in self.versions[-1].items() if at is table and key.startswith(prefix)
        )
        assert list(self.store.scan(table, prefix)) == expected

    @invariant()
    def height(self) -> None:
        assert self.store.height == len(self.versions) - 1

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.directory)


class MemoryAgainstTwin(StoreAgainstTwin):
    """The store in memory."""

    open_store = staticmethod(lambda directory: MemoryStateStore())


class RocksAgainstTwin(StoreAgainstTwin):
    """The store in RocksDB, which may also be closed and opened again at any time."""

    open_store = staticmethod(RocksStateStore.open)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = RocksStateStore.open(self.directory)


TestMemoryAgainstTwin = MemoryAgainstTwin.TestCase
TestMemoryAgainstTwin.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestRocksAgainstTwin = RocksAgainstTwin.TestCase
TestRocksAgainstTwin.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
