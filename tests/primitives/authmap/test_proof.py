# SPDX-License-Identifier: Apache-2.0
"""The map's verifier: our vectors, and proofs that a strict decoder would not let in."""

import json
import runpy
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.map import MemoryMap, root_of
from counterfoil.primitives.authmap.proof import (
    EMPTY,
    ForeignLeaf,
    MapProof,
    ProofLevel,
    leaf_hash,
    node_hash,
    verify_absence,
    verify_presence,
)
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import Hash, HexHash

VECTORS = Path(__file__).resolve().parents[3] / "vectors"
Case = dict[str, Any]


def _verdict(case: Case) -> bool:
    """What a careful reader of the JSON form answers: decode strictly, then verify."""
    try:
        proof = canonical.decode(json.dumps(case["proof"], sort_keys=True, separators=(",", ":")).encode(), MapProof)
    except DecodeError:
        return False
    root, key = (Hash(bytes.fromhex(case[field])) for field in ("root", "key"))
    if "value" in case:
        return verify_presence(root, key, Hash(bytes.fromhex(case["value"])), proof)
    return verify_absence(root, key, proof)


def test_vectors() -> None:
    """Every known answer is accepted and every named way to break it refused."""
    cases = json.loads((VECTORS / "state" / "proofs.json").read_text())
    assert [case["name"] for case in cases if _verdict(case) != case["valid"]] == []
    assert sum(case["valid"] for case in cases) == 20


def test_root_vectors() -> None:
    """The roots of the known sets are the known roots, computed both ways."""
    for case in json.loads((VECTORS / "state" / "roots.json").read_text()):
        items = {Hash(bytes.fromhex(key)): Hash(bytes.fromhex(value)) for key, value in case["items"].items()}
        assert MemoryMap().apply(items).hex() == root_of(items.items()).hex() == case["root"], case["name"]


def test_vectors_regenerate() -> None:
    """The committed vectors are what their generator writes."""
    generated = runpy.run_path(str(VECTORS / "generate_state.py"))["files"]()
    assert generated == {path.name: path.read_text() for path in (VECTORS / "state").glob("*.json")}


def _example() -> tuple[Hash, Hash, Hash, MapProof]:
    memory = MemoryMap()
    items = {digest(b"%d" % number): digest(b"value %d" % number) for number in range(50)}
    memory.apply(items)
    key = digest(b"7")
    return memory.root(), key, items[key], memory.prove(key)


def _with_first_sibling(proof: MapProof, sibling: str) -> MapProof:
    first, *rest = proof.levels
    changed = ProofLevel(first.occupied, (HexHash(sibling), *first.siblings[1:]))
    return MapProof(levels=(changed, *rest))


def test_other_spellings_of_a_hash() -> None:
    """Upper case, white space and odd digits are refused even in a proof that was never decoded."""
    root, key, value, proof = _example()
    sibling = proof.levels[0].siblings[0]
    assert verify_presence(root, key, value, _with_first_sibling(proof, sibling))
    for spelling in (sibling.upper(), f" {sibling}", sibling[:-1], sibling + "00", "zz" * 32, ""):
        assert not verify_presence(root, key, value, _with_first_sibling(proof, spelling))


def test_a_bitmap_beyond_sixteen_bits() -> None:
    """Bits that name no child are refused, negative numbers too."""
    root, key, value, proof = _example()
    first, *rest = proof.levels
    for occupied in (first.occupied | 1 << 16, first.occupied - (1 << 16), -1):
        changed = MapProof(levels=(ProofLevel(occupied, (*first.siblings, to_hex(digest(b"")))), *rest))
        assert not verify_presence(root, key, value, changed)


