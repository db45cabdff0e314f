# SPDX-License-Identifier: Apache-2.0
"""Numbers that the caller names and that may be below nothing, where they are added to what decides what is paid."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from counterfoil.law.program import Problem
from counterfoil.node.contracts.bounds import Amount, Amounts, Bounds
from counterfoil.node.contracts.flows import ONCE, Flows, by_place, called, texts_of
from counterfoil.node.contracts.selves import lookups_by
from counterfoil.node.contracts.ways import Ways
from counterfoil.node.contracts.whose_word import Words
from counterfoil.sandbox.trees import problem_at


class Sum(NamedTuple):
    """Where a number of the caller's is added to something that is kept, or taken away from it."""

    node: ast.AST
    amount: Amount
    adds: bool
    decides: bool
    """whether what is paid goes by it"""


def below_nothing(flows: Flows) -> Iterator[Problem]:
    """Entries in which such a number may be below nothing, on some way through them.

    Where it is taken from one and added to another, whoever's word it is: it takes then from whom it seems to give to.
    Else not if it goes by the word of somebody who is kept: he may have something to put right.
    """
    words = Words(flows)
    amounts = Amounts(words)
    sums = list(_sums(flows, amounts))
    if not any(one.decides for one in sums):
        return
    nobodys = Words(flows, vain={node for _, node in lookups_by(words)})
    for amount in sorted({one.amount for one in sums if one.decides}):
        moved = len({one.adds for one in sums if one.amount == amount}) > 1
        of_it = {one.node for one in sums if one.amount == amount and one.decides}
        unbounded = Ways(Bounds(words, amounts, amount), lambda node, _, of_it=of_it: node in of_it)  # type: ignore[misc]
        unasked = Ways(nobodys, lambda node, _, of_it=of_it: node in of_it)  # type: ignore[misc]
        for name, entry in flows.entries.items():
            is_asked = name not in ONCE and not entry.view and amount[0] in flows.reached[name]
            found = unbounded.unrested(name) if is_asked else set()
            if found and (moved or unasked.unrested(name)):
                yield problem_at(
                    min(found, key=by_place),
                    f"{name} reckons with {amount[1]}, which may be below nothing",
                    f"require({amount[1]} > 0, …): else it takes where it seems to give",
                )


def _sums(flows: Flows, amounts: Amounts) -> Iterator[Sum]:
    stored, decides = _stored(flows), _decides(flows)
    for function, whole in flows.functions.items():
        for node in ast.walk(whole):
            for kept, number, adds in _parts(node):
                keys = _keys(flows, kept, function) if _is_changed(flows, node, stored, function) else set()
                for one in amounts.of(number, function) if keys else ():
                    yield Sum(node, one, adds is not _is_negated(number), bool(keys & decides))


def _parts(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr, bool]]:
    """What may be kept, what is added to it or taken away, and whether it is added."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield left, right, True
            yield right, left, True
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            yield left, right, False
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as op, value=value):
            yield target.value if isinstance(target, ast.Subscript) else target, value, isinstance(op, ast.Add)


def _is_negated(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _keys(flows: Flows, kept: ast.expr, function: str) -> set[str]:
    """The beginnings of the keys under which a value is kept; empty text: under one that the caller chooses."""
    found = set[str]()
    for inside, one in flows.origins(kept, function, values=True):
        if isinstance(one, ast.Call) and called(one) == "get":
            found |= texts_of(flows, one.args[0], inside) or {""}
    return found


def _decides(flows: Flows) -> set[str]:
    """The keys that entries read which pay."""
    pay = {name for name, one in flows.entries.items() if any(called(node) == "pay" for _, node in flows.within(name))}
    inside = {function for name in pay for function in flows.reached[name]}
    gets = [(function, one) for function, one in flows.calls if called(one) == "get" and function in inside]
    return {key for function, one in gets for key in (texts_of(flows, one.args[0], function) or {""})}


def _stored(flows: Flows) -> set[ast.AST]:
    """Everything that what is kept may be made of, also as a part of a list or dict that was kept before."""
    values = [(function, one.args[1]) for function, one in flows.calls if called(one) == "put" and len(one.args) == 2]
    for function, whole in flows.functions.items():
        for node in ast.walk(whole):
            match node:
                case ast.Assign(targets=[ast.Subscript(value=container)], value=value):
                    if _keys(flows, container, function):
                        values.append((function, value))
    return {node for function, value in values for _, node in flows.origins(value, function, values=True)}


def _is_changed(flows: Flows, node: ast.AST, stored: set[ast.AST], function: str) -> bool:
    """Whether a sum is kept."""
    match node:
        case ast.AugAssign(target=ast.Name(id=name)):
            return any(isinstance(one, ast.Name) and one.id == name for one in stored if _within(flows, one, function))
        case ast.AugAssign():
            return True
    return node in stored


def _within(flows: Flows, node: ast.AST, function: str) -> bool:
    return any(one is node for one in ast.walk(flows.functions[function]))
