# SPDX-License-Identifier: Apache-2.0
"""What must hold where a function gets to a place: what is required before it, or after it, and undoes it."""

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from counterfoil.node.contracts.emptiness import computed
from counterfoil.node.contracts.flows import called, conjuncts, every_time

_LEAVES: Final = (ast.Return, ast.Break, ast.Continue)


def conditions_at(function: ast.FunctionDef, node: ast.AST) -> Iterator[ast.AST]:
    """What must hold on every way through a function that gets to a node, or goes on from it and is not undone."""
    block: Sequence[ast.stmt] = function.body
    after = list[ast.stmt]()
    while block:
        at = next((number for number, one in enumerate(block) if _has(one, node)), len(block))
        for one in block[:at]:
            yield from _said_by(one, _LEAVES)
        after = [*block[at + 1 :], *after]
        inside, block = block[at : at + 1], ()
        match inside:
            case [ast.If(test=test, body=body)] if _has(test, node):
                yield from conjuncts(test)
                after = [*body, *after]
            case [ast.If(test=test, body=body, orelse=orelse)]:
                is_else = any(_has(one, node) for one in orelse)
                yield from [ast.UnaryOp(ast.Not(), test)] if is_else else conjuncts(test)
                block = orelse if is_else else body
            case [ast.For(body=body)]:
                block = body
            case [one]:
                yield from _said_by(one, ())
    for one in after:
        yield from _said_by(one, ())
        if any(isinstance(each, _LEAVES) for each in ast.walk(one)):
            return


def _said_by(statement: ast.stmt, leaves: tuple[type[ast.stmt], ...]) -> Iterator[ast.AST]:
    """What holds after a statement.

    ``leaves``: what a branch may end with, beside failing. After a loop nothing may: what was done stays done.
    """
    match statement:
        case ast.If(test=test, body=[*_, last] as body) if isinstance(last, leaves) or _fails(body):
            yield ast.UnaryOp(ast.Not(), test)
        case ast.Expr() | ast.Assign():
            yield from every_time([statement])
            yield from (one for one in computed(statement) if isinstance(one, ast.Subscript))


def _has(whole: ast.AST, node: ast.AST) -> bool:
    return any(one is node for one in ast.walk(whole))


def _fails(body: Sequence[ast.stmt]) -> bool:
    """Whether a branch fails, and is not left before."""
    leaves = (isinstance(each, _LEAVES) for one in body for each in ast.walk(one))
    last = body[-1]
    return isinstance(last, ast.Expr) and called(last.value) == "fail" and not any(leaves)
