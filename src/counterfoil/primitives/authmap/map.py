# SPDX-License-Identifier: Apache-2.0
"""The authenticated map: a compact sparse Merkle tree with 16 children per node, updated in batches.

Keys are 32 bytes and well spread (they are hashes); a value appears as its SHA-256.

1. A subtree without leaves is empty: 32 zero bytes. The empty map's root is that.
2. A subtree with exactly one leaf is that leaf, at any level, the root included.
3. Any other subtree is a node, and a page in the store.

So the root depends on the set of keys and values alone, never on the order in which they came.
Nothing here writes: an update returns the pages to write and to delete, and the caller owns the store.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from counterfoil.primitives.authmap.batch import ROOT_PATH, Batch, Changes, by_nibble, leaf_child
from counterfoil.primitives.authmap.page import (
    LEAF_ENTRY_LENGTH,
    NIBBLES,
    Page,
    decode_page,
)
from counterfoil.primitives.authmap.proof import (
    EMPTY,
    HASH_LENGTH,
    ForeignLeaf,
    MapProof,
    ProofLevel,
    nibble,
    node_hash,
)
from counterfoil.primitives.errors import StorageError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Hash, HexHash

CACHE_DEPTH: Final = 3
"""Pages down to this depth are kept parsed: at most 4,369, some 8 MB."""


class PageReader(Protocol):
    """Where the pages are."""

    def __call__(self, path: bytes, /) -> bytes | None:
        """The page at a path of nibbles (one byte each), or None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Update:
    """What a batch does to the store: the new root, and path → page to write, or None to delete it."""

    root: Hash
    pages: dict[bytes, bytes | None]


class AuthMap:
    """A map over a store of pages, which keeps the pages near the root parsed between batches.

    A kept page is used only while its hash is the one that its parent, read from the store, asks for. So an update
    that the caller discards, or a store that changes by other means, makes reads slower and never wrong.
    """

    def __init__(self, read: PageReader, *, cache_depth: int = CACHE_DEPTH) -> None:
        self._read = read
        self.cache_depth = cache_depth
        self._parsed: dict[bytes, tuple[Hash, Page]] = {}

    def root(self) -> Hash:
        """The root hash of what the store holds."""
        page = self._root_page()
        if page is None:
            return EMPTY
        lone = page.lone_leaf()
        return page.hash() if lone is None else Hash(page.children[lone])

    def update(self, changes: Changes) -> Update:
        """What applying all changes at once does; raises InputError for a key or value hash that is not 32 bytes."""
        batch = Batch(self, changes)
        root = batch.apply_to_root(self._root_page())
        return Update(root, batch.pages)

    def prove(self, key: Hash) -> MapProof:
        """The proof that ``key`` is present, or that it is absent, whichever is true."""
        page = self._root_page()
        if page is None:
            return MapProof(levels=())
        lone = page.lone_leaf()
        if lone is not None:
            return MapProof(levels=(), foreign=_foreign(key, page.entry(lone)))
        levels: list[ProofLevel] = []
        path = ROOT_PATH
        while True:
            slot = nibble(key, len(path))
            levels.append(_siblings(page, slot))
            if not (page.occupied & ~page.leaf) >> slot & 1:
                return MapProof(levels=tuple(levels), foreign=_foreign(key, page.entry(slot)))
            path += NIBBLES[slot]
            page = self.page(path, page.children[slot])

    def page(self, path: bytes, expected: bytes) -> Page:
        """The page below the root that has this hash, for the caller to change; raises StorageError without it."""
        kept = self._parsed.get(path)
        if kept is not None and kept[0] == expected:
            return kept[1].copy()
        return decode_page(self.stored(path), path)

    def stored(self, path: bytes) -> bytes:
        """The page below the root as stored; raises StorageError when it is missing."""
        data = self._read(path)
        if data is None:
            raise StorageError(f"the map's page at path {path.hex()} is missing: restore it or rebuild the map")
        return data

    def keep(self, path: bytes, hash_: Hash, page: Page) -> None:
        """Keep a page parsed, when it is near enough to the root."""
        if len(path) <= self.cache_depth:
            self._parsed[path] = (hash_, page)

    def _root_page(self) -> Page | None:
        data = self._read(ROOT_PATH)
        return None if data is None else decode_page(data, ROOT_PATH)


class MemoryMap:
    """A map whose pages are in memory."""

    def __init__(self) -> None:
        self.pages: dict[bytes, bytes] = {}
        self._map = AuthMap(self.pages.get)

    def apply(self, changes: Changes) -> Hash:
        """Apply a batch; the new root."""
        update = self._map.update(changes)
        for path, page in update.pages.items():
            if page is None:
                del self.pages[path]
            else:
                self.pages[path] = page
        return update.root

    def root(self) -> Hash:
        """The root hash."""
        return self._map.root()

    def prove(self, key: Hash) -> MapProof:
        """The proof that ``key`` is present, or that it is absent."""
        return self._map.prove(key)


def root_of(items: Iterable[tuple[Hash, Hash]]) -> Hash:
    """The root of a whole dump of (key, value hash), each key once: straight from the rules, without pages."""
    return _root_of(sorted(key + value_hash for key, value_hash in items), 0)


def _root_of(leaves: list[bytes], depth: int) -> Hash:
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return Hash(leaf_child(leaves[0])[0])
    return node_hash([_root_of(group, depth + 1) for group in by_nibble(leaves, depth)])


def _siblings(page: Page, slot: int) -> ProofLevel:
    siblings = [
        HexHash(child.hex()) for position, child in enumerate(page.children) if position != slot and child != EMPTY
    ]
    return ProofLevel(occupied=page.occupied & ~(1 << slot), siblings=tuple(siblings))


def _foreign(key: Hash, entry: bytes) -> ForeignLeaf | None:
    """The leaf of another key; None for the key's own leaf, which the verifier knows, and for an empty child."""
    if len(entry) != LEAF_ENTRY_LENGTH or entry.startswith(key):
        return None
    return ForeignLeaf(key=to_hex(Hash(entry[:HASH_LENGTH])), value=to_hex(Hash(entry[HASH_LENGTH:])))
