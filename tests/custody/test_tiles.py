# SPDX-License-Identifier: Apache-2.0
"""Names, widths and bundles of tiles."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.custody.tiles import (
    ENTRIES,
    TileName,
    check_entry_length,
    decode_bundle,
    encode_bundle,
    parse_tile_path,
    subtree_root,
    tiles_between,
    width_at,
)
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.merkle.verify import leaf_hash, root

PATHS = {
    TileName(0, 5): "tile/0/005",
    TileName(0, 1234067): "tile/0/x001/x234/067",
    TileName(1, 1000, 7): "tile/1/x001/000.p/7",
    TileName(ENTRIES, 0, 1): "tile/entries/000.p/1",
    TileName(63, 999): "tile/63/999",
}


@pytest.mark.parametrize("name, path", PATHS.items(), ids=PATHS.values())
def test_paths(name: TileName, path: str) -> None:
    """Names become the paths of C2SP tlog-tiles, and back."""
    assert name.path == path
    assert parse_tile_path(path) == name


@pytest.mark.parametrize(
    "path",
    [
        "tile/00/005",
        "tile/64/005",
        "tile/0/5",
        "tile/0/0005",
        "tile/0/x000/005",
        "tile/0/001/005",
        "tile/0/005.p/0",
        "tile/0/005.p/256",
        "tile/0/005.p/07",
        "tile/0/005.p",
        "tile/data/005",
        "tile/0/005\n",
        "tile/0/٠٠٥",
        "checkpoint",
    ],
)
def test_other_spellings_are_refused(path: str) -> None:
    """A tile has one path; anything else is refused."""
    with pytest.raises(DecodeError, match="not the path"):
        parse_tile_path(path)


@given(st.none() | st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
@settings(max_examples=100)
def test_any_path_round_trips(level: int | None, index: int, width: int) -> None:
    """Every name survives its path."""
    name = TileName(level, index, width)
    assert parse_tile_path(name.path) == name


def test_tiles_of_seventy_thousand() -> None:
    """The worked example of tlog-tiles: 273 full tiles and a partial of 112, one full and 17, and one of 1."""
    tiles = [tile for tile in tiles_between(0, 70_000) if tile.level is not None]
    assert sum(tile.level == 0 and tile.width == 256 for tile in tiles) == 273
    assert TileName(0, 273, 112) in tiles
    assert [tile for tile in tiles if tile.level == 1] == [TileName(1, 0), TileName(1, 1, 17)]
    assert [tile for tile in tiles if tile.level == 2] == [TileName(2, 0, 1)]


@pytest.mark.parametrize(
    "size, expected",
    [
        (0, []),
        (1, ["tile/entries/000.p/1", "tile/0/000.p/1"]),
        (255, ["tile/entries/000.p/255", "tile/0/000.p/255"]),
        (256, ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]),
        (257, ["tile/entries/000", "tile/entries/001.p/1", "tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]),
    ],
)
def test_tiles_of_small_trees(size: int, expected: list[str]) -> None:
    """Width 0 is never served, and a partial tile is never hashed upward."""
    assert [tile.path for tile in tiles_between(0, size)] == expected


@given(st.integers(0, 200_000), st.integers(0, 2_000))
@settings(max_examples=60)
def test_growing_needs_only_what_changed(old: int, more: int) -> None:
    """The tiles between two sizes are those of the larger tree that the smaller had not."""
    had, needed = set(tiles_between(0, old)), set(tiles_between(0, old + more))
    assert set(tiles_between(old, old + more)) == needed - had
    assert all(width_at(old + more, tile.level, tile.index) == tile.width for tile in needed)


@given(st.lists(st.binary(max_size=300), max_size=20))
@settings(max_examples=60)
def test_bundles_round_trip(entries: list[bytes]) -> None:
    """Entries survive their bundle, and a bundle cut anywhere inside an entry is refused or shorter."""
    data = encode_bundle(entries)
    assert decode_bundle(data) == entries
    if entries:
        with pytest.raises(DecodeError, match="cut off"):
            decode_bundle(data[:-1])


def test_entry_length() -> None:
    """65,535 bytes fit the 16-bit length, one more does not."""
    check_entry_length(bytes(65_535))
    assert decode_bundle(encode_bundle([bytes(65_535)])) == [bytes(65_535)]
    with pytest.raises(DecodeError, match="at most 65535"):
        check_entry_length(bytes(65_536))


@pytest.mark.parametrize("count", [1, 2, 64, 256])
def test_subtree_root_is_the_merkle_root(count: int) -> None:
    """Folding a power of two of hashes gives the RFC 6962 root."""
    leaves = [leaf_hash(b"%d" % number) for number in range(count)]
    assert subtree_root(leaves) == root(leaves)
