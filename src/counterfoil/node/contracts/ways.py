# SPDX-License-Identifier: Apache-2.0
"""The ways through a program: which units move on each, and on whose word it goes that way and no other."""

import ast
from collections.abc import Callable, Container, Sequence
from typing import Final, NamedTuple, Protocol

from counterfoil.node.contracts.flows import Flows, called, given_by
from counterfoil.node.contracts.whose_word import Words

MOVES: Final = frozenset({"pay", "take", "release"})
_WAYS_MAX: Final = 256
Decision = tuple[int, bool]
"""A place where somebody's word decides (``id`` of its node), and whether it went on there as asked."""
_BEFORE: Final[Decision] = (0, True)
"""Whatever decided before a function was called."""


class MayBeNone(Protocol):
    """Which loops may run no time."""

    def may_be_none(self, loop: ast.AST, function: str, /) -> bool: ...


class NoRounds:
    """Loops are taken to run: what is reckoned in one that does not, is not reckoned."""

    def may_be_none(self, _loop: ast.AST, _function: str, /) -> bool:
        return False


class Decides(Protocol):
    """What decides which way a program goes; ``Words``, for one: then it is somebody's word."""

    @property
    def flows(self) -> Flows: ...
    @property
    def rounds(self) -> MayBeNone: ...
    @property
    def named(self) -> Callable[[ast.AST, str], bool]: ...
    def rests(self, test: ast.expr, function: str, /) -> tuple[bool, bool]: ...
    def fails(self, node: ast.AST, function: str) -> bool: ...
    def chooses(self, node: ast.AST, function: str, /) -> bool: ...
    def asks_for(self, node: ast.AST, function: str, /) -> list[ast.expr]: ...


class Undecided:
    """Decides nothing, for what decides something else than whose word it is; its loops are taken to run."""

    def __init__(self, words: Words) -> None:
        self.flows, self.named, self.rounds = words.flows, words.named, NoRounds()

    def rests(self, _test: ast.expr, _function: str, /) -> tuple[bool, bool]:
        return False, False

    def chooses(self, _node: ast.AST, _function: str, /) -> bool:
        return False

    def asks_for(self, _node: ast.AST, _function: str, /) -> list[ast.expr]:
        return []


LookedFor = Callable[[ast.AST, str], object]
"""Whether a node, in a function, is what is looked for: what it gives is true, or not empty."""


def among(nodes: Container[ast.AST]) -> LookedFor:
    """Just these are looked for."""
    return lambda node, _function: node in nodes


class Way(NamedTuple):
    """One way through a program, so far."""

    rests: frozenset[Decision] = frozenset()
    """where somebody's word decided that it is this way"""
    move: ast.AST | None = None
    """the first move, or whatever else is looked for, that was made while it rested on nobody's"""

    def resting(self, *more: Decision) -> "Way":
        return self._replace(rests=self.rests.union(more))


class Ways:
    """Walks a program along every way through it; a loop runs, unless the caller may leave empty what it goes over."""

    def __init__(self, words: Decides, looked_for: LookedFor) -> None:
        self.flows, self.words, self.looked_for = words.flows, words, looked_for
        self._known: dict[tuple[str, bool], set[Way]] = {}

    def unrested(self, entry: str) -> set[ast.AST]:
        """What is looked for on some way through an entry that goes on whoever calls and agrees."""
        return {way.move for way in self.through(entry, Way()) if way.move is not None and not way.rests}

    def through(self, function: str, way: Way, vain: frozenset[Decision] = frozenset()) -> set[Way]:
        """How a way goes on after a function; ``vain``: what it decides in vain, as it is called here."""
        rested = bool(way.rests)
        if (function, rested) not in self._known:
            self._known[function, rested] = _Body(self, function).ways(Way(frozenset({_BEFORE} if rested else ())))
        known = self._known[function, rested]
        return {Way(way.rests | one.rests - {_BEFORE} - vain, way.move or one.move) for one in known}


