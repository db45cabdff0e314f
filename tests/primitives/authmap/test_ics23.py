# SPDX-License-Identifier: Apache-2.0
"""Our ICS 23 exports, checked by a verifier written from the standard, which the public vectors check first."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from counterfoil.primitives.authmap import ics23
from counterfoil.primitives.authmap.map import MemoryMap
from counterfoil.primitives.authmap.proof import ForeignLeaf, MapProof, ProofLevel
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest, tagged, tagged_message
from counterfoil.primitives.types import Hash, HexHash
from shared_data import shared_data
from support import ics23_verifier
from support.ics23_verifier import SMT_SPEC, Refused, verify_membership, verify_non_membership

VECTORS = Path(__file__).resolve().parents[3] / "vectors" / "state" / "ics23.json"
SPEC = ics23_verifier.decode_proof_spec(ics23.proof_spec())
PUBLIC = ["exist_left", "exist_middle", "exist_right", "nonexist_left", "nonexist_middle", "nonexist_right"]


def _public(name: str) -> tuple[bytes, bytes, bytes, bytes]:
    case = json.loads(shared_data(f"merkle/ics23-smt/{name}.json").read_text())
    root, proof, key, value = (bytes.fromhex(case[field]) for field in ("root", "proof", "key", "value"))
    return root, proof, key, value


def _check_public(root: bytes, proof: bytes, key: bytes, value: bytes) -> None:
    if value:
        verify_membership(SMT_SPEC, root, proof, key, value)
    else:
        verify_non_membership(SMT_SPEC, root, proof, key)


@pytest.mark.real_data
@pytest.mark.parametrize("name", PUBLIC)
def test_the_verifier_accepts_the_public_vectors(name: str) -> None:
    """The standard's own vectors of the binary spec pass."""
    _check_public(*_public(name))


@pytest.mark.real_data
@pytest.mark.parametrize("name", PUBLIC)
def test_the_verifier_refuses_altered_public_vectors(name: str) -> None:
    """Another root, key or value, and any flipped bit that the standard does not ignore, fail."""
    root, proof, key, value = _public(name)
    wrong = [(key, proof, key, value), (root, proof[:-1], key, value), (root, proof, _existing_key(proof), value)]
    wrong += [(root, proof, key + b"x", value), (root, proof, key, value + b"x")] if value else [(root, b"", key, b"")]
    ignored = _ignored(proof)
    wrong += [
        (root, proof[:at] + bytes([proof[at] ^ 1]) + proof[at + 1 :], key, value)
        for at in range(len(proof))
        if at not in ignored
    ]
    for attempt in wrong:
        if attempt != (root, proof, key, value):
            with pytest.raises(Refused):
                _check_public(*attempt)


def _existing_key(proof: bytes) -> bytes:
    commitment = ics23_verifier.decode_commitment_proof(proof)
    if isinstance(commitment, ics23_verifier.ExistenceProof):
        return commitment.key
    neighbour = commitment.left or commitment.right
    assert neighbour is not None
    return neighbour.key


def _ignored(proof: bytes) -> range:
    """The bytes of a non-existence proof's own key, with tag and length: the standard does not read that field."""
    commitment = ics23_verifier.decode_commitment_proof(proof)
    if isinstance(commitment, ics23_verifier.ExistenceProof):
        return range(0)
    start = proof.index(commitment.key)
    return range(start - 2, start + len(commitment.key))


def _state(count: int) -> tuple[MemoryMap, dict[str, bytes]]:
    records = {f"holdings/balance/a{number}": b"value %d" % number for number in range(count)}
    memory = MemoryMap()
    memory.apply({tagged("state", path.encode()): digest(value) for path, value in records.items()})
    return memory, records


@pytest.mark.parametrize("count", [1, 2, 17, 300])
def test_our_exports_verify(count: int) -> None:
    """Every record's export passes under our spec, with the unhashed key and the record's bytes, and no other does."""
    memory, records = _state(count)
    for path, value in list(records.items())[:30]:
        exported = ics23.commitment_proof(
            tagged_message("state", path.encode()), value, memory.prove(tagged("state", path.encode()))
        )
        verify_membership(SPEC, memory.root(), exported, tagged_message("state", path.encode()), value)
        for root, key, claimed in [
            (digest(b""), tagged_message("state", path.encode()), value),
            (memory.root(), tagged_message("state", b"other"), value),
            (memory.root(), tagged_message("state", path.encode()), b"other"),
        ]:
            with pytest.raises(Refused):
                verify_membership(SPEC, root, exported, key, claimed)


