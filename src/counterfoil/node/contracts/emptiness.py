# SPDX-License-Identifier: Apache-2.0
"""What a condition says of nothing: whether it can hold of an empty list, or of no rounds."""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from counterfoil.node.contracts.flows import called

Counted = Mapping[str, bool]
"""Names that say how many rounds there are → whether it is a number that does, which may be below 0; else a list."""
Chosen = Callable[[ast.expr], bool]
"""Whether the caller says what something is."""
_AS_LONG: Final = frozenset({"dict", "enumerate", "list", "reversed", "set", "sorted", "tuple"})
_PARTS: Final = frozenset({"items", "keys", "values"})
_TELLS: Final[Mapping[type[ast.cmpop], Callable[[int, int], bool]]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
_OTHER_WAY: Final[Mapping[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE, ast.Eq: ast.Eq, ast.NotEq: ast.NotEq,
}  # fmt: skip
_SOME: Final = 1
"""What a number is taken to be that is kept, and of which a source does not say what it is."""


def as_long(node: ast.expr) -> tuple[ast.expr, bool]:
    """What has rounds exactly where a value that is gone over does, and whether it is a number of them."""
    match node:
        case ast.Call(args=[one]) if called(node) in _AS_LONG:
            return as_long(one)
        case ast.Call(func=ast.Attribute(value=one, attr=name), args=[]) if name in _PARTS:
            return as_long(one)
        case ast.Call(args=[one] | [ast.Constant(value=0), one]) if called(node) == "range":
            return as_long(one.args[0]) if isinstance(one, ast.Call) and called(one) == "len" else (one, True)
        case ast.ListComp(generators=[ast.comprehension(iter=one, ifs=[])]):
            return as_long(one)
    return node, False


def computed(node: ast.AST) -> Iterator[ast.AST]:
    """What is computed of an expression or statement whatever comes out: not what a condition may leave out."""
    match node:
        case ast.IfExp(test=one) | ast.BoolOp(values=[one, *_]):
            yield from computed(one)
        case ast.Compare(left=left, comparators=[one, *_]):
            yield from (*computed(left), *computed(one))
        case ast.ListComp(generators=[first, *_]) | ast.DictComp(generators=[first, *_]):
            yield from computed(first.iter)
        case _:
            yield node
            for child in ast.iter_child_nodes(node):
                yield from computed(child)


def holds_of_nothing(condition: ast.AST, names: Counted, chosen: Chosen) -> bool | None:
    """Whether a condition holds if there is nothing by one of these names; None: it may, or may not."""
    if any(_is_element(one, names) for one in computed(condition)):
        return False
    match condition:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            held = holds_of_nothing(operand, names, chosen)
            return None if held is None else not held
        case ast.BoolOp(op=op, values=values):
            decisive = isinstance(op, ast.Or)
            each = [holds_of_nothing(one, names, chosen) for one in values]
            return decisive if decisive in each else None if None in each else not decisive
        case ast.Compare(ops=[ast.In()], comparators=[ast.Name(id=name)]):
            return False if names.get(name) is False else None
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            sides = ((left, type(op), right), (right, _OTHER_WAY.get(type(op)), left))
            found = [_compared(one, way, other, names, chosen) for one, way, other in sides]
            return next((one for one in found if one is not None), None)
        case ast.Call(args=[one]) if called(condition) == "any":
            return False if measured(one, names) == [0] else None
        case ast.expr() if measured(condition, names) == [0]:
            return False
    return None


def _is_element(node: ast.AST, names: Counted) -> bool:
    """Whether it is one of a list's: of an empty list it fails."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int()), ctx=ast.Load()):
            return name in names
    return False


def _compared(
    left: ast.expr, op: type[ast.cmpop] | None, right: ast.expr, names: Counted, chosen: Chosen
) -> bool | None:
    """Whether how many there are, if there are none, compares so with something."""
    numbers, tell = measured(left, names), _TELLS.get(op) if op is not None else None
    other = _number(right, chosen)
    if not numbers or tell is None or other is None:
        return None
    told = {tell(one, other) for one in numbers}
    return told.pop() if len(told) == 1 else None


def measured(node: ast.expr, names: Counted) -> list[int]:
    """What a value is, as a number, if there is nothing by one of the names: 0, or for a number also below."""
    if isinstance(node, ast.Name) and names.get(node.id):
        return [0, -1]
    one = node.args[0] if isinstance(node, ast.Call) and called(node) == "len" and node.args else node
    whole = _whole(one)
    return [0] if isinstance(whole, ast.Name) and names.get(whole.id) is False else []


def _whole(node: ast.expr) -> ast.expr:
    """That of which something is a part, or as long: empty where it is."""
    match node:
        case ast.Subscript(value=one, slice=ast.Slice()):
            return _whole(one)
        case ast.ListComp(generators=[first, *_]) | ast.DictComp(generators=[first, *_]):
            return _whole(first.iter)
    one, is_number = as_long(node)
    return node if is_number or one is node else _whole(one)


def _number(node: ast.expr, chosen: Chosen) -> int | None:
    """What something is compared with; None: what the caller says, or less than some, or nobody knows."""
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.Constant(value=None | "") | ast.List(elts=[]) | ast.Dict(keys=[]):
            return 0
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
            return -number
        case ast.UnaryOp() | ast.BinOp(op=ast.Sub()):
            return None
    return None if chosen(node) else _SOME
