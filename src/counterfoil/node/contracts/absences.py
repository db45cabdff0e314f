# SPDX-License-Identifier: Apache-2.0
"""What is looked up of who calls and need not be there: that nothing is kept of somebody, is so of anybody at first."""

import ast
from collections.abc import Callable
from typing import Final

from counterfoil.node.contracts.flows import Flows, called

Holds = tuple[bool, bool]
"""Whether what follows where a condition holds is for some alone, and where it does not."""
_OF_FEW: Final[Holds] = (True, False)
_OF_ANYBODY: Final[Holds] = (False, True)


def of_absence(flows: Flows, test: ast.expr, function: str, is_self: Callable[[ast.expr, str], bool]) -> Holds | None:
    """Of a condition that looks up who calls, where nothing kept of him answers it too; None for every other one."""

    def looked_up(node: ast.expr, *, with_default: bool = False) -> bool:
        call = _meant(flows, node, function)
        least = 2 if with_default else 1
        return call is not None and len(call.args) >= least and is_self(call.args[0], function)

    def within(node: ast.expr) -> bool:
        return any(looked_up(one, with_default=True) for one in ast.walk(node) if isinstance(one, ast.expr))

    match test:
        case ast.Name() | ast.Call() if looked_up(test):
            return _OF_FEW
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right]) if _nothing(right):
            return _OF_ANYBODY if looked_up(left) else None
        case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[right]) if _nothing(right):
            return _OF_FEW if looked_up(left) else None
        case ast.Compare(left=least, ops=[ast.Lt() | ast.LtE()], comparators=[most]):
            return _OF_ANYBODY if within(least) and not within(most) else None
        case ast.Compare(left=most, ops=[ast.Gt() | ast.GtE()], comparators=[least]):
            return _OF_ANYBODY if within(least) and not within(most) else None
    return None


def _meant(flows: Flows, node: ast.expr, function: str) -> ast.Call | None:
    """The ``get`` that an expression is, also by the one name that it was given."""
    if isinstance(node, ast.Name) and flows.place(function, node.id) is None:
        given = flows.given(function).get(node.id, ())
        if len(given) == 1 and given[0][1]:
            node = given[0][0]
    return node if isinstance(node, ast.Call) and called(node) == "get" else None


def _nothing(node: ast.expr) -> bool:
    empty = isinstance(node, ast.List | ast.Dict) and not any(ast.iter_child_nodes(node))
    return empty or (isinstance(node, ast.Constant) and not node.value)
