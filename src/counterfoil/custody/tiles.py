# SPDX-License-Identifier: Apache-2.0
"""Names, widths and bundles of C2SP tlog-tiles: what a log looks like as files.

``tile/0/x001/x234/067`` is hash tile 1,234,067 of level 0; ``tile/entries/000.p/5`` the first five entries.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from counterfoil.evidence.entries import ENTRY_LENGTH_MAX
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.merkle.verify import node_hash
from counterfoil.primitives.types import Hash

TILE_WIDTH: Final = 256
TILE_HEIGHT: Final = 8
"""Tree levels in one tile: 2⁸ = 256."""
HASH_LENGTH: Final = 32
LEVEL_MAX: Final = 63
ENTRIES: Final = None
"""The ``level`` of an entry bundle."""

_PATH: Final = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?\Z",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, order=True)
class TileName:
    """A hash tile, or an entry bundle when ``level`` is None. ``width`` 256 is a full one."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """The path below the log's address."""
        kind = "entries" if self.level is None else str(self.level)
        suffix = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{kind}/{_encode_index(self.index)}{suffix}"


def _encode_index(index: int) -> str:
    last = f"{index % 1000:03}"
    groups = []
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}/")
    return "".join(reversed(groups)) + last


def parse_tile_path(path: str) -> TileName:
    """The tile that a path names; raises DecodeError, also for a second spelling of the same tile."""
    match = _PATH.match(path)
    if match is None:
        raise DecodeError("not the path of a tile or bundle", where=path)
    index = int(match["index"].replace("x", "").replace("/", ""))
    level = ENTRIES if match["level"] == "entries" else int(match["level"])
    name = TileName(level, index, int(match["width"] or TILE_WIDTH))
    if name.path != path or (level or 0) > LEVEL_MAX:
        raise DecodeError("not the path of a tile or bundle", where=path, remedy=f"perhaps {name.path}")
    return name


def level_size(size: int, level: int | None) -> int:
    """How many hashes (or entries) a tree of ``size`` entries has at a tile level."""
    return size >> (TILE_HEIGHT * (level or 0))


def width_at(size: int, level: int | None, index: int) -> int:
    """The width of tile ``index`` in a tree of ``size`` entries: 256 when full, 0 when it is not there."""
    return max(0, min(TILE_WIDTH, level_size(size, level) - index * TILE_WIDTH))


def tiles_between(old_size: int, new_size: int) -> Iterator[TileName]:
    """The bundles and tiles that a tree of ``new_size`` needs and one of ``old_size`` did not, bundles first.

    ``old_size`` 0 gives all of them. A partial tile is never hashed upward, and width 0 never served.
    """
    for level in (ENTRIES, *range(LEVEL_MAX + 1)):
        old, new = level_size(old_size, level), level_size(new_size, level)
        if new == 0:
            return
        for index in range(old // TILE_WIDTH, -(-new // TILE_WIDTH)):
            width = width_at(new_size, level, index)
            if width != width_at(old_size, level, index):
                yield TileName(level, index, width)


def subtree_root(hashes: Sequence[Hash]) -> Hash:
    """The root over the hashes of complete subtrees side by side; their number is a power of two."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries, each behind its length as 16 bits big-endian."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def decode_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle; raises DecodeError naming the byte where it is cut off."""
    entries = []
    position = 0
    while position < len(data):
        start = position + 2
        end = start + int.from_bytes(data[position:start], "big")
        if start > len(data) or end > len(data):
            raise DecodeError("the bundle is cut off", where=f"byte {position}")
        entries.append(data[start:end])
        position = end
    return entries


def check_entry_length(entry: bytes) -> None:
    """Raises DecodeError when an entry does not fit a bundle's 16-bit length."""
    if len(entry) > ENTRY_LENGTH_MAX:
        raise DecodeError(f"an entry of {len(entry)} bytes; at most {ENTRY_LENGTH_MAX} fit", where="entry")
