# SPDX-License-Identifier: Apache-2.0
"""Two chains and their custody log on disk, killed at syncs, one chain down for hours: nothing is in two places."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from support import crossing_victim as victim
from support.crossed import AWAY, HOME, HOUR
from support.crossed_network import make_crossed_network
from support.network import copy_network

LIVES = 7
SIGKILLED = -9


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_crossed_network(tmp_path_factory.mktemp("crossed") / "network")


@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_in_two_places_or_lost(template: Path, tmp_path: Path, seed: int) -> None:
    """After each life the pools are what circulates and is on its way; in the end all arrived or came back."""
    folder, random, done = copy_network(template, tmp_path / "network"), Random(seed), Counter[str]()
    ahead, deaths = 0, 0
    for life in range(LIVES):
        down = random.choice(("none", "none", HOME, AWAY)) if life else "none"
        at = random.randint(1, 12) if life % 2 else 0
        command = [sys.executable, victim.__file__, str(folder), str(100 * seed + life), str(at), str(ahead), down]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode in (0, SIGKILLED), ran.stderr
        deaths += ran.returncode == SIGKILLED
        done.update(line for line in ran.stdout.splitlines() if line.endswith("done"))
        with victim.opened(folder, ahead) as network:
            assert victim.wrong(network) == [], (seed, life, ran.stdout)
        ahead += 2 * HOUR if down != "none" else 60_000
    assert deaths >= 2 and done["send done"], done
    with victim.opened(folder, ahead + 10 * HOUR) as network:
        assert victim.finish(network) == []
        assert victim.wrong(network) == []
