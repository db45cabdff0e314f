# SPDX-License-Identifier: Apache-2.0
"""Batches are settled once, without a gap, and held against what stands on the ledger."""

from collections.abc import Iterator
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.epcis.document import from_members
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import HexHash, PartyId, Timestamp
from counterfoil.readmodel.address import DatabaseAddress, read_address
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.epcis.batches import ANCHORING, EventBatch, OnLedger, batch_of, next_batch, proof_of
from counterfoil.readmodel.epcis.journal import Capture, capture
from counterfoil.readmodel.epcis.tables import SCHEMA
from counterfoil.readmodel.projection import PROJECTIONS
from support.epcis_service import object_event

SEED = b"s" * 32
OTHER = HexHash("e" * 64)
SCHEMAS = (PROJECTIONS, SCHEMA, ANCHORING)


@pytest.fixture
def database(address: DatabaseAddress) -> Iterator[Database]:
    with Database(address, *SCHEMAS) as opened:
        yield opened


def captured(database: Database, *serials: int) -> None:
    with database.writing() as connection:
        events = [one for serial in serials for one in from_members(object_event(serial)).events]
        capture(connection, events, Capture(PartyId("ALICE"), Timestamp(1)))


def settled(database: Database, batches: int = 0, root: HexHash | None = None, **said: object) -> EventBatch | None:
    there = OnLedger("copper", batches, root)
    with database.writing() as connection:
        return next_batch(connection, there, **{"seed": SEED, "events_max": 100, **said})  # type: ignore[arg-type]


def test_a_batch_is_settled_before_it_is_anchored_and_never_changes(database: Database) -> None:
    """Whoever asks again before it stands on the ledger gets the same, whatever was captured meanwhile."""
    captured(database, 1, 2)
    first = settled(database)
    captured(database, 3)
    assert first is not None and (first.number, first.events) == (1, 2)
    assert settled(database, seed=b"another") == first
    second = settled(database, 1, first.root)
    assert second is not None and (second.number, second.first, second.last) == (2, 3, 3)
    assert settled(database, 2, second.root) is None


def test_a_foreseen_batch_is_not_settled(database: Database) -> None:
    """A dry run says what would be, and leaves nothing."""
    captured(database, 1)
    assert settled(database, settle=False) is not None
    with database.reading() as connection:
        assert batch_of(connection, 1) is None


def test_a_batch_is_no_larger_than_asked_for(database: Database) -> None:
    """The rest comes next."""
    captured(database, 1, 2, 3)
    first = settled(database, events_max=2)
    assert first is not None and first.events == 2
    second = settled(database, 1, first.root, events_max=2)
    assert second is not None and (second.first, second.events) == (3, 1)


def test_a_database_that_was_not_the_one_anchored_anchors_nothing(database: Database) -> None:
    """An old copy, a database of another repository, or one whose batch is another."""
    captured(database, 1, 2)
    first = settled(database, events_max=1)
    assert first is not None
    for batches, root, told in ((2, OTHER, "has 2 batches, and the database 1"), (1, OTHER, "is another than that")):
        with pytest.raises(InputError) as refused:
            settled(database, batches, root)
        assert told in str(refused.value)
    with database.writing() as connection, pytest.raises(InputError) as refused:
        next_batch(connection, OnLedger("tin", 0, None), seed=SEED, events_max=1)
    assert "its batches are of copper" in str(refused.value)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.integers(1, 4))
def test_every_event_is_in_one_batch_and_has_its_proof(sizes: list[int], most: int) -> None:
    """However many are captured between two anchors, and however large batches are."""
    with TemporaryDirectory() as folder, Database(read_address(f"sqlite:///{folder}/e.sqlite"), *SCHEMAS) as database:
        serial, there = 0, OnLedger("copper", 0, None)
        batches: list[EventBatch] = []
        for size in sizes:
            captured(database, *range(serial, serial + size))
            serial += size
            while (batch := settled(database, there.batches, there.root, events_max=most)) is not None:
                batches.append(batch)
                there = OnLedger("copper", batch.number, batch.root)
        assert [number for one in batches for number in range(one.first, one.last + 1)] == list(range(1, serial + 1))
        with database.reading() as connection:
            for event in range(1, serial + 1):
                batch = batch_of(connection, event)
                assert batch is not None
                proof = proof_of(connection, batch, event, "chain")
                assert proof.leads_to(batch.root, batch.events)
                assert proof.document.count("sgtin:0614141.107346.") == 1
