# SPDX-License-Identifier: Apache-2.0
"""The engine's own light client, in Go, says the same of every vector but where ours is stricter on purpose.

It builds a program of ``benches/engine``, for which Go fetches the engine's sources, which it has where the engine was
built. Where that does not come about it skips, saying why; with ``COUNTERFOIL_REQUIRE_TOOLS=1`` it fails.
"""

import json
import os
import subprocess
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from benches.go_tools import built, go
from counterfoil.consensus.cometbft.light.evidence_forms import decode_evidence, evidence_hash
from counterfoil.consensus.cometbft.light.faults import Fault, NotBelieved
from counterfoil.consensus.cometbft.light.light_block import LightBlock
from counterfoil.consensus.cometbft.light.light_protobuf import decode_light_block, encode_light_block
from counterfoil.consensus.cometbft.light.steps import USUAL, step
from counterfoil.primitives.errors import DecodeError
from support.engine_signing import chain, decided, just_after
from support.vectors import cases

STRICTER: Final = {
    "valid by ZIP 215 alone": "the engine takes such votes",
    "on another block": "the engine's client does not look at the block before",
    "against a higher block": "the engine would have looked up the block of that height",
}
"""Refused by us alone, and why."""
REFUSED_BY_THE_ENGINE: Final = {
    "two blocks in two rounds": "evidence that names nobody is lost on its way through protobuf (types/evidence.go)"
}
FLIPS: Final = 400


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needed = pytest.fail if os.environ.get("COUNTERFOIL_REQUIRE_TOOLS") == "1" else pytest.skip
    if go() is None:
        needed("the engine's light client is built with Go")
    try:
        return built("light", tmp_path_factory.mktemp("go"))
    except subprocess.CalledProcessError as error:
        needed(f"the engine's light client is not built: {error.stderr.decode().strip()}")


def answers(engine: Path, asked: list[dict[str, Any]]) -> list[dict[str, str]]:
    lines = "".join(json.dumps(one) + "\n" for one in asked)
    told = subprocess.run([engine], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    return [json.loads(line) for line in told]


def hexed(block: LightBlock) -> str:
    return encode_light_block(block).hex()


def test_every_chain_is_believed(engine: Path) -> None:
    """Each block of each recorded chain from the first, and by the one before; the hashes are ours."""
    asked, hashes = [], []
    for name in ("one", "four", "handover", "next"):
        blocks = chain(name)
        for before, block in pairwise(blocks):
            asked += [{"trusted": hexed(before), "block": hexed(block), "now": just_after(blocks[-1])}]
            hashes.append(block.commit.block.hash.hex())
    assert answers(engine, asked) == [{"refused": "", "hash": one} for one in hashes]


def test_broken_blocks_are_refused_by_both(engine: Path) -> None:
    """But for the ways in which ours is stricter."""
    rows = cases("light/broken.json")
    asked = [
        {"trusted": hexed(chain(row["chain"])[row["trusted"] - 1]), "block": row["light_block"], "now": row["now"]}
        for row in rows
    ]
    told = answers(engine, asked)
    accepted = [row["name"] for row, one in zip(rows, told, strict=True) if not one["refused"]]
    assert set(accepted) == set(STRICTER) - {"against a higher block"}


def test_evidence_is_judged_alike(engine: Path) -> None:
    """What is good is good to both and has one hash; what is broken is so to both."""
    rows = cases("light/evidence.json")
    asked = [
        {
            "evidence": row["evidence"],
            "common": hexed(chain(row["chain"])[row["common"] - 1]),
            "believed": hexed(chain(row["chain"])[row["believed"] - 1]),
        }
        for row in rows
    ]
    for row, one in zip(rows, answers(engine, asked), strict=True):
        if row["name"] in STRICTER:
            assert not one["refused"]
        elif row["name"] in REFUSED_BY_THE_ENGINE:
            assert one["refused"]
        else:
            assert bool(one["refused"]) == ("fault" in row), (row["name"], one)
            if not one["refused"]:
                assert one["hash"] == evidence_hash([decode_evidence(bytes.fromhex(row["evidence"]))]).hex()


def test_what_we_believe_the_engine_believes(engine: Path) -> None:
    """Of blocks with a bit flipped anywhere, adjacent and not: none is believed here that is refused there."""
    random, four = Random(20261130), chain("four")
    asked, ours = [], list[Fault | None]()
    for number in range(FLIPS):
        trusted = four[0] if number % 2 else four[4]
        encoded = bytearray(encode_light_block(decided(four[5], absent=(number % 4,))))
        place = random.randrange(len(encoded))
        encoded[place] ^= 1 << random.randrange(8)
        try:
            block = decode_light_block(bytes(encoded))
        except DecodeError:
            continue
        now = just_after(four[-1])
        asked += [{"trusted": hexed(trusted), "block": hexed(block), "now": now}]
        try:
            step(trusted, block, USUAL, now)
            ours.append(None)
        except NotBelieved as error:
            ours.append(error.fault)
    assert len(asked) > FLIPS // 2
    for fault, told in zip(ours, answers(engine, asked), strict=True):
        assert fault is not None or not told["refused"], told
