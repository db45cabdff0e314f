# SPDX-License-Identifier: Apache-2.0
"""How long the browser verifier takes for a long trail, in Node, whose engine is Chromium's."""

import json
import shutil
import subprocess
import tempfile
from importlib.resources import files
from pathlib import Path

from benches.claim import Claim
from benches.evidence import collector, lengthen
from benches.world import SHARE, account, world
from counterfoil.evidence.package import encode_package

EVENTS = 10_000
ROUNDS = 5
HARNESS = Path(__file__).parents[1] / "tests/browser/answer.mjs"
PAGE = Path(str(files("counterfoil") / "page/browser/verifier.html"))


def run() -> list[Claim]:
    """One control claim, every event of whose trail is shown; the best of some rounds in one process."""
    node = shutil.which("node")
    if node is None:
        raise FileNotFoundError("node is not installed: the browser verifier is measured in it")
    with world(20) as built, tempfile.TemporaryDirectory() as folder:
        lengthen(built, 0, EVENTS - 1)
        built.network.publish()
        data = encode_package(collector(built, open_above=EVENTS).control(account(0), SHARE))
        package = Path(folder) / "control.zip"
        package.write_bytes(data)
        asked = json.dumps({"package": str(package), "trust": str(built.network.layout.trust), "now": None}) + "\n"
        command = [node, str(HARNESS), str(PAGE)]
        ran = subprocess.run(command, input=asked * ROUNDS, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    if any(answer["check"] is not None for answer in answers):
        raise ValueError("the benchmark's own evidence is not proved")
    shown = f"control of a holding with {EVENTS:,} events in its trail"
    conditions = f"{shown}, in Node; package of {len(data):,} bytes, no page"
    best = min(answer["ms"] for answer in answers)
    return [Claim(name="browser verification", value=best, unit="ms", conditions=conditions)]
