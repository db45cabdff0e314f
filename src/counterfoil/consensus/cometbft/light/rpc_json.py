# SPDX-License-Identifier: Apache-2.0
"""Light blocks as the engine's RPC writes them, in JSON: numbers as text, hashes in hex, keys in base64.

Fields that are not known are passed over: whatever counts is hashed again.
"""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Any, Final, TypeVar

import msgspec

from counterfoil.consensus.cometbft.light.engine_time import format_engine_time, parse_time
from counterfoil.consensus.cometbft.light.light_block import (
    BlockId,
    Commit,
    CommitEntry,
    EngineHeader,
    EngineValidator,
    LightBlock,
    VoteFlag,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError

KEY_TYPE: Final = "tendermint/PubKeyEd25519"
_INTEGER_LIMIT: Final = 2**63
_Told = TypeVar("_Told")


class _Parts(msgspec.Struct):
    total: int
    hash: str


class _BlockId(msgspec.Struct):
    hash: str
    parts: _Parts


class _Version(msgspec.Struct):
    block: str
    app: str = "0"


class _Header(msgspec.Struct):
    version: _Version
    chain_id: str
    height: str
    time: str
    last_block_id: _BlockId
    last_commit_hash: str
    data_hash: str
    validators_hash: str
    next_validators_hash: str
    consensus_hash: str
    app_hash: str
    last_results_hash: str
    evidence_hash: str
    proposer_address: str


class _Entry(msgspec.Struct):
    block_id_flag: int
    validator_address: str
    timestamp: str
    signature: str | None


class _Commit(msgspec.Struct):
    height: str
    round: int
    block_id: _BlockId
    signatures: tuple[_Entry, ...]


class _SignedHeader(msgspec.Struct):
    header: _Header
    commit: _Commit


class _Key(msgspec.Struct):
    type: str
    value: str


class _Validator(msgspec.Struct):
    pub_key: _Key
    voting_power: str
    address: str
    proposer_priority: str = "0"


class _GenesisValidator(msgspec.Struct):
    pub_key: _Key
    power: str


class _Genesis(msgspec.Struct):
    chain_id: str
    validators: tuple[_GenesisValidator, ...]
    initial_height: str = "1"


class _Light(msgspec.Struct):
    signed_header: _SignedHeader
    validators: tuple[_Validator, ...]


class EngineGenesis(msgspec.Struct, frozen=True):
    """Of the engine's ``genesis.json``: with whom a chain begins."""

    chain: str
    height: int
    validators: tuple[EngineValidator, ...]


def read_light_block(data: bytes) -> LightBlock:
    """``{"signed_header": …, "validators": […]}``, as ``commit`` and ``validators`` give them; raises DecodeError."""
    return _block(_decode(data, _Light))


def join_answers(commit: dict[str, Any], pages: list[dict[str, Any]]) -> bytes:
    """What ``read_light_block`` reads, from the results of ``commit`` and of every page of ``validators``."""
    validators = [one for page in pages for one in page.get("validators") or []]
    return msgspec.json.encode({"signed_header": commit.get("signed_header"), "validators": validators})


def read_genesis(data: bytes) -> EngineGenesis:
    """The engine's ``genesis.json``; raises DecodeError."""
    told = _decode(data, _Genesis)
    validators = tuple(
        EngineValidator(
            _key(one.pub_key, f"$.validators[{index}]"), _integer(one.power, f"$.validators[{index}].power")
        )
        for index, one in enumerate(told.validators)
    )
    return EngineGenesis(told.chain_id, max(1, _integer(told.initial_height, "$.initial_height")), validators)


def write_light_block(block: LightBlock) -> dict[str, Any]:
    """The same form again."""
    return {"signed_header": signed_header(block), "validators": [validator_json(one) for one in block.validators]}


def signed_header(block: LightBlock) -> dict[str, Any]:
    """Header and commit, as the RPC has them."""
    header, commit = block.header, block.commit
    return {
        "header": {
            "version": {"block": str(header.block_version), "app": str(header.app_version)},
            "chain_id": header.chain,
            "height": str(header.height),
            "time": format_engine_time(header.time),
            "last_block_id": block_id_json(header.last_block),
            "last_commit_hash": _hex(header.last_commit_hash),
            "data_hash": _hex(header.data_hash),
            "validators_hash": _hex(header.validators_hash),
            "next_validators_hash": _hex(header.next_validators_hash),
            "consensus_hash": _hex(header.consensus_hash),
            "app_hash": _hex(header.app_hash),
            "last_results_hash": _hex(header.last_results_hash),
            "evidence_hash": _hex(header.evidence_hash),
            "proposer_address": _hex(header.proposer),
        },
        "commit": {
            "height": str(commit.height),
            "round": commit.round,
            "block_id": block_id_json(commit.block),
            "signatures": [
                {
                    "block_id_flag": int(entry.flag),
                    "validator_address": _hex(entry.address),
                    "timestamp": format_engine_time(entry.time),
                    "signature": b64encode(entry.signature).decode() if entry.signature else None,
                }
                for entry in commit.entries
            ],
        },
    }


def block_id_json(block: BlockId) -> dict[str, Any]:
    return {"hash": _hex(block.hash), "parts": {"total": block.parts, "hash": _hex(block.parts_hash)}}


def validator_json(validator: EngineValidator) -> dict[str, Any]:
    return {
        "address": _hex(validator.address),
        "pub_key": {"type": KEY_TYPE, "value": b64encode(validator.key).decode()},
        "voting_power": str(validator.power),
        "proposer_priority": str(validator.priority),
    }


def _block(told: _Light) -> LightBlock:
    header, commit = told.signed_header.header, told.signed_header.commit
    return LightBlock(
        _header(header),
        Commit(
            height=_integer(commit.height, "$.signed_header.commit.height"),
            round=commit.round,
            block=_block_id(commit.block_id, "$.signed_header.commit.block_id"),
            entries=tuple(_entry(one, index) for index, one in enumerate(commit.signatures)),
        ),
        tuple(_validator(one, f"$.validators[{index}]") for index, one in enumerate(told.validators)),
    )


def _header(told: _Header) -> EngineHeader:
    where = "$.signed_header.header"

    def octets(name: str) -> bytes:
        return _octets(getattr(told, name), f"{where}.{name}")

    return EngineHeader(
        block_version=_integer(told.version.block, f"{where}.version.block"),
        app_version=_integer(told.version.app, f"{where}.version.app"),
        chain=told.chain_id,
        height=_integer(told.height, f"{where}.height"),
        time=parse_time(told.time, f"{where}.time"),
        last_block=_block_id(told.last_block_id, f"{where}.last_block_id"),
        last_commit_hash=octets("last_commit_hash"),
        data_hash=octets("data_hash"),
        validators_hash=octets("validators_hash"),
        next_validators_hash=octets("next_validators_hash"),
        consensus_hash=octets("consensus_hash"),
        app_hash=octets("app_hash"),
        last_results_hash=octets("last_results_hash"),
        evidence_hash=octets("evidence_hash"),
        proposer=octets("proposer_address"),
    )


def _entry(told: _Entry, index: int) -> CommitEntry:
    where = f"$.signed_header.commit.signatures[{index}]"
    if told.block_id_flag not in set(VoteFlag):
        raise DecodeError(f"{told.block_id_flag} is no flag of a vote", where=f"{where}.block_id_flag")
    return CommitEntry(
        VoteFlag(told.block_id_flag),
        _octets(told.validator_address, f"{where}.validator_address"),
        parse_time(told.timestamp, f"{where}.timestamp"),
        _base64(told.signature or "", f"{where}.signature"),
    )


def _validator(told: _Validator, where: str) -> EngineValidator:
    validator = EngineValidator(
        _key(told.pub_key, where),
        _integer(told.voting_power, f"{where}.voting_power"),
        _integer(told.proposer_priority, f"{where}.proposer_priority"),
    )
    if _octets(told.address, f"{where}.address") != validator.address:
        raise DecodeError("the address is not that of the key", where=f"{where}.address")
    return validator


def _key(told: _Key, where: str) -> bytes:
    if told.type != KEY_TYPE:
        raise DecodeError(f"{told.type[:40]!r} is no kind of key that is read here", where=where, remedy=KEY_TYPE)
    return _base64(told.value, f"{where}.pub_key.value")


def _block_id(told: _BlockId, where: str) -> BlockId:
    return BlockId(
        _octets(told.hash, f"{where}.hash"), told.parts.total, _octets(told.parts.hash, f"{where}.parts.hash")
    )


def _decode(data: bytes, type_: type[_Told]) -> _Told:
    try:
        return canonical.decode_json(data, type_)
    except msgspec.ValidationError as error:
        problem, where = canonical.problem_and_path(error)
        raise DecodeError(problem, where=where) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DecodeError(f"no JSON: {error}", where="$") from error


def _integer(text: str, where: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 19):
        raise DecodeError(f"{text[:24]!r} is no whole number", where=where)
    value = int(text)
    if not -_INTEGER_LIMIT <= value < _INTEGER_LIMIT:
        raise DecodeError("a number of more than 64 bits", where=where)
    return value


def _octets(text: str, where: str) -> bytes:
    try:
        if text.isalnum() or not text:
            return bytes.fromhex(text)
    except ValueError:
        pass
    raise DecodeError(f"{text[:24]!r} is not hex", where=where)


def _base64(text: str, where: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (Base64Error, ValueError) as error:
        raise DecodeError("not base64", where=where) from error


def _hex(data: bytes) -> str:
    return data.hex().upper()
