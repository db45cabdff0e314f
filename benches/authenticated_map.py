# SPDX-License-Identifier: Apache-2.0
"""Updates of the authenticated map per second, against hashing alone."""

from hashlib import sha256

from benches.claim import Claim, timed
from counterfoil.primitives.authmap.map import MemoryMap
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Hash

KEYS = 300_000
BATCH = 15_000
BATCHES = 4


def run() -> list[Claim]:
    """Batches of updates of keys that are there, in a map that is full."""
    tree = MemoryMap()
    keys = [digest(number.to_bytes(8, "big")) for number in range(KEYS)]
    for start in range(0, KEYS, 50_000):
        tree.apply({key: digest(key) for key in keys[start : start + 50_000]})
    values = [digest(b"%d" % batch) for batch in range(BATCHES)]
    batches = [{Hash(key): value for key in keys[batch :: KEYS // BATCH][:BATCH]} for batch, value in enumerate(values)]
    with timed() as watch:
        for batch in batches:
            tree.apply(batch)
    updates = sum(len(batch) for batch in batches)
    page = bytes(513)
    with timed() as hashing:
        for _ in range(updates):
            sha256(page).digest()
    conditions = f"{KEYS:,} keys in memory, batches of {BATCH:,}, 16 children a node, one thread"
    return [
        Claim(
            name="authenticated map",
            value=updates / watch.seconds,
            unit="updates/s",
            conditions=conditions,
            limit=updates / hashing.seconds,
            limit_name="one 513-byte SHA-256 each",
        )
    ]
