# SPDX-License-Identifier: Apache-2.0
"""Writes vectors/merkle/*.json: known answers by the slow twin, and each named way to break them.

Run from the root of the tree as ``PYTHONPATH=src:tests python vectors/generate_merkle.py``.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from support.merkle_twin import path, proof, subtree_proof, tree_hash

Case = dict[str, Any]
ENTRIES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")] + [
    bytes(range(0x60, 0x70)),
    *(b"entry %d" % number for number in range(8, 21)),
]
"""The first eight are those of RFC 6962's reference implementation."""
INCLUSION = [(0, 1), (0, 2), (1, 2), (2, 3), (0, 8), (5, 8), (7, 8), (6, 7), (10, 13), (12, 13), (20, 21)]
CONSISTENCY = [(1, 1), (1, 2), (1, 8), (2, 5), (4, 8), (6, 8), (7, 8), (8, 8), (8, 21), (13, 21), (20, 21)]
SUBTREES = [(4, 8, 14), (8, 13, 14), (8, 13, 13), (12, 13, 21), (16, 20, 21), (16, 21, 21), (8, 16, 20)]
GARBAGE = sha256(b"garbage").hexdigest()


def files() -> dict[str, str]:
    """File name → contents."""
    cases = {
        "roots": roots(),
        "inclusion": list(inclusion()),
        "consistency": list(consistency()),
        "subtree_inclusion": list(subtree_inclusion()),
        "subtree_consistency": list(subtree_consistency()),
    }
    return {f"{name}.json": json.dumps(content, indent=1) + "\n" for name, content in cases.items()}


def roots() -> list[Case]:
    entries = [entry.hex() for entry in ENTRIES]
    return [{"entries": entries[:size], "root": tree_hash(ENTRIES[:size]).hex()} for size in range(len(entries) + 1)]


def inclusion() -> Iterator[Case]:
    for index, size in INCLUSION:
        case = _inclusion_case(index, ENTRIES[:size]) | {"index": index, "size": size}
        yield {"name": f"leaf {index} of {size}", "valid": True, **case}
        yield from _broken(case, hashes=("leaf", "root"), numbers=("index", "size"))


def subtree_inclusion() -> Iterator[Case]:
    for start, end, _ in SUBTREES:
        index = (start + end) // 2
        case = _inclusion_case(index - start, ENTRIES[start:end]) | {"index": index, "start": start, "end": end}
        yield {"name": f"leaf {index} of [{start}, {end})", "valid": True, **case}
        yield from _broken(case, hashes=("leaf", "root"), numbers=("index", "start", "end"))


def consistency() -> Iterator[Case]:
    for size1, size2 in CONSISTENCY:
        roots_ = {"root1": tree_hash(ENTRIES[:size1]).hex(), "root2": tree_hash(ENTRIES[:size2]).hex()}
        case = {"size1": size1, "size2": size2, **roots_, "proof": _hex(proof(size1, ENTRIES[:size2]))}
        yield {"name": f"from {size1} to {size2}", "valid": True, **case}
        yield from _broken(case, hashes=("root1", "root2"), numbers=("size1", "size2"))


def subtree_consistency() -> Iterator[Case]:
    for start, end, size in SUBTREES:
        roots_ = {"subtree_root": tree_hash(ENTRIES[start:end]).hex(), "root": tree_hash(ENTRIES[:size]).hex()}
        case = {"start": start, "end": end, "size": size, **roots_}
        case["proof"] = _hex(subtree_proof(start, end, ENTRIES[:size]))
        yield {"name": f"[{start}, {end}) in {size}", "valid": True, **case}
        yield from _broken(case, hashes=("subtree_root", "root"), numbers=("start", "end", "size"))


def _inclusion_case(position: int, entries: list[bytes]) -> Case:
    leaf = sha256(b"\x00" + entries[position]).hexdigest()
    return {"leaf": leaf, "root": tree_hash(entries).hex(), "proof": _hex(path(position, entries))}


def _broken(case: Case, *, hashes: tuple[str, str], numbers: tuple[str, ...]) -> Iterator[Case]:
    """Each way to break a case; a change that leaves it as it was, or another true statement, is not one."""
    proof_: list[str] = case["proof"]
    first, second = hashes
    changes: dict[str, Case] = {
        "a hash in front of the proof": {"proof": [GARBAGE, *proof_]},
        "a hash behind the proof": {"proof": [*proof_, GARBAGE]},
        f"{second} in front of the proof": {"proof": [case[second], *proof_]},
        f"{second} behind the proof": {"proof": [*proof_, case[second]]},
        f"{first} and {second} swapped": {first: case[second], second: case[first]},
        f"{first} wrong": {first: GARBAGE},
        f"{second} wrong": {second: GARBAGE},
        f"{first} empty": {first: ""},
        f"{second} cut short": {second: case[second][:62]},
    }
    if proof_:
        changes |= {
            "the proof cut short": {"proof": proof_[:-1]},
            "the first hash left out": {"proof": proof_[1:]},
            "no proof": {"proof": []},
            "the proof reversed": {"proof": proof_[::-1]},
        }
    for position in range(len(proof_)):
        changed = [*proof_[:position], _flip(proof_[position]), *proof_[position + 1 :]]
        changes[f"a bit of hash {position} flipped"] = {"proof": changed}
    for number in numbers:
        changes[f"{number} negative"] = {number: -1}
        changes[f"{number} beyond the others"] = {number: 2**53} if number != numbers[-1] else {number: 0}
    for name, change in changes.items():
        if case | change != case:
            yield {"name": name, "valid": False, **case, **change}


def _flip(hash_: str) -> str:
    return bytes([bytes.fromhex(hash_)[0] ^ 0x10]).hex() + hash_[2:]


def _hex(hashes: list[bytes]) -> list[str]:
    return [hash_.hex() for hash_ in hashes]


if __name__ == "__main__":
    for name, content in files().items():
        (Path(__file__).parent / "merkle" / name).write_text(content)
