# SPDX-License-Identifier: Apache-2.0
"""Rows that follow from what is recorded elsewhere: nothing lost, nothing twice, and the same when made again."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Connection

from counterfoil.primitives.errors import InvariantBroken
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.projection import BATCH, PROJECTIONS, Numbered
from support.databases import PASSWORD
from support.projection_victim import PROJECTION, SCHEMA, SUMS, position, recorded, rows

VICTIM: Final = Path(__file__).parents[1] / "support" / "projection_victim.py"


def opened(address: DatabaseAddress) -> Database:
    return Database(address, PROJECTIONS, SCHEMA)


def test_records_are_applied_in_order_and_once(address: DatabaseAddress) -> None:
    """Advancing again does nothing, and goes on where more is recorded."""
    with opened(address) as database:
        assert PROJECTION.advance(database, lambda after: recorded(after, BATCH + 5)) == BATCH + 5
        assert PROJECTION.advance(database, lambda after: recorded(after, BATCH + 5)) == 0
        assert PROJECTION.advance(database, lambda after: recorded(after, BATCH + 7)) == 2
        assert position(database) == BATCH + 7
        assert sum(int(str(row[1])) for row in rows(database)) == BATCH + 7


def test_a_source_that_tells_more_than_it_was_asked_does_no_harm(address: DatabaseAddress) -> None:
    """What was applied is passed over, also where another process advanced in between."""
    with opened(address) as database:
        PROJECTION.advance(database, lambda _: recorded(0, 10))
        before = rows(database)
        assert PROJECTION.advance(database, lambda _: recorded(0, 10)) == 0
        assert rows(database) == before


def test_records_out_of_order_are_refused_whole(address: DatabaseAddress) -> None:
    """A number that comes twice, or late, is a fault of who records: nothing of that transaction stays."""
    first = list(recorded(0, 3))
    with opened(address) as database:
        for wrong in ([*first, first[2]], [first[0], first[2], first[1]]):
            with pytest.raises(InvariantBroken):
                PROJECTION.advance(database, lambda _, wrong=wrong: wrong)  # type: ignore[misc]
        assert rows(database) == []
        assert position(database) == 0


def test_what_fails_moves_no_position(address: DatabaseAddress) -> None:
    """Rows and position are committed together or not at all."""

    def fails(connection: Connection, records: Sequence[Numbered[Decimal]]) -> None:
        PROJECTION.apply(connection, records)
        raise ZeroDivisionError

    failing = PROJECTION._replace(apply=fails)
    with opened(address) as database:
        with pytest.raises(ZeroDivisionError):
            failing.advance(database, lambda after: recorded(after, 9))
        assert (position(database), rows(database)) == (0, [])


def test_rebuilding_gives_the_same_rows(address: DatabaseAddress) -> None:
    """Whatever had become of them."""
    with opened(address) as database:
        PROJECTION.advance(database, lambda after: recorded(after, 50))
        before = rows(database)
        with database.writing() as connection:
            connection.execute(SUMS.update().values(sum=Decimal(0)))
        assert rows(database) != before
        assert PROJECTION.rebuild(database, lambda after: recorded(after, 50)) == 50
        assert rows(database) == before
        assert position(database) == 50


def test_a_rebuild_that_fails_leaves_the_old_rows(address: DatabaseAddress) -> None:
    """Until the new ones are there the old ones are read."""

    def broken(after: int) -> list[Numbered[object]]:
        raise ZeroDivisionError(after)

    with opened(address) as database:
        PROJECTION.advance(database, lambda after: recorded(after, 50))
        before = rows(database)
        with pytest.raises(ZeroDivisionError):
            PROJECTION.rebuild(database, broken)  # type: ignore[arg-type]
        assert rows(database) == before


@pytest.mark.parametrize("killed_after", [1, 4, 11])
def test_kill_9_loses_nothing_and_applies_nothing_twice(address: DatabaseAddress, killed_after: int) -> None:
    """What was told is there, and the rows are those of just as many records as the position says."""
    url = str(address)
    environment = os.environ | {"COUNTERFOIL_DATABASE_PASSWORD": PASSWORD}
    with subprocess.Popen([sys.executable, str(VICTIM), url], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(killed_after)]
        process.send_signal(signal.SIGKILL)
        process.wait()
    with opened(address) as database:
        reached = position(database)
        assert reached >= told[-1]
        found = rows(database)
        PROJECTION.rebuild(database, lambda after: recorded(after, reached))
        assert rows(database) == found
