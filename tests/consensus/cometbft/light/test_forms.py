# SPDX-License-Identifier: Apache-2.0
"""What is read is what was written, in every form; and bytes that mean nothing are refused, whatever they are."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.consensus.cometbft.light import protobuf_fields as pb
from counterfoil.consensus.cometbft.light.engine_time import (
    SECOND,
    ZERO_TIME,
    Nanoseconds,
    decode_time,
    encode_time,
    format_engine_time,
    milliseconds,
    parse_time,
)
from counterfoil.consensus.cometbft.light.evidence_forms import decode_evidence, evidence_json
from counterfoil.consensus.cometbft.light.light_block import (
    BlockId,
    Commit,
    CommitEntry,
    EngineHeader,
    EngineValidator,
    LightBlock,
    VoteFlag,
)
from counterfoil.consensus.cometbft.light.light_protobuf import (
    decode_light_block,
    encode_light_block,
    encode_validator,
)
from counterfoil.consensus.cometbft.light.rpc_json import (
    join_answers,
    read_genesis,
    read_light_block,
    write_light_block,
)
from counterfoil.primitives.errors import DecodeError
from support.engine_signing import chain
from support.vectors import cases

TIMES = st.integers(ZERO_TIME, 253_402_300_799 * SECOND).map(Nanoseconds)
HASHES = st.binary(max_size=33)
SIGNED = st.integers(-(2**63), 2**63 - 1)
BLOCK_IDS = st.builds(BlockId, HASHES, st.integers(0, 2**32 - 1), HASHES)
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
HEADERS = st.builds(
    EngineHeader,
    block_version=st.integers(0, 20),
    app_version=st.integers(0, 2**40),
    chain=TEXT,
    height=SIGNED,
    time=TIMES,
    last_block=BLOCK_IDS,
    **dict.fromkeys(
        (
            *("last_commit_hash", "data_hash", "validators_hash", "next_validators_hash", "consensus_hash"),
            *("app_hash", "last_results_hash", "evidence_hash", "proposer"),
        ),
        HASHES,
    ),
)
ENTRIES = st.builds(CommitEntry, st.sampled_from(VoteFlag), HASHES, TIMES, st.binary(max_size=65))
COMMITS = st.builds(
    Commit, SIGNED, st.integers(-(2**31), 2**31 - 1), BLOCK_IDS, st.lists(ENTRIES, max_size=4).map(tuple)
)
VALIDATORS = st.builds(EngineValidator, st.binary(min_size=1, max_size=33), SIGNED, SIGNED)
BLOCKS = st.builds(LightBlock, HEADERS, COMMITS, st.lists(VALIDATORS, max_size=4).map(tuple))


@given(BLOCKS)
def test_blocks_come_back(block: LightBlock) -> None:
    """From protobuf and from JSON, whatever is in them."""
    assert decode_light_block(encode_light_block(block)) == block
    assert read_light_block(json.dumps(write_light_block(block)).encode()) == block


@given(TIMES)
def test_times_come_back(time: Nanoseconds) -> None:
    """From text and from protobuf; the text is that of the calendar."""
    text = format_engine_time(time)
    assert parse_time(text, "$") == time
    assert decode_time(pb.Fields(encode_time(time), "$"), "$") == time
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time // 1_000)
    assert text[:19] == moment.isoformat()[:19]
    assert milliseconds(time) == time // 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-11-30", "2026-11-30T00:00:00", "2026-11-30T00:00:00+08:00", "2026-13-01T00:00:00Z"),
        *("2026-02-29T00:00:00Z", "2026-11-31T00:00:00Z", "2026-11-30T24:00:00Z", "2026-11-30T00:60:00Z"),
        *("0000-01-01T00:00:00Z", "2026-11-30T00:00:00.Z", "2026-11-30T00:00:00.1234567890Z", "２026-11-30T00:00:00Z"),
    ],
)
def test_what_is_no_time(text: str) -> None:
    """Other zones, days that are not in the calendar, more than nanoseconds."""
    with pytest.raises(DecodeError):
        parse_time(text, "$")


@given(st.integers(0, 2**64 - 1))
def test_numbers_come_back(value: int) -> None:
    """Of 64 bits, as signed ones."""
    assert pb.Fields(pb.integer(3, value), "$").integer(3) == pb.signed(value)
    assert pb.Fields(pb.fixed64(3, value), "$").integer(3) == pb.signed(value)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No bytes make a reader fail otherwise than by saying so."""
    for read in (decode_light_block, decode_evidence, read_light_block, read_genesis):
        try:
            read(data)
        except DecodeError as error:
            assert error.where


