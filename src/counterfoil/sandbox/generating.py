# SPDX-License-Identifier: Apache-2.0
"""From a checked source the program that runs: metered, guarded, and each of its lines with the source's line.

A function takes the meter first. Each block pays at its head for all that stands in it, a loop for every round; what
costs by size pays in the guard that does it, before anything is made.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from counterfoil.sandbox.rules import BUILTINS, Checked
from counterfoil.sandbox.trees import statements_of

ENTRY: Final = "__entry"
"""What the name of an entry goes on with where it is called from outside; no name of a source has it."""
_GUARDS: Final[dict[type[ast.AST], str]] = {
    ast.Add: "_add",
    ast.Sub: "_sub",
    ast.Mult: "_mul",
    ast.FloorDiv: "_div",
    ast.Mod: "_mod",
    ast.Eq: "_eq",
    ast.NotEq: "not _eq",
    ast.Lt: "_lt",
    ast.LtE: "not _gt",
    ast.Gt: "_gt",
    ast.GtE: "not _lt",
    ast.In: "_in",
    ast.NotIn: "not _in",
}
_COSTLY: Final = (
    ast.BinOp,
    ast.Compare,
    ast.Call,
    ast.Subscript,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.IfExp,
    ast.BoolOp,
    ast.UnaryOp,
    ast.ListComp,
    ast.DictComp,
)


@dataclass(frozen=True, slots=True)
class Generated:
    """What runs, and for each of its lines the line of the source that it does; 0: of none."""

    text: str
    lines: tuple[int, ...]


def generated(program: Checked, *, trace: bool = False) -> Generated:
    """The program that runs; with ``trace`` it tells each line before it runs it, for the same steps."""
    writer = _Writer(program, trace)
    for name, value in program.constants.items():
        writer.line(f"{name} = {writer.literal(value)}", value)
    for function in program.functions.values():
        writer.function(function)
    for name, entry in program.entries.items():
        writer.entry(name, len(entry.parameters), program.functions[name])
    return Generated("\n".join(writer.text) + "\n", tuple(writer.lines))


@dataclass
class _Writer:
    program: Checked
    trace: bool
    text: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    depth: int = 0

    def line(self, text: str, node: ast.AST | None = None) -> None:
        self.text.append("    " * self.depth + text)
        self.lines.append(getattr(node, "lineno", 0))

    def function(self, function: ast.FunctionDef) -> None:
        arguments, defaults = function.args.args, function.args.defaults
        first = len(arguments) - len(defaults)
        names = [
            one.arg if position < first else f"{one.arg} = {self.literal(defaults[position - first])}"
            for position, one in enumerate(arguments)
        ]
        self.line(f"def {function.name}({', '.join(['_m', *names])}):", function)
        self.block(statements_of(function), function)

    def entry(self, name: str, parameters: int, function: ast.FunctionDef) -> None:
        """What is called from outside: with a meter of its own, and every argument by its place."""
        given = [f"_given[{place}]" for place in range(parameters)]
        self.line(f"def {name}{ENTRY}(_text):")
        self.depth += 1
        self.line("_m, _given = _begin(_text)")
        self.line(f"return _finish(_m, {name}({', '.join(['_m', *given])}))", function)
        self.depth -= 1

    def block(self, statements: Sequence[ast.stmt], head: ast.AST, more: int = 0) -> None:
        """Statements one deeper, paid for at their head."""
        self.depth += 1
        steps = more + sum(1 + _cost(one) for one in statements)
        cells = sum(_cells(one) for one in statements)
        self.line(f"_m[0] -= {steps}", head)
        self.line("if _m[0] < 0: _stop('out_of_steps', '')", head)
        if cells:
            self.line(f"_make(_m, {cells})", head)
        for one in statements:
            if self.trace:
                self.line(f"_line({one.lineno})", one)
            self.statement(one)
        self.depth -= 1

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets=[ast.Subscript(value=value, slice=index)], value=given):
                self.line(f"_set(_m, {self.of(given)}, {self.of(value)}, {self.of(index)})", node)
            case ast.Assign(targets=[target], value=given):
                self.line(f"{self.target(target)} = {self.of(given)}", node)
            case ast.AugAssign(target=ast.Subscript(value=value, slice=index), op=op, value=given):
                container, key = self.of(value), self.of(index)
                made = f"_grow(_m, {_GUARDS[type(op)]!r}, _at(_m, {container}, {key}), {self.of(given)})"
                self.line(f"_set(_m, {made}, {container}, {key})", node)
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=given):
                self.line(f"{name} = _grow(_m, {_GUARDS[type(op)]!r}, {name}, {self.of(given)})", node)
            case ast.If(test=test, body=body, orelse=orelse):
                self.line(f"if {self.of(test)}:", node)
                self.block(body, node)
                if orelse:
                    self.line("else:", orelse[0])
                    self.block(orelse, orelse[0])
            case ast.For(target=target, iter=iterated, body=body):
                self.line(f"for {self.target(target)} in {self.of(iterated)}:", node)
                self.block(body, node, more=1)
            case ast.Break():
                self.line("break", node)
            case ast.Continue():
                self.line("continue", node)
            case ast.Return(value=None):
                self.line("return None", node)
            case ast.Return(value=ast.expr() as value):
                self.line(f"return {self.of(value)}", node)
            case ast.Pass():
                self.line("pass", node)
            case ast.Expr(value=value):
                self.line(self.of(value), node)

    def target(self, node: ast.expr) -> str:
        if isinstance(node, ast.Tuple):
            return "(" + "".join(f"{self.target(one)}, " for one in node.elts) + ")"
        assert isinstance(node, ast.Name)
        return node.id

    def literal(self, node: ast.expr) -> str:
        """As the dialect writes it."""
        match node:
            case ast.Constant(value=value):
                return _written(value)
            case ast.UnaryOp(operand=operand):
                return f"-{self.literal(operand)}"
            case ast.List(elts=elements):
                return f"[{', '.join(map(self.literal, elements))}]"
            case ast.Tuple(elts=elements):
                return "(" + "".join(f"{self.literal(one)}, " for one in elements) + ")"
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                return (
                    "{" + ", ".join(f"{self.literal(key)}: {self.literal(value)}" for key, value in pairs if key) + "}"
                )
        raise AssertionError(ast.dump(node))

    def of(self, node: ast.expr) -> str:
        """An expression, guarded."""
        match node:
            case ast.Constant(value=value):
                return _written(value)
            case ast.Name(id=name):
                return name
            case ast.List(elts=elements):
                return f"[{', '.join(map(self.of, elements))}]"
            case ast.Tuple(elts=elements):
                return "(" + "".join(f"{self.of(one)}, " for one in elements) + ")"
            case ast.Dict(keys=keys, values=values):
                pairs = ", ".join(f"({self.of(k)}, {self.of(v)})" for k, v in zip(keys, values, strict=True) if k)
                return f"_dict(_m, [{pairs}])" if keys else "{}"
            case ast.BinOp(left=left, op=op, right=right):
                return f"{_GUARDS[type(op)]}(_m, {self.of(left)}, {self.of(right)})"
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return f"({_GUARDS[type(op)]}(_m, {self.of(left)}, {self.of(right)}))"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"(not {self.of(operand)})"
            case ast.UnaryOp(operand=operand):
                return f"_sub(_m, 0, {self.of(operand)})"
            case ast.BoolOp(op=op, values=values):
                word = " and " if isinstance(op, ast.And) else " or "
                return "(" + word.join(map(self.of, values)) + ")"
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return f"({self.of(body)} if {self.of(test)} else {self.of(orelse)})"
            case ast.Subscript(value=value, slice=ast.Slice(lower=lower, upper=upper)):
                ends = ", ".join("None" if one is None else self.of(one) for one in (lower, upper))
                return f"_slice(_m, {self.of(value)}, {ends})"
            case ast.Subscript(value=value, slice=index):
                return f"_at(_m, {self.of(value)}, {self.of(index)})"
            case ast.ListComp(elt=element, generators=generators):
                return f"_sized(_m, [{self.of(element)} {self.clauses(generators, element)}])"
            case ast.DictComp(key=key, value=value, generators=generators):
                return f"_dict(_m, [({self.of(key)}, {self.of(value)}) {self.clauses(generators, key, value)}])"
            case ast.Call():
                return self.call(node)
        raise AssertionError(ast.dump(node))

    def clauses(self, generators: Sequence[ast.comprehension], *made: ast.expr) -> str:
        """Every ``for`` pays for its rounds before the first, with what each round does and makes."""
        repeated = [*made, *(one for each in generators for one in each.ifs), *(one.iter for one in generators[1:])]
        each_round = f"{sum(map(_cost, repeated)) + 2}, {sum(map(_cells, repeated))}"
        parts = []
        for one in generators:
            parts.append(f"for {self.target(one.target)} in _rounds(_m, {self.of(one.iter)}, {each_round})")
            parts += [f"if {self.of(condition)}" for condition in one.ifs]
        return " ".join(parts)

    def call(self, node: ast.Call) -> str:
        arguments = [self.of(one) for one in node.args]
        if isinstance(node.func, ast.Attribute):
            return f"_method_{node.func.attr}({', '.join(['_m', self.of(node.func.value), *arguments])})"
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        if name in self.program.functions:
            arguments += [f"{one.arg} = {self.of(one.value)}" for one in node.keywords]
            return f"{name}({', '.join(['_m', *arguments])})"
        if name in BUILTINS:
            return f"_builtin_{name}({', '.join(['_m', *arguments])})"
        if self.program.hosts[name].known:
            return f"_know(_m, {name!r})"
        asks = "_ask" if self.program.hosts[name].waits else "_tell"
        return f"{asks}(_m, {name!r}, [{', '.join(arguments)}])"


def _inner(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a statement and is paid for with it: not the blocks inside, nor what a comprehension repeats."""
    waiting: list[ast.AST] = [node]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, ast.If):
            waiting.append(one.test)
        elif isinstance(one, ast.For):
            waiting.append(one.iter)
        elif isinstance(one, ast.ListComp | ast.DictComp):
            waiting.append(one.generators[0].iter)
        else:
            waiting += ast.iter_child_nodes(one)


def _cost(node: ast.AST) -> int:
    """Steps that stand in it: one for each operation, and for each element that is written down."""
    elements = (len(one.elts) for one in _inner(node) if isinstance(one, ast.List | ast.Tuple))
    entries = (len(one.keys) for one in _inner(node) if isinstance(one, ast.Dict))
    return sum(isinstance(one, _COSTLY) for one in _inner(node)) + sum(elements) + sum(entries)


def _cells(node: ast.AST) -> int:
    """Cells of the displays in it."""
    return sum(1 + len(one.elts) for one in _inner(node) if isinstance(one, ast.List | ast.Tuple))


def _written(value: object) -> str:
    if isinstance(value, str):
        text = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{text}"'
    return str(value)
