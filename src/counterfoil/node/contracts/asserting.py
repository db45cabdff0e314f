# SPDX-License-Identifier: Apache-2.0
"""Assertions of tests that say the values they compared: kept as they are computed, so nothing is asked twice."""

import ast
from importlib.machinery import SourceFileLoader
from reprlib import Repr
from types import CodeType
from typing import Any, Final

_LEFT, _RIGHT, _TOLD = "@left", "@right", "@told"
"""Names that no file can write."""
_SHORT: Final = Repr()
_SHORT.maxlevel, _SHORT.maxlist, _SHORT.maxtuple, _SHORT.maxdict = 4, 12, 12, 12
_SHORT.maxstring = _SHORT.maxother = 160
_SYMBOLS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


class TellingLoader(SourceFileLoader):
    """Loads a file of tests whose assertions say what failed; never by way of bytecode, which others read too."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        tree = _Telling().visit(ast.parse(self.get_data(path), path))
        return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)

    def exec_module(self, module: Any) -> None:
        setattr(module, _TOLD, _told)
        super().exec_module(module)


class _Telling(ast.NodeTransformer):
    """Makes ``assert a == b`` keep both as it compares them, and say them where they do not compare so."""

    def visit_Assert(self, node: ast.Assert) -> ast.AST | list[ast.AST]:
        match node.test:
            case ast.BoolOp(op=ast.And(), values=values):  # each is told by itself
                return [self._one(ast.copy_location(ast.Assert(one, node.msg), node)) for one in values]
        return self._one(node)

    def _one(self, node: ast.Assert) -> ast.Assert:
        match node.test:
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                test: ast.expr = ast.Compare(_kept(_LEFT, left), [op], [_kept(_RIGHT, right)])
                told = [ast.Constant(_SYMBOLS[type(op)]), _named(_LEFT), _named(_RIGHT)]
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                test, told = ast.UnaryOp(ast.Not(), _kept(_LEFT, operand)), [ast.Constant("not "), _named(_LEFT)]
            case other:
                test, told = _kept(_LEFT, other), [ast.Constant(""), _named(_LEFT)]
        words = ast.Call(_named(_TOLD), [node.msg or ast.Constant(None), *told], [])
        return ast.copy_location(ast.Assert(test, words), node)


def _kept(name: str, value: ast.expr) -> ast.expr:
    return ast.NamedExpr(ast.Name(name, ast.Store()), value)


def _named(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _told(message: object, symbol: str, *values: object) -> str:
    """The author's own words, and the values, each short."""
    first, *more = map(_SHORT.repr, values)
    shown = f"{first} {symbol} {more[0]}" if more else f"{symbol}{first}"
    return shown if message is None else f"{message} ({shown})"
