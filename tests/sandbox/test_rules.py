# SPDX-License-Identifier: Apache-2.0
"""Every rule of ``sandbox/rules.py`` has a source that breaks it, and says where, what is wrong, and what is right."""

import ast
import sys
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from counterfoil.law.program import HostFunction, NotInDialect, Problem
from counterfoil.sandbox import rules
from counterfoil.sandbox.rules import METHODS, checked
from support.harmful_sources import entry

HOSTS: Final = (HostFunction("ask", 1, 2, True),)
SOURCE: Final = Path(rules.__file__).read_text(encoding="utf-8")
TYPES: Final = "one of int, str, bool, list, dict"
ELSEWHERE: Final = "constants and functions alone stand there"
DOING: Final = "assignments, if, for over something, return, and calls"
SPECIFIED: Final = "something that the dialect has: spec/dialect.md"
GIVEN: Final = "an int, a str, a bool or None"
SET: Final = "a parameter, a name that was assigned, a constant"
LITERAL: Final = "a literal; keys of a dict are plain, and each is there once"
FUNCTION: Final = "a function of the program, the dialect or the host"


class Row(NamedTuple):
    """A source, in which the mark « stands before what is wrong; what is said of it."""

    source: str
    wrong: str
    right: str
    lexed: bool = True
    """whether the lexer lets it pass: what it refuses before is refused here all the same"""


def chain(links: int) -> str:
    """Functions that call one another in a row; the first calls so many deep, itself included."""
    calls = "".join(f"def g{one}():\n    return g{one + 1}()\n" for one in range(links - 1))
    return f"«{calls}def g{links - 1}():\n    return 1\n" + 'def f():\n    """Do."""\n    return 1\n'


def parameters(count: int) -> str:
    return ", ".join(f"a{number}: int" for number in range(count))


ROWS: Final[dict[str, Row]] = {
    "no Python": Row(entry("if «if"), "this is no Python", "mend the syntax"),
    "a constant that is computed": Row("A = «1 + 1\n" + entry("return A"), "a constant that is computed", LITERAL),
    "a constant with a key twice": Row(
        'A = «{"a": 1, "a": 2}\n' + entry("return A"), "a constant that is computed", LITERAL
    ),
    "a constant with a key twice, once below zero": Row(
        'A = «[{"a": {0: 1, -0: 2}}]\n' + entry("return A"), "a constant that is computed", LITERAL
    ),
    "a constant with a list as a key": Row(
        "A = «{(1,): 1}\n" + entry("return A"), "a constant that is computed", LITERAL
    ),
    "a statement outside": Row("«A, B = 1, 2\n" + entry("return 1"), "a statement outside of functions", ELSEWHERE),
    "an expression outside": Row(entry("return 1") + "«ask(1)\n", "a statement outside of functions", ELSEWHERE),
    "no entry": Row("«def f():\n    return 1\n", "no entry", "a function with a docstring can be called"),
    "a function named as a built-in": Row(
        "«def len():\n    return 1\n" + entry("return 1"), "the name len, which is taken", "another name"
    ),
    "a constant named as the host's": Row(
        "«ask = 1\n" + entry("return 1"), "the name ask, which is taken", "another name"
    ),
    "a constant named as a type": Row("«int = 1\n" + entry("return 1"), "the name int, which is taken", "another name"),
    "a function that the interpreter has": Row(
        "«def print():\n    return 1\n" + entry("return 1"), "the name print, which is taken", "another name"
    ),
    "a word of the interpreter's": Row(
        "«load = 1\n" + entry("return 1"), "the name load, which is taken", "another name"
    ),
    "two constants of one name": Row("A = 1\n«A = 2\n" + entry("return A"), "a second A", "one of each name"),
    "two functions of one name": Row(entry("return 1") + "«" + entry("return 2"), "a second f", "one of each name"),
    "a decorator": Row(
        "@ask\n«" + entry("return 1"), "a decorator", "a docstring makes a function an entry", lexed=False
    ),
    "parameters by stars": Row(
        "«def f(*a):\n    " + '"""Do."""\n    return 1\n',
        "parameters that are not plain",
        "names, each with a type or a default",
    ),
    "parameters by name alone": Row(
        "«def f(*, a: int):\n    " + '"""Do."""\n    return 1\n',
        "parameters that are not plain",
        "names, each with a type or a default",
    ),
    "parameters by place alone": Row(
        "«def f(a: int, /):\n    " + '"""Do."""\n    return 1\n',
        "parameters that are not plain",
        "names, each with a type or a default",
        lexed=False,
    ),
    "a parameter twice": Row(entry("return a", parameters="a: int, «a: int"), "a second a", "one of each name"),
    "too many parameters": Row("«" + entry("return 1", parameters=parameters(17)), "17 parameters", "at most 16"),
    "an entry's parameter without a type": Row(
        entry("return a", parameters="«a"), "a without a type of the dialect", TYPES
    ),
    "a type that there is not": Row(
        "def g(«a: float):\n    return a\n" + entry("return g(1)"), "a without a type of the dialect", TYPES
    ),
    "a parameter that hides a function": Row(
        "def g():\n    return 1\n" + entry("return 1", parameters="«g: int"), "g, which hides something", "another name"
    ),
    "a default that is made": Row(
        entry("return a", parameters="a: list = «[]"), "a default that is no plain literal", GIVEN
    ),
    "a default that is computed": Row(
        entry("return a", parameters="a: int = «1 + 1"), "a default that is no plain literal", GIVEN
    ),
    "a returned type that there is not": Row(
        'def f() -> «float:\n    """Do."""\n    return 1\n', "a type that is not of the dialect", f"{TYPES}, None"
    ),
    "a name that hides a built-in": Row(
        "«" + entry("len = 1", "return 1"), "len, which hides something, in f", "another name"
    ),
    "a loop that hides the host": Row(
        "«" + entry("for ask in [1]:", "    pass", "return 1"), "ask, which hides something, in f", "another name"
    ),
    "a function that does nothing": Row('«def f():\n    """Do."""\n', "a function that does nothing", "pass"),
    "while": Row(entry("«while True:", "    pass"), "while, which the dialect has not", DOING),
    "break outside of loops": Row(entry("«break"), "break, which the dialect has not", DOING),
    "else of a loop": Row(
        entry("«for a in [1]:", "    pass", "else:", "    pass"), "for, which the dialect has not", DOING
    ),
    "an expression as a statement": Row(entry("«1 + 1"), "expr, which the dialect has not", DOING),
    "an assignment to two at once": Row(entry("«a = b = 1"), "assign, which the dialect has not", DOING),
    "another operator to grow by": Row(
        entry("a = 1", "«a @= 1"), "augassign, which the dialect has not", DOING, lexed=False
    ),
    "computed on both sides": Row(
        entry("a = [1]", "«a[len(a) - 1] += 1"),
        "something computed on both sides of an assignment",
        "give it a name first",
    ),
    "an assignment to a part": Row(
        entry("a = [1]", "«a[0:1] = [1]"), "an assignment to this", "to a name, names, or an element"
    ),
    "an assignment to names in a list": Row(
        entry("«[a, b] = [1, 2]"), "an assignment to this", "to a name, names, or an element"
    ),
    "an element as a loop's name": Row(
        entry("a = [1]", "for «a[0] in [1]:", "    pass"), "an assignment to this", "to a name, names, or an element"
    ),
    "dots": Row(
        entry("return «..."), "constant, which the dialect has not Ellipsis", "whole numbers, text, True, False, None"
    ),
    "a dict in a dict": Row(
        entry("a = {}", "return «{**a}"), "a dict inside a dict by **", "its entries one by one", lexed=False
    ),
    "is": Row(entry("a = 1", "return «a is None"), "is", "== and !="),
    "a chain of comparisons": Row(
        entry("a = 1", "return «0 < a < 2"), "comparisons in a chain", "two, and `and` between them"
    ),
    "a lambda": Row(entry("a = «lambda: 1", "return 1"), "lambda, which the dialect has not", SPECIFIED),
    "a set": Row(entry("return «{1, 2}"), "set, which the dialect has not", SPECIFIED),
    "a part by steps": Row(entry("a = [1]", "return «a[0:1:1]"), "subscript, which the dialect has not", SPECIFIED),
    "an attribute": Row(entry("a = [1]", "return «a.b"), "attribute, which the dialect has not", SPECIFIED),
    "another operator": Row(entry("return «1 / 2"), "binop, which the dialect has not", SPECIFIED, lexed=False),
    "plus before a number": Row(entry("return «+1"), "unaryop, which the dialect has not", SPECIFIED),
    "a function as a value": Row(entry("a = «len", "return 1"), "len, a function, as a value", "call it"),
    "a name that is set nowhere": Row(entry("return «a"), "a, which nothing has set", SET),
    "a comprehension's name outside of it": Row(
        entry("b = [a for a in [1]]", "return «a"), "a, which nothing has set", SET
    ),
    "three for in one": Row(entry("return «[a for a in [1] for b in [1] for c in [1]]"), "3 for in one", "at most two"),
    "async": Row(entry("return «[a async for a in [1]]"), "async", "nothing waits here"),
    "a comprehension that hides": Row(
        entry("return [1 for «len in [1]]"), "len, which hides something", "another name"
    ),
    "a comprehension that hides its own": Row(
        entry("return [1 for a in [1] for «a in [1]]"), "a, which hides something", "another name"
    ),
    "arguments by two stars": Row(
        entry("a = {}", "return «dict(**a)"), "arguments by **", "each by its name", lexed=False
    ),
    "a value that is called": Row(
        entry("a = 1", "return «a()"), "a, which is no function, called", "the name of a function"
    ),
    "arguments by name of a built-in": Row(
        entry("a = [1]", "return «sorted(a, reverse=True)"), "sorted with names of arguments", "in their places"
    ),
    "too few for a built-in": Row(entry("return «len()"), "len with 0 arguments", "it takes 1"),
    "too many for the host": Row(entry("return «ask(1, 2, 3)"), "ask with 3 arguments", "it takes 1 to 2"),
    "too many for a method": Row(entry("a = [1]", "«a.append(1, 2)"), "append with 2 arguments", "it takes 1"),
    "a function without what it takes": Row(
        "def g(a, b = 1):\n    return a\n" + entry("return «g()"),
        "g with other arguments than it takes",
        "it takes a, b",
    ),
    "a function with an argument twice": Row(
        "def g(a, b = 1):\n    return a\n" + entry("return «g(1, a=1)"),
        "g with other arguments than it takes",
        "it takes a, b",
    ),
    "a method that there is not": Row(
        entry('return «"".encode()'), "the method encode", f"one of {', '.join(METHODS)}"
    ),
    "a function that there is not": Row(entry("return «open(1)"), "open, which is no function", FUNCTION),
    "a call of something computed": Row(
        entry("a = [1]", "return «a[0]()"), "a call of something computed", "a function by its name"
    ),
    "a function that calls itself": Row(
        "«" + entry("return f()"), "f calls itself, by way of others or not", "a loop over a range"
    ),
    "functions that call each other": Row(
        "«def g():\n    return f()\n" + entry("return g()"),
        "g calls itself, by way of others or not",
        "a loop over a range",
    ),
    "calls too deep": Row(chain(33), "calls 33 deep from g0", "at most 32"),
}
if sys.version_info >= (3, 12):
    ROWS["parameters of types"] = Row(
        '«def f[T](a: int):\n    """Do."""\n    return a\n', "parameters of types", "no [...] after the name"
    )


def problems(source: str) -> tuple[Problem, ...]:
    with pytest.raises(NotInDialect) as refused:
        checked(source, HOSTS)
    return refused.value.problems


@pytest.mark.parametrize("name", ROWS)
def test_a_rule_says_where_and_what(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line and column of what is wrong, what it is, and what would be right; nothing else is found."""
    row = ROWS[name]
    before = row.source.split("«")[0].split("\n")
    source = row.source.replace("«", "")
    expected = Problem(len(before), len(before[-1]) + 1, row.wrong, row.right)
    if not row.lexed:
        assert problems(source) != (expected,)
        monkeypatch.setattr(rules, "lexed", lambda _: None)
    assert problems(source) == (expected,)


def sites() -> set[int]:
    """The lines of ``rules.py`` at which a problem is made."""
    calls = (one for one in ast.walk(ast.parse(SOURCE)) if isinstance(one, ast.Call))
    made = (one for one in calls if isinstance(one.func, ast.Name) and one.func.id in {"Problem", "problem_at"})
    return {one.lineno for one in made}


def test_every_rule_has_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each place of ``rules.py`` that finds something is met by a row; one alone by newer versions of Python."""
    met = set[int]()

    def noting(made: object) -> object:
        def note(*given: object) -> object:
            met.add(sys._getframe(1).f_lineno)
            return made(*given)  # type: ignore[operator]

        return note

    for name in ("Problem", "problem_at"):
        monkeypatch.setattr(rules, name, noting(getattr(rules, name)))
    for lexed in (True, False):
        if not lexed:
            monkeypatch.setattr(rules, "lexed", lambda _: None)
        for row in ROWS.values():
            if row.lexed is lexed:
                problems(row.source.replace("«", ""))
    newer = {line for line in sites() if "parameters of types" in SOURCE.split("\n")[line - 1]}
    assert len(newer) == 1
    assert sites() - met == (newer if sys.version_info < (3, 12) else set())
