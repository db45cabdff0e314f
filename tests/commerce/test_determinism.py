# SPDX-License-Identifier: Apache-2.0
"""The same blocks give the same bytes, whatever the process and its hash seed."""

import os
import subprocess
import sys

from support.market import build_market

PROGRAM = "from support.market import build_market; print(build_market().digest())"


def run_under(seed: str) -> str:
    """Build the market in a process with its own hash seed."""
    environment = os.environ | {"PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def test_hash_seeds_change_nothing() -> None:
    """Three processes with three seeds, and this one: the same records and events."""
    found = {run_under(seed) for seed in ("0", "1", "4294967295")}
    assert len(found) == 1
    assert found.pop().strip() == build_market().digest()
