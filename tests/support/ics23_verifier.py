# SPDX-License-Identifier: Apache-2.0
"""An ICS 23 verifier written from the standard (cosmos/ics23: proofs.proto and its rules), knowing nothing of our map.

Only SHA-256 and unprefixed lengths are supported: what the two specs under test use.
"""

from dataclasses import dataclass
from hashlib import sha256

NO_HASH, SHA256 = 0, 1
NO_PREFIX = 0


class Refused(Exception):
    """The proof does not show what it should; the message says why."""


@dataclass(frozen=True)
class LeafOp:
    hash: int
    prehash_key: int
    prehash_value: int
    length: int
    prefix: bytes

    def apply(self, key: bytes, value: bytes) -> bytes:
        require(bool(key), "the leaf has no key")
        require(bool(value), "the leaf has no value")
        require(self.length == NO_PREFIX, "unsupported length operation")
        return digest(self.hash, self.prefix + prehash(self.prehash_key, key) + prehash(self.prehash_value, value))


@dataclass(frozen=True)
class InnerOp:
    hash: int
    prefix: bytes
    suffix: bytes

    def apply(self, child: bytes) -> bytes:
        require(bool(child), "an inner operation has no child")
        return digest(self.hash, self.prefix + child + self.suffix)


@dataclass(frozen=True)
class ExistenceProof:
    key: bytes
    value: bytes
    leaf: LeafOp
    path: tuple[InnerOp, ...]

    def calculate(self) -> bytes:
        reached = self.leaf.apply(self.key, self.value)
        for operation in self.path:
            reached = operation.apply(reached)
        return reached


@dataclass(frozen=True)
class NonExistenceProof:
    key: bytes
    left: ExistenceProof | None
    right: ExistenceProof | None


@dataclass(frozen=True)
class InnerSpec:
    child_order: tuple[int, ...]
    child_size: int
    min_prefix_length: int
    max_prefix_length: int
    empty_child: bytes
    hash: int

    def padding(self, branch: int) -> tuple[int, int, int]:
        """Shortest and longest prefix, and the suffix length, of an operation whose child is this branch."""
        position = self.child_order.index(branch)
        before = position * self.child_size
        after = (len(self.child_order) - 1 - position) * self.child_size
        return before + self.min_prefix_length, before + self.max_prefix_length, after

    def has_padding(self, operation: InnerOp, branch: int) -> bool:
        shortest, longest, suffix = self.padding(branch)
        return shortest <= len(operation.prefix) <= longest and len(operation.suffix) == suffix

    def branch(self, operation: InnerOp) -> int:
        for branch in range(len(self.child_order)):
            if self.has_padding(operation, branch):
                return branch
        raise Refused("an inner operation's padding fits no branch")

    def outermost(self, path: tuple[InnerOp, ...], *, left: bool) -> bool:
        """Whether nothing but empty children lies on one side of the path."""
        for operation in path:
            branch = self.branch(operation)
            others = range(branch) if left else range(branch + 1, len(self.child_order))
            if any(self._sibling(operation, branch, other) != self.empty_child for other in others):
                return False
            if len(others) > 0 and not self.empty_child:
                return False
        return True

    def _sibling(self, operation: InnerOp, branch: int, other: int) -> bytes:
        own, position = self.child_order.index(branch), self.child_order.index(other)
        if position < own:
            start = len(operation.prefix) - (own - position) * self.child_size
            return operation.prefix[start : start + self.child_size]
        start = (position - own - 1) * self.child_size
        return operation.suffix[start : start + self.child_size]


