# SPDX-License-Identifier: Apache-2.0
"""The authenticated map as its verifier sees it: how leaves and nodes are hashed, proofs, and their checks.

Nothing here reads a map; ``authmap`` makes the proofs.
"""

from hashlib import sha256
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.primitives.hashing import ZERO_HASH
from counterfoil.primitives.types import Hash, HashField, HexHash

CHILDREN: Final = 16
DEPTH_MAX: Final = 64
"""A key has 64 nibbles, so no path is longer."""
HASH_LENGTH: Final = 32
EMPTY: Final = ZERO_HASH
"""Stands for a child without leaves; also the root of the empty map."""
LEAF_PREFIX: Final = b"\x00"
NODE_PREFIX: Final = b"\x01"


def leaf_hash(key: Hash, value_hash: Hash) -> Hash:
    """``SHA-256(00 ‖ key ‖ value hash)``."""
    return Hash(sha256(LEAF_PREFIX + key + value_hash).digest())


def node_hash(children: list[Hash]) -> Hash:
    """``SHA-256(01 ‖ 16 child hashes)``."""
    return Hash(sha256(NODE_PREFIX + b"".join(children)).digest())


def nibble(key: Hash, depth: int) -> int:
    """Which of the 16 children of a node at ``depth`` leads to ``key``: the key's nibble of that number."""
    byte = key[depth >> 1]
    return byte & 15 if depth & 1 else byte >> 4


class ProofLevel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One node of the path, without the child that the path goes through."""

    occupied: Annotated[int, Meta(ge=0, le=0xFFFF)]
    """Bit i (value 2^i) is set when sibling i is not empty; never set for the path's own child."""
    siblings: tuple[HashField, ...]
    """The hashes of those siblings, in order."""


class ForeignLeaf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The leaf that stands where the absent key would: all that an absence proof discloses about it."""

    key: HashField
    value: HashField
    """SHA-256 of its value."""


class MapProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The path to a key, from the root downwards, and what the path ends in.

    A presence proof ends in the key's own leaf, which the verifier knows, so ``foreign`` is left out.
    An absence proof ends in an empty child (``foreign`` left out) or in the leaf of another key.
    """

    levels: Annotated[tuple[ProofLevel, ...], Meta(max_length=DEPTH_MAX)]
    foreign: ForeignLeaf | None = None


def verify_presence(root: Hash, key: Hash, value_hash: Hash, proof: MapProof) -> bool:
    """Whether ``proof`` shows that the map with this root holds ``key`` with this value hash."""
    if len(key) != HASH_LENGTH or len(value_hash) != HASH_LENGTH or proof.foreign is not None:
        return False
    return _leads_to(root, key, leaf_hash(key, value_hash), proof.levels)


def verify_absence(root: Hash, key: Hash, proof: MapProof) -> bool:
    """Whether ``proof`` shows that the map with this root does not hold ``key``."""
    if len(key) != HASH_LENGTH:
        return False
    if proof.foreign is None:
        return _leads_to(root, key, EMPTY, proof.levels)
    foreign, value_hash = _hash(proof.foreign.key), _hash(proof.foreign.value)
    if foreign is None or value_hash is None or foreign == key:
        return False
    depth = len(proof.levels)
    if depth > DEPTH_MAX or any(nibble(foreign, level) != nibble(key, level) for level in range(depth)):
        return False
    return _leads_to(root, key, leaf_hash(foreign, value_hash), proof.levels)


def _leads_to(root: Hash, key: Hash, terminal: Hash, levels: tuple[ProofLevel, ...]) -> bool:
    """Hash from the terminal up to the root. A node with one leaf below it is no node, so the lowest has siblings."""
    if len(levels) > DEPTH_MAX or (levels and not levels[-1].siblings):
        return False
    reached = terminal
    for depth in range(len(levels) - 1, -1, -1):
        children = level_children(levels[depth], nibble(key, depth), reached)
        if children is None:
            return False
        reached = node_hash(children)
    return reached == root


def level_children(level: ProofLevel, slot: int, child: Hash) -> list[Hash] | None:
    """The 16 child hashes of a path's node, ``child`` at ``slot``; None when the level is not well formed."""
    if not 0 <= level.occupied <= 0xFFFF or level.occupied >> slot & 1:
        return None
    if level.occupied.bit_count() != len(level.siblings):
        return None
    siblings = iter(level.siblings)
    children = [EMPTY] * CHILDREN
    children[slot] = child
    for position in range(CHILDREN):
        if level.occupied >> position & 1:
            sibling = _hash(next(siblings))
            if sibling is None or sibling == EMPTY:
                return None
            children[position] = sibling
    return children


def _hash(text: HexHash) -> Hash | None:
    """The bytes of exactly 64 lower-case hex digits, else None: a proof built in memory was not decoded strictly."""
    try:
        value = bytes.fromhex(text)
    except ValueError:
        return None
    return Hash(value) if len(value) == HASH_LENGTH and value.hex() == text else None
