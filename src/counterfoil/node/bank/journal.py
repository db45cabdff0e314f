# SPDX-License-Identifier: Apache-2.0
"""What a bridge remembers of notices and payments: one SQLite file, synced at each step."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple, Self

from counterfoil.node.bank.messages import CreditTransfer, Entry
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import LockedError, StorageError
from counterfoil.primitives.types import PartyId
from counterfoil.storage.sqlite import transaction

_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS notices (booking TEXT PRIMARY KEY, entry BLOB NOT NULL, calls BLOB NOT NULL,"
    " by_parties TEXT NOT NULL, state TEXT NOT NULL, detail TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS conflicts (number INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS payments (end_to_end TEXT PRIMARY KEY, payment BLOB NOT NULL, cause TEXT NOT NULL,"
    " state TEXT NOT NULL, detail TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS redemptions (height INTEGER NOT NULL, place INTEGER NOT NULL, wallet TEXT NOT NULL,"
    " amount INTEGER NOT NULL, PRIMARY KEY (height, place)) STRICT",
    "CREATE TABLE IF NOT EXISTS places (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
    # What is done is never looked at to find what waits, however much of it there is.
    "CREATE INDEX IF NOT EXISTS notices_by_state ON notices (state)",
    "CREATE INDEX IF NOT EXISTS payments_by_state ON payments (state)",
)


class NoticeState(StrEnum):
    """What became of a notice."""

    received = "received"
    """the ledger has not answered yet"""
    issued = "issued"
    """the ledger did what it asked"""
    returned = "returned"
    """the ledger would not, and the money goes back"""
    ignored = "ignored"
    """no money for the ledger"""


class PaymentState(StrEnum):
    """What became of a payment: the bank's answers by their names in ``messages.Status``, and ``due`` before them."""

    due = "due"
    accepted = "accepted"
    settled = "settled"
    rejected = "rejected"
    retried = "retried"
    """refused, and another stands in its place"""


class Notice(NamedTuple):
    """A notice and what became of it; ``calls``, and in whose names, as they were made of it, once and for all."""

    entry: Entry
    calls: bytes
    by: tuple[PartyId, ...]
    """part of the intent: whoever guessed it from the keys at hand would make another, and the ledger would do both"""
    state: NoticeState
    detail: str


class Payment(NamedTuple):
    """A payment that the ledger asks for, why, and what became of it."""

    order: CreditTransfer
    cause: str
    state: PaymentState
    detail: str


class Redemption(NamedTuple):
    """Units that a wallet outside the plan gave back: by which event, and how many."""

    height: int
    place: int
    """among the events of the block"""
    wallet: str
    amount: int


