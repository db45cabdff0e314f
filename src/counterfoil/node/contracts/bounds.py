# SPDX-License-Identifier: Apache-2.0
"""Where a program makes sure that a number of the caller's is not below nothing: by a demand, or by moving so many."""

import ast
from collections.abc import Iterator
from typing import Final

from counterfoil.node.contracts.flows import called, of_parts
from counterfoil.node.contracts.required import conditions_at
from counterfoil.node.contracts.ways import Undecided
from counterfoil.node.contracts.whose_word import Words

Amount = tuple[str, str]
"""A number that the caller names: the function in which he does or in which it is got out of what he gives, and it."""
_NO_NUMBER: Final = frozenset({"str", "bool", "list", "dict"})
_WITHIN: Final = frozenset({"min", "int"})
"""Built-ins whose answer may be below nothing when what they are given is."""
_QUANTITY: Final = {"pay": 2, "take": 2}
"""Functions of the host → the argument that must be above nothing."""


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


class Bounds(Undecided):
    """What decides whether a number is below nothing, as ``Words`` says what decides who calls."""

    def __init__(self, words: Words, amounts: Amounts, amount: Amount, *, looks_at_products: bool = True) -> None:
        super().__init__(words)
        self.words, self.amounts, self.amount, self.looks_at_products = words, amounts, amount, looks_at_products

    def rests(self, test: ast.expr, function: str) -> tuple[bool, bool]:
        """Whether it is not below nothing where a condition holds, and where it does not."""
        parts = of_parts(test, lambda one: self.rests(one, function))
        if parts is not None:
            return parts
        match test:
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
        is_above = isinstance(op, ast.Gt | ast.Lt)
        if not self._is(one, function, is_above=is_above):
            return False
        below = is_above and isinstance(least, ast.UnaryOp) and ast.unparse(least) == "-1"
        return below or self._is_above(least, function)

    def _is(
        self, node: ast.expr, function: str, *, is_above: bool = False, seen: frozenset[Amount] = frozenset()
    ) -> bool:
        """Whether it is the number itself, or as many times something that is not below nothing.

        ``is_above``: whether it is above nothing, where of a product neither is nothing.
        """

        def is_(one: ast.expr, inside: str = function) -> bool:
            return self._is(one, inside, is_above=is_above, seen=seen)

        match node:
            case ast.Name(id=name):
                if (function, name) in {self.amount, *seen}:
                    return (function, name) == self.amount
                seen |= {(function, name)}
                whole = [one for one, is_whole in self.flows.given(function).get(name, ()) if is_whole]
                place = self.flows.place(function, name)
                passed = [] if place is None else self.flows.passed(function, name, place)
                return (bool(whole) and all(map(is_, whole))) or any(is_(one, caller) for caller, one in passed)
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                pairs = ((left, right), (right, left))
                return any(is_(one) and self._is_factor(other, node, function, is_above) for one, other in pairs)
            case ast.IfExp(body=body, orelse=orelse):
                return is_(body) or is_(orelse)
            case ast.Call(args=arguments) if called(node) in _WITHIN:
                return any(map(is_, arguments))
        return (function, ast.unparse(node)) == self.amount

    def _is_factor(self, node: ast.expr, product: ast.expr, function: str, is_above: bool) -> bool:
        """Whether a product is below nothing where its other part is: by what is written down, kept or required."""
        if isinstance(node, ast.Constant):
            return isinstance(node.value, int) and node.value > 0
        others = {one for each in _factors(node) for one in self.amounts.of(each, function)}
        if not others and not self.named(node, function):
            return not any(isinstance(one, ast.USub | ast.Sub) for one in ast.walk(node))
        if not is_above or not self.looks_at_products:
            return False
        conditions = [
            one for one in conditions_at(self.flows.functions[function], product) if isinstance(one, ast.expr)
        ]
        bounds = [Bounds(self.words, self.amounts, one, looks_at_products=False) for one in sorted(others)]
        return bool(bounds) and all(any(one.rests(each, function)[0] for each in conditions) for one in bounds)

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
                return self._is(arguments[at], function, is_above=True)
        return False

    def chooses(self, node: ast.AST, function: str) -> bool:
        """Whether it decides which parts of an expression are computed."""
        return isinstance(node, ast.IfExp) and any(self.rests(node.test, function))


def _factors(node: ast.expr) -> Iterator[ast.expr]:
    """What is multiplied."""
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            yield from (*_factors(left), *_factors(right))
        case _:
            yield node


_OTHER: Final[dict[type[ast.cmpop], ast.cmpop]] = {
    ast.Gt: ast.LtE(), ast.GtE: ast.Lt(), ast.Lt: ast.GtE(), ast.LtE: ast.Gt(),
}  # fmt: skip
"""What holds of two where a comparison does not."""
