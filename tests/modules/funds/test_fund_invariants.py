# SPDX-License-Identifier: Apache-2.0
"""Every invariant of funds notices when it is broken, and none is broken on the market of all refusals."""

from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from support.broken_state import broken
from support.fund_market import WEDNESDAY
from support.funds_in_every_state import LAST, MONDAY, TUESDAY, dealing_in_funds
from support.ledger import Ledger
from support.market import build_market

DAY = f"funds/day/FUND/{MONDAY}"
OVER = f"funds/day/FUND/{WEDNESDAY}"
LOTS = "funds/lots/ann-units/FUND"
SIEVE = {"above": 0, "buckets": [], "cut": None, "floors": 0, "high": 9, "low": 0, "rounds": 0, "weight": 9, "whole": 9}
BREAKAGES: list[tuple[str, dict[str, Any] | None, str]] = [
    ("funds/order/settled", None, "of no order"),
    (f"funds/dealing/settled/{WEDNESDAY}", {"units": 999_999}, "subscribes: 999999 allotted of 1000000"),
    (f"funds/dealing/sold/{WEDNESDAY + 1}", {"units": 39_999}, "redeems: 39999 allotted of 40000"),
    (f"funds/dealing/eager/{TUESDAY}", {"status": "settled"}, "counts 10 units, and there are 0"),
    ("funds/order/monday", {"place": 2}, "ordering with places [2] of 1, 0 done"),
    ("funds/order/monday", {"amount": 999}, "subscribes 1000, and its orders are another sum"),
    ("funds/order/monday", {"day": 1}, "orders of FUND wait for day 1, of which nothing is recorded"),
    (DAY, {"units": 1}, "redeems 1, and its orders are another sum"),
    (DAY, {"status": "weighing"}, "weighing without a confirmed value"),
    (OVER, {"subscribed": SIEVE}, "subscribes: 1000000 allotted of 9"),
    (OVER, {"status": "dealing"}, "days [19709, 19710, 19711] are open, and others are recorded"),
    (f"funds/value/FUND/{WEDNESDAY}", {"status": "published"}, "closed without a confirmed value"),
    ("funds/book/FUND", {"units": 1}, "counts 1 units, and there are"),
    ("funds/book/FUND", {"open": [MONDAY]}, f"days [{MONDAY}] are open, and others are recorded"),
    ("funds/book/FUND", {"closed": LAST}, f"dealt to {LAST}, valued to"),
    (LOTS, {"lots": [{"day": 1, "units": 9_999}]}, "lots of 9999 units, and 10000 are held"),
    (LOTS, {"lots": [{"day": 2, "units": 9_999}, {"day": 1, "units": 1}]}, "lots out of order, or too many"),
    (LOTS, None, "account ann-units holds 10000 of FUND without lots"),
]


@pytest.fixture(scope="module")
def market() -> Ledger:
    return dealing_in_funds(build_market())


def test_nothing_is_broken(market: Ledger) -> None:
    """Funds in every state keep what is always true."""
    assert list(broken_invariants(market.state)) == []


@pytest.mark.parametrize(("path", "changes", "said"), BREAKAGES, ids=[said for _, _, said in BREAKAGES])
def test_what_is_broken_is_said(market: Ledger, path: str, changes: dict[str, Any] | None, said: str) -> None:
    """One record is another, or is not there."""
    problems = list(broken_invariants(broken(market, path, changes)))
    assert any(said in problem for problem in problems), problems
