# SPDX-License-Identifier: Apache-2.0
"""A program means what it means in Python: random ones are run by both."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.law.program import Ended, Limits, ProgramFailed, Programs
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.sandbox.in_process import InProcess
from support.plain_programs import PlainPrograms

OURS, PYTHONS = InProcess(HOST_FUNCTIONS), PlainPrograms(HOST_FUNCTIONS)
NAMES = st.sampled_from(["a", "b", "c"])
TEXTS = st.text(alphabet="abAB 1-é", max_size=4)


def written(text: str) -> str:
    return f'"{text}"'


NUMBERS = st.one_of(st.integers(-20, 20).map(str), NAMES, st.sampled_from(["len(x)", "len(t)"]))


def of_two(template: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(inner, inner).map(lambda both: template.format(*both))


INTEGERS = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        of_two("({} + {})", inner),
        of_two("({} - {})", inner),
        of_two("({} * {})", inner),
        of_two("({} // {})", inner),
        of_two("({} % {})", inner),
        of_two("min({}, {})", inner),
        of_two("max({}, {})", inner),
        of_two("g({}, {})", inner),
        of_two("sum([{}, {}])", inner),
        of_two("(1 if {} < {} else 2)", inner),
        of_two("x[{} % 3 + 0 * {}]", inner),
        of_two("d.get({}, {})", inner),
        inner.map("abs({})".format),
        inner.map("(-{})".format),
        inner.map("int(str({}))".format),
        inner.map("len(range({} % 7))".format),
    ),
    max_leaves=6,
)
WORDS = st.recursive(
    st.one_of(TEXTS.map(written), st.just("t")),
    lambda inner: st.one_of(
        of_two("({} + {})", inner),
        of_two("{}.join([{}])", inner),
        of_two("{}.replace({} + 'a', 'b')", inner),
        inner.map("{}.upper()".format),
        inner.map("{}.lower()".format),
        inner.map("{}.strip()".format),
        inner.map("({} * 2)".format),
        inner.map("{}[1:3]".format),
        inner.map("{}[-2:]".format),
        INTEGERS.map("str({})".format),
    ),
    max_leaves=4,
)
TRUTHS = st.one_of(
    of_two("{} == {}", INTEGERS),
    of_two("{} <= {}", INTEGERS),
    of_two("{} < {}", WORDS),
    of_two("{} in {}", WORDS),
    of_two("{} in [{}, 1]", INTEGERS),
    of_two("{}.startswith({})", WORDS),
    of_two("{}.endswith({})", WORDS),
    WORDS.map("{}.isdigit()".format),
    st.just("any(x)"),
    st.just("all(x) and not b"),
    st.just("x == [1, 2, 3] or x == list(d)"),
)
LISTS = st.one_of(
    INTEGERS.map("[n * 2 for n in x if n != {}]".format),
    INTEGERS.map("[n + m for n in x for m in [1, {}]]".format),
    INTEGERS.map("sorted(x + [{}])".format),
    INTEGERS.map("[one[0] + one[1] for one in zip(x, [1, 2, {}])]".format),
    INTEGERS.map("[i * n for i, n in enumerate(x, {} % 5)]".format),
    st.just("reversed_list(x)"),
    st.just("list(d.keys())"),
    st.just("list(d.values())"),
    st.just("[k + v for k, v in d.items()]"),
    of_two("list({{n: n * {} for n in [1, {}]}})", INTEGERS),
    INTEGERS.map("x[{}:]".format),
    WORDS.map('[len(one) for one in {}.split("a")]'.format),
)
STATEMENTS = st.one_of(
    st.tuples(NAMES, st.sampled_from(["=", "+=", "-=", "*="]), INTEGERS).map(" ".join),
    st.tuples(NAMES, INTEGERS).map(lambda one: f"{one[0]}, b = {one[1]}, {one[0]}"),
    WORDS.map("t = {}".format),
    LISTS.map("x = {} + [1, 2, 3]".format),
    of_two("d[{}] = {}", INTEGERS),
    of_two("x[{} % 3] = {}", INTEGERS),
    INTEGERS.map("x.append({})".format),
    INTEGERS.map("x.insert({}, 7)".format),
    INTEGERS.map("x.extend([{}, 1])".format),
    of_two("d.setdefault({}, {})", INTEGERS),
    st.tuples(TRUTHS, NAMES, INTEGERS).map(
        lambda one: f"if {one[0]}:\n        {one[1]} = {one[2]}\n    else:\n        a += 1"
    ),
    st.tuples(INTEGERS, TRUTHS).map(
        lambda one: f"for n in range({one[0]} % 6):\n        a += n\n        if {one[1]}:\n            break"
    ),
    st.just("for n in list(x):\n        if n == b:\n            continue\n        c += n"),
    st.just("a = a % 1000\n    b = b % 1000\n    c = c % 1000\n    t = t[:20]\n    x = x[:6]"),
)
HEAD = '''
def g(one, other = 2):
    return one - other * 2


def reversed_list(given):
    return [one for one in reversed(given)]


def f(a: int, b: int):
    """x"""
    c = 1
    t = "abc"
    x = [1, 2, 3]
    d = {1: 2, 3: 4}
'''
TAIL = "    return [a, b, c, t, x, [[k, v] for k, v in d.items()]]\n"


def value_of(programs: Programs, source: str) -> Any:
    """What a call comes to; that it is a fault is all that is compared of a fault."""
    try:
        next(programs.run(source, "f", {"a": 5, "b": -3}, Limits()))
    except StopIteration as over:
        return over.value.value
    except ProgramFailed as failed:
        return failed.kind
    raise AssertionError("nothing is asked of the host")


@settings(max_examples=300)
@given(st.lists(STATEMENTS, min_size=1, max_size=6))
def test_a_program_means_what_python_means(statements: list[str]) -> None:
    """Values to the last digit; faults where Python raises; only what is too large ours alone refuses."""
    source = HEAD + "".join(f"    {statement}\n" for statement in statements) + TAIL
    ours = value_of(OURS, source)
    if ours not in (Ended.too_large, Ended.out_of_steps, Ended.out_of_space):
        assert ours == value_of(PYTHONS, source), source
