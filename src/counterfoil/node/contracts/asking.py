# SPDX-License-Identifier: Apache-2.0
"""Whose word a contract asks for: units that move by nobody's, and roles that have none, or that nobody can have."""

import ast
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from counterfoil.law.program import Problem
from counterfoil.node.contracts.flows import ONCE, Flows, called, prefix, text_of
from counterfoil.sandbox.trees import problem_at

MOVES: Final = frozenset({"pay", "take", "release"})
ASKS: Final = frozenset({"consents", "caller"})
_SAYS: Final = frozenset({"emit", "require", "fail"})
_NO_NODE: Final = ast.Pass(lineno=1, col_offset=0)


def unasked(flows: Flows) -> Iterator[Problem]:
    """Entries that move units on some way through them on which nobody is asked."""
    walk = _Ways(flows)
    for name in flows.entries:
        moves = [way.move for way in walk.through(name, _Way()) if way.move is not None and not way.asked]
        if moves and name not in ONCE:
            first = min(moves, key=lambda one: (one.lineno, one.col_offset))
            moved = ", ".join(sorted({called(one) for one in moves}))
            yield problem_at(
                first,
                f"{name} moves units ({moved}) for anybody who calls it",
                "ask who calls (caller) or who agrees (consents), unless everybody may",
            )


class _Way(NamedTuple):
    """One way through a program, so far."""

    asked: bool = False
    move: ast.Call | None = None
    """the first"""


class _Ways:
    """Walks a program along every way through it; a loop is taken to run."""

    def __init__(self, flows: Flows) -> None:
        self.flows = flows
        self.known: dict[tuple[str, _Way], set[_Way]] = {}

    def through(self, function: str, way: _Way) -> set[_Way]:
        if (function, way) not in self.known:
            ended = set[_Way]()
            left = self.block(self.flows.functions[function].body, {way}, ended)
            self.known[function, way] = left | ended
        return self.known[function, way]

    def block(self, statements: Sequence[ast.stmt], ways: set[_Way], ended: set[_Way]) -> set[_Way]:
        for one in statements:
            match one:
                case ast.If(test=test, body=body, orelse=orelse):
                    ways = self.expression(test, ways)
                    ways = self.block(body, ways, ended) | self.block(orelse, ways, ended)
                case ast.For(iter=iterated, body=body):
                    ways = self.block(body, self.expression(iterated, ways), ended)
                case ast.Return():
                    ended |= self.expression(one, ways)
                    return set()
                case ast.Expr(value=ast.Call() as call) if called(call) == "fail":
                    return set()
                case _:
                    ways = self.expression(one, ways)
        return ways

    def expression(self, node: ast.AST, ways: set[_Way]) -> set[_Way]:
        if called(node) == "emit":  # to say who called is not to ask
            return ways
        for child in ast.iter_child_nodes(node):
            ways = self.expression(child, ways)
        name = called(node)
        if name in MOVES and isinstance(node, ast.Call):
            return {way._replace(move=way.move or node) for way in ways}
        if name in ASKS:
            return {way._replace(asked=True) for way in ways}
        if name in self.flows.functions:
            return {after for way in ways for after in self.through(name, way)}
        return ways


def unreachable(flows: Flows, roles: Sequence[str]) -> Iterator[Problem]:
    """Roles whose word nothing asks for, and roles that no party can have because nothing keeps who it is."""
    asked, kept = _asked(flows), _kept(flows)
    for role in sorted({*roles, *_beside(flows, asked)} - asked):
        yield problem_at(
            _first(flows, role), f"the role {role} has no say: no call needs its word", "ask consents, or drop the role"
        )
    for role, node in sorted(_named(flows).items() | {(one, _first(flows, one)) for one in roles}, key=_by_place):
        if role not in kept:
            right = "keep it from init on; perhaps another name is meant"
            yield problem_at(node, f"nobody can ever be {role}: nothing keeps who that is", right)


def _by_place(one: tuple[str, ast.AST]) -> tuple[str, int]:
    return one[0], getattr(one[1], "lineno", 1)


def _asked(flows: Flows) -> set[str]:
    """The words by which somebody is found whose consent is asked, or with whom the caller is compared."""
    found = set[str]()
    for function, one in flows.functions.items():
        for node in ast.walk(one):
            if called(node) == "consents" or (
                isinstance(node, ast.Compare) and flows.any_origin(node, function, _is_caller)
            ):
                found |= flows.words(node, function)
    return found


def _is_caller(_inside: str, node: ast.AST) -> bool:
    return called(node) == "caller"


def _beside(flows: Flows, asked: set[str]) -> Iterator[str]:
    """What must be another than a role is a role too: parameters of ``init``, and elements of one."""
    for node in ast.walk(flows.functions["init"]) if "init" in flows.functions else ():
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.NotEq):
            names = {_name(node.left), _name(node.comparators[0])}
            if names & asked and "" not in names:
                yield from names


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else text_of(node.slice) if isinstance(node, ast.Subscript) else ""


def _named(flows: Flows) -> dict[str, ast.AST]:
    """Roles that stand in the very question: ``consents(terms["agent"])``, ``consents(get("agent"))``."""
    found: dict[str, ast.AST] = {}
    for _, call in flows.calls:
        if called(call) == "consents":
            for node in ast.walk(call.args[0]):
                named = node.slice if isinstance(node, ast.Subscript) else node
                if called(node) == "get" and isinstance(node, ast.Call) and node is call.args[0]:
                    named = node.args[0]
                if named is not node and text_of(named):
                    found.setdefault(text_of(named), named)
    return found


def _kept(flows: Flows) -> set[str]:
    """Every word that is written down where something may be kept under it; not where it is only read or said."""
    views = [flows.functions[name] for name, entry in flows.entries.items() if entry.view]
    read = {id(one) for view in views for one in ast.walk(view)}
    for node in ast.walk(flows.tree):
        if isinstance(node, ast.Compare):
            read |= {id(one) for one in [node.left, *node.comparators]}
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            read |= {id(one) for one in ast.walk(node.slice)}
        elif isinstance(node, ast.Dict):
            read |= {id(key) for key, value in zip(node.keys, node.values, strict=True) if key and _is_nothing(value)}
        elif called(node) == "get" or (isinstance(node, ast.Call) and called(node) in _SAYS):
            read |= {id(one) for one in ast.walk(node)}
    written = {text_of(node) for node in ast.walk(flows.tree) if id(node) not in read}
    return written | {prefix(call.args[0]) for _, call in flows.calls if called(call) == "put"}


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def _first(flows: Flows, word: str) -> ast.AST:
    """Where a word first stands, or a parameter of that name; the first line where it stands nowhere."""
    nodes = [
        one for one in ast.walk(flows.tree) if text_of(one) == word or (isinstance(one, ast.arg) and one.arg == word)
    ]
    return min(nodes, key=lambda one: (one.lineno, one.col_offset), default=_NO_NODE)  # type: ignore[attr-defined]
