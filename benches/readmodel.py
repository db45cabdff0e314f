# SPDX-License-Identifier: Apache-2.0
"""A chain in tables: events a second applied from what is recorded, blocks followed, and how long answers take.

``COUNTERFOIL_ROWS_EVENTS=1000000`` asks among as many: the last block is applied again and again, as if it came anew.
"""

import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy import Connection, Table, select

from benches import lists
from benches.claim import Claim, Stopwatch, timed
from benches.world import CHAIN, SHARE, World, account, world
from counterfoil.evidence.event import Event, decode_event
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.node.rows import RowsFollower, written_at
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height, RecordPath
from counterfoil.readmodel.address import read_address
from counterfoil.readmodel.chain.applying import PROJECTION, BlockRows, numbered
from counterfoil.readmodel.chain.query import Paging, at_height, find_events, find_records, find_trail
from counterfoil.readmodel.chain.tables import SCHEMA, TABLES
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.projection import PROJECTIONS, Numbered

HOLDERS: Final = 2_000
TRANSFERS: Final = 30_000
READS: Final = 1_000
HOLDING: Final = "holdings/holding"


def run() -> list[Claim]:
    """Blocks are made, then applied as the chain's own state has them, then followed from the block log."""
    with world(HOLDERS, state_auditors=()) as built, tempfile.TemporaryDirectory() as folder:
        dice = random.Random(7)
        pairs = (dice.sample(range(HOLDERS), 2) for _ in range(TRANSFERS))
        opened = built.node.height + 1
        built.settle([built.transfer(sender, receiver) for sender, receiver in pairs])
        recorded = [numbered(height, _written(built, height)) for height in range(built.node.height + 1)]
        with _database(Path(folder) / "applied.sqlite") as database:
            applying = [
                _applying(database, "parties and accounts", recorded[:opened]),
                _applying(database, "transfers", recorded, after=opened),
            ]
            if (more := int(os.environ.get("COUNTERFOIL_ROWS_EVENTS", "0")) - _events(recorded)) > 0:
                applying.append(_growing(database, recorded[-1].record, more))
            answering = [*_answering(database, dice, opened - 1), *lists.measure(built, database, dice, opened - 1)]
        with _database(Path(folder) / "followed.sqlite") as database:
            return [*applying, _following(built, Path(folder) / "own", database, recorded), *answering]


def _written(built: World, height: int) -> BlockRows:
    return written_at(built.node.store, Height(height))


@contextmanager
def _database(file: Path) -> Iterator[Database]:
    with Database(read_address(f"sqlite:///{file}"), PROJECTIONS, SCHEMA) as database:
        yield database


def _events(recorded: list[Numbered[BlockRows]]) -> int:
    return sum(len(one.record.events) for one in recorded)


def _applying(database: Database, name: str, recorded: list[Numbered[BlockRows]], *, after: int = 0) -> Claim:
    """By processor time, of which a machine that is shared takes least away; beside it the same rows without us."""
    with timed() as watch:
        PROJECTION.advance(database, lambda _: recorded[after:])
    alone = _rows_alone(database, after)
    count = _events(recorded[after:])
    versions = sum(len(one.record.records) for one in recorded[after:])
    return Claim(
        name=f"rows applied: {name}",
        value=count / watch.processor_seconds,
        unit="events/s",
        conditions=f"{count:,} events and {versions:,} versions of records in {len(recorded) - after} blocks of "
        f"{HOLDERS:,} accounts into SQLite, a second of one core; {count / watch.seconds:,.0f} by the clock",
        limit=count / alone.processor_seconds,
        limit_name="the same rows, made before, into the same tables",
    )


def _rows_alone(database: Database, after: int) -> Stopwatch:
    """The rows of the heights from one on, by SQLite alone, into tables that hold the others."""
    made = {table: {bool(late): _rows_of(database, table, after, late=late) for late in (0, 1)} for table in TABLES}
    with (
        tempfile.TemporaryDirectory() as folder,
        _database(Path(folder) / "alone.sqlite") as bare,
        closing(sqlite3.connect(str(bare.address.file))) as connection,
    ):
        for late in (False, True):
            with timed() as watch, connection:
                for table in TABLES:
                    marks = ", ".join("?" * len(table.c))
                    connection.executemany(f"INSERT INTO {table.name} VALUES ({marks})", made[table][late])
    return watch


