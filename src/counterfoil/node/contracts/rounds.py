# SPDX-License-Identifier: Apache-2.0
"""Loops that whoever calls may let run no time at all: whom one would ask in it, is then not asked."""

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from counterfoil.node.contracts.emptiness import as_long, computed, holds_of_nothing
from counterfoil.node.contracts.flows import Flows, called, conjuncts, every_time
from counterfoil.node.contracts.named import Named

_OVER: Final = frozenset({"range"})
"""Built-ins whose answer is as long as what they are given says."""
_LEAVES: Final = (ast.Return, ast.Break, ast.Continue)


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

    def _is_required(self, iterated: ast.expr, loop: ast.AST, function: str, *, is_number: bool = False) -> bool:
        """Whether something required on the way to a loop does not hold of nothing; or whoever passes it does."""
        names = self._names(iterated, function, is_number)
        conditions = _conditions(self.flows.functions[function], loop)
        if any(holds_of_nothing(one, names, lambda each: self._is_said(each, function)) is False for one in conditions):
            return True
        passed = [
            (caller, one, number)
            for name, number in names.items()
            if function not in self.flows.entries and (place := self.flows.place(function, name)) is not None
            for caller, one in self.flows.passed(function, name, place)
        ]
        return bool(passed) and all(
            not self._is_chosen(one, caller) or self._is_required(one, one, caller, is_number=number)
            for caller, one, number in passed
        )

    def _is_said(self, node: ast.expr, function: str) -> bool:
        """Whether it is what the caller says, or as long as what he gives."""
        return self._says(node, function) or self.named(node, function)

    def _names(self, node: ast.expr, function: str, is_number: bool) -> dict[str, bool]:
        """The names of a function by each of which there is nothing where a value has no rounds."""
        found = dict[str, bool]()
        whole, number = as_long(node)
        while isinstance(whole, ast.Name) and whole.id not in found:
            is_number = is_number or number
            found[whole.id] = is_number
            given = self.flows.given(function).get(whole.id, ())
            if len(given) == 1 and given[0][1]:
                whole, number = as_long(given[0][0])
        return found


def _over(loop: ast.AST) -> list[ast.expr]:
    """What a loop goes over."""
    match loop:
        case ast.For(iter=iterated):
            return [iterated]
        case ast.ListComp(generators=generators):
            return [one.iter for one in generators]
    return []


def _conditions(function: ast.FunctionDef, node: ast.AST) -> Iterator[ast.AST]:
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
                yield from () if is_else else conjuncts(test)
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
