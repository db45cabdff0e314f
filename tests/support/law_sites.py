# SPDX-License-Identifier: Apache-2.0
"""Every place in the open halves where a rule may say no, found in their text."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

from support.anatomy import open_half
from support.lawless import ROOT, Site

REFUSING = {"require": 1, "begins": 2, "scheduled": 3, "keeps_the_day": 3}
"""function → which of its arguments is the outcome"""


@cache
def sites() -> dict[str, Site]:
    """``noun.function.outcome`` → (file, line) of each refusal; repeated ones count on from ``… 2``."""
    found: dict[str, Site] = {}
    seen: Counter[str] = Counter()
    for file in sorted((ROOT / "modules").glob("*/*.py")):
        if file.stem in open_half(file.parent.name):
            for name, line in _requires(file):
                seen[name] += 1
                full = name if seen[name] == 1 else f"{name} {seen[name]}"
                found[full] = file.relative_to(ROOT).as_posix(), line
    return found


def _requires(file: Path) -> list[tuple[str, int]]:
    """(name, line) of each call that may refuse, in a file, in order."""
    found: list[tuple[int, str]] = []

    def visit(node: ast.AST, where: tuple[str, ...]) -> None:
        for child in ast.iter_child_nodes(node):
            inner = (*where, child.name) if isinstance(child, ast.ClassDef | ast.FunctionDef) else where
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id in REFUSING:
                named = child.args[REFUSING[child.func.id]]
                outcome = named.attr if isinstance(named, ast.Attribute) else "?"
                found.append((child.lineno, ".".join((file.parent.name, *where, outcome))))
            visit(child, inner)

    visit(ast.parse(file.read_text()), ())
    return [(name, line) for line, name in sorted(found)]
