# SPDX-License-Identifier: Apache-2.0
"""Workers die, are left, and are too few: what a call decides stays the same."""

import os
import signal
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from counterfoil.law.program import Answer, Charged, Finished, HostCall, HostFunction, Limits
from counterfoil.sandbox import process as processes
from counterfoil.sandbox.pool import Pool, WorkerLost
from support.harmful_sources import entry
from support.sandboxed import report

HOSTS = (HostFunction("ask", 1, 2, True), HostFunction("tell", 1, 2, False), HostFunction("call", 1, 1, True))
OUTER = entry(
    "a = ask('first')", "tell('second')", "b = call('third')", "tell('fourth')", "return [a, b, ask('fifth')]"
)
INNER = entry("a = ask('inner')", "tell('told')", "return [a, ask('last')]")


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(HOSTS, workers=2)
    made.start()
    yield made
    made.close()


def _played(pool: Pool, before_answer: Callable[[str], None]) -> tuple[Finished, list[HostCall]]:
    """The outer program, and the inner one that it calls; something happens before each answer."""
    asked: list[HostCall] = []

    def played(source: str) -> Finished:
        run, said = pool.run(source, "f", {}, Limits()), None
        while True:
            try:
                call = run.send(said)
            except StopIteration as ended:
                return Finished(*ended.value)
            asked.append(call)
            said = answered(call) if call.waits else None

    def answered(call: HostCall) -> Answer:
        name = str(call.arguments[0])
        before_answer(name)
        if call.name != "call":
            return name.upper()
        inner = played(INNER)
        return Charged(inner.value, inner.steps, inner.space)

    return played(OUTER), asked


def _kill(pool: Pool) -> None:
    os.kill(pool.pids()[0], signal.SIGKILL)


WORDS = ("first", "third", "inner", "last", "fifth")


@pytest.mark.parametrize("when", WORDS)
def test_a_worker_that_is_killed_changes_nothing(pool: Pool, when: str) -> None:
    """A worker that is killed changes nothing."""
    expected = _played(pool, lambda _: None)
    assert [str(call.arguments[0]) for call in expected[1]] == [
        "first", "second", "third", "inner", "told", "last", "fourth", "fifth",
    ]  # fmt: skip
    assert _played(pool, lambda name: _kill(pool) if name == when else None) == expected
    assert _played(pool, lambda _: None) == expected


def test_one_that_is_killed_while_idle_changes_nothing(pool: Pool) -> None:
    """One that is killed while idle changes nothing."""
    expected = _played(pool, lambda _: None)
    for pid in pool.pids():
        os.kill(pid, signal.SIGKILL)
    assert _played(pool, lambda _: None) == expected


@pytest.mark.parametrize("second", WORDS[1:])
def test_twice_killed_on_one_call_stops_the_node(pool: Pool, second: str) -> None:
    """Twice killed on one call stops the node."""
    with pytest.raises(WorkerLost):
        _played(pool, lambda name: _kill(pool) if name in ("first", second) else None)
    assert report(pool, entry("return 1")).outcome == (1,)


def test_a_call_that_is_left_at_any_point_leaves_the_pool_usable(pool: Pool) -> None:
    """A call that is left at any point leaves the pool usable."""
    whole = report(pool, OUTER)
    for far in count(1):
        run = pool.run(OUTER, "f", {}, Limits())
        try:
            next(run)
            for _ in range(far - 1):
                run.send(None)
        except StopIteration:
            break
        inner = pool.run(INNER, "f", {}, Limits())
        next(inner)
        inner.close()
        run.close()
        assert report(pool, OUTER) == whole
    assert far == 6


def test_calls_that_are_left_in_the_wrong_order_and_go_on(pool: Pool) -> None:
    """Calls that are left in the wrong order and go on."""
    whole = report(pool, INNER)
    outer, inner = pool.run(OUTER, "f", {}, Limits()), pool.run(INNER, "f", {}, Limits())
    next(outer)
    next(inner)
    outer.close()
    inner.send(None)
    inner.send(None)
    with pytest.raises(StopIteration) as ended:
        inner.send(None)
    assert ended.value.value == Finished([None, None], whole.steps, whole.space)


def test_an_outer_call_may_go_on_before_an_inner(pool: Pool) -> None:
    """An outer call may go on before an inner."""
    first, second = pool.run(INNER, "f", {}, Limits()), pool.run(INNER, "f", {}, Limits())
    next(first)
    next(second)
    for one, word in ((first, "a"), (second, "b")):
        assert one.send(word).name == "tell"
    for one, word in ((first, "a"), (second, "b")):
        one.send(None)
        with pytest.raises(StopIteration) as ended:
            one.send(word)
        assert ended.value.value.value == [word, word]


def test_an_exception_thrown_in_leaves_the_pool_usable(pool: Pool) -> None:
    """An exception thrown in leaves the pool usable."""
    run = pool.run(OUTER, "f", {}, Limits())
    next(run)
    with pytest.raises(KeyError):
        run.throw(KeyError("refused"))
    assert report(pool, entry("return 1")).outcome == (1,)


def test_a_worker_forgets_programs_and_is_told_them_again(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker forgets programs and is told them again."""
    monkeypatch.setattr(processes, "SOURCES_KEPT_MAX", 3)
    before = sorted(pool.pids())
    for turn in range(2):
        for number in range(20):
            assert report(pool, entry(f"return {number}")).outcome == (number,), turn
    assert sorted(pool.pids()) == before


def test_workers_end_with_the_pool(pool: Pool) -> None:
    """Workers end with the pool."""
    pids = pool.pids()
    assert len(pids) == 2
    pool.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
