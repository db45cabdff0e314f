# SPDX-License-Identifier: Apache-2.0
"""What the rules take, the interpreter loads: a pool, which reads a source by the rules alone, answers as its twin."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from random import Random

import pytest

from counterfoil.law.program import NotInDialect
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.sandbox.in_process import InProcess
from counterfoil.sandbox.pool import Pool
from counterfoil.sandbox.rules import checked
from support.hostile_programs import ALL
from support.seeds import seed_of_this_commit

LITERALS = ("0", "-0", "-1", "{0: 1, -0: 2}", "{True: 1, 1: 2}", "{None: 0}", "{'': {1: ()}}", "(1,)", "[]", "not 0")
COMPUTED = ("[x for x in []]", "{x: 1 for x in [1]}", "[x for x in [1] for y in [x]]", "a[0][:]", "'a'.split('b')")
NAMES = ("a", "b", "x", "f", "match", "case", "type", "print", "set")
PIECES = [ast.parse(one, mode="eval").body for one in (*LITERALS, *COMPUTED)]
TAKEN_MIN = 150


class _Altered(ast.NodeTransformer):
    """Here and there another expression, or another name."""

    def __init__(self, random: Random, pieces: list[ast.expr]) -> None:
        self._random, self._pieces = random, pieces
        self._often = random.choice((0.01, 0.03, 0.06))

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if self._random.random() > self._often:
            return node
        if isinstance(node, ast.Name):
            node.id = self._random.choice(NAMES)
        elif isinstance(node, ast.arg):
            node.arg = self._random.choice(NAMES)
        elif isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store):
            return deepcopy(self._random.choice(self._pieces))
        return node


def taken(source: str) -> bool:
    """Whether the rules take it."""
    try:
        checked(source, HOST_FUNCTIONS)
    except NotInDialect:
        return False
    return True


def altered(seed: int) -> Iterator[str]:
    """Small hostile programs, each a little other than it is, and a constant before it."""
    random = Random(seed)
    trees = [ast.parse(one.source) for one in ALL if len(one.source) < 1_000 and taken(one.source)]
    pieces = [*PIECES, *(one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.Constant))]
    while True:
        tree = _Altered(random, [*PIECES, random.choice(pieces)]).visit(deepcopy(random.choice(trees)))
        constant = ", ".join(random.choices(LITERALS, k=2))
        yield f"CONSTANT = [{constant}]\n{ast.unparse(ast.fix_missing_locations(tree))}\n"


@pytest.mark.parametrize("seed", [3, seed_of_this_commit()])
def test_whatever_the_rules_take_is_loaded(seed: int) -> None:
    """The entries of random programs are the same to a pool and to its twin in this process, or both refuse them."""
    pool, found = Pool(HOST_FUNCTIONS), 0
    for source in altered(seed):
        if taken(source):
            assert InProcess(HOST_FUNCTIONS).entries(source) == pool.entries(source), source
            found += 1
        if found >= TAKEN_MIN:
            break


def test_what_they_refuse_neither_takes() -> None:
    """Such as a constant with 0 as a key twice, at which the interpreter would stop when it loads it."""
    source = 'A = {0: 1, -0: 2}\n\n\ndef f() -> dict:\n    """Do."""\n    return A\n'
    for programs in (InProcess(HOST_FUNCTIONS), Pool(HOST_FUNCTIONS)):
        with pytest.raises(NotInDialect, match="a constant that is computed"):
            programs.entries(source)
