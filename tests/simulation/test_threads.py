# SPDX-License-Identifier: Apache-2.0
"""What threads may decide: none of it may crash the process, lose a transaction, or take one twice.

Each runs in a process of its own, because the failures that it looks for end the process.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from counterfoil.primitives.types import HexHash
from support import simulation_threads
from support.contract_victim import founded, round_of


def run(name: str, directory: Path) -> None:
    command = [sys.executable, "-X", "faulthandler", simulation_threads.__file__, name, str(directory)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, f"exit code {ended.returncode}\n{ended.stderr}"


@pytest.mark.parametrize("again", range(3))
def test_first_checks(tmp_path: Path, again: int) -> None:
    """The first envelopes that a process sees, checked by many threads at once; a race needs several tries."""
    run("first_checks", tmp_path)


def test_store(tmp_path: Path) -> None:
    """Readers beside the writer of a state store see whole blocks, now and in the past."""
    run("store", tmp_path)


def test_closing_under_readers(tmp_path: Path) -> None:
    """Readers of a store that is being closed get an error."""
    run("closing", tmp_path)


def test_concurrent_submitters(tmp_path: Path) -> None:
    """Every envelope is submitted twice, by two threads, and ordered once."""
    run("submitters", tmp_path)


def test_calls_of_contracts(tmp_path: Path) -> None:
    """Calls from several threads, and readers that run them too, give what they give one after another."""
    run("calls_of_contracts", tmp_path)


def test_rounds_of_calls_leave_nothing_to_chance() -> None:
    """Once a market was founded with one draw more, a hold that named another contract was ``hold_reserved`` in one."""
    genesis = HexHash("0" * 64)
    rounds = [[act.calls for act in round_of(founded(genesis, seed)[0])] for seed in range(30)]
    assert rounds == rounds[:1] * 30


def test_local_chains_share_who_runs_their_contracts(tmp_path: Path) -> None:
    """Each in a thread, over workers and in one process."""
    run("local_chains", tmp_path)
