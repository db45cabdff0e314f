# SPDX-License-Identifier: Apache-2.0
"""EPCIS events captured a second of one core, anchored; and a trace of a thousand things among all that were captured.

``make bench-goods`` among a million events: ``COUNTERFOIL_EPCIS_EVENTS=1000000 python -m benches goods``.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table

from benches.claim import Claim, Stopwatch, timed
from benches.supply import CONTEXT, EVENTS_EACH, NOW_MS, document_bytes
from counterfoil.api.epcis.capturing import errors_of
from counterfoil.api.epcis.service import SCHEMAS
from counterfoil.epcis.document import read_document
from counterfoil.epcis.goods.tracing import Direction, trace
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.readmodel.address import read_address
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.epcis.batches import ANCHORING, OnLedger, next_batch
from counterfoil.readmodel.epcis.journal import Capture, capture
from counterfoil.readmodel.epcis.query import Reach
from counterfoil.readmodel.epcis.sightings import FoundSightings
from counterfoil.readmodel.epcis.tables import EVENTS as EVENTS_TABLE
from counterfoil.readmodel.epcis.tables import FOLLOWING

EVENTS: Final = int(os.environ.get("COUNTERFOIL_EPCIS_EVENTS", "20000"))
DOCUMENTS_AT_ONCE: Final = 10
"""captured in one transaction, which ends on the disk"""
AT_ONCE: Final = DOCUMENTS_AT_ONCE * EVENTS_EACH
LIMIT_EVENTS: Final = 20_000
LOTS: Final = 31
BOXES_EACH: Final = 31
"""a lot becomes so many lots, each of which is packed into so many boxes: a thousand things"""
GOAL_EVENTS: Final = 3_000
GOAL_TRACE_MS: Final = 100
_GIVEN: Final = Capture(PartyId("mill"), Timestamp(NOW_MS))
_FIRST: Final = "https://id.gs1.org/01/04012345000016/10/ore"


def run() -> list[Claim]:
    """What the making of documents takes is not in it."""
    with tempfile.TemporaryDirectory(prefix="counterfoil-bench-") as folder:
        path = Path(folder) / "events.sqlite"
        with Database(read_address(f"sqlite:///{path}"), *SCHEMAS, ANCHORING) as database:
            capturing, count = Stopwatch(), 0
            for documents in _some(EVENTS // EVENTS_EACH):
                with timed() as watch:
                    count += _capture(database, documents)
                capturing.add(watch)
                _told(count)
            with timed() as anchoring, database.writing() as connection:
                next_batch(connection, OnLedger("mill", 0, None), seed=bytes(32), events_max=1_000_000)
            limit = _written(database, Path(folder) / "copy.sqlite")
            _capture(database, list(_thousand()))
            traced, things = _traced(database)
        size = path.stat().st_size
    return [_captured(count, capturing, anchoring, size, limit), _found(count, traced, things)]


def _capture(database: Database, documents: list[bytes]) -> int:
    """Read, judged by every rule, hashed, and on the disk."""
    events = [event for data in documents for event in read_document(data).events]
    assert not any(errors_of(event, Timestamp(NOW_MS)) for event in events)
    with database.writing() as connection:
        return len(capture(connection, events, _GIVEN))


def _traced(database: Database) -> tuple[Stopwatch, int]:
    """The quickest of five, once the file has been read."""
    times: list[Stopwatch] = []
    for _ in range(5):
        with timed() as watch, database.reading() as connection:
            found = trace(FoundSightings(connection, Reach(None)), _FIRST, Direction.forward)
        times.append(watch)
    return min(times, key=lambda one: one.seconds), len(found.things)


def _written(database: Database, path: Path) -> float:
    """Events a second of which SQLite takes the same rows, made before, with the same indexes: the machine's limit."""
    writing, until = Stopwatch(), min(EVENTS, LIMIT_EVENTS)
    with Database(read_address(f"sqlite:///{path}"), *SCHEMAS) as copy:
        for start in range(1, until, AT_ONCE):
            with database.reading() as connection:
                some = [(table, _rows(connection, table, start)) for table in (EVENTS_TABLE, *FOLLOWING)]
            with timed() as watch, copy.writing() as connection:
                for table, rows in some:
                    if rows:
                        places = ",".join("?" * len(table.c))
                        connection.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({places})", rows)
            writing.add(watch)
    return until / writing.processor_seconds


