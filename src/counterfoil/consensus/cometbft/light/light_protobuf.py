# SPDX-License-Identifier: Apache-2.0
"""Light blocks as protobuf (``tendermint.types.LightBlock``): how nodes send them, and how vectors keep them."""

from counterfoil.consensus.cometbft.light.engine_hashes import encode_block_id, encode_entry, encode_key
from counterfoil.consensus.cometbft.light.engine_time import decode_time, encode_time
from counterfoil.consensus.cometbft.light.light_block import (
    BlockId,
    Commit,
    CommitEntry,
    EngineHeader,
    EngineValidator,
    LightBlock,
    VoteFlag,
)
from counterfoil.consensus.cometbft.light.protobuf_fields import Fields, integer, message, octets
from counterfoil.primitives.errors import DecodeError


def encode_light_block(block: LightBlock) -> bytes:
    """With the first validator as the proposer, whom no hash of a block names, and without the total of powers.

    The engine writes that total as 0, because it hashes these bytes in evidence.
    """
    signed = message(1, encode_header(block.header)) + message(2, encode_commit(block.commit))
    members = [encode_validator(one) for one in block.validators]
    chosen = message(2, members[0]) if members else b""
    validators = b"".join(message(1, one) for one in members) + chosen
    return message(1, signed) + message(2, validators)


def decode_light_block(data: bytes) -> LightBlock:
    """Raises DecodeError."""
    return read_light_fields(Fields(data, "$"))


def read_light_fields(fields: Fields) -> LightBlock:
    """Of a message that holds one."""
    signed, validators = fields.message(1, "signed_header"), fields.message(2, "validator_set")
    members = validators.messages(1, "validators")
    return LightBlock(
        _header(signed.message(1, "header")),
        _commit(signed.message(2, "commit")),
        tuple(read_validator(one, f"$.validator_set.validators[{index}]") for index, one in enumerate(members)),
    )


def encode_header(header: EngineHeader) -> bytes:
    """``Header``, which is not what is hashed: see ``engine_hashes``."""
    return (
        message(1, integer(1, header.block_version) + integer(2, header.app_version))
        + octets(2, header.chain.encode())
        + integer(3, header.height)
        + message(4, encode_time(header.time))
        + message(5, encode_block_id(header.last_block))
        + octets(6, header.last_commit_hash)
        + octets(7, header.data_hash)
        + octets(8, header.validators_hash)
        + octets(9, header.next_validators_hash)
        + octets(10, header.consensus_hash)
        + octets(11, header.app_hash)
        + octets(12, header.last_results_hash)
        + octets(13, header.evidence_hash)
        + octets(14, header.proposer)
    )


def encode_commit(commit: Commit) -> bytes:
    """``Commit``."""
    return (
        integer(1, commit.height)
        + integer(2, commit.round)
        + message(3, encode_block_id(commit.block))
        + b"".join(message(4, encode_entry(entry)) for entry in commit.entries)
    )


def encode_validator(validator: EngineValidator) -> bytes:
    """``Validator``."""
    return (
        octets(1, validator.address)
        + message(2, encode_key(validator.key))
        + integer(3, validator.power)
        + integer(4, validator.priority)
    )


def read_validator(fields: Fields, where: str) -> EngineValidator:
    """Of a key that is read here, with the address that is the key's."""
    key = fields.message(2, "pub_key")
    if key.has(2) or key.has(4) or not key.has(1):
        raise DecodeError("no Ed25519 key", where=f"{where}.pub_key")
    validator = EngineValidator(key.octets(1), fields.integer(3), fields.integer(4))
    if fields.octets(1) != validator.address:
        raise DecodeError("the address is not that of the key", where=f"{where}.address")
    return validator


def read_block_id(fields: Fields) -> BlockId:
    parts = fields.message(2, "part_set_header")
    return BlockId(fields.octets(1), parts.integer(1), parts.octets(2))


def _header(fields: Fields) -> EngineHeader:
    version = fields.message(1, "version")
    return EngineHeader(
        block_version=version.integer(1),
        app_version=version.integer(2),
        chain=fields.text(2),
        height=fields.integer(3),
        time=decode_time(fields.message(4, "time"), "$.signed_header.header.time"),
        last_block=read_block_id(fields.message(5, "last_block_id")),
        last_commit_hash=fields.octets(6),
        data_hash=fields.octets(7),
        validators_hash=fields.octets(8),
        next_validators_hash=fields.octets(9),
        consensus_hash=fields.octets(10),
        app_hash=fields.octets(11),
        last_results_hash=fields.octets(12),
        evidence_hash=fields.octets(13),
        proposer=fields.octets(14),
    )


def _commit(fields: Fields) -> Commit:
    entries = tuple(_entry(one, index) for index, one in enumerate(fields.messages(4, "signatures")))
    return Commit(fields.integer(1), fields.integer(2), read_block_id(fields.message(3, "block_id")), entries)


def _entry(fields: Fields, index: int) -> CommitEntry:
    where = f"$.signed_header.commit.signatures[{index}]"
    flag = fields.integer(1)
    if flag not in set(VoteFlag):
        raise DecodeError(f"{flag} is no flag of a vote", where=where)
    time = decode_time(fields.message(3, "timestamp"), f"{where}.timestamp")
    return CommitEntry(VoteFlag(flag), fields.octets(2), time, fields.octets(4))
