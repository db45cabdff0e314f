# SPDX-License-Identifier: Apache-2.0
"""Every rule that refuses: one row each, in the order checked, in the words of the domain."""

from collections.abc import Iterable

import pytest

from counterfoil.commerce.app import CALLS, call_name
from counterfoil.commerce.machine import Result
from counterfoil.commerce.outcome import Outcome
from counterfoil.evidence.event import ObjectClass
from support.ledger import Ledger
from support.market import Row, build_market
from support.refused_movements import ENCUMBRANCES, INSTRUMENTS, MOVEMENTS, move
from support.refused_parties import ACCOUNTS, PARTIES, PROTOCOL
from support.refused_settlement import INSTRUCTIONS, now

ROWS = [*PROTOCOL, *PARTIES, *ACCOUNTS, *INSTRUMENTS, *MOVEMENTS, *ENCUMBRANCES, *INSTRUCTIONS]
REACHED_ELSEWHERE = {Outcome.feature_not_active}
"""By the tests of activation, on a chain of their own."""
BEFORE_A_BLOCK = {outcome for outcome in Outcome if outcome <= Outcome.bad_signature}
"""Found when a transaction arrives; such a one never enters a block."""


def named(rows: Iterable[Row]) -> list[str]:
    """What pytest calls each row."""
    return [f"{call_name(type(row.call))}: {row.because}" for row in rows]


@pytest.fixture(scope="module")
def market() -> Ledger:
    """One market for all rows: a refused call leaves it as it was."""
    return build_market()


@pytest.mark.parametrize("row", ROWS, ids=named(ROWS))
def test_a_rule_refuses(market: Ledger, row: Row) -> None:
    """The outcome is the row's, nothing changes, and one event tells of the attempt."""
    records = dict(market.records.records)
    already = len(market.events)
    result = market.submit(row.call, signed_by=row.signed_by)
    assert result == Result(row.outcome, 0, 1)
    assert market.records.records == records
    (event,) = market.decoded_events(already)
    assert (event.type, event.object, event.trails) == ("transaction.rejected", ObjectClass.regulatory, ())
    assert event.data == {"call": 0, "outcome": row.outcome.value, "reason": row.outcome.name}


def test_every_outcome_of_a_block_is_reached() -> None:
    """No number stands in the table of outcomes that no call returns."""
    reached = {row.outcome for row in ROWS} | REACHED_ELSEWHERE | BEFORE_A_BLOCK
    assert set(Outcome) - reached == set()


def test_every_call_has_its_table() -> None:
    """Each call of each module is refused by at least two rules."""
    refused = [type(row.call) for row in ROWS]
    assert {call for call in CALLS if refused.count(call) < 2} == set()


def test_a_later_call_undoes_the_earlier_ones(market: Ledger) -> None:
    """All calls of a transaction succeed or none does, and the event names the call that did not."""
    records = dict(market.records.records)
    result = market.submit(move(), move(quantity=5), now(name="settled"), signed_by="alice bob")
    assert result == Result(Outcome.instruction_exists, 2, 1)
    assert market.records.records == records