@dataclass(frozen=True)
class ProofSpec:
    leaf_spec: LeafOp
    inner_spec: InnerSpec
    max_depth: int
    min_depth: int
    prehash_key_before_comparison: bool

    def comparable(self, key: bytes) -> bytes:
        return prehash(self.leaf_spec.prehash_key, key) if self.prehash_key_before_comparison else key

    def check(self, proof: ExistenceProof) -> None:
        """EnsureLeaf, the depth, and EnsureInner at every step."""
        self._ensure_leaf(proof.leaf)
        require(not 0 < self.max_depth < len(proof.path), "the path is too long")
        require(len(proof.path) >= self.min_depth, "the path is too short")
        for operation in proof.path:
            self._ensure_inner(operation)

    def _ensure_leaf(self, leaf: LeafOp) -> None:
        spec = self.leaf_spec
        require(leaf.hash == spec.hash, "another leaf hash")
        require(leaf.prehash_key == spec.prehash_key, "another key hash")
        require(leaf.prehash_value == spec.prehash_value, "another value hash")
        require(leaf.length == spec.length, "another length operation")
        require(leaf.prefix.startswith(spec.prefix), "another leaf prefix")

    def _ensure_inner(self, operation: InnerOp) -> None:
        spec = self.inner_spec
        require(operation.hash == spec.hash, "another inner hash")
        require(not operation.prefix.startswith(self.leaf_spec.prefix), "an inner prefix that begins as a leaf's")
        require(len(operation.prefix) >= spec.min_prefix_length, "an inner prefix that is too short")
        longest = spec.max_prefix_length + (len(spec.child_order) - 1) * spec.child_size
        require(len(operation.prefix) <= longest, "an inner prefix that is too long")
        require(len(operation.suffix) % spec.child_size == 0, "a suffix that is no whole number of children")


SMT_SPEC = ProofSpec(
    leaf_spec=LeafOp(hash=SHA256, prehash_key=SHA256, prehash_value=SHA256, length=NO_PREFIX, prefix=b"\0"),
    inner_spec=InnerSpec((0, 1), 32, 1, 1, bytes(32), SHA256),
    max_depth=256,
    min_depth=0,
    prehash_key_before_comparison=True,
)


def verify_membership(spec: ProofSpec, root: bytes, proof: bytes, key: bytes, value: bytes) -> None:
    """The commitment proof shows that the tree has this key and value; raises Refused."""
    commitment = decode_commitment_proof(proof)
    if not isinstance(commitment, ExistenceProof):
        raise Refused("not an existence proof")
    _verify_existence(spec, root, commitment)
    require(commitment.key == key, "another key")
    require(commitment.value == value, "another value")


def verify_non_membership(spec: ProofSpec, root: bytes, proof: bytes, key: bytes) -> None:
    """The commitment proof shows that the tree does not have this key; raises Refused."""
    commitment = decode_commitment_proof(proof)
    if not isinstance(commitment, NonExistenceProof):
        raise Refused("not a non-existence proof")
    left, right = commitment.left, commitment.right
    require(left is not None or right is not None, "no neighbour at all")
    for neighbour in (left, right):
        if neighbour is not None:
            _verify_existence(spec, root, neighbour)
    if left is not None:
        require(spec.comparable(left.key) < spec.comparable(key), "the left neighbour is not to the left")
    if right is not None:
        require(spec.comparable(key) < spec.comparable(right.key), "the right neighbour is not to the right")
    if left is None:
        assert right is not None
        require(spec.inner_spec.outermost(right.path, left=True), "something lies left of the right neighbour")
    elif right is None:
        require(spec.inner_spec.outermost(left.path, left=False), "something lies right of the left neighbour")
    else:
        _require_neighbours(spec.inner_spec, left.path, right.path)


def _verify_existence(spec: ProofSpec, root: bytes, proof: ExistenceProof) -> None:
    spec.check(proof)
    require(proof.calculate() == root, "another root")


