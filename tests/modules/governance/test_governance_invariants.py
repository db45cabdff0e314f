# SPDX-License-Identifier: Apache-2.0
"""Every invariant of governance notices when it is broken, and none is broken where everything is in some state."""

from typing import Any

import msgspec
import pytest

from counterfoil.commerce.ledger import broken_invariants
from support.broken_state import broken
from support.ledger import Ledger
from support.market import build_market
from support.refused_governance import governed

CHARTER, COUNCIL = "governance/charter/current", "parties/party/council"
BREAKAGES: list[tuple[str, dict[str, Any], str]] = [
    (CHARTER, {"council": "bob"}, "council, and bob is the council"),
    (COUNCIL, {"kind": "organisation"}, "organisation, and council is the council"),
    (COUNCIL, {"keys": {"keys": [], "threshold": 1}}, "a council with keys"),
    (COUNCIL, {"roles": []}, "the council alone is a registrar"),
    ("parties/party/registrar", {"roles": ["registrar"]}, "the council alone is a registrar"),
    (
        "governance/motion/voting",
        {"votes": [{"ballot": "against", "keys": [], "member": "bob"}]},
        "votes of ['bob'], where",
    ),
    (
        "governance/motion/voting",
        {"votes": [{"ballot": "against", "keys": [], "member": "bank"}] * 2},
        "votes of ['bank', 'bank']",
    ),
    (
        "governance/motion/voting",
        {"votes": [{"ballot": "against", "keys": ["ab"], "member": member} for member in ("issuer", "bank")]},
        "one key cast two of its votes",
    ),
    ("governance/motion/passed", {"needed": 99}, "passed, with too little voting power in favour"),
    ("governance/motion/executed", {"votes": []}, "executed, with too little voting power in favour"),
    ("governance/motion/voted-down", {"needed": 1}, "voted down, with enough voting power in favour"),
    ("governance/motion/voting", {"vote_until": 1}, "its times are out of order"),
    (
        "governance/pauses/current",
        {"pauses": [{"noun": "funds", "paused_by": [], "until": 1}] * 2},
        "pauses are out of order",
    ),
    (
        "governance/readiness/2",
        {"members": [{"keys": [], "member": "bank"}] * 2},
        "a member is ready twice",
    ),
    (
        "governance/readiness/2",
        {"members": [{"keys": ["ab" * 32], "member": member} for member in ("bank", "venue")]},
        "one key says of two members that they are ready",
    ),
    ("governance/application/accepted", {"party": "ghost"}, "accepted, and ghost is not registered"),
]


@pytest.fixture(scope="module")
def market() -> Ledger:
    return governed(build_market())


def test_nothing_is_broken(market: Ledger) -> None:
    """Motions in every state keep what is always true."""
    assert list(broken_invariants(market.state)) == []


@pytest.mark.parametrize(("path", "changes", "said"), BREAKAGES, ids=[said for _, _, said in BREAKAGES])
def test_what_is_broken_is_said(market: Ledger, path: str, changes: dict[str, Any], said: str) -> None:
    """One record is another, behind the ledger's back."""
    problems = list(broken_invariants(broken(market, path, changes)))
    assert any(said in problem for problem in problems), problems


def test_articles_stand_in_order(market: Ledger) -> None:
    """Two entries of one time are out of order."""
    entries = msgspec.json.decode(market.records.records[CHARTER])["entries"]  # type: ignore[index]
    problems = list(broken_invariants(broken(market, CHARTER, {"entries": entries[:1] * 2})))
    assert any("the charter's articles are out of order" in problem for problem in problems), problems
