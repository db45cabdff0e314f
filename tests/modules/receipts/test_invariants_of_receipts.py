# SPDX-License-Identifier: Apache-2.0
"""Every invariant of receipts notices when it is broken."""

from typing import Any

import msgspec
import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.receipts.goods import item_key
from support.broken_state import broken
from support.ledger import Ledger
from support.market import build_market
from support.receipted import COPPER
from support.receipts_refused import said
from support.refused_receipts import BOX, THING, receipts_market

GOODS = f"receipts/goods/{COPPER}/shed/L-1"
SAID = msgspec.to_builtins(said())
BREAKAGES: list[tuple[str, dict[str, Any] | None, str]] = [
    (GOODS, {"on_documents": 0}, "on documents, not 0 of"),
    (GOODS, {"taken_in": 0}, "on hand"),
    ("receipts/document/live", {"contents": SAID | {"amount": 24_000}}, "on documents, not"),
    ("receipts/document/live", {"status": "divided"}, "divided, and its unit is there"),
    ("receipts/document/gone", {"status": "in_effect"}, "in_effect, and its unit is nowhere"),
    ("receipts/document/gone", {"status": "in_effect"}, "in_effect, and controlled by"),
    ("receipts/document/live", {"registered": None}, "in_effect, registered at None"),
    ("receipts/document/draft", {"registered": 1}, "drafted, registered at 1"),
    ("receipts/document/split-up", {"became": ["live"]}, "it became live, which did not come of it"),
    ("receipts/intake/in", {"drafted": 1}, "drafted, not 1 of"),
    ("receipts/intake/in", {"arrived": 1}, "of 1"),
    (f"receipts/item/{item_key(THING)}", {"document": "gone"}, "on gone, which is not live"),
    (f"receipts/item/{item_key(THING)}", {"inside": 1}, "1 in it are on documents, too"),
    (f"receipts/item/{item_key(BOX)}", {"holds": []}, "what it is packed in does not have it"),
    (f"receipts/item/{item_key(BOX)}", {"here": False}, "what it holds has left, and it has not"),
    (f"receipts/keeper/{COPPER}/shed", {"capacity": 1}, "of 1"),
]


@pytest.fixture(scope="module")
def market() -> Ledger:
    """The market of all states, whose records are copied before they are broken."""
    return receipts_market(build_market())


def test_nothing_is_broken_before(market: Ledger) -> None:
    """What is found below was broken below."""
    assert list(broken_invariants(market.state)) == []


@pytest.mark.parametrize(("path", "change", "notice"), BREAKAGES)
def test_an_invariant_notices(market: Ledger, path: str, change: dict[str, Any] | None, notice: str) -> None:
    """One record changed, and a sentence says what is wrong with it."""
    found = list(broken_invariants(broken(market, path, change)))
    assert any(notice in problem for problem in found), found
