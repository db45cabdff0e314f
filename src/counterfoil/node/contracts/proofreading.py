# SPDX-License-Identifier: Apache-2.0
"""All that keeps a source out of the dialect, and what to write instead: for authors; a chain stops at the first.

What is refused is decided by the dialect alone; this says no more than why, and costs what no node would pay.
"""

import ast
import difflib
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from counterfoil.law.program import NotInDialect, Problem
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts.elsewhere import CALLED, dotted, whose
from counterfoil.sandbox.lexer import NAME, NUMBER, OPERATOR, Lexer
from counterfoil.sandbox.rules import BUILTINS, METHODS, TYPES, Checked
from counterfoil.sandbox.trees import in_characters, problem_at

TOLD_MAX: Final = 200
"""Faults of letters and words that are told; and unknown names for which one that is meant is looked for."""
HOST: Final = "the host's functions are there without: docs/reference/contract-authors.md"
INSTEAD: Final[Mapping[type[ast.AST], tuple[str, str]]] = {
    ast.ClassDef: ("class", "a dict for what belongs together, functions for what is done with it"),
    ast.Try: (
        "try",
        'look first (`in`, .get(key, default)): nothing is caught; require(condition, "why") ends the call',
    ),
    ast.Import: ("import", f"nothing is imported; {HOST}"),
    ast.ImportFrom: ("from … import", f"nothing is imported; {HOST}"),
    ast.While: ("while", "for … in range(most), and break where it is done"),
    ast.With: ("with", "nothing is opened, and nothing to be closed"),
    ast.Raise: ("raise", 'fail("why") or require(condition, "why")'),
    ast.Assert: ("assert", 'require(condition, "why")'),
    ast.Delete: ("del", ".pop(key) of a dict or list; remove(key) of what is kept"),
    ast.Global: ("global", "put(key, value) and get(key) for what changes, constants for what does not"),
    ast.Nonlocal: ("nonlocal", "a parameter, and a value that is returned"),
    ast.Match: ("match", "if and elif"),
    ast.AnnAssign: ("a type after a name", "the assignment without it; parameters and results alone have types"),
    ast.AsyncFunctionDef: ("async", "def: nothing waits here"),
    ast.Lambda: ("lambda", "a function of its own, by its name"),
    ast.JoinedStr: ("an f-string", "a text and str(…), joined by +"),
    ast.Set: ("a set", "a list, or a dict whose keys they are"),
    ast.SetComp: ("a set", "a list, or a dict whose keys they are"),
    ast.GeneratorExp: ("a generator", "a list: [… for … in …]"),
    ast.Yield: ("yield", "a list that is returned"),
    ast.NamedExpr: (":=", "an assignment of its own before"),
    ast.Starred: ("*", "each by itself; + joins lists"),
    ast.FunctionDef: ("def inside a function", "a function beside it, which is given what it needs"),
}
"""What Python has and the dialect has not → what it is called, and what to write instead."""
_HAS_NOT: Final = "{}, which the dialect has not"
_STAND: Final = {_HAS_NOT.format(called) for one, (called, _) in INSTEAD.items() if one is not ast.JoinedStr}
"""What is told of a line besides its letters and words: of which the rest that the rules find there comes."""
LEXED: Final[Mapping[str, str]] = {
    "f": 'a text and str(…), joined by +: "paid " + str(units)',
    "b": "text: there are no bytes",
    "r": "text, in which \\\\ is one backslash",
}
"""Prefix of a string → what to write instead."""
UNSEEN: Final[Mapping[str, tuple[str, str]]] = {
    "the character U+0009": ("a tab", "indent by spaces; in a string \\t"),
    "the character U+000D": ("a Windows line end, or a carriage return", "lines that end by a line feed alone"),
}
"""What the lexer says of a character → what it is called, and what to write instead."""
NEAR: Final = 0.75
"""How like a name must be that was perhaps meant: `state` is not `take`."""
_TAKEN: Final = re.compile(r"the name (.+), which is taken\Z")
_ASSIGNED: Final = "an assignment to this"
FRACTION: Final = "whole numbers: of the smallest unit, or of a millionth, and multiply before //"


def problems_of(source: str) -> tuple[Problem, ...]:
    """Everything that the dialect has not, in order of place; nothing where the source is a program of it."""
    lexer = _Telling(source)
    try:
        lexer.run()
    except NotInDialect as last:  # after which no word can be told from another
        lexer.told += map(_unseen_by_name, last.problems)
    lines = {one.line for one in lexer.told}
    found = {(one.line, one.column): one for one in _of_rules(source) if one.line not in lines or one.wrong in _STAND}
    found |= {(one.line, one.column): one for one in lexer.told}
    return tuple(sorted(found.values()))


class _Telling(Lexer):
    """The lexer, going on behind what is wrong, as long as it knows where that ends."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.told: list[Problem] = []

    def word(self) -> None:
        at, found = self.at, None
        for form in (NAME, NUMBER, OPERATOR):
            found = found or form.match(self.source, at)
        try:
            super().word()
        except NotInDialect as refused:
            text = "" if found is None else found.group()
            self.told += (_lexed_instead(one, text) for one in refused.problems)
            if len(self.told) >= TOLD_MAX:
                raise
            self.at = at + (len(text) or 1)


def _unseen_by_name(problem: Problem) -> Problem:
    """A problem with the name of a character that keyboards and editors write, and nobody sees."""
    wrong, right = UNSEEN.get(problem.wrong, (problem.wrong, problem.right))
    return problem._replace(wrong=wrong, right=right)


def _lexed_instead(problem: Problem, text: str) -> Problem:
    if problem.wrong.startswith("the prefix ") and (right := LEXED.get(text.lower())):
        return problem._replace(right=right)
    return problem._replace(right=FRACTION) if "." in text and text[:1].isdigit() else problem


def _of_rules(source: str) -> Iterator[Problem]:
    """What the rules find, whatever the letters are; each with what to write instead."""
    try:
        with warnings.catch_warnings(action="ignore"):
            Checked(source, HOST_FUNCTIONS)
    except NotInDialect as refused:
        problems = refused.problems
    except RecursionError:
        return
    else:
        return
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        said = f": {error.msg}" if isinstance(error, SyntaxError) else ""
        yield from (one._replace(right=f"mend the syntax{said}") for one in problems)
        return
    places, names = _by_place(tree, source.split("\n")), _names(tree)
    for number, one in enumerate(problems):
        yield _with_instead(one, places.get((one.line, one.column), ()), names if number < TOLD_MAX else ())


def _by_place(tree: ast.AST, lines: Sequence[str]) -> dict[tuple[int, int], list[ast.AST]]:
    found: dict[tuple[int, int], list[ast.AST]] = {}
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            place = in_characters(problem_at(node, "", ""), lines)
            found.setdefault((place.line, place.column), []).append(node)
    return found


def _names(tree: ast.AST) -> list[str]:
    """Every name that a program may mean: its own, the host's, those of the dialect."""
    own = {one.arg for one in ast.walk(tree) if isinstance(one, ast.arg)}
    own |= {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    own |= {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    return sorted(own | {*BUILTINS, *TYPES, *(one.name for one in HOST_FUNCTIONS)})


def _with_instead(problem: Problem, nodes: Sequence[ast.AST], names: Sequence[str]) -> Problem:
    """A problem with what to write instead, as far as that can be known from what stands there."""
    if taken := _TAKEN.match(problem.wrong):
        return problem._replace(wrong=f"the name {taken[1]}, which {whose(taken[1])} has")
    for node in nodes:
        if type(node) in INSTEAD and ("which the dialect has not" in problem.wrong or "outside of" in problem.wrong):
            called, right = INSTEAD[type(node)]
            return problem._replace(wrong=_HAS_NOT.format(called), right=right)
        match node:
            case ast.Name(id=name) | ast.Call(func=ast.Name(id=name)) if problem.wrong.startswith(f"{name}, which "):
                return problem._replace(right=CALLED.get(name) or _meant(name, names, problem.right))
            case ast.Call(func=ast.Attribute(attr=name)) if problem.wrong == f"the method {name}":
                return problem._replace(right=dotted(node) or _meant(name, sorted(METHODS), problem.right))
            case ast.Attribute() if problem.wrong.startswith("attribute, "):
                wrong = f"{ast.unparse(node)}, which the dialect has not"
                return problem._replace(wrong=wrong, right=dotted(node) or problem.right)
            case ast.Attribute() if problem.wrong == _ASSIGNED:
                wrong = f"an assignment to {ast.unparse(node)}"
                return problem._replace(wrong=wrong, right=dotted(node) or problem.right)
    return problem


def _meant(name: str, names: Sequence[str], right: str) -> str:
    close = [one for one in difflib.get_close_matches(name, names, n=2, cutoff=NEAR) if one != name]
    return f"did you mean {close[0]}? {right}" if close else right
