# SPDX-License-Identifier: Apache-2.0
"""Nobody can make a block stand still: what would cause too much is given up after a bounded amount of work."""

from typing import Any

import pytest

from counterfoil.commerce.context import EVENTS_MAX, Context
from counterfoil.evidence.transaction import CALLS_MAX, TRANSACTION_LENGTH_MAX
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.parties.records import Role
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement.calls import LEGS_MAX
from support.ledger import Ledger
from support.market import LONG, leg
from support.refused_settlement import affirm, allocate, settle

READY = 25
"""Instructions that are ready to settle: their legs are more than one transaction may move."""


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """Many instructions of as many legs as there may be, all allocated; not checked block by block, which is slow."""
    ledger = Ledger(checked=False)
    ledger.party("issuer", Role.issuer)
    ledger.instrument("SHARE", "issuer")
    for name in ("alice", "bob"):
        ledger.party(name)
        ledger.account(f"of-{name}", name)
    ledger.issue("SHARE", "of-alice", READY * LEGS_MAX, issuer="issuer")
    for number in range(READY):
        name = f"s{number}"
        legs = (leg("of-alice", "of-bob"),) * LEGS_MAX
        instructed = s.Instruct(instruction=name, by="alice", legs=legs, expires=LONG)
        affirmed = (affirm(name, "of-alice"), affirm(name))
        ledger.do(instructed, *affirmed, allocate(name, "of-alice"), signed_by="alice bob")
    return ledger


def test_two_hundred_thousand_legs_cannot_block(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand calls that would each move 200 legs stop at the budget: rejected, with nothing moved."""
    folds = 0
    folding = Context._fold

    def counting(self: Context, *args: Any) -> None:
        nonlocal folds
        folds += 1
        folding(self, *args)

    monkeypatch.setattr(Context, "_fold", counting)
    calls = [settle(f"s{number % READY}", "alice") for number in range(CALLS_MAX)]
    before = dict(ledger.records.records)
    answer = ledger.submit(*calls, signed_by="alice")
    assert answer == (MachineOutcome.over_budget, EVENTS_MAX // (LEGS_MAX + 1), 1)
    assert ledger.records.records == before
    assert folds <= 4 * EVENTS_MAX


def test_what_is_within_the_budget_settles(ledger: Ledger) -> None:
    """Twenty of them at once."""
    most = EVENTS_MAX // (LEGS_MAX + 1)
    answer = ledger.submit(*[settle(f"s{number}", "alice") for number in range(most)], signed_by="alice")
    assert answer == (MachineOutcome.ok, None, most * (LEGS_MAX + 1))


def test_lines_are_bounded_before_anything_is_read() -> None:
    """400,000 lines are refused by counting line feeds: 1,000 calls of at most 200 legs each, in 1 MiB."""
    from support.refused_at_the_door import built, door

    world = door()
    data = built(world, "li").encode() + b"{}\n" * 400_000
    assert len(data) > TRANSACTION_LENGTH_MAX
    refused = world.ledger.prepare(data)
    assert (refused.code, refused.detail) == (  # type: ignore[union-attr]
        MachineOutcome.malformed,
        f"transaction: {len(data)} bytes; at most {TRANSACTION_LENGTH_MAX} are taken",
    )
