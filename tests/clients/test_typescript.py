# SPDX-License-Identifier: Apache-2.0
"""The TypeScript client: its types are the document's, and its own tests pass against a network that is served."""

import json
import os
import subprocess
from pathlib import Path

from counterfoil.api.ledger.service import node_document
from counterfoil.evidence.claims import ClaimKind
from counterfoil.verify import parse_trust, verify_package
from support.browser_verifier import need
from support.network import CHAIN, SHARES
from support.node_service import Served
from support.typescript_client import SCHEMA, built, signed_requests, tools, transactions
from support.vectors import VECTORS


def test_its_types_are_those_of_the_document(tmp_path: Path) -> None:
    """What stands in the tree is what the generator draws now."""
    document, drawn = tmp_path / "openapi.json", tmp_path / "schema.ts"
    document.write_bytes(node_document())
    run = subprocess.run(
        [need("node"), "generate.mjs", str(document), str(drawn)],
        cwd=tools(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert drawn.read_text(encoding="utf-8") == SCHEMA.read_text(encoding="utf-8"), "run make client"


def test_it_does_what_python_does(service: Served, tmp_path: Path) -> None:
    """Byte for byte what Python builds and signs; asked of a network, by its own tests; its evidence is proved."""
    given = tmp_path / "given.json"
    encoding = json.loads((VECTORS / "canonical" / "encoding.json").read_text(encoding="utf-8"))
    seeds = {name: service.key(name).seed.hex() for name in ("alice", "bob")}
    packages = tmp_path / "packages"
    packages.mkdir()
    running = {
        "packages": str(packages),
        "url": service.url,
        "chain": CHAIN,
        "genesis": service.node.ledger.genesis_hash,
        "instrument": SHARES,
    }
    said = {
        "canonical": encoding,
        "built": list(transactions(150)),
        "signed_requests": list(signed_requests()),
        "service": running | {"seeds": seeds},
    }
    given.write_text(json.dumps(said), encoding="utf-8")
    run = subprocess.run(
        [need("node"), "--test", "--test-timeout=120000", "build/tests/"],
        cwd=built(),
        env=os.environ | {"COUNTERFOIL_GIVEN": str(given)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6_000:] + run.stderr[-2_000:]
    assert "# tests 0" not in run.stdout
    assert "# skipped 0" in run.stdout
    trust = parse_trust(service.running.trust_file.read_bytes())
    proved = {path.stem: verify_package(path.read_bytes(), trust).proved for path in packages.iterdir()}
    assert proved == dict.fromkeys(set(ClaimKind) - {ClaimKind.provenance}, True)
