# SPDX-License-Identifier: Apache-2.0
"""RFC 6962 Merkle trees: hashing, roots, and the verifiers of RFC 9162 §2.1.3.2 and §2.1.4.2.

``prove`` makes the proofs, and was written apart from this: neither can hide an error of the other.
A *subtree* ``[start, end)`` is the tree over those leaves alone; it is one of the tree's own when ``start`` is a
multiple of the smallest power of two that is at least its size (draft-ietf-plants-merkle-tree-certs §4.1).
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from counterfoil.primitives.types import Hash

EMPTY_ROOT: Final = Hash(sha256().digest())
"""Root of the tree without leaves: SHA-256 of nothing."""
_HASH_LENGTH: Final = 32
_LEAF_PREFIX: Final = b"\x00"
_NODE_PREFIX: Final = b"\x01"


def leaf_hash(data: bytes) -> Hash:
    """``SHA-256(00 ‖ data)``."""
    return Hash(sha256(_LEAF_PREFIX + data).digest())


def node_hash(left: Hash, right: Hash) -> Hash:
    """``SHA-256(01 ‖ left ‖ right)``."""
    return Hash(sha256(_NODE_PREFIX + left + right).digest())


def leaf_hashes(entries: Sequence[bytes]) -> list[Hash]:
    """The leaf hash of each entry."""
    return [Hash(hash_) for hash_ in [sha256(_LEAF_PREFIX + data).digest() for data in entries]]


def root(leaves: Sequence[Hash]) -> Hash:
    """The root over leaf hashes (RFC 6962 §2.1).

    Pairing neighbours level by level, and letting an odd last one rise, cuts where the RFC's recursion cuts.
    """
    level: list[bytes] = list(leaves)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        risen = level[-1:] if len(level) & 1 else []
        neighbours = iter(level)
        level = [
            sha256(_NODE_PREFIX + left + right).digest() for left, right in zip(neighbours, neighbours, strict=False)
        ]
        level += risen
    return Hash(level[0])


def is_subtree(start: int, end: int) -> bool:
    """Whether ``[start, end)`` is a subtree of every tree with at least ``end`` leaves; an empty one is."""
    if not 0 <= start <= end:
        return False
    return start == end or start % (1 << (end - start - 1).bit_length()) == 0


def verify_inclusion(leaf: Hash, index: int, size: int, path: Sequence[Hash], expected_root: Hash) -> bool:
    """Whether ``path`` shows that the tree of this size and root has this leaf hash at ``index``."""
    if not 0 <= index < size or not _are_hashes(leaf, expected_root, *path):
        return False
    position, last, reached = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            reached = node_hash(sibling, reached)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and reached == expected_root


def verify_consistency(size1: int, size2: int, root1: Hash, root2: Hash, proof: Sequence[Hash]) -> bool:
    """Whether ``proof`` shows that the tree of size2 and root2 begins with the tree of size1 and root1.

    Every tree begins with the empty one, whose root is ``EMPTY_ROOT``, and the proof of that is empty.
    """
    if not 0 <= size1 <= size2 or (size2 == 0 and root2 != EMPTY_ROOT):
        return False
    if size1 == size2 and size1 > 0:
        return root1 == root2 and not proof
    return verify_subtree_consistency(0, size1, size2, root1, root2, proof)


def verify_subtree_inclusion(
    leaf: Hash, index: int, start: int, end: int, path: Sequence[Hash], subtree_root: Hash
) -> bool:
    """Whether ``path`` shows that the subtree ``[start, end)`` has this leaf hash at ``index`` of the whole tree."""
    if not is_subtree(start, end):
        return False
    return verify_inclusion(leaf, index - start, end - start, path, subtree_root)


def verify_subtree_consistency(
    start: int, end: int, size: int, subtree_root: Hash, tree_root: Hash, proof: Sequence[Hash]
) -> bool:
    """Whether ``proof`` shows that ``[start, end)`` with its root is a subtree of the tree of this size and root."""
    if not is_subtree(start, end) or end > size:
        return False
    if start == end:
        return not proof and subtree_root == EMPTY_ROOT
    if (start, end) == (0, size):
        return not proof and subtree_root == tree_root
    if not _are_hashes(subtree_root, tree_root, *proof):
        return False
    first, last, tree_last = _lowest_shared(start, end - 1, size - 1)
    if first == last:
        seed, rest = subtree_root, proof
    elif proof:
        seed, rest = proof[0], proof[1:]
    else:
        return False
    return _climb(first, last, tree_last, seed, rest) == (subtree_root, tree_root)


def _lowest_shared(first: int, last: int, tree_last: int) -> tuple[int, int, int]:
    """Rise to the last node of the subtree that is also a node of the tree."""
    while first != last and (last == tree_last or last & 1):
        first, last, tree_last = first >> 1, last >> 1, tree_last >> 1
    return first, last, tree_last


def _climb(first: int, last: int, tree_last: int, seed: Hash, proof: Sequence[Hash]) -> tuple[Hash, Hash] | None:
    """The subtree's root and the tree's that the proof leads to; None when its length is wrong."""
    subtree, tree = seed, seed
    for sibling in proof:
        if tree_last == 0:
            return None
        if last & 1 or last == tree_last:
            if first < last:
                subtree = node_hash(sibling, subtree)
            tree = node_hash(sibling, tree)
            while last and not last & 1:
                first, last, tree_last = first >> 1, last >> 1, tree_last >> 1
        else:
            tree = node_hash(tree, sibling)
        first, last, tree_last = first >> 1, last >> 1, tree_last >> 1
    return (subtree, tree) if tree_last == 0 else None


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == _HASH_LENGTH for value in values)
