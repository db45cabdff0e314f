# SPDX-License-Identifier: Apache-2.0
"""One batch of changes on its way through the authenticated map. Every page is visited once."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final, Protocol

from counterfoil.primitives.authmap.page import (
    IS_NODE,
    IS_OTHER,
    NIBBLES,
    NO_ENTRY,
    Page,
    check_page,
    empty_page,
    find_key,
    splice,
)
from counterfoil.primitives.authmap.proof import CHILDREN, EMPTY, HASH_LENGTH, LEAF_PREFIX
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Hash

ROOT_PATH: Final = b""

Changes = Mapping[Hash, Hash | None]
"""Key → SHA-256 of its new value, or None to delete it."""
Child = tuple[bytes, bytes]
"""A subtree as its parent's page holds it: its hash, and its entry when it is a leaf (key ‖ value hash)."""
_NOTHING: Final[Child] = (EMPTY, NO_ENTRY)


class PageStore(Protocol):
    """Where a batch finds the pages below the root."""

    @property
    def cache_depth(self) -> int:
        """Pages deeper than this are not kept parsed."""
        ...

    def page(self, path: bytes, expected: bytes) -> Page:
        """The page that has this hash, for the caller to change."""
        ...

    def stored(self, path: bytes) -> bytes:
        """The page as stored."""
        ...

    def keep(self, path: bytes, hash_: Hash, page: Page) -> None:
        """Offer a page for keeping."""
        ...


class Batch:
    """One batch on its way through the tree; every page is visited once."""

    def __init__(self, store: PageStore, changes: Changes) -> None:
        self.pages: dict[bytes, bytes | None] = {}
        self._store = store
        self._splice_depth = store.cache_depth
        self._keys = sorted(changes)
        self._values = [changes[key] for key in self._keys]
        if any(len(key) != HASH_LENGTH for key in self._keys):
            raise InputError("a key of the map is not 32 bytes", remedy="hash the key path first")
        if any(value is not None and len(value) != HASH_LENGTH for value in self._values):
            raise InputError("a value hash of the map is not 32 bytes", remedy="give SHA-256 of the value")

    def apply_to_root(self, stored: Page | None) -> Hash:
        page = stored or empty_page()
        changed = self._apply(ROOT_PATH, page, 0, len(self._keys))
        lone = page.lone_leaf()
        root = EMPTY if not page.occupied else page.hash() if lone is None else Hash(page.children[lone])
        if changed:
            self.pages[ROOT_PATH] = page.encode() if page.occupied else None
        return root

    def _apply(self, path: bytes, page: Page, low: int, high: int) -> bool:
        """Apply the changes numbered low to high, all of which lie below ``path``; whether anything changed."""
        keys, children = self._keys, page.children
        at, shift = len(path) >> 1, 0 if len(path) & 1 else 4
        changed = False
        while low < high:
            slot = keys[low][at] >> shift & 15
            end = low + 1
            while end < high and keys[end][at] >> shift & 15 == slot:
                end += 1
            before = children[slot]
            if (page.occupied & ~page.leaf) >> slot & 1:
                child = self._apply_to_node(path + NIBBLES[slot], before, low, end)
            else:
                child = self._apply_to_leaf(path + NIBBLES[slot], page.entry(slot), low, end)
            if child[0] != before:
                page.put(slot, *child)
                changed = True
            low = end
        return changed

    def _apply_to_node(self, path: bytes, before: bytes, low: int, high: int) -> Child:
        if high == low + 1 and len(path) > self._splice_depth:
            spliced = self._splice(path, before, low)
            if spliced is not None:
                return spliced
        page = self._store.page(path, before)
        if not self._apply(path, page, low, high):
            return before, NO_ENTRY
        if not page.occupied:
            self.pages[path] = None
            return _NOTHING
        lone = page.lone_leaf()
        if lone is not None:
            self.pages[path] = None
            return page.children[lone], page.entries
        return self._write(path, page)

    def _splice(self, path: bytes, before: bytes, number: int) -> Child | None:
        """The same for one key that is there and gets another value; None, with nothing done, when it is not so."""
        key, value = self._keys[number], self._values[number]
        if value is None:
            return None
        passed: list[tuple[bytes, bytes, int]] = []
        found = IS_NODE
        while found == IS_NODE:
            depth = len(path)
            slot = key[depth >> 1] & 15 if depth & 1 else key[depth >> 1] >> 4
            data = self._store.stored(path)
            check_page(data, path)
            found = find_key(data, slot, key)
            passed.append((path, data, slot))
            path += NIBBLES[slot]
        if found == IS_OTHER:
            return None
        if data.startswith(value, found + HASH_LENGTH):
            return before, NO_ENTRY
        reached, value_hash = sha256(LEAF_PREFIX + key + value).digest(), bytes(value)
        for at, data, slot in reversed(passed):
            reached, self.pages[at] = splice(data, slot, reached, value_hash)
            value_hash = NO_ENTRY
        return reached, NO_ENTRY

    def _apply_to_leaf(self, path: bytes, entry: bytes, low: int, high: int) -> Child:
        """The same where there was one leaf, or nothing."""
        if high == low + 1 and (not entry or entry.startswith(self._keys[low])):
            value = self._values[low]
            return _NOTHING if value is None else leaf_child(self._keys[low] + value)
        leaves: dict[Hash, Hash | None] = dict(zip(self._keys[low:high], self._values[low:high], strict=True))
        if entry:
            leaves.setdefault(Hash(entry[:HASH_LENGTH]), Hash(entry[HASH_LENGTH:]))
        return self._build(path, [key + value for key, value in sorted(leaves.items()) if value is not None])

    def _build(self, path: bytes, leaves: list[bytes]) -> Child:
        """A new subtree of leaves in order."""
        if not leaves:
            return _NOTHING
        if len(leaves) == 1:
            return leaf_child(leaves[0])
        page = empty_page()
        for slot, group in enumerate(by_nibble(leaves, len(path))):
            if group:
                page.put(slot, *self._build(path + NIBBLES[slot], group))
        return self._write(path, page)

    def _write(self, path: bytes, page: Page) -> Child:
        hash_ = page.hash()
        self.pages[path] = page.encode()
        self._store.keep(path, hash_, page)
        return hash_, NO_ENTRY


def by_nibble(leaves: list[bytes], depth: int) -> list[list[bytes]]:
    """Entries in order, dealt out to the 16 children of a node at this depth."""
    groups: list[list[bytes]] = [[] for _ in range(CHILDREN)]
    at, shift = depth >> 1, 0 if depth & 1 else 4
    for leaf in leaves:
        groups[leaf[at] >> shift & 15].append(leaf)
    return groups


def leaf_child(entry: bytes) -> Child:
    """A leaf as its parent's page holds it."""
    return sha256(LEAF_PREFIX + entry).digest(), entry
