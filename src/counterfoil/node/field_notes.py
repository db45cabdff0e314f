# SPDX-License-Identifier: Apache-2.0
"""What a reader is told of classes and of their fields, as their own files say it."""

import ast
import inspect
import sys
from functools import cache
from typing import Any


@cache
def _classes_of(module: str) -> dict[str, ast.ClassDef]:
    """Name → class of a module, as its file has them. ``inspect`` would read the whole file anew for each class."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


@cache
def notes_of(class_: type) -> dict[str, str]:
    """The strings below the fields of a class and of its bases: what a reader is told of each."""
    found: dict[str, str] = {}
    for base in reversed(class_.__mro__):
        if not base.__module__.startswith("counterfoil."):
            continue
        node = _classes_of(base.__module__)[base.__name__]
        for statement, following in zip(node.body, node.body[1:], strict=False):
            name = _assigned(statement)
            if name and isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
                found[name] = " ".join(str(following.value.value).split())
    return found


def summary(thing: Any) -> str:
    """A docstring on one line."""
    return " ".join((inspect.getdoc(thing) or "").replace("``", "`").split())


def _assigned(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return None
