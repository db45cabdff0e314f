# SPDX-License-Identifier: Apache-2.0
"""The TypeScript client as it is built and tested by its own tools, and what its tests are given."""

import base64
import json
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import httpx

from counterfoil.evidence.transaction import Transaction, build_transaction, decode_envelope, intent_id
from counterfoil.identity.signing import PrivateKey
from counterfoil.modules import laws
from counterfoil.primitives.types import ChainId, Height, HexHash
from counterfoil.transport.request_signatures import sign_request
from support.browser_verifier import missing, need
from support.vectors import VECTORS

ROOT: Final = Path(__file__).parents[2]
CLIENT: Final = ROOT / "clients" / "typescript"
SCHEMA: Final = CLIENT / "src" / "schema.ts"
TEXTS: Final = ("", "plain", "存根", '"\\\b\f\n\r\t\u0001\u007f', "\u2028\ufeff", "😀 a/b", "é" * 150)


@cache
def _workshop() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="counterfoil-client-")


@cache
def tools() -> Path:
    """A copy of the client with what package-lock.json names, installed once."""
    client = Path(_workshop().name) / "typescript"
    shutil.copytree(CLIENT, client, ignore=shutil.ignore_patterns("node_modules", "build", "dist"))
    install = [need("npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    run = subprocess.run(install, cwd=client, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        missing(f"npm ci cannot install what package-lock.json names ({run.stderr.strip()[-300:]})")
    return client


@cache
def built() -> Path:
    """The same, its types checked, as JavaScript in ``build``."""
    client = tools()
    run = subprocess.run(
        [need("node"), "node_modules/typescript/bin/tsc", "--outDir", "build"],
        cwd=client,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3_000:]
    return client


def given_calls() -> list[dict[str, Any]]:
    """Calls of golden packages, each once: what business was done in them."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(VECTORS.glob("*/*.zip")):
        with ZipFile(path) as package:
            for line in package.read("calls.jsonl").splitlines():
                try:
                    call = json.loads(line)["call"]
                    found.setdefault(json.dumps(call, sort_keys=True), call)
                except (ValueError, KeyError, TypeError):  # of a package that was forged
                    continue
    known = laws().calls
    return [call for call in found.values() if isinstance(call, dict) and call.get("call") in known]


def transactions(count: int) -> Iterator[dict[str, Any]]:
    """What Python builds, of calls of many modules and of texts that are hard to write, and what it is built of."""
    chance = random.Random(84)
    pool = given_calls()
    for number in range(count):
        calls = [dict(chance.choice(pool)) for _ in range(chance.choice([1, 2, 3, 4, 5, 8, 13, 64, 65]))]
        calls.append({"call": "holdings.transfer", "reference": chance.choice(TEXTS), "quantity": 2**53 - 1 - number})
        by = chance.sample(["alice", "bob", "Zoe", "a.b:c-d", "0", "bank_1"], chance.randint(1, 6))
        keys = [PrivateKey(seed=chance.randbytes(32)) for _ in range(chance.randint(1, 3))]
        said = {
            "calls": calls,
            "by": by,
            "chain": "main",
            "genesis": chance.randbytes(32).hex(),
            "seed": chance.randbytes(32).hex(),
            "valid_from": chance.choice([0, 7]),
            "valid_until": 100 + number,
        }
        yield said | _as_built(said, keys)


def _as_built(said: dict[str, Any], keys: Sequence[PrivateKey]) -> dict[str, Any]:
    built_here: Transaction = build_transaction(
        said["calls"],
        *keys,
        by=said["by"],
        chain=ChainId(said["chain"]),
        genesis=HexHash(said["genesis"]),
        valid_until=Height(said["valid_until"]),
        valid_from=Height(said["valid_from"]),
        seed=bytes.fromhex(said["seed"]),
    )
    envelope, payload = decode_envelope(built_here.envelope)
    return {
        "keys": [key.seed.hex() for key in keys],
        "id": intent_id(payload),
        "payload": envelope.payload.decode(),
        "lines": [line.decode() for line in built_here.lines],
        "travels": base64.b64encode(built_here.encode()).decode(),
    }


def signed_requests() -> Iterator[dict[str, Any]]:
    """Requests as Python's client signs them."""
    key = PrivateKey(seed=b"asks" + bytes(28))
    for method, url, body in (
        ("GET", "http://service.example/chains", b""),
        ("GET", "http://service.example:8403/chains/main/events?from=1.0&limit=2", b""),
        ("POST", "https://service.example/chains/main/drafts", '{"calls": "存根"}'.encode()),
    ):
        headers = {"content-type": "application/json"} if body else {}
        request = httpx.Request(method, url, content=body, headers=headers)
        sign_request(request, body, key, created_s=1_800_000_000, nonce="n-1")
        yield {
            "method": method,
            "url": url,
            "headers": list(request.headers.items()),
            "utf8": body.decode(),
            "seed": key.seed.hex(),
        }
