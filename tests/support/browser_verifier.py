# SPDX-License-Identifier: Apache-2.0
"""The verifier of the page ``verifier.html``, run in Node, and how its answers compare with those of Python's."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import pytest

from counterfoil.verify import Report, Verdict

ROOT = Path(__file__).parents[2]
PAGE = Path(str(files("counterfoil") / "page/browser/verifier.html"))
HARNESS = ROOT / "tests/browser/answer.mjs"


def need(tool: str) -> str:
    """The path of a program; without it the test skips, saying so, or fails where tools are required."""
    found = shutil.which(tool)
    if found is not None:
        return found
    if os.environ.get("COUNTERFOIL_REQUIRE_TOOLS"):
        pytest.fail(f"{tool} is not installed, and tools are required")
    pytest.skip(f"{tool} is not installed")


def answers(packages: Iterable[Path], trust: Path, now: int | None = None) -> list[int | None]:
    """For each package the check that fails, None if none does, 0 if a file is unusable."""
    asked = "".join(json.dumps({"package": str(one), "trust": str(trust), "now": now}) + "\n" for one in packages)
    run = subprocess.run(
        [need("node"), str(HARNESS), str(PAGE)], input=asked, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line)["check"] for line in run.stdout.splitlines()]


def answer_of(report: Report) -> int | None:
    """The same of Python's report."""
    return 0 if report.verdict is Verdict.unusable else report.failed_check
