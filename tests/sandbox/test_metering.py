# SPDX-License-Identifier: Apache-2.0
"""What each operation costs is what the specification says, wherever it runs, traced or not."""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pytest

from counterfoil.law.program import SPACE_MAX, STEPS_MAX, Ended, HostFunction, Limits, ProgramFailed, Programs
from counterfoil.sandbox import costs
from counterfoil.sandbox.in_process import InProcess
from counterfoil.sandbox.pool import Pool
from counterfoil.sandbox.rules import BUILTINS, METHODS
from support import tree
from support.harmful_sources import entry
from support.sandboxed import Report, report

SPECIFIED: Final = (tree.ROOT / "spec" / "dialect.md").read_text(encoding="utf-8")
HOSTS: Final = (
    HostFunction("ask", 1, 2, True),
    HostFunction("tell", 1, 2, False),
)
OURS: Final = InProcess(HOSTS)


class Case(NamedTuple):
    """What is done, after what, and how large the things are."""

    does: str
    sizes: dict[str, int]
    before: tuple[str, ...] = ()


def table(heading: str) -> dict[str, tuple[str, str]]:
    """What → steps and cells, of the table that begins so."""
    _, _, rest = SPECIFIED.partition(f"| {heading} | Steps | Cells |\n|---|---|---|\n")
    rows = rest.split("\n\n")[0].strip().split("\n")
    cut = (re.split(r" \| ?", row.removeprefix("| ").removesuffix("|").rstrip() + " | ") for row in rows)
    return {one[0]: (one[1].strip(), one[2].strip(" |")) for one in cut}


