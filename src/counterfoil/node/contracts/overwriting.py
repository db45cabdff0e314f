# SPDX-License-Identifier: Apache-2.0
"""Keys that whoever calls chooses, and under which something else is kept: whose word is asked, or what is whose."""

import ast
from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from counterfoil.law.program import Problem
from counterfoil.node.contracts.flows import Flows, by_place, called, text_of, texts_of
from counterfoil.node.contracts.per_entry import PerEntry
from counterfoil.node.contracts.required import conditions_at
from counterfoil.node.contracts.ways import Ways
from counterfoil.node.contracts.whose_word import Words
from counterfoil.sandbox.trees import problem_at


def overwriting(each: PerEntry) -> Iterator[Problem]:
    """Entries by which anybody who calls keeps something, or removes it, under a key that is another's."""
    read = {key for name in each for key in _read(each.flows.narrowed(name))}
    for name in each:
        words = each.words(name)
        found = Ways(words, partial(_others, words, read)).unrested(name)
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


class Key(NamedTuple):
    """A key that something goes by, or the text with which such keys begin."""

    text: str
    is_whole: bool

    def may_be(self, text: str) -> bool:
        """Whether a text is this key, or one that begins so."""
        return text == self.text if self.is_whole else text.startswith(self.text)


def _read(flows: Flows) -> Iterator[Key]:
    """The keys that something goes by."""
    for function, call in flows.calls:
        if called(call) == "get":
            is_made = flows.any_origin(call.args[0], function, lambda _, one: isinstance(one, ast.BinOp | ast.Call))
            yield from (Key(text, not is_made) for text in texts_of(flows, call.args[0], function))


def _others(words: Words, read: set[Key], node: ast.AST, function: str) -> set[str]:
    """The keys, or beginnings of some, that a call may put or remove if the caller chooses so."""
    if not isinstance(node, ast.Call) or called(node) not in ("put", "remove"):
        return set()
    begins, chosen = _begins(node.args[0])
    # A key that says who calls is his own, whatever he is called.
    if chosen is None or words.decide(chosen, function) or not words.named(chosen, function):
        return set()
    if called(node) == "put" and _is_new(words.flows, node.args[0], function):
        return set()
    others = {one for one in read if one.text.startswith(begins) and one.text != begins}
    return {
        one.text
        for one in others
        if _may_be(words.flows, chosen, one._replace(text=one.text.removeprefix(begins)), function)
    }


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
        for one in _conditions(flows, key, function)
    )


def _gets(node: ast.AST, key: ast.expr) -> bool:
    return isinstance(node, ast.Call) and called(node) == "get" and ast.dump(node.args[0]) == ast.dump(key)


def _may_be(flows: Flows, chosen: ast.expr, key: Key, function: str) -> bool:
    """Whether what the caller chooses may be a key, or begin as it does: nothing that is required says otherwise."""
    if any(_forbids(one, ast.unparse(chosen), key) for one in _conditions(flows, chosen, function)):
        return False
    place = flows.place(function, chosen.id) if isinstance(chosen, ast.Name) else None
    if place is None or function in flows.entries:
        return True
    passed = flows.passed(function, ast.unparse(chosen), place)
    return any(_may_be(flows, one, key, caller) for caller, one in passed)


def _conditions(flows: Flows, node: ast.expr, function: str) -> Iterator[ast.expr]:
    """What must hold where something is computed; nothing, where a name of it may be given another value between."""
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    given = flows.given(function)
    if any(len(given.get(one, ())) + (flows.place(function, one) is not None) > 1 for one in names):
        return
    for one in conditions_at(flows.functions[function], node):
        match one:
            case ast.UnaryOp(op=ast.Not(), operand=ast.Compare(left=left, ops=[op], comparators=[right])):
                other = _OTHERWISE.get(type(op))
                yield ast.Compare(left, [other()], [right]) if other is not None else one
            case ast.expr():
                yield one


def _forbids(condition: ast.expr, chosen: str, key: Key) -> bool:
    """Whether a key is forbidden by a condition: another is required, or not this one, or none that begins so."""
    match condition:
        case ast.BoolOp(op=ast.Or(), values=values):
            return all(_forbids(one, chosen, key) for one in values)
        case ast.BoolOp(values=values):
            return any(_forbids(one, chosen, key) for one in values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _is_so(operand, chosen, key)
        case ast.Compare(left=left, ops=[ast.NotEq() | ast.NotIn() as op], comparators=[right]):
            return _is_so(ast.Compare(left, [_OTHERWISE[type(op)]()], [right]), chosen, key)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.In()], comparators=[right]) if ast.unparse(left) == chosen:
            texts = _texts(right)
            return bool(texts) and not any(key.may_be(one) for one in texts)
    start = _start(condition, chosen)
    return bool(start) and (not key.text.startswith(start) or key.text == start)


def _is_so(condition: ast.expr, chosen: str, key: Key) -> bool:
    """Whether a key, and each that begins as it does, would be what a condition says of what is chosen."""
    match condition:
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_is_so(one, chosen, key) for one in values)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.In()], comparators=[right]) if ast.unparse(left) == chosen:
            return key.is_whole and key.text in _texts(right)
    start = _start(condition, chosen)
    return bool(start) and key.text.startswith(start)


def _start(condition: ast.expr, chosen: str) -> str:
    """The text with which a condition says that something begins."""
    match condition:
        case ast.Call(func=ast.Attribute(value=value, attr="startswith"), args=[start]):
            return text_of(start) if ast.unparse(value) == chosen else ""
        case ast.Compare(
            left=ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=ast.Constant(value=length), step=None)),
            ops=[ast.Eq()],
            comparators=[start],
        ):
            return text_of(start) if ast.unparse(value) == chosen and length == len(text_of(start)) else ""
    return ""


def _texts(node: ast.expr) -> set[str]:
    """The texts that something written down is, or has; none if a part of it is not written down."""
    parts = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]
    found = {text_of(one) for one in parts}
    return found if "" not in found else set()


_OTHERWISE: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
"""What holds of two where a comparison does not."""
