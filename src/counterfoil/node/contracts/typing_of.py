# SPDX-License-Identifier: Apache-2.0
"""What types a program's interface promises, and where the program takes a value for another: a call would be at fault.

Only what is certain is told: a type that cannot be known fits everything.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from counterfoil.law.program import Problem
from counterfoil.node.contracts.flows import Flows, called
from counterfoil.sandbox.rules import METHODS
from counterfoil.sandbox.trees import problem_at

ANY: Final = ""
_DEEP_MAX: Final = 64
"""Names that are computed from each other, one after the other, until a type counts as unknown."""
_ASKED_MAX: Final = 20_000
"""Names of a function that are looked up, until a type counts as unknown: circles can be asked without end."""
_TEXT, _INT, _MANY = "str", "int", "list tuple dict range"
HOST_TYPES: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "get": ((_TEXT, ANY), ANY),
    "now": ((), _INT),
    "height": ((), _INT),
    "caller": ((), _TEXT),
    "consents": ((_TEXT,), "bool"),
    "me": ((), _TEXT),
    "account": ((), _TEXT),
    "balance": ((_TEXT,), _INT),
    "shown": ((_TEXT,), ANY),
    "call": ((_TEXT, _TEXT, "dict None"), ANY),
    "formula": ((_TEXT, "dict"), ANY),
    "put": ((_TEXT, "int str bool list dict"), "None"),
    "remove": ((_TEXT,), "None"),
    "emit": ((_TEXT, "dict"), "None"),
    "pay": ((_TEXT, _TEXT, _INT, "str None"), "None"),
    "take": ((_TEXT, _TEXT, _INT, "str None", "str None"), "None"),
    "release": ((_TEXT,), "None"),
}
"""Function of the host → the types that each of its arguments may have, and that of its answer."""
_BUILTINS: Final[Mapping[str, tuple[str, str]]] = {
    "abs": (_INT, _INT), "all": (_MANY, "bool"), "any": (_MANY, "bool"), "bool": (ANY, "bool"), "dict": (_MANY, "dict"),
    "enumerate": (_MANY, "list"), "int": ("int str bool", _INT), "len": (f"str {_MANY}", _INT), "list": (_MANY, "list"),
    "range": (_INT, "range"), "reversed": ("list tuple range", "list"), "sorted": (_MANY, "list"),
    "str": ("int str bool None", _TEXT), "sum": (_MANY, _INT), "tuple": (_MANY, "tuple"), "zip": (_MANY, "list"),
}  # fmt: skip
"""Built-in → the types that its arguments may have, and that of its answer."""
_OWNERS: Final[Mapping[str, str]] = {
    "append": "list", "extend": "list", "insert": "list", "remove": "list", "index": "list", "pop": "list dict",
    "clear": "list dict", "count": "list tuple str", "get": "dict", "keys": "dict", "values": "dict", "items": "dict",
    "setdefault": "dict", "update": "dict",
}  # fmt: skip
"""Method → whose it is; those that are not here are a text's."""
_ANSWERS: Final[Mapping[str, str]] = {
    "index": _INT, "count": _INT, "find": _INT, "keys": "list", "values": "list", "items": "list", "split": "list",
    "startswith": "bool", "endswith": "bool", "isdigit": "bool",
    "upper": _TEXT, "lower": _TEXT, "strip": _TEXT, "join": _TEXT, "replace": _TEXT,
}  # fmt: skip
_SYMBOLS: Final[Mapping[type[ast.AST], str]] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


def mistyped(flows: Flows) -> Iterator[Problem]:
    """Where a value is taken for one of another type, and parameters of entries that nothing reads."""
    for name, function in flows.functions.items():
        types = _Types(flows, name)
        for node in ast.walk(function):
            yield from types.wrong(node)
        if name in flows.entries:
            yield from _promises(function)


