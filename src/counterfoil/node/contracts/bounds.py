# SPDX-License-Identifier: Apache-2.0
"""Where a program makes sure that a number of the caller's is not below nothing: by a demand, or by moving so many."""

import ast
from collections.abc import Iterator
from typing import Final

from counterfoil.node.contracts.flows import called
from counterfoil.node.contracts.whose_word import Words

Amount = tuple[str, str]
"""A number that the caller names: the function in which he does or in which it is got out of what he gives, and it."""
_NO_NUMBER: Final = frozenset({"str", "bool", "list", "dict"})
_WITHIN: Final = frozenset({"min", "int"})
"""Built-ins whose answer may be below nothing when what they are given is."""
_QUANTITY: Final = {"pay": 2, "take": 2}
"""Functions of the host → the argument that must be above nothing."""


class NoRounds:
    """Loops are taken to run: what is reckoned in one that does not, is not reckoned."""

    def may_be_none(self, _loop: ast.AST, _function: str, /) -> bool:
        return False


class Amounts:
    """Which numbers of a program are those that the caller names, or reckoned from them alone."""

    def __init__(self, words: Words) -> None:
        self.flows, self.named = words.flows, words.named

    def of(self, node: ast.expr, function: str, seen: frozenset[Amount] = frozenset()) -> Iterator[Amount]:
        """The numbers by which a value goes below nothing if they do."""
        match node:
            case ast.Name(id=name) if (function, name) not in seen:
                yield from self._of_name(name, function, seen | {(function, name)})
            case ast.Subscript(value=whole) | ast.Call(func=ast.Attribute(value=whole, attr="get")):
                if self.named(whole, function):
                    yield function, ast.unparse(node)
            case ast.UnaryOp(operand=one):
                yield from self.of(one, function, seen)
            case ast.BinOp(left=left, right=right):
                yield from self.of(left, function, seen)
                yield from self.of(right, function, seen)
            case ast.IfExp(body=body, orelse=orelse):
                yield from self.of(body, function, seen)
                yield from self.of(orelse, function, seen)
            case ast.Call(args=arguments) if called(node) in _WITHIN:
                for one in arguments:
                    yield from self.of(one, function, seen)

    def _of_name(self, name: str, function: str, seen: frozenset[Amount]) -> Iterator[Amount]:
        place = self.flows.place(function, name)
        if place is not None and function in self.flows.entries:
            annotation = self.flows.functions[function].args.args[place].annotation
            if not isinstance(annotation, ast.Name) or annotation.id not in _NO_NUMBER:
                yield function, name
        elif place is not None:
            for caller, one in self.flows.passed(function, name, place):
                yield from self.of(one, caller, seen)
        for value, whole in self.flows.given(function).get(name, ()):
            if whole:
                yield from self.of(value, function, seen)
            elif whole is False and self.named(value, function):
                yield function, name


class Bounds:
    """What decides whether a number is below nothing, as ``Words`` says what decides who calls."""

    def __init__(self, words: Words, amounts: Amounts, amount: Amount) -> None:
        self.words, self.amounts, self.amount = words, amounts, amount
        self.flows, self.named, self.rounds = words.flows, words.named, NoRounds()

    def rests(self, test: ast.expr, function: str) -> tuple[bool, bool]:
        """Whether it is not below nothing where a condition holds, and where it does not."""
        match test:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yes, no = self.rests(operand, function)
                return no, yes
            case ast.BoolOp(op=op, values=values):
                each = [self.rests(one, function) for one in values]
                held, failed = [yes for yes, _ in each], [no for _, no in each]
                return (all(held), any(failed)) if isinstance(op, ast.Or) else (any(held), all(failed))
            case ast.Call(func=ast.Name(id="all"), args=[ast.ListComp(elt=element)]):
                return self.rests(element, function)[0], False
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compared(left, op, right, function)
        same = self.words.same(test, function)
        return self.rests(*same) if same is not None else (False, False)

    def _compared(self, left: ast.expr, op: ast.cmpop, right: ast.expr, function: str) -> tuple[bool, bool]:
        match op:
            case ast.Gt() | ast.GtE():
                return self._is_least(left, op, right, function), self._is_least(
                    right, _OTHER[type(op)], left, function
                )
            case ast.Lt() | ast.LtE():
                return self._is_least(right, op, left, function), self._is_least(
                    left, _OTHER[type(op)], right, function
                )
            case ast.Eq():
                return self._is_same(left, right, function), False
            case ast.In():
                return self._is(left, function) and not self.named(right, function), False
            case ast.NotEq():
                return False, self._is_same(left, right, function)
        return False, False

    def _is_same(self, left: ast.expr, right: ast.expr, function: str) -> bool:
        pairs = ((left, right), (right, left))
        return any(self._is(one, function) and self._is_above(other, function) for one, other in pairs)

    def _is_least(self, one: ast.expr, op: ast.cmpop, least: ast.expr, function: str) -> bool:
        """Whether ``one`` is the number, and at least (or, as ``op`` says, above) something not below nothing."""
        if not self._is(one, function):
            return False
        below = isinstance(op, ast.Gt | ast.Lt) and isinstance(least, ast.UnaryOp) and ast.unparse(least) == "-1"
        return below or self._is_above(least, function)

    def _is(self, node: ast.expr, function: str) -> bool:
        """Whether it is the number itself, or as many times something else."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            return self._is(node.left, function) or self._is(node.right, function)
        is_one = isinstance(node, ast.Name | ast.Subscript | ast.Call) and called(node) not in _WITHIN
        return is_one and self.amount in self.amounts.of(node, function)

    def _is_above(self, node: ast.expr, function: str) -> bool:
        """Whether it is taken not to be below nothing: written down so, or not of the caller's saying."""
        if isinstance(node, ast.UnaryOp) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)):
            return False
        return not self.named(node, function)

    def fails(self, node: ast.AST, function: str) -> bool:
        """Whether a node fails where it is below nothing: it requires that it is not, or moves as many units."""
        match node:
            case ast.Call(func=ast.Name(id="require"), args=[condition, *_]):
                return self.rests(condition, function)[0]
            case ast.Call(func=ast.Name(id=name), args=arguments) if len(arguments) > (at := _QUANTITY.get(name, 99)):
                return self._is(arguments[at], function)
        return False

    def chooses(self, node: ast.AST, function: str) -> bool:
        """Whether it decides which parts of an expression are computed."""
        return isinstance(node, ast.IfExp) and any(self.rests(node.test, function))

    def asks_for(self, _node: ast.AST, _function: str, /) -> list[ast.expr]:
        return []


_OTHER: Final[dict[type[ast.cmpop], ast.cmpop]] = {
    ast.Gt: ast.LtE(), ast.GtE: ast.Lt(), ast.Lt: ast.GtE(), ast.LtE: ast.Gt(),
}  # fmt: skip
"""What holds of two where a comparison does not."""
