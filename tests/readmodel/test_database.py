# SPDX-License-Identifier: Apache-2.0
"""A database opened: its steps, who reads and who writes, and what is told of it."""

import sqlite3
import threading
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, MetaData, Table, inspect, select, text

from counterfoil.primitives.errors import CorruptionError, InputError, StorageError
from counterfoil.readmodel.address import PASSWORD_VARIABLE, DatabaseAddress, read_address
from counterfoil.readmodel.columns import ByteText
from counterfoil.readmodel.database import Database, DatabaseBusy
from counterfoil.readmodel.migrations import Migration, Schema, indexing, making, recorded
from support.databases import PASSWORD, Server, address_of

META: Final = MetaData()
GOODS: Final = Table("goods", META, Column("id", Integer, primary_key=True), Column("name", ByteText, nullable=False))
PARTS: Final = Table("parts", META, Column("whole", ForeignKey("goods.id"), nullable=False))
NEW: Final = Table("new", META, Column("id", Integer, primary_key=True), Column("name", ByteText))
Index("new_by_name", NEW.c.name)
FIRST: Final = Migration(1, "goods", making(GOODS))
SECOND: Final = Migration(2, "parts", making(PARTS))
ONE: Final = Schema("goods", [FIRST])
TWO: Final = Schema("goods", [FIRST, SECOND])


def tables(address: DatabaseAddress, schema: Schema) -> list[str]:
    with Database(address, schema) as database, database.reading() as connection:
        return sorted(inspect(connection).get_table_names())


def indexes(address: DatabaseAddress, schema: Schema, table: str) -> list[str | None]:
    with Database(address, schema) as database, database.reading() as connection:
        return [one["name"] for one in inspect(connection).get_indexes(table)]


@pytest.mark.parametrize(
    ("password", "database", "told"),
    [
        ("", "", "it wants a password: --password-file"),
        ("wrong", "", "does not take this password"),
        (PASSWORD, "/none", "no such database"),
        (PASSWORD, "/none?host=/nowhere", "nobody answers there"),
    ],
)
def test_why_a_server_is_not_reached(postgresql: Server, password: str, database: str, told: str) -> None:
    """What would be right is said; what the server says, which may repeat names, is not."""
    url = postgresql.new_database()
    named = url if not database else f"postgresql+psycopg://tester@{database}"
    environment = {PASSWORD_VARIABLE: password} if password else {}
    address = read_address(named if "?" in named else f"{named}?{url.partition('?')[2]}", environment=environment)
    with pytest.raises(StorageError, match=told) as refused, Database(address, ONE):
        pass
    assert "tester" not in str(refused.value).partition(": ")[2]
    assert not password or password not in str(refused.value)


def test_steps_are_done_once_and_recorded(address: DatabaseAddress) -> None:
    """A new database has all of them; an older one gets what it lacks, and keeps its rows."""
    with Database(address, ONE) as database, database.writing() as connection:
        connection.execute(GOODS.insert().values(id=1, name="wheat"))
    with Database(address, TWO) as database, database.reading() as connection:
        assert recorded(connection, TWO) == [(1, "goods"), (2, "parts")]
        assert connection.execute(select(GOODS.c.name)).scalars().all() == ["wheat"]
    assert tables(address, TWO) == ["counterfoil_migrations", "goods", "parts"]


def test_an_index_comes_later_or_with_its_table(address: DatabaseAddress) -> None:
    """Who has the table from before gets it by the step; who makes it now, with the table."""

    indexed = Table("goods", MetaData(), Column("id", Integer, primary_key=True), Column("name", ByteText))
    Index("goods_by_name", indexed.c.name)
    by_name = Migration(2, "by name", indexing(indexed, "goods_by_name"))
    with Database(address, ONE):
        pass
    assert indexes(address, Schema("goods", [FIRST, by_name]), "goods") == ["goods_by_name"]
    with_table = Schema(
        "new", [Migration(1, "new", making(NEW)), Migration(2, "by name", indexing(NEW, "new_by_name"))]
    )
    assert indexes(address, with_table, "new") == ["new_by_name"]


def test_schemas_of_one_database_know_nothing_of_each_other(address: DatabaseAddress) -> None:
    """Each is brought up to date by itself."""
    other = Schema("other", [Migration(1, "parts", making(Table("more", MetaData(), Column("id", Integer))))])
    with Database(address, ONE, other) as database, database.reading() as connection:
        assert recorded(connection, ONE) == [(1, "goods")]
        assert recorded(connection, other) == [(1, "parts")]


def test_a_step_that_fails_leaves_nothing_behind(address: DatabaseAddress) -> None:
    """Neither its tables nor those of the steps before it in the same run, and the next run does them all."""

    def fails(connection: Connection) -> None:
        PARTS.create(connection)
        connection.execute(text("SELECT * FROM nothing_of_that_name"))

    with pytest.raises(StorageError):
        Database(address, Schema("goods", [FIRST, Migration(2, "parts", fails)]))
    assert tables(address, Schema("none", [])) == ["counterfoil_migrations"]
    assert tables(address, TWO) == ["counterfoil_migrations", "goods", "parts"]


def test_a_newer_database_is_refused_and_left_alone(address: DatabaseAddress) -> None:
    """A program that does not know a step says so, and who wrote last still can."""
    Database(address, TWO).close()
    with pytest.raises(InputError, match="newer program was there: goods has 2 steps, and this one knows 1"):
        Database(address, ONE)
    Database(address, TWO).close()