def _require_neighbours(spec: InnerSpec, left: tuple[InnerOp, ...], right: tuple[InnerOp, ...]) -> None:
    """Cut off the steps shared near the root; below the fork, left must keep right, and right left."""
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    require(bool(left and right), "one neighbour lies below the other")
    require(spec.branch(right[-1]) == spec.branch(left[-1]) + 1, "a branch lies between the neighbours")
    require(spec.outermost(left[:-1], left=False), "something lies right of the left neighbour")
    require(spec.outermost(right[:-1], left=True), "something lies left of the right neighbour")


def require(holds: bool, problem: str) -> None:
    if not holds:
        raise Refused(problem)


def digest(operation: int, data: bytes) -> bytes:
    require(operation == SHA256, "unsupported hash operation")
    return sha256(data).digest()


def prehash(operation: int, data: bytes) -> bytes:
    return data if operation == NO_HASH else digest(operation, data)


# --- protobuf ---

Fields = dict[int, list[int | bytes]]


def decode_fields(data: bytes) -> Fields:
    """Field number → its values in order; only varints and byte strings occur in this standard."""
    fields: Fields = {}
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        value: int | bytes
        value, at = _varint(data, at)
        if tag & 7 == 2:
            assert isinstance(value, int)
            require(at + value <= len(data), "protobuf: a field reaches beyond its message")
            value, at = data[at : at + value], at + value
        else:
            require(tag & 7 == 0, "protobuf: unexpected wire type")
        fields.setdefault(tag >> 3, []).append(value)
    return fields


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        require(at < len(data) and shift < 64, "protobuf: a number does not end")
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not data[at - 1] & 0x80:
            return value, at


def _number(fields: Fields, field: int) -> int:
    value = fields.get(field, [0])[-1]
    if not isinstance(value, int):
        raise Refused(f"protobuf: field {field} is not a number")
    return value


def _bytes(fields: Fields, field: int) -> bytes:
    value = fields.get(field, [b""])[-1]
    if not isinstance(value, bytes):
        raise Refused(f"protobuf: field {field} is not a byte string")
    return value


def decode_commitment_proof(data: bytes) -> ExistenceProof | NonExistenceProof:
    fields = decode_fields(data)
    if 1 in fields:
        return decode_existence_proof(_bytes(fields, 1))
    require(2 in fields, "neither existence nor non-existence")
    inner = decode_fields(_bytes(fields, 2))
    left, right = (decode_existence_proof(_bytes(inner, field)) if field in inner else None for field in (2, 3))
    return NonExistenceProof(_bytes(inner, 1), left, right)


def decode_existence_proof(data: bytes) -> ExistenceProof:
    fields = decode_fields(data)
    require(3 in fields, "no leaf operation")
    path = []
    for step in fields.get(4, []):
        require(isinstance(step, bytes), "protobuf: a step is not a message")
        assert isinstance(step, bytes)
        inner = decode_fields(step)
        path.append(InnerOp(_number(inner, 1), _bytes(inner, 2), _bytes(inner, 3)))
    return ExistenceProof(_bytes(fields, 1), _bytes(fields, 2), _decode_leaf_op(_bytes(fields, 3)), tuple(path))


def _decode_leaf_op(data: bytes) -> LeafOp:
    fields = decode_fields(data)
    numbers = [_number(fields, field) for field in (1, 2, 3, 4)]
    return LeafOp(*numbers, prefix=_bytes(fields, 5))


def decode_proof_spec(data: bytes) -> ProofSpec:
    fields = decode_fields(data)
    inner = decode_fields(_bytes(fields, 2))
    inner_spec = InnerSpec(
        child_order=tuple(_bytes(inner, 1)),  # each is below 128, so one byte of the packed field
        child_size=_number(inner, 2),
        min_prefix_length=_number(inner, 3),
        max_prefix_length=_number(inner, 4),
        empty_child=_bytes(inner, 5),
        hash=_number(inner, 6),
    )
    leaf_spec = _decode_leaf_op(_bytes(fields, 1))
    return ProofSpec(leaf_spec, inner_spec, _number(fields, 3), _number(fields, 4), bool(_number(fields, 5)))
