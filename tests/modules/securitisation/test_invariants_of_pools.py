# SPDX-License-Identifier: Apache-2.0
"""Every invariant of securitisation notices when it is broken."""

from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from support.broken_state import broken
from support.ledger import Ledger
from support.pools_in_every_state import in_every_state
from support.vouchers_stage import OnLedger

P = "securitisation/pool/P"
DAY = "securitisation/day/P/1"
LOT = "securitisation/lot/P-3-0"
SHARE = "securitisation/share/senior/1/of-fund-b"
BREAKAGES: list[tuple[str, dict[str, Any] | None, str]] = [
    (P, {"at_hand": 1}, "1 at hand, "),
    (P, {"aside": 1}, "1 set aside, and"),
    ("securitisation/note/senior", {"aside": 1}, "1 set aside, and shares of 0 wait"),
    (P, {"lots": 4}, "4 lots, and 3 are on record"),
    (P, {"last_lot": "securitisation/lot/taken-0"}, "3 lots, and 1 are on record"),
    (P, {"unpaid": 1}, "unpaid is not 1000000"),
    (P, {"late": 1}, "late is not 0"),
    (P, {"defaulted": 1}, "defaulted is not 1000000"),
    (P, {"status": "liquidated"}, "senior are out, and the pool is liquidated"),
    (P, {"status": "called_off"}, "senior are out before it was issued"),
    (LOT, {"unpaid": 1}, "1 unpaid, and its right says otherwise"),
    (LOT, {"lot": "fit-0"}, "it is not in the pool's account"),
    (DAY, {"to_pay": 1}, "1 left, and holders have"),
    (SHARE, {"units": 5}, "of senior are paid, and shares are of 5"),
    (SHARE, {"interest": 5}, "left, and holders have"),
    ("securitisation/note/senior", {"open": []}, "and its note says otherwise"),
    ("holdings/supply/senior", {"outstanding": 10**9}, "of senior are out, of 2400000"),
]


@pytest.fixture(scope="module")
def market() -> Ledger:
    """Pools in every state, whose records are copied before they are broken."""
    return in_every_state(OnLedger()).ledger


def test_nothing_is_broken_before(market: Ledger) -> None:
    """What is found below was broken below."""
    assert list(broken_invariants(market.state)) == []


@pytest.mark.parametrize(("path", "change", "notice"), BREAKAGES)
def test_an_invariant_notices(market: Ledger, path: str, change: dict[str, Any] | None, notice: str) -> None:
    """One record changed, and a sentence says what is wrong with it."""
    found = list(broken_invariants(broken(market, path, change)))
    assert any(notice in problem for problem in found), found