class _Body:
    """One function, walked."""

    def __init__(self, whole: Ways, function: str) -> None:
        self.whole, self.words, self.function = whole, whole.words, function
        self.ended = set[Way]()
        self.left: list[set[Way]] = []
        """ways by which the rounds of the loops around are left early"""

    def ways(self, way: Way) -> set[Way]:
        last = self.block(self.whole.flows.functions[self.function].body, {way})
        return _merged(last | self.ended)

    def block(self, statements: Sequence[ast.stmt], ways: set[Way]) -> set[Way]:
        for one in statements:
            match one:
                case ast.If(test=test, body=body, orelse=orelse):
                    ways = self.expression(test, ways)
                    yes, no = self._split(one, ways)
                    ways = _merged(self.block(body, yes) | self.block(orelse, no))
                case ast.For(iter=iterated, body=body):
                    self.left.append(set())
                    before = self.expression(iterated, ways)
                    ways = self.block(body, before) | self.left.pop()
                    ways = _merged(ways | before if self.words.rounds.may_be_none(one, self.function) else ways)
                case ast.Break() | ast.Continue():
                    self.left[-1] |= ways
                    return set()
                case ast.Return():
                    self.ended |= self.expression(one, ways)
                    return set()
                case ast.Expr(value=ast.Call() as call) if called(call) == "fail":
                    return set()
                case _:
                    ways = self.expression(one, ways)
        return ways

    def _split(self, node: ast.If, ways: set[Way]) -> tuple[set[Way], set[Way]]:
        """Ways into a branch and past it; those that somebody's word alone opens rest on it."""
        yes, no = self.words.rests(node.test, self.function)
        into = {way.resting((id(node), True)) for way in ways} if yes else ways
        return into, {way.resting((id(node), False)) for way in ways} if no else ways

    def expression(self, node: ast.AST, ways: set[Way]) -> set[Way]:
        here: Decision = (id(node), True)
        chooses = self.words.chooses(node, self.function)
        if chooses:
            ways = {way.resting(here) for way in ways}
        for child in ast.iter_child_nodes(node):
            ways = self.expression(child, ways)
        if chooses:
            ways = {way._replace(rests=way.rests - {here}) for way in ways}
        name = called(node)
        if self.whole.looked_for(node, self.function):
            return {way if way.rests else way._replace(move=way.move or node) for way in ways}
        if self.words.fails(node, self.function):
            return {way.resting(here) for way in ways}
        if name in self.whole.flows.functions:
            vain = self._asked_in_vain(name, node)
            return _merged({after for way in ways for after in self.whole.through(name, way, vain)})
        return ways

    def _asked_in_vain(self, name: str, call: ast.AST) -> frozenset[Decision]:
        """What a function requires of whom it is given, where this call gives it whom the caller names."""
        assert isinstance(call, ast.Call)
        found = set[Decision]()
        for node in ast.walk(self.whole.flows.functions[name]):
            match node:
                case ast.Call(func=ast.Name(id="require"), args=[condition, _]):
                    asked = [one for one in self.words.asks_for(condition, name) if isinstance(one, ast.Name)]
                    if any(self._is_named(one.id, name, call) for one in asked):
                        found.add((id(node), True))
        return frozenset(found)

    def _is_named(self, parameter: str, name: str, call: ast.Call) -> bool:
        place = self.whole.flows.place(name, parameter)
        given = [] if place is None else given_by(call, parameter, place)
        return any(self.words.named(one, self.function) for one in given)


def moving(words: Words) -> Callable[[ast.AST, str], bool]:
    """Whether a call moves units that were not found by who calls or agrees."""

    def moves(node: ast.AST, function: str) -> bool:
        if not isinstance(node, ast.Call) or called(node) not in MOVES:
            return False
        return not any(words.find(one, function) for one in node.args)

    return moves


def _merged(ways: set[Way]) -> set[Way]:
    """What nobody's word decides after all: of two ways that differ in one decision alone, both go on."""
    while True:
        taken = {way.rests for way in ways}
        every = frozenset[Decision]().union(*taken)
        either = frozenset((place, went) for place, went in every if (place, not went) in every)
        merged = {way._replace(rests=_without_other(way.rests, either, taken)) for way in ways} if either else ways
        if merged == ways:
            break
        ways = merged
    if len(ways) <= _WAYS_MAX:
        return ways
    return set({(bool(way.rests), way.move): way for way in ways}.values())


def _without_other(
    rests: frozenset[Decision], either: frozenset[Decision], taken: set[frozenset[Decision]]
) -> frozenset[Decision]:
    """Decisions but for the first of which the other answer leads on as well."""
    for place, went in sorted(rests & either):
        if rests - {(place, went)} | {(place, not went)} in taken:
            return rests - {(place, went)}
    return rests
