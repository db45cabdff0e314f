# SPDX-License-Identifier: Apache-2.0
"""Loops that whoever calls may let run no time at all: whom one would ask in it, is then not asked."""

import ast
from typing import Final

from counterfoil.node.contracts.emptiness import as_long, holds_of_nothing, measured
from counterfoil.node.contracts.flows import Flows, called
from counterfoil.node.contracts.named import Named
from counterfoil.node.contracts.required import conditions_at

_OVER: Final = frozenset({"range"})
"""Built-ins whose answer is as long as what they are given says."""

_GROWS: Final = frozenset({"append", "extend", "insert", "setdefault", "update"})


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
        conditions = conditions_at(self.flows.functions[function], loop)
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
        found |= self._counts(function, found)
        return {name: number for name, number in found.items() if not self._is_changed(name, function)}

    def _is_changed(self, name: str, function: str) -> bool:
        """Whether more may be there by a name at one place of a function than at another."""
        times = len(self.flows.given(function).get(name, ())) + (self.flows.place(function, name) is not None)
        return times > 1 or any(_grows(one, name) for one in ast.walk(self.flows.functions[function]))

    def _counts(self, function: str, names: dict[str, bool]) -> dict[str, bool]:
        """The names that say how many there are, or what is made of them alone."""
        given = {name: one for name, one in self.flows.given(function).items() if len(one) == 1}
        return {
            name: False
            for name, [(value, is_whole)] in given.items()
            if is_whole and self.flows.place(function, name) is None and measured(value, names) == [0]
        }


def _over(loop: ast.AST) -> list[ast.expr]:
    """What a loop goes over."""
    match loop:
        case ast.For(iter=iterated):
            return [iterated]
        case ast.ListComp(generators=generators):
            return [one.iter for one in generators]
    return []


def _grows(node: ast.AST, name: str) -> bool:
    """Whether a node puts something into a list or dict."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=changed), attr=method)):
            return changed == name and method in _GROWS
        case ast.Subscript(value=ast.Name(id=changed), ctx=ast.Store()):
            return changed == name
    return False
