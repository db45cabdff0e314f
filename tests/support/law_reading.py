# SPDX-License-Identifier: Apache-2.0
"""Reader the laws' own text: which events a call can cause, which tables an event touches.

A law says these things by naming them, and what it names is found here, through the functions that it calls. So a new
module is described without a line anywhere else.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from types import FunctionType
from typing import Any, Final

from counterfoil.law.event import Changes, EventData
from counterfoil.law.module import Rule
from counterfoil.law.table import Table

OURS: Final = "counterfoil.modules."
READS: Final = frozenset({"known", "moment.read", "moment.find"})
"""What looks at a record and leaves it as it is."""


def caused_by(rule: Rule) -> list[type[EventData]]:
    """The events that a call can cause, in the order in which its law names them."""
    return [one for one in reached(rule.moves) if isinstance(one, type) and issubclass(one, EventData)]


@cache
def touched_by(event: type[EventData]) -> list[Table[Any]]:
    """The tables whose records an event touches or leaves behind."""
    found = [*_reached_in(event, "touches"), *_reached_in(event, "writes")]
    tables = [one._table if isinstance(one, Changes) else one for one in found]
    return list(dict.fromkeys(table for table in tables if isinstance(table, Table)))


@cache
def tree_of(function: FunctionType) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def named_in(node: ast.AST, function: FunctionType) -> Any:
    """What a name in a function stands for, if it stands for something of its module."""
    if isinstance(node, ast.Name):
        return function.__globals__.get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(named_in(node.value, function), node.attr, None)
    return None


@cache
def _named(function: FunctionType) -> tuple[Any, ...]:
    """All that a function names itself, in order. Functions that many laws share are read once."""
    found = (named_in(node, function) for node in in_order(tree_of(function)))
    return tuple(one for one in found if one is not None)


def reached(function: Any, seen: set[Any] | None = None) -> list[Any]:
    """Everything that a function names, directly or through functions of the modules, in order and each once."""
    seen = set() if seen is None else seen
    found: dict[int, Any] = {}
    if not isinstance(function, FunctionType) or function in seen or not function.__module__.startswith(OURS):
        return []
    seen.add(function)
    for thing in _named(function):
        things = list(thing.values()) if isinstance(thing, dict) else [thing]
        for one in [*things, *reached(thing, seen)]:
            if one is not None:
                found.setdefault(id(one), one)
    return list(found.values())


def _reached_in(event: type[EventData], method: str) -> list[Any]:
    """What a method of an event reaches, and, where it asks its base, what the base's does."""
    found: list[Any] = []
    for class_ in event.__mro__:
        function = class_.__dict__.get(method)
        if function is not None:
            found = [*reached(function), *found]
            if "super()" not in inspect.getsource(function):
                break
    return found


def in_order(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a tree in the order of the text, without what annotates functions and what is only read."""
    yield node
    if isinstance(node, ast.Call) and ast.unparse(node.func) in READS:
        return
    for child in node.body if isinstance(node, ast.FunctionDef) else ast.iter_child_nodes(node):
        yield from in_order(child)