def test_a_changed_bit_is_another_block_or_none() -> None:
    """Each bit of a real block: none goes unnoticed but those of the proposer, whom nothing that is hashed names."""
    block = chain("four")[1]
    encoded = encode_light_block(block)
    hashed = len(encoded) - len(pb.message(2, encode_validator(block.validators[0])))
    for place in range(hashed):
        for bit in range(8):
            changed = encoded[:place] + bytes([encoded[place] ^ 1 << bit]) + encoded[place + 1 :]
            try:
                assert decode_light_block(changed) != block, (place, bit)
            except DecodeError:
                continue


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (pb.integer(1, 5) * 2, "twice"),
        (b"\x0a\x05ab", "cut short"),
        (b"\x80", "cut short"),
        (b"\xff" * 11, "more than ten"),
        (b"\xff" * 9 + b"\x7f", "more than 64"),
        (b"\x00\x00", "number 0"),
        (b"\x0b", "wire type 3"),
    ],
)
def test_what_is_no_message(data: bytes, problem: str) -> None:
    """Fields that stand twice or are cut short, numbers that are too long, groups."""
    expected = {"twice": "2 times"}.get(problem, problem)
    with pytest.raises(DecodeError, match=expected):
        pb.Fields(data, "$").integer(1)


def _told() -> Any:
    return cases("light/rpc.json")[0]


def _changed(path: str, value: object) -> bytes:
    told = _told()
    place: Any = told
    *way, last = path.split(".")
    for part in way:
        place = place[int(part)] if part.isdigit() else place[part]
    place[int(last) if last.isdigit() else last] = value
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("signed_header.header.height", "five"),
        ("signed_header.header.height", 5),
        ("signed_header.header.height", str(2**63)),
        ("signed_header.header.height", "٥"),
        ("signed_header.header.time", "now"),
        ("signed_header.header.app_hash", "0g"),
        ("signed_header.header.app_hash", "00 00"),
        ("signed_header.header", None),
        ("signed_header.commit.signatures.0.block_id_flag", 4),
        ("signed_header.commit.signatures.0.signature", "***"),
        ("validators.0.address", "00" * 20),
        ("validators.0.pub_key.type", "tendermint/PubKeySecp256k1"),
        ("validators.0.voting_power", "-"),
        ("validators", {}),
    ],
)
def test_json_that_is_no_block(path: str, value: object) -> None:
    """Each is an error that names the place."""
    with pytest.raises(DecodeError) as caught:
        read_light_block(_changed(path, value))
    assert caught.value.where.startswith("$.")


def test_answers_are_joined() -> None:
    """What the RPC says by pages is read as one set."""
    told = _told()
    pages = [{"validators": told["validators"][:1]}, {"validators": told["validators"][1:]}, {"validators": None}]
    assert read_light_block(join_answers({"signed_header": told["signed_header"]}, pages)) == chain("four")[0]


def test_genesis() -> None:
    """Of the engine's file the chain, the first height and the validators are read; height 0 means 1."""
    key = {"type": "tendermint/PubKeyEd25519", "value": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
    told = {"chain_id": "a", "initial_height": "0", "validators": [{"pub_key": key, "power": "3", "name": ""}]}
    genesis = read_genesis(json.dumps(told).encode())
    assert (genesis.chain, genesis.height, genesis.validators) == ("a", 1, (EngineValidator(bytes(32), 3),))


@pytest.mark.parametrize("row", cases("light/evidence.json")[:9:4], ids=lambda row: row["name"])
def test_evidence_for_the_rpc(row: dict[str, Any]) -> None:
    """Its JSON names its type, and numbers are text."""
    told = evidence_json(decode_evidence(bytes.fromhex(row["evidence"])))
    assert told["type"] in {"tendermint/DuplicateVoteEvidence", "tendermint/LightClientAttackEvidence"}
    assert told["value"]["TotalVotingPower"] == str(row["total"])
