# SPDX-License-Identifier: Apache-2.0
"""The index of a chain: under which keys the store keeps events, trails, transactions and headers."""

from collections.abc import Callable, Sequence

from counterfoil.application import TransactionResult
from counterfoil.evidence.event import TrailLink
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.merkle.prove import HashSource
from counterfoil.primitives.types import Hash, Height, HexHash, RecordPath

COMMITTED = b"\x01"
REJECTED = b"\x00"


def height_key(height: Height) -> bytes:
    """Eight bytes, so that byte order is the order of the chain."""
    return height.to_bytes(8, "big")


def subtree_key(level: int, index: int) -> bytes:
    """Where the index keeps the hash of a complete subtree of headers."""
    return level.to_bytes(1, "big") + index.to_bytes(8, "big")


def stored_subtrees(find: Callable[[bytes], bytes | None]) -> HashSource:
    """The complete subtrees of committed headers, as the index keeps them; ``find`` gives what it has under a key."""

    def subtree(level: int, index: int) -> Hash:
        found = find(subtree_key(level, index))
        if found is None:
            raise InvariantBroken(f"the index lacks the subtree {index} of level {level} of the headers")
        return Hash(found)

    return subtree


def position_key(height: Height, index: int) -> bytes:
    """Height and index as 8 + 4 bytes, in the order of the chain."""
    return height.to_bytes(8, "big") + index.to_bytes(4, "big")


def read_position(data: bytes) -> tuple[Height, int]:
    """What ``position_key`` wrote."""
    return Height(int.from_bytes(data[:8], "big")), int.from_bytes(data[8:12], "big")


def transaction_key(identifier: HexHash) -> bytes:
    """Where the index keeps what became of a transaction."""
    return bytes.fromhex(identifier)


def transaction_value(result: TransactionResult) -> bytes:
    """Where a transaction stands, and whether it was committed there."""
    return position_key(result.height, result.index) + (REJECTED if result.code else COMMITTED)


def counts_value(results: Sequence[TransactionResult]) -> bytes:
    """How many events each transaction of a block caused, in their order, four bytes each."""
    return b"".join(result.events.to_bytes(4, "big") for result in results)


def read_counts(data: bytes) -> list[int]:
    """What ``counts_value`` wrote."""
    return [int.from_bytes(data[at : at + 4], "big") for at in range(0, len(data), 4)]


def trail_key(link: TrailLink) -> bytes:
    """Where the index keeps the position of an event of a record's trail."""
    return trail_prefix(link.record) + link.seq.to_bytes(8, "big")


def trail_prefix(record: RecordPath) -> bytes:
    """What all keys of a record's trail begin with; paths hold no NUL."""
    return record.encode() + b"\0"