def test_a_database_of_other_steps_is_refused(address: DatabaseAddress) -> None:
    """The same numbers under other names are another program's."""
    Database(address, TWO).close()
    with pytest.raises(InputError, match="step 2 of goods is 'parts' there, and 'pieces' here"):
        Database(address, Schema("goods", [FIRST, Migration(2, "pieces", making(PARTS))]))


def test_a_foreign_database_is_refused_and_left_alone(address: DatabaseAddress) -> None:
    """Tables, and none of ours: nothing is made there."""
    with Database(address) as database, database.writing() as connection:
        connection.execute(text("CREATE TABLE theirs (id INTEGER)"))
    with pytest.raises(InputError, match="another program's"):
        Database(address, ONE)
    with Database(address) as database, database.reading() as connection:
        assert inspect(connection).get_table_names() == ["theirs"]


def test_a_foreign_file_is_not_even_set_to_another_journal(tmp_path: Path) -> None:
    """Not a byte of it is changed."""
    file = tmp_path / "theirs.sqlite"
    theirs = sqlite3.connect(file)
    theirs.execute("CREATE TABLE theirs (id INTEGER)")
    theirs.commit()
    theirs.close()
    before = file.read_bytes()
    with pytest.raises(InputError):
        Database(read_address(f"sqlite:///{file}"), ONE)
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    """And it is left as it is; what cannot be opened at all is told by its path."""
    file = tmp_path / "note.txt"
    file.write_text("a note that somebody wrote, long enough to have the length of a header and more " * 20)
    before = file.read_bytes()
    with pytest.raises(CorruptionError):
        Database(read_address(f"sqlite:///{file}"), ONE)
    assert file.read_bytes() == before
    with pytest.raises(StorageError, match="nowhere"):
        Database(read_address(f"sqlite:///{tmp_path}/nowhere/books.sqlite"), ONE)


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Its log, too."""
    file = tmp_path / "books.sqlite"
    with Database(read_address(f"sqlite:///{file}"), ONE) as database, database.writing() as connection:
        connection.execute(GOODS.insert().values(id=1, name="wheat"))
        assert {path.stat().st_mode & 0o077 for path in tmp_path.glob("books.sqlite*")} == {0}
        assert file.with_name("books.sqlite-wal").exists()


def test_what_fails_in_a_step_of_writing_leaves_nothing(address: DatabaseAddress) -> None:
    """An exception takes back what was done before it, and is not turned into another."""
    with Database(address, ONE) as database:
        with pytest.raises(ZeroDivisionError), database.writing() as connection:
            connection.execute(GOODS.insert().values(id=1, name="wheat"))
            raise ZeroDivisionError
        with database.reading() as connection:
            assert connection.execute(select(GOODS)).all() == []


def test_references_hold(address: DatabaseAddress) -> None:
    """A part of nothing is refused."""
    with Database(address, TWO) as database, pytest.raises(StorageError), database.writing() as connection:
        connection.execute(PARTS.insert().values(whole=7))


def test_who_reads_sees_one_moment(address: DatabaseAddress) -> None:
    """What is written meanwhile is seen by the next who begins; nobody waits."""
    with Database(address, ONE) as database, database.reading() as reader:
        assert reader.execute(select(GOODS)).all() == []
        with database.writing() as writer:
            writer.execute(GOODS.insert().values(id=1, name="wheat"))
        assert reader.execute(select(GOODS)).all() == []
        with database.reading() as later:
            assert len(later.execute(select(GOODS)).all()) == 1


def test_who_reads_cannot_write_on_a_server(postgresql: Server) -> None:
    """A transaction that reads is told so."""
    address = address_of(postgresql.new_database())
    refused = pytest.raises(StorageError, match="25006")
    with Database(address, ONE) as database, refused, database.reading() as connection:
        connection.execute(GOODS.insert().values(id=1, name="wheat"))


def test_one_writes_at_a_time(address: DatabaseAddress) -> None:
    """A second waits for the first, and a third that may not wait is told that somebody writes."""
    with Database(address, ONE) as database, Database(address, ONE, busy_s=1) as hasty:
        begun = threading.Event()
        with database.writing() as connection:

            def second() -> None:
                begun.set()
                with database.writing() as other:
                    assert len(other.execute(select(GOODS)).all()) == 1
                    other.execute(GOODS.insert().values(id=2, name="rye"))

            waiting = threading.Thread(target=second)
            waiting.start()
            begun.wait()
            with pytest.raises(DatabaseBusy), hasty.writing():
                pass
            connection.execute(GOODS.insert().values(id=1, name="wheat"))
        waiting.join()
        with database.reading() as connection:
            assert len(connection.execute(select(GOODS)).all()) == 2


def test_no_error_shows_a_value_or_a_password(address: DatabaseAddress) -> None:
    """What a statement was given, and what opens the server, stand in no text and no cause of an error."""
    with Database(address, ONE) as database:
        with pytest.raises(StorageError) as caught, database.writing() as connection:
            for name in ("a secret name", "another secret"):
                connection.execute(GOODS.insert().values(id=1, name=name))
        assert "secret" not in f"{caught.value!r} {caught.value}"
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
        assert PASSWORD not in f"{database!r} {vars(database)!r}"


def test_a_wrong_password_is_told_without_it(postgresql: Server) -> None:
    """Where the server is, and that it did not work."""
    url = postgresql.new_database()
    wrong = read_address(url, environment={"COUNTERFOIL_DATABASE_PASSWORD": "a wrong secret"})
    with pytest.raises(StorageError) as caught:
        Database(wrong, ONE)
    assert "secret" not in f"{caught.value!r}"
    assert "postgresql+psycopg://tester@" in str(caught.value)
