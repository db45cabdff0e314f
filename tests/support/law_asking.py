# SPDX-License-Identifier: Apache-2.0
"""Reader the laws' own text: whom an event asks and for what, and by which fields of a call that is said of it.

Where a law goes one of two ways, what it asks on each is one of two: they stand beside each other, joined by *or*.
"""

import ast
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import FunctionType
from typing import Any, Final

from counterfoil.evidence.event import Side
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Rule
from counterfoil.modules.holdings import consents, records
from counterfoil.modules.instruments.events import require_defined
from counterfoil.modules.parties import authority
from support.law_reading import OURS, READS, caused_by, named_in, tree_of

Ask = tuple[tuple[str, ...], ...]
"""One of these suffices, each being all of what stands in it."""
ASKS: Final[dict[Any, Callable[[list[str]], str]]] = {
    authority.require_party: lambda of: f"consent of {of[0]}",
    authority.require_parties: lambda of: "consent of all these, no key counting for two",
    authority.together: lambda _of: "no key counting for two of those who consent",
    authority.require_role: lambda of: f"consent of {of[0]} as {' or '.join(of[1:])}",
    authority.require_standing: lambda of: f"{of[0]} registered and not suspended",
    authority.ordered: lambda of: f"order of {of[1]}, a supervisor, about {of[0]}",
    authority.signed_for: lambda of: f"signature for {of[0]}, which {of[1]}",
    consents.by_signature: lambda of: f"signature for {of[0]}, which {of[1]}",
    consents.consent: lambda of: f"consent of whoever controls the account that {of[0]}, by signature or as recorded",
    consents.under_order: lambda of: f"an order about the account that {of[0]}",
    consents.require_movable: lambda of: f"{of[0]} active, and {' and '.join(of[1:])} and whoever holds it",
    require_defined: lambda of: f"the issuer's consent by the record {of[0]}",
    records.acts: lambda of: f"{of[0]} acting",
}
"""How the laws ask for consent and standing, in words; ``of`` are the arguments after the moment."""


def asked_by(event: type[EventData]) -> list[str]:
    """Whom an event asks, and for what, in order; what stands under a condition too."""
    return [_in_words(one) for one in _asks_of(event)]


def asked_for(call: type[Call], rule: Rule) -> list[str]:
    """The same of all events of a call, by the call's own fields where the law takes an event's from them."""
    found: dict[Ask, None] = {}
    for event in caused_by(rule):
        given = _given(rule, event)
        for ask in _asks_of(event):
            told = (tuple(_of_call(one, call, given) for one in each) for each in ask)
            left = tuple(tuple(one for one in each if one) for each in told if "" not in each)
            if left:
                found.setdefault(left)
    return [_in_words(one) for one in found]


def _asks_of(event: type[EventData]) -> list[Ask]:
    method = event.permit
    return [] if method is EventData.permit else list(dict.fromkeys(_asks(method, {})))


def _in_words(ask: Ask) -> str:
    return ", or ".join(" and ".join(each) for each in dict.fromkeys(ask))


def _of_call(told: str, call: type[Call], given: Mapping[str, str | None]) -> str:
    """An ask by fields of the call; empty where it is of one that the call leaves out."""
    fields = call.__struct_fields__

    def of_call(found: re.Match[str]) -> str:
        name = found[1]
        mine = given.get(name, name)
        return f"`{mine}`" if mine in fields else f"the event's `{name}`"

    named = re.findall(r"`(\w+)`", told)
    return "" if any(given.get(one, one) is None for one in named) else re.sub(r"`(\w+)`", of_call, told)


def _given(rule: Rule, event: type[EventData]) -> dict[str, str | None]:
    """Field of an event → the field of the call that it is taken from, None: it is left out. Others are not in it."""
    moves = rule.moves
    if not isinstance(moves, FunctionType):
        return {}
    call = next(iter(inspect.signature(moves).parameters))
    tree, same, found = tree_of(moves), dict[str, str](), dict[str, set[str | None]]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value.args[0] if isinstance(node.value, ast.Call) and node.value.args else node.value
            if _is_field(value, call):
                same[node.targets[0].id] = value.attr
        if isinstance(node, ast.Call) and named_in(node.func, moves) is event:
            for one in node.keywords:
                if one.arg is not None:
                    found.setdefault(one.arg, set()).add(_taken(one.value, call, same, one.arg))
    return {name: next(iter(ways)) for name, ways in found.items() if len(ways) == 1}


def _is_field(node: ast.expr, call: str) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == call


def _taken(node: ast.expr, call: str, same: Mapping[str, str], name: str) -> str | None:
    if isinstance(node, ast.Constant) and node.value is None:
        return None
    if _is_field(node, call):
        return node.attr
    return same.get(node.id, name) if isinstance(node, ast.Name) else name


