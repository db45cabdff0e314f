# SPDX-License-Identifier: Apache-2.0
"""RFC 6962 §2.1 as it is written: plain recursion over the entries, slow and without cleverness."""

from hashlib import sha256


def tree_hash(entries: list[bytes]) -> bytes:
    """``MTH(D[n])``."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return sha256(b"\x01" + tree_hash(entries[:k]) + tree_hash(entries[k:])).digest()


def path(m: int, entries: list[bytes]) -> list[bytes]:
    """``PATH(m, D[n])``, §2.1.1."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), tree_hash(entries[k:])]
    return [*path(m - k, entries[k:]), tree_hash(entries[:k])]


def proof(m: int, entries: list[bytes]) -> list[bytes]:
    """``PROOF(m, D[n])``, §2.1.2, for 0 < m."""
    return _subproof(m, entries, whole=True)


def _subproof(m: int, entries: list[bytes], *, whole: bool) -> list[bytes]:
    if m == len(entries):
        return [] if whole else [tree_hash(entries)]
    k = split(len(entries))
    if m <= k:
        return [*_subproof(m, entries[:k], whole=whole), tree_hash(entries[k:])]
    return [*_subproof(m - k, entries[k:], whole=False), tree_hash(entries[:k])]


def subtree_proof(start: int, end: int, entries: list[bytes]) -> list[bytes]:
    """``SUBTREE_PROOF(start, end, D[n])``, draft-ietf-plants-merkle-tree-certs, for start < end."""
    return _subtree_subproof(start, end, entries, whole=True)


def _subtree_subproof(start: int, end: int, entries: list[bytes], *, whole: bool) -> list[bytes]:
    if (start, end) == (0, len(entries)):
        return [] if whole else [tree_hash(entries)]
    k = split(len(entries))
    if end <= k:
        return [*_subtree_subproof(start, end, entries[:k], whole=whole), tree_hash(entries[k:])]
    if k <= start:
        return [*_subtree_subproof(start - k, end - k, entries[k:], whole=whole), tree_hash(entries[:k])]
    assert start == 0
    return [*_subtree_subproof(0, end - k, entries[k:], whole=False), tree_hash(entries[:k])]


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k
