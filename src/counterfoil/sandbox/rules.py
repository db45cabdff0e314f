# SPDX-License-Identifier: Apache-2.0
"""What of Python the dialect has: everything else is refused, with what would be right. Pure; needs no interpreter."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from typing import Final

from counterfoil.law.program import Entry, HostFunction, NotInDialect, Parameter, Problem
from counterfoil.sandbox import costs
from counterfoil.sandbox.lexer import lexed
from counterfoil.sandbox.trees import (
    DISPLAYS,
    assigned,
    called_in,
    in_characters,
    is_literal,
    is_plain,
    kind_of,
    literal,
    problem_at,
    statements_of,
)

TYPES: Final = ("int", "str", "bool", "list", "dict")
BUILTINS: Final[Mapping[str, tuple[int, int]]] = {
    "abs": (1, 1), "all": (1, 1), "any": (1, 1), "bool": (1, 1), "dict": (0, 1), "enumerate": (1, 2), "fail": (1, 1),
    "int": (1, 1), "len": (1, 1), "list": (0, 1), "max": (1, 16), "min": (1, 16), "range": (1, 3), "require": (2, 2),
    "reversed": (1, 1), "sorted": (1, 1), "str": (1, 1), "sum": (1, 1), "tuple": (0, 1), "zip": (2, 8),
}  # fmt: skip
"""Name → how many arguments at least and at most."""
METHODS: Final[Mapping[str, tuple[int, int]]] = {
    "append": (1, 1), "clear": (0, 0), "count": (1, 1), "endswith": (1, 1), "extend": (1, 1), "find": (1, 1),
    "get": (1, 2), "index": (1, 1), "insert": (2, 2), "isdigit": (0, 0), "items": (0, 0), "join": (1, 1),
    "keys": (0, 0), "lower": (0, 0), "pop": (0, 2), "remove": (1, 1), "replace": (2, 2), "setdefault": (1, 2),
    "split": (1, 1), "startswith": (1, 1), "strip": (0, 0), "update": (1, 1), "upper": (0, 0), "values": (0, 0),
}  # fmt: skip
STATEMENTS: Final = (
    ast.Assign, ast.AugAssign, ast.If, ast.For, ast.Break, ast.Continue, ast.Return, ast.Pass, ast.Expr,
)  # fmt: skip
OPERATORS: Final = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)
COMPARISONS: Final = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn)
STARLARK_WORDS: Final = frozenset({"load", "as"})
"""Words that only the interpreter keeps for itself; Python's own no name can have."""


NATIVE: Final = frozenset(
    {
        "breakpoint", "call_stack", "chr", "debug", "dir", "enum", "eval_type", "field", "filter", "float", "getattr",
        "hasattr", "hash", "isinstance", "json", "map", "namespace", "ord", "partial", "pprint", "prepr", "print",
        "pstr", "record", "repr", "rust_loads", "set", "struct", "type", "typing",
    }
)  # fmt: skip
"""What the interpreter has of its own: the prelude may mean it, so no function and no constant takes its place."""


_PARSING: Final = Lock()
"""The parser of Python 3.11 counts its depth for all threads together, and takes two for a fault of its own."""


class Checked:
    """A source that is in the dialect, if its letters and words are: its tree, its interface, its constants."""

    def __init__(self, source: str, hosts: Sequence[HostFunction]) -> None:
        try:
            with _PARSING:
                self.tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line, column = getattr(error, "lineno", None) or 1, getattr(error, "offset", None) or 1
            told = Problem(line, column, "this is no Python", "mend the syntax")
            raise NotInDialect((told,)) from error
        self.hosts = {host.name: host for host in hosts}
        self.functions = {one.name: one for one in self.tree.body if isinstance(one, ast.FunctionDef)}
        self.constants = {
            one.targets[0].id: one.value
            for one in self.tree.body
            if isinstance(one, ast.Assign) and len(one.targets) == 1 and isinstance(one.targets[0], ast.Name)
        }
        problems = sorted(_Rules(self).problems())
        if problems:
            lines = source.split("\n")
            raise NotInDialect(tuple(in_characters(one, lines) for one in problems))

    @property
    def entries(self) -> dict[str, Entry]:
        """The functions that can be called from outside: those with a docstring."""
        return {name: _entry(one) for name, one in self.functions.items() if ast.get_docstring(one) is not None}


def checked(source: str, hosts: Sequence[HostFunction]) -> Checked:
    """The source, read; NotInDialect naming what it has that the dialect has not."""
    lexed(source)
    return Checked(source, hosts)


