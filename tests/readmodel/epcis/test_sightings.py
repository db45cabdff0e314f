# SPDX-License-Identifier: Apache-2.0
"""A repository traces as a list of its events does, within what somebody may see; what was declared wrong is out."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from counterfoil.epcis.document import from_members
from counterfoil.epcis.goods.sighting import Listed, in_force
from counterfoil.epcis.goods.tracing import Direction, trace
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.epcis.journal import Capture, capture
from counterfoil.readmodel.epcis.query import Reach
from counterfoil.readmodel.epcis.sightings import FoundSightings
from counterfoil.readmodel.epcis.tables import SCHEMA
from counterfoil.readmodel.projection import PROJECTIONS
from support.epcis_service import CONTEXT

EVERYBODY = Reach(None)
THINGS = [f"https://id.gs1.org/01/09521321000010/21/{one}" for one in "abcdefgh"]
BOXES = [f"https://id.gs1.org/00/09521321000000000{one}" for one in (14, 21, 38)]


@pytest.fixture
def database(address: DatabaseAddress) -> Iterator[Database]:
    with Database(address, PROJECTIONS, SCHEMA) as opened:
        yield opened


def told(kind: str, minute: int, **members: Any) -> dict[str, Any]:
    time = {"eventTime": f"2026-07-01T10:{minute:02}:00Z", "eventTimeZoneOffset": "+00:00"}
    return {"@context": CONTEXT, "type": kind, **time, **members}


def captured(database: Database, by: str, *events: dict[str, Any]) -> None:
    with database.writing() as connection:
        read = [one for event in events for one in from_members(event).events]
        capture(connection, read, Capture(PartyId(by), Timestamp(1)))


def made(minute: int, inputs: list[str], outputs: list[str], **members: Any) -> dict[str, Any]:
    return told("TransformationEvent", minute, inputEPCList=inputs, outputEPCList=outputs, **members)


def packed(minute: int, parent: str, children: list[str], action: str) -> dict[str, Any]:
    return told("AggregationEvent", minute, parentID=parent, childEPCs=children, action=action)


def drawn(dice: Random, minute: int) -> dict[str, Any]:
    if dice.random() < 0.5:
        return made(minute, dice.sample(THINGS, 2), dice.sample(THINGS, 2))
    children = dice.sample(THINGS, dice.randrange(1, 3))
    return packed(minute, dice.choice(BOXES), children, dice.choice(("ADD", "ADD", "DELETE")))


@pytest.mark.parametrize("seed", range(3))
def test_a_repository_traces_as_a_list_does(database: Database, seed: int) -> None:
    """The same things and edges, whatever holds the events."""
    dice = Random(seed)
    events = [drawn(dice, minute) for minute in range(40)]
    captured(database, "ALICE", *events)
    listed = Listed(in_force(enumerate((one for event in events for one in from_members(event).events), 1)))
    with database.reading() as connection:
        found = FoundSightings(connection, EVERYBODY)
        for start in (*THINGS, *BOXES):
            for direction in Direction:
                here, there = (trace(index, start, direction) for index in (found, listed))
                assert here.things.keys() == there.things.keys()
                assert sorted(here.edges) == sorted(there.edges)


def test_what_was_declared_wrong_is_not_traced(database: Database) -> None:
    """By the same event again with its declaration, under its eventID or without; by whoever captured it."""
    named = made(1, THINGS[:1], THINGS[1:2], eventID="urn:uuid:11111111-2222-4333-8444-555555555555")
    unnamed = made(2, THINGS[:1], THINGS[2:3])
    others = made(3, THINGS[:1], THINGS[3:4])
    wrong = {"errorDeclaration": {"declarationTime": "2026-07-02T00:00:00Z", "reason": "did_not_occur"}}
    captured(database, "ALICE", named, unnamed, others)
    captured(database, "BOB", {**others, **wrong})
    assert _found(database, EVERYBODY) == set(THINGS[1:4])
    captured(database, "ALICE", {**named, **wrong}, {**unnamed, **wrong})
    assert _found(database, EVERYBODY) == set(THINGS[3:4])


def test_nobody_traces_through_what_he_may_not_see(database: Database) -> None:
    """Another's event is no link of his chain."""
    captured(database, "ALICE", made(1, THINGS[:1], THINGS[1:2]))
    captured(database, "BOB", made(2, THINGS[1:2], THINGS[2:3]))
    assert _found(database, EVERYBODY) == set(THINGS[1:3])
    assert _found(database, Reach(frozenset({PartyId("ALICE")}))) == set(THINGS[1:2])
    assert _found(database, Reach(frozenset())) == set()


def test_parts_of_a_transformation_are_found_by_its_identifier(database: Database) -> None:
    """Though no thing is in both."""
    whole = {"transformationID": "urn:epc:id:gdti:0614141.12345.400"}
    first = told("TransformationEvent", 1, inputEPCList=THINGS[:1], **whole)
    captured(database, "ALICE", first, told("TransformationEvent", 2, outputEPCList=THINGS[1:2], **whole))
    assert _found(database, EVERYBODY) == {THINGS[1]}


def _found(database: Database, reach: Reach) -> set[str]:
    with database.reading() as connection:
        things = trace(FoundSightings(connection, reach), THINGS[0], Direction.forward).things
    return set(things) - {THINGS[0]}
