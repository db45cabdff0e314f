# SPDX-License-Identifier: Apache-2.0
"""Where the values of a program may come from: what a name was given, what callers pass, what a function returns."""

import ast
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Final

from counterfoil.node.contracts.scopes import apart
from counterfoil.sandbox.rules import Checked
from counterfoil.sandbox.trees import assigned, called_in

Given = Mapping[str, list[tuple[ast.expr, bool | None]]]
"""Name → every expression that it is given, and whether it is that or a part of it; None: what it grows by."""
ONCE: Final = frozenset({"init", "migrate"})
"""Entries that run once, and that nobody calls."""
ADDS: Final = frozenset({"append", "insert", "extend"})
"""Methods by which something comes into a list."""
KNOWS: Final = frozenset({"get", "shown", "balance"})
"""What tells a value that was there before."""


class Flows:
    """A program that is in the dialect, and who in it gives what to whom."""

    def __init__(self, program: Checked) -> None:
        self.tree, self.entries = apart(program.tree), program.entries  # nobody else reads it
        self.functions, self.constants = program.functions, program.constants
        self.reached = {name: self._reached(name) for name in self.functions}
        self._given = {name: _given(one) for name, one in self.functions.items()}
        self._narrowed = dict[str, Flows]()

    def narrowed(self, entry: str) -> "Flows":
        """The same of what one entry reaches alone, as if there were no other."""
        if entry not in self._narrowed:
            self._narrowed[entry] = one = copy(self)
            one.entries = {entry: self.entries[entry]}
            one.functions = {name: self.functions[name] for name in sorted(self.reached[entry])}
            one.__dict__.pop("calls", None)
        return self._narrowed[entry]

    def _reached(self, name: str) -> set[str]:
        """The functions that one reaches, itself included."""
        found, waiting = set[str](), [name]
        while waiting:
            one = waiting.pop()
            if one in self.functions and one not in found:
                found.add(one)
                waiting += called_in(self.functions[one])
        return found

    @cached_property
    def bound(self) -> Mapping[ast.AST, ast.expr]:
        """Names within a loop that are what it goes over, → that: whatever other loops use the same names for."""
        return dict(_bound(self.tree, {}))

    def given(self, function: str) -> Given:
        """What the names of a function are given in it."""
        return self._given[function]

    @cached_property
    def calls(self) -> list[tuple[str, ast.Call]]:
        """Every call of a function by its name, and the function that it stands in."""
        inside = [(name, node) for name, one in self.functions.items() for node in ast.walk(one)]
        return [(name, node) for name, node in inside if isinstance(node, ast.Call) and called(node)]

    def within(self, entry: str) -> Iterator[tuple[str, ast.AST]]:
        """Every node of what an entry reaches, and the function that it stands in."""
        for name in sorted(self.reached[entry]):
            for node in ast.walk(self.functions[name]):
                yield name, node

    def origins(
        self, node: ast.AST, function: str, *, values: bool = False, without: Container[ast.AST] = ()
    ) -> Iterator[tuple[str, ast.AST]]:
        """Every node that a value may be made of, and the function that it stands in.

        With ``values`` only what may be in it: not the key or index by which it was found, nor what chose it.
        ``without``: nodes that are not looked into.
        """
        seen = set[tuple[str, str]]()
        waiting = [(function, node)]
        while waiting:
            inside, one = waiting.pop()
            if one in without:
                continue
            yield inside, one
            waiting += [(inside, child) for child in (_parts(one) if values else ast.iter_child_nodes(one))]
            name = one.id if isinstance(one, ast.Name) else called(one)
            if name and (inside, name) not in seen:
                seen.add((inside, name))
                waiting += self._behind(inside, name, is_call=not isinstance(one, ast.Name))

    def _behind(self, inside: str, name: str, *, is_call: bool) -> Iterator[tuple[str, ast.AST]]:
        if is_call:
            if name in self.functions:
                returns = (one for one in ast.walk(self.functions[name]) if isinstance(one, ast.Return))
                yield from ((name, one) for one in returns if one.value is not None)
            return
        yield from ((inside, one) for one, _ in self._given[inside].get(name, ()))
        if name in self.constants:
            yield inside, self.constants[name]
        place = self.place(inside, name)
        if place is not None:
            yield from self.passed(inside, name, place)

    def place(self, function: str, name: str) -> int | None:
        """Where among a function's parameters a name stands; None: it is none of them."""
        names = [one.arg for one in self.functions[function].args.args]
        return names.index(name) if name in names else None

    def passed(self, function: str, name: str, place: int) -> Iterator[tuple[str, ast.expr]]:
        """What callers give for a parameter."""
        for caller, call in self.calls:
            if called(call) == function:
                yield from ((caller, one) for one in given_by(call, name, place))

    def any_origin(
        self,
        node: ast.AST,
        function: str,
        holds: Callable[[str, ast.AST], bool],
        *,
        values: bool = False,
        without: Container[ast.AST] = (),
    ) -> bool:
        """Whether something that a value may be made of is so."""
        return any(holds(inside, one) for inside, one in self.origins(node, function, values=values, without=without))

    def parameters(self, node: ast.AST, function: str) -> set[tuple[str, str]]:
        """The parameters of entries, which the caller gives, that may be in a value: (entry, name)."""
        return {
            (inside, one.id)
            for inside, one in self.origins(node, function, values=True)
            if isinstance(one, ast.Name) and inside in self.entries and self.place(inside, one.id) is not None
        }

    def words(self, node: ast.AST, function: str) -> set[str]:
        """The texts that are written down in what a value may be made of."""
        return {text for _, one in self.origins(node, function) if (text := text_of(one))}


