# SPDX-License-Identifier: Apache-2.0
"""Writes vectors/state/*.json: roots and proofs by the slow twin, each named way to break them, and ICS 23 exports.

Run from the root of the tree as ``PYTHONPATH=src:tests python vectors/generate_state.py``.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from counterfoil.primitives.authmap import ics23
from counterfoil.primitives.authmap.proof import MapProof
from counterfoil.primitives.hashing import tagged_message
from support.authmap_twin import EMPTY, proof, subtree_hash

Case = dict[str, Any]
RECORDS = {f"holdings/balance/account-{number}/bond-7": b'{"free":%d}' % (100 * number) for number in range(40)}
OTHER = sha256(b"other").hexdigest()


def files() -> dict[str, str]:
    """File name → contents."""
    cases = {"roots": list(roots()), "proofs": list(proofs()), "ics23": exports()}
    return {f"{name}.json": json.dumps(content, indent=1) + "\n" for name, content in cases.items()}


def state_key(path: str) -> bytes:
    return sha256(tagged_message("state", path.encode())).digest()


def records(count: int) -> dict[bytes, bytes]:
    """The state keys and value hashes of the first records."""
    return {state_key(path): sha256(RECORDS[path]).digest() for path in list(RECORDS)[:count]}


def with_long_prefix() -> dict[bytes, bytes]:
    """Three keys, two of which differ in the last nibble only."""
    keys = (bytes(32), bytes(31) + b"\x01", b"\xff" * 32)
    return {key: sha256(key).digest() for key in keys}


SETS = {f"{count} records": records(count) for count in (0, 1, 2, 3, 16, 40)} | {"long prefix": with_long_prefix()}


def roots() -> Iterator[Case]:
    for name, items in SETS.items():
        hexed = {key.hex(): value.hex() for key, value in items.items()}
        yield {"name": name, "items": hexed, "root": subtree_hash(items).hex()}


def proofs() -> Iterator[Case]:
    for name, items in SETS.items():
        root = subtree_hash(items).hex()
        present = list(items)[-1:] if name != "long prefix" else list(items)[:1]
        for key in present:
            case = {"root": root, "key": key.hex(), "value": items[key].hex(), "proof": proof(items, key)}
            yield {"name": f"present among {name}", "valid": True, **case}
            yield from _broken(case)
        for key in (state_key("never/written"), state_key("nor/this")):
            case = {"root": root, "key": key.hex(), "proof": proof(items, key)}
            yield {"name": f"absent from {name}", "valid": True, **case}
            yield from _broken(case)


def _broken(case: Case) -> Iterator[Case]:
    """Each way to break a case. A case without ``value`` claims absence."""
    levels, foreign = case["proof"]["levels"], case["proof"].get("foreign")
    changes: dict[str, Case] = {"another root": {"root": OTHER}, "the root of the empty map": {"root": EMPTY.hex()}}
    changes["an empty level below"] = _with(case, [*levels, {"occupied": 0, "siblings": []}])
    changes["a level more above"] = _with(case, [{"occupied": 0, "siblings": []}, *levels])
    changes["the other claim"] = {"value": None if "value" in case else OTHER}
    if "value" in case:
        changes |= {"another key": {"key": OTHER}, "another value": {"value": OTHER}}
        changes["a foreign leaf"] = {"proof": {"levels": levels, "foreign": {"key": OTHER, "value": OTHER}}}
    if foreign:
        changes["the foreign leaf left out"] = {"proof": {"levels": levels}}
        changes["the foreign leaf is the key's"] = {"key": foreign["key"]}
        changes["another foreign leaf"] = {"proof": {"levels": levels, "foreign": {"key": OTHER, "value": OTHER}}}
        changes["another foreign value"] = {"proof": {"levels": levels, "foreign": {**foreign, "value": OTHER}}}
    if levels:
        changes["the lowest level left out"] = _with(case, levels[:-1])
        changes |= {f"lowest level: {name}": _with(case, [*levels[:-1], low]) for name, low in _levels(case, levels)}
    for name, change in changes.items():
        changed = {key: value for key, value in (case | change).items() if value is not None}
        if changed != case and not (name == "the root of the empty map" and case["root"] == EMPTY.hex()):
            yield {"name": name, "valid": False, **changed}


def _levels(case: Case, levels: list[Case]) -> Iterator[tuple[str, Case]]:
    occupied, siblings = levels[-1]["occupied"], levels[-1]["siblings"]
    own = 1 << int(case["key"][len(levels) - 1], 16)
    free = next(bit for bit in (1 << slot for slot in range(16)) if not (occupied | own) & bit)
    place = (occupied & (free - 1)).bit_count()
    yield "a hash too many", {"occupied": occupied, "siblings": [*siblings, OTHER]}
    yield "a hash too few", {"occupied": occupied, "siblings": siblings[:-1]}
    yield (
        "an empty sibling spelled out",
        {
            "occupied": occupied | free,
            "siblings": [*siblings[:place], EMPTY.hex(), *siblings[place:]],
        },
    )
    yield "the path's own child marked", {"occupied": occupied | own, "siblings": [*siblings, OTHER]}
    yield "a sibling moved", {"occupied": (occupied & (occupied - 1)) | free, "siblings": siblings}
    yield "a bit flipped", {"occupied": occupied, "siblings": [*siblings[:-1], OTHER]}
    yield "no siblings", {"occupied": 0, "siblings": []}


def _with(case: Case, levels: list[Case]) -> Case:
    return {"proof": {**case["proof"], "levels": levels}}


def exports() -> Case:
    items = records(40)
    cases = []
    for path in list(RECORDS)[:3]:
        map_proof = msgspec.convert(proof(items, state_key(path)), MapProof)
        key, value = tagged_message("state", path.encode()), RECORDS[path]
        exported = ics23.commitment_proof(key, value, map_proof)
        cases.append({"path": path, "key": key.hex(), "value": value.hex(), "proof": exported.hex()})
    return {"proof_spec": ics23.proof_spec().hex(), "root": subtree_hash(items).hex(), "exports": cases}


if __name__ == "__main__":
    for name, content in files().items():
        (Path(__file__).parent / "state" / name).write_text(content)
