# SPDX-License-Identifier: Apache-2.0
"""What the files that SQLite keeps for us have in common: a step of writing happens whole or not at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing, and with ``synchronous=EXTRA`` on the disk once it is left. Raises ``sqlite3.Error``.

    The connection must have been opened with ``isolation_level=None``, so that Python begins none by itself.
    """
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        # Some errors of SQLite, a full disk among them, have rolled back already.
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
