# SPDX-License-Identifier: Apache-2.0
"""``counterfoil engine``: an audit from a file of blocks, a header followed, and an engine that is there."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from benches.engine_chain import EngineChain
from counterfoil.consensus.cometbft.light.engine_hashes import header_hash
from counterfoil.consensus.cometbft.light.light_block import LightBlock
from counterfoil.primitives.types import Height
from counterfoil.storage.filelog import FileBlockLog
from support.engine import engine
from support.engine_ordered import blocks_file, engine_over
from support.engine_signing import SEEDS, decided

DAYS = "36500"


def ordered(network: Path) -> tuple[Path, list[LightBlock]]:
    """A chain's folder, and what the engine would have said of it."""
    folder = network / "chains" / "main"
    log = FileBlockLog.open_to_read(folder / "blocks")
    return folder, engine_over([block.header for block in log.blocks(Height(0))])


def genesis_of(path: Path, block: LightBlock) -> Path:
    keys = [{"type": "tendermint/PubKeyEd25519", "value": b64encode(one.key).decode()} for one in block.validators]
    members = [{"pub_key": key, "power": str(one.power)} for key, one in zip(keys, block.validators, strict=True)]
    path.write_text(json.dumps({"chain_id": block.header.chain, "initial_height": "1", "validators": members}))
    return path


def root_of(block: LightBlock) -> list[str]:
    return ["--trust-height", str(block.height), "--trust-hash", header_hash(block.header).hex()]


def test_a_chain_is_audited_from_the_engines_genesis(trading: Path, tmp_path: Path, run: Any, run_json: Any) -> None:
    """Clean, in words and in JSON; and from a trusted height."""
    folder, blocks = ordered(trading)
    file, genesis = blocks_file(tmp_path / "blocks", blocks), genesis_of(tmp_path / "genesis.json", blocks[0])
    told = run_json("engine", "audit", folder, "--blocks", file, "--genesis", genesis)
    assert (told["engine_height"], told["height"], told["first_difference"]) == (len(blocks), len(blocks) - 1, None)
    assert "Clean." in run("engine", "audit", folder, "--blocks", file, *root_of(blocks[2])).stdout


def test_another_chain_is_a_finding(trading: Path, tmp_path: Path, run: Any, run_json: Any) -> None:
    """The engine agreed on another state at a height: exit code 1, and where."""
    folder, blocks = ordered(trading)
    genesis = genesis_of(tmp_path / "genesis.json", blocks[0])
    file = blocks_file(tmp_path / "blocks", [*blocks[:3], decided(blocks[3], app_hash=bytes(32)), *blocks[4:]])
    told = run_json("engine", "audit", folder, "--blocks", file, "--genesis", genesis, code=1)
    assert told["first_difference"].startswith("engine height 4: the application's state is not the one")
    said = run("engine", "audit", folder, "--blocks", file, "--genesis", genesis, "--until", "3")
    assert "Clean." in said.stdout


def test_there_is_one_place_to_begin(trading: Path, tmp_path: Path, run: Any) -> None:
    """A genesis or a trusted block, and a folder that is a chain's."""
    folder, blocks = ordered(trading)
    file, genesis = blocks_file(tmp_path / "blocks", blocks), genesis_of(tmp_path / "genesis.json", blocks[0])
    assert "one place to begin" in run("engine", "audit", folder, "--blocks", file, code=2).stderr
    both = ["--genesis", genesis, *root_of(blocks[0])]
    assert "one place to begin" in run("engine", "audit", folder, "--blocks", file, *both, code=2).stderr
    assert "no blocks" in run("engine", "audit", tmp_path, "--blocks", file, "--genesis", genesis, code=2).stderr
    assert "nothing is trusted" in run("engine", "follow", "--blocks", file, code=2).stderr
    assert "both" in run("engine", "follow", "--blocks", file, "--trust-height", "1", code=2).stderr


def test_a_header_is_followed(trading: Path, tmp_path: Path, run: Any, run_json: Any) -> None:
    """To the end, confirmed by another; its state is what a snapshot must give."""
    _, blocks = ordered(trading)
    file, other = blocks_file(tmp_path / "blocks", blocks), blocks_file(tmp_path / "other", blocks)
    given = ["--blocks", file, *root_of(blocks[0]), "--days", DAYS]
    told = run_json("engine", "follow", *given, "--witness", other, "--app-hash", blocks[-1].header.app_hash.hex())
    assert (told["height"], told["agreeing"], told["steps"]) == (len(blocks), [str(other)], [1, len(blocks)])
    assert "Another state" in run("engine", "follow", *given, "--app-hash", "00", code=1).stdout
    below = ["--blocks", file, *root_of(blocks[3]), "--until", "2", "--days", DAYS]
    assert "go upwards" in run("engine", "follow", *below, code=2).stderr
    every = run_json("engine", "follow", *given, "--every", "--until", "4")
    assert every["steps"] == [1, 2, 3, 4]


