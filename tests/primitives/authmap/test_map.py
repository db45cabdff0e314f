# SPDX-License-Identifier: Apache-2.0
"""The authenticated map against the slow twin: roots, batches, deletions, persistence, and the proofs it makes."""

import json
import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.authmap.map import AuthMap, MemoryMap, Update, root_of
from counterfoil.primitives.authmap.page import decode_page
from counterfoil.primitives.authmap.proof import EMPTY, verify_absence, verify_presence
from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Hash
from support import authmap_twin

Items = dict[Hash, Hash]
Changes = dict[Hash, Hash | None]

# Few nibbles to choose from at the front and at the back, so that keys collide early, late, or almost to the end.
keys = st.builds(
    lambda front, middle, back: Hash(bytes(front) + bytes([middle]) * (32 - len(front) - 1) + bytes([back])),
    st.lists(st.sampled_from([0x00, 0x01, 0x10, 0xFF]), max_size=3),
    st.sampled_from([0x00, 0x5A]),
    st.sampled_from([0x00, 0x01, 0x0F, 0x10, 0xF0]),
)
values = st.builds(lambda number: digest(bytes([number])), st.integers(0, 3))
batches = st.lists(st.dictionaries(keys, st.one_of(values, st.none()), max_size=12), max_size=6)


def _applied(items: Items, changes: Changes) -> Items:
    after: dict[Hash, Hash | None] = {**items, **changes}
    return {key: value for key, value in after.items() if value is not None}


def _store(pages: dict[bytes, bytes], update: Update) -> None:
    for path, page in update.pages.items():
        if page is None:
            del pages[path]
        else:
            pages[path] = page


def _random_items(count: int, seed: int) -> Items:
    source = random.Random(seed)
    return {Hash(source.randbytes(32)): Hash(source.randbytes(32)) for _ in range(count)}


@given(batches, st.sampled_from([-1, 0, 1, 3]))
@settings(max_examples=60, deadline=None)
def test_batches_against_the_twin(sequence: list[Changes], cache_depth: int) -> None:
    """After every batch of writes and deletions the root is the twin's, whatever is kept parsed."""
    pages: dict[bytes, bytes] = {}
    authmap = AuthMap(pages.get, cache_depth=cache_depth)
    items: Items = {}
    for changes in sequence:
        update = authmap.update(changes)
        _store(pages, update)
        items = _applied(items, changes)
        assert update.root == authmap.root() == root_of(items.items()) == authmap_twin.subtree_hash(items)


@given(batches)
@settings(max_examples=60, deadline=None)
def test_pages_depend_on_the_set_alone(sequence: list[Changes]) -> None:
    """However a set came about, the stored pages are the same, none left over: also the order makes no difference."""
    gradual, items = MemoryMap(), Items()
    for changes in sequence:
        gradual.apply(changes)
        items = _applied(items, changes)
    at_once, one_by_one = MemoryMap(), MemoryMap()
    at_once.apply(items)
    for key in reversed(list(items)):
        one_by_one.apply({key: items[key]})
    assert gradual.pages == at_once.pages == one_by_one.pages


@given(batches, keys)
@settings(max_examples=15, deadline=None)
def test_proofs_against_the_twin(sequence: list[Changes], stranger: Hash) -> None:
    """Every proof is the twin's, shows what is true, and shows nothing else."""
    memory, items = MemoryMap(), Items()
    for changes in sequence:
        memory.apply(changes)
        items = _applied(items, changes)
    root = memory.root()
    for key in {stranger, *items}:
        proof = memory.prove(key)
        value = items.get(key)
        assert json.loads(msgspec.json.encode(proof)) == authmap_twin.proof(items, key)
        assert verify_absence(root, key, proof) == (value is None)
        assert verify_presence(root, key, value or digest(b"\0"), proof) == (value is not None)
        assert not verify_presence(root, key, digest(b"another value"), proof)


