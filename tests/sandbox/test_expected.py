# SPDX-License-Identifier: Apache-2.0
"""A run that was begun beforehand is the run that is asked for then, to the byte, or nothing comes of it."""

import json
import os
import signal
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from counterfoil.law.program import Limits, ProgramFailed, Value
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.sandbox import process as processes
from counterfoil.sandbox.pool import Pool

SOURCE = '''
def f(n: int):
    """What is kept, told back."""
    kept = get("a", 0)
    put("b", n)
    return [str(kept), get("c", 0), n, height()]


def fails():
    """Fail."""
    fail("no")


def spins():
    """Take long."""
    for number in range(100000):
        pass
    return "over"
'''
OTHER = SOURCE.replace("told back", "told back by another program")
KNOWN: Mapping[str, Value] = {"height": 1}


@pytest.fixture
def pool() -> Iterator[Pool]:
    """A pool that knows what ``f`` asks."""
    pool = Pool(HOST_FUNCTIONS)
    came(pool)
    yield pool
    pool.close()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What workers are told."""
    sent: list[bytes] = []
    post = processes.post

    def noted(stream: Any, framed: bytes) -> None:
        sent.append(framed)
        post(stream, framed)

    monkeypatch.setattr(processes, "post", noted)
    return sent


def peeking(kept: Value) -> Any:
    return lambda _name, arguments: kept if arguments[0] == "a" else "c"


def asked(kept: Value = 1, **changed: Any) -> dict[str, Any]:
    """A run as whoever expects it says it, and whoever asks for it."""
    fields = {"source": SOURCE, "function": "f", "arguments": {"n": 3}, "limits": Limits(), "known": KNOWN}
    return {**fields, "peek": peeking(kept), **changed}


def came(pool: Pool, kept: Value = 1, **changed: Any) -> Any:
    """What a run came to, and what it asked."""
    asking, heard, answer = pool.run(**asked(kept, **changed)), list[Any](), None
    try:
        while True:
            request = asking.send(answer)
            heard.append(request)
            answer = peeking(kept)(request.name, request.arguments)
    except StopIteration as over:
        return over.value, heard
    except ProgramFailed as failed:
        return failed.kind, failed.words, failed.line, heard


CHANGES: list[dict[str, Any]] = [
    {"kept": True},
    {"kept": 2},
    {"arguments": {"n": 4}},
    {"arguments": {"n": True}},
    {"limits": Limits(999_999)},
    {"limits": Limits(100)},
    {"known": {"height": 2}},
    {"source": OTHER},
    {"function": "fails", "arguments": {}},
    {"function": "spins", "arguments": {}},
]


def test_what_was_expected_is_begun_once(pool: Pool, sent: list[bytes]) -> None:
    """It is asked for beforehand, and at its turn the worker is told no more than an answer that it asks for."""
    plain = came(pool)
    sent.clear()
    pool.expect(**asked())
    assert came(pool) == plain
    assert [json.loads(one[4:])[0] for one in sent] == ["run", "answer"]


@pytest.mark.parametrize("changed", CHANGES, ids=lambda one: next(iter(one)))
def test_what_was_expected_otherwise_is_thrown_away(pool: Pool, changed: dict[str, Any]) -> None:
    """One and true are two answers; and so the other way round, whether or not it waits for an answer."""
    came(pool, **changed)  # what it asks is known from now on
    plain = came(pool), came(pool, **changed)
    for expected, wanted, came_to in (({}, changed, plain[1]), (changed, {}, plain[0])):
        pool.expect(**asked(**expected))
        assert came(pool, **wanted) == came_to
        assert came(pool, **wanted) == came_to


def test_what_waits_for_an_answer_is_left(pool: Pool, sent: list[bytes]) -> None:
    """Else what is asked for would run inside of it."""
    pool.expect(**asked(kept=2))
    came(pool)
    assert [json.loads(one[4:])[0] for one in sent] == ["run", "leave", "run", "answer"]


def test_what_ended_badly_ends_so_beforehand(pool: Pool) -> None:
    """With the same words, at the same line."""
    for function in ("fails", "missing"):
        fails = {"function": function, "arguments": {}}
        plain = came(pool, **fails)
        pool.expect(**asked(**fails))
        assert came(pool, **fails) == plain


def test_what_asks_goes_on_at_its_turn() -> None:
    """Of a program of which nothing is known yet."""
    pools = [Pool(HOST_FUNCTIONS) for _ in range(2)]
    plain = came(pools[0])
    pools[1].start()
    pools[1].expect(**asked())
    assert came(pools[1]) == plain
    for one in pools:
        one.close()


def test_nothing_more_is_begun_than_one_run(pool: Pool, sent: list[bytes]) -> None:
    """Nor while another runs."""
    asking = pool.run(**asked())
    next(asking)
    sent.clear()
    pool.expect(**asked())
    assert not sent
    asking.close()
    sent.clear()
    pool.expect(**asked())
    pool.expect(**asked(kept=2))
    assert len(sent) == 1


@pytest.mark.parametrize("function", ["f", "spins"])
def test_a_worker_that_dies_beforehand_changes_nothing(pool: Pool, function: str) -> None:
    """While it runs, and when it is over."""
    wanted: dict[str, Any] = {"function": function, "arguments": {"n": 3} if function == "f" else {}}
    plain = came(pool, **wanted)
    for other in (wanted, {"kept": 5}):
        pool.expect(**asked(**other))
        os.kill(pool.pids()[0], signal.SIGKILL)
        assert came(pool, **wanted) == plain


def test_a_death_beforehand_counts_for_no_other_call(pool: Pool) -> None:
    """Whoever asks for something else may lose a worker of its own all the same."""
    plain = came(pool)
    pool.expect(**asked(function="spins", arguments={}))
    os.kill(pool.pids()[0], signal.SIGKILL)
    asking, answer = pool.run(**asked()), None
    for _ in plain[1]:
        request = asking.send(answer)
        answer = peeking(1)(request.name, request.arguments)
    os.kill(pool.pids()[0], signal.SIGKILL)
    with pytest.raises(StopIteration) as over:
        asking.send(answer)
    assert over.value.value == plain[0]


def test_what_is_expected_of_a_worker_that_is_gone_is_nothing(pool: Pool) -> None:
    """Whoever asks for it then gets another worker."""
    plain = came(pool)
    (pid,) = pool.pids()
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    pool.expect(**asked())
    assert came(pool) == plain