def _rows_of(database: Database, table: Table, after: int, *, late: int) -> list[tuple[Any, ...]]:
    column = table.c.height if "height" in table.c else table.c.since
    wanted = select(table).where(column >= after if late else column < after).order_by(*table.primary_key)
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(wanted)]


def _following(built: World, folder: Path, database: Database, recorded: list[Numbered[BlockRows]]) -> Claim:
    genesis = built.network.layout.genesis(CHAIN).read_bytes()
    with timed() as watch, RowsFollower(folder, CHAIN, genesis, database) as follower:
        follower.advance(built.node.block_log)
    conditions = "all of them from the block log: signatures verified, blocks executed, state and rows on disk"
    return Claim(name="rows followed", value=_events(recorded) / watch.seconds, unit="events/s", conditions=conditions)


def _growing(database: Database, last: BlockRows, more: int) -> Claim:
    """Copies of a block: other heights, other places in trails, the same events and records."""
    header = decode_header(last.header)
    events = [decode_event(event) for event in last.events]
    seqs = {link.record: link.seq for event in events for link in event.trails}
    copies, spent = -(-more // len(events)), Stopwatch()
    for _ in range(copies):
        parent = to_hex(header_hash(header.encode()))
        header = replace(header, height=Height(header.height + 1), parent=parent)
        moved = [_moved(event, header.height, seqs) for event in events]
        recorded = [numbered(header.height, BlockRows(header.encode(), moved, last.records))]
        with timed() as watch:
            PROJECTION.advance(database, lambda _, recorded=recorded: recorded)  # type: ignore[misc]
        spent.add(watch)
    count = copies * len(events)
    file = database.address.file
    return Claim(
        name="rows applied: growing",
        value=count / spent.processor_seconds,
        unit="events/s",
        conditions=f"{count:,} events more in {copies} blocks; {count / spent.seconds:,.0f} by the clock; "
        f"{file.stat().st_size / 1e6 if file else 0:,.0f} MB in the end",
    )


def _moved(event: Event, height: Height, seqs: dict[RecordPath, int]) -> bytes:
    links = []
    for link in event.trails:
        seqs[link.record] += 1
        links.append(replace(link, seq=seqs[link.record]))
    return replace(event, height=height, trails=tuple(links)).encode()


def _answering(database: Database, dice: random.Random, first: int) -> Iterator[Claim]:
    """Each read is a transaction of its own, of a page of 100."""
    with database.reading() as connection:
        heights = range(first, at_height(connection).height)

    def holder() -> str:
        return account(dice.randrange(HOLDERS))

    def holdings(connection: Connection) -> None:
        assert find_records(connection, HOLDING, {"/1": holder()}, Paging()).found

    def earlier(connection: Connection) -> None:
        past = Paging(100, dice.choice(heights))
        assert find_records(connection, HOLDING, {"/2": SHARE}, past).found

    def trail(connection: Connection) -> None:
        assert find_trail(connection, f"{HOLDING}/{holder()}/{SHARE}", Paging()).found

    def events(connection: Connection) -> None:
        assert find_events(connection, "holdings.transferred", heights[-1], Paging()).found

    asked = {
        "holdings of an account": holdings,
        "a page of an instrument's holdings, in the past": earlier,
        "the trail of a holding": trail,
        "transfers since a height": events,
    }
    for name, ask in asked.items():
        yield Claim(
            name=f"rows: {name}",
            value=_slowest(database, ask) * 1_000,
            unit="ms",
            conditions=f"the 99th of 100 of {READS:,} reads",
        )


def _slowest(database: Database, ask: Callable[[Connection], None]) -> float:
    """Seconds that 99 of 100 reads take at most."""
    spent = []
    for _ in range(READS):
        begun = time.perf_counter()
        with database.reading() as connection:
            ask(connection)
        spent.append(time.perf_counter() - begun)
    return sorted(spent)[READS * 99 // 100]
