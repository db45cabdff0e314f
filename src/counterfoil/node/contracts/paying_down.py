# SPDX-License-Identifier: Apache-2.0
"""Units paid out of what is kept as somebody's, where nothing is written down on some way: so again and again."""

import ast
from collections.abc import Iterator

from counterfoil.law.program import Problem
from counterfoil.node.contracts.flows import Flows, by_place, called, kept_keys, texts_of
from counterfoil.node.contracts.per_entry import PerEntry
from counterfoil.node.contracts.reckoning import kept_sums
from counterfoil.node.contracts.ways import Undecided, Ways, among
from counterfoil.node.contracts.whose_word import Words
from counterfoil.sandbox.trees import problem_at


def paid_again(each: PerEntry) -> Iterator[Problem]:
    """Entries that pay as much as is kept of somebody, or up to it, and leave it as it is."""
    sums = {key for name in each for key in kept_sums(each.flows.narrowed(name))}
    for name in each:
        words = each.words(name)
        flows = words.flows
        out_of = {node: keys for node, keys in _pays(flows) if keys & sums}
        written = _Writes(words, set().union(*out_of.values()) | _decided_by(flows))
        found = Ways(written, among(out_of)).unrested(name) if out_of else set()
        if found:
            first = min(found, key=by_place)
            yield problem_at(
                first,
                f'{name} pays on a way on which nothing is written down of it, under "{min(out_of[first])}"',
                "put what is left, or remove it, before it is paid: else it is paid again",
            )


class _Writes(Undecided):
    """Calls that write down what was paid, in place of those that ask for somebody's word."""

    def __init__(self, words: Words, keys: set[str]) -> None:
        super().__init__(words)
        self.keys = keys

    def fails(self, node: ast.AST, function: str) -> bool:
        """Whether a call changes what was paid out of, or what decided that it may be."""
        if not isinstance(node, ast.Call) or called(node) not in ("put", "remove"):
            return False
        keys = texts_of(self.flows, node.args[0], function)
        return not keys or bool(keys & self.keys)


def _pays(flows: Flows) -> Iterator[tuple[ast.AST, set[str]]]:
    """Every ``pay``, and under which keys that is kept out of which it is paid."""
    for function, call in flows.calls:
        if called(call) == "pay" and len(call.args) > 2:
            quantity = call.args[2]
            most = [quantity, *_not_above(flows.functions[function], quantity)]
            yield call, {key for one in most for key in _out_of(flows, one, function)}


def _not_above(function: ast.FunctionDef, quantity: ast.expr) -> Iterator[ast.expr]:
    """What a quantity is compared with, and may not be above."""
    text = ast.unparse(quantity)
    for node in ast.walk(function):
        match node:
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Eq()], comparators=[right]):
                if ast.unparse(left) == text:
                    yield right
            case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()], comparators=[right]):
                if ast.unparse(right) == text:
                    yield left


def _out_of(flows: Flows, node: ast.expr, function: str) -> set[str]:
    """The keys under which a quantity is kept as it is, or as one of several; not what it is less by."""
    found = set[str]()
    waiting: list[tuple[str, ast.AST]] = [(function, node)]
    seen = set[tuple[str, str]]()
    while waiting:
        inside, one = waiting.pop()
        match one:
            case ast.Name(id=name) if (inside, name) not in seen:
                seen.add((inside, name))
                waiting += [(inside, value) for value, whole in flows.given(inside).get(name, ()) if whole]
                if (place := flows.place(inside, name)) is not None:
                    waiting += flows.passed(inside, name, place)
            case ast.IfExp(body=body, orelse=orelse):
                waiting += [(inside, body), (inside, orelse)]
            case ast.BinOp(left=left, op=ast.Sub()):
                waiting.append((inside, left))
            case ast.Call(func=ast.Name(id="min"), args=arguments):
                waiting += [(inside, each) for each in arguments]
            case ast.Call(func=ast.Name(id="get")):
                found |= kept_keys(flows, one, inside)
            case ast.Subscript(value=whole) | ast.Call(func=ast.Attribute(value=whole, attr="get")):
                found |= kept_keys(flows, whole, inside)
    return found


def _decided_by(flows: Flows) -> set[str]:
    """The keys under which that is kept by which something is required, or branches."""
    found = set[str]()
    for function, whole in flows.functions.items():
        for node in ast.walk(whole):
            match node:
                case ast.Call(func=ast.Name(id="require"), args=[condition, *_]) | ast.If(test=condition):
                    found |= kept_keys(flows, condition, function)
    return found
