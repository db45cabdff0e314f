# SPDX-License-Identifier: Apache-2.0
"""Every invariant of insurance notices when it is broken."""

from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from support.broken_state import broken
from support.ledger import Ledger
from support.market import build_market
from support.refused_insurance import insuring

BREAKAGES: list[tuple[str, dict[str, Any] | None, str]] = [
    ("insurance/product/newer", {"version": 3}, "version 3 of its terms is missing"),
    ("insurance/terms/life/1", None, "its terms or its wallet are missing"),
    ("insurance/wallet/mid", None, "its terms or its wallet are missing"),
    ("insurance/policy/mid", {"premiums_paid": 4}, "in_force, with 4 premiums paid"),
    ("insurance/policy/mid", {"premiums_paid": 0}, "in_force, with 0 premiums paid"),
    ("insurance/policy/applied", {"premiums_paid": 1}, "applied, with 1 premiums paid"),
    ("insurance/policy/mid", {"bought": None}, "in_force, bought at None"),
    ("insurance/policy/mid", {"status": "run_out"}, "run_out, and its unit is not redeemed"),
    ("insurance/wallet/mid", {"owed": 1}, "in_force, and 1 is owed or paid"),
    ("insurance/wallet/over", {"paid": 1}, "cooled_off, and 1 is owed or paid"),
    ("insurance/wallet/given-back", {"owed": 201}, "surrendered, and 201 is owed or paid"),
    ("insurance/wallet/owed", {"owed": 2}, "claimed, and 2 is owed or paid"),
    ("insurance/wallet/over", {"owed": 1, "paid": 1_000}, "1 is owed after 1000 was paid"),
    ("insurance/policy/owed", {"case": None}, "claimed, on no claim"),
    ("insurance/policy/mid-open", {"case": "other"}, "claim other is not its own"),
    ("insurance/claim/admitted", {"status": "paid"}, "1 is owed, and claim admitted is paid"),
    ("insurance/claim/open", {"status": "dropped"}, "in_force, and claim open is dropped"),
    ("insurance/claim/twice", {"status": "under_review"}, "under_review, and its policy does not name it"),
    ("insurance/claim/twice", {"submissions": 3}, "made 3 times"),
    ("insurance/claim/admitted", {"quantity": 0}, "1 is admitted of 0"),
]


@pytest.fixture(scope="module")
def market() -> Ledger:
    """The market of all states, whose records are copied before they are broken."""
    return insuring(build_market())


def test_nothing_is_broken_before(market: Ledger) -> None:
    """What is found below was broken below."""
    assert list(broken_invariants(market.state)) == []


@pytest.mark.parametrize(("path", "change", "notice"), BREAKAGES)
def test_an_invariant_notices(market: Ledger, path: str, change: dict[str, Any] | None, notice: str) -> None:
    """One record changed, and a sentence says what is wrong with it."""
    found = list(broken_invariants(broken(market, path, change)))
    assert any(notice in problem for problem in found), found
