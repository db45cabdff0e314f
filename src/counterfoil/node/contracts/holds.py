# SPDX-License-Identifier: Apache-2.0
"""Holds that a contract takes: whoever granted one gives its units for his word, and for no other hold's."""

import ast
from collections.abc import Callable, Iterable, Iterator

from counterfoil.node.contracts.flows import Flows, called

Taken = Callable[[ast.expr, str], bool]
"""Whether the path of a record, in a function, is of a hold that is taken."""


def taken(flows: Flows, takes: Iterable[tuple[str, ast.Call]]) -> Taken:
    """Of some calls of ``take``: the same parameter names the hold, and what is shown."""
    names = {one for function, call in takes for one in flows.parameters(call.args[0], function)}
    return lambda path, function: bool(names & flows.parameters(path, function))


def takes(flows: Flows) -> Iterator[tuple[str, ast.Call]]:
    """Every ``take`` of a program, and the function that it stands in."""
    yield from ((function, call) for function, call in flows.calls if called(call) == "take")


def shown(flows: Flows) -> Iterator[tuple[str, ast.expr]]:
    """The path of every record that a program looks at, where the caller names it, and the function that does."""
    for function, call in flows.calls:
        if called(call) == "shown" and flows.parameters(call.args[0], function):
            yield function, call.args[0]
