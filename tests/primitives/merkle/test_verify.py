# SPDX-License-Identifier: Apache-2.0
"""The Merkle verifiers against public vectors, our own vectors, and the slow twin."""

import json
import runpy
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.merkle import verify as merkle
from counterfoil.primitives.types import Hash
from shared_data import shared_data
from support import merkle_twin

VECTORS = Path(__file__).resolve().parents[3] / "vectors"
Case = dict[str, Any]


def _own(case: Case, *names: str) -> list[Hash]:
    return [Hash(bytes.fromhex(case[name])) for name in names]


def _own_proof(case: Case) -> list[Hash]:
    return [Hash(bytes.fromhex(text)) for text in case["proof"]]


OWN: dict[str, Callable[[Case], bool]] = {
    "inclusion": lambda case: merkle.verify_inclusion(
        _own(case, "leaf")[0], case["index"], case["size"], _own_proof(case), _own(case, "root")[0]
    ),
    "consistency": lambda case: merkle.verify_consistency(
        case["size1"], case["size2"], *_own(case, "root1", "root2"), _own_proof(case)
    ),
    "subtree_inclusion": lambda case: merkle.verify_subtree_inclusion(
        _own(case, "leaf")[0], case["index"], case["start"], case["end"], _own_proof(case), _own(case, "root")[0]
    ),
    "subtree_consistency": lambda case: merkle.verify_subtree_consistency(
        case["start"], case["end"], case["size"], *_own(case, "subtree_root", "root"), _own_proof(case)
    ),
}


@pytest.mark.parametrize("kind", OWN)
def test_our_vectors(kind: str) -> None:
    """Every known answer is accepted and every named way to break it refused."""
    cases = json.loads((VECTORS / "merkle" / f"{kind}.json").read_text())
    assert [case for case in cases if OWN[kind](case) != case["valid"]] == []
    assert {case["valid"] for case in cases} == {True, False}


def test_our_roots() -> None:
    """The roots over the first entries are the known ones, that of RFC 6962's reference tree among them."""
    cases = json.loads((VECTORS / "merkle" / "roots.json").read_text())
    for case in cases:
        entries = [bytes.fromhex(entry) for entry in case["entries"]]
        assert merkle.root(merkle.leaf_hashes(entries)).hex() == case["root"]
    assert cases[8]["root"] == b64decode("XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=").hex()


def test_vectors_regenerate() -> None:
    """The committed vectors are what their generator writes."""
    generated = runpy.run_path(str(VECTORS / "generate_merkle.py"))["files"]()
    assert generated == {path.name: path.read_text() for path in (VECTORS / "merkle").glob("*.json")}


def _public(case: Case, name: str) -> Hash:
    return Hash(b64decode(case[name]))


def _public_proof(case: Case) -> list[Hash]:
    return [Hash(b64decode(text)) for text in case["proof"] or []]


PUBLIC: dict[str, Callable[[Case], bool]] = {
    "inclusion": lambda case: merkle.verify_inclusion(
        _public(case, "leafHash"), case["leafIdx"], case["treeSize"], _public_proof(case), _public(case, "root")
    ),
    "consistency": lambda case: merkle.verify_consistency(
        case["size1"], case["size2"], _public(case, "root1"), _public(case, "root2"), _public_proof(case)
    ),
    "subtreeinclusion": lambda case: merkle.verify_subtree_inclusion(
        _public(case, "leafHash"),
        case["leafIdx"],
        case["start"],
        case["end"],
        _public_proof(case),
        _public(case, "root"),
    ),
    "subtreeconsistency": lambda case: merkle.verify_subtree_consistency(
        case["start"],
        case["end"],
        case["size"],
        _public(case, "root1"),
        _public(case, "root2"),
        _public_proof(case),
    ),
}


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("kind", "count"), [("inclusion", 63), ("consistency", 66), ("subtreeinclusion", 121), ("subtreeconsistency", 91)]
)
def test_public_vectors(kind: str, count: int) -> None:
    """Every vector of transparency-dev/merkle is accepted or refused as it says, and none was overlooked."""
    cases = [json.loads(path.read_text()) for path in sorted(shared_data(f"merkle/rfc6962/{kind}").rglob("*.json"))]
    assert [case["desc"] for case in cases if PUBLIC[kind](case) == case["wantErr"]] == []
    assert len(cases) >= count


