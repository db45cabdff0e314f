# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: a pooled lot is only paid, a pool's money is its order's, and lateness is noted first."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, View, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import require
from counterfoil.law.owed import Debt, Owed
from counterfoil.modules.holdings.events import Redeemed, Transferred
from counterfoil.modules.holdings.reservations import Held, Pledged
from counterfoil.modules.securitisation.events import Closed, NotesIssued
from counterfoil.modules.securitisation.notes import NOTES, POOLED_LOTS, PooledLot
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome as Outcome
from counterfoil.modules.securitisation.paying import OPEN, standing_of
from counterfoil.modules.securitisation.payment_events import DayCounted
from counterfoil.modules.securitisation.queries import lots_of
from counterfoil.modules.securitisation.records import ACCOUNTS_OF_POOLS, KEEPING, LOCKING, POOLS, Pool
from counterfoil.primitives.types import AccountId, InstrumentId

OWN: Final = "securitisation."
ELSEWHERE: Final = ("receivables.indemnify",)
"""Calls of others by which a pooled lot may go: who paid it in the debtor's place has it."""


def pool_of_account(view: View, account: AccountId, instrument: InstrumentId) -> Pool | None:
    """The pool whose money such units of an account are, or None."""
    found = view.read(ACCOUNTS_OF_POOLS, account)
    pool = None if found is None else view.read(POOLS, found.pool)
    return pool if pool is not None and pool.cash == instrument else None


def locked(view: View, instrument: InstrumentId) -> PooledLot | None:
    """The lot, if it is one that a pool has and does not let go; else None."""
    lot = view.read(POOLED_LOTS, instrument)
    if lot is None or lot.standing not in OPEN:
        return None
    return lot if known(view, POOLS, lot.pool).status in LOCKING else None


def stays(event: Transferred, moment: Whole) -> None:
    """A pool's lots and money stay, but for what its order of payments says."""
    if moment.call.startswith(OWN):
        return
    free = moment.call in ELSEWHERE or locked(moment, event.instrument) is None
    require(free, Outcome.lot_is_pooled, event.instrument)
    _require_not_kept(moment, event.sender, event.instrument)
    note = moment.read(NOTES, event.instrument)
    back = note is not None and known(moment, POOLS, note.pool).terms.account == event.receiver
    require(not back, Outcome.note_back_to_pool, event.instrument)


def is_not_reserved(event: Held | Pledged, moment: Whole) -> None:
    """Nor is anything of it set aside for others."""
    require(locked(moment, event.instrument) is None, Outcome.lot_is_pooled, event.instrument)
    _require_not_kept(moment, event.account, event.instrument)


def is_paid(event: Redeemed, moment: Whole) -> None:
    """A pooled lot ends when it is paid, and not by being split or cancelled."""
    lot = locked(moment, event.instrument)
    owed = None if lot is None else moment.find(lot.owed)
    unpaid = owed.unpaid if isinstance(owed, Owed) else 0
    require(unpaid == 0, Outcome.lot_is_pooled, event.instrument)
    _require_not_kept(moment, event.account, event.instrument)


def all_is_noted(event: Closed | NotesIssued | DayCounted, moment: Whole) -> None:
    """What is late or in default counts as that: nobody pays for, or is paid out of, what does not come."""
    pool = known(moment, POOLS, event.pool)
    for lot in lots_of(moment, pool):
        if lot.standing in OPEN and pool.status in LOCKING:
            debt = moment.find(lot.debt)
            noted = not isinstance(debt, Debt) or standing_of(debt) is lot.standing
            require(noted, Outcome.lateness_not_noted, lot.lot)


def _require_not_kept(view: View, account: AccountId, instrument: InstrumentId) -> None:
    pool = pool_of_account(view, account, instrument)
    require(pool is None or pool.status not in KEEPING, Outcome.pools_money, account)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Transferred: stays,
    Held: is_not_reserved,
    Pledged: is_not_reserved,
    Redeemed: is_paid,
    Closed: all_is_noted,
    NotesIssued: all_is_noted,
    DayCounted: all_is_noted,
}
