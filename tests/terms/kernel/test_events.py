# SPDX-License-Identifier: Apache-2.0
"""Event types: the sequence of events of one time, and types of one's own."""

import json
from datetime import datetime
from decimal import Decimal

import pytest

from counterfoil.terms.kernel.dictionary import State
from counterfoil.terms.kernel.events import EVENT_TYPES, MARKET_EVENT_TYPES, EventType, Occurrence, Scheduled, order_of
from shared_data import shared_data


def nothing(now: Occurrence[State]) -> Decimal:
    """A step that pays nothing."""
    return Decimal(0)


def test_types_go_by_their_acronyms() -> None:
    """A type is written as its acronym, and found by it."""
    assert all(str(kind) == acronym == kind.acronym for acronym, kind in EVENT_TYPES.items())
    assert EVENT_TYPES["IP"] == EventType("IP", "another name", 99) != EVENT_TYPES["FP"]


def test_types_of_markets_stand_beside_those_of_the_dictionary() -> None:
    """Commission of a future follows its trade; all other types of the dictionary are the same."""
    changed = {kind for kind, of in EVENT_TYPES.items() if MARKET_EVENT_TYPES[kind].sequence != of.sequence}
    assert changed == {"FP"}
    assert MARKET_EVENT_TYPES["PRD"].sequence < MARKET_EVENT_TYPES["FP"].sequence < MARKET_EVENT_TYPES["MTM"].sequence


def test_events_of_one_time_follow_the_sequence() -> None:
    """First by time, then by type: principal before interest before maturity."""
    noon = datetime(2024, 1, 1, 12)
    rows = [("MD", noon), ("IP", noon), ("PR", noon), ("STD", datetime(2024, 1, 1))]
    items = [Scheduled(at, EVENT_TYPES[kind], at, at, nothing) for kind, at in rows]
    assert [str(item.type) for item in sorted(items, key=order_of)] == ["STD", "PR", "IP", "MD"]


@pytest.mark.real_data
def test_the_sequence_is_the_dictionarys() -> None:
    """As in the dictionary, version 1.4; it lacks principal increase and the two legs of a plain swap."""
    # The boundaries of boundary-controlled switches are not of our contracts.
    listed = json.loads(shared_data("actus/dictionary/actus-dictionary-event.json").read_text())
    published = {row["acronym"]: row["sequence"].split()[-1] for row in listed["event"]["eventType"]["allowedValues"]}
    ours = {acronym: str(kind.sequence) for acronym, kind in EVENT_TYPES.items()}
    assert published | ours == ours | published
    assert set(ours) - set(published) == {"PI", "IPFX", "IPFL"}
    assert set(published) - set(ours) == {"BDM", "BDC"}
