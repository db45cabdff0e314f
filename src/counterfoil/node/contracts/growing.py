# SPDX-License-Identifier: Apache-2.0
"""State that every call may make larger: new keys, and what grows under one key, where nothing bounds or removes it."""

import ast
from collections.abc import Iterator
from typing import Final

from counterfoil.law.program import Problem
from counterfoil.node.contracts.flows import ONCE, Flows, called, prefix
from counterfoil.node.contracts.reachable import may_run
from counterfoil.sandbox.trees import problem_at

_NEW: Final = frozenset({"str", "caller", "now", "height"})
"""What makes a key that was not there before, beside what a caller gives."""
_GROWS: Final = frozenset({"append", "extend", "insert", "setdefault", "update"})
_SHRINKS: Final = frozenset({"pop", "remove", "clear"})


def growing(flows: Flows) -> Iterator[Problem]:
    """Where state may grow with every call, once for each place."""
    found = {one for name, entry in flows.entries.items() if name not in ONCE and not entry.view
             for one in (*_keys(flows, name), *_values(flows, name))}  # fmt: skip
    yield from found


def _keys(flows: Flows, entry: str) -> Iterator[Problem]:
    """Entries under keys that are new, where none of these is removed, and nothing asks how many there are."""
    for function, node in flows.within(entry):
        if called(node) != "put" or not isinstance(node, ast.Call) or isinstance(node.args[0], ast.Constant):
            continue
        begins = prefix(node.args[0])
        if _removed(flows, begins) or _counted(flows, entry) or _there_before(flows, entry, begins):
            continue
        if flows.any_origin(node.args[0], function, lambda inside, one: _new(flows, inside, one), values=True):
            under = f'keys that begin with "{begins}"' if begins else "keys that a caller may choose"
            yield problem_at(
                node,
                f"keeps more with every call, under {under}, and removes nothing",
                "remove what is settled, or bound how many: a contract keeps 4,096 entries",
            )


def _values(flows: Flows, entry: str) -> Iterator[Problem]:
    """A list or dict that was kept, grows, and is kept again, where nothing is ever taken out of it."""
    for function, node in flows.within(entry):
        grown = _grown(node)
        if grown is None or not (keys := _kept_under(flows, function, grown)) or _counted(flows, entry):
            continue
        shrinks = (
            _kept_under(flows, inside, one.func.value) & keys
            for inside, whole in flows.functions.items()
            for one in may_run(whole)
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in _SHRINKS
        )
        if not any(shrinks) and _new_within(flows, function, node):
            yield problem_at(
                node,
                f"{grown.id} grows with every call, and nothing is ever taken out of it",
                "bound its length, or take out what is settled: an entry has at most 4,096 bytes",
            )


def _grown(node: ast.AST) -> ast.Name | None:
    """The list or dict that a node makes larger."""
    container: ast.expr | None = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _GROWS:
        container = node.func.value
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        container = node.targets[0].value
    return container if isinstance(container, ast.Name) else None


def _new_within(flows: Flows, function: str, node: ast.AST) -> bool:
    """Whether it grows by something new each time; a list does, whatever is put into it."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        key = node.targets[0].slice
        return flows.any_origin(key, function, lambda inside, one: _new(flows, inside, one), values=True)
    return True


def _kept_under(flows: Flows, function: str, node: ast.expr) -> set[str]:
    """The beginnings of the keys under which a name's value is kept, where it came from there too."""
    if not isinstance(node, ast.Name):
        return set()
    came = {prefix(one.args[0]) for _, one in flows.origins(node, function)
            if called(one) == "get" and isinstance(one, ast.Call)}  # fmt: skip
    puts = (one for one in ast.walk(flows.functions[function]) if called(one) == "put")
    goes = {prefix(one.args[0]) for one in puts if isinstance(one, ast.Call) and _is(one.args[1], node.id)}
    return came & goes


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _new(flows: Flows, function: str, node: ast.AST) -> bool:
    """Whether a part of a key may be new: a caller chose it and nothing held it to what there is, or it was made."""
    if called(node) in _NEW:
        return True
    if not isinstance(node, ast.Name) or function not in flows.entries or flows.place(function, node.id) is None:
        return False
    return not _held(flows, function, node.id)


def _held(flows: Flows, function: str, name: str) -> bool:
    """Whether a parameter is compared with what is written down, or looked up in what there is."""
    for node in ast.walk(flows.functions[function]):
        match node:
            case ast.Compare(left=ast.Name(id=left), ops=[ast.Eq()], comparators=[ast.Constant()]) if left == name:
                return True
            case ast.Compare(left=ast.Name(id=left), ops=[ast.In()]) if left == name:
                return True
            case ast.Call(func=ast.Name(id=other), args=arguments) if other in flows.functions:
                names = [one.arg for one in flows.functions[other].args.args]
                passed = zip(names, arguments, strict=False)
                if any(_is(given, name) and _held(flows, other, one) for one, given in passed):
                    return True
    return False


def _removed(flows: Flows, begins: str) -> bool:
    """Whether some call that may run removes what is kept under such a key."""
    runs = (one for whole in flows.functions.values() for one in may_run(whole) if isinstance(one, ast.Call))
    return any(called(one) == "remove" and prefix(one.args[0]) == begins for one in runs)


def _requires(flows: Flows, entry: str) -> Iterator[tuple[str, ast.expr]]:
    for function, node in flows.within(entry):
        if called(node) == "require" and isinstance(node, ast.Call):
            yield function, node.args[0]


def _counted(flows: Flows, entry: str) -> bool:
    """Whether a call is refused from some number on: what is kept, or a length, is compared with what is written."""
    for function, condition in _requires(flows, entry):
        for node in ast.walk(condition):
            match node:
                case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()], comparators=[right]):
                    written = isinstance(right, ast.Constant) or getattr(right, "id", "") in flows.constants
                    if written and flows.any_origin(left, function, lambda _, one: called(one) in {"get", "len"}):
                        return True
    return False


def _there_before(flows: Flows, entry: str, begins: str) -> bool:
    """Whether the call needs what is kept under such a key already: what it requires follows from that."""

    def is_kept(_inside: str, node: ast.AST) -> bool:
        return called(node) == "get" and isinstance(node, ast.Call) and prefix(node.args[0]) == begins != ""

    for function, condition in _requires(flows, entry):
        nothing = isinstance(condition, ast.Compare) and isinstance(condition.ops[0], ast.Eq)
        if not nothing and flows.any_origin(condition, function, is_kept):
            return True
    return False