@pytest.mark.parametrize("terminal", ["empty", "leaf"])
def test_deeper_than_a_key(terminal: str) -> None:
    """A path of 65 nodes is refused, although hashing it would be possible."""
    key, foreign = Hash(bytes(32)), Hash(bytes(31) + b"\x10")
    reached = EMPTY if terminal == "empty" else leaf_hash(foreign, key)
    levels = []
    for _ in range(65):
        reached = node_hash([reached, digest(b"sibling"), *[EMPTY] * 14])
        levels.append(ProofLevel(2, (to_hex(digest(b"sibling")),)))
    leaf = None if terminal == "empty" else ForeignLeaf(to_hex(foreign), to_hex(key))
    assert not verify_absence(reached, key, MapProof(tuple(levels), foreign=leaf))


def test_a_foreign_leaf_must_lie_on_the_path() -> None:
    """A leaf elsewhere in the tree, with its own good path, says nothing about this key."""
    memory = MemoryMap()
    keys = [Hash(bytes([first]) + bytes(31)) for first in (0x00, 0x10, 0x20)]
    memory.apply({key: digest(key) for key in keys})
    beside = Hash(bytes([0x00, 0xFF]) + bytes(30))
    proof = memory.prove(beside)
    assert proof.foreign == ForeignLeaf(to_hex(keys[0]), to_hex(digest(keys[0])))
    assert verify_absence(memory.root(), beside, proof)
    assert not verify_absence(memory.root(), Hash(b"\x10" + bytes(30) + b"\x01"), proof)
    assert not verify_absence(memory.root(), keys[0], proof)


def test_an_unfolded_map() -> None:
    """A leaf hung one node too deep is refused: a subtree with one leaf is that leaf."""
    key, value = Hash(bytes(32)), digest(b"value")
    root = node_hash([leaf_hash(key, value), *[EMPTY] * 15])
    proof = MapProof(levels=(ProofLevel(0, ()),))
    assert not verify_presence(root, key, value, proof)
    empty_node = node_hash([EMPTY] * 16)
    assert not verify_absence(empty_node, key, proof)


def test_lengths_of_the_arguments() -> None:
    """A key and a value hash that only together have 64 bytes do not pass for a record."""
    key, value = digest(b"key"), digest(b"value")
    root = leaf_hash(key, value)
    both = key + value
    assert verify_presence(root, key, value, MapProof(levels=()))
    assert not verify_presence(root, Hash(both[:31]), Hash(both[31:]), MapProof(levels=()))
    assert not verify_absence(root, Hash(b""), MapProof(levels=()))


@given(st.integers(0, 2**31), st.data())
@settings(max_examples=60, deadline=None)
def test_no_single_change_goes_unnoticed(seed: int, data: st.DataObject) -> None:
    """Changing any one hash or bitmap of a proof makes it fail, whether it shows presence or absence."""
    memory = MemoryMap()
    items = {digest(b"%d %d" % (seed, number)): digest(b"v") for number in range(30)}
    memory.apply(items)
    key = data.draw(st.sampled_from([*items, digest(b"absent"), digest(b"missing")]))
    form = msgspec.to_builtins(memory.prove(key))
    level = data.draw(st.sampled_from(form["levels"]))
    if data.draw(st.booleans()) or not level["siblings"]:
        level["occupied"] ^= 1 << data.draw(st.integers(0, 15))
    else:
        at = data.draw(st.integers(0, len(level["siblings"]) - 1))
        level["siblings"] = [*level["siblings"][:at], digest(b"").hex(), *level["siblings"][at + 1 :]]
    case = {"root": memory.root().hex(), "key": key.hex(), "proof": form}
    assert not _verdict(case)
    assert not _verdict({**case, "value": digest(b"v").hex()})


def test_json_form() -> None:
    """A presence proof leaves ``foreign`` out, and unknown fields are refused."""
    _, _, _, proof = _example()
    encoded = canonical.encode(proof)
    assert b"foreign" not in encoded
    assert canonical.decode(encoded, MapProof) == proof
    for altered in (encoded[:-1] + b',"more":1}', b'{"foreign":null,' + encoded[1:]):
        with pytest.raises(DecodeError):
            canonical.decode(altered, MapProof)
