# SPDX-License-Identifier: Apache-2.0
"""What is read of a program's syntax tree, without judging it."""

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from counterfoil.law.program import Problem, Value

DISPLAYS: Final = (ast.List, ast.Tuple, ast.Dict)


def assigned(statements: Sequence[ast.stmt]) -> Iterator[str]:
    """The names that statements set, wherever they stand in them."""
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Assign):
                targets = node.targets
            elif isinstance(node, ast.AugAssign | ast.For):
                targets = [node.target]
            else:
                continue
            for target in targets:
                named = target.elts if isinstance(target, ast.Tuple) else [target]
                yield from (one.id for one in named if isinstance(one, ast.Name))


def is_literal(node: ast.expr) -> bool:
    """Whether nothing is computed in it."""
    match node:
        case ast.Constant(value=value):
            return isinstance(value, int | str | bool | None)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=value)):
            return type(value) is int
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return all(map(is_literal, elements))
        case ast.Dict(keys=keys, values=values):
            # By their values, since -0 is 0; and True is not 1, as it is in Python.
            written = {repr(literal(key)) for key in keys if key is not None and is_key(key)}
            return len(written) == len(keys) and all(map(is_literal, values))
    return False


def is_key(node: ast.expr) -> bool:
    """Whether a literal can be the key of a constant dict."""
    return is_literal(node) and not isinstance(node, DISPLAYS)


def is_plain(node: ast.expr) -> bool:
    """Whether it may be written twice and run twice."""
    return isinstance(node, ast.Name | ast.Constant)


def kind_of(node: ast.AST) -> str:
    """What a node is called, such as ``a lambda``."""
    return f"{type(node).__name__.lower()}, which the dialect has not"


def problem_at(node: ast.AST, wrong: str, right: str) -> Problem:
    """What is wrong with a node, and where it stands."""
    return Problem(getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1, wrong, right)


def called_in(node: ast.AST) -> set[str]:
    """The names of the functions that are called in it."""
    return {one.func.id for one in ast.walk(node) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}


def statements_of(function: ast.FunctionDef) -> list[ast.stmt]:
    """The body without its docstring."""
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


def literal(node: ast.expr) -> Value:
    """The value of a literal."""
    value: Value = ast.literal_eval(node)
    return value


def in_characters(problem: Problem, lines: Sequence[str]) -> Problem:
    """With its column counted in characters, where Python counts bytes."""
    before = lines[problem.line - 1].encode()[: problem.column - 1] if problem.line <= len(lines) else b""
    return problem._replace(column=len(str(before, "utf-8", "ignore")) + 1)
