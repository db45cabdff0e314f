# SPDX-License-Identifier: Apache-2.0
"""veraPDF's libraries, which ``make verapdf`` puts in place, run on files that were written."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from support import tree

LIBRARIES: Final = tree.ROOT / ".verapdf"
PROGRAM: Final = tree.ROOT / "tests" / "support" / "verapdf" / "Validate.java"


def validator() -> str:
    """Java; without it or the libraries the test skips, or fails where tools are required."""
    java = shutil.which("java")
    if java is None or not LIBRARIES.is_dir():
        lacking = "there is no java" if java is None else "make verapdf has not run"
        if os.environ.get("COUNTERFOIL_REQUIRE_TOOLS") == "1":
            pytest.fail(lacking)
        pytest.skip(lacking)
    return java


def broken_rules(files: Iterable[Path]) -> dict[str, list[str]]:
    """For each file, by its name, the clauses of PDF/A-3u that it breaks, with what veraPDF says of each."""
    command = [validator(), "-cp", f"{LIBRARIES}/*", PROGRAM, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = {}
    rules: list[str] = []
    for line in done.stdout.splitlines():
        if line.startswith("\t"):
            rules.append(line.strip())
            continue
        path, compliant, count = line.split("\t")
        assert int(count) > 100, "it looked at next to nothing"
        found[Path(path).name] = rules = [] if compliant == "true" else ["it does not comply"]
    return found
