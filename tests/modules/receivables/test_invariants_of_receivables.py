# SPDX-License-Identifier: Apache-2.0
"""Every invariant of receivables notices when it is broken."""

from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from support.broken_state import broken
from support.ledger import Ledger
from support.vouchers import FACE, INVOICES, print_of
from support.vouchers_in_every_state import in_every_state
from support.vouchers_stage import OnLedger

LONG = "receivables/voucher/long"
L5 = "receivables/lot/l-5"
BREAKAGES: list[tuple[str, dict[str, Any] | None, str]] = [
    (LONG, {"live": 999_999}, "live 999999, paid 0, cancelled 0 are not its face 1000000"),
    (LONG, {"live": 0, "redeemed": 1_000_000}, "live is not 1000000"),
    (LONG, {"status": "paid"}, "paid, with 7 lots out"),
    ("receivables/voucher/in-part", {"paid_in_part": 1}, "paid_in_part is not 100000"),
    ("receivables/voucher/draft", {"live": 1}, "live 1, paid 0, cancelled 0 are not its face 0"),
    (
        "holdings/encumbrance/receivables/due/0",
        {"quantity": FACE - 1},
        "1000000 provided for lots that are out, and 999",
    ),
    ("holdings/encumbrance/receivables/due/0", {"expires": 1}, "what is provided is held for receivables/voucher/due"),
    (L5, {"start": 600_001}, "do not lie side by side"),
    (L5, {"start": 600_000}, "do not lie side by side"),
    (L5, {"status": "redeemed"}, "redeemed, and its title says otherwise"),
    (L5, {"status": "on_offer"}, "on_offer, and its offer says otherwise"),
    (L5, {"parent": "l-3"}, "its parent l-3 is not spent"),
    (L5, {"depth": -1}, "it lies outside its parent, or above it"),
    (L5, {"paid": 100_001}, "100001 paid of 100000"),
    ("holdings/title/l-5", None, "held, and its title says otherwise"),
    ("receivables/line/platform/core", {"used": 1}, "1 used of"),
    ("receivables/line/platform/core", {"ceiling": 1}, "used of 1"),
    ("receivables/issuer/weak", {"overdue": 1}, "1 overdue, and there are 3"),
    (
        f"receivables/invoice/registry/{print_of(INVOICES[4])}",
        {"confirmed": 1},
        "1 promised of 1000000, and 1000000 by",
    ),
    (f"receivables/invoice/registry/{print_of(INVOICES[4])}", {"amount": 1}, "1000000 promised of 1, and"),
]


@pytest.fixture(scope="module")
def market() -> Ledger:
    """Vouchers in every state, whose records are copied before they are broken."""
    return in_every_state(OnLedger()).ledger


def test_nothing_is_broken_before(market: Ledger) -> None:
    """What is found below was broken below."""
    assert list(broken_invariants(market.state)) == []


@pytest.mark.parametrize(("path", "change", "notice"), BREAKAGES)
def test_an_invariant_notices(market: Ledger, path: str, change: dict[str, Any] | None, notice: str) -> None:
    """One record changed, and a sentence says what is wrong with it."""
    found = list(broken_invariants(broken(market, path, change)))
    assert any(notice in problem for problem in found), found
