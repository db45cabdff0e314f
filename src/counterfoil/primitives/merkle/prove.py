# SPDX-License-Identifier: Apache-2.0
"""RFC 6962 proofs, made from complete subtrees wherever those are kept: a list in memory, tiles on disk.

Sizes and ranges are the caller's own numbers, so a wrong one is an InputError.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.merkle.verify import EMPTY_ROOT, is_subtree, node_hash
from counterfoil.primitives.types import Hash

HashSource = Callable[[int, int], Hash]
"""``(level, index)`` → hash of the complete subtree of 2^level leaves that begins at leaf index·2^level."""


def root_of(size: int, source: HashSource) -> Hash:
    """The root of the tree of the first ``size`` leaves."""
    _require(size >= 0, f"a tree cannot have {size} leaves")
    return _range_hash(0, size, source)


def subtree_root(start: int, end: int, source: HashSource) -> Hash:
    """The root of the subtree ``[start, end)``."""
    _require(is_subtree(start, end), f"[{start}, {end}) is not a subtree")
    return _range_hash(start, end, source)


def inclusion_proof(index: int, size: int, source: HashSource) -> list[Hash]:
    """``PATH(index, D[size])`` of RFC 6962 §2.1.1, the leaf's sibling first."""
    return subtree_inclusion_proof(index, 0, size, source)


def consistency_proof(size1: int, size2: int, source: HashSource) -> list[Hash]:
    """``PROOF(size1, D[size2])`` of RFC 6962 §2.1.2; empty from the empty tree, and between equal sizes."""
    _require(0 <= size1 <= size2, f"no tree of {size2} leaves begins with one of {size1}")
    return subtree_consistency_proof(0, size1, size2, source)


def subtree_inclusion_proof(index: int, start: int, end: int, source: HashSource) -> list[Hash]:
    """The path from the leaf at ``index`` of the whole tree to the root of the subtree ``[start, end)``."""
    _require(is_subtree(start, end), f"[{start}, {end}) is not a subtree")
    _require(start <= index < end, f"leaf {index} is not in [{start}, {end})")
    return _prove((index, index + 1), (start, end), source, known=True)


def subtree_consistency_proof(start: int, end: int, size: int, source: HashSource) -> list[Hash]:
    """``SUBTREE_PROOF(start, end, D[size])`` of draft-ietf-plants-merkle-tree-certs §4.4.1."""
    _require(is_subtree(start, end), f"[{start}, {end}) is not a subtree")
    _require(end <= size, f"a tree of {size} leaves does not reach to {end}")
    if start == end:
        return []
    return _prove((start, end), (0, size), source, known=True)


def _prove(inner: tuple[int, int], outer: tuple[int, int], source: HashSource, *, known: bool) -> list[Hash]:
    """The draft's SUBTREE_SUBPROOF; ``known`` says that the verifier has the inner subtree's root already."""
    if inner == outer:
        return [] if known else [_range_hash(*outer, source)]
    start, end = outer
    middle = start + _split(end - start)
    if inner[1] <= middle:
        return [*_prove(inner, (start, middle), source, known=known), _range_hash(middle, end, source)]
    if inner[0] < middle:
        inner, known = (middle, inner[1]), False
    return [*_prove(inner, (middle, end), source, known=known), _range_hash(start, middle, source)]


def _range_hash(start: int, end: int, source: HashSource) -> Hash:
    """The root over leaves ``[start, end)``, where ``start`` is a multiple of every complete subtree in it."""
    size = end - start
    if size == 0:
        return EMPTY_ROOT
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return source(level, start >> level)
    middle = start + _split(size)
    return node_hash(_range_hash(start, middle, source), _range_hash(middle, end, source))


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def _require(holds: bool, problem: str) -> None:
    if not holds:
        raise InputError(problem)


class LeafList:
    """A tree in memory: hash it once, prove many of its leaves."""

    def __init__(self, leaves: Iterable[Hash]) -> None:
        level: list[bytes] = list(leaves)
        self.size = len(level)
        self._levels = [level]
        while len(level) > 1:
            neighbours = iter(level)
            level = [
                sha256(b"\x01" + left + right).digest() for left, right in zip(neighbours, neighbours, strict=False)
            ]
            self._levels.append(level)

    def source(self, level: int, index: int) -> Hash:
        """The hash of a complete subtree: a ``HashSource``."""
        return Hash(self._levels[level][index])

    def root(self) -> Hash:
        """The root over all leaves."""
        return root_of(self.size, self.source)

    def inclusion_proof(self, index: int) -> list[Hash]:
        """The path of one leaf."""
        return inclusion_proof(index, self.size, self.source)


class Frontier:
    """An appendable tree that keeps only the hashes of its complete subtrees, the largest first.

    One per bit of the size: that is all it takes to append, so a tree of any size is resumed at once.
    """

    def __init__(self, size: int = 0, subtrees: Sequence[Hash] = ()) -> None:
        """Resume at a size; raises InputError when it does not have as many complete subtrees."""
        expected = size.bit_count()
        _require(size >= 0, f"a tree cannot have {size} leaves")
        _require(len(subtrees) == expected, f"{size} leaves make {expected} complete subtrees, not {len(subtrees)}")
        self.size = size
        self._subtrees = list(subtrees)

    @classmethod
    def read(cls, size: int, source: HashSource) -> "Frontier":
        """Resume from where complete subtrees are kept."""
        levels = [level for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]
        return cls(size, [source(level, (size >> level) - 1) for level in levels])

    @property
    def subtrees(self) -> tuple[Hash, ...]:
        """What to give to resume here."""
        return tuple(self._subtrees)

    def append(self, leaf: Hash) -> list[Hash]:
        """Add a leaf hash. Returns the hashes of the subtrees it completes, level 0 (itself) upwards.

        The one at level n has index ``(size − 1) >> n``, ``size`` being the size afterwards.
        """
        completed = [leaf]
        remaining = self.size
        while remaining & 1:
            completed.append(node_hash(self._subtrees.pop(), completed[-1]))
            remaining >>= 1
        self._subtrees.append(completed[-1])
        self.size += 1
        return completed

    def root(self) -> Hash:
        """The root over all leaves so far."""
        if not self._subtrees:
            return EMPTY_ROOT
        reached = self._subtrees[-1]
        for left in reversed(self._subtrees[:-1]):
            reached = node_hash(left, reached)
        return reached
