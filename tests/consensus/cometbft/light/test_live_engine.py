# SPDX-License-Identifier: Apache-2.0
"""A running engine: its blocks are believed as they come, and it takes evidence that we make into a block."""

import json
from collections.abc import Iterator
from itertools import permutations

import pytest

from benches.engine_chain import EngineChain
from counterfoil.consensus.cometbft.light.detector import compare
from counterfoil.consensus.cometbft.light.engine_hashes import header_hash
from counterfoil.consensus.cometbft.light.evidence_forms import evidence_hash, evidence_json
from counterfoil.consensus.cometbft.light.following import bisect, fetch
from counterfoil.consensus.cometbft.light.misbehaviour import (
    Evidence,
    check_evidence,
    duplicate_votes,
    height_of,
    light_attack,
)
from counterfoil.consensus.cometbft.light.rpc_json import read_genesis
from counterfoil.consensus.cometbft.light.steps import USUAL, trust_genesis
from counterfoil.primitives.merkle.verify import EMPTY_ROOT
from support.engine import engine
from support.engine_rpc import Node
from support.engine_signing import SEEDS, decided, just_after

BLOCKS_WAITED = 8


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineChain]:
    root = tmp_path_factory.mktemp("engine") / "chain"
    with EngineChain(root, engine(), chain="light-live", powers=[1] * 4, seeds=SEEDS[:4]) as chain:
        chain.start()
        chain.wait(4)
        yield chain


def test_a_running_chain_is_believed_from_its_genesis(running: EngineChain) -> None:
    """By one node, and the others confirm it."""
    nodes = [Node(node) for node in running.nodes]
    genesis = read_genesis((running.nodes[0].home / "config/genesis.json").read_bytes())
    first, target = nodes[0].block(genesis.height), nodes[0].block(4)
    trust_genesis(first, genesis.chain, genesis.validators, height=genesis.height)
    trace = bisect(first, target, nodes[0], USUAL, just_after(target))
    others = {f"node {number}": node for number, node in enumerate(nodes[1:], 1)}
    assert compare(trace, nodes[0], others, USUAL, just_after(target)).agreeing == tuple(others)


def test_the_engine_takes_our_evidence(running: EngineChain) -> None:
    """Of two votes and of a forged block: both stand in blocks, whose headers have the hash that we compute."""
    source = Node(running.nodes[0])
    common, believed = source.block(2), source.block(3)
    two = decided(believed, data_hash=bytes(32), round_=believed.commit.round)
    forged = decided(believed, app_hash=bytes(range(8)))
    evidence: list[Evidence] = [duplicate_votes(believed, two)[0], light_attack(forged, believed, common)]
    for one in evidence:
        check_evidence(one, fetch(source, height_of(one)), believed)
        running.nodes[0].call("broadcast_evidence", evidence=evidence_json(one))
    possible = {evidence_hash(some): some for size in (1, 2) for some in permutations(evidence, size)}
    found: list[Evidence] = []
    height = 4
    while len(found) < len(evidence) and height < believed.height + 4 * BLOCKS_WAITED:
        height += 1
        running.wait(height, of=[0])
        hash_ = source.block(height).header.evidence_hash
        found += possible[hash_] if hash_ != EMPTY_ROOT else ()
    assert sorted(map(height_of, found)) == [2, 3]


def test_what_the_engine_refuses_we_refuse(running: EngineChain) -> None:
    """Evidence in which who is accused did not sign; the engine says so, too."""
    believed = Node(running.nodes[1]).block(3)
    two = decided(believed, data_hash=bytes(32), round_=believed.commit.round)
    good = duplicate_votes(believed, two)[1]
    told = evidence_json(good)
    told["value"]["vote_a"]["signature"] = told["value"]["vote_b"]["signature"]
    with pytest.raises(ValueError, match="signature"):
        running.nodes[1].call("broadcast_evidence", evidence=told)
    assert header_hash(believed.header) in {good.first.block.hash, good.second.block.hash}
    assert json.dumps(told) != json.dumps(evidence_json(good))
