# SPDX-License-Identifier: Apache-2.0
"""A node that joins from a snapshot dies at each step of its beginning; then it begins. How long that takes is told."""

import signal
import subprocess
import sys

import pytest

from counterfoil.node.consortium.beginning import read_began
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.layout import Layout
from support import beginning_victim
from support.beginning_victim import STEPS
from support.engine import engine
from support.faults import timed
from support.joined import FIFTH, fifth, four_that_offer, registered
from support.network import CHAIN

VICTIM_S = 180


@pytest.mark.usefixtures("at_length")
def test_whatever_step_it_dies_at_the_next_start_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one folder, one death after the other; the last one comes when it has begun, and is begun from."""
    monkeypatch.setenv("COUNTERFOIL_COMETBFT", str(engine()))
    with four_that_offer() as members:
        fifth(members)
        folder = members.root / FIFTH
        for step in STEPS:
            dies_at(step, str(folder))
        began = read_began(Layout(folder).chain(CHAIN))
        assert began is not None, "it died after it had begun"
        members.start(FIFTH)
        height = members.do("north", registered("after"), members.officer(DEPOSITORY))
        members.wait_for(FIFTH, height)
        assert read_began(Layout(folder).chain(CHAIN)) == began
        members.stop(FIFTH)
        assert members["north"].node.block_log.height >= height


@pytest.mark.usefixtures("at_length")
def test_a_node_joins_from_a_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    """From its first start to its first block behind the snapshot."""
    monkeypatch.setenv("COUNTERFOIL_COMETBFT", str(engine()))
    with four_that_offer() as members:
        fifth(members)
        with timed("a node joins from a snapshot: it has the others' last block"):
            members.start(FIFTH)
            members.wait_for(FIFTH, members["north"].node.height)
        assert read_began(Layout(members.root / FIFTH).chain(CHAIN)) is not None


def dies_at(step: str, folder: str) -> None:
    done = subprocess.run(
        [sys.executable, beginning_victim.__file__, folder, step], check=False, timeout=VICTIM_S, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, (step, done.stderr.decode())
