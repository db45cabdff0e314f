# SPDX-License-Identifier: Apache-2.0
"""Tiles and bundles on disk, in the folder that a static server serves."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from counterfoil.custody.files import TEMPORARY_SUFFIX, ensure_folder, place, read_kept, sync_folders
from counterfoil.custody.tiles import (
    ENTRIES,
    HASH_LENGTH,
    TILE_HEIGHT,
    TILE_WIDTH,
    TileName,
    decode_bundle,
    level_size,
    parse_tile_path,
    subtree_root,
    width_at,
)
from counterfoil.primitives.errors import CorruptionError, DecodeError
from counterfoil.primitives.types import Hash

CACHED_TILES_MAX: Final = 1_024
"""Full tiles never change, so their bytes are kept: 8 KiB each."""


class TileStore:
    """Reader and writes the files of one log. Reading asks for a tree size, because it decides partial widths."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._cache: dict[TileName, bytes] = {}

    def path(self, name: TileName) -> Path:
        """Where a tile lies."""
        return self.directory / name.path

    def write(self, tiles: Iterable[tuple[TileName, bytes]]) -> None:
        """Write every file durably. Files are put in place whole; a crash in between leaves some of them."""
        touched: set[Path] = set()
        for name, data in tiles:
            path = self.path(name)
            ensure_folder(path.parent)
            place(path, data)
            touched.add(path.parent)
        sync_folders(touched)

    def hashes(self, name: TileName) -> bytes:
        """The bytes of a hash tile; raises CorruptionError when it is absent or of the wrong length."""
        data = self._read(name)
        if len(data) != name.width * HASH_LENGTH:
            problem = f"{len(data)} bytes instead of {name.width} hashes"
            raise CorruptionError(self.path(name), min(len(data), name.width * HASH_LENGTH), problem)
        return data

    def bundle(self, index: int, *, size: int) -> list[bytes]:
        """The entries of bundle ``index`` in a tree of ``size``; raises CorruptionError."""
        name = TileName(ENTRIES, index, width_at(size, ENTRIES, index))
        data = self._read(name)
        try:
            entries = decode_bundle(data)
        except DecodeError as error:
            raise CorruptionError(self.path(name), len(data), str(error)) from error
        if len(entries) != name.width:
            raise CorruptionError(self.path(name), len(data), f"{len(entries)} entries instead of {name.width}")
        return entries

    def edge(self, level: int, *, size: int) -> list[Hash]:
        """The hashes of the partial tile at a level, none when the last tile is full."""
        index, width = divmod(level_size(size, level), TILE_WIDTH)
        return _split(self.hashes(TileName(level, index, width))) if width else []

    def source(self, size: int) -> Callable[[int, int], Hash]:
        """(level, index) → hash of the complete subtree of 2**level leaves, from the tiles of a tree of ``size``."""

        def subtree(level: int, index: int) -> Hash:
            tile_level, height = divmod(level, TILE_HEIGHT)
            tile, first = divmod(index << height, TILE_WIDTH)
            data = self.hashes(TileName(tile_level, tile, width_at(size, tile_level, tile)))
            return subtree_root(_split(data[first * HASH_LENGTH : (first + (1 << height)) * HASH_LENGTH]))

        return subtree

    def files(self) -> Iterator[Path]:
        """Every file below ``tile/``, in order."""
        return (path for path in sorted((self.directory / "tile").rglob("*")) if path.is_file())

    def remove_beyond(self, size: int) -> None:
        """Remove what a crash left: files cut off while written, and tiles of a tree that was never signed."""
        touched = set()
        for path in self.files():
            if path.name.endswith(TEMPORARY_SUFFIX) or self._is_beyond(path, size):
                path.unlink()
                touched.add(path.parent)
        sync_folders(touched)

    def _is_beyond(self, path: Path, size: int) -> bool:
        try:
            name = parse_tile_path(path.relative_to(self.directory).as_posix())
        except DecodeError:
            return False
        return name.width > width_at(size, name.level, name.index)

    def _read(self, name: TileName) -> bytes:
        if (known := self._cache.get(name)) is not None:
            return known
        path = self.path(name)
        try:
            data = read_kept(path)
        except FileNotFoundError as error:
            raise CorruptionError(path, 0, "the file is missing") from error
        if name.width == TILE_WIDTH and name.level is not None:
            if len(self._cache) >= CACHED_TILES_MAX:
                self._cache.clear()
            self._cache[name] = data
        return data


def _split(data: bytes) -> list[Hash]:
    return [Hash(data[start : start + HASH_LENGTH]) for start in range(0, len(data), HASH_LENGTH)]
