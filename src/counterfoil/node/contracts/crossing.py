# SPDX-License-Identifier: Apache-2.0
"""Keys that cannot leave a program, where they are written down: a call that gets there is at fault."""

import ast
from collections.abc import Iterator

from counterfoil.law.program import Problem
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts.flows import Flows, called, text_of
from counterfoil.sandbox.trees import problem_at

_HOST = frozenset(one.name for one in HOST_FUNCTIONS)


def uncrossable(flows: Flows) -> Iterator[Problem]:
    """Keys that are no ASCII text in what an entry returns, or what the host is told."""
    found: dict[int, ast.expr] = {}
    seen = set[tuple[str, int]]()
    for function, node in _crosses(flows):
        for key in _keys(flows, node, function, seen):
            found.setdefault(id(key), key)
    for key in found.values():
        yield problem_at(
            key, f"a key that is no ASCII text ({text_of(key)}) leaves the program", "ASCII keys; any text as a value"
        )


def _crosses(flows: Flows) -> Iterator[tuple[str, ast.expr]]:
    for inside, call in flows.calls:
        if called(call) in _HOST:
            yield from ((inside, one) for one in call.args)
    for name in flows.entries:
        yield from _returned(flows, name)


def _returned(flows: Flows, name: str) -> Iterator[tuple[str, ast.expr]]:
    for one in ast.walk(flows.functions[name]):
        if isinstance(one, ast.Return) and one.value is not None:
            yield name, one.value


def _keys(flows: Flows, node: ast.expr, function: str, seen: set[tuple[str, int]]) -> Iterator[ast.expr]:
    """The keys in a value itself, not in what a part of it was taken from."""
    if (function, id(node)) in seen:
        return
    seen.add((function, id(node)))
    inside: list[tuple[str, ast.expr]] = []
    match node:
        case ast.Dict(keys=keys, values=values):
            yield from (key for key in keys if key is not None and not text_of(key).isascii())
            inside = [(function, one) for one in values]
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            inside = [(function, one) for one in parts]
        case ast.IfExp(body=one, orelse=other):
            inside = [(function, one), (function, other)]
        case ast.Name(id=name):
            yield from _set(flows.functions[function], name)
            inside = [(function, one) for one, whole in flows.given(function).get(name, ()) if whole]
            inside += [(function, flows.constants[name])] if name in flows.constants else []
        case ast.Call() if called(node) in flows.functions:
            inside = list(_returned(flows, called(node)))
    for where, one in inside:
        yield from _keys(flows, one, where, seen)


def _set(function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    """Keys under which a function puts something into a dict of this name."""
    for one in ast.walk(function):
        match one:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=into), slice=key)]) if into == name:
                if not text_of(key).isascii():
                    yield key