def _entry(function: ast.FunctionDef) -> Entry:
    doc = ast.get_docstring(function) or ""
    arguments, defaults = function.args.args, function.args.defaults
    first = len(arguments) - len(defaults)
    parameters = tuple(
        Parameter(
            one.arg,
            one.annotation.id if isinstance(one.annotation, ast.Name) else "",
            position >= first,
            literal(defaults[position - first]) if position >= first else None,
        )
        for position, one in enumerate(arguments)
    )
    return Entry(function.name, parameters, doc.startswith("View:"), doc, function.lineno)


class _Rules:
    """Walks the tree, and says what of it is not in the dialect."""

    def __init__(self, program: Checked) -> None:
        self.program = program
        self.globals = {*program.functions, *program.constants, *program.hosts, *BUILTINS}
        self.locals: set[str] = set()
        self.bound: list[str] = []
        """names of the comprehensions around"""
        self.loops = 0

    def problems(self) -> Iterator[Problem]:
        seen: set[str] = set()
        for position, one in enumerate(self.program.tree.body):
            docstring = position == 0 and isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
            if docstring and isinstance(one.value.value, str):  # type: ignore[attr-defined]
                continue
            if isinstance(one, ast.FunctionDef):
                yield from self._named(one, one.name, seen)
                yield from self._function(one)
            elif isinstance(one, ast.Assign) and len(one.targets) == 1 and isinstance(one.targets[0], ast.Name):
                yield from self._named(one, one.targets[0].id, seen)
                if not is_literal(one.value):
                    yield problem_at(
                        one.value,
                        "a constant that is computed",
                        "a literal; keys of a dict are plain, and each is there once",
                    )
            else:
                yield problem_at(one, "a statement outside of functions", "constants and functions alone stand there")
        if not any(ast.get_docstring(one) is not None for one in self.program.functions.values()):
            yield Problem(1, 1, "no entry", "a function with a docstring can be called")
        yield from self._graph()

    def _named(self, node: ast.stmt, name: str, seen: set[str]) -> Iterator[Problem]:
        taken = name in BUILTINS or name in self.program.hosts
        if taken or name in STARLARK_WORDS or name in TYPES or name in NATIVE:
            yield problem_at(node, f"the name {name}, which is taken", "another name")
        if name in seen:
            yield problem_at(node, f"a second {name}", "one of each name")
        seen.add(name)

    def _function(self, function: ast.FunctionDef) -> Iterator[Problem]:
        arguments = function.args
        if function.decorator_list:
            yield problem_at(function, "a decorator", "a docstring makes a function an entry")
        if arguments.posonlyargs or arguments.kwonlyargs or arguments.vararg or arguments.kwarg:
            yield problem_at(function, "parameters that are not plain", "names, each with a type or a default")
        if getattr(function, "type_params", ()):
            yield problem_at(function, "parameters of types", "no [...] after the name")
        named = [one.arg for one in arguments.args]
        for one in arguments.args[1:]:
            if named.index(one.arg) < arguments.args.index(one):
                yield problem_at(one, f"a second {one.arg}", "one of each name")
        if len(arguments.args) > costs.PARAMETERS_MAX:
            yield problem_at(function, f"{len(arguments.args)} parameters", f"at most {costs.PARAMETERS_MAX}")
        entry = ast.get_docstring(function) is not None
        for one in arguments.args:
            typed = isinstance(one.annotation, ast.Name) and one.annotation.id in TYPES
            if not typed and (entry or one.annotation is not None):
                yield problem_at(one, f"{one.arg} without a type of the dialect", f"one of {', '.join(TYPES)}")
            if one.arg in self.globals or one.arg in STARLARK_WORDS:
                yield problem_at(one, f"{one.arg}, which hides something", "another name")
        for default in arguments.defaults:
            if not is_literal(default) or isinstance(default, DISPLAYS):
                yield problem_at(default, "a default that is no plain literal", "an int, a str, a bool or None")
        if (
            function.returns is not None
            and not (isinstance(function.returns, ast.Name) and function.returns.id in TYPES)
            and not (isinstance(function.returns, ast.Constant) and function.returns.value is None)
        ):
            yield problem_at(function.returns, "a type that is not of the dialect", f"one of {', '.join(TYPES)}, None")
        body = statements_of(function)
        self.locals = {*named, *assigned(body)}
        for name in sorted((self.locals - {*named}) & (self.globals | STARLARK_WORDS | set(TYPES))):
            yield problem_at(function, f"{name}, which hides something, in {function.name}", "another name")
        if not body:
            yield problem_at(function, "a function that does nothing", "pass")
        yield from self._block(body)

    def _block(self, statements: Sequence[ast.stmt]) -> Iterator[Problem]:
        for one in statements:
            yield from self._statement(one)

    def _statement(self, node: ast.stmt) -> Iterator[Problem]:
        match node:
            case ast.Assign(targets=[target], value=value):
                yield from self._target(target)
                yield from self._expression(value)
            case ast.AugAssign(target=target, op=op, value=value) if isinstance(op, OPERATORS):
                yield from self._target(target, simple=True)
                yield from self._expression(value)
            case ast.If(test=test, body=body, orelse=orelse):
                yield from self._expression(test)
                yield from self._block(body)
                yield from self._block(orelse)
            case ast.For(target=target, iter=iterated, body=body, orelse=[]):
                yield from self._target(target, names=True)
                yield from self._expression(iterated)
                self.loops += 1
                yield from self._block(body)
                self.loops -= 1
            case ast.Break() | ast.Continue() if self.loops:
                pass
            case ast.Return(value=value):
                if value is not None:
                    yield from self._expression(value)
            case ast.Pass():
                pass
            case ast.Expr(value=ast.Call() as value):
                yield from self._expression(value)
            case _:
                yield problem_at(node, f"{kind_of(node)}", "assignments, if, for over something, return, and calls")

    def _target(self, node: ast.expr, *, simple: bool = False, names: bool = False) -> Iterator[Problem]:
        match node:
            case ast.Name():
                pass
            case ast.Tuple(elts=elements) if all(isinstance(one, ast.Name) for one in elements) and elements:
                pass
            case ast.Subscript(value=value, slice=index) if not names and not isinstance(index, ast.Slice):
                if simple and not (is_plain(value) and is_plain(index)):
                    yield problem_at(node, "something computed on both sides of an assignment", "give it a name first")
                yield from self._expression(value)
                yield from self._expression(index)
            case _:
                yield problem_at(node, "an assignment to this", "to a name, names, or an element")

    def _expression(self, node: ast.expr) -> Iterator[Problem]:
        match node:
            case ast.Constant(value=value):
                if not isinstance(value, int | str | bool | None):
                    yield problem_at(node, f"{kind_of(node)} {value!r}", "whole numbers, text, True, False, None")
            case ast.Name(id=name):
                yield from self._name(node, name)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                for one in elements:
                    yield from self._expression(one)
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if key is None:
                        yield problem_at(node, "a dict inside a dict by **", "its entries one by one")
                    else:
                        yield from self._expression(key)
                    yield from self._expression(value)
            case ast.BinOp(left=left, op=op, right=right) if isinstance(op, OPERATORS):
                yield from self._expression(left)
                yield from self._expression(right)
            case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
                yield from self._expression(operand)
            case ast.BoolOp(values=values):
                for one in values:
                    yield from self._expression(one)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if isinstance(op, COMPARISONS):
                yield from self._expression(left)
                yield from self._expression(right)
            case ast.Compare(ops=[ast.Is() | ast.IsNot()]):
                yield problem_at(node, "is", "== and !=")
            case ast.Compare():
                yield problem_at(node, "comparisons in a chain", "two, and `and` between them")
            case ast.IfExp(test=test, body=body, orelse=orelse):
                for one in (test, body, orelse):
                    yield from self._expression(one)
            case ast.Subscript(value=value, slice=ast.Slice(lower=lower, upper=upper, step=None)):
                for part in (value, lower, upper):
                    if part is not None:
                        yield from self._expression(part)
            case ast.Subscript(value=value, slice=index) if not isinstance(index, ast.Slice):
                yield from self._expression(value)
                yield from self._expression(index)
            case ast.ListComp(elt=element, generators=generators):
                yield from self._comprehension(node, [element], generators)
            case ast.DictComp(key=key, value=value, generators=generators):
                yield from self._comprehension(node, [key, value], generators)
            case ast.Call():
                yield from self._call(node)
            case _:
                yield problem_at(node, kind_of(node), "something that the dialect has: spec/dialect.md")

    def _name(self, node: ast.expr, name: str) -> Iterator[Problem]:
        if name in self.locals or name in self.bound or name in self.program.constants:
            return
        if name in self.globals:
            yield problem_at(node, f"{name}, a function, as a value", "call it")
        else:
            yield problem_at(
                node, f"{name}, which nothing has set", "a parameter, a name that was assigned, a constant"
            )

    def _comprehension(
        self, node: ast.expr, elements: Sequence[ast.expr], generators: Sequence[ast.comprehension]
    ) -> Iterator[Problem]:
        if len(generators) > 2:
            yield problem_at(node, f"{len(generators)} for in one", "at most two")
        before = len(self.bound)
        for one in generators:
            if one.is_async:
                yield problem_at(node, "async", "nothing waits here")
            yield from self._expression(one.iter)
            yield from self._target(one.target, names=True)
            names = [name.id for name in ast.walk(one.target) if isinstance(name, ast.Name)]
            taken = self.globals | STARLARK_WORDS | set(TYPES)
            hidden = [name for name in names if name in taken or name in self.bound]
            for name in hidden:
                yield problem_at(one.target, f"{name}, which hides something", "another name")
            self.bound += names
            for condition in one.ifs:
                yield from self._expression(condition)
        for element in elements:
            yield from self._expression(element)
        del self.bound[before:]

    def _call(self, node: ast.Call) -> Iterator[Problem]:
        for argument in node.args:
            yield from self._expression(argument)
        if any(keyword.arg is None for keyword in node.keywords):
            yield problem_at(node, "arguments by **", "each by its name")
            return
        for keyword in node.keywords:
            yield from self._expression(keyword.value)
        match node.func:
            case ast.Name(id=name) if name in self.locals or name in self.bound:
                yield problem_at(node, f"{name}, which is no function, called", "the name of a function")
            case ast.Name(id=name) if name in self.program.functions:
                yield from self._fits_function(node, self.program.functions[name])
            case ast.Name(id=name) if name in BUILTINS:
                yield from self._fits(node, name, *BUILTINS[name])
            case ast.Name(id=name) if name in self.program.hosts:
                host = self.program.hosts[name]
                yield from self._fits(node, name, host.parameters, host.most)
            case ast.Attribute(value=value, attr=name) if name in METHODS:
                yield from self._expression(value)
                yield from self._fits(node, name, *METHODS[name])
            case ast.Attribute(attr=name):
                yield problem_at(node, f"the method {name}", f"one of {', '.join(METHODS)}")
            case ast.Name(id=name):
                yield problem_at(
                    node, f"{name}, which is no function", "a function of the program, the dialect or the host"
                )
            case _:
                yield problem_at(node, "a call of something computed", "a function by its name")

    def _fits(self, node: ast.Call, name: str, least: int, most: int) -> Iterator[Problem]:
        if node.keywords:
            yield problem_at(node, f"{name} with names of arguments", "in their places")
        if not least <= len(node.args) <= most:
            takes = str(least) if least == most else f"{least} to {most}"
            yield problem_at(node, f"{name} with {len(node.args)} arguments", f"it takes {takes}")

    def _fits_function(self, node: ast.Call, function: ast.FunctionDef) -> Iterator[Problem]:
        names = [one.arg for one in function.args.args]
        given = [*names[: len(node.args)], *(keyword.arg for keyword in node.keywords)]
        needed = names[: len(names) - len(function.args.defaults)]
        fits = (
            len(node.args) <= len(names) and len(set(given)) == len(given) and set(needed) <= set(given) <= set(names)
        )
        if not fits:
            yield problem_at(
                node, f"{function.name} with other arguments than it takes", f"it takes {', '.join(names)}"
            )

    def _graph(self) -> Iterator[Problem]:
        """No function calls itself, however far around, and the deepest call is not too deep."""
        functions = self.program.functions
        calls = {name: called_in(function) & functions.keys() for name, function in functions.items()}
        depth: dict[str, int] = {}
        waiting = dict(calls)
        while ready := [name for name, called in waiting.items() if called <= depth.keys()]:
            for name in ready:
                depth[name] = 1 + max((depth[called] for called in waiting.pop(name)), default=0)
        for name in waiting:
            if any(called in waiting for called in calls[name]):
                yield problem_at(
                    functions[name], f"{name} calls itself, by way of others or not", "a loop over a range"
                )
                return
        for name, far in depth.items():
            if far > costs.CALL_DEPTH_MAX:
                yield problem_at(functions[name], f"calls {far} deep from {name}", f"at most {costs.CALL_DEPTH_MAX}")
                return
