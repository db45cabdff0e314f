# SPDX-License-Identifier: Apache-2.0
"""Whatever is asked at every capture or question goes by an index, so that it costs as much after a million events."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select

from counterfoil.epcis.document import from_members
from counterfoil.epcis.goods.tracing import Direction, trace
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.readmodel.address import read_address
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.epcis.batches import ANCHORING, OnLedger, next_batch
from counterfoil.readmodel.epcis.journal import Capture, capture, entries_named
from counterfoil.readmodel.epcis.query import Reach, last_number
from counterfoil.readmodel.epcis.sightings import FoundSightings
from counterfoil.readmodel.epcis.subscriptions import last_before
from counterfoil.readmodel.epcis.tables import EVENTS, SCHEMA
from counterfoil.readmodel.projection import PROJECTIONS
from support.epcis_service import CONTEXT

THING = "https://id.gs1.org/01/09521321000010/21/a"
NAME = "urn:uuid:11111111-2222-4333-8444-55555555555"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(read_address(f"sqlite:///{tmp_path}/events.sqlite"), PROJECTIONS, SCHEMA, ANCHORING) as opened:
        yield opened


def capture_one(connection: Connection, number: int) -> None:
    told = {
        "@context": CONTEXT,
        "type": "TransformationEvent",
        "eventID": f"{NAME}{number}",
        "eventTime": f"2026-07-01T10:00:0{number}Z",
        "eventTimeZoneOffset": "+00:00",
        "transformationID": "https://example.org/transformations/1",
        "inputEPCList": [THING],
        "outputEPCList": ["https://id.gs1.org/01/09521321000010/21/b"],
    }
    capture(connection, from_members(told).events, Capture(PartyId("mill"), Timestamp(number)))


@contextmanager
def watched(connection: Connection) -> Iterator[list[str]]:
    """What SQLite reads whole for the statements that are given to it meanwhile."""
    whole: list[str] = []

    def plan(_: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        if not statement.startswith("SELECT"):
            return
        some = parameters[0] if isinstance(parameters, list) else parameters
        steps = [row[3] for row in cursor.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", some)]
        whole.extend(f"{step}: {statement}" for step in steps if is_whole(step, statement))

    event.listen(connection, "before_cursor_execute", plan)
    yield whole
    event.remove(connection, "before_cursor_execute", plan)


def is_whole(step: str, statement: str) -> bool:
    """An index that is gone through from one end, for the first that is found, is not."""
    first_alone = " USING " in step and statement.rstrip().endswith("LIMIT ? OFFSET ?")
    return step.startswith("SCAN epcis_") and not first_alone


def test_a_capture_reads_no_table_whole(database: Database) -> None:
    """Two maxima in one question read the whole journal for every document that came."""
    with database.writing() as connection:
        capture_one(connection, 1)
        with watched(connection) as whole:
            capture_one(connection, 2)
        assert whole == []


def test_a_question_reads_no_table_whole(database: Database) -> None:
    """Traces also through transformations that have an identifier; names, the end of the journal, the next batch."""
    with database.writing() as connection:
        capture_one(connection, 1)
        with watched(connection) as whole:
            assert trace(FoundSightings(connection, Reach(None)), THING, Direction.forward).things
            assert len(entries_named(connection, f"{NAME}1")) == 1
            assert (last_number(connection), last_before(connection, Timestamp(2))) == (1, 1)
            next_batch(connection, OnLedger("mill", 0, None), seed=bytes(32), events_max=10)
        assert whole == []


def test_what_reads_all_is_found(database: Database) -> None:
    """Two maxima of one question, or a column without an index."""
    with database.writing() as connection, watched(connection) as whole:
        connection.execute(select(func.max(EVENTS.c.number), func.max(EVENTS.c.recorded_ms)))
        connection.execute(select(EVENTS.c.number).where(EVENTS.c.recorded_ms == 1))
        assert len(whole) == 2
