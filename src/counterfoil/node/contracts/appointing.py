# SPDX-License-Identifier: Apache-2.0
"""Who may say who it is whose word is asked later: anybody who may appoint himself is asked in vain."""

import ast
from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from counterfoil.law.program import Problem
from counterfoil.node.contracts.flows import Flows, by_place, called, entered, gets, text_of, texts_of
from counterfoil.node.contracts.per_entry import PerEntry
from counterfoil.node.contracts.ways import Ways
from counterfoil.node.contracts.whose_word import Words
from counterfoil.sandbox.trees import problem_at

_NO_PARTY: Final = frozenset({"int", "bool"})


class Kept(NamedTuple):
    """Where it is kept who somebody is."""

    key: str
    """with which the key of the state begins"""
    element: str
    """of what is kept there; empty: all of it, or an element that the program computes"""


def appointing(each: PerEntry) -> Iterator[Problem]:
    """Entries by which anybody who calls says who it is whose word another call asks for."""
    for kept in sorted(set().union(*(_asked(each.words(name)) for name in each))):
        for name in each:
            words = each.words(name)
            puts = Ways(words, partial(_appoints, words, kept)).unrested(name)
            if puts and not _only_once(words, kept, name):
                yield problem_at(
                    min(puts, key=by_place),
                    f"{name} lets anybody who calls it say who {kept.element or kept.key} is, whose word is asked",
                    "require the word of who it is by now (consents); or keep it in init, or set it once",
                )


def _asked(words: Words) -> set[Kept]:
    """Where everybody is kept whose word is asked by ``consents``, or with whom who calls is compared."""
    found = set[Kept]()
    for function, one in words.flows.functions.items():
        for node in ast.walk(one):
            for who in [*words.asks_for(node, function), *_among(words, node, function)]:
                found |= set(_places(words.flows, who, function))
    return found


def _among(words: Words, node: ast.AST, function: str) -> list[ast.expr]:
    """Those among whom who calls must be."""
    match node:
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[right]):
            return [right] if words.is_caller(left, function) else []
    return []


def _places(flows: Flows, node: ast.AST, function: str) -> Iterator[Kept]:
    """The places of the state that a value may be read from."""
    origins = list(flows.origins(node, function, values=True))
    parts: dict[ast.AST, str] = {}
    for inside, one in origins:
        if isinstance(one, ast.Subscript):
            for _, each in flows.origins(one.value, inside, values=True):
                parts.setdefault(each, text_of(one.slice))
    for one, keys in gets(flows, origins):
        yield from (Kept(key, parts.get(one, "")) for key in keys)


def _appoints(words: Words, kept: Kept, node: ast.AST, function: str) -> bool:
    """Whether a call keeps there what a caller may choose, under a key that is not his own."""
    if (
        not isinstance(node, ast.Call)
        or called(node) != "put"
        or len(node.args) != 2
        or words.decide(node.args[0], function)
    ):
        return False
    if kept.key not in texts_of(words.flows, node.args[0], function):
        return False
    return any(_may_be_anybody(words, one, function) for one in _put_there(words.flows, kept, node.args[1], function))


def _put_there(flows: Flows, kept: Kept, value: ast.expr, function: str) -> Iterator[ast.expr]:
    """What is put in a place: the value, or its element as it was written down or set."""
    if isinstance(value, ast.Name):
        for key, one in entered(flows.functions[function], value.id):
            if key is None or text_of(key) == kept.element:
                yield one
    if isinstance(value, ast.Name) and (given := flows.given(function).get(value.id)):
        values = [one for one, _ in given]
    else:
        values = [value]
    for one in values:
        if isinstance(one, ast.Dict):
            for key, each in zip(one.keys, one.values, strict=True):
                if key is None or not kept.element or text_of(key) in ("", kept.element):
                    yield each
        else:
            yield one


def _may_be_anybody(words: Words, node: ast.expr, function: str) -> bool:
    """Whether a caller may choose who it is, or is it himself."""
    if isinstance(node, ast.Name) and (place := words.flows.place(function, node.id)) is not None:
        annotation = words.flows.functions[function].args.args[place].annotation
        if isinstance(annotation, ast.Name) and annotation.id in _NO_PARTY:
            return False
    return words.named(node, function) or words.is_caller(node, function)


def _only_once(words: Words, kept: Kept, entry: str) -> bool:
    """Whether an entry looks whether something is kept there already."""
    for function, node in words.flows.within(entry):
        match node:
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[ast.Constant(value=value)]):
                looks = left if not value else None
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                looks = operand
            case _:
                continue
        if looks is not None and any(one.key == kept.key for one in _places(words.flows, looks, function)):
            return True
    return False
