# SPDX-License-Identifier: Apache-2.0
"""Each rule is needed: with any one of them left out, something in the golden files is judged otherwise."""

import ast
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from counterfoil.consensus.cometbft.light import commits, misbehaviour, steps
from counterfoil.consensus.cometbft.light.evidence_forms import decode_evidence
from counterfoil.consensus.cometbft.light.faults import Fault, NotBelieved, require
from counterfoil.consensus.cometbft.light.light_protobuf import decode_light_block
from support.engine_signing import chain
from support.vectors import cases

ELSEWHERE: Final = {
    "trust_hash": "where trust begins: test_following.py",
    "trust_genesis": "where trust begins: test_following.py",
    "step_down": "downwards: test_following.py",
}
"""Functions whose rules the tables do not meet, and where they are tried."""
ENDLESS: Final = "VALIDATORS_MAX"
"""Of this bound, too: test_commits.py."""


def rules() -> Iterator[tuple[ModuleType, int]]:
    """Where ``require`` is called."""
    for module in (commits, steps, misbehaviour):
        assert module.__file__ is not None
        for function in ast.parse(Path(module.__file__).read_text()).body:
            if not isinstance(function, ast.FunctionDef) or function.name in ELSEWHERE:
                continue
            for node in ast.walk(function):
                called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "require"
                if called and ENDLESS not in ast.unparse(node):
                    yield module, node.lineno


@cache
def judgements() -> tuple[tuple[str | None, Callable[[], object]], ...]:
    """What each case of the tables is said to be, and how to judge it."""
    made: list[tuple[str | None, Callable[[], object]]] = []
    for row in cases("light/broken.json"):
        trusted, block = chain(row["chain"])[row["trusted"] - 1], decode_light_block(bytes.fromhex(row["light_block"]))
        made.append((row["fault"], lambda t=trusted, b=block, now=row["now"]: steps.step(t, b, steps.USUAL, now)))
    for row in cases("light/evidence.json"):
        blocks, evidence = chain(row["chain"]), decode_evidence(bytes.fromhex(row["evidence"]))
        common, believed = blocks[row["common"] - 1], blocks[row["believed"] - 1]
        made.append((row.get("fault"), lambda e=evidence, c=common, b=believed: misbehaviour.check_evidence(e, c, b)))
    return tuple(made)


def verdict(judge: Callable[[], object]) -> str | None:
    try:
        judge()
    except NotBelieved as error:
        return error.fault.name
    except Exception as error:
        return type(error).__name__  # what a rule kept out reaches code that does not expect it
    return None


@pytest.mark.parametrize(
    ("module", "line"), list(rules()), ids=lambda one: one.__name__ if isinstance(one, ModuleType) else one
)
def test_a_rule_that_is_left_out_is_missed(module: ModuleType, line: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever it is."""

    def all_but_one(holds: bool, fault: Fault, detail: str = "") -> None:
        if sys._getframe(1).f_lineno != line:
            require(holds, fault, detail)

    assert all(verdict(judge) == expected for expected, judge in judgements()[:5])
    monkeypatch.setattr(module, "require", all_but_one)
    assert any(verdict(judge) != expected for expected, judge in judgements())
