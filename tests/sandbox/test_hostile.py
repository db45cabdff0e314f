# SPDX-License-Identifier: Apache-2.0
"""Hostile programs get the same outcome in this process and in workers, however many, whatever else runs."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from counterfoil.law.program import Charged, HostCall, Limits, NotInDialect, ProgramFailed, Programs
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.sandbox.in_process import InProcess
from counterfoil.sandbox.pool import Pool
from support.hostile_programs import ALL, Hostile

LIMITS = Limits()


class Came(NamedTuple):
    """What came of a call."""

    outcome: Any
    used: tuple[int, int] | None
    """steps and cells of a call that finished"""
    asked: list[tuple[str, Any]]


def tried(programs: Programs, hostile: Hostile) -> Came:
    """Check a source, and call its ``f``."""
    asked: list[tuple[str, Any]] = []
    try:
        programs.entries(hostile.source)
    except NotInDialect as error:
        assert hostile.outcome in str(error) if isinstance(hostile.outcome, str) else False, str(error)
        return Came(hostile.outcome, None, asked)
    asking = programs.run(hostile.source, "f", hostile.arguments, LIMITS)
    answer: Any = None
    try:
        while True:
            request: HostCall = asking.send(answer)
            asked.append((request.name, request.arguments))
            answer = hostile.answer if request.waits else None
            if answer == "charged":
                answer = Charged(None, request.steps_left - 5, 0)
    except StopIteration as over:
        return Came(over.value.value, (over.value.steps, over.value.space), asked)
    except ProgramFailed as failed:
        return Came(failed.kind, None, asked)


@pytest.fixture(scope="module")
def in_process() -> Programs:
    return InProcess(HOST_FUNCTIONS)


@pytest.fixture(scope="module")
def pools() -> Iterator[list[Pool]]:
    """One worker, and three that take turns while another process keeps the machine busy."""
    pools = [Pool(HOST_FUNCTIONS, workers=count) for count in (1, 3)]
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    yield pools
    busy.kill()
    busy.wait()
    for pool in pools:
        pool.close()


def test_there_are_enough() -> None:
    """And no two of one name."""
    assert len({hostile.name for hostile in ALL}) == len(ALL) >= 200


@pytest.mark.parametrize("hostile", ALL, ids=lambda hostile: hostile.name)
def test_a_hostile_program_gets_its_outcome_everywhere(
    in_process: Programs, pools: list[Pool], hostile: Hostile
) -> None:
    """The outcome that the table says; steps, cells and questions the same wherever it runs; no worker dies of it."""
    first = tried(in_process, hostile)
    assert first.outcome == hostile.outcome and type(first.outcome) is type(hostile.outcome)
    for pool in pools:
        pool.start()
        before = sorted(pool.pids())
        assert tried(pool, hostile) == first
        assert sorted(pool.pids()) == before
