# SPDX-License-Identifier: Apache-2.0
"""Every invariant of deliveries notices when it is broken."""

from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from support.broken_state import broken
from support.ending_floor import at_the_end
from support.ledger import Ledger

BREAKAGES: list[tuple[str, dict[str, Any], str]] = [
    ("futures/account/m-ann", {"delivering": []}, "delivers () with"),
    ("futures/account/m-ann", {"delivery_margin": 1}, "and deliveries are"),
    ("futures/delivery/OF/m-cat", {"offered": []}, "has 1 of R4, and 0 is being delivered"),
    ("futures/delivery/MA/m-bob", {"margin": 0}, "and deliveries are"),
    ("holdings/holding/desk/R2", {"free": 0}, "has 0 of R2, and 1 is being delivered"),
    ("futures/trading/TR", {"long": 0}, "0 long and 2 short, and positions have 2 and 2"),
]


@pytest.fixture(scope="module")
def floor() -> Ledger:
    return at_the_end(Ledger())


@pytest.mark.parametrize(("path", "change", "complaint"), BREAKAGES)
def test_an_invariant_complains(floor: Ledger, path: str, change: dict[str, Any], complaint: str) -> None:
    """One record is changed behind the ledger's back, and the words say what is wrong."""
    complaints = list(broken_invariants(broken(floor, path, change)))
    assert any(complaint in said for said in complaints), complaints


def test_a_sound_floor_breaks_none(floor: Ledger) -> None:
    """No complaint without cause."""
    assert list(broken_invariants(floor.state)) == []
