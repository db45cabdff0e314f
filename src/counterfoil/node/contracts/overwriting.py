# SPDX-License-Identifier: Apache-2.0
"""Keys that whoever calls chooses, and under which something else is kept: whose word is asked, or what is whose."""

import ast
from collections.abc import Iterator

from counterfoil.law.program import Problem
from counterfoil.node.contracts.flows import Flows, by_place, called, conjuncts, text_of, texts_of
from counterfoil.node.contracts.per_entry import PerEntry
from counterfoil.node.contracts.ways import Ways
from counterfoil.node.contracts.whose_word import Words
from counterfoil.sandbox.trees import problem_at


def overwriting(each: PerEntry) -> Iterator[Problem]:
    """Entries by which anybody who calls keeps something, or removes it, under a key that is another's."""
    read = {key for name in each for key in _read(each.flows.narrowed(name))}
    for name in each:
        words = each.words(name)
        ways = Ways(words, lambda node, function, words=words: bool(_others(words, read, node, function)))  # type: ignore[misc]
        found = ways.unrested(name)
        if found:
            node = min(found, key=by_place)
            function = next(inside for inside, one in words.flows.within(name) if one is node)
            others = sorted(_others(words, read, node, function))
            does = "keep something" if called(node) == "put" else "remove what is kept"
            yield problem_at(
                node,
                f'{name} lets anybody who calls it {does} under a key that he chooses, and "{others[0]}" may be it',
                'begin such keys with a text of their own ("note." + …) with which no other key begins',
            )


def _read(flows: Flows) -> set[str]:
    """What the keys are, or begin with, that something goes by."""
    gets = [(function, call) for function, call in flows.calls if called(call) == "get"]
    return {key for function, call in gets for key in texts_of(flows, call.args[0], function)}


def _others(words: Words, read: set[str], node: ast.AST, function: str) -> set[str]:
    """The keys, or beginnings of some, that a call may put or remove if the caller chooses so."""
    if not isinstance(node, ast.Call) or called(node) not in ("put", "remove"):
        return set()
    begins, chosen = _begins(node.args[0])
    # A key that says who calls is his own, whatever he is called.
    if chosen is None or words.decide(chosen, function) or not words.named(chosen, function):
        return set()
    if called(node) == "put" and _is_new(words.flows, node.args[0], function):
        return set()
    others = {one for one in read if one.startswith(begins) and one != begins}
    return {one for one in others if _may_be(words.flows, chosen, one.removeprefix(begins), function)}


def _begins(key: ast.expr) -> tuple[str, ast.expr | None]:
    """The text with which a key begins, and what comes first after it."""
    rest: ast.expr | None = None
    while isinstance(key, ast.BinOp) and isinstance(key.op, ast.Add):
        rest, key = key.right, key.left
    return (text_of(key), rest) if text_of(key) else ("", key)


def _is_new(flows: Flows, key: ast.expr, function: str) -> bool:
    """Whether it is required that nothing is kept under a key yet."""
    return any(
        isinstance(one, ast.Compare)
        and isinstance(one.ops[0], ast.Eq)
        and isinstance(one.comparators[0], ast.Constant)
        and not one.comparators[0].value
        and flows.any_origin(one.left, function, lambda _, each: _gets(each, key))
        for one in _required(flows.functions[function])
    )


def _gets(node: ast.AST, key: ast.expr) -> bool:
    return isinstance(node, ast.Call) and called(node) == "get" and ast.dump(node.args[0]) == ast.dump(key)


def _may_be(flows: Flows, chosen: ast.expr, text: str, function: str) -> bool:
    """Whether what the caller chooses may be a text, or begin with it: nothing that is required says otherwise."""
    whole = flows.functions[function]
    conditions = [*_required(whole), *_excluded(whole)]
    if any(_forbids(one, ast.unparse(chosen), text) for one in conditions):
        return False
    place = flows.place(function, chosen.id) if isinstance(chosen, ast.Name) else None
    if place is None or function in flows.entries:
        return True
    passed = flows.passed(function, ast.unparse(chosen), place)
    return any(_may_be(flows, one, text, caller) for caller, one in passed)


def _required(function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and called(node) == "require":
            yield from conjuncts(node.args[0])


def _excluded(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What does not hold any more after a branch that fails."""
    for node in ast.walk(function):
        match node:
            case ast.If(test=test, body=[*_, ast.Expr(value=ast.Call(func=ast.Name(id="fail")))]):
                yield ast.UnaryOp(ast.Not(), test)


def _forbids(condition: ast.expr, chosen: str, text: str) -> bool:
    """Whether a text is forbidden by a condition: another is required, or not this one, or none that begins so."""
    match condition:
        case ast.BoolOp(op=ast.Or(), values=values):
            return all(_forbids(one, chosen, text) for one in values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _is_so(operand, chosen, text)
        case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[right]):
            return ast.unparse(left) == chosen and text_of(right) == text
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return ast.unparse(left) == chosen and text_of(right) not in ("", text)
        case ast.Compare(left=left, ops=[ast.NotIn()], comparators=[right]):
            return ast.unparse(left) == chosen and text in _texts(right)
        case ast.Compare(left=left, ops=[ast.In()], comparators=[right]):
            return ast.unparse(left) == chosen and text not in _texts(right)
    return False


def _is_so(condition: ast.expr, chosen: str, text: str) -> bool:
    """Whether a text would be what a condition says of what is chosen."""
    match condition:
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_is_so(one, chosen, text) for one in values)
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return ast.unparse(left) == chosen and text_of(right) == text
        case ast.Compare(left=left, ops=[ast.In()], comparators=[right]):
            return ast.unparse(left) == chosen and text in _texts(right)
        case ast.Call(func=ast.Attribute(value=value, attr="startswith"), args=[start]):
            return ast.unparse(value) == chosen and bool(text_of(start)) and text.startswith(text_of(start))
    return False


def _texts(node: ast.expr) -> set[str]:
    return {text_of(one) for one in ast.walk(node)}