def _asks(function: FunctionType, names: dict[str, str]) -> list[Ask]:
    """All that a function asks, in order; ``names``: what its parameters are."""
    (definition,) = tree_of(function).body
    statements = definition.body if isinstance(definition, ast.FunctionDef) else [definition]
    return _in_statements(statements, function, dict(names))


def _in_statements(statements: Sequence[ast.stmt], function: FunctionType, names: dict[str, str]) -> list[Ask]:
    found: list[Ask] = []
    for at, one in enumerate(statements):
        if isinstance(one, ast.If):
            unless = isinstance(one.test, ast.UnaryOp) and isinstance(one.test.op, ast.Not)
            asked = _in_node(one.test, function, names)
            then, other = (_in_statements(each, function, names) for each in (one.body, one.orelse))
            over = isinstance(one.body[-1], ast.Return | ast.Raise | ast.Continue)
            if over:  # the rest is what it asks otherwise
                other += _in_statements(statements[at + 1 :], function, names)
            found += _either([*asked, *then], other) if not unless else _either(then, [*asked, *other])
            if over:
                return found
        elif isinstance(one, ast.For | ast.With | ast.Try | ast.FunctionDef):
            found += [ask for each in _heads(one) for ask in _in_node(each, function, names)]
            found += _in_statements(one.body, function, names)
        else:
            if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
                names[one.targets[0].id] = _argument(one.value, function, names)
            found += _in_node(one, function, names)
    return found


def _heads(statement: ast.stmt) -> list[ast.expr]:
    """What a statement looks at before its body."""
    if isinstance(statement, ast.For):
        return [statement.iter]
    return [one.context_expr for one in statement.items] if isinstance(statement, ast.With) else []


def _in_node(node: ast.AST, function: FunctionType, names: dict[str, str]) -> list[Ask]:
    """What an expression asks, in the order of the text; what is only read asks nothing."""
    if isinstance(node, ast.IfExp):
        test, then, other = (_in_node(each, function, names) for each in (node.test, node.body, node.orelse))
        return [*test, *_either(then, other)]
    found = _called(node, function, names) if isinstance(node, ast.Call) else []
    if isinstance(node, ast.Call) and ast.unparse(node.func) in READS:
        return found
    return [*found, *(ask for child in ast.iter_child_nodes(node) for ask in _in_node(child, function, names))]


def _called(node: ast.Call, function: FunctionType, names: dict[str, str]) -> list[Ask]:
    if named_in(node.func, function) is partial:
        node = ast.Call(func=node.args[0], args=node.args[1:], keywords=[])
    asked = named_in(node.func, function)
    arguments = [said for one in _told(node) for said in _arguments(one, function, names)]
    if not isinstance(asked, FunctionType):
        return []
    if asked in ASKS:
        return [((ASKS[asked](arguments),),)]
    if not asked.__module__.startswith(OURS):
        return []
    parameters = list(inspect.signature(asked).parameters)[1:]
    return _asks(asked, dict(zip(parameters, arguments, strict=False)))


def _either(then: list[Ask], other: list[Ask]) -> list[Ask]:
    """What both ways ask, and then what one or the other does; what one way alone asks stands under its condition."""
    both = [one for one in then if one in other]
    ways = [[one for one in each if one not in both] for each in (then, other)]
    if not all(ways):
        return [*both, *ways[0], *ways[1]]
    return [*both, tuple(each for way in ways for each in _as_one(way))]


def _as_one(way: list[Ask]) -> Ask:
    """All asks of a way as one."""
    return way[0] if len(way) == 1 else (tuple(_in_words(one) for one in way),)


def _arguments(node: ast.expr, function: FunctionType, names: dict[str, str]) -> list[str]:
    """The same of one in words, or of those that a constant lists."""
    listed = named_in(node.value, function) if isinstance(node, ast.Starred) else None
    return [str(one) for one in listed] if isinstance(listed, tuple) else [_argument(node, function, names)]


def _argument(node: ast.expr, function: FunctionType, names: dict[str, str]) -> str:
    """An argument in words: a field of the event in backticks, a field of a record as such."""
    value = named_in(node, function)
    if isinstance(value, Side | str):
        return str(value)
    if isinstance(node, ast.Name):
        return names.get(node.id, f"each {node.id}")
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return f"`{node.attr}`"
    if isinstance(node, ast.Attribute):
        owner = _argument(node.value, function, names)
        return f"`{node.attr}`" if owner == "each self" else f"the {node.attr} of {owner}"
    if isinstance(node, ast.Call) and (arguments := _told(node)):
        return _argument(arguments[-1 if ast.unparse(node.func) == "known" else 0], function, names)
    if isinstance(node, ast.IfExp):
        return f"{_argument(node.body, function, names)} or {_argument(node.orelse, function, names)}"
    return _argument(node.values[0], function, names) if isinstance(node, ast.BoolOp) else "somebody named"


def _told(node: ast.Call) -> list[ast.expr]:
    """The arguments of a call, without the moment."""
    return [one for one in node.args if ast.unparse(one) != "moment"]
