# SPDX-License-Identifier: Apache-2.0
"""The golden files of the light client: real commits are believed, and each named way to break them is refused."""

import json
from itertools import pairwise
from typing import Any

import pytest

from counterfoil.consensus.cometbft.light.engine_hashes import (
    Result,
    commit_hash,
    consensus_hash,
    header_hash,
    results_hash,
)
from counterfoil.consensus.cometbft.light.evidence_forms import decode_evidence, encode_evidence
from counterfoil.consensus.cometbft.light.faults import Fault, NotBelieved
from counterfoil.consensus.cometbft.light.following import bisect, follow
from counterfoil.consensus.cometbft.light.light_block import VoteFlag
from counterfoil.consensus.cometbft.light.light_protobuf import decode_light_block, encode_light_block
from counterfoil.consensus.cometbft.light.misbehaviour import check_evidence
from counterfoil.consensus.cometbft.light.rpc_json import read_light_block, write_light_block
from counterfoil.consensus.cometbft.light.steps import USUAL, step, trust_hash
from support.engine_signing import Blocks, chain, just_after, recorded
from support.vectors import VECTORS, cases, generated_files

NAMES = [one["name"] for one in recorded()]
BROKEN = cases("light/broken.json")
EVIDENCE = cases("light/evidence.json")


def test_files_are_what_the_generator_writes() -> None:
    """Writing them again gives the same bytes, and none is left over."""
    built = generated_files("generate_light")
    assert {path: (VECTORS / path).read_bytes() for path in built} == built
    assert {f"light/{path.name}" for path in (VECTORS / "light").iterdir()} == set(built)


@pytest.mark.parametrize("name", NAMES)
def test_real_chains_are_believed(name: str) -> None:
    """From the first block on, each of a chain of either family of the engine, one after the other."""
    blocks, [told] = chain(name), [one for one in recorded() if one["name"] == name]
    first = told["blocks"][0]
    trust_hash(blocks[0], told["chain"], height=first["height"], hash_=bytes.fromhex(first["hash"]))
    assert list(follow(blocks[0], blocks[1:], USUAL, just_after(blocks[-1]))) == list(blocks[1:])


@pytest.mark.parametrize("name", NAMES)
def test_hashes_are_the_engines(name: str) -> None:
    """Of headers as commits name them, of commits as the next header has them, of the parameters."""
    [told] = [one for one in recorded() if one["name"] == name]
    blocks = chain(name)
    assert [header_hash(block.header).hex() for block in blocks] == [row["hash"] for row in told["blocks"]]
    assert all(commit_hash(one.commit) == following.header.last_commit_hash for one, following in pairwise(blocks))
    parameters = consensus_hash(block_bytes_max=4_194_304, gas_max=-1)
    assert {block.header.consensus_hash for block in blocks} == {parameters}


def test_what_was_recorded_has_every_kind_of_entry() -> None:
    """Votes for a block and for none, and validators that were away; later rounds; sets that share nobody."""
    blocks = [block for name in NAMES for block in chain(name)]
    assert {entry.flag for block in blocks for entry in block.commit.entries} == set(VoteFlag)
    assert {block.commit.round for block in blocks} >= {0, 1}
    first, *_, last = chain("handover")
    assert not first.by_address.keys() & last.by_address.keys()


def test_sets_that_share_nobody_are_bridged() -> None:
    """The last block of the chain that was handed over is reached through one between, and not without."""
    blocks = chain("handover")
    source = Blocks(*blocks)
    trace = bisect(blocks[0], blocks[-1], source, USUAL, just_after(blocks[-1]))
    assert [block.height for block in trace] == [1, 9, 18]
    assert source.asked == [9]


@pytest.mark.parametrize("row", cases("light/rpc.json"), ids=lambda row: row["signed_header"]["header"]["height"])
def test_json_of_the_rpc(row: dict[str, Any]) -> None:
    """It reads as the same block, is written as the same JSON, and its results have the next header's hash."""
    header = row["signed_header"]["header"]
    name = header["chain_id"].removeprefix("light-")
    block = chain(name)[int(header["height"]) - 1]
    results = [Result(one["code"], b"", int(one["gas_wanted"]), int(one["gas_used"])) for one in row.pop("results")]
    assert read_light_block(json.dumps(row).encode()) == block
    assert write_light_block(block) == row
    assert results_hash(results) == chain(name)[block.height].header.last_results_hash


@pytest.mark.parametrize("row", BROKEN, ids=lambda row: row["name"])
def test_broken_blocks(row: dict[str, Any]) -> None:
    """Each is refused for its reason."""
    trusted = chain(row["chain"])[row["trusted"] - 1]
    block = decode_light_block(bytes.fromhex(row["light_block"]))
    assert encode_light_block(block).hex() == row["light_block"]
    with pytest.raises(NotBelieved) as caught:
        step(trusted, block, USUAL, row["now"])
    assert caught.value.fault is Fault[row["fault"]]


@pytest.mark.parametrize("row", [row for row in EVIDENCE if "fault" not in row], ids=lambda row: row["name"])
def test_good_evidence(row: dict[str, Any]) -> None:
    """It shows what was done and by whom."""
    evidence = decode_evidence(bytes.fromhex(row["evidence"]))
    assert encode_evidence(evidence).hex() == row["evidence"]
    blocks = chain(row["chain"])
    blame = check_evidence(evidence, blocks[row["common"] - 1], blocks[row["believed"] - 1])
    assert (blame.offence.value, blame.power, blame.total) == (row["offence"], row["power"], row["total"])
    assert [one.address.hex() for one in blame.culprits] == row["culprits"]
    assert [one.address.hex() for one in blame.suspects] == row["suspects"]


@pytest.mark.parametrize("row", [row for row in EVIDENCE if "fault" in row], ids=lambda row: row["name"])
def test_broken_evidence(row: dict[str, Any]) -> None:
    """Each shows nothing, for its reason."""
    blocks = chain(row["chain"])
    with pytest.raises(NotBelieved) as caught:
        check_evidence(
            decode_evidence(bytes.fromhex(row["evidence"])), blocks[row["common"] - 1], blocks[row["believed"] - 1]
        )
    assert caught.value.fault is Fault[row["fault"]]


def test_every_fault_is_met() -> None:
    """In one of the tables, or in the tests of what stands outside them."""
    elsewhere = {Fault.root_hash, Fault.app_hash, Fault.too_many_validators}
    met = {Fault[row["fault"]] for row in (*BROKEN, *EVIDENCE) if "fault" in row}
    assert set(Fault) - met == elsewhere
