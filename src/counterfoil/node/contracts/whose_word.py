# SPDX-License-Identifier: Apache-2.0
"""What follows from whose word a program has: from who calls it, and from who agrees."""

import ast
from collections.abc import Callable, Container, Iterator, Sequence
from typing import Final

from counterfoil.node.contracts.absences import of_absence
from counterfoil.node.contracts.flows import KNOWS, Flows, called, of_parts
from counterfoil.node.contracts.holds import Taken, taken, takes
from counterfoil.node.contracts.named import Named
from counterfoil.node.contracts.rounds import Rounds
from counterfoil.sandbox.trees import assigned

_LOOKS_UP: Final = frozenset({"get", "shown"})
_FAILS_WITHOUT: Final = frozenset({"index", "pop", "remove"})
"""Methods that are at fault where what they look for is not there."""
_WHOLE: Final = ""
"""For a name: what a function returns."""


class Words:
    """Which values of a program follow from who calls or agrees, computed from it or chosen by it."""

    def __init__(self, flows: Flows, holds: Taken | None = None, vain: Container[ast.AST] = ()) -> None:
        """``holds``: those of which who granted them is somebody; ``vain``: values that tell nothing of who calls."""
        self.flows, self.named = flows, Named(flows, holds or taken(flows, takes(flows)))
        self.rounds, self._vain = Rounds(flows, self.named), vain
        self.vouched = set[tuple[str, str]]()
        """(function, whom): whom the caller names, and who then agrees or is the caller: as good as the caller"""
        self.vouched = self._vouch()
        self._chosen = set[tuple[str, str]]()
        """(function, name in it): set, or returned, on a branch that somebody's word decides"""
        self._known = dict[ast.AST, bool]()
        while not (found := self._branches()) <= self._chosen:
            self._chosen |= found
            self._known.clear()

    def decide(self, node: ast.AST, function: str) -> bool:
        """Whether a value follows from who calls or agrees."""
        if node not in self._known:
            self._known[node] = self._any(node, function, self._is_word)
        return self._known[node]

    def _any(self, node: ast.AST, function: str, holds: Callable[[str, ast.AST], bool]) -> bool:
        return self.flows.any_origin(node, function, holds, without=self._vain)

    def rests(self, test: ast.expr, function: str) -> tuple[bool, bool]:
        """Whether what follows where a condition holds is for those alone who are asked, and where it does not.

        For whoever is another than somebody is for anybody, and so is what asks whom the caller names: he names
        himself. Of two things of which one is enough, both must ask. Of what compares something else, both are.
        """
        if not self.decide(test, function):
            return False, False
        absent = of_absence(self.flows, test, function, self._is_of_self)
        if absent is not None:
            return absent
        parts = of_parts(test, lambda one: self.rests(one, function))
        if parts is not None:
            return parts
        match test:
            case ast.Call(func=ast.Name(id="consents"), args=[who]):
                return not self.named(who, function), False
            case ast.Call(func=ast.Name(id="all"), args=[each]) if self.rounds.may_be_none(each, function):
                return False, False
            case ast.Name() | ast.Call(func=ast.Name()) if (same := self.same(test, function)) is not None:
                return self.rests(*same)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compared(left, op, right, function)
        known = self._any(test, function, self._is_known)
        known = known or self._any(test, function, lambda _, one: called(one) == "caller")
        return known, known

    def same(self, node: ast.expr, function: str) -> tuple[ast.expr, str] | None:
        """The condition that a name was given, or that a function returns, where there is one alone."""
        name = called(node)
        if isinstance(node, ast.Name) and self.flows.place(function, node.id) is None:
            given = self.flows.given(function).get(node.id, ())
            found = [(one, function) for one, whole in given if whole and _is_condition(one)]
            return found[0] if len(given) == len(found) == 1 else None
        if name in self.flows.functions:
            returns = [one.value for one in ast.walk(self.flows.functions[name]) if isinstance(one, ast.Return)]
            if len(returns) == 1 and returns[0] is not None and _is_condition(returns[0]):
                return returns[0], name
        return None

    def _compared(self, left: ast.expr, op: ast.cmpop, right: ast.expr, function: str) -> tuple[bool, bool]:
        """Of a comparison: with who calls, with whom a caller names himself, or with what follows from either."""
        either = isinstance(op, ast.Eq | ast.NotEq)
        for one, other in ((left, right), (right, left)) if either else ((left, right),):
            if self.is_caller(one, function):
                chosen = self.named(other, function) or self.is_caller(other, function)
                same, other_one = isinstance(op, ast.Eq | ast.In), isinstance(op, ast.NotEq | ast.NotIn)
                return same and not chosen, other_one and not chosen
        known = self._any(left, function, self._is_known) or self._any(right, function, self._is_known)
        return known, known

    def _is_known(self, inside: str, node: ast.AST) -> bool:
        """Whether something is not of the caller's own saying: kept, shown, asked, or chosen by what was asked."""
        name = called(node)
        return name in KNOWS or (self._is_word(inside, node) and not self._is_self(inside, node))

    def asks_for(self, node: ast.AST, function: str) -> list[ast.expr]:
        """Whom a node asks: by ``consents``, or as who calls."""
        match node:
            case ast.Call(func=ast.Name(id="consents"), args=[who]):
                return [who]
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
                pairs = ((left, right), (right, left))
                return [other for one, other in pairs if self.is_caller(one, function)]
        return []

    def _vouch(self) -> set[tuple[str, str]]:
        """Whom a caller names and who is asked, in the functions that ask and in those that have them ask."""
        found, asked = set[tuple[str, str]](), set[tuple[str, str]]()
        for function, whole in self.flows.functions.items():
            for node in ast.walk(whole):
                whom = self.asks_for(node, function)
                asked |= {(function, ast.unparse(one)) for one in whom if isinstance(one, ast.Name | ast.Subscript)}
        while more := asked - found:
            found |= more
            asked = {each for one in more for each in self._passed_as(*one)}
        names = {(function, name): ast.parse(name, mode="eval").body for function, name in found}
        return {one for one, node in names.items() if self.named(node, one[0])}

    def _passed_as(self, function: str, name: str) -> Iterator[tuple[str, str]]:
        """The names under which callers of a function have what they pass for a parameter."""
        place = self.flows.place(function, name)
        if place is not None and function not in self.flows.entries:
            for caller, one in self.flows.passed(function, name, place):
                if isinstance(one, ast.Name):
                    yield caller, one.id

    def _is_self(self, inside: str, node: ast.AST) -> bool:
        """Whether it is who calls, or whom he names who agrees."""
        if isinstance(node, ast.Name | ast.Subscript) and isinstance(node.ctx, ast.Load):
            return (inside, ast.unparse(node)) in self.vouched
        return called(node) == "caller"

    def _is_of_self(self, node: ast.expr, function: str) -> bool:
        """Whether it follows from who calls, whoever that is."""
        return self._any(node, function, self._is_self) and not self._any(node, function, self._is_known)

    def is_caller(self, node: ast.expr, function: str) -> bool:
        """Whether it is who calls, or is named and agrees, and nothing computed from that."""
        if self._is_self(function, node):
            return True
        if isinstance(node, ast.Name) and self.flows.place(function, node.id) is None:
            given = self.flows.given(function).get(node.id, ())
            return bool(given) and all(whole and self._is_self(function, one) for one, whole in given)
        return False

    def find(self, node: ast.AST, function: str) -> bool:
        """Whether a value was looked up or chosen by who calls or agrees; not if it is merely who that is."""
        return self._any(node, function, self._is_found)

    def fails(self, node: ast.AST, function: str) -> bool:
        """Whether a node by itself fails for whoever it is not: it requires a word, or looks up by one what must be."""
        match node:
            case ast.Call(func=ast.Name(id="require"), args=[condition, *_]):
                return self.rests(condition, function)[0]
            case ast.Call(func=ast.Attribute(attr=name), args=[looked_for]) if name in _FAILS_WITHOUT:
                return self.decide(looked_for, function) and not self.named(node, function)
            case ast.Subscript(slice=key, ctx=ast.Load()):
                return self.decide(key, function) and not self.named(node, function)
        return False

    def chooses(self, node: ast.AST, function: str) -> bool:
        """Whether who calls or agrees decides which parts of an expression are computed."""
        match node:
            case ast.IfExp(test=test):
                return self._sorts(test, function)
            case ast.BoolOp(values=[*tests, _]):
                return any(self._sorts(one, function) for one in tests)
            case ast.ListComp(generators=generators) | ast.DictComp(generators=generators):
                return any(self._sorts(one, function) for each in generators for one in each.ifs)
        return False

    def _sorts(self, test: ast.expr, function: str) -> bool:
        """Whether a condition tells those who are asked from others, on either side of it."""
        return any(self.rests(test, function))

    def _is_word(self, inside: str, node: ast.AST) -> bool:
        match node:
            case ast.Call(func=ast.Name(id="consents"), args=[who]):
                return not self.named(who, inside)
        return self._is_self(inside, node) or self._is_chosen(inside, node)

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
            return self._sorts(node.test, function)
        leaves = (one for one in ast.walk(node) if isinstance(one, ast.If) and _leaves(one))
        if self.rounds.may_be_none(node, function) and any(self.fails(one, function) for one in ast.walk(node)):
            return True  # what is counted in it is of those who were asked
        return self.decide(node.iter, function) or any(self._sorts(one.test, function) for one in leaves)


def _is_condition(node: ast.expr) -> bool:
    """Whether it is made of conditions itself, and can be looked into."""
    return isinstance(node, ast.BoolOp | ast.Compare | ast.UnaryOp) or called(node) in {"consents", "all"}


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
