# SPDX-License-Identifier: Apache-2.0
"""Seeds that no run before tried."""

import subprocess
from shutil import which

from support.tree import ROOT


def seed_of_this_commit() -> int:
    """A number that follows from the commit: every commit tries other seeds, and whoever has it tries the same.

    0 where there is no git, or no commit.
    """
    if which("git") is None:
        return 0
    found = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return 0 if found.returncode else int(found.stdout[:7], 16)