class BridgeJournal:
    """Opened by one bridge; raises LockedError when another has it, StorageError when the disk does not do as asked."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._open()
        except StorageError as error:
            cause = error.__cause__
            if isinstance(cause, sqlite3.Error) and cause.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise LockedError(file.parent) from error
            raise

    def _open(self) -> None:
        with self._translated():
            self._database = sqlite3.connect(self._file, isolation_level=None, timeout=0)
            for pragma in ("journal_mode=DELETE", "synchronous=EXTRA", "locking_mode=EXCLUSIVE"):
                self._database.execute(f"PRAGMA {pragma}").fetchall()
            self._database.execute("BEGIN EXCLUSIVE")  # and with that locking mode it is held until the end
            for statement in _SCHEMA:
                self._database.execute(statement)
            self._database.execute("COMMIT")

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def step(self) -> Iterator[None]:
        """All of it or nothing, on the disk once it is left."""
        with self._translated(), transaction(self._database):
            yield

    def place(self, name: str) -> int:
        """How far something was read; 0 at first."""
        rows = self._all("SELECT value FROM places WHERE name = ?", name)
        return int(rows[0][0]) if rows else 0

    # What changes the journal does so within a step.

    def set_place(self, name: str, value: int) -> None:
        """Something was read as far as this."""
        self._database.execute("INSERT OR REPLACE INTO places VALUES (?, ?)", (name, value))

    def notice(self, booking: str) -> Notice | None:
        """The notice of what the bank booked under this reference; None when there was none."""
        rows = self._all("SELECT entry, calls, by_parties, state, detail FROM notices WHERE booking = ?", booking)
        return _notice(*rows[0]) if rows else None

    def notices(self, *states: NoticeState) -> list[Notice]:
        """In the order in which they came; of these states, or all."""
        rows = self._in("SELECT entry, calls, by_parties, state, detail FROM notices", states)
        return [_notice(*row) for row in rows]

    def add_notice(self, notice: Notice) -> None:
        """Remember a notice of a booking that is new."""
        by = " ".join(notice.by)
        values = (notice.entry.booking, notice.entry.plain, notice.calls, by, notice.state, notice.detail)
        self._database.execute("INSERT INTO notices VALUES (?, ?, ?, ?, ?, ?)", values)

    def add_conflict(self, entry: Entry) -> None:
        """Remember another booking under a reference that is known."""
        self._database.execute("INSERT INTO conflicts VALUES (?, ?)", (entry.number, entry.plain))

    def conflicts(self) -> list[Entry]:
        """Notices whose reference was another booking's before: for a person to settle with the bank."""
        return [canonical.decode(row[0], Entry) for row in self._all("SELECT entry FROM conflicts ORDER BY number")]

    def set_notice(self, booking: str, state: NoticeState, detail: str) -> None:
        query = "UPDATE notices SET state = ?, detail = ? WHERE booking = ?"
        self._database.execute(query, (state, detail, booking))

    def payments(self, *states: PaymentState) -> list[Payment]:
        """In the order in which they became due; of these states, or all."""
        rows = self._in("SELECT payment, cause, state, detail FROM payments", states)
        return [_payment(*row) for row in rows]

    def add_payment(self, order: CreditTransfer, cause: str) -> None:
        values = (order.end_to_end, order.plain, cause, PaymentState.due, "")
        self._database.execute("INSERT INTO payments VALUES (?, ?, ?, ?, ?)", values)

    def set_payment(self, end_to_end: str, state: PaymentState, detail: str) -> None:
        query = "UPDATE payments SET state = ?, detail = ? WHERE end_to_end = ?"
        self._database.execute(query, (state, detail, end_to_end))

    def redemptions(self) -> list[Redemption]:
        """Those that nobody is paid for yet, in the order in which they came."""
        rows = self._all("SELECT height, place, wallet, amount FROM redemptions ORDER BY height, place")
        return [Redemption(*row) for row in rows]

    def add_redemption(self, one: Redemption) -> None:
        self._database.execute("INSERT INTO redemptions VALUES (?, ?, ?, ?)", one)

    def remove_redemption(self, one: Redemption) -> None:
        self._database.execute("DELETE FROM redemptions WHERE height = ? AND place = ?", (one.height, one.place))

    def _in(self, query: str, states: Sequence[str]) -> list[tuple]:  # type: ignore[type-arg]
        """The rows of these states, or all, in the order in which they were entered."""
        chosen = f" WHERE state IN ({', '.join('?' * len(states))})" if states else ""
        return self._all(f"{query}{chosen} ORDER BY rowid", *states)

    def _all(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with self._translated():
            return self._database.execute(query, values).fetchall()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StorageError(f"{self._file}: {error}") from error


def _notice(entry: bytes, calls: bytes, by: str, state: str, detail: str) -> Notice:
    return Notice(canonical.decode(entry, Entry), calls, tuple(map(PartyId, by.split())), NoticeState(state), detail)


def _payment(order: bytes, cause: str, state: str, detail: str) -> Payment:
    return Payment(canonical.decode(order, CreditTransfer), cause, PaymentState(state), detail)