def called(node: ast.AST) -> str:
    """The name of the function that a node calls; empty where it calls none by its name."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def given_by(call: ast.Call, name: str, place: int) -> list[ast.expr]:
    """What a call gives for a parameter."""
    return [*call.args[place : place + 1], *(one.value for one in call.keywords if one.arg == name)]


def by_place(node: ast.AST) -> tuple[int, int]:
    """Where a node stands, for what comes first."""
    return getattr(node, "lineno", 1), getattr(node, "col_offset", 0)


def text_of(node: ast.AST) -> str:
    """A text that is written down; empty for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _first_part(key: ast.expr) -> ast.expr:
    while isinstance(key, ast.BinOp):
        key = key.left
    return key


def prefix(key: ast.expr) -> str:
    """The text with which a key begins, as far as it is written down."""
    return text_of(_first_part(key))


def texts_of(flows: Flows, key: ast.expr, function: str) -> set[str]:
    """The texts with which a key may begin, also where a constant or a name has it."""
    begins = flows.origins(_first_part(key), function, values=True)
    return {text for _, one in begins if (text := text_of(one))}


def kept_keys(flows: Flows, kept: ast.expr, function: str) -> set[str]:
    """The beginnings of the keys under which a value is kept; empty text: under one that the caller chooses."""
    origins = flows.origins(kept, function, values=True)
    return {key for _, keys in gets(flows, origins) for key in (keys or {""})}


def gets(flows: Flows, origins: Iterable[tuple[str, ast.AST]]) -> Iterator[tuple[ast.AST, set[str]]]:
    """Of what a value may be made of, each ``get``, and the texts with which its key may begin."""
    for inside, one in origins:
        if isinstance(one, ast.Call) and called(one) == "get":
            yield one, texts_of(flows, one.args[0], inside)


def entered(function: ast.FunctionDef, name: str) -> Iterator[tuple[ast.expr | None, ast.expr]]:
    """What comes into a dict or a list by a name, and under which key; None for what a list has more."""
    for one in ast.walk(function):
        match one:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=changed), slice=index)], value=value):
                if changed == name:
                    yield index, value
            case ast.Call(func=ast.Attribute(value=ast.Name(id=changed), attr=method), args=[*_, added]):
                if changed == name and method in ADDS:
                    yield None, added


def conjuncts(condition: ast.expr) -> Iterator[ast.expr]:
    """All of what must hold where a condition does."""
    match condition:
        case ast.BoolOp(op=ast.And(), values=values):
            for one in values:
                yield from conjuncts(one)
        case _:
            yield condition


def of_parts(test: ast.expr, rests: Callable[[ast.expr], tuple[bool, bool]]) -> tuple[bool, bool] | None:
    """What ``not``, ``and`` and ``or`` make of what rests on each part; None for any other condition."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yes, no = rests(operand)
            return no, yes
        case ast.BoolOp(op=op, values=values):
            each = [rests(one) for one in values]
            held, failed = [yes for yes, _ in each], [no for _, no in each]
            return (all(held), any(failed)) if isinstance(op, ast.Or) else (any(held), all(failed))
    return None


def every_time(statements: Sequence[ast.stmt]) -> Iterator[ast.expr]:
    """What statements require by themselves, whatever branches they have."""
    for one in statements:
        match one:
            case ast.Expr(value=ast.Call(func=ast.Name(id="require"), args=[condition, *_])):
                yield from conjuncts(condition)


def _parts(node: ast.AST) -> Iterable[ast.AST]:
    """What a value is, and is not merely found or chosen by."""
    if isinstance(node, ast.Subscript):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return () if called(node) in KNOWS else ast.iter_child_nodes(node)


def _bound(node: ast.AST, around: Mapping[str, ast.expr]) -> Iterator[tuple[ast.AST, ast.expr]]:
    match node:
        case ast.Name(id=name, ctx=ast.Load()) if name in around:
            yield node, around[name]
        case ast.For(target=target, iter=iterated, body=body):
            yield from _bound(iterated, around)
            kept = {one: value for one, value in around.items() if one not in assigned(body)}
            own = {one: iterated for one in _names(target) if one not in assigned(body)}
            for one in body:
                yield from _bound(one, {**kept, **own})
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _bound(child, around)


def _names(target: ast.expr) -> Iterator[str]:
    yield from (one.id for one in ast.walk(target) if isinstance(one, ast.Name))


def _given(function: ast.FunctionDef) -> Given:
    given: dict[str, list[tuple[ast.expr, bool | None]]] = {}

    def give(target: ast.expr, value: ast.expr, whole: bool | None = True) -> None:
        if isinstance(target, ast.Name):
            given.setdefault(target.id, []).append((value, whole))
        elif isinstance(target, ast.Tuple):
            parts = value.elts if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts) else None
            for number, one in enumerate(target.elts):
                give(one, value if parts is None else parts[number], whole and parts is not None)

    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            give(node.targets[0], node.value)
        elif isinstance(node, ast.AugAssign):
            give(node.target, node.value, None)
        elif isinstance(node, ast.For | ast.comprehension):
            give(node.target, node.iter, False)
    return given