def test_a_large_map_in_batches() -> None:
    """Thousands of well-spread keys, with values replaced and keys deleted, keep the root of a recomputation."""
    pages: dict[bytes, bytes] = {}
    authmap = AuthMap(pages.get, cache_depth=1)
    items: Items = {}
    source = random.Random(7)
    for number in range(5):
        changes: Changes = dict(_random_items(1500, number))
        for key in source.sample(list(items), len(items) // 2):
            changes[key] = Hash(source.randbytes(32)) if source.random() < 0.7 else None
        update = authmap.update(changes)
        _store(pages, update)
        items = _applied(items, changes)
        assert update.root == root_of(items.items())
    assert all(decode_page(page, path).encode() == page for path, page in pages.items())


def test_reopening() -> None:
    """A new map over the same pages has the same root, and goes on from there."""
    memory, items = MemoryMap(), _random_items(500, 1)
    memory.apply(items)
    again = AuthMap(memory.pages.copy().get)
    more: Changes = dict(_random_items(100, 2))
    assert again.root() == memory.root()
    assert again.update(more) == AuthMap(memory.pages.get).update(more)
    assert again.update(more).root == root_of({**items, **more}.items())


def test_a_discarded_update_leaves_no_trace() -> None:
    """When the caller drops an update, the next one starts from what the store holds."""
    pages: dict[bytes, bytes] = {}
    authmap, items = AuthMap(pages.get), _random_items(2000, 3)
    _store(pages, authmap.update(items))
    dropped: Changes = {key: digest(key) for key in list(items)[:500]} | dict(_random_items(500, 4))
    kept: Changes = dict.fromkeys(list(items)[400:900])
    authmap.update(dropped)
    assert authmap.root() == root_of(items.items())
    assert authmap.update(kept) == AuthMap(pages.get).update(kept)
    key = next(iter(dropped))
    assert verify_presence(authmap.root(), key, items[key], authmap.prove(key))


def test_a_store_that_changes_by_other_means() -> None:
    """Pages kept parsed are not used when the store has moved on, or back."""
    pages: dict[bytes, bytes] = {}
    watched, items = AuthMap(pages.get), _random_items(2000, 5)
    _store(pages, watched.update(items))
    before = dict(pages)
    changes: Changes = {key: digest(key) for key in items}
    _store(pages, AuthMap(pages.get).update(changes))
    assert watched.update(dict(list(items.items())[:10])) == AuthMap(pages.get).update(dict(list(items.items())[:10]))
    pages.clear()
    pages.update(before)
    more: Changes = dict(_random_items(50, 6))
    assert watched.update(more) == AuthMap(before.get).update(more)


@pytest.mark.parametrize("cache_depth", [-1, 3])
def test_only_changed_pages_are_returned(cache_depth: int) -> None:
    """Values written again, and absent keys deleted, touch no page; one new value touches the pages of its path."""
    memory, items = MemoryMap(), _random_items(3000, 8)
    memory.apply(items)
    authmap = AuthMap(memory.pages.get, cache_depth=cache_depth)
    absent: Changes = dict.fromkeys(_random_items(100, 9))
    assert authmap.update({**items, **absent}).pages.keys() == set()
    key = next(iter(items))
    assert authmap.update({key: items[key]}).pages == {}
    paths = set(authmap.update({key: digest(b"new")}).pages)
    assert paths == {bytes(int(digit, 16) for digit in key.hex()[:length]) for length in range(len(paths))}


def test_each_page_is_read_once_per_batch() -> None:
    """A batch reads a page at most once, but for those whose only change proves not to be a replacement."""
    memory, items = MemoryMap(), _random_items(3000, 10)
    memory.apply(items)
    reads: list[bytes] = []

    def read(path: bytes) -> bytes | None:
        reads.append(path)
        return memory.pages.get(path)

    AuthMap(read).update({key: digest(key) for key in items})
    assert len(reads) == len(set(reads))


def test_small_maps() -> None:
    """The empty map's root is zeros and it has no page; one leaf is the root itself, in a page at the root's path."""
    memory = MemoryMap()
    key, value = digest(b"key"), digest(b"value")
    assert memory.root() == EMPTY == root_of([])
    assert memory.apply({key: None}) == EMPTY
    assert memory.pages == {}
    assert memory.apply({key: value}) == digest(b"\0" + key + value) == memory.root()
    assert set(memory.pages) == {b""}
    assert memory.apply({key: None}) == EMPTY
    assert memory.pages == {}


def test_two_keys_that_differ_in_the_last_nibble() -> None:
    """The deepest map there is: a chain of 64 nodes, which collapses into the leaf when one key goes."""
    first, second = Hash(bytes(32)), Hash(bytes(31) + b"\x01")
    memory = MemoryMap()
    memory.apply({first: digest(b"1"), second: digest(b"2")})
    assert len(memory.pages) == 64
    proof = memory.prove(second)
    assert len(proof.levels) == 64
    assert verify_presence(memory.root(), second, digest(b"2"), proof)
    memory.apply({first: None})
    assert memory.pages.keys() == {b""}
    assert memory.root() == digest(b"\0" + second + digest(b"2"))


@pytest.mark.parametrize("changes", [{Hash(b"short"): digest(b"")}, {digest(b""): Hash(b"short")}])
def test_refused_changes(changes: Changes) -> None:
    """A key or value hash of another length would make two statements hash alike, so it is refused."""
    with pytest.raises(InputError, match="is not 32 bytes"):
        MemoryMap().apply(changes)


@pytest.mark.parametrize("cache_depth", [-1, 3])
def test_a_missing_page(cache_depth: int) -> None:
    """A page that its parent promises and the store does not have is named."""
    memory, items = MemoryMap(), _random_items(300, 11)
    memory.apply(items)
    key = next(iter(items))
    del memory.pages[bytes([key[0] >> 4])]
    authmap = AuthMap(memory.pages.get, cache_depth=cache_depth)
    for attempt in (lambda: authmap.prove(key), lambda: authmap.update({key: digest(b"new")})):
        with pytest.raises(StorageError, match="is missing"):
            attempt()


@pytest.mark.parametrize("cache_depth", [-1, 3])
def test_a_damaged_page(cache_depth: int) -> None:
    """A page that does not hold what its bitmaps say stops the update, whichever way it would be applied."""
    memory, items = MemoryMap(), _random_items(300, 12)
    memory.apply(items)
    key = next(iter(items))
    path = bytes([key[0] >> 4])
    memory.pages[path] = memory.pages[path][:-1]
    with pytest.raises(StorageError, match=f"at path {path.hex()} is damaged"):
        AuthMap(memory.pages.get, cache_depth=cache_depth).update({key: digest(b"new")})
