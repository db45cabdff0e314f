# SPDX-License-Identifier: Apache-2.0
"""Whoever stands twice in a list that the caller gives, and is counted as two who agree."""

import ast
from collections.abc import Iterator
from typing import Final

from counterfoil.law.program import Problem
from counterfoil.node.contracts.flows import called
from counterfoil.node.contracts.per_entry import PerEntry
from counterfoil.node.contracts.whose_word import Words
from counterfoil.sandbox.trees import problem_at


def counted_twice(each: PerEntry) -> Iterator[Problem]:
    """Loops over those whom the caller lists, each of whom is asked, and of whom there must be so many."""
    found: dict[ast.AST, str] = {}
    for name in each:
        words = each.words(name)
        for function, whole in words.flows.functions.items():
            for node in ast.walk(whole):
                if _asks_each(words, node, function) and _needs_many(whole, node) and not _tells_apart(whole, node):
                    found.setdefault(node, name)
    for node, name in found.items():
        right = "count them by their names: a dict has each once"
        yield problem_at(node, f"{name} counts whom the caller lists twice as two", right)


def _parts(loop: ast.AST) -> tuple[str, str]:
    """The name for each of them, and the name of the list; empty where there are none."""
    match loop:
        case ast.For(target=ast.Name(id=one), iter=ast.Name(id=those)):
            return one, those
        case ast.ListComp(generators=[ast.comprehension(target=ast.Name(id=one), iter=ast.Name(id=those))]):
            return one, those
    return "", ""


def _asks_each(words: Words, loop: ast.AST, function: str) -> bool:
    """Whether a loop goes over a list of the caller's, and asks each whom it names."""
    one, _ = _parts(loop)
    match loop:
        case ast.For(iter=listed) | ast.ListComp(generators=[ast.comprehension(iter=listed)]) if one:
            return words.named(listed, function) and _asks(words, loop, one, function)
    return False


def _asks(words: Words, loop: ast.AST, one: str, function: str) -> bool:
    """Whether it asks them in earnest: they must be among those who are kept."""
    within = (node for node in ast.walk(loop) if isinstance(node, ast.Compare))
    lookups = (node.left for node in within if isinstance(node.ops[0], ast.In | ast.NotIn))
    compared = {left.id for left in lookups if isinstance(left, ast.Name)}
    asked = [who for node in ast.walk(loop) for who in words.asks_for(node, function)]
    return one in compared and any(isinstance(who, ast.Name) and who.id == one for who in asked)


def _needs_many(function: ast.FunctionDef, loop: ast.AST) -> bool:
    """Whether two or more of them are needed: something goes on from two on, and not below."""
    counts = {_parts(loop)[1], *_grown(loop)}
    counts |= {name for name, one in _assigned(function) if called(one) == "len" and _count_of(one) in counts}
    for compared, holds in _compared(function):
        left, op, right = compared.left, type(compared.ops[0]), compared.comparators[0]
        for one, way, other in ((left, op, right), (right, _OTHER_WAY.get(op), left)):
            least = _FROM.get((way, holds)) if way is not None else None
            if least is not None and _count_of(one) in counts and not _is_few(other, least):
                return True
    return False


def _compared(function: ast.FunctionDef) -> Iterator[tuple[ast.Compare, bool]]:
    """Every comparison, and whether something goes on where it holds, or where it does not."""
    refused = dict[ast.AST, set[bool]]()
    for node in ast.walk(function):
        if isinstance(node, ast.If):
            fails = called(getattr(node.body[-1], "value", node)) == "fail"
            leaves = bool(node.orelse) or isinstance(node.body[-1], ast.Return | ast.Break | ast.Continue)
            for one, holds in _signs(node.test, holds=True):
                refused[one] = {not holds} if fails else {holds, not holds} if leaves else {holds}
        elif called(node) == "require" and isinstance(node, ast.Call):
            refused |= {one: {holds} for one, holds in _signs(node.args[0], holds=True)}
    for node in ast.walk(function):
        if isinstance(node, ast.Compare):
            yield from ((node, holds) for holds in sorted(refused.get(node, {True})))


def _signs(condition: ast.expr, *, holds: bool) -> Iterator[tuple[ast.Compare, bool]]:
    """The comparisons of which a condition is made, and whether each must hold for it, or must not."""
    match condition:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _signs(operand, holds=not holds)
        case ast.BoolOp(values=values):
            for one in values:
                yield from _signs(one, holds=holds)
        case ast.Compare():
            yield condition, holds


def _assigned(function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """The names that are given something, and what."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value


def _grown(loop: ast.AST) -> Iterator[str]:
    """What counts the rounds: a number that grows by one, or a list."""
    for node in ast.walk(loop):
        match node:
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=ast.Constant(value=1)):
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append")):
                yield name


def _count_of(node: ast.expr) -> str:
    one = node.args[0] if isinstance(node, ast.Call) and called(node) == "len" else node
    return one.id if isinstance(one, ast.Name) else ""


def _is_few(node: ast.expr, more: int) -> bool:
    """Whether one is enough, or none: of as many as a number says, or one more."""
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value + more < _MANY


def _tells_apart(function: ast.FunctionDef, loop: ast.AST) -> bool:
    """Whether something sees that one stands there twice: an order, a dict, or what was there before."""
    one, those = _parts(loop)
    grown = set(_grown(loop))
    for node in ast.walk(function):
        match node:
            case ast.DictComp() if _has_each(node, those) and _is_counted(function, node):
                return True
            case ast.Subscript(slice=ast.Name(id=name), ctx=ast.Store()) if name == one:
                return True
            case ast.Compare(left=ast.Name(id=name), ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=seen)]):
                if name == one and (seen in grown or _begins_empty(function, seen)):
                    return True
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Gt() | ast.Lt()]) if name == one:
                return True
            case ast.Compare(left=ast.Subscript(value=ast.Name(id=first)), comparators=[ast.Subscript()]):
                if first == those:
                    return True
            case ast.Call(func=ast.Attribute(attr="remove" | "pop" | "count"), args=[ast.Name(id=name)]) if name == one:
                return True
    return False


def _begins_empty(function: ast.FunctionDef, name: str) -> bool:
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=given)], value=ast.List(elts=[]) | ast.Dict(keys=[])) if given == name:
                return True
    return False


def _has_each(node: ast.DictComp, those: str) -> bool:
    """Whether a dict has each of a list once."""
    match node:
        case ast.DictComp(
            key=ast.Name(id=key),
            generators=[ast.comprehension(target=ast.Name(id=one), iter=ast.Name(id=listed))],
        ):
            return (key, listed) == (one, those)
    return False


def _is_counted(function: ast.FunctionDef, whole: ast.expr) -> bool:
    """Whether something asks how many there are in what is computed."""
    names = {name for name, one in _assigned(function) if one is whole}
    asked = [node.args[0] for node in ast.walk(function) if isinstance(node, ast.Call) and called(node) == "len"]
    return any(one is whole or (isinstance(one, ast.Name) and one.id in names) for one in asked)


_MANY: Final = 2
_OTHER_WAY: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE, ast.Eq: ast.Eq, ast.NotEq: ast.NotEq,
}  # fmt: skip
"""How the second compares with the first."""
_FROM: Final[dict[tuple[type[ast.cmpop], bool], int]] = {
    (ast.Gt, True): 1, (ast.GtE, True): 0, (ast.Eq, True): 0,
    (ast.Lt, False): 0, (ast.LtE, False): 1, (ast.NotEq, False): 0,
}  # fmt: skip
"""A comparison, and whether it must hold → from how many more than it says on it goes on."""
