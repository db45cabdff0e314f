# SPDX-License-Identifier: Apache-2.0
"""Names of a comprehension apart from the same names around it: what one is given tells nothing of the other."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from counterfoil.sandbox.trees import assigned

Comprehension = ast.ListComp | ast.DictComp
_MARK: Final = "·"
"""In no name of the dialect, which is ASCII, and in one of Python."""
_MARKED: Final = re.compile(rf"{_MARK}[0-9]+")


def apart(tree: ast.Module) -> ast.Module:
    """The program, changed so that no name of a comprehension is one that its function has elsewhere."""
    for one in tree.body:
        if isinstance(one, ast.FunctionDef):
            _set_apart(one)
    return tree


def as_written(text: str) -> str:
    """What is said of such a program, with its names as its author wrote them."""
    return _MARKED.sub("", text)


def _set_apart(function: ast.FunctionDef) -> None:
    own = [node for node in ast.walk(function) if isinstance(node, Comprehension)]
    times = Counter(name for one in own for name in set(_names(one)))
    around = {one.arg for one in function.args.args} | set(assigned(function.body))
    shared = {name for name, count in times.items() if count > 1 or name in around}
    # From the inside out: what an inner one has of its own is called otherwise before an outer one looks.
    for number, one in enumerate(reversed(own)):
        for name in shared.intersection(_names(one)):
            for node in _meant(one, name):
                node.id = f"{name}{_MARK}{number}"


def _names(comprehension: Comprehension) -> Iterator[str]:
    yield from (each.id for one in comprehension.generators for each in _names_in(one.target))


def _names_in(node: ast.AST) -> Iterator[ast.Name]:
    yield from (one for one in ast.walk(node) if isinstance(one, ast.Name))


def _meant(comprehension: Comprehension, name: str) -> Iterator[ast.Name]:
    """Where a comprehension means its own by a name: from where it is set on, and not in what that goes over."""
    parts, is_own = list[ast.AST](), False
    for one in comprehension.generators:
        parts += [one.iter] if is_own else []
        is_own = is_own or any(each.id == name for each in _names_in(one.target))
        parts += [one.target, *one.ifs] if is_own else []
    match comprehension:
        case ast.ListComp(elt=element):
            parts.append(element)
        case ast.DictComp(key=key, value=value):
            parts += [key, value]
    yield from [each for part in parts for each in _names_in(part) if each.id == name]