def test_every_flipped_bit_is_refused() -> None:
    """No bit of an export is idle."""
    memory, records = _state(20)
    path, value = next(iter(records.items()))
    key = tagged_message("state", path.encode())
    exported = ics23.commitment_proof(key, value, memory.prove(tagged("state", path.encode())))
    for at in range(len(exported)):
        with pytest.raises(Refused):
            altered = exported[:at] + bytes([exported[at] ^ 1]) + exported[at + 1 :]
            verify_membership(SPEC, memory.root(), altered, key, value)


def test_our_spec() -> None:
    """The fields of our ProofSpec message are those that spec/state.md states."""
    inner = SPEC.inner_spec
    assert inner.child_order == tuple(range(16))
    assert (inner.child_size, inner.min_prefix_length, inner.max_prefix_length) == (32, 1, 1)
    assert (inner.empty_child, inner.hash) == (bytes(32), ics23_verifier.SHA256)
    assert SPEC.leaf_spec == SMT_SPEC.leaf_spec
    assert (SPEC.max_depth, SPEC.min_depth, SPEC.prehash_key_before_comparison) == (64, 0, True)


def test_golden_exports() -> None:
    """The committed exports and spec are what we write now, and they verify."""
    golden: dict[str, Any] = json.loads(VECTORS.read_text())
    assert golden["proof_spec"] == ics23.proof_spec().hex()
    for case in golden["exports"]:
        key, value, proof = (bytes.fromhex(case[field]) for field in ("key", "value", "proof"))
        assert key == tagged_message("state", case["path"].encode())
        verify_membership(SPEC, bytes.fromhex(golden["root"]), proof, key, value)


ZERO = HexHash("00" * 32)
ONE = HexHash("11" * 32)
REFUSED: dict[str, Callable[[], object]] = {
    "empty key": lambda: ics23.existence_proof(b"", b"value", MapProof(levels=())),
    "empty value": lambda: ics23.existence_proof(b"key", b"", MapProof(levels=())),
    "an absence proof": lambda: ics23.existence_proof(b"k", b"v", MapProof((), foreign=ForeignLeaf(ONE, ONE))),
    "a level that does not fit": lambda: ics23.existence_proof(b"k", b"v", MapProof((ProofLevel(1, (ONE, ONE)),))),
    "an empty sibling": lambda: ics23.existence_proof(b"k", b"v", MapProof((ProofLevel(2, (ZERO,)),))),
}


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_exported(attempt: Callable[[], object]) -> None:
    """What the standard cannot express, or what is not well formed, is an input error."""
    with pytest.raises(InputError):
        attempt()


def test_non_membership_by_the_verifier_for_sixteen_children() -> None:
    """The verifier's neighbour rules work for our spec too: two adjacent leaves prove that nothing lies between."""
    memory = MemoryMap()
    names = sorted((b"a", b"b", b"c", b"d"), key=digest)
    memory.apply({digest(name): digest(b"v") for name in names})
    proofs = [ics23.existence_proof(name, b"v", memory.prove(digest(name))) for name in names]
    outside = next(name for name in (b"%d" % n for n in range(999)) if digest(name) < digest(names[0]))
    only_right = b"\x1a" + _length(proofs[0]) + proofs[0]
    commitment = b"\x12" + _length(only_right) + only_right
    verify_non_membership(SPEC, memory.root(), commitment, outside)
    with pytest.raises(Refused):
        verify_non_membership(SPEC, Hash(bytes(32)), commitment, outside)
    with pytest.raises(Refused):
        verify_non_membership(SPEC, memory.root(), commitment, names[1])


def _length(data: bytes) -> bytes:
    encoded = b""
    length = len(data)
    while length > 0x7F:
        encoded += bytes([length & 0x7F | 0x80])
        length >>= 7
    return encoded + bytes([length])
