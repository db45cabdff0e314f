# SPDX-License-Identifier: Apache-2.0
"""Every invariant of registers and actions notices when it is broken."""

from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from support.broken_state import broken
from support.ledger import Ledger
from support.lifecycle_in_every_state import corporate
from support.refused_rates import RESET, rated

BREAKAGES: list[tuple[str, dict[str, Any], str]] = [
    ("lifecycle/terms/BOND", {"text": "{}"}, "the terms are not those of their hash"),
    ("lifecycle/fixing/venue/SHIBOR3M/19673", {"used_by": "lifecycle/action/NONE"}, "used by what is not there"),
    ("lifecycle/action/QUICK/_due-1", {"amount": None}, "nobody knows of what amount"),
    ("lifecycle/position/SHARE/open/ben", {"quantity": 334}, "which is not the sum of positions"),
    ("lifecycle/snapshot/SHARE/open", {"whole": 999}, "recorded 1001 of 999 units"),
    ("lifecycle/register/FULL", {"pending": []}, "pending are not the snapshots to come"),
    ("lifecycle/register/SHARE", {"pending": [{"record_time": 1, "snapshot": "x"}]}, "pending are not the snapshots"),
    ("lifecycle/action/SHARE/open", {"record_time": 7}, "its snapshot has another record time"),
    ("lifecycle/snapshot/SHARE/recorded", {"status": "cancelled"}, "its snapshot cancelled"),
    ("lifecycle/action/SHARE/recorded", {"status": "payable"}, "payable without a division"),
    ("lifecycle/entitlement/SHARE/open/d1/cat", {"gross": 1}, "entitlements are"),
    ("lifecycle/entitlement/SHARE/open/d1/ann", {"claimed": 10**6}, "less is left than nothing"),
    ("lifecycle/entitlement/SHARE/open/d1/cat", {"status": "paid_out"}, "which is not what was counted"),
]


@pytest.fixture(scope="module")
def market() -> Ledger:
    """Copied before it is broken."""
    return corporate()


@pytest.fixture(scope="module")
def rates() -> Ledger:
    """The same, with a rate that was taken from a feed."""
    return rated()


@pytest.mark.parametrize(("path", "change", "complaint"), BREAKAGES, ids=[row[2] + row[0] for row in BREAKAGES])
def test_an_invariant_complains(market: Ledger, path: str, change: dict[str, Any], complaint: str) -> None:
    """One record is changed behind the ledger's back, and the words say what is wrong."""
    complaints = _complaints(market, path, change)
    assert any(complaint in said for said in complaints), complaints


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"used_by": "lifecycle/action/NONE"}, "used by what is not there"),
        ({"rate": "0.03"}, "its rate is not what the fixing says"),
        ({"fixing": "oracles/feed/shibor"}, "its rate is not what the fixing says"),
    ],
)
def test_an_invariant_of_rates_complains(rates: Ledger, change: dict[str, Any], complaint: str) -> None:
    """The same of a rate that was taken from a feed."""
    path = f"lifecycle/reset/{'/'.join(RESET)}"
    assert [said for said in _complaints(rates, path, change) if complaint in said]


def _complaints(market: Ledger, path: str, change: dict[str, Any]) -> list[str]:
    return list(broken_invariants(broken(market, path, change)))


def test_a_sound_market_breaks_none(market: Ledger, rates: Ledger) -> None:
    """No complaint without cause."""
    assert list(broken_invariants(market.state)) == list(broken_invariants(rates.state)) == []
