# SPDX-License-Identifier: Apache-2.0
"""What the engine hashes and signs, byte for byte.

Every root is one of RFC 6962 over encoded parts. A header's parts are its fourteen fields, each encoded alone.
"""

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from counterfoil.consensus.cometbft.light.engine_time import encode_time
from counterfoil.consensus.cometbft.light.light_block import (
    BlockId,
    Commit,
    CommitEntry,
    EngineHeader,
    EngineValidator,
    Vote,
)
from counterfoil.consensus.cometbft.light.protobuf_fields import delimited, fixed64, integer, message, octets
from counterfoil.primitives.merkle.verify import leaf_hashes, root
from counterfoil.primitives.types import Hash


class Result(msgspec.Struct, frozen=True):
    """What is hashed of a transaction's result (``ExecTxResult``); its log, events and code space are not."""

    code: int = 0
    data: bytes = b""
    gas_wanted: int = 0
    gas_used: int = 0


def header_hash(header: EngineHeader) -> Hash:
    """By which votes name the block."""
    return _root(
        [
            integer(1, header.block_version) + integer(2, header.app_version),
            octets(1, header.chain.encode()),
            integer(1, header.height),
            encode_time(header.time),
            encode_block_id(header.last_block),
            octets(1, header.last_commit_hash),
            octets(1, header.data_hash),
            octets(1, header.validators_hash),
            octets(1, header.next_validators_hash),
            octets(1, header.consensus_hash),
            octets(1, header.app_hash),
            octets(1, header.last_results_hash),
            octets(1, header.evidence_hash),
            octets(1, header.proposer),
        ]
    )


def validators_hash(validators: Sequence[EngineValidator]) -> Hash:
    """Of a set, in its order: keys and powers (``SimpleValidator``)."""
    return _root([message(1, encode_key(one.key)) + integer(2, one.power) for one in validators])


def commit_hash(commit: Commit) -> Hash:
    """The ``last_commit_hash`` of the next header, when this is the commit that its proposer put in."""
    return _root([encode_entry(entry) for entry in commit.entries])


def results_hash(results: Sequence[Result]) -> Hash:
    """The ``last_results_hash`` of the next header."""
    return _root(
        [
            integer(1, result.code)
            + octets(2, result.data)
            + integer(5, result.gas_wanted)
            + integer(6, result.gas_used)
            for result in results
        ]
    )


def consensus_hash(*, block_bytes_max: int, gas_max: int) -> Hash:
    """Of the parameters that a header commits to (``HashedParams``): the size of a block and its gas, and no others."""
    return Hash(sha256(integer(1, block_bytes_max) + integer(2, gas_max)).digest())


def data_hash(transactions: Sequence[bytes]) -> Hash:
    """The ``data_hash`` of the block that holds these transactions: over their hashes."""
    return _root([sha256(transaction).digest() for transaction in transactions])


def vote_bytes(chain: str, vote: Vote) -> bytes:
    """What a validator signs: ``CanonicalVote`` behind its length, without the voter's name."""
    return delimited(
        integer(1, vote.kind)
        + fixed64(2, vote.height)
        + fixed64(3, vote.round)
        + (b"" if vote.block.is_nil else message(4, encode_block_id(vote.block)))
        + message(5, encode_time(vote.time))
        + octets(6, chain.encode())
    )


def encode_block_id(block: BlockId) -> bytes:
    """``BlockID``, and ``CanonicalBlockID`` alike: the part header is always there."""
    return octets(1, block.hash) + message(2, integer(1, block.parts) + octets(2, block.parts_hash))


def encode_entry(entry: CommitEntry) -> bytes:
    """``CommitSig``."""
    return (
        integer(1, entry.flag)
        + octets(2, entry.address)
        + message(3, encode_time(entry.time))
        + octets(4, entry.signature)
    )


def encode_key(key: bytes) -> bytes:
    """``PublicKey`` of the one kind that is read here: Ed25519."""
    return octets(1, key)


def _root(leaves: Sequence[bytes]) -> Hash:
    return root(leaf_hashes(leaves))
