# SPDX-License-Identifier: Apache-2.0
"""Workers die, and nothing comes of it; twice on one call, and the node stops."""

import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counterfoil.law.program import HostCall, Limits, ProgramFailed
from counterfoil.modules.contracts.calls import Run
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts.local_chain import LocalChain
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import PartyId
from counterfoil.sandbox.pool import Pool, WorkerLost
from support.contracted import BOX

SOURCE = '''
def f(n: int):
    """Ask twice, and tell twice."""
    a = get("a")
    put("b", n)
    c = get("c")
    put("d", c)
    return [a, c]


def fails():
    """Fail after a question."""
    get("a")
    fail("no")
'''


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(HOST_FUNCTIONS)
    yield pool
    pool.close()


def kill(pool: Pool) -> None:
    """End its worker as the machine might."""
    (pid,) = pool.pids()
    os.kill(pid, signal.SIGKILL)


def conversed(pool: Pool, *deaths: int, function: str = "f", **arguments: int) -> tuple[Any, list[HostCall]]:
    """What a call came to, and what it asked; its worker is killed before these questions are answered."""
    asking, asked, answer = pool.run(SOURCE, function, arguments, Limits()), [], None
    try:
        while True:
            request = asking.send(answer)
            asked.append(request)
            if len(asked) in deaths:
                kill(pool)
            answer = len(asked) if request.waits else None
    except StopIteration as over:
        return over.value, asked
    except ProgramFailed as failed:
        return failed.kind, asked


@pytest.mark.parametrize("death", range(1, 5))
def test_a_worker_that_dies_once_changes_nothing(pool: Pool, death: int) -> None:
    """At each question: the same value, steps and cells, and the host is asked for each thing once."""
    assert conversed(pool, death, n=3) == conversed(pool, n=3)


def test_a_failure_is_the_same_after_a_death(pool: Pool) -> None:
    """By the program's own word."""
    assert conversed(pool, 1, function="fails") == conversed(pool, function="fails")


def test_a_worker_that_dies_twice_stops_the_node(pool: Pool) -> None:
    """It is no refusal, which a law could take for an answer; and the pool goes on."""
    assert issubclass(WorkerLost, InvariantBroken)
    with pytest.raises(WorkerLost):
        conversed(pool, 1, 3, n=3)
    assert conversed(pool, n=3)[0].value == [1, 3]


def test_a_worker_that_dies_idle_is_replaced(pool: Pool) -> None:
    """Before anything is asked of it."""
    first = conversed(pool, n=3)
    kill(pool)
    assert conversed(pool, n=3) == first


def test_a_death_while_idle_counts_for_no_call(pool: Pool) -> None:
    """The next call may lose a worker of its own all the same."""
    first = conversed(pool, n=3)
    (pid,) = pool.pids()
    kill(pool)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert conversed(pool, 1, n=3) == first


@pytest.mark.parametrize("questions", range(1, 5))
def test_a_call_that_is_given_up_leaves_the_pool_usable(pool: Pool, questions: int) -> None:
    """At each question."""
    asking, answer = pool.run(SOURCE, "f", {"n": 3}, Limits()), None
    for number in range(questions):
        request = asking.send(answer)
        answer = number if request.waits else None
    asking.close()
    assert conversed(pool, n=3)[0].value == [1, 3]


class Killing:
    """Implements ``law.program.Programs``: a pool whose worker dies at the nth question that a transaction asks."""

    def __init__(self, pool: Pool, death: int) -> None:
        self.pool, self.left = pool, death

    def entries(self, source: str) -> Any:
        return self.pool.entries(source)

    def expect(self, *call: Any) -> None:
        self.pool.expect(*call)

    def run(self, *call: Any) -> Any:
        asking, answer = self.pool.run(*call), None
        try:
            while True:
                request = asking.send(answer)
                self.left -= 1
                if self.left == 0:
                    kill(self.pool)
                answer = yield request
        except StopIteration as over:
            return over.value
        finally:
            asking.close()


def boxes(programs: Any) -> LocalChain:
    """Two boxes, of which one asks the other."""
    chain = LocalChain(programs)
    chain.instrument("SHARE")
    chain.account("of-alice", "alice")
    for name in ("one", "two"):
        chain.deploy(name, BOX)
    return chain


def test_a_death_inside_a_nested_call_changes_nothing(pool: Pool) -> None:
    """At each question of both contracts: the same events, to the byte."""

    def asked(chain: LocalChain) -> None:
        call = '{"arguments":{"key":"k","value":{"a":1}},"contract":"two","function":"keeps"}'
        chain.submit(Run(contract="one", function="asks", by=(PartyId("alice"),), arguments=call), by="alice")

    calm = boxes(pool)
    asked(calm)
    expected = [event.data for event in calm.events()]
    for death in range(1, 3):
        killing = Killing(pool, 10**9)
        chain = boxes(killing)
        killing.left = death
        asked(chain)
        assert killing.left <= 0
        assert [event.data for event in chain.events()] == expected


def test_a_worker_takes_little_memory_whatever_is_asked(pool: Pool) -> None:
    """A text that would take gigabytes is refused before it is made."""
    bomb = 'def f(n: int):\n    """x"""\n    return len("x" * n)\n'
    for size in (10**9, 2**53 - 1):
        with pytest.raises(ProgramFailed):
            next(pool.run(bomb, "f", {"n": size}, Limits()))
    (pid,) = pool.pids()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    assert pages * resource.getpagesize() < 200 * 1024**2


def test_a_worker_ends_with_its_node(pool: Pool) -> None:
    """When the pipe closes, it goes."""
    pool.start()
    (process,) = pool._free
    assert process._process.stdin is not None
    process._process.stdin.close()
    assert process._process.wait(timeout=30) == 0
