# SPDX-License-Identifier: Apache-2.0
"""Rows that an older program made are made anew, by whoever opens the database next."""

from pathlib import Path

import pytest
from sqlalchemy import text

from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.chain.applying import PROJECTION, applied
from counterfoil.readmodel.chain.tables import SCHEMA
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.migrations import Migration, Schema
from counterfoil.readmodel.projection import PROJECTIONS
from support.chain_rows import dumped, follower, opened
from support.evidence_story import small


@pytest.mark.parametrize("version", range(1, len(SCHEMA.migrations)))
def test_rows_of_before_are_made_anew(address: DatabaseAddress, tmp_path: Path, version: int) -> None:
    """Their tables had other columns: nothing of them stays, and following goes on from genesis."""
    *steps, last = SCHEMA.migrations[:version]
    made = Migration(version, last.name, lambda connection: connection.execute(text(OLD)))
    before = Schema(SCHEMA.name, [*steps, made])
    with Database(address, PROJECTIONS, before) as database, database.writing() as connection:
        connection.execute(text("INSERT INTO chain_fields VALUES (1, 'status', 'active')"))
        PROJECTION._move(connection, 7)
    world = small()
    with opened(address) as database:
        with database.reading() as connection:
            assert applied(connection) == 0
        with follower(world, tmp_path / "own", database) as following:
            assert following.advance(world.blocks) == world.height + 1
            found = dumped(database)
            following.rebuild(world.blocks)
        assert dumped(database) == found


OLD = "CREATE TABLE chain_fields (record BIGINT, name TEXT, value TEXT)"
