# SPDX-License-Identifier: Apache-2.0
"""What of a function may run at all: no branch whose condition is written down as false, nothing after an end."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from counterfoil.node.contracts.flows import called


def may_run(node: ast.AST) -> Iterator[ast.AST]:
    """A node, and every one within it that some call may get to."""
    yield node
    for child in _children(node):
        yield from may_run(child)


def _children(node: ast.AST) -> Iterable[ast.AST]:
    match node:
        case ast.FunctionDef(body=body):
            return _to_the_end(body)
        case ast.For(target=target, iter=iterated, body=body):
            is_empty = isinstance(iterated, ast.List | ast.Tuple) and not iterated.elts
            return [target, iterated, *(() if is_empty else _to_the_end(body))]
        case ast.If(test=test, body=body, orelse=orelse):
            return [test, *_chosen(test, list(_to_the_end(body)), list(_to_the_end(orelse)))]
        case ast.IfExp(test=test, body=yes, orelse=no):
            return [test, *_chosen(test, [yes], [no])]
        case ast.BoolOp(op=op, values=values):
            ends = [number for number, one in enumerate(values) if _written(one) is isinstance(op, ast.Or)]
            return values[: ends[0] + 1] if ends else values
    return ast.iter_child_nodes(node)


def _to_the_end(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for one in body:
        yield one
        is_end = isinstance(one, ast.Return | ast.Break | ast.Continue)
        if is_end or (isinstance(one, ast.Expr) and called(one.value) == "fail"):
            return


def _chosen(test: ast.expr, yes: Sequence[ast.AST], no: Sequence[ast.AST]) -> Sequence[ast.AST]:
    written = _written(test)
    return [*yes, *no] if written is None else yes if written else no


def _written(test: ast.expr) -> bool | None:
    """What a condition is that is written down; None for another."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            written = _written(operand)
            return None if written is None else not written
        case ast.BoolOp(op=op, values=values):
            decisive = isinstance(op, ast.Or)
            each = [_written(one) for one in values]
            return decisive if decisive in each else None if None in each else not decisive
    return None
