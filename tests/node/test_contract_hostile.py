# SPDX-License-Identifier: Apache-2.0
"""The integers of a walk: of every kind that an author may not expect, and none that no call carries."""

from types import SimpleNamespace
from typing import Any

import pytest

from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts.hostile import drawn_from
from counterfoil.node.contracts.local_chain import LocalChain
from counterfoil.node.contracts.properties import walked
from counterfoil.sandbox.in_process import InProcess

MOST = 2**53 - 1
BOX = f'''
def init():
    """Keep the most."""
    put("most", {MOST})


def add(n: int):
    """Say it."""
    emit("n", {{"n": n}})
'''


def drawn(kept: Any, balance: int = 0) -> list[int]:
    """What is drawn where a contract keeps something, and one account holds units."""
    chain: Any = SimpleNamespace(
        names=lambda _table: ["a/X"], balance=lambda _account, _instrument: balance, state=lambda _name: kept, now=0
    )
    return drawn_from(chain, "box")


ROWS: dict[str, tuple[Any, int, set[int], set[int]]] = {
    "of an account": ({}, 700, {699, 700, 701, -700}, {-699, 1700}),
    "kept": ({"price": 5000}, 0, {4999, 5000, 5001, -5000}, set()),
    "within what is kept": ({"a": [{"b": 5000}]}, 0, {5001}, set()),
    "no truth": ({"open": True, "word": "5000", "none": None}, 0, {1}, {5000}),
    "the greatest": ({"most": MOST}, 0, {MOST, MOST - 1, -MOST}, {MOST + 1, -MOST - 1}),
    "the least": ({"least": -MOST}, 0, {MOST, 1 - MOST, -MOST}, {MOST + 1, -MOST - 1}),
    "of many both ends": ({"all": [*range(1000, 10_000, 1000)]}, 0, {1001, 9001}, {5001}),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_is_drawn(name: str) -> None:
    """Plain ones first, and as often others: around amounts in play, and never beyond what a call carries."""
    kept, balance, there, absent = ROWS[name]
    found = drawn(kept, balance)
    assert found[:101] == list(range(101)) and len(found) >= 202
    assert there <= set(found) and not absent & set(found)
    assert (min(found), max(found)) == (-MOST, MOST)


def test_a_contract_that_keeps_the_most_there_is_passes() -> None:
    """No step is a call that could not be written down."""

    def box(chain: LocalChain) -> None:
        chain.account("of-ann", "ann")
        chain.deploy("box", BOX)

    @walked(box, "box", walks=100)
    def always(chain: LocalChain) -> None:
        assert chain.state("box")["most"] == MOST

    always(LocalChain(InProcess(HOST_FUNCTIONS)))
