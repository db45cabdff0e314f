# SPDX-License-Identifier: Apache-2.0
"""What the engine says of a block to whoever follows it from afar: header, commit, and the validators who could sign.

Values as they were read, in the engine's own terms. Nothing of them is believed: see ``steps``.
"""

from enum import IntEnum
from functools import cached_property
from hashlib import sha256
from typing import Final

import msgspec

from counterfoil.consensus.cometbft.light.engine_time import Nanoseconds

ADDRESS_LENGTH: Final = 20


class VoteFlag(IntEnum):
    """What a validator's entry of a commit says."""

    absent = 1
    """no vote of this validator was there"""
    commit = 2
    """a vote for the block"""
    nil = 3
    """a vote for no block"""


class VoteKind(IntEnum):
    """The two votes of a round."""

    prevote = 1
    precommit = 2


class BlockId(msgspec.Struct, frozen=True):
    """What is voted for: the header's hash, and the root over the block's parts."""

    hash: bytes = b""
    parts: int = 0
    parts_hash: bytes = b""

    @property
    def is_nil(self) -> bool:
        """Whether it names no block."""
        return not (self.hash or self.parts or self.parts_hash)

    @property
    def is_whole(self) -> bool:
        """Whether it names a block as a vote for one must."""
        return len(self.hash) == len(self.parts_hash) == 32 and self.parts > 0


NIL: Final = BlockId()


class EngineHeader(msgspec.Struct, frozen=True, kw_only=True):
    """A header of the engine. ``app_hash`` and ``last_results_hash`` are of the block before it."""

    block_version: int
    app_version: int
    chain: str
    height: int
    time: Nanoseconds
    last_block: BlockId
    last_commit_hash: bytes
    data_hash: bytes
    validators_hash: bytes
    next_validators_hash: bytes
    consensus_hash: bytes
    app_hash: bytes
    last_results_hash: bytes
    evidence_hash: bytes
    proposer: bytes
    """address"""


class CommitEntry(msgspec.Struct, frozen=True):
    """What one validator gave to a commit, at its place in the set."""

    flag: VoteFlag
    address: bytes
    time: Nanoseconds
    signature: bytes


class Commit(msgspec.Struct, frozen=True):
    """The votes by which a block was decided, one entry for each validator of its height, in their order."""

    height: int
    round: int
    block: BlockId
    entries: tuple[CommitEntry, ...]


class EngineValidator(msgspec.Struct, frozen=True):
    """An Ed25519 key with voting power. ``priority`` says who proposes next; no hash covers it."""

    key: bytes
    power: int
    priority: int = 0

    @property
    def address(self) -> bytes:
        """By which votes and evidence name it."""
        return address_of(self.key)


class LightBlock(msgspec.Struct, frozen=True, dict=True):
    """All that is needed to judge one height."""

    header: EngineHeader
    commit: Commit
    validators: tuple[EngineValidator, ...]

    @property
    def height(self) -> int:
        return self.header.height

    @cached_property
    def power(self) -> int:
        """Of all validators together."""
        return sum(validator.power for validator in self.validators)

    @cached_property
    def by_address(self) -> dict[bytes, EngineValidator]:
        return {validator.address: validator for validator in self.validators}


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """A single vote, as evidence carries it."""

    kind: VoteKind
    height: int
    round: int
    block: BlockId
    time: Nanoseconds
    address: bytes
    index: int
    signature: bytes


def address_of(key: bytes) -> bytes:
    """The first 20 bytes of the key's SHA-256."""
    return sha256(key).digest()[:ADDRESS_LENGTH]


def in_order(validators: tuple[EngineValidator, ...]) -> tuple[EngineValidator, ...]:
    """The engine's order of a set: the most powerful first, among equals by address."""
    return tuple(sorted(validators, key=lambda one: (-one.power, one.address)))


def vote_in(commit: Commit, index: int) -> Vote:
    """The precommit that an entry of a commit stands for."""
    entry = commit.entries[index]
    return Vote(
        kind=VoteKind.precommit,
        height=commit.height,
        round=commit.round,
        block=commit.block if entry.flag is VoteFlag.commit else NIL,
        time=entry.time,
        address=entry.address,
        index=index,
        signature=entry.signature,
    )
