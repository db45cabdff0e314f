# SPDX-License-Identifier: Apache-2.0
"""Every rule that refuses: one row each, in the order checked, in the words of the domain."""

from collections.abc import Iterable

import pytest

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.call import call_name
from counterfoil.law.outcome import MachineOutcome, Refused
from counterfoil.modules import laws
from support.ledger import Answer
from support.market import Row
from support.refused_at_the_door import DOOR
from support.refused_by_records import Act
from support.refused_movements import move
from support.refused_settlement import now
from support.rejection_tables import ACTS, PLACES, ROWS, TOGETHER, Place, market_of

ELSEWHERE = {MachineOutcome.feature_not_active, MachineOutcome.law_at_fault, MachineOutcome.number_out_of_bounds}
"""On a chain of their own, and by laws of their own: tests/modules/protocol/test_activation.py, tests/commerce."""


def named(rows: Iterable[Row]) -> list[str]:
    """What pytest calls each row."""
    return [f"{call_name(type(row.call))}: {row.because}" for row in rows]


@pytest.mark.parametrize(
    ("place", "row"),
    [
        pytest.param(place, row, id=name)
        for place in PLACES
        for row, name in zip(place.rows, named(place.rows), strict=True)
    ],
)
def test_a_rule_refuses(place: Place, row: Row) -> None:
    """The outcome is the row's, nothing changes, and one event tells of the attempt."""
    market = market_of(place)
    records = dict(market.records.records)
    already = len(market.events)
    assert market.submit(row.call, signed_by=row.signed_by) == Answer(row.outcome, 0, 1)
    assert market.records.records == records
    (event,) = market.decoded_events(already)
    assert (event.type, event.object, event.trails) == ("transaction.rejected", ObjectClass.regulatory, ())
    assert (event.call, event.consents) == (None, ())
    assert event.data == {"call": 0, "outcome": row.outcome.value, "reason": row.outcome.name}


@pytest.mark.parametrize(
    ("place", "act"), [pytest.param(place, act, id=act.because) for place in PLACES for act in place.acts]
)
def test_a_law_refuses_whoever_asks(place: Place, act: Act) -> None:
    """What no call of today does is refused to the modules of tomorrow."""
    market = market_of(place)
    with pytest.raises(Refused) as refused:
        act.act(market.context())
    assert refused.value.outcome is act.outcome, refused.value
    market.state.discard_transaction()


def test_every_outcome_has_a_row() -> None:
    """No number stands among the outcomes that nothing answers."""
    reached = {row.outcome for row in (*ROWS, *ACTS, *DOOR)} | ELSEWHERE | {MachineOutcome.ok}
    assert {outcome for outcome in laws().outcomes.values() if outcome not in reached} == set()


def test_every_call_has_its_table() -> None:
    """Each call of each module is refused by at least two rules."""
    refused = [type(row.call) for row in ROWS]
    assert {call for call in laws().rules if refused.count(call) < 2} == set()


def test_no_row_stands_twice() -> None:
    """Every row is about a case of its own."""
    names = named(ROWS)
    assert sorted(set(names)) == sorted(names)


def test_a_later_call_undoes_the_earlier_ones() -> None:
    """All calls of a transaction succeed or none does, and the event names the call that did not."""
    market = market_of(TOGETHER)
    records = dict(market.records.records)
    answer = market.submit(move(), move(quantity=5), now(name="settled"), signed_by="alice bob")
    assert (answer.outcome.name, answer.call, answer.events) == ("instruction_exists", 2, 1)
    assert market.records.records == records
