# SPDX-License-Identifier: Apache-2.0
"""A database that is open: SQLite's file, or PostgreSQL's where it is configured so.

1. Who reads sees one moment of it, whatever is written meanwhile.
2. One writes at a time, and others wait for it: at most ``BUSY_S``, then ``DatabaseBusy``.
3. What was written is on the disk once the ``with`` block is left, or nothing of it is there.
4. No error and no text of ours says a password, or what stands in a row.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from counterfoil.primitives.errors import CorruptionError, InputError, StorageError
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.migrations import Schema, migrate

BUSY_S: Final = 10
"""How long a writer waits for the one before it."""
CONNECTIONS_MAX: Final = 8
_LOCK: Final = 0x43_46_52_4D
"""``CFRM``: the number of the lock that the writers of a PostgreSQL database take."""
_MISSING_DRIVER: Final = "the driver of PostgreSQL is not installed"


class DatabaseBusy(StorageError):
    """Somebody else was writing, or all connections were in use, for longer than is waited."""


class Database:
    """Opened for one subject, whose tables are made or brought up to date.

    Raises InputError for a foreign or newer database, StorageError when it cannot be reached or used.
    """

    def __init__(self, address: DatabaseAddress, *schemas: Schema, busy_s: int = BUSY_S) -> None:
        self.address = address
        self.is_new = False
        """whether nothing of these schemas was there before"""
        self._engine = _engine(address, busy_s)
        try:
            for schema in schemas:
                with self.writing() as connection:
                    self.is_new = migrate(connection, schema, str(address)) == len(schema.migrations)
            if address.file is not None:
                self._log_ahead()
        except BaseException:
            self.close()
            raise

    def __repr__(self) -> str:
        return f"Database({self.address})"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the database."""
        with self._translated(), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All of it or nothing, by one writer at a time, on the disk once it is left."""
        with self._translated(), self._engine.connect() as connection:
            connection = connection.execution_options(counterfoil_writes=True)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                yield connection

    def is_well(self) -> bool:
        """Whether it can be read now."""
        try:
            with self.reading() as connection:
                connection.execute(text("SELECT 1"))
        except StorageError:
            return False
        return True

    def close(self) -> None:
        """End all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _log_ahead(self) -> None:
        """Readers and a writer of a file do not wait for each other. The file keeps that: so only once it is ours."""
        with self._translated():
            connection = self._engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA journal_mode=WAL").fetchall()
            finally:
                connection.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """The library's errors as ours: by their kind and the driver's first line, never with values of a statement."""
        try:
            yield
        except PoolTimeout:
            raise DatabaseBusy(f"{self.address}: all connections are in use") from None
        except DBAPIError as error:
            raise _ours(self.address, error.orig) from None
        except StatementError as error:
            # What a type of ours said of a value; or a bug, which is no matter of the disk.
            raise (error.orig or error) from None
        except sqlite3.Error as error:
            raise _ours(self.address, error) from None
        except SQLAlchemyError as error:
            raise StorageError(f"{self.address}: {type(error).__name__}") from None


_CONNECTING: Final = (
    ("no password supplied", "it wants a password: --password-file, or COUNTERFOIL_DATABASE_PASSWORD"),
    ("password authentication failed", "it does not take this password of this user"),
    ("does not exist", "it has no such database, or no such user"),
    ("Connection refused", "nobody answers there"),
    ("Is the server running", "nobody answers there"),
)
"""What a server of PostgreSQL says in English, or its driver, where no connection was made; and what that means."""


def _ours(address: DatabaseAddress, error: BaseException | None) -> StorageError:
    state = getattr(error, "sqlstate", None)
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or state in ("55P03", "57014"):
        return DatabaseBusy(f"{address}: another process is writing, and did not end in time")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) and address.file is not None:
        return CorruptionError(address.file, 0, "not a database of SQLite, or damaged")
    # What servers say of a connection may repeat names and addresses; of a row, its values. So only the kind is told.
    connecting = None if state else next((told for said, told in _CONNECTING if said in str(error)), None)
    return StorageError(f"{address}: {connecting or name or state or type(error).__name__}")


def _engine(address: DatabaseAddress, busy_s: int) -> Engine:
    options: dict[str, Any] = {"pool_size": CONNECTIONS_MAX, "max_overflow": 0, "pool_timeout": busy_s}
    if address.file is None:
        try:
            return create_engine(address.url, hide_parameters=True, **options, connect_args=_server_options(busy_s))
        except ModuleNotFoundError as error:
            remedy = "pip install counterfoil[node,postgresql]"
            raise InputError(_MISSING_DRIVER, where=str(address), remedy=remedy) from error
    _require_file(address.file)
    engine = create_engine(address.url, hide_parameters=True, **options, connect_args={"timeout": busy_s})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _server_options(busy_s: int) -> dict[str, Any]:
    """What each connection to a server is told: to wait no longer, and to take times and texts as we mean them."""
    settings = f"-c lock_timeout={busy_s}s -c client_encoding=UTF8 -c TimeZone=UTC"
    return {"options": settings, "connect_timeout": busy_s, "application_name": "counterfoil"}


def _require_file(path: Path) -> None:
    """A file for its owner alone, before SQLite makes one that others may read; its log has the rights of the file."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}") from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Python begins no transaction by itself; what is committed survives the machine, and references hold."""
    connection.isolation_level = None
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _begin_sqlite(connection: Connection) -> None:
    """A writer is one from the start: who began by reading would be refused where another wrote in between."""
    writes = connection.get_execution_options().get("counterfoil_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
