# SPDX-License-Identifier: Apache-2.0
"""How a tree on disk grows: new entries become bundles and tiles, level by level."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from counterfoil.custody.tile_store import TileStore
from counterfoil.custody.tiles import ENTRIES, TILE_WIDTH, TileName, encode_bundle, level_size, subtree_root
from counterfoil.primitives.merkle.verify import leaf_hash
from counterfoil.primitives.types import Hash

T = TypeVar("T")


@dataclass
class Growth:
    """The right edge of the tree: what the last, partial, bundle and tiles hold."""

    size: int = 0
    bundle: list[bytes] = field(default_factory=list)
    edges: list[list[Hash]] = field(default_factory=list)
    """By tile level: the hashes of the partial tile."""

    @classmethod
    def load(cls, store: TileStore, size: int) -> "Growth":
        """The right edge of the tree of ``size`` on disk; raises CorruptionError."""
        edges: list[list[Hash]] = []
        while level_size(size, len(edges)):
            edges.append(store.edge(len(edges), size=size))
        full, width = divmod(size, TILE_WIDTH)
        return cls(size, store.bundle(full, size=size) if width else [], edges)

    def add(self, store: TileStore, entries: Sequence[bytes]) -> int:
        """Write the bundles and tiles of the larger tree, durably; returns its size.

        When writing fails, nothing here has changed, and the same call can be made again.
        """
        if not entries:
            return self.size
        files = [
            (TileName(ENTRIES, index, len(part)), encode_bundle(part))
            for index, part in _cut(self.bundle, entries, self.size)
        ]
        edges = [list(edge) for edge in self.edges]
        hashes = [leaf_hash(entry) for entry in entries]
        level = 0
        while hashes:
            if level == len(edges):
                edges.append([])
            tiles = list(_cut(edges[level], hashes, level_size(self.size, level)))
            files += [(TileName(level, index, len(part)), b"".join(part)) for index, part in tiles]
            edges[level] = _rest([part for _, part in tiles])
            hashes = [subtree_root(part) for _, part in tiles if len(part) == TILE_WIDTH]
            level += 1
        store.write(files)
        self.bundle = _rest([part for _, part in _cut(self.bundle, entries, self.size)])
        self.edges = edges
        self.size += len(entries)
        return self.size


def _cut(edge: list[T], new: Sequence[T], old_size: int) -> Iterator[tuple[int, list[T]]]:
    """Tiles that ``new`` items fill or begin, after the ``edge`` items of the partial tile: (index, items)."""
    items = [*edge, *new]
    first = old_size // TILE_WIDTH
    for start in range(0, len(items), TILE_WIDTH):
        yield first + start // TILE_WIDTH, items[start : start + TILE_WIDTH]


def _rest(parts: list[list[T]]) -> list[T]:
    return parts[-1] if len(parts[-1]) < TILE_WIDTH else []