def test_what_is_not_believed_is_a_finding(trading: Path, tmp_path: Path, run: Any, run_json: Any) -> None:
    """With its fault by name."""
    _, blocks = ordered(trading)
    undecided = decided(blocks[-1], absent=(0, 1))
    file = blocks_file(tmp_path / "blocks", [*blocks[:-1], undecided])
    given = ["--blocks", file, *root_of(blocks[0]), "--days", DAYS]
    assert run_json("engine", "follow", *given, code=1)["fault"] == "power"
    assert "Not believed: no more than two thirds" in run("engine", "follow", *given, code=1).stdout


def test_an_attack_is_told_and_its_evidence_kept(trading: Path, tmp_path: Path, run: Any) -> None:
    """Who is to blame, if either is right, in words; and a file for each side."""
    _, blocks = ordered(trading)
    liar = [*blocks[:-1], decided(blocks[-1], absent=(2,), app_hash=bytes(32))]
    file, other = blocks_file(tmp_path / "blocks", liar), blocks_file(tmp_path / "other", blocks)
    given = ["--blocks", file, *root_of(blocks[0]), "--days", DAYS, "--witness", other]
    said = run("engine", "follow", *given, "--evidence", tmp_path / "evidence", code=1).stdout
    assert f"If {other} is right: For height" in said
    assert "That is 3 of 4 of the voting power." in said
    kept = sorted(path.name for path in (tmp_path / "evidence").iterdir())
    assert kept == ["1-against-primary.json", "1-against-witness.json"]
    told = json.loads((tmp_path / "evidence" / kept[0]).read_text())
    assert told["type"] == "tendermint/LightClientAttackEvidence"


def test_evidence_that_names_nobody_is_not_handed_in(trading: Path, tmp_path: Path, run: Any) -> None:
    """A node that is given it proposes blocks that the others refuse."""
    _, blocks = ordered(trading)
    liar = [*blocks[:-1], decided(blocks[-1], round_=1, data_hash=bytes(32))]
    file, other = blocks_file(tmp_path / "blocks", liar), blocks_file(tmp_path / "other", blocks)
    given = ["--blocks", file, *root_of(blocks[0]), "--days", DAYS, "--witness", other]
    said = run("engine", "follow", *given, "--evidence", tmp_path / "evidence", code=1).stdout
    assert "Nothing to hand in against the primary" in said
    assert "Signed both and must show the votes that let them" in said
    assert list((tmp_path / "evidence").iterdir()) == []


def test_an_engine_that_is_there(tmp_path: Path, run: Any, run_json: Any) -> None:
    """Its blocks are fetched into a file and followed from it and over the RPC; a height that it lacks is not there."""
    with EngineChain(tmp_path / "engine", engine(), chain="light-cli", powers=[1], seeds=SEEDS[:1]) as chain:
        chain.start()
        chain.wait(4)
        url = f"http://127.0.0.1:{chain.nodes[0].rpc_port}"
        file = tmp_path / "blocks"
        assert run_json("engine", "fetch", url, "--until", "3", "--out", file)["until"] == 3
        assert "is there already" in run("engine", "fetch", url, "--until", "3", "--out", file, code=2).stderr
        first = json.loads(file.read_text().splitlines()[0])["signed_header"]["commit"]["block_id"]["hash"]
        root = ["--trust-height", "1", "--trust-hash", first]
        told = run_json("engine", "follow", "--blocks", file, *root, "--witness", url)
        assert (told["height"], told["agreeing"]) == (3, [url])
        assert (
            "must be less than or equal"
            in run("engine", "follow", "--blocks", url, *root, "--until", "999", code=3).stderr
        )
    assert "follow" in run("engine", "--help").stdout
    assert url in run("engine", "follow", "--blocks", url, *root, code=3).stderr


@pytest.mark.parametrize("height", ["0", "-1"])
def test_heights_begin_at_one(height: str, tmp_path: Path, run: Any) -> None:
    """Of what is fetched."""
    given = ["http://127.0.0.1:1", "--from", height, "--out", tmp_path / "blocks"]
    run("engine", "fetch", *given, code=2)
