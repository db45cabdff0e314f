# SPDX-License-Identifier: Apache-2.0
"""The Merkle prover against the slow twin and the verifier, which was written apart from it."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.merkle import prove as merkle_prover
from counterfoil.primitives.merkle import verify as merkle
from counterfoil.primitives.merkle.prove import Frontier, LeafList
from counterfoil.primitives.types import Hash
from support import merkle_twin

SIZE_MAX = 40
ENTRIES = [bytes([number]) for number in range(SIZE_MAX)]
LEAVES = LeafList(merkle.leaf_hashes(ENTRIES))
sizes = st.integers(1, SIZE_MAX)


@given(sizes, st.data())
@settings(max_examples=100, deadline=None)
def test_inclusion_proofs(size: int, data: st.DataObject) -> None:
    """An inclusion proof is the recursion's, and the verifier accepts it."""
    index = data.draw(st.integers(0, size - 1))
    proof = merkle_prover.inclusion_proof(index, size, LEAVES.source)
    root = merkle_prover.root_of(size, LEAVES.source)
    assert proof == merkle_twin.path(index, ENTRIES[:size])
    assert merkle.verify_inclusion(merkle.leaf_hash(ENTRIES[index]), index, size, proof, root)


@given(sizes, st.data())
@settings(max_examples=100, deadline=None)
def test_consistency_proofs(size2: int, data: st.DataObject) -> None:
    """A consistency proof is the recursion's, and the verifier accepts it."""
    size1 = data.draw(st.integers(1, size2))
    proof = merkle_prover.consistency_proof(size1, size2, LEAVES.source)
    root1, root2 = (merkle_prover.root_of(size, LEAVES.source) for size in (size1, size2))
    assert proof == merkle_twin.proof(size1, ENTRIES[:size2])
    assert merkle.verify_consistency(size1, size2, root1, root2, proof)


@given(sizes, st.data())
@settings(max_examples=100, deadline=None)
def test_subtree_proofs(size: int, data: st.DataObject) -> None:
    """Both proofs about a subtree are the recursion's, and the verifiers accept them."""
    ranges = [(a, b) for a in range(size) for b in range(a + 1, size + 1) if merkle.is_subtree(a, b)]
    start, end = data.draw(st.sampled_from(ranges))
    index = data.draw(st.integers(start, end - 1))
    subtree, tree = merkle_prover.subtree_root(start, end, LEAVES.source), merkle_prover.root_of(size, LEAVES.source)
    consistency = merkle_prover.subtree_consistency_proof(start, end, size, LEAVES.source)
    inclusion = merkle_prover.subtree_inclusion_proof(index, start, end, LEAVES.source)
    leaf = merkle.leaf_hash(ENTRIES[index])
    assert subtree == merkle_twin.tree_hash(ENTRIES[start:end])
    assert consistency == merkle_twin.subtree_proof(start, end, ENTRIES[:size])
    assert inclusion == merkle_twin.path(index - start, ENTRIES[start:end])
    assert merkle.verify_subtree_consistency(start, end, size, subtree, tree, consistency)
    assert merkle.verify_subtree_inclusion(leaf, index, start, end, inclusion, subtree)


def test_only_complete_subtrees_are_read() -> None:
    """The prover asks its source for nothing but complete subtrees within the tree: tiles hold no others."""
    for size in range(SIZE_MAX + 1):

        def source(level: int, index: int, size: int = size) -> Hash:
            assert (index + 1) << level <= size
            return LEAVES.source(level, index)

        merkle_prover.root_of(size, source)
        for index in range(size):
            merkle_prover.inclusion_proof(index, size, source)
            merkle_prover.consistency_proof(index, size, source)


REFUSED: dict[str, Callable[[], object]] = {
    "a leaf beyond the tree": lambda: merkle_prover.inclusion_proof(3, 3, LEAVES.source),
    "a negative leaf": lambda: merkle_prover.inclusion_proof(-1, 3, LEAVES.source),
    "a tree that shrinks": lambda: merkle_prover.consistency_proof(4, 3, LEAVES.source),
    "a negative tree": lambda: merkle_prover.root_of(-1, LEAVES.source),
    "no subtree, its root": lambda: merkle_prover.subtree_root(2, 5, LEAVES.source),
    "no subtree, inclusion": lambda: merkle_prover.subtree_inclusion_proof(2, 2, 5, LEAVES.source),
    "no subtree, consistency": lambda: merkle_prover.subtree_consistency_proof(2, 5, 8, LEAVES.source),
    "a subtree beyond the tree": lambda: merkle_prover.subtree_consistency_proof(4, 8, 7, LEAVES.source),
    "too few subtrees to resume": lambda: Frontier(3, [merkle.EMPTY_ROOT]),
    "a negative size to resume": lambda: Frontier(-1, [merkle.EMPTY_ROOT]),
}


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED)
def test_refused_ranges(attempt: Callable[[], object]) -> None:
    """A range that does not exist is an input error, never a proof of something else."""
    with pytest.raises(InputError):
        attempt()


def test_empty_and_whole_ranges() -> None:
    """Nothing needs to be shown between equal trees, from the empty tree, or for an empty subtree."""
    assert merkle_prover.consistency_proof(0, 5, LEAVES.source) == []
    assert merkle_prover.consistency_proof(5, 5, LEAVES.source) == []
    assert merkle_prover.subtree_consistency_proof(3, 3, 5, LEAVES.source) == []
    assert LeafList([]).root() == merkle.EMPTY_ROOT == Frontier().root()


def test_a_leaf_list_proves_all_its_leaves() -> None:
    """A tree built once proves each leaf of a block."""
    assert LEAVES.root() == merkle_twin.tree_hash(ENTRIES)
    for index, entry in enumerate(ENTRIES):
        proof = LEAVES.inclusion_proof(index)
        assert merkle.verify_inclusion(merkle.leaf_hash(entry), index, SIZE_MAX, proof, LEAVES.root())


def test_appending() -> None:
    """Leaf by leaf the root is the recursion's, and each completed subtree is reported with its place."""
    tree = Frontier()
    for size, entry in enumerate(ENTRIES, 1):
        completed = tree.append(merkle.leaf_hash(entry))
        assert completed == [LEAVES.source(level, (size - 1) >> level) for level in range(len(completed))]
        assert size % (1 << len(completed)) != 0
        assert tree.root() == merkle_twin.tree_hash(ENTRIES[:size])
        assert tree.size == size


@given(st.integers(0, SIZE_MAX), st.integers(0, SIZE_MAX))
@settings(max_examples=60, deadline=None)
def test_resuming(before: int, after: int) -> None:
    """A tree resumed from its complete subtrees, or from where they are kept, goes on as if it had never stopped."""
    before, after = sorted((before, after))
    tree = Frontier.read(before, LEAVES.source)
    assert tree.root() == merkle_prover.root_of(before, LEAVES.source)
    again = Frontier(tree.size, tree.subtrees)
    for entry in ENTRIES[before:after]:
        again.append(merkle.leaf_hash(entry))
    assert again.root() == merkle_prover.root_of(after, LEAVES.source)
    assert tree.size == before
