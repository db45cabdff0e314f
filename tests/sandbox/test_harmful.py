# SPDX-License-Identifier: Apache-2.0
"""Programs that mean harm end as they must, alike wherever they run."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from counterfoil.law.program import Limits, NotInDialect, Programs
from counterfoil.sandbox.in_process import InProcess
from counterfoil.sandbox.pool import Pool
from counterfoil.sandbox.rules import checked
from support.harmful_programs import HOSTILE, HOSTS
from support.harmful_sources import REFUSED
from support.sandboxed import Report, report

RESIDENT_KB_MAX: Final = 300_000


@pytest.fixture(scope="module")
def twin() -> Programs:
    return InProcess(HOSTS)


@pytest.fixture(scope="module")
def expected(twin: Programs) -> dict[str, Report]:
    return {name: report(twin, one.source, one.function, one.arguments, one.answer) for name, one in HOSTILE.items()}


@pytest.fixture(scope="module")
def pools() -> Iterator[list[Pool]]:
    made = [Pool(HOSTS, workers=1), Pool(HOSTS, workers=3)]
    yield made
    for one in made:
        one.close()


def test_there_are_many() -> None:
    """There are many."""
    assert len(REFUSED) >= 110
    assert len(HOSTILE) >= 110


@pytest.mark.parametrize("name", REFUSED)
def test_a_source_that_is_no_program_is_refused(name: str) -> None:
    """A source that is no program is refused."""
    source, wrong = REFUSED[name]
    with pytest.raises(NotInDialect) as refused:
        checked(source, HOSTS)
    first = refused.value.problems[0]
    assert wrong in first.wrong
    lines = source.split("\n")
    assert 1 <= first.line <= len(lines) + 1
    assert 1 <= first.column <= max(map(len, lines)) + 2
    assert first.right


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_before_a_worker_hears_of_it(name: str, pools: list[Pool]) -> None:
    """It is refused before a worker hears of it."""
    source, _ = REFUSED[name]
    before = pools[0].pids()
    with pytest.raises(NotInDialect):
        next(pools[0].run(source, "f", {}, Limits()))
    assert pools[0].pids() == before


@pytest.mark.parametrize("name", HOSTILE)
def test_a_program_that_means_harm_ends_as_it_must(name: str, expected: dict[str, Report], pools: list[Pool]) -> None:
    """A program that means harm ends as it must."""
    hostile = HOSTILE[name]
    assert expected[name].outcome == hostile.outcome
    for pool in pools:
        pids = pool.pids()
        said = report(pool, hostile.source, hostile.function, hostile.arguments, hostile.answer)
        assert said == expected[name]
        assert not pids or sorted(pool.pids()) == sorted(pids), "a worker died of it"


def test_all_end_alike_on_a_busy_machine(expected: dict[str, Report], pools: list[Pool]) -> None:
    """All end alike on a busy machine."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as burning:
        try:
            for name, one in HOSTILE.items():
                assert report(pools[0], one.source, one.function, one.arguments, one.answer) == expected[name]
        finally:
            burning.kill()
    for pid in pools[0].pids():
        assert _most_resident_kb(pid) < RESIDENT_KB_MAX


def test_all_end_alike_where_memory_is_short(expected: dict[str, Report]) -> None:
    """All end alike where memory is short."""
    pool = Pool(HOSTS, workers=1, memory=640 * 1024**2)
    try:
        pool.start()
        before = pool.pids()
        for name, one in HOSTILE.items():
            assert report(pool, one.source, one.function, one.arguments, one.answer) == expected[name]
        assert pool.pids() == before
    finally:
        pool.close()


def _most_resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
