# SPDX-License-Identifier: Apache-2.0
"""Lines about who looked at what (spec/access.md): what is hashed of each, their batch, the proof of one, receipts.

On a ledger stands the root of a batch, and nothing of what its lines say: each has a salt, and how many say something
is a line of its own.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.transaction import salt_of
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import from_hex, tagged, to_hex
from counterfoil.primitives.merkle.prove import LeafList
from counterfoil.primitives.merkle.verify import leaf_hash, verify_inclusion
from counterfoil.primitives.types import (
    ChainId,
    Hash,
    HashField,
    HeightField,
    HexHash,
    PartyId,
    Timestamp,
    TimestampField,
)

PROOF_FORMAT: Final = "counterfoil-access-proof/v1"
RECEIPT_TYPE: Final = "application/vnd.counterfoil.access-line.v1+json"
"""What a receipt signs, as DSSE has it."""
HASHED: Final = "sha256:"
"""How what came with a question begins in a line that has its hash alone: what was asked never does, being JSON."""
LINE_LENGTH_MAX: Final = 65_536
PROOF_LENGTH_MAX: Final = 2 * LINE_LENGTH_MAX
PATH_MAX: Final = 20
_Name = Annotated[str, Meta(min_length=1, max_length=200)]
_Number = Annotated[int, Meta(ge=1)]


class AccessLine(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """One question and its answer: who asked for what, when, and what became of it."""

    chain: _Name
    batch: _Number
    number: _Number
    """which of this party's questions in the batch it is, from 1 up: so nobody learns how much others ask"""
    party: _Name
    key: HashField | None
    """the key that signed the question; None where a token did"""
    asker: _Name
    """as the policy of the chain tells askers apart"""
    question: _Name
    asked: Annotated[str, Meta(max_length=10_000)]
    """method, path and query, as they came"""
    body: Annotated[str, Meta(max_length=10_000)]
    """what came with it: as text where it is short, ``sha256:…`` where it is not; empty for nothing"""
    request: _Name
    """the name of the request"""
    height: HeightField
    """the last block when it was asked"""
    status: Annotated[int, Meta(ge=100, le=599)]
    answer: HashField | None
    """SHA-256 of what was answered; None for an answer that goes on, such as a feed"""
    time: TimestampField
    salt: HashField

    @property
    def leaf(self) -> Hash:
        """Its leaf hash."""
        return leaf_hash(canonical.encode(self))


class BatchHead(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """The first leaf of a batch: how many lines follow it that say something."""

    chain: _Name
    noter: _Name
    batch: _Number
    since: TimestampField
    until: TimestampField
    said: Annotated[int, Meta(ge=0)]
    lines: _Number
    """all that are hashed, this one and those that say nothing too: a power of two"""
    salt: HashField


class _Nothing(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A line that says nothing, with a salt out of the head's: the tree is filled up with such."""

    nothing: int
    salt: HexHash


class AccessBatch:
    """A batch that is over: its root, and the place of each line."""

    def __init__(self, head: BatchHead, lines: Sequence[AccessLine]) -> None:
        """Raises DecodeError where the lines are not those that the head counts."""
        problem = _problem(head, lines)
        if problem is not None:
            raise DecodeError(problem, where=f"batch {head.batch}")
        self.head, self.lines = head, tuple(lines)
        self._tree = LeafList([leaf_hash(canonical.encode(head)), *(line.leaf for line in lines), *_filling(head)])

    @property
    def root(self) -> HexHash:
        return to_hex(self._tree.root())

    def proof(self, index: int) -> "AccessProof":
        """Of the line at an index, from 0 up."""
        return AccessProof(
            chain=self.head.chain,
            noter=self.head.noter,
            line=self.lines[index],
            index=index + 1,
            lines=self.head.lines,
            path=tuple(to_hex(one) for one in self._tree.inclusion_proof(index + 1)),
        )


class AccessProof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line, and its place in a batch that stands on a chain."""

    format: Annotated[str, Meta(pattern=f"^{PROOF_FORMAT}$")] = PROOF_FORMAT
    chain: _Name
    noter: _Name
    line: AccessLine
    lines: Annotated[int, Meta(ge=1, le=2**PATH_MAX)]
    """of the batch"""
    index: Annotated[int, Meta(ge=1, lt=2**PATH_MAX)]
    """of this one; the first leaf is the head"""
    path: Annotated[tuple[HashField, ...], Meta(max_length=PATH_MAX)]

    def leads_to(self, root: HexHash, lines: int) -> bool:
        """Whether a batch of so many lines, with this root, has the line in it, in its place."""
        if lines != self.lines or self.index >= lines:
            return False
        path = [from_hex(one) for one in self.path]
        return verify_inclusion(self.line.leaf, self.index, lines, path, from_hex(root))


class AccessReceipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What whoever asked is given: the line that is kept, signed by who notes."""

    line: AccessLine
    keyid: HashField
    signature: bytes


def lines_for(said: int, least: int) -> int:
    """To how many lines a batch is filled up that says so much: its head besides, and a power of two."""
    return max(1 << said.bit_length(), least)


def batch_hash(
    *,
    noter: PartyId,
    batch: int,
    since: Timestamp,
    until: Timestamp,
    lines: int,
    root: HexHash,
    previous: HexHash,
) -> HexHash:
    """What the next batch names as the one before it."""
    said = {
        "batch": batch,
        "lines": lines,
        "noter": noter,
        "previous": previous,
        "root": root,
        "since": since,
        "until": until,
    }
    return to_hex(tagged("access-batch", canonical.encode(said)))


def encode_access_proof(proof: AccessProof) -> bytes:
    """The ``.access-proof.json`` file: canonical JSON."""
    return canonical.encode(proof)


def decode_access_proof(data: bytes) -> AccessProof:
    """Strict; raises DecodeError that names the field."""
    if len(data) > PROOF_LENGTH_MAX:
        raise DecodeError(f"{len(data)} bytes; at most {PROOF_LENGTH_MAX} are read", where="access proof")
    return canonical.decode(data, AccessProof)


def decode_access_line(data: bytes) -> AccessLine:
    """Strict; raises DecodeError."""
    return canonical.decode(data, AccessLine)


def decode_batch_head(data: bytes) -> BatchHead:
    """Strict; raises DecodeError."""
    return canonical.decode(data, BatchHead)


def place_of(line: AccessLine) -> tuple[ChainId, int, PartyId, int]:
    """Where a line belongs: no other has that place, and a batch has all of a party's up to its last."""
    return ChainId(line.chain), line.batch, PartyId(line.party), line.number


def _problem(head: BatchHead, lines: Sequence[AccessLine]) -> str | None:
    """What is wrong with lines that shall be a batch; None for nothing."""
    if len(lines) != head.said or head.lines <= head.said or head.lines & (head.lines - 1):
        return f"its head counts {head.said} of {head.lines} lines, and there are {len(lines)}"
    numbers: Counter[str] = Counter()
    last = head.since
    for line in lines:
        numbers[line.party] += 1
        if (line.chain, line.batch) != (head.chain, head.batch):
            return f"a line is of batch {line.batch} of {line.chain}"
        if line.number != numbers[line.party]:
            return f"after line {numbers[line.party] - 1} of {line.party} comes {line.number}"
        if not last <= line.time <= head.until:
            return "a line is of a time before the one before it, or outside the period"
        last = line.time
    return None


def _filling(head: BatchHead) -> list[Hash]:
    seed = from_hex(head.salt)
    return [
        leaf_hash(canonical.encode(_Nothing(index, HexHash(salt_of(seed, index)))))
        for index in range(head.said + 1, head.lines)
    ]
