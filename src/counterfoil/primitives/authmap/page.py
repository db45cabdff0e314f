# SPDX-License-Identifier: Apache-2.0
"""A page: one inner node of the authenticated map as it is stored.

Layout: two 16-bit big-endian bitmaps, ``occupied`` and ``leaf`` (bit i, of value 2^i, is child i); the hashes of the
occupied children in order, 32 bytes each; then for each child that is a leaf its key ‖ value hash, 64 bytes each.
(A leaf's hash could be computed from those; stored, it need not be when a neighbour changes.) At most 1,540 bytes.

A page is found by the nibbles of its path, one byte each: the root's is ``b""``, and that of its last child
``b"\\x0f"``. So a subtree's pages are one range of the store, and six bytes are a long path among a million keys.
"""

from hashlib import sha256
from typing import Final

from counterfoil.primitives.authmap.proof import CHILDREN, EMPTY, HASH_LENGTH, NODE_PREFIX
from counterfoil.primitives.errors import StorageError
from counterfoil.primitives.types import Hash

LEAF_ENTRY_LENGTH: Final = 2 * HASH_LENGTH
NO_ENTRY: Final = b""
NIBBLES: Final = tuple(bytes([number]) for number in range(CHILDREN))
"""What a child's number adds to a path."""
IS_NODE: Final = 0
IS_OTHER: Final = -1
"""An empty child, or the leaf of another key."""
_ALL: Final = 0xFFFF
_HEADER_LENGTH: Final = 4
_ALL_OFFSETS: Final = range(_HEADER_LENGTH, _HEADER_LENGTH + CHILDREN * HASH_LENGTH, HASH_LENGTH)


class Page:
    """A parsed page: the 16 child hashes, which of them are occupied and are leaves, and the leaves' entries joined.

    Hashes are plain ``bytes`` in here, because naming each one's type would cost as much as slicing it.
    """

    __slots__ = ("children", "entries", "leaf", "occupied")

    def __init__(self, children: list[bytes], entries: bytes, *, occupied: int, leaf: int) -> None:
        self.children = children
        self.entries = entries
        self.occupied = occupied
        self.leaf = leaf

    def copy(self) -> "Page":
        """A page that can be changed without touching this one."""
        return Page(self.children[:], self.entries, occupied=self.occupied, leaf=self.leaf)

    def entry(self, slot: int) -> bytes:
        """Key ‖ value hash of a child that is a leaf; ``NO_ENTRY`` for any other."""
        bit = 1 << slot
        if not self.leaf & bit:
            return NO_ENTRY
        at = LEAF_ENTRY_LENGTH * (self.leaf & (bit - 1)).bit_count()
        return self.entries[at : at + LEAF_ENTRY_LENGTH]

    def put(self, slot: int, child: bytes, entry: bytes) -> None:
        """Set one child: its hash (``EMPTY`` for none), and its entry when it is a leaf."""
        bit = 1 << slot
        leaf = self.leaf
        if entry or leaf & bit:
            at = LEAF_ENTRY_LENGTH * (leaf & (bit - 1)).bit_count()
            after = at + LEAF_ENTRY_LENGTH if leaf & bit else at
            self.entries = self.entries[:at] + entry + self.entries[after:]
            self.leaf = leaf | bit if entry else leaf & ~bit
        self.children[slot] = child
        self.occupied = self.occupied & ~bit if child == EMPTY else self.occupied | bit

    def lone_leaf(self) -> int | None:
        """The slot of the only leaf, when the page holds nothing else: then the subtree is that leaf."""
        occupied = self.occupied
        if self.leaf == occupied and occupied and not occupied & (occupied - 1):
            return occupied.bit_length() - 1
        return None

    def hash(self) -> Hash:
        """The node's hash."""
        return Hash(sha256(NODE_PREFIX + b"".join(self.children)).digest())

    def encode(self) -> bytes:
        """The bytes to store."""
        header = ((self.occupied << 16) | self.leaf).to_bytes(_HEADER_LENGTH, "big")
        if self.occupied == _ALL:
            return header + b"".join(self.children) + self.entries
        children = self.children
        return header + b"".join([children[slot] for slot in _slots(self.occupied)]) + self.entries


