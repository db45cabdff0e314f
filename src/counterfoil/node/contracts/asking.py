# SPDX-License-Identifier: Apache-2.0
"""Whose word a contract asks for: units that move by nobody's, and roles that have none, or that nobody can have."""

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from counterfoil.law.program import Problem
from counterfoil.node.contracts.flows import Flows, by_place, called, prefix, text_of
from counterfoil.node.contracts.holds import shown, taken, takes
from counterfoil.node.contracts.per_entry import PerEntry
from counterfoil.node.contracts.ways import Ways, among, moving
from counterfoil.node.contracts.whose_word import Words
from counterfoil.sandbox.trees import problem_at

_SAYS: Final = frozenset({"emit", "require", "fail"})
_NO_NODE: Final = ast.Pass(lineno=1, col_offset=0)


def unasked(each: PerEntry) -> Iterator[Problem]:
    """Entries that move units on some way through them that goes on whoever calls and agrees."""
    for name in each:
        words = each.words(name)
        moves = Ways(words, moving(words)).unrested(name)
        if moves:
            first = min(moves, key=by_place)
            moved = ", ".join(sorted({called(one) for one in moves}))
            yield problem_at(first, f"{name} moves units ({moved}) for anybody who calls it", _settles(words, name))
        else:
            yield from _by_anothers(words.flows, name)


def _by_anothers(flows: Flows, entry: str) -> Iterator[Problem]:
    """Holds that the caller names, and that are taken by the word of those who granted another."""
    for function, call in takes(flows):
        if not flows.parameters(call.args[0], function):
            continue
        this_one = taken(flows, [(function, call)])
        if all(this_one(path, inside) for inside, path in shown(flows)):
            continue
        ways = Ways(Words(flows, this_one), among({call}))
        if ways.unrested(entry):
            yield problem_at(
                call,
                f"{entry} takes a hold by the word of those who granted another",
                f'require the word of those who granted this one: "granted_by" of {ast.unparse(call.args[0])}',
            )


def _settles(words: Words, entry: str) -> str:
    """What would: and why what the entry asks does not."""
    flows = words.flows
    for function, node in sorted(flows.within(entry), key=lambda one: by_place(one[1])):
        loops = isinstance(node, ast.For | ast.ListComp) and words.rounds.may_be_none(node, function)
        if loops and any(words.fails(one, function) or words.decide(one, function) for one in ast.walk(node)):
            return "the caller may leave nothing to ask in that loop: require that there is something to go over"
        for asked in words.asks_for(node, function):
            if words.named(asked, function):
                who = ast.unparse(asked)
                if flows.any_origin(asked, function, lambda _, one: called(one) == "shown", values=True):
                    return (
                        f"{ast.unparse(node)} asks whoever is in a record that the caller names, and he may name one "
                        f"of his own: find by {who} what is theirs, or show a record that is kept or a hold that is "
                        "taken"
                    )
                return (
                    f"{ast.unparse(node)} asks whom the caller names, and he may name himself: "
                    f"find by {who} what is theirs, or ask somebody that is kept"
                )
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and words.decide(node, function):
            return f"one side of `{ast.unparse(node)}` asks nobody: require who agrees whatever else holds"
    return "require who calls (caller) or who agrees (consents), unless everybody may"


def unreachable(flows: Flows, roles: Sequence[str]) -> Iterator[Problem]:
    """Roles whose word nothing asks for, and roles that no party can have because nothing keeps who it is."""
    asked, kept = _asked(flows), _kept(flows)
    for role in sorted({*roles, *_beside(flows, asked)} - asked):
        yield problem_at(
            _first(flows, role), f"the role {role} has no say: no call needs its word", "ask consents, or drop the role"
        )
    for role, node in sorted(_named(flows).items() | {(one, _first(flows, one)) for one in roles}, key=_by_role):
        if role not in kept:
            right = "keep it from init on; perhaps another name is meant"
            yield problem_at(node, f"nobody can ever be {role}: nothing keeps who that is", right)


def _by_role(one: tuple[str, ast.AST]) -> tuple[str, int]:
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
    for function, call in flows.calls:
        if called(call) == "consents":
            for node in ast.walk(call.args[0]):
                if flows.any_origin(node, function, lambda _, one: called(one) == "shown", values=True):
                    continue  # kept elsewhere: a field of another record
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
    return min(nodes, key=by_place, default=_NO_NODE)
