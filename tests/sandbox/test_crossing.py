# SPDX-License-Identifier: Apache-2.0
"""What crosses between a program and its host comes over as it is: every letter, every number, and as it was then."""

from collections.abc import Iterator
from typing import Any

import pytest

from counterfoil.law.program import HostCall, HostFunction, Limits, Programs
from counterfoil.sandbox.costs import INTEGER_MAX
from counterfoil.sandbox.in_process import InProcess
from counterfoil.sandbox.pool import Pool
from support.harmful_sources import entry
from support.sandboxed import report

HOSTS = (HostFunction("ask", 1, 2, waits=True, steady=True), HostFunction("tell", 1, 2, waits=False))
LETTERS = "".join(map(chr, range(0x20))) + "\"\\/'{}[],:%s%d\x7f\x80é中\u2028\ufeff\uffff😀"
VALUES = [
    LETTERS,
    "",
    0,
    -1,
    INTEGER_MAX,
    -INTEGER_MAX,
    True,
    False,
    None,
    [],
    {},
    [LETTERS, [[]], {"": LETTERS, '"\\': [None, 0]}],
]


@pytest.fixture(scope="module", params=["in this process", "in a worker"])
def programs(request: pytest.FixtureRequest) -> Iterator[Programs]:
    pool = Pool(HOSTS)
    yield pool if request.param == "in a worker" else InProcess(HOSTS)
    pool.close()


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_a_value_comes_over_as_it_is(programs: Programs, value: Any) -> None:
    """Given, asked, answered, told and returned."""
    source = entry("a = ask(given[0])", "tell(a, given[0])", "return [a, given[0]]", parameters="given: list")
    came = report(programs, source, arguments={"given": [value]}, answer=lambda asked: asked.arguments[0])
    assert came.outcome == ([value, value],)
    assert [one.arguments for one in came.calls] == [(value,), (value, value)]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_what_was_foreseen_comes_over_as_it_is(value: Any) -> None:
    """A pool that asked for it once tells it beforehand."""
    source, pool = entry("return ask(0)"), Pool(HOSTS)
    assert report(pool, source).outcome == (None,)
    with pytest.raises(StopIteration) as ended:
        next(pool.run(source, "f", {}, Limits(), peek=lambda _name, _arguments: value))
    assert ended.value.value.value == value
    pool.close()


def test_a_truth_is_no_number(programs: Programs) -> None:
    """``1`` and ``True`` are alike in Python, and two things to a host."""
    came = report(programs, entry("tell(1, True)", "return [0, False]"))
    assert [list(map(type, one.arguments)) for one in came.calls] == [[int, bool]]
    assert repr(came.outcome) == "([0, False],)"


@pytest.mark.parametrize("value", ["[1]", '{"k": 1}', '[[1], {"k": [1]}]', '{"k": {"k": [1]}}', "([1], 2)"])
def test_what_was_told_stays_as_it_was(programs: Programs, value: str) -> None:
    """However deep, whether the program goes on to change it, tells it again, or asks in between."""
    inner = {"[1]": "x", '{"k": 1}': "x", '[[1], {"k": [1]}]': 'x[1]["k"]', '{"k": {"k": [1]}}': 'x["k"]["k"]'}
    changed = inner.get(value, "x[0]")
    changes = f'{changed}["new"] = 2' if value == '{"k": 1}' else f"{changed}.append(2)"
    came = report(programs, entry(f"x = {value}", "tell(x)", changes, "tell(x)", "ask(0)", changes, "return x"))
    told = [one.arguments[0] for one in came.calls if not one.waits]
    before = _plain(eval(value))
    assert told[0] == before
    assert told[1] != before
    assert report(programs, entry(f"x = {value}", changes, "tell(x)")).calls[0].arguments == (told[1],)


def test_nothing_that_was_made_in_a_call_is_there_in_the_next(programs: Programs) -> None:
    """What a program is given, and is answered, is its own for this call."""
    source = entry("given.append(1)", "a = ask(0)", "a.append(1)", "return [given, a]", parameters="given: list")
    kept: list[Any] = [0]

    def answer(_asked: HostCall) -> Any:
        return kept

    for _ in range(3):
        came = report(programs, source, arguments={"given": kept}, answer=answer, limits=Limits())
        assert came.outcome == ([[0, 1], [0, 1]],)
    assert kept == [0]


def _plain(value: Any) -> Any:
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
