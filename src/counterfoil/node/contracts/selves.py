# SPDX-License-Identifier: Apache-2.0
"""A word that anybody gives himself: what is looked up of who calls decides, and any caller may have it kept of him."""

import ast
from collections.abc import Iterator
from functools import partial

from counterfoil.law.program import Problem
from counterfoil.node.contracts.flows import Flows, by_place, called, entered, kept_keys, text_of, texts_of
from counterfoil.node.contracts.per_entry import PerEntry
from counterfoil.node.contracts.ways import Ways, moving
from counterfoil.node.contracts.whose_word import Words
from counterfoil.sandbox.trees import problem_at


def given_to_himself(each: PerEntry) -> Iterator[Problem]:
    """Entries by which anybody who calls gives himself what another looks up of who calls before it moves units."""
    lookups = {name: list(lookups_by(each.words(name))) for name in each}
    for_all = {name for name in each if _moves(each.words(name), name)}
    for key in sorted({key for found in lookups.values() for keys, _ in found for key in keys}):
        needs = [name for name in each if name not in for_all and _goes_by(each, key, lookups[name], name)]
        for name in each if needs else ():
            words = each.words(name)
            puts = Ways(words, partial(_grants, words, key)).unrested(name) if name not in for_all else ()
            if puts:
                yield problem_at(
                    min(puts, key=by_place),
                    f'{name} lets anybody who calls it give himself what {min(needs)} goes by, under "{key}"',
                    "require somebody's word (consents), or units that are taken, before it is kept",
                )


def lookups_by(words: Words) -> Iterator[tuple[set[str], ast.AST]]:
    """What is looked up by who calls or agrees: with which texts the key begins, and where."""
    for function, whole in words.flows.functions.items():
        for node in ast.walk(whole):
            found = _looked_up(words, node, function)
            if found is not None:
                yield found, node


def _goes_by(each: PerEntry, key: str, lookups: list[tuple[set[str], ast.AST]], entry: str) -> bool:
    """Whether an entry moves units for anybody, if what is kept under a key tells nothing of who calls."""
    vain = {node for keys, node in lookups if key in keys}
    return bool(vain) and _moves(Words(each.flows.narrowed(entry), vain=vain), entry)


def _moves(words: Words, entry: str) -> bool:
    return bool(Ways(words, moving(words)).unrested(entry))


def _looked_up(words: Words, node: ast.AST, function: str) -> set[str] | None:
    """The keys, for ``get("of." + caller())``, ``get("of")[caller()]`` and the like."""
    match node:
        case ast.Call(func=ast.Name(id="get"), args=[key, *_]) if words.decide(key, function):
            return texts_of(words.flows, key, function)
        case ast.Subscript(value=whole, slice=index, ctx=ast.Load()) if words.decide(index, function):
            return kept_keys(words.flows, whole, function) - {""}
        case ast.Call(func=ast.Attribute(value=whole, attr="get" | "index"), args=[index, *_]):
            return kept_keys(words.flows, whole, function) - {""} if words.decide(index, function) else None
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[whole]):
            return kept_keys(words.flows, whole, function) - {""} if words.decide(left, function) else None
    return None


def _grants(words: Words, key: str, node: ast.AST, function: str) -> bool:
    """Whether something is kept there of who calls, or of whom he names, that is not nothing."""
    if not isinstance(node, ast.Call) or called(node) != "put" or len(node.args) != 2:
        return False
    where, value = node.args
    if key not in texts_of(words.flows, where, function) or (isinstance(value, ast.Constant) and not value.value):
        return False
    if isinstance(where, ast.BinOp):
        return _is_of_his_choice(words, where.right, function)
    return isinstance(value, ast.Name) and any(
        _is_of_his_choice(words, one, function) for one in _entered(words.flows, value.id, function)
    )


def _is_of_his_choice(words: Words, node: ast.expr, function: str) -> bool:
    return words.decide(node, function) or words.named(node, function)


def _entered(flows: Flows, name: str, function: str) -> Iterator[ast.expr]:
    """What is entered into a dict or list: keys that are set, and what is added."""
    for key, value in entered(flows.functions[function], name):
        if key is None:
            yield value
        elif not text_of(key):
            yield key
