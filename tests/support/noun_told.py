# SPDX-License-Identifier: Apache-2.0
"""Runs the story of a noun that no chain has in a process of its own, in which it stands beside the real modules."""

import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from support import tree

SUPPORT = tree.ROOT / "tests" / "support"


@cache
def _room(package: str) -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix=f"counterfoil-{package}-")


@cache
def told(package: str, noun: str) -> Path:
    """The folder in which ``<package>_story.py`` left its packages, once for all tests; fails with what it said.

    ``package`` is the folder of the noun in ``tests/support``, ``noun`` what it is called as a module.
    """
    folder = Path(_room(package).name)
    shutil.copytree(SUPPORT / package, folder / noun, ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, str(SUPPORT / f"{package}_story.py"), str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder
