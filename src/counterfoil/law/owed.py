# SPDX-License-Identifier: Apache-2.0
"""Rights to money that can be owned, as other nouns read them: by a record's path, knowing neither whose nor how.

Each is an instrument of one unit. What it is a part of, a debt, says who owes it and from which day on, and whether it
was paid in time.
"""

from typing import NamedTuple, Protocol, runtime_checkable

import msgspec

from counterfoil.law.moment import Reader
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, PartyId, Quantity, RecordPath, Timestamp


@runtime_checkable
class Owed(Protocol):
    """A record of a right to so much money."""

    instrument: InstrumentId
    """whose one unit it is"""
    cash: InstrumentId
    value: Quantity

    @property
    def unpaid(self) -> int:
        """What is still owed on it."""
        ...

    @property
    def debt(self) -> RecordPath:
        """Where the debt stands that it is a part of."""
        ...

    @property
    def claims(self) -> tuple[RecordPath, ...]:
        """Where it may stand who says to have paid for it: for it itself, then for what it is a part of."""
        ...

    @property
    def at_rest(self) -> bool:
        """Whether somebody has it, and offers it to nobody."""
        ...

    @property
    def paid_into(self) -> AccountId:
        """The account that agreed to be paid on it."""
        ...

    @property
    def bought_from(self) -> AccountId | None:
        """Whose account had the price that was paid for it last; None: it was given."""
        ...

    @property
    def stood_for_by(self) -> tuple[PartyId, ...]:
        """Who pays in the debtor's place, since they passed it on with recourse."""
        ...


@runtime_checkable
class Debt(Protocol):
    """A record of what a debtor owes, whole."""

    @property
    def debtor(self) -> PartyId: ...
    @property
    def due_on(self) -> DayNumber: ...
    @property
    def confirmed(self) -> bool:
        """Whether the debtor promised it and it is out."""
        ...

    @property
    def late(self) -> bool:
        """Whether it is on record that it was not paid on its day, and it has not been paid since."""
        ...

    @property
    def defaulted(self) -> bool:
        """Whether it is on record that it was not paid in the days of grace either."""
        ...

    def later_than_said(self, time: Timestamp) -> bool:
        """Whether it is late, or in default, at a time, and nobody has put that on record, though anybody could."""
        ...

    @property
    def behind(self) -> tuple[RecordPath, ...]:
        """The records of the invoices that it was promised for."""
        ...


@runtime_checkable
class Claimed(Protocol):
    """A record of who says to have paid for a right."""

    @property
    def claimants(self) -> tuple[PartyId, ...]:
        """Whose word another than they themselves stands for."""
        ...

    @property
    def settled(self) -> tuple[PartyId, ...]:
        """Of whom it says everything, whatever they said of what the right is a part of."""
        ...


class OnRecord(Reader, Protocol):
    """Whoever can tell what stands at a path: a moment, or a view of the whole state."""

    def find(self, path: RecordPath) -> msgspec.Struct | None: ...


class Right(NamedTuple):
    """A right and the debt that it is a part of."""

    path: RecordPath
    owed: Owed
    debt: Debt


def right_at(record: OnRecord, path: RecordPath) -> Right | None:
    """The right at a path; None: no record of one stands there."""
    owed = record.find(path)
    if not isinstance(owed, Owed):
        return None
    debt = record.find(owed.debt)
    return Right(path, owed, debt) if isinstance(debt, Debt) else None


def claimants_of(on: OnRecord, owed: Owed) -> tuple[PartyId, ...]:
    """Who paid for a right, or for what it is a part of, by more than their own word."""
    found: dict[PartyId, None] = {}
    settled: set[PartyId] = set()
    for path in owed.claims:
        record = on.find(path)
        if isinstance(record, Claimed):
            found |= dict.fromkeys(one for one in record.claimants if one not in settled)
            settled.update(record.settled)
    return tuple(found)