OPERATIONS: Final = table("Operation")
TEXT, LIST = ("t = 'ab' * 100",), ("x = list(range(40))",)
DICT: Final = ("d = {i: i for i in range(40)}", "s = 'y' * 200", "u = (1, 2, 3)")
PAIR: Final = ("a = 7", "b = 3")
CASES: Final[dict[str, list[Case]]] = {
    "`+ - * // %` of integers": [Case(f"y = a {one} b", {}, PAIR) for one in ("+", "-", "*", "//", "%")],
    "`== != < <= > >=` of integers": [Case(f"y = a {one} b", {}, PAIR) for one in ("==", "!=", "<", "<=", ">", ">=")],
    "`+ *` of texts, lists, tuples": [
        Case("y = t + t", {"n": 400}, TEXT),
        Case("y = x + x", {"n": 80}, LIST),
        Case("y = t * 3", {"n": 600}, TEXT),
        Case("y = 2 * x", {"n": 80}, LIST),
        Case("y = t + t", {"n": 80}, (*LIST, "t = tuple(x)")),
    ],
    "`== != < <= > >=` of texts": [
        Case(f"y = t {one} t", {"n": 200}, TEXT) for one in ("==", "!=", "<", "<=", ">", ">=")
    ],
    "`== !=` of lists, tuples, dicts of less than 16": [
        Case("y = x == x", {"q": 82}, LIST),
        Case("y = x != x", {"q": 82}, LIST),
        Case("y = d == d", {"q": 14}, ("d = {1: 2, 3: 4, 5: 6}",)),
        Case("y = t == t", {"q": 8}, ("t = (1, 2, 3)",)),
    ],
    "`in`, `not in` of a text": [
        Case("y = s in t", {"n": 200, "k": 9}, (*TEXT, "s = 'b' * 9")),
        Case("y = s not in t", {"n": 200, "k": 9}, (*TEXT, "s = 'b' * 9")),
    ],
    "`in`, `not in` of a list": [Case("y = 9 in x", {"n": 40}, LIST), Case("y = 99 not in x", {"n": 40}, LIST)],
    "`index`": [Case("y = x.index(9)", {"i": 10}, LIST)],
    "`x[]` of a list": [Case("y = x[3]", {}, LIST)],
    "`x[]` of a text": [Case("y = t[3]", {"n": 200}, TEXT)],
    "`x[:]`": [Case("y = x[3:5]", {"n": 40}, LIST), Case("y = t[:5]", {"n": 200}, TEXT)],
    "`x[]`, `in`, `not in`, `get` of a dict; a text or number as the key": [
        *(Case(f"y = {one}", {"n": 40, "p": 1}, DICT) for one in ("d[3]", "3 in d", "3 not in d", "d.get(3)")),
        *(Case(f"y = {one}", {"n": 40, "p": 4}, DICT) for one in ("s in d", "s not in d", "d.get(s)")),
    ],
    "the same; a tuple as the key": [Case(f"y = {one}", {"n": 40, "p": 4}, DICT) for one in ("u in d", "d.get(u)")],
    "`x[] =` of a list": [Case("x[3] = 1", {}, LIST)],
    "`x[] =` of a dict, an entry that is there": [Case("d[3] = 1", {"n": 40}, DICT)],
    "`x[] =` of a dict, a new entry": [Case("d[99] = 1", {"n": 40}, DICT)],
    "`setdefault` of an entry that is there": [Case("d.setdefault(3, 1)", {"n": 40}, DICT)],
    "`setdefault` of a new entry": [Case("d.setdefault(99, 1)", {"n": 40}, DICT)],
    "`update` of less than 16, by k new entries": [Case("d.update(e)", {"k": 3}, ("d = {}", "e = {1: 1, 2: 2, 3: 3}"))],
    "`pop` of a dict": [Case("d.pop(3)", {"n": 40}, DICT)],
    "`pop` of a list; `clear`": [
        Case("x.pop()", {"n": 40}, LIST),
        Case("x.clear()", {"n": 40}, LIST),
        Case("d.clear()", {"n": 40}, DICT),
    ],
    "`append`": [Case("x.append(1)", {}, LIST)],
    "`insert`": [Case("x.insert(0, 1)", {"n": 40}, LIST)],
    "`extend`": [Case("x.extend(z)", {"k": 40}, (*LIST, "z = x + []"))],
    "`remove`": [Case("x.remove(9)", {"n": 40, "i": 10}, LIST)],
    "`count` of a list": [Case("y = x.count(9)", {"n": 40}, LIST)],
    "`keys values`": [Case("y = d.keys()", {"n": 40}, DICT), Case("y = d.values()", {"n": 40}, DICT)],
    "`items`": [Case("y = d.items()", {"n": 40}, DICT)],
    "`startswith endswith`": [
        Case("y = t.startswith(t)", {"k": 200}, TEXT),
        Case("y = t.endswith(t)", {"k": 200}, TEXT),
    ],
    "`upper lower`": [Case("y = t.upper()", {"n": 200}, TEXT), Case("y = t.lower()", {"n": 200}, TEXT)],
    "`strip`": [Case("y = t.strip()", {"n": 200}, TEXT)],
    "`count find` of a text": [
        Case("y = t.count(t)", {"n": 200, "k": 200}, TEXT),
        Case("y = t.find('b')", {"n": 200, "k": 1}, TEXT),
    ],
    "`split`": [Case("y = t.split('b')", {"n": 200}, TEXT)],
    "`join` of k texts, r long together": [
        Case("y = t.join(z)", {"n": 200, "k": 4, "r": 3}, (*TEXT, "z = ['a', 'b', 'c', '']"))
    ],
    "`replace` of k characters, when r come of it": [
        Case("y = t.replace('b', 'cc')", {"n": 200, "k": 1, "r": 400}, TEXT)
    ],
    "`isdigit`": [Case("y = t.isdigit()", {"n": 200}, TEXT)],
    "`len` of a text": [Case("y = len(t)", {"n": 200}, TEXT)],
    "`len` of anything else": [Case("y = len(x)", {}, LIST), Case("y = len(d)", {}, DICT)],
    "`all any list reversed tuple`": [
        Case(f"y = {one}(x)", {"n": 40}, LIST) for one in ("all", "any", "list", "reversed", "tuple")
    ],
    "`sum`": [Case("y = sum(x)", {"n": 40}, LIST)],
    "`max min` of a list": [Case("y = max(x)", {"n": 40}, LIST), Case("y = min(x)", {"n": 40}, LIST)],
    "`max min` of integers": [Case("y = max(a, b)", {}, PAIR), Case("y = min(a, b)", {}, PAIR)],
    "`sorted` of integers": [Case("y = sorted(x)", {"n": 40}, LIST)],
    "`enumerate`": [Case("y = enumerate(x)", {"n": 40}, LIST)],
    "`zip` of two": [Case("y = zip(x, x)", {"n": 40}, LIST)],
    "`dict` of less than 16": [
        Case("y = dict(z)", {"n": 3}, ("z = [(1, 1), (2, 2), (3, 3)]",)),
        Case("y = dict(z)", {"n": 3}, ("z = {1: 1, 2: 2, 3: 3}",)),
    ],
    "`str` of an integer": [Case("y = str(a)", {}, PAIR)],
    "`str` of a text; `int bool abs range require fail`": [
        Case("y = str(t)", {}, TEXT),
        *(Case(f"y = {one}(a)", {}, PAIR) for one in ("int", "bool", "abs", "range")),
        Case("require(a, 'a')", {}, PAIR),
    ],
}
LISTED: Final = [(what, case) for what, cases in CASES.items() for case in cases]


