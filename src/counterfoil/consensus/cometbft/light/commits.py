# SPDX-License-Identifier: Apache-2.0
"""Whether a block is one that its own validators decided: form, hashes, and votes of more than two thirds.

A block on its own holds when

1. its header is of this chain, of the version of blocks that is known, and every hash has its length;
2. its validators are distinct Ed25519 keys with positive power, and the header commits to them;
3. its commit is of the header's height, and names the header by its hash;
4. the commit has one entry for each validator, in their order, each as its flag says and with that validator's address;
5. entries for the block whose signatures hold have more than two thirds of the power.

A signature holds by libsodium's rule, as everywhere here. The engine accepts more (ZIP 215): such a vote does not
count, and does no harm to others. Votes for no block and absent ones count for nothing.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from counterfoil.consensus.cometbft.light.engine_hashes import header_hash, validators_hash, vote_bytes
from counterfoil.consensus.cometbft.light.engine_time import ZERO_TIME
from counterfoil.consensus.cometbft.light.faults import Fault, require
from counterfoil.consensus.cometbft.light.light_block import (
    ADDRESS_LENGTH,
    CommitEntry,
    EngineHeader,
    EngineValidator,
    LightBlock,
    VoteFlag,
    vote_in,
)
from counterfoil.primitives.signatures import ED25519, SCHEMES

BLOCK_VERSION: Final = 11
"""The engine's ``BlockProtocol``, in 0.38 and 0.40 alike."""
VALIDATORS_MAX: Final = 10_000
"""In one commit (``MaxVotesCount``): whoever makes up more wants us to check signatures without end."""
POWER_MAX: Final = (2**63 - 1) // 8
"""Of a whole set (``MaxTotalVotingPower``)."""
CHAIN_LENGTH_MAX: Final = 50
ROUND_MAX: Final = 2**31 - 1
HEIGHT_MAX: Final = 2**63 - 1
_HASH_LENGTHS: Final = (0, 32)
_SCHEME: Final = SCHEMES[ED25519]


class Tally(msgspec.Struct, frozen=True):
    """How a commit was counted; places are those of the set."""

    power: int
    total: int
    counted: tuple[int, ...]
    uncounted: tuple[int, ...]
    """votes for the block whose signatures do not hold"""


def require_decided(block: LightBlock, chain: str) -> Tally:
    """Raise NotBelieved unless the block's own validators decided it. Nothing is said of who they are."""
    _require_header(block.header, chain)
    require_validators(block.validators)
    expected = validators_hash(block.validators)
    require(block.header.validators_hash == expected, Fault.validators_hash, expected.hex())
    _require_for(block)
    tally = count(block)
    require(tally.power * 3 > tally.total * 2, Fault.power, f"{tally.power} of {tally.total}")
    return tally


def count(block: LightBlock) -> Tally:
    """The votes for the block, each by the key in its place."""
    held = tuple(signed_entries(block))
    votes = [index for index, entry in enumerate(block.commit.entries) if entry.flag is VoteFlag.commit]
    return Tally(
        power=sum(block.validators[index].power for index in held),
        total=block.power,
        counted=held,
        uncounted=tuple(index for index in votes if index not in held),
    )


def signed_entries(block: LightBlock) -> Iterator[int]:
    """The places of votes for the block whose signatures hold."""
    for index, entry in enumerate(block.commit.entries):
        if entry.flag is VoteFlag.commit and vote_holds(block, index, block.validators[index].key):
            yield index


def vote_holds(block: LightBlock, index: int, key: bytes) -> bool:
    """Whether the signature of an entry is by a key."""
    message = vote_bytes(block.header.chain, vote_in(block.commit, index))
    return signature_holds(key, message, block.commit.entries[index].signature)


def signature_holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """By libsodium's rule."""
    return _SCHEME.verify(key, message, signature)


def require_validators(validators: tuple[EngineValidator, ...]) -> None:
    """Rule 2 but for the hash."""
    require(bool(validators), Fault.no_validators)
    require(len(validators) <= VALIDATORS_MAX, Fault.too_many_validators, str(len(validators)))
    require(all(len(one.key) == _SCHEME.public_key_length for one in validators), Fault.validator_key)
    require(all(one.power > 0 for one in validators), Fault.validator_power)
    require(sum(one.power for one in validators) <= POWER_MAX, Fault.validator_power)
    require(len({one.key for one in validators}) == len(validators), Fault.validator_twice)


def _require_header(header: EngineHeader, chain: str) -> None:
    require(header.block_version == BLOCK_VERSION, Fault.block_version, str(header.block_version))
    require(header.chain == chain and len(chain) <= CHAIN_LENGTH_MAX, Fault.chain, header.chain[:CHAIN_LENGTH_MAX])
    require(1 <= header.height <= HEIGHT_MAX, Fault.height, str(header.height))
    hashes = (
        *(header.last_block.hash, header.last_block.parts_hash, header.last_commit_hash, header.data_hash),
        *(header.validators_hash, header.next_validators_hash, header.consensus_hash),
        *(header.last_results_hash, header.evidence_hash),
    )
    require(all(len(one) in _HASH_LENGTHS for one in hashes), Fault.hash_length)
    require(len(header.proposer) == ADDRESS_LENGTH, Fault.hash_length, "the proposer's address")


def _require_for(block: LightBlock) -> None:
    commit, validators = block.commit, block.validators
    require(commit.height == block.height, Fault.commit_height, f"{commit.height}, not {block.height}")
    require(0 <= commit.round <= ROUND_MAX, Fault.commit_round, str(commit.round))
    require(commit.block.is_whole, Fault.commit_block)
    require(commit.block.hash == header_hash(block.header), Fault.header_hash, commit.block.hash.hex())
    require(len(commit.entries) == len(validators), Fault.entry_count, f"{len(commit.entries)} of {len(validators)}")
    for index, (entry, validator) in enumerate(zip(commit.entries, validators, strict=True)):
        require(_is_well_formed(entry), Fault.entry_form, f"entry {index}")
        named = entry.flag is VoteFlag.absent or entry.address == validator.address
        require(named, Fault.entry_address, f"entry {index}")


def _is_well_formed(entry: CommitEntry) -> bool:
    if entry.flag is VoteFlag.absent:
        return entry.address == b"" and entry.signature == b"" and entry.time == ZERO_TIME
    return len(entry.address) == ADDRESS_LENGTH and len(entry.signature) == _SCHEME.signature_length