def _rows(connection: Connection, table: Table, start: int) -> list[tuple[Any, ...]]:
    number = "number" if table is EVENTS_TABLE else "event"
    wanted = f"SELECT * FROM {table.name} WHERE {number} BETWEEN ? AND ?"
    return [tuple(row) for row in connection.exec_driver_sql(wanted, (start, start + AT_ONCE - 1))]


def _captured(count: int, capturing: Stopwatch, anchoring: Stopwatch, size: int, limit: float) -> Claim:
    processor = capturing.processor_seconds + anchoring.processor_seconds
    return Claim(
        name="EPCIS events: captured and anchored",
        value=count / processor,
        unit="events/s",
        conditions=f"{count:,} events, a second of one core: read, judged by all that keeps an event out, hashed, "
        f"recorded in SQLite with what queries compare, {AT_ONCE} a transaction, and their "
        f"root, which takes {anchoring.processor_seconds / processor:.0%} of it; {capturing.seconds:,.1f} s in all, "
        f"{size / 1e6:,.0f} MB; the goal is {GOAL_EVENTS:,}",
        limit=limit,
        limit_name="rows that SQLite alone takes",
    )


def _found(count: int, traced: Stopwatch, things: int) -> Claim:
    return Claim(
        name="goods, traced",
        value=traced.seconds * 1_000,
        unit="ms",
        conditions=f"{things:,} things forward, two steps deep, among {count:,} events in SQLite, the quickest of "
        f"five; the goal is {GOAL_TRACE_MS} among a million",
    )


def _some(documents: int) -> Iterator[list[bytes]]:
    for start in range(0, documents, DOCUMENTS_AT_ONCE):
        yield [document_bytes(number) for number in range(start, min(start + DOCUMENTS_AT_ONCE, documents))]


def _thousand() -> Iterator[bytes]:
    lots = [f"https://id.gs1.org/01/04012345000016/10/lot-{number}" for number in range(LOTS)]
    yield _document([_made(lots)])
    for number, lot in enumerate(lots):
        yield _document([_packed(lot, number * BOXES_EACH + box) for box in range(BOXES_EACH)])


def _document(events: list[dict[str, Any]]) -> bytes:
    head = {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-30T09:00:00Z",
    }
    return json.dumps(head | {"epcisBody": {"eventList": events}}).encode()


def _made(lots: list[str]) -> dict[str, Any]:
    parts = [{"epcClass": lot, "quantity": 10, "uom": "KGM"} for lot in lots]
    whole = [{"epcClass": _FIRST, "quantity": 1, "uom": "TNE"}]
    return _event("TransformationEvent", 0) | {"inputQuantityList": whole, "outputQuantityList": parts}


def _packed(lot: str, box: int) -> dict[str, Any]:
    some = [{"epcClass": lot, "quantity": 1, "uom": "KGM"}]
    said = {"action": "ADD", "parentID": f"urn:epc:id:sscc:4012345.9{box:09}", "childQuantityList": some}
    return _event("AggregationEvent", box + 1) | said


def _event(kind: str, second: int) -> dict[str, Any]:
    time = f"2026-11-30T10:{second // 60 % 60:02}:{second % 60:02}Z"
    return {"type": kind, "eventTime": time, "eventTimeZoneOffset": "+00:00"}


def _told(done: int) -> None:
    if EVENTS > 100_000 and done % 100_000 == 0:
        print(f"captured: {done:,}", file=sys.stderr)
