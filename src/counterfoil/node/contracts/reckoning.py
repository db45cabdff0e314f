# SPDX-License-Identifier: Apache-2.0
"""Numbers that the caller names and that may be below nothing, where they are added to what decides what is paid."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from counterfoil.law.program import Problem
from counterfoil.node.contracts.bounds import Amount, Amounts, Bounds
from counterfoil.node.contracts.flows import Flows, by_place, called, kept_keys, texts_of
from counterfoil.node.contracts.per_entry import PerEntry
from counterfoil.node.contracts.selves import lookups_by
from counterfoil.node.contracts.ways import Ways, among
from counterfoil.node.contracts.whose_word import Words
from counterfoil.sandbox.trees import problem_at


class Sum(NamedTuple):
    """Where a number of the caller's is added to something that is kept, or taken away from it."""

    node: ast.AST
    amount: Amount
    adds: bool
    keys: frozenset[str]
    """under which it is kept"""


def below_nothing(each: PerEntry) -> Iterator[Problem]:
    """Entries in which such a number may be below nothing, on some way through them.

    Where it is taken from one and added to another, whoever's word it is: it takes then from whom it seems to give to.
    Else not if it goes by the word of somebody who is kept: he may have something to put right.
    """
    decides = {key for name in each for key in _decides(each.flows.narrowed(name))}
    for name in each:
        words = each.words(name)
        amounts = Amounts(words)
        sums = list(_sums(words.flows, amounts))
        for amount in sorted({one.amount for one in sums if one.keys & decides}):
            nodes = {one.node for one in sums if one.amount == amount and one.keys & decides}
            found = Ways(Bounds(words, amounts, amount), among(nodes)).unrested(name)
            moved = len({one.adds for one in sums if one.amount == amount}) > 1
            if found and (moved or _for_anybody(words, nodes, name)):
                yield problem_at(
                    min(found, key=by_place),
                    f"{name} reckons with {amount[1]}, which may be below nothing",
                    f"require({amount[1]} > 0, …): else it takes where it seems to give",
                )


def _for_anybody(words: Words, nodes: set[ast.AST], entry: str) -> bool:
    """Whether it is reckoned with by nobody's word who is kept; what is looked up of who calls is everybody's."""
    nobodys = Words(words.flows, vain={node for _, node in lookups_by(words)})
    return bool(Ways(nobodys, among(nodes)).unrested(entry))


def _sums(flows: Flows, amounts: Amounts) -> Iterator[Sum]:
    stored = _stored(flows)
    for function, whole in flows.functions.items():
        for node in ast.walk(whole):
            for kept, number, adds in _parts(node):
                keys = kept_keys(flows, kept, function) if _is_changed(flows, node, stored, function) else set()
                for one in amounts.of(number, function) if keys else ():
                    yield Sum(node, one, adds is not _is_negated(number), frozenset(keys))
    for function, value in _put(flows):
        for one in amounts.of(value, function) if isinstance(value, ast.Name) else ():
            yield Sum(value, one, True, frozenset())


def kept_sums(flows: Flows) -> set[str]:
    """The keys under which sums are kept: of which something is added to what is kept there, or taken away."""
    stored, found = _stored(flows), set[str]()
    for function, whole in flows.functions.items():
        for node in ast.walk(whole):
            parts = [kept for kept, _, _ in _parts(node)]
            if parts and _is_changed(flows, node, stored, function):
                found |= {key for kept in parts for key in kept_keys(flows, kept, function)}
    return found


def _put(flows: Flows) -> Iterator[tuple[str, ast.expr]]:
    """What is kept as it is: by itself, or as a part that is written down."""
    for function, whole in flows.functions.items():
        for node in ast.walk(whole):
            if isinstance(node, ast.Call) and called(node) == "put" and len(node.args) == 2:
                yield function, node.args[1]
                for inside, one in flows.origins(node.args[1], function, values=True):
                    if isinstance(one, ast.Dict | ast.List | ast.Tuple):
                        yield from ((inside, each) for each in (one.values if isinstance(one, ast.Dict) else one.elts))


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


def _decides(flows: Flows) -> set[str]:
    """The keys that are read by what pays."""
    if not any(called(one) == "pay" for _, one in flows.calls):
        return set()
    gets = [(function, one) for function, one in flows.calls if called(one) == "get"]
    return {key for function, one in gets for key in (texts_of(flows, one.args[0], function) or {""})}


def _stored(flows: Flows) -> set[ast.AST]:
    """Everything that what is kept may be made of, also as a part of a list or dict that was kept before."""
    values = [(function, one.args[1]) for function, one in flows.calls if called(one) == "put" and len(one.args) == 2]
    for function, whole in flows.functions.items():
        for node in ast.walk(whole):
            match node:
                case ast.Assign(targets=[ast.Subscript(value=container)], value=value):
                    if kept_keys(flows, container, function):
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
