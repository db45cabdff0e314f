# SPDX-License-Identifier: Apache-2.0
"""The verifier of the page ``verifier.html``, run in Node, and how its answers compare with those of Python's."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

import pytest

from counterfoil.verify import Report, Verdict

ROOT = Path(__file__).parents[2]
PAGE = Path(str(files("counterfoil") / "page/browser/verifier.html"))
HARNESS = ROOT / "tests/browser/answer.mjs"


def missing(what: str) -> NoReturn:
    """The test skips, saying so; where tools are required it fails."""
    if os.environ.get("COUNTERFOIL_REQUIRE_TOOLS"):
        pytest.fail(f"{what}, and tools are required")
    pytest.skip(what)


def need(tool: str) -> str:
    """The path of a program that the test cannot do without."""
    return shutil.which(tool) or missing(f"{tool} is not installed")


@cache
def _workshop() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="counterfoil-browser-")


@cache
def tools() -> Path:
    """A copy of ``browser/`` with what package-lock.json names, installed once; beside it the vectors."""
    room = Path(_workshop().name)
    browser = room / "browser"
    shutil.copytree(ROOT / "browser", browser, ignore=shutil.ignore_patterns("node_modules", "words_data.ts"))
    (room / "vectors").symlink_to(ROOT / "vectors")
    install = [need("npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    run = subprocess.run(install, cwd=browser, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        missing(f"npm ci cannot install what package-lock.json names ({run.stderr.strip()[-300:]})")
    subprocess.run(
        [need("node"), "build.mjs", str(room / "verifier.html")], cwd=browser, check=True, capture_output=True
    )
    return browser


def axe() -> Path:
    """The accessibility engine, of the version that package-lock.json names."""
    return tools() / "node_modules/axe-core/axe.min.js"


def answers(packages: Iterable[Path], trust: Path, now: int | None = None) -> list[int | None]:
    """For each package the check that fails, None if none does, 0 if a file is unusable."""
    return answers_by(((one, trust) for one in packages), now)


def answers_by(pairs: Iterable[tuple[Path, Path]], now: int | None = None) -> list[int | None]:
    """The same, each package by a trust file of its own."""
    asked = ({"package": str(package), "trust": str(trust), "now": now} for package, trust in pairs)
    return [found["check"] for found in _ask(asked)]


def judgements(part: str, cases: Iterable[Sequence[str]]) -> list[bool]:
    """What one part of the verifier says of each case."""
    return _ask({"part": part, "given": list(case)} for case in cases)


def _ask(questions: Iterable[dict[str, Any]]) -> list[Any]:
    asked = "".join(json.dumps(question) + "\n" for question in questions)
    command = [need("node"), str(HARNESS), str(PAGE)]
    run = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def answer_of(report: Report) -> int | None:
    """The same of Python's report."""
    return 0 if report.verdict is Verdict.unusable else report.failed_check
