# SPDX-License-Identifier: Apache-2.0
"""Runs the engine and keeps what its RPC says of every block: ``light/chains.json`` and ``light/rpc.json``.

Needs both families of the engine, and a minute. What it records differs each time (times, rounds, who was absent); the
keys do not: their seeds are hashes of words, so that vectors can be signed again. They are for tests only.

Run from the root of the tree as ``PYTHONPATH=src:. python vectors/record_light.py --next …/cometbft``.
"""

import argparse
import json
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from benches.engine_chain import EngineChain, engine
from counterfoil.consensus.cometbft.light.light_protobuf import encode_light_block
from counterfoil.consensus.cometbft.light.rpc_json import read_light_block

FOLDER = Path(__file__).parent / "light"


def seed(number: int) -> bytes:
    """Of the validator with this number in every chain of these vectors."""
    return sha256(b"counterfoil light vectors, validator %d" % number).digest()


def change(chain: EngineChain, number: int, power: int) -> bytes:
    """The kvstore's transaction that gives a validator power, or takes it away."""
    return b"val=ed25519!%s!%d" % (b64encode(chain.nodes[number].public), power)


def one(root: Path, binary: Path) -> list[dict[str, Any]]:
    """A single validator."""
    with EngineChain(root, binary, chain="light-one", powers=[10], seeds=[seed(0)]) as chain:
        chain.start()
        chain.wait(3)
        return list(recorded(chain, 3))


def four(root: Path, binary: Path, name: str) -> list[dict[str, Any]]:
    """Four validators of power 1; one is away for some blocks, a transaction changes the application's hash."""
    with EngineChain(root, binary, chain=name, powers=[1] * 4, seeds=[seed(i) for i in range(4)]) as chain:
        chain.start()
        chain.wait(2)
        chain.nodes[0].submit(b"colour=red")
        chain.wait(chain.nodes[0].height() + 2)
        chain.nodes[3].stop()
        chain.wait(chain.nodes[0].height() + 3, of=[0, 1, 2])
        chain.nodes[3].start(binary, "kvstore")
        last = chain.nodes[0].height() + 3
        chain.wait(last)
        return list(recorded(chain, last))


def handover(root: Path, binary: Path) -> list[dict[str, Any]]:
    """Validators 0 and 1 hand over to 2 and 3, one by one, so that the last set shares nobody with the first."""
    seeds = [seed(i) for i in range(4)]
    with EngineChain(root, binary, chain="light-handover", powers=[10, 10, 0, 0], seeds=seeds) as chain:
        chain.start()
        chain.wait(2)
        for number, power in ((2, 10), (3, 10), (0, 0), (1, 0)):
            chain.nodes[number % 4].submit(change(chain, number, power))
            chain.wait(chain.nodes[0].height() + 4)
        last = chain.nodes[0].height()
        return list(recorded(chain, last))


def recorded(chain: EngineChain, last: int) -> Iterator[dict[str, Any]]:
    """What the first node says of each block: the signed header, and the validators."""
    asked = chain.nodes[0]
    for height in range(1, last + 1):
        header = asked.ask("commit", height=str(height))["signed_header"]
        validators = asked.ask("validators", height=str(height), per_page="100")["validators"]
        results = asked.ask("block_results", height=str(height))["txs_results"]
        yield {"signed_header": header, "validators": validators, "results": results}


def kept(name: str, version: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """A chain as the vectors keep it: blocks in protobuf, with the hashes that the engine says."""
    rows = []
    for told in blocks:
        block = read_light_block(json.dumps(told).encode())
        said = told["signed_header"]["commit"]["block_id"]["hash"].lower()
        rows.append({"height": block.height, "hash": said, "light_block": encode_light_block(block).hex()})
    return {"name": name, "engine": version, "chain": block.header.chain, "blocks": rows}


def written(told: dict[str, list[dict[str, Any]]], versions: dict[str, str]) -> dict[str, str]:
    """File name → contents. Of some blocks the RPC's own words are kept."""
    chains = [kept(name, versions[name], blocks) for name, blocks in told.items()]
    rpc = [told["four"][0], told["four"][2], told["four"][3], told["handover"][8]]
    for block in rpc:
        block["results"] = [
            {name: result[name] for name in ("code", "data", "gas_wanted", "gas_used")}
            for result in block["results"] or []
        ]
    return {name: json.dumps(rows, indent=1) + "\n" for name, rows in (("chains.json", chains), ("rpc.json", rpc))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--next", type=Path, help="the program of the engine's next family")
    arguments = parser.parse_args()
    binary = engine()
    if binary is None or arguments.next is None:
        parser.error("both engines are needed")
    with tempfile.TemporaryDirectory(prefix="counterfoil-light-") as folder:
        root = Path(folder)
        told = {
            "one": one(root / "one", binary),
            "four": four(root / "four", binary, "light-four"),
            "handover": handover(root / "handover", binary),
            "next": four(root / "next", arguments.next, "light-next"),
        }
    versions = dict.fromkeys(told, "0.38.26") | {"next": "0.40.0"}
    for name, text in written(told, versions).items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