def _promises(function: ast.FunctionDef) -> Iterator[Problem]:
    """What an entry says of its parameters, and does not keep."""
    read = {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    arguments = function.args.args
    for one in arguments:
        if one.arg not in read:
            yield problem_at(one, f"{function.name} takes {one.arg}, and reads it nowhere", "use it, or do not take it")
    defaulted = arguments[len(arguments) - len(function.args.defaults) :]
    for one, default in zip(defaulted, function.args.defaults, strict=True):
        kind = _kind(default)
        if isinstance(one.annotation, ast.Name) and kind not in (ANY, "None", one.annotation.id):
            yield problem_at(
                default, f"{one.arg} is {one.annotation.id}, and {kind} when it is left out", f"{one.annotation.id}"
            )


def _kind(node: ast.expr) -> str:
    """The type of what is written down."""
    match node:
        case ast.Constant(value=value):
            return "None" if value is None else type(value).__name__
        case ast.List() | ast.ListComp():
            return "list"
        case ast.Tuple():
            return "tuple"
        case ast.Dict() | ast.DictComp():
            return "dict"
        case ast.UnaryOp(op=ast.USub()):
            return _INT
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return "bool"
    return ANY


class _Types:
    """The types of what a function computes, where they are certain."""

    def __init__(self, flows: Flows, function: str) -> None:
        self.flows, self.function = flows, flows.functions[function]
        self.given = flows.given(function)
        parameters = self.function.args
        optional = parameters.args[len(parameters.args) - len(parameters.defaults) :]
        may_be_none = {one.arg for one, default in zip(optional, parameters.defaults, strict=True)
                       if _kind(default) == "None"}  # fmt: skip
        self.declared = {one.arg: _declared(one.annotation) for one in parameters.args if one.arg not in may_be_none}
        self.parameters = {one.arg for one in parameters.args}
        self.asked: list[str] = []
        """names that are being looked up"""
        self.known: dict[str, str] = {}
        self.circles = set[str]()
        """those of them that were met again meanwhile"""
        self.left = _ASKED_MAX

    def of(self, node: ast.expr) -> str:
        """The type of an expression; empty where it may be several."""
        if kind := _kind(node):
            return kind
        match node:
            case ast.Name(id=name):
                return self._of_name(name)
            case ast.BinOp(op=ast.Sub() | ast.FloorDiv() | ast.Mod()):
                return _INT
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self.of(left) or self.of(right)
            case ast.BinOp(left=left, right=right):
                both = {self.of(left), self.of(right)}
                return ANY if ANY in both else next(iter(both - {_INT}), _INT)
            case ast.BoolOp(values=values):
                return _same([self.of(one) for one in values])
            case ast.IfExp(body=body, orelse=orelse):
                return _same([self.of(body), self.of(orelse)])
            case ast.Subscript(value=value, slice=index):
                whole = self.of(value)
                return whole if isinstance(index, ast.Slice) or whole == _TEXT else ANY
            case ast.Call(func=ast.Attribute(attr=name)):
                return _ANSWERS.get(name, ANY)
        name = called(node)
        if name in self.flows.functions:
            return _declared(self.flows.functions[name].returns)
        return HOST_TYPES[name][1] if name in HOST_TYPES else _BUILTINS.get(name, (ANY, ANY))[1]

    def _of_name(self, name: str) -> str:
        if name in self.known:
            return self.known[name]
        self.left -= 1
        if name in self.asked:  # it is computed from itself
            self.circles.add(name)
            return ANY
        if len(self.asked) >= _DEEP_MAX or self.left < 0:
            return ANY
        self.asked.append(name)
        given = self.given.get(name, ())
        kinds = [self.of(one) if whole else ANY for one, whole in given if whole is not None]
        if name in self.parameters:
            kinds.append(self.declared.get(name, ANY))
        elif name in self.flows.constants:
            kinds.append(_kind(self.flows.constants[name]))
        self.asked.pop()
        self.circles.discard(name)
        kind = _same(kinds)
        if not self.circles:  # else another may know more of it when it is asked first
            self.known[name] = kind
        return kind

    def wrong(self, node: ast.AST) -> Iterator[Problem]:
        """What a node takes for something that it is not."""
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                yield from self._operator(node, op, left, right)
            case ast.AugAssign(target=ast.Name() as target, op=op, value=value):
                yield from self._operator(node, op, target, value)
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() as op], comparators=[right]):
                known = {self.of(left), self.of(right)} - {ANY, "None"}
                if len(known) == 2 and known != {_INT, "bool"}:
                    yield _unlike(node, op, self.of(left), self.of(right), "they are never equal")
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() as op], comparators=[right]):
                known = {self.of(left), self.of(right)} - {ANY}
                if len(known) == 2 or known - {_INT, _TEXT}:
                    yield _unlike(node, op, self.of(left), self.of(right), "two integers, or two texts")
            case ast.Call():
                yield from self._call(node)
            case ast.Return(value=ast.expr() as value):
                promised, kind = _declared(self.function.returns), self.of(value)
                if promised and kind and kind != promised:
                    yield problem_at(value, f"{self.function.name} returns {kind}, and says {promised}", promised)

    def _operator(self, node: ast.AST, op: ast.operator, left: ast.expr, right: ast.expr) -> Iterator[Problem]:
        first, second = self.of(left), self.of(right)
        known = {first, second} - {ANY}
        if isinstance(op, ast.Add):
            fits = len(known) < 2 and not known & {"bool", "None", "dict", "range"}
        elif isinstance(op, ast.Mult):
            fits = not known & {"bool", "None", "dict", "range"} and (len(known) < 2 or _INT in known) and (
                first != second or first in (_INT, ANY))  # fmt: skip
        else:
            fits = known <= {_INT}
        if not fits:
            yield _unlike(node, op, first, second, "whole numbers; str(…) and int(…) make one of the other")

    def _call(self, node: ast.Call) -> Iterator[Problem]:
        if isinstance(node.func, ast.Attribute):
            owner, owners = self.of(node.func.value), _OWNERS.get(node.func.attr, _TEXT)
            if owner and node.func.attr in METHODS and owner not in owners.split():
                yield problem_at(node, f"{node.func.attr} of {owner}", f"a method of {owners.replace(' ', ' or ')}")
            return
        name = called(node)
        if name in HOST_TYPES:
            takes = HOST_TYPES[name][0]
        elif name in self.flows.functions:
            takes = tuple(_declared(one.annotation) for one in self.flows.functions[name].args.args)
        else:
            takes = (_BUILTINS.get(name, (ANY, ANY))[0],) * len(node.args)
        for number, (one, fitting) in enumerate(zip(node.args, takes, strict=False), start=1):
            kind = self.of(one)
            if kind and fitting and kind not in fitting.split():
                yield problem_at(one, f"{kind} for argument {number} of {name}", fitting.replace(" ", " or "))


def _unlike(node: ast.AST, op: ast.AST, left: str, right: str, fitting: str) -> Problem:
    return problem_at(node, f"{left or 'something'} {_SYMBOLS[type(op)]} {right or 'something'}", fitting)


def _declared(annotation: ast.expr | None) -> str:
    return annotation.id if isinstance(annotation, ast.Name) else ANY


def _same(kinds: list[str]) -> str:
    return kinds[0] if len(set(kinds)) == 1 else ANY
