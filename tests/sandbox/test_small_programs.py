# SPDX-License-Identifier: Apache-2.0
"""What small programs of the dialect give is what plain Python gives, by an interpreter that others made."""

from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.law.program import Ended
from counterfoil.sandbox.in_process import InProcess
from support.harmful_sources import entry
from support.plain_programs import PlainPrograms
from support.sandboxed import report

NAMES = st.sampled_from(["a", "b", "c"])
LISTS = st.sampled_from(["l", "m"])
NUMBERS = st.integers(-9, 9).map(str)
TEXTS = st.text("ab,é漢", max_size=4).map(lambda text: f'"{text}"')
PLACES = st.integers(-4, 4).map(str)


def _of(form: str, **parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.fixed_dictionaries(parts).map(lambda chosen: form.format(**chosen))


def _wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "//", "%"])
    compared = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    return st.one_of(
        _of("({x} {o} {y})", x=inner, o=operators, y=inner),
        _of("({x} if {y} {o} {z} else {w})", x=inner, y=inner, o=compared, z=inner, w=inner),
        _of("({x} or {y})", x=inner, y=inner),
        _of("({x} and {y})", x=inner, y=inner),
        _of("(-{x})", x=inner),
        _of("abs({x})", x=inner),
        _of("max({x}, {y})", x=inner, y=inner),
        _of("{l}[{i}]", l=LISTS, i=PLACES),
        _of("{l}.pop({i})", l=LISTS, i=PLACES),
        _of("{l}.index({x})", l=LISTS, x=inner),
        _of("{l}.count({x})", l=LISTS, x=inner),
        _of("sum({l}[{i}:{j}])", l=LISTS, i=PLACES, j=PLACES),
        _of("len({t}.split({u}))", t=TEXTS, u=TEXTS),
        _of("{t}.find({u})", t=TEXTS, u=TEXTS),
        _of("{t}.count({u})", t=TEXTS, u=TEXTS),
        _of("g({x}, {y})", x=inner, y=inner),
        _of("g(y={x}, x={y})", x=inner, y=inner),
        _of("d.get({x}, {y})", x=inner, y=inner),
        _of("d.setdefault({x}, {y})", x=inner, y=inner),
        _of("d.pop({x}, {y})", x=inner, y=inner),
        _of("d[{x}]", x=inner),
    )


EXPRESSIONS = st.recursive(NUMBERS | NAMES, _wider, max_leaves=5)
SIMPLE = st.one_of(
    _of("{n} = {x}", n=NAMES, x=EXPRESSIONS),
    _of("{n} += {x}", n=NAMES, x=EXPRESSIONS),
    _of("{n} *= {x}", n=NAMES, x=EXPRESSIONS),
    _of("{n}, {k} = {k}, {x}", n=st.just("a"), k=st.just("b"), x=EXPRESSIONS),
    _of("{l}.append({x})", l=LISTS, x=EXPRESSIONS),
    _of("{l}.insert({i}, {x})", l=LISTS, i=PLACES, x=EXPRESSIONS),
    _of("{l}.remove({x})", l=LISTS, x=EXPRESSIONS),
    _of("{l}.extend({k})", l=LISTS, k=LISTS),
    _of("{l}[{i}] = {x}", l=LISTS, i=PLACES, x=EXPRESSIONS),
    _of("{l} = {k}[{i}:{j}]", l=LISTS, k=LISTS, i=PLACES, j=PLACES),
    _of("{l} = sorted({k})", l=LISTS, k=LISTS),
    _of("{l} = list(reversed({k}))", l=LISTS, k=LISTS),
    _of("{l} = [e * {x} for e in {k} if e != {y}]", l=LISTS, k=LISTS, x=NUMBERS, y=NUMBERS),
    _of("{l} = [e + h for e, h in zip({k}, {k})]", l=LISTS, k=LISTS),
    _of("{l} = [e - i for i, e in enumerate({k})]", l=LISTS, k=LISTS),
    _of("d[{x}] = {y}", x=EXPRESSIONS, y=EXPRESSIONS),
    _of("d = {{e: {x} for e in {k}}}", k=LISTS, x=NUMBERS),
    _of("{l} = list(d.keys())", l=LISTS),
    _of("{l} = list(d.values())", l=LISTS),
    _of("s = s + {t}", t=TEXTS),
    _of("s = s.replace({t}, {u})", t=TEXTS.filter(lambda text: text != '""'), u=TEXTS),
    _of("s = s[{i}:{j}]", i=PLACES, j=PLACES),
    _of("s = {t}.join([s, str({x}), {t}])", t=TEXTS, x=EXPRESSIONS),
    _of("s = s.upper() + str(s.startswith({t}) and {t} in s)", t=TEXTS),
)


def _indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


def _compound(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    body = st.lists(inner, min_size=1, max_size=3).map(lambda blocks: [line for block in blocks for line in block])
    conditional = st.tuples(EXPRESSIONS, body, body).map(
        lambda parts: [f"if {parts[0]}:", *_indented(parts[1]), "else:", *_indented(parts[2])]
    )
    loop = st.tuples(st.integers(0, 3), NAMES, body, st.sampled_from(["break", "continue", "pass"])).map(
        lambda parts: [
            f"for n{parts[0]} in range({parts[0]}):",
            *_indented(parts[2]),
            f"    if {parts[1]} > 3:",
            f"        {parts[3]}",
        ]
    )
    return conditional | loop


BLOCKS = st.recursive(SIMPLE.map(lambda line: [line]), _compound, max_leaves=6)
BEGINS = ("a = 1", "b = -2", "c = 3", "l = [3, 1, 2]", "m = [1]", "d = {1: 2, 3: 4}", "s = 'ab'")
ENDS = "return [a, b, c, l, m, [[k, d[k]] for k in d], s]"
BEFORE = "def g(x, y):\n    return x - y * 2\n"
TWIN, PLAIN = InProcess(()), PlainPrograms(())


@given(st.lists(BLOCKS, min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_a_program_gives_what_python_gives(blocks: list[list[str]]) -> None:
    """A program gives what python gives."""
    source = BEFORE + entry(*BEGINS, *(line for block in blocks for line in block), ENDS)
    ours = report(TWIN, source)
    if ours.outcome is Ended.too_large:  # Python has no bound
        return
    assert ours.outcome == report(PLAIN, source).outcome, source
