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
from counterfoil.storage.overlay import OverlayStateStore
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import HISTORY, VERSIONED, KeySpace, MemoryStateStore, StateStore

KEYS = st.one_of(st.sampled_from([b"", b"a", b"ab", b"b", b"\xff", b"\xff\xff", b"a\xff", b"a\x00"]), st.binary())
VALUES = st.one_of(st.none(), st.binary(max_size=20))


@pytest.fixture(params=["memory", "rocks", "overlay"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StateStore]:
    made: dict[str, Callable[[], StateStore]] = {
        "memory": MemoryStateStore,
        "rocks": lambda: RocksStateStore.open(tmp_path),
        "overlay": lambda: OverlayStateStore(MemoryStateStore()),
    }
    opened = made[request.param]()
    yield opened
    opened.close()


def test_a_new_store_is_empty(store: StateStore) -> None:
    """Height -1 and no values; no past to ask for."""
    assert store.height == -1
    assert store.get(KeySpace.RECORDS, b"a") is None
    assert list(store.scan(KeySpace.RECORDS)) == []
    with pytest.raises(InputError, match="nothing is committed yet"):
        store.get_at(KeySpace.RECORDS, b"a", Height(0))


def test_a_commit_puts_and_deletes(store: StateStore) -> None:
    """None deletes, an empty value is a value, deleting what is not there does nothing."""
    store.commit(Height(0), {KeySpace.RECORDS: {b"a": b"1", b"b": b""}, KeySpace.EVENTS: {b"a": b"event"}})
    store.commit(Height(1), {KeySpace.RECORDS: {b"a": None, b"zz": None}})
    assert store.height == 1
    assert store.get_many(KeySpace.RECORDS, [b"zz", b"b", b"a"]) == [None, b"", None]
    assert store.get_many(KeySpace.RECORDS, []) == []
    assert store.get(KeySpace.EVENTS, b"a") == b"event"


@pytest.mark.parametrize("height", [-1, 0, 2])
def test_heights_are_consecutive(store: StateStore, height: int) -> None:
    """A height that is not the next is a bug of the caller, and nothing is written."""
    store.commit(Height(0), {})
    with pytest.raises(InvariantBroken, match="cannot take height"):
        store.commit(Height(height), {KeySpace.HEADERS: {b"a": b"1"}})
    assert (store.height, store.get(KeySpace.HEADERS, b"a")) == (0, None)


def test_a_scan_is_in_key_order_and_stays_in_its_table(store: StateStore) -> None:
    """Prefixes end where they should, also those of 0xff bytes."""
    keys = [b"", b"a", b"a\x00", b"a\xff", b"a\xff\xff", b"b", b"\xff", b"\xff\xff"]
    store.commit(Height(0), {KeySpace.EVENTS: {key: key for key in keys}, KeySpace.TRAILS: {b"a": b"other"}})
    for prefix in [b"", b"a", b"a\xff", b"\xff", b"c"]:
        expected = [(key, key) for key in sorted(keys) if key.startswith(prefix)]
        assert list(store.scan(KeySpace.EVENTS, prefix)) == expected


def test_a_scan_shows_the_state_at_its_beginning(store: StateStore) -> None:
    """A commit meanwhile does not mix two heights."""
    store.commit(Height(0), {KeySpace.EVENTS: {b"a": b"0", b"b": b"0"}})
    scan = store.scan(KeySpace.EVENTS)
    assert next(scan) == (b"a", b"0")
    store.commit(Height(1), {KeySpace.EVENTS: {b"b": b"1", b"c": b"1"}})
    assert list(scan) == [(b"b", b"0")]


def test_the_past_is_answered_for_exactly_as_long_as_promised(store: StateStore) -> None:
    """HISTORY heights back and no further, across many prunings; never the future."""
    last = 2 * HISTORY + 40
    for height in range(last + 1):
        store.commit(
            Height(height), {KeySpace.RECORDS: {b"changing": b"%d" % height}, KeySpace.PAGES: {b"p": b"%d" % height}}
        )
        for past in {max(0, height - HISTORY), max(0, height - 1), height}:
            assert store.get_at(KeySpace.RECORDS, b"changing", Height(past)) == b"%d" % past
            assert store.get_at(KeySpace.PAGES, b"p", Height(past)) == b"%d" % past
    for beyond in (last - HISTORY - 1, last + 1, -1):
        with pytest.raises(InputError, match=f"heights {last - HISTORY} to {last} can be asked for"):
            store.get_at(KeySpace.RECORDS, b"changing", Height(beyond))


def test_what_changed_is_known_for_as_long_as_promised(store: StateStore) -> None:
    """The last HISTORY commits and no further, whether a key was written, removed or written as it was."""
    last = HISTORY + 40
    for height in range(last + 1):
        store.commit(Height(height), {KeySpace.RECORDS: {b"same": b"0", b"%d" % height: None}})
    for height in (last, last - 1, last - HISTORY + 1):
        assert store.replaced_at(KeySpace.RECORDS, Height(height)) == {b"same": b"0", b"%d" % height: None}
    for beyond in (last - HISTORY, last + 1, -1):
        with pytest.raises(InputError):
            store.replaced_at(KeySpace.RECORDS, Height(beyond))
    with pytest.raises(InputError, match="EVENTS keeps no history"):
        store.replaced_at(KeySpace.EVENTS, Height(last))


def test_a_plain_table_has_no_past(store: StateStore) -> None:
    """Asking for it is refused rather than answered with the present."""
    store.commit(Height(0), {KeySpace.EVENTS: {b"a": b"0"}})
    with pytest.raises(InputError, match="EVENTS keeps no history"):
        store.get_at(KeySpace.EVENTS, b"a", Height(0))


class StoreAgainstTwin(RuleBasedStateMachine):
    """The store and a list that holds every version of everything, whole."""

    open_store: Callable[[Path], StateStore]

    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp())
        self.store = type(self).open_store(self.directory)
        self.versions: list[dict[tuple[KeySpace, bytes], bytes]] = []
        self.written: list[set[tuple[KeySpace, bytes]]] = []

    @rule(changes=st.dictionaries(st.sampled_from(KeySpace), st.dictionaries(KEYS, VALUES, max_size=6), max_size=4))
    def commit(self, changes: dict[KeySpace, dict[bytes, bytes | None]]) -> None:
        twin = dict(self.versions[-1]) if self.versions else {}
        for space, values in changes.items():
            for key, value in values.items():
                twin.pop((space, key), None)
                if value is not None:
                    twin[space, key] = value
        self.store.commit(Height(len(self.versions)), changes)
        self.versions.append(twin)
        self.written.append({(space, key) for space, values in changes.items() for key in values})

    @precondition(lambda self: self.versions)
    @rule(space=st.sampled_from(KeySpace), key=KEYS)
    def get(self, space: KeySpace, key: bytes) -> None:
        expected = self.versions[-1].get((space, key))
        assert self.store.get(space, key) == expected
        assert self.store.get_many(space, [b"missing key", key])[1] == expected

    @precondition(lambda self: self.versions)
    @rule(space=st.sampled_from(VERSIONED), key=KEYS, data=st.data())
    def get_at(self, space: KeySpace, key: bytes, data: st.DataObject) -> None:
        height = data.draw(st.integers(max(0, len(self.versions) - 1 - HISTORY), len(self.versions) - 1))
        expected = self.versions[height].get((space, key))
        assert self.store.get_at(space, key, Height(height)) == expected
        assert self.store.get_many_at(space, [key, b"missing key"], Height(height)) == {
            key: expected,
            b"missing key": None,
        }

    @precondition(lambda self: self.versions)
    @rule(space=st.sampled_from(VERSIONED), data=st.data())
    def replaced_at(self, space: KeySpace, data: st.DataObject) -> None:
        height = data.draw(st.integers(max(0, len(self.versions) - HISTORY), len(self.versions) - 1))
        before = self.versions[height - 1] if height else {}
        expected = {
            key: before.get((at, key))
            for at, key in sorted(self.written[height], key=lambda one: one[1])
            if at is space
        }
        found = self.store.replaced_at(space, Height(height))
        assert list(found.items()) == list(expected.items())

    @precondition(lambda self: self.versions)
    @rule(space=st.sampled_from(KeySpace), prefix=st.one_of(st.just(b""), KEYS))
    def scan(self, space: KeySpace, prefix: bytes) -> None:
        expected = sorted(
            (key, value) for (at, key), value in self.versions[-1].items() if at is space and key.startswith(prefix)
        )
        assert list(self.store.scan(space, prefix)) == expected

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


class OverlayAgainstTwin(StoreAgainstTwin):
    """A reader's store over another, which may itself be read by a further one at any time."""

    open_store = staticmethod(lambda directory: OverlayStateStore(MemoryStateStore()))

    @rule()
    def lay_over(self) -> None:
        self.store = OverlayStateStore(self.store)


TestMemoryAgainstTwin = MemoryAgainstTwin.TestCase
TestMemoryAgainstTwin.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestRocksAgainstTwin = RocksAgainstTwin.TestCase
TestRocksAgainstTwin.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestOverlayAgainstTwin = OverlayAgainstTwin.TestCase
TestOverlayAgainstTwin.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
