# SPDX-License-Identifier: Apache-2.0
"""Loops that whoever calls may let run no time at all: whom one would ask in it, is then not asked."""

import ast
from collections.abc import Iterator
from typing import Final

from counterfoil.node.contracts.flows import Flows, called, conjuncts, every_time
from counterfoil.node.contracts.named import Named

_OVER: Final = frozenset({"range"})
"""Built-ins whose answer is as long as what they are given says."""


class Rounds:
    """Which loops of a program may run no time because the caller gives an empty list, or nothing that it takes."""

    def __init__(self, flows: Flows, named: Named) -> None:
        self.flows, self.named = flows, named
        self._known = dict[ast.AST, bool]()

    def may_be_none(self, loop: ast.AST, function: str) -> bool:
        """Of a loop, or of a list that is computed: whether it has no rounds if the caller likes, unforbidden."""
        if loop not in self._known:
            self._known[loop] = any(
                self._is_chosen(one, function) and not self._is_required(one, loop, function) for one in _over(loop)
            )
        return self._known[loop]

    def _is_chosen(self, iterated: ast.expr, function: str) -> bool:
        """Whether a caller says how many there are; of what he shows he does not: whoever granted it, is somebody."""
        if self.flows.any_origin(iterated, function, lambda _, one: called(one) == "shown", values=True):
            return False
        return self.named(iterated, function) or self.flows.any_origin(iterated, function, self._is_cut, values=True)

    def _is_cut(self, inside: str, node: ast.AST) -> bool:
        """Whether it is made as long as a caller says: by a number, a part, or what he gives beside it."""
        match node:
            case ast.Call(args=arguments) if called(node) in _OVER:
                return any(self._says(one, inside) for one in arguments)
            case ast.Subscript(slice=ast.Slice(lower=lower, upper=upper)):
                return any(self._says(one, inside) for one in (lower, upper) if one is not None)
            case ast.ListComp(generators=generators) | ast.DictComp(generators=generators):
                return any(self._says(one, inside) for each in generators for one in each.ifs)
        return False

    def _says(self, node: ast.expr, function: str) -> bool:
        return bool(self.flows.parameters(node, function))

    def _is_required(self, iterated: ast.expr, loop: ast.AST, function: str) -> bool:
        """Whether something required on the way to a loop does not hold of nothing; or whoever passes it does."""
        names = self._names(iterated, function)
        if any(_is_some(one, names) for one in _conditions(self.flows.functions[function], loop)):
            return True
        passed = [
            each
            for name in names
            if function not in self.flows.entries and (place := self.flows.place(function, name)) is not None
            for each in self.flows.passed(function, name, place)
        ]
        return bool(passed) and all(
            not self._is_chosen(one, caller) or self._is_required(one, one, caller) for caller, one in passed
        )

    def _names(self, node: ast.expr, function: str) -> set[str]:
        """The names of a function by which a value goes there."""
        origins = self.flows.origins(node, function, values=True)
        return {one.id for inside, one in origins if inside == function and isinstance(one, ast.Name)}


def _over(loop: ast.AST) -> list[ast.expr]:
    """What a loop goes over."""
    match loop:
        case ast.For(iter=iterated):
            return [iterated]
        case ast.ListComp(generators=generators):
            return [one.iter for one in generators]
    return []


def _conditions(function: ast.FunctionDef, node: ast.AST) -> Iterator[ast.expr]:
    """What must hold on every way through a function that gets to a node, or goes on from it."""
    block: list[ast.stmt] | None = function.body
    while block is not None:
        yield from every_time(block)
        inside = next((one for one in block if _has(one, node)), None)
        for one in block:
            match one:
                case ast.If(test=test, body=body) if one is not inside and _ends(body):
                    yield ast.UnaryOp(ast.Not(), test)
                case ast.Expr() | ast.Assign():
                    yield from (each for each in ast.walk(one) if isinstance(each, ast.Subscript))
        block = None
        match inside:
            case ast.If(test=test, body=body, orelse=orelse):
                yield from conjuncts(test) if not any(_has(one, node) for one in orelse) else ()
                block = orelse if any(_has(one, node) for one in orelse) else body
            case ast.For(body=body):
                block = body


def _has(whole: ast.AST, node: ast.AST) -> bool:
    return any(one is node for one in ast.walk(whole))


def _ends(body: list[ast.stmt]) -> bool:
    last = body[-1]
    return isinstance(last, ast.Return) or (isinstance(last, ast.Expr) and called(last.value) == "fail")


def _is_some(condition: ast.expr, names: set[str]) -> bool:
    """Whether it holds of no empty list of one of these names, nor of a number 0."""
    match condition:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _is_none(operand, names)
        case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE() | ast.Eq()], comparators=[right]):
            return _measures(left, names) and not _is_zero(condition, right)
        case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()], comparators=[right]):
            return _measures(right, names) and not _is_zero(condition, left)
        case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[right]):
            return _measures(left, names) and (_is_empty(right) or isinstance(left, ast.Subscript))
        case ast.Compare(ops=[ast.In()], comparators=[ast.Name(id=name)]):
            return name in names
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int())):
            return name in names
        case ast.Name(id=name):
            return name in names
        case ast.Call() if called(condition) == "len":
            return _measures(condition, names)
    return False


def _is_none(condition: ast.expr, names: set[str]) -> bool:
    """Whether it holds of an empty list, so that what is left when it does not is none."""
    match condition:
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_is_none(one, names) for one in values)
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return _measures(left, names) and _is_empty(right)
        case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.NotEq()], comparators=[right]):
            return _measures(left, names) and not (
                isinstance(condition.ops[0], ast.Lt | ast.NotEq) and _is_empty(right)
            )
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _is_some(operand, names)
    return False


def _measures(node: ast.expr, names: set[str]) -> bool:
    """Whether it is one of the names, or how many there are of it."""
    if isinstance(node, ast.Call) and called(node) == "len":
        return any(isinstance(one, ast.Name) and one.id in names for one in ast.walk(node.args[0]))
    return isinstance(node, ast.Name) and node.id in names


def _is_zero(condition: ast.Compare, other: ast.expr) -> bool:
    """Whether a comparison holds of 0: with 0 or less, or strictly with less than 0."""
    if not isinstance(other, ast.Constant) or not isinstance(other.value, int):
        return isinstance(other, ast.UnaryOp)
    return other.value < 0 or (other.value == 0 and not isinstance(condition.ops[0], ast.Gt | ast.Lt))


def _is_empty(node: ast.expr) -> bool:
    return (isinstance(node, ast.Constant) and not node.value) or (isinstance(node, ast.List) and not node.elts)
