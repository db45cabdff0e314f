# SPDX-License-Identifier: Apache-2.0
"""Runs the story of orders in a process of its own, once for all tests that read what it left."""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from support import tree

FOLDER = tree.ROOT / "tests" / "support" / "order_noun"
STORY = tree.ROOT / "tests" / "support" / "order_noun_story.py"


@cache
def _room() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="counterfoil-orders-")


@cache
def told() -> Path:
    """The folder in which a process with the noun of orders left its packages; fails with what it said."""
    folder = Path(_room().name)
    shutil.copytree(FOLDER, folder / "orders", ignore=shutil.ignore_patterns("__pycache__"))
    path = os.pathsep.join((str(tree.SOURCE), str(tree.ROOT / "tests")))
    done = subprocess.run(
        [sys.executable, str(STORY), str(folder)],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder
