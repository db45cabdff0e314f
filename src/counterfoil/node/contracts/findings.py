# SPDX-License-Identifier: Apache-2.0
"""What a reader of a contract would ask about: units that anybody can have moved, a state that grows with every call.

None of it is forbidden, and a contract without any may be wrong all the same.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from counterfoil.law.program import Entry
from counterfoil.sandbox.trees import called_in

MOVES: Final = frozenset({"pay", "take", "release"})
ASKS: Final = frozenset({"consents", "caller"})


class Finding(NamedTuple):
    """Something to look at, and what would settle it."""

    line: int
    wrong: str
    right: str


def findings(source: str, entries: Mapping[str, Entry]) -> list[Finding]:
    """What is to be looked at in a program that is in the dialect, by lines."""
    functions = {one.name: one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)}
    reached = {name: _reached(name, functions) for name in entries}
    return sorted([*_unasked(functions, reached), *_unused(functions, reached), *_growing(functions)])


def _reached(name: str, functions: Mapping[str, ast.FunctionDef]) -> set[str]:
    """The functions of the program that one reaches, itself included."""
    found, waiting = set[str](), [name]
    while waiting:
        one = waiting.pop()
        if one in functions and one not in found:
            found.add(one)
            waiting += called_in(functions[one])
    return found


def _unasked(functions: Mapping[str, ast.FunctionDef], reached: Mapping[str, set[str]]) -> Iterator[Finding]:
    """Entries that move units and ask nobody."""
    for name, within in reached.items():
        called = {one for function in within for one in called_in(functions[function])}
        if called & MOVES and not called & ASKS and name not in ("init", "migrate"):
            moved = ", ".join(sorted(called & MOVES))
            yield Finding(
                functions[name].lineno,
                f"{name} moves units ({moved}) for anybody who calls it",
                "ask who calls (caller) or who agrees (consents), unless everybody may",
            )


def _unused(functions: Mapping[str, ast.FunctionDef], reached: Mapping[str, set[str]]) -> Iterator[Finding]:
    """Functions that no entry reaches."""
    for name, function in functions.items():
        if not any(name in within for within in reached.values()):
            yield Finding(function.lineno, f"nothing calls {name}", "a docstring makes it an entry; else remove it")


def _growing(functions: Mapping[str, ast.FunctionDef]) -> Iterator[Finding]:
    """Entries under keys that a caller names, where nothing is ever removed."""
    removes = any("remove" in called_in(function) for function in functions.values())
    for function in functions.values() if not removes else ():
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "put":
                continue
            if node.args and not isinstance(node.args[0], ast.Constant):
                yield Finding(
                    node.lineno,
                    "keeps something under a key that a caller may choose, and removes nothing",
                    "remove what is settled: a contract keeps 4,096 entries",
                )
