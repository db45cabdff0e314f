# SPDX-License-Identifier: Apache-2.0
"""Presence proofs as ICS 23 protobuf messages, so that other people's libraries check them.

The standard's key is the bytes that hash to our key, its value the record's bytes. What a proof must look like is our
``ProofSpec``: leaf ``SHA-256(00 ‖ SHA-256(key) ‖ SHA-256(value))``, node ``SHA-256(01 ‖ 16 children of 32 bytes)``.
Absence is not exported: the standard's form discloses the neighbours' keys and values.
"""

from typing import Final

from counterfoil.primitives.authmap.proof import (
    CHILDREN,
    DEPTH_MAX,
    EMPTY,
    HASH_LENGTH,
    LEAF_PREFIX,
    NODE_PREFIX,
    MapProof,
    leaf_hash,
    level_children,
    nibble,
    node_hash,
)
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest

_SHA256: Final = 1
"""``HashOp.SHA256``."""
_VARINT: Final = 0
_LENGTH_DELIMITED: Final = 2


def proof_spec() -> bytes:
    """Our ``ProofSpec`` message (cosmos/ics23/v1/proofs.proto)."""
    child_order = b"".join(_varint(position) for position in range(CHILDREN))
    inner_spec = (
        _bytes(1, child_order)
        + _number(2, HASH_LENGTH)
        + _number(3, len(NODE_PREFIX))
        + _number(4, len(NODE_PREFIX))
        + _bytes(5, EMPTY)
        + _number(6, _SHA256)
    )
    compare_hashed_keys = _number(5, 1)
    return _bytes(1, _leaf_op()) + _bytes(2, inner_spec) + _number(3, DEPTH_MAX) + compare_hashed_keys


def commitment_proof(key: bytes, value: bytes, proof: MapProof) -> bytes:
    """A ``CommitmentProof`` that holds the ``ExistenceProof``."""
    return _bytes(1, existence_proof(key, value, proof))


def existence_proof(key: bytes, value: bytes, proof: MapProof) -> bytes:
    """The ``ExistenceProof`` of the record with this unhashed key and these value bytes.

    Raises InputError when the proof is of an absence or not well formed, or when key or value is empty, which the
    standard refuses. Whether it leads to a root is for whoever verifies it.
    """
    if not key or not value:
        raise InputError("ICS 23 has no proof for an empty key or value")
    if proof.foreign is not None:
        raise InputError("this proof shows that a key is absent", remedy="export a presence proof")
    return _bytes(1, key) + _bytes(2, value) + _bytes(3, _leaf_op()) + b"".join(_path(key, value, proof))


def _path(key: bytes, value: bytes, proof: MapProof) -> list[bytes]:
    """The ``InnerOp`` fields, from the leaf upwards: what stands before the child, and what after."""
    hashed_key = digest(key)
    reached = leaf_hash(hashed_key, digest(value))
    path = []
    for depth in range(len(proof.levels) - 1, -1, -1):
        slot = nibble(hashed_key, depth)
        children = level_children(proof.levels[depth], slot, reached)
        if children is None:
            raise InputError("the bitmap and the siblings do not fit together", where=f"levels[{depth}]")
        before, after = b"".join(children[:slot]), b"".join(children[slot + 1 :])
        path.append(_bytes(4, _number(1, _SHA256) + _bytes(2, NODE_PREFIX + before) + _bytes(3, after)))
        reached = node_hash(children)
    return path


def _leaf_op() -> bytes:
    """``hash``, ``prehash_key`` and ``prehash_value`` are SHA-256; ``length`` is NO_PREFIX, the default."""
    return b"".join(_number(field, _SHA256) for field in (1, 2, 3)) + _bytes(5, LEAF_PREFIX)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3 | _VARINT) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    """A bytes field; left out when empty, as proto3 does."""
    return _varint(field << 3 | _LENGTH_DELIMITED) + _varint(len(value)) + value if value else b""


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
