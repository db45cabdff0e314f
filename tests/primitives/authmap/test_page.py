# SPDX-License-Identifier: Apache-2.0
"""The stored form of a node."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.authmap.page import (
    IS_NODE,
    IS_OTHER,
    NO_ENTRY,
    Page,
    decode_page,
    empty_page,
    find_key,
    splice,
)
from counterfoil.primitives.authmap.proof import CHILDREN, EMPTY, leaf_hash, node_hash
from counterfoil.primitives.errors import StorageError
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Hash

Slots = list[str]
kinds = st.lists(st.sampled_from(["empty", "leaf", "node"]), min_size=CHILDREN, max_size=CHILDREN)


def _key(slot: int) -> Hash:
    return digest(b"key %d" % slot)


def _page(slots: Slots) -> Page:
    page = empty_page()
    for slot, kind in enumerate(slots):
        if kind == "leaf":
            page.put(slot, leaf_hash(_key(slot), digest(b"value")), _key(slot) + digest(b"value"))
        elif kind == "node":
            page.put(slot, digest(b"node %d" % slot), NO_ENTRY)
    return page


@given(kinds.filter(lambda slots: set(slots) != {"empty"}))
@settings(max_examples=100, deadline=None)
def test_round_trip(slots: Slots) -> None:
    """A page decodes to what was encoded, entries and hash included."""
    page = _page(slots)
    again = decode_page(page.encode(), b"")
    assert again.children == page.children
    assert again.encode() == page.encode()
    assert again.hash() == page.hash() == node_hash([Hash(child) for child in page.children])
    for slot, kind in enumerate(slots):
        assert again.entry(slot) == (_key(slot) + digest(b"value") if kind == "leaf" else NO_ENTRY)


@given(kinds, kinds)
@settings(max_examples=100, deadline=None)
def test_putting_over(before: Slots, after: Slots) -> None:
    """Whatever a child was, putting another leaves no trace of it, in a copy and not in the original."""
    original, expected = _page(before), _page(after)
    page = original.copy()
    for slot in range(CHILDREN):
        page.put(slot, expected.children[slot], expected.entry(slot))
    assert page.encode() == expected.encode()
    assert original.encode() == _page(before).encode()


@given(kinds.filter(lambda slots: set(slots) != {"empty"}), st.data())
@settings(max_examples=100, deadline=None)
def test_splicing_equals_putting(slots: Slots, data: st.DataObject) -> None:
    """Replacing a child in the stored bytes gives the bytes and the hash of doing it the long way."""
    slot = data.draw(st.sampled_from([slot for slot in range(CHILDREN) if slots[slot] != "empty"]))
    page = _page(slots)
    stored = page.encode()
    child, value = digest(b"new"), digest(b"new value") if slots[slot] == "leaf" else b""
    page.put(slot, child, _key(slot) + value if value else NO_ENTRY)
    assert splice(stored, slot, child, value) == (page.hash(), page.encode())


def test_what_is_at_a_slot() -> None:
    """The key's own leaf, an inner node, or something else: an empty child, another key's leaf."""
    stored = _page(["leaf", "node", "empty", "leaf"] + ["empty"] * 12).encode()
    for slot in (0, 3):
        assert stored.startswith(_key(slot) + digest(b"value"), find_key(stored, slot, _key(slot)))
    assert find_key(stored, 1, _key(1)) == IS_NODE
    assert find_key(stored, 0, _key(3)) == IS_OTHER
    assert find_key(stored, 2, _key(2)) == IS_OTHER


def test_a_lone_leaf() -> None:
    """Only a page with one leaf and nothing else is that leaf; one inner node alone stays a node."""
    assert _page(["empty"] * 5 + ["leaf"] + ["empty"] * 10).lone_leaf() == 5
    assert _page(["leaf", "leaf"]).lone_leaf() is None
    assert _page(["leaf", "node"]).lone_leaf() is None
    assert _page(["node"]).lone_leaf() is None
    assert empty_page().lone_leaf() is None


STORED = _page(["leaf", "node"]).encode()
DAMAGED = {
    "nothing": b"",
    "half a header": STORED[:3],
    "cut short": STORED[:-1],
    "a byte too many": STORED + b"\0",
    "no children": b"\0\0\0\0",
    "a leaf that is not occupied": b"\0\1\0\2" + bytes(96),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_damaged_pages(data: bytes) -> None:
    """Bytes that are not a page are refused by the page's path."""
    with pytest.raises(StorageError, match="at path 0a0b is damaged"):
        decode_page(data, b"\x0a\x0b")


def test_layout() -> None:
    """The bytes that spec/state.md describes: bitmaps, child hashes, leaf entries."""
    page = _page(["empty", "leaf", "node"])
    leaf, node = leaf_hash(_key(1), digest(b"value")), digest(b"node 2")
    assert page.encode() == b"\x00\x06\x00\x02" + leaf + node + _key(1) + digest(b"value")
    assert page.children == [EMPTY, leaf, node] + [EMPTY] * 13
