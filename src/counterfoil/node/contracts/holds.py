# SPDX-License-Identifier: Apache-2.0
"""Holds that a contract takes: whoever granted one gives its units for his word, and for no other hold's."""

import ast
from collections.abc import Callable, Iterable, Iterator

from counterfoil.node.contracts.flows import Flows, called

Taken = Callable[[ast.expr, str], bool]
"""Whether the path of a record, in a function, is of a hold that is taken."""


def taken(flows: Flows, takes: Iterable[tuple[str, ast.Call]], entry: str = "") -> Taken:
    """Of some calls of ``take``, in one entry or in all: the same parameter names the hold and what is shown."""
    names = {one for function, call in takes for one in _given(flows, call.args[0], function, entry)}
    return lambda path, function: bool(names & _given(flows, path, function, entry))


def _given(flows: Flows, node: ast.expr, function: str, entry: str) -> set[tuple[str, str]]:
    return {one for one in flows.parameters(node, function) if not entry or one[0] == entry}


def takes(flows: Flows, entry: str = "") -> Iterator[tuple[str, ast.Call]]:
    """Every ``take`` that an entry may get to, or the whole program, and the function that it stands in."""
    for function, call in flows.calls:
        if called(call) == "take" and (not entry or function in flows.reached[entry]):
            yield function, call


def shown(flows: Flows, entry: str) -> Iterator[tuple[str, ast.expr]]:
    """The path of every record that an entry looks at, where the caller names it, and the function that does."""
    for function, call in flows.calls:
        if called(call) == "shown" and function in flows.reached[entry] and flows.parameters(call.args[0], function):
            yield function, call.args[0]