entries_lists = st.lists(st.binary(max_size=4), max_size=40)


@given(entries_lists)
@settings(max_examples=100, deadline=None)
def test_root_equals_the_recursion(entries: list[bytes]) -> None:
    """Pairing level by level gives the root of the RFC's recursion."""
    assert merkle.root(merkle.leaf_hashes(entries)) == merkle_twin.tree_hash(entries)


def test_every_twin_proof_is_accepted() -> None:
    """For every pair of sizes up to 20, the recursion's proofs pass, and no other index or size passes with them."""
    entries = [bytes([number]) for number in range(20)]
    roots = [Hash(merkle_twin.tree_hash(entries[:size])) for size in range(21)]
    for size in range(1, 21):
        for index in range(size):
            path = [Hash(hash_) for hash_ in merkle_twin.path(index, entries[:size])]
            leaf = merkle.leaf_hash(entries[index])
            passing = [at for at in range(22) if merkle.verify_inclusion(leaf, at, size, path, roots[size])]
            assert passing == [index]
            proof = [Hash(hash_) for hash_ in merkle_twin.proof(index + 1, entries[:size])]
            passing = [
                before
                for before in range(22)
                if merkle.verify_consistency(before, size, roots[index + 1], roots[size], proof)
            ]
            assert passing == [index + 1]


@given(st.integers(1, 30), st.data())
@settings(max_examples=100, deadline=None)
def test_subtree_proofs_of_the_twin(size: int, data: st.DataObject) -> None:
    """A subtree's consistency proof by the recursion passes, and fails for any other tree."""
    entries = [bytes([number]) for number in range(size)]
    ranges = [(a, b) for a in range(size) for b in range(a + 1, size + 1) if merkle.is_subtree(a, b)]
    start, end = data.draw(st.sampled_from(ranges))
    proof = [Hash(hash_) for hash_ in merkle_twin.subtree_proof(start, end, entries)]
    subtree, tree = Hash(merkle_twin.tree_hash(entries[start:end])), Hash(merkle_twin.tree_hash(entries))
    other = Hash(merkle_twin.tree_hash([*entries[:-1], b"other"]))
    assert merkle.verify_subtree_consistency(start, end, size, subtree, tree, proof)
    assert not merkle.verify_subtree_consistency(start, end, size, subtree, other, proof)


def test_the_empty_tree() -> None:
    """Every tree begins with the empty one, shown by its root and no hashes; and nothing is in it."""
    root = merkle.root([merkle.leaf_hash(b"a")])
    assert merkle.verify_consistency(0, 0, merkle.EMPTY_ROOT, merkle.EMPTY_ROOT, [])
    assert merkle.verify_consistency(0, 1, merkle.EMPTY_ROOT, root, [])
    assert not merkle.verify_consistency(0, 1, root, root, [])
    assert not merkle.verify_consistency(0, 0, merkle.EMPTY_ROOT, root, [])
    assert not merkle.verify_consistency(0, 1, merkle.EMPTY_ROOT, root, [root])
    assert not merkle.verify_inclusion(merkle.leaf_hash(b""), 0, 0, [], merkle.EMPTY_ROOT)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 0, True),
        (3, 3, True),
        (0, 7, True),
        (4, 8, True),
        (4, 7, True),
        (4, 9, False),
        (2, 5, False),
        (-1, 0, False),
        (3, 2, False),
    ],
)
def test_what_a_subtree_is(start: int, end: int, expected: bool) -> None:
    """The start is a multiple of the smallest power of two that is at least the size."""
    assert merkle.is_subtree(start, end) is expected


def test_domains_are_apart() -> None:
    """A leaf whose data are two hashes does not hash as the node over them."""
    left, right = merkle.leaf_hash(b"l"), merkle.leaf_hash(b"r")
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)