def empty_page() -> Page:
    """A page without children, to be filled."""
    return Page([EMPTY] * CHILDREN, NO_ENTRY, occupied=0, leaf=0)


def check_page(data: bytes, path: bytes) -> None:
    """Raise StorageError, naming the path, when stored bytes are not a page."""
    header = int.from_bytes(data[:_HEADER_LENGTH], "big")
    occupied, leaf = header >> 16, header & _ALL
    expected = _HEADER_LENGTH + HASH_LENGTH * occupied.bit_count() + LEAF_ENTRY_LENGTH * leaf.bit_count()
    if not occupied or leaf & ~occupied or len(data) != expected:
        raise StorageError(f"the map's page at path {path.hex() or 'root'} is damaged: restore it or rebuild the map")


def decode_page(data: bytes, path: bytes) -> Page:
    """The page of stored bytes; raises StorageError as ``check_page`` does."""
    check_page(data, path)
    occupied, leaf = data[0] << 8 | data[1], data[2] << 8 | data[3]
    entries_at = _HEADER_LENGTH + HASH_LENGTH * occupied.bit_count()
    return Page(_children(data, occupied), data[entries_at:], occupied=occupied, leaf=leaf)


def find_key(data: bytes, slot: int, key: bytes) -> int:
    """What stored bytes hold at a slot: the offset of the entry of ``key``'s leaf, ``IS_NODE``, or ``IS_OTHER``."""
    bit = 1 << slot
    leaf = data[2] << 8 | data[3]
    if leaf & bit:
        occupied = data[0] << 8 | data[1]
        at = _HEADER_LENGTH + HASH_LENGTH * occupied.bit_count() + LEAF_ENTRY_LENGTH * (leaf & (bit - 1)).bit_count()
        return at if data.startswith(key, at) else IS_OTHER
    return IS_NODE if (data[0] << 8 | data[1]) & bit else IS_OTHER


def splice(data: bytes, slot: int, child: bytes, value_hash: bytes) -> tuple[bytes, bytes]:
    """The node's hash, and its stored bytes, with another hash for an occupied child (and value hash, for a leaf).

    The page keeps its shape, so it need not be parsed and encoded; most changes of most batches are of this kind.
    """
    occupied = data[0] << 8 | data[1]
    below = (1 << slot) - 1
    at = _HEADER_LENGTH + HASH_LENGTH * (occupied & below).bit_count()
    if value_hash:
        leaf = data[2] << 8 | data[3]
        value_at = (
            _HEADER_LENGTH + HASH_LENGTH * (occupied.bit_count() + 1) + LEAF_ENTRY_LENGTH * (leaf & below).bit_count()
        )
        after = data[at + HASH_LENGTH : value_at] + value_hash + data[value_at + HASH_LENGTH :]
        data = data[:at] + child + after
    else:
        data = data[:at] + child + data[at + HASH_LENGTH :]
    return sha256(NODE_PREFIX + b"".join(_children(data, occupied))).digest(), data


def _children(data: bytes, occupied: int) -> list[bytes]:
    """The 16 child hashes of stored bytes."""
    if occupied == _ALL:
        return [data[at : at + HASH_LENGTH] for at in _ALL_OFFSETS]
    children: list[bytes] = [EMPTY] * CHILDREN
    at = _HEADER_LENGTH
    for slot in _slots(occupied):
        children[slot] = data[at : at + HASH_LENGTH]
        at += HASH_LENGTH
    return children


_SLOTS: Final = tuple(tuple(slot for slot in range(8) if byte >> slot & 1) for byte in range(256))
_UPPER_SLOTS: Final = tuple(tuple(slot + 8 for slot in slots) for slots in _SLOTS)


def _slots(bitmap: int) -> tuple[int, ...]:
    """The numbers of the bits that are set."""
    return _SLOTS[bitmap & 0xFF] + _UPPER_SLOTS[bitmap >> 8]
