# SPDX-License-Identifier: Apache-2.0
"""The invariant of what is lodged notices when it is broken."""

from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from support.broken_state import broken
from support.futures_lodged import on_the_counter
from support.ledger import Ledger

L_1 = {"instrument": "BOND", "pledge": "l-1", "product": ""}
BREAKAGES: list[tuple[str, dict[str, Any], str]] = [
    ("futures/account/m-lia", {"lodged": [L_1, L_1]}, "pledge l-1 is lodged 2 times"),
    ("futures/account/m-moe", {"lodged": [L_1]}, "counts l-1, which is no pledge of BOND to it"),
    ("futures/account/m-lia", {"lodged": [L_1 | {"instrument": "RARE"}]}, "no pledge of RARE to it"),
    ("futures/account/m-lia", {"lodged": [L_1 | {"pledge": "none"}]}, "counts none, which is no pledge"),
    ("holdings/encumbrance/l-1", {"executor": "ann"}, "counts l-1, which is no pledge of BOND to it"),
]


@pytest.fixture(scope="module")
def counter() -> Ledger:
    made: Ledger = on_the_counter(Ledger())
    return made


@pytest.mark.parametrize(("path", "change", "complaint"), BREAKAGES)
def test_an_invariant_complains(counter: Ledger, path: str, change: dict[str, Any], complaint: str) -> None:
    """One record is changed behind the ledger's back, and the words say what is wrong."""
    complaints = list(broken_invariants(broken(counter, path, change)))
    assert any(complaint in said for said in complaints), complaints


def test_a_sound_counter_breaks_none(counter: Ledger) -> None:
    """No complaint without cause."""
    assert list(broken_invariants(counter.state)) == []
