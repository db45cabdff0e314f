# SPDX-License-Identifier: Apache-2.0
"""Values that whoever calls names: a consent that is asked of them asks nobody but the caller, if he names himself."""

import ast
from collections.abc import Callable
from typing import Final

from counterfoil.node.contracts.flows import Flows, called, every_time

_MAKES_OF: Final = frozenset({"list", "tuple", "sorted", "reversed", "enumerate", "zip", "str", "dict", "min", "max"})
"""Built-ins whose answer is made of what they are given."""
_SAID: Final = frozenset({"caller", "shown"})
Seen = frozenset[tuple[str, str]]


class Named:
    """Which values of a program may be whatever the caller of an entry says."""

    def __init__(self, flows: Flows, taken: Callable[[ast.expr, str], bool]) -> None:
        self.flows, self.taken = flows, taken
        """``taken``: whether a path is of a hold that is taken, whose record is not of the caller's saying alone"""
        self._known = dict[ast.AST, bool]()

    def __call__(self, node: ast.AST, function: str) -> bool:
        """Whether a caller may choose a value: of a helper's parameter only if all who call the helper let him."""
        if node not in self._known:
            self._known[node] = self._is(node, function, frozenset())
        return self._known[node]

    def _is(self, node: ast.AST, function: str, seen: Seen) -> bool:
        def is_(one: ast.AST) -> bool:
            return self._is(one, function, seen)

        match node:
            case ast.Name() if node in self.flows.bound:
                return is_(self.flows.bound[node])
            case ast.Name(id=name):
                return (function, name) not in seen and self._name(name, function, seen | {(function, name)})
            case ast.Subscript(value=value) | ast.Call(func=ast.Attribute(value=value)):
                return is_(value)
            case ast.IfExp(body=body, orelse=orelse):
                return is_(body) or is_(orelse)
            case ast.BoolOp(values=values):
                return any(map(is_, values))
            case ast.BinOp(left=left, right=right):
                return is_(left) or is_(right)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):  # each of them is asked, or may be
                return bool(elements) and all(map(is_, elements))
            case ast.ListComp(elt=element):
                return is_(element)
            case ast.Call(args=arguments) if called(node) in _MAKES_OF:
                return any(map(is_, arguments))
            case ast.Call(func=ast.Name(id="shown"), args=[path]):  # he shows a record of his own
                return is_(path) and not self.taken(path, function)
            case ast.Call():
                return self._returned(called(node), seen)
        return False

    def _name(self, name: str, function: str, seen: Seen) -> bool:
        given = self.flows.given(function).get(name, ())
        if any(self._is(one, function, seen) for one, _ in given):
            return True
        place = self.flows.place(function, name)
        if place is None or function in self.flows.entries:
            return place is not None and not self._held(name, function)
        passed = list(self.flows.passed(function, name, place))
        return bool(passed) and all(self._is(one, caller, seen) for caller, one in passed)

    def _returned(self, function: str, seen: Seen) -> bool:
        if function not in self.flows.functions or (function, "") in seen:
            return False
        seen |= {(function, "")}
        returns = (one.value for one in ast.walk(self.flows.functions[function]) if isinstance(one, ast.Return))
        return any(self._is(one, function, seen) for one in returns if one is not None)

    def _held(self, name: str, function: str) -> bool:
        """Whether a parameter must be what is kept or written down, or among that, on every way through a function."""
        for condition in every_time(self.flows.functions[function].body):
            sides = condition.values if isinstance(condition, ast.BoolOp) else [condition]  # of an `or`: each of them
            if all(self._holds(one, name, function) for one in sides):
                return True
        return False

    def _holds(self, condition: ast.expr, name: str, function: str) -> bool:
        match condition:
            case ast.Compare(left=ast.Name(id=left), ops=[ast.Eq() | ast.In()], comparators=[right]) if left == name:
                return self._is_fixed(right, function)
            case ast.Compare(left=left_side, ops=[ast.Eq()], comparators=[ast.Name(id=right_name)]):
                return right_name == name and self._is_fixed(left_side, function)
        return False

    def _is_fixed(self, node: ast.expr, function: str) -> bool:
        """Whether it is kept under a key that is written down, or is written down itself."""
        return not self.flows.any_origin(node, function, self._is_said)

    def _is_said(self, inside: str, node: ast.AST) -> bool:
        """Whether it is of the caller's saying: himself, what he gives, or what he shows."""
        return called(node) in _SAID or (isinstance(node, ast.Name) and self.flows.place(inside, node.id) is not None)