def ran(programs: Programs, *lines: str) -> Report:
    return report(programs, entry(*lines, "return None"), answer=lambda _: [1, "abc"])


def beside(case: Case) -> tuple[int, int]:
    """Steps and cells of what is done, beyond those of a statement that does nothing."""
    whole, plain = ran(OURS, *case.before, case.does), ran(OURS, *case.before, "pass")
    assert isinstance(whole.outcome, tuple), whole
    return whole.steps - plain.steps, whole.space - plain.space


def expected(what: str, case: Case) -> tuple[int, int]:
    steps, cells = OPERATIONS[what]
    made = list[int]()
    for part in cells.split(", "):
        each = part.removesuffix(" for each")
        number = reckoned(each, case.sizes)
        made += [number] * (case.sizes.get("k", case.sizes.get("n", 0)) if each != part else 1)
    paid = 1 + reckoned(steps, case.sizes) + sum(one // costs.CELLS_A_STEP for one in made)
    return paid, sum(made)


def reckoned(formula: str, sizes: dict[str, int]) -> int:
    return int(eval(formula, {"__builtins__": {}}, sizes))


@pytest.mark.parametrize(("what", "case"), LISTED, ids=[f"{what}: {case.does}" for what, case in LISTED])
def test_an_operation_costs_what_is_specified(what: str, case: Case) -> None:
    """To the step and the cell; one step for the operation itself."""
    assert beside(case) == expected(what, case)


def test_every_operation_is_specified_and_tried() -> None:
    """Each row of the specification has a case, and each built-in, method and operator of the dialect a row."""
    assert CASES.keys() == OPERATIONS.keys()
    named = {name for what in OPERATIONS for group in re.findall("`(.+?)`", what) for name in group.split()}
    assert {*BUILTINS, *METHODS} <= named
    assert {"+", "-", "*", "//", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not", "x[]", "x[:]"} <= named
    assert set(named) - {*BUILTINS, *METHODS} == {
        "+", "-", "*", "//", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not", "x[]", "x[:]", "=",
    }  # fmt: skip
    assert {name for name in METHODS if not any(f".{name}(" in case.does for _, case in LISTED)} == set()
    assert {name for name in BUILTINS if not any(f"{name}(" in case.does for _, case in LISTED)} == {"fail"}


GENERAL: Final = table("What")
WRITTEN: Final[dict[str, tuple[tuple[str, ...], int, int]]] = {
    "statements": (("y = 1", "z = 2", "pass"), 3, 0),
    "what grows": (("n += 1", "n -= 1"), 2, 0),
    "a loop": (("for y in u:", "    pass"), 1 + 3 * 2, 0),
    "a branch": (("if n:", "    y = 1"), 2, 0),
    "a list": (("y = [1, 2, 3]",), 1 + 1 + 3, 4),
    "a dict": (("y = {1: 1, 2: 2}",), 1 + 1 + 2 + 2 * 1, 4),
    "operations": (("y = (n and n) or not n",), 1 + 3, 0),
    "a comprehension": (("y = [-e for e in x]",), 2 + 40 * (1 + 2) + 41 // 8, 41),
    "a comprehension with a condition": (("y = [e for e in x if e > 7]",), 2 + 40 * (1 + 2) + 41 // 8, 41),
    "a question": (("y = ask('abcdefgh')",), 2 + 500 + 2 + 10 // 8 + 3 + 6 // 8, 10 + 6),
    "a doing": (("tell('abcdefgh', [n])",), 2 + 2 + 100 + 4 + 12 // 8, 12 + 2),
}
BEFORE: Final = ("n = 1", "u = tuple(range(3))", "x = list(range(40))")


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_costs_what_is_specified(name: str) -> None:
    """Statements, rounds, displays, comprehensions, and what is asked of the host."""
    lines, steps, cells = WRITTEN[name]
    whole, plain = ran(OURS, *BEFORE, *lines), ran(OURS, *BEFORE)
    assert (whole.steps - plain.steps, whole.space - plain.space) == (steps, cells)


def test_the_specification_has_the_numbers_of_the_program() -> None:
    """Those of the tables, of the bounds, and of a transaction."""

    def numbers(what: str) -> list[int]:
        steps, _ = next(row for name, row in GENERAL.items() if name.startswith(what))
        return [int(number) for number in re.findall(r"\d+", steps)]

    assert numbers("making") == [costs.CELLS_A_STEP]
    assert numbers("comparing or hashing") == [costs.CHARACTERS_A_STEP]
    assert numbers("comparing lists") == numbers("looking up") == [costs.ENTRIES_A_STEP]
    assert numbers("a function of the host") == [costs.KNOWING_STEPS]
    assert numbers("a question") == [costs.ASKING_STEPS]
    assert numbers("a doing") == [costs.TELLING_STEPS]
    said = SPECIFIED.replace(",", "")
    most = (
        costs.SOURCE_BYTES_MAX, costs.LINES_MAX, costs.LINE_CHARACTERS_MAX, costs.NAME_CHARACTERS_MAX,
        costs.CELLS_MAX, costs.ENTRIES_MAX, costs.GIVEN_MAX, costs.DEPTH_MAX, costs.NODES_MAX, STEPS_MAX, SPACE_MAX,
    )  # fmt: skip
    assert [number for number in most if not re.search(rf"\b{number}\b", said)] == []


def programs() -> Iterator[tuple[str, ...]]:
    yield from ((*cases[0].before, cases[0].does) for cases in CASES.values())
    yield from ((*BEFORE, *lines) for lines, _, _ in WRITTEN.values())


def test_a_trace_and_a_worker_cost_the_same() -> None:
    """Steps, cells, answers and questions, of a program for each row."""
    traced, pool = InProcess(HOSTS, trace=True), Pool(HOSTS, workers=1)
    try:
        for lines in programs():
            here: Any = ran(OURS, *lines)
            assert ran(traced, *lines) == here, lines
            assert ran(pool, *lines) == here, lines
    finally:
        pool.close()


def test_a_long_trace_is_whole_and_says_meanwhile_how_far_it_is() -> None:
    """Up to the limit of steps: the last line that ran is that at which they ran out."""
    said: list[tuple[str, int, int]] = []
    traced = InProcess(HOSTS, trace=True, progress=lambda *told: said.append(told))
    source = entry("for one in range(1000000):", "    pass")
    with pytest.raises(ProgramFailed) as failed:
        next(traced.run(source, "f", {}, Limits(steps=120_000)))
    lines = failed.value.lines
    assert failed.value.kind == Ended.out_of_steps and len(lines) > 30_000
    assert said == [("lines", count, 0) for count in range(10_000, len(lines) + 1, 10_000)]
