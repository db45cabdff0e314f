# SPDX-License-Identifier: Apache-2.0
"""Reads the laws' own text: which events a call can cause, which tables an event touches, whom it asks.

A law says these things by naming them, and what it names is found here, through the functions that it calls. So a new
module is described without a line anywhere else.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache, partial
from types import FunctionType
from typing import Any, Final

from counterfoil.evidence.event import Side
from counterfoil.law.event import Changes, EventData
from counterfoil.law.module import Rule
from counterfoil.law.table import Table
from counterfoil.modules.holdings import consents, records
from counterfoil.modules.parties import authority

OURS: Final = "counterfoil.modules."
READS: Final = frozenset({"known", "moment.read", "moment.find"})
"""What looks at a record and leaves it as it is."""
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
    records.acts: lambda of: f"{of[0]} acting",
}
"""How the laws ask for consent and standing, in words; ``of`` are the arguments after the moment."""


def caused_by(rule: Rule) -> list[type[EventData]]:
    """The events that a call can cause, in the order in which its law names them."""
    return [one for one in _reached(rule.moves) if isinstance(one, type) and issubclass(one, EventData)]


@cache
def touched_by(event: type[EventData]) -> list[Table[Any]]:
    """The tables whose records an event touches or leaves behind."""
    found = [*_reached_in(event, "touches"), *_reached_in(event, "writes")]
    tables = [one._table if isinstance(one, Changes) else one for one in found]
    return list(dict.fromkeys(table for table in tables if isinstance(table, Table)))


def asked_by(event: type[EventData]) -> list[str]:
    """Whom an event asks, and for what, in order; what stands under a condition too."""
    method = event.permit
    return [] if method is EventData.permit else list(dict.fromkeys(_asks(method, {})))


@cache
def _tree(function: FunctionType) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _named(node: ast.AST, function: FunctionType) -> Any:
    """What a name in a function stands for, if it stands for something of its module."""
    if isinstance(node, ast.Name):
        return function.__globals__.get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(_named(node.value, function), node.attr, None)
    return None


def _reached(function: Any, seen: set[Any] | None = None) -> list[Any]:
    """Everything that a function names, directly or through functions of the modules, in order and each once."""
    seen = set() if seen is None else seen
    found: dict[int, Any] = {}
    if not isinstance(function, FunctionType) or function in seen or not function.__module__.startswith(OURS):
        return []
    seen.add(function)
    for node in _in_order(_tree(function)):
        thing = _named(node, function)
        things = list(thing.values()) if isinstance(thing, dict) else [thing]
        for one in [*things, *_reached(thing, seen)]:
            if one is not None:
                found.setdefault(id(one), one)
    return list(found.values())


def _reached_in(event: type[EventData], method: str) -> list[Any]:
    """What a method of an event reaches, and, where it asks its base, what the base's does."""
    found: list[Any] = []
    for class_ in event.__mro__:
        function = class_.__dict__.get(method)
        if function is not None:
            found = [*_reached(function), *found]
            if "super()" not in inspect.getsource(function):
                break
    return found


def _asks(function: FunctionType, names: dict[str, str]) -> Iterator[str]:
    names = dict(names)
    for node in _in_order(_tree(function)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names[node.targets[0].id] = _argument(node.value, function, names)
        if not isinstance(node, ast.Call):
            continue
        if _named(node.func, function) is partial:
            node = ast.Call(func=node.args[0], args=node.args[1:], keywords=[])
        asked = _named(node.func, function)
        arguments = [_argument(one, function, names) for one in _told(node)]
        if isinstance(asked, FunctionType) and asked in ASKS:
            yield ASKS[asked](arguments)
        elif isinstance(asked, FunctionType) and asked.__module__.startswith(OURS):
            parameters = list(inspect.signature(asked).parameters)[1:]
            yield from _asks(asked, dict(zip(parameters, arguments, strict=False)))


def _argument(node: ast.expr, function: FunctionType, names: dict[str, str]) -> str:
    """An argument in words: a field of the event in backticks, a field of a record as such."""
    value = _named(node, function)
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


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a tree in the order of the text, without what annotates functions and what is only read."""
    yield node
    if isinstance(node, ast.Call) and ast.unparse(node.func) in READS:
        return
    for child in node.body if isinstance(node, ast.FunctionDef) else ast.iter_child_nodes(node):
        yield from _in_order(child)
