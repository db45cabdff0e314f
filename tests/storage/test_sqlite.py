# SPDX-License-Identifier: Apache-2.0
"""A step of writing to an SQLite file: whole, or not at all."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterfoil.storage.sqlite import transaction


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(tmp_path / "file", isolation_level=None)
    opened.execute("CREATE TABLE lines (number INTEGER PRIMARY KEY) STRICT")
    yield opened
    opened.close()


def lines_seen_by_another(tmp_path: Path) -> list[tuple[int]]:
    other = sqlite3.connect(tmp_path / "file", isolation_level=None)
    try:
        return other.execute("SELECT number FROM lines ORDER BY number").fetchall()
    finally:
        other.close()


def test_what_is_written_stands_once_it_is_left(database: sqlite3.Connection, tmp_path: Path) -> None:
    """Nobody sees the first line before the second is there, too."""
    with transaction(database):
        database.execute("INSERT INTO lines VALUES (1)")
        assert lines_seen_by_another(tmp_path) == []
        database.execute("INSERT INTO lines VALUES (2)")
    assert lines_seen_by_another(tmp_path) == [(1,), (2,)]


def test_an_error_leaves_nothing_and_the_next_step_goes_on(database: sqlite3.Connection, tmp_path: Path) -> None:
    """Ours and SQLite's alike, the one included that has rolled back by itself."""
    with pytest.raises(KeyError), transaction(database):
        database.execute("INSERT INTO lines VALUES (1)")
        raise KeyError
    with pytest.raises(sqlite3.IntegrityError), transaction(database):
        database.execute("INSERT INTO lines VALUES (1)")
        database.execute("INSERT OR ROLLBACK INTO lines VALUES (1)")
    with transaction(database):
        database.execute("INSERT INTO lines VALUES (3)")
    assert lines_seen_by_another(tmp_path) == [(3,)]
