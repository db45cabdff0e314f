# SPDX-License-Identifier: Apache-2.0
"""What follows from whose word a program has: from who calls it, and from who agrees."""

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from counterfoil.node.contracts.flows import Flows, called
from counterfoil.sandbox.trees import assigned

ASKS: Final = frozenset({"consents", "caller"})
_LOOKS_UP: Final = frozenset({"get", "shown"})
_FAILS_WITHOUT: Final = frozenset({"index", "pop", "remove"})
"""Methods that are at fault where what they look for is not there."""
_WHOLE: Final = ""
"""For a name: what a function returns."""


class Words:
    """Which values of a program follow from who calls or agrees, computed from it or chosen by it."""

    def __init__(self, flows: Flows) -> None:
        self.flows = flows
        self._chosen = set[tuple[str, str]]()
        """(function, name in it): set, or returned, on a branch that somebody's word decides"""
        self._known = dict[ast.AST, bool]()
        while not (found := self._branches()) <= self._chosen:
            self._chosen |= found
            self._known.clear()

    def decide(self, node: ast.AST, function: str) -> bool:
        """Whether a value follows from who calls or agrees."""
        if node not in self._known:
            self._known[node] = self.flows.any_origin(node, function, self._is_word)
        return self._known[node]

    def rests(self, test: ast.expr, function: str) -> tuple[bool, bool]:
        """Whether what follows where a condition holds is for those alone who are asked, and where it does not.

        For whoever is another than somebody is for anybody. Of what compares something else, both are.
        """
        if not self.decide(test, function):
            return False, False
        match test:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yes, no = self.rests(operand, function)
                return no, yes
            case ast.BoolOp(values=values):
                each = [self.rests(one, function) for one in values]
                return any(yes for yes, _ in each), any(no for _, no in each)
            case ast.Call(func=ast.Name(id="consents")):
                return True, False
            case ast.Compare(left=left, ops=[op], comparators=[right]) if self._is_caller(left, function) or (
                isinstance(op, ast.Eq | ast.NotEq) and self._is_caller(right, function)
            ):
                same = isinstance(op, ast.Eq | ast.In)
                return same, not same
        return True, True

    def _is_caller(self, node: ast.expr, function: str) -> bool:
        """Whether it is who calls, and nothing computed from that."""
        if isinstance(node, ast.Name) and self.flows.place(function, node.id) is None:
            given = self.flows.given(function).get(node.id, ())
            return bool(given) and all(whole and called(one) == "caller" for one, whole in given)
        return called(node) == "caller"

    def find(self, node: ast.AST, function: str) -> bool:
        """Whether a value was looked up or chosen by who calls or agrees; not if it is merely who that is."""
        return self.flows.any_origin(node, function, self._is_found)

    def fails(self, node: ast.AST, function: str) -> bool:
        """Whether a node by itself fails for whoever it is not: it requires a word, or looks up by one what must be."""
        match node:
            case ast.Call(func=ast.Name(id="require"), args=[condition, *_]):
                return self.rests(condition, function)[0]
            case ast.Call(func=ast.Attribute(attr=name), args=[looked_for]) if name in _FAILS_WITHOUT:
                return self.decide(looked_for, function)
            case ast.Subscript(slice=key, ctx=ast.Load()):
                return self.decide(key, function)
        return False

    def chooses(self, node: ast.AST, function: str) -> bool:
        """Whether who calls or agrees decides which parts of an expression are computed."""
        match node:
            case ast.IfExp(test=test):
                return self.decide(test, function)
            case ast.BoolOp(values=[*tests, _]):
                return any(self.decide(one, function) for one in tests)
            case ast.ListComp(generators=generators) | ast.DictComp(generators=generators):
                return any(self.decide(one, function) for each in generators for one in each.ifs)
        return False

    def _is_word(self, inside: str, node: ast.AST) -> bool:
        name = called(node)
        return name in ASKS or self._is_chosen(inside, node)

    def _is_chosen(self, inside: str, node: ast.AST) -> bool:
        if isinstance(node, ast.Name):
            return (inside, node.id) in self._chosen
        return (called(node), _WHOLE) in self._chosen

    def _is_found(self, inside: str, node: ast.AST) -> bool:
        match node:
            case ast.Call(func=ast.Name(id=name), args=arguments) if name in _LOOKS_UP:
                return any(self.decide(one, inside) for one in arguments)
            case ast.Call(func=ast.Attribute(), args=arguments) if any(self.decide(one, inside) for one in arguments):
                return True
        return self.fails(node, inside) or self.chooses(node, inside) or self._is_chosen(inside, node)

    def _branches(self) -> set[tuple[str, str]]:
        """What is set or returned where a word decides whether, or how often."""
        found = set[tuple[str, str]]()
        for function, whole in self.flows.functions.items():
            for node in ast.walk(whole):
                if isinstance(node, ast.If | ast.For) and self._decides(node, function):
                    found |= {(function, name) for name in _set([*node.body, *node.orelse])}
                    if any(isinstance(one, ast.Return) for one in ast.walk(node)):
                        found.add((function, _WHOLE))
        return found

    def _decides(self, node: ast.If | ast.For, function: str) -> bool:
        """Whether a word decides what runs of a branch, or of a loop: by what it goes over, or where it is left."""
        if isinstance(node, ast.If):
            return self.decide(node.test, function)
        leaves = (one for one in ast.walk(node) if isinstance(one, ast.If) and _leaves(one))
        return self.decide(node.iter, function) or any(self.decide(one.test, function) for one in leaves)


def _leaves(node: ast.If) -> bool:
    return any(isinstance(one, ast.Break | ast.Continue) for one in ast.walk(node))


def _set(statements: Sequence[ast.stmt]) -> Iterator[str]:
    """The names that statements set, and those of lists and dicts that they change."""
    yield from assigned(statements)
    for node in (each for one in statements for each in ast.walk(one)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
                yield name
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                yield name
