# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: a pooled lot is only paid, a pool's money is its order's, and lateness is noted first."""

from itertools import takewhile
from typing import Final

from counterfoil.law.detail import units
from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, View, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import require
from counterfoil.law.owed import Debt, Owed
from counterfoil.modules.holdings.events import Redeemed, Transferred
from counterfoil.modules.holdings.records import HOLDINGS, Part, free_of
from counterfoil.modules.holdings.reservations import Held, Pledged
from counterfoil.modules.securitisation.events import Closed, NotesIssued
from counterfoil.modules.securitisation.handing_out_events import AsideTaken, HolderPaid, PaidOut
from counterfoil.modules.securitisation.notes import (
    DAYS,
    NOTES,
    POOLED_LOTS,
    SHARES,
    PayDay,
    Payee,
    PooledLot,
    RankAmount,
)
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
    _require_not_kept(moment, event.sender, event.instrument, event.quantity if event.part is Part.free else 0)
    note = moment.read(NOTES, event.instrument)
    back = note is not None and known(moment, POOLS, note.pool).terms.account == event.receiver
    require(not back, Outcome.note_back_to_pool, event.instrument)


def is_not_reserved(event: Held | Pledged, moment: Whole) -> None:
    """Nor is anything of it set aside for others."""
    require(locked(moment, event.instrument) is None, Outcome.lot_is_pooled, event.instrument)
    _require_not_kept(moment, event.account, event.instrument, event.quantity)


def is_paid(event: Redeemed, moment: Whole) -> None:
    """A pooled lot ends when it is paid, and not by being split or cancelled."""
    lot = locked(moment, event.instrument)
    owed = None if lot is None else moment.find(lot.owed)
    unpaid = owed.unpaid if isinstance(owed, Owed) else 0
    require(unpaid == 0, Outcome.lot_is_pooled, event.instrument)
    part = event.part or Part.free
    _require_not_kept(moment, event.account, event.instrument, event.quantity if part is Part.free else 0)


def all_is_noted(event: Closed | NotesIssued | DayCounted, moment: Whole) -> None:
    """What is late or in default counts as that: nobody pays for, or is paid out of, what does not come.

    Whether anybody has put it on record or not: else whoever counts before that has it counted as performing.
    """
    pool = known(moment, POOLS, event.pool)
    for lot in lots_of(moment, pool):
        if lot.standing in OPEN and pool.status in LOCKING:
            debt = moment.find(lot.debt)
            noted = not isinstance(debt, Debt) or (
                standing_of(debt) is lot.standing and not debt.later_than_said(moment.time)
            )
            require(noted, Outcome.lateness_not_noted, lot.lot)


def is_cut_off(event: Closed, moment: Whole) -> None:
    """Lateness is noted, and nothing of the money is set aside for others, which no investor could have."""
    all_is_noted(event, moment)
    pool = known(moment, POOLS, event.pool)
    holding = moment.read(HOLDINGS, pool.terms.account, pool.cash)
    reserved = 0 if holding is None else holding.held + holding.pledged
    require(reserved == 0, Outcome.money_reserved_before, f"{pool.terms.account}: {units(reserved, pool.cash)}")


def in_order(event: HolderPaid | AsideTaken | PaidOut, moment: Whole) -> None:
    """While money of the account is frozen or gone, nobody has what those before him could then not have.

    Days come one after the other; on a day the servicer, the ranks, and the bridge. What is set aside keeps its place:
    else whoever comes last would have his share set aside, and be paid before the others.
    """
    pool = known(moment, POOLS, event.pool)
    holding = moment.read(HOLDINGS, pool.terms.account, pool.cash)
    free, stuck = (0, 0) if holding is None else (holding.free, holding.balance - holding.free)
    if stuck <= pool.at_hand:
        return
    days = (day for _, day in moment.rows(DAYS, event.pool) if day.number <= event.number)
    before = sum(_before_on(moment, day, event) for day in days)
    told = f"{units(event.amount, pool.cash)} of {units(free, pool.cash)}, and {units(before, pool.cash)} before"
    require(before + event.amount <= free, Outcome.others_come_first, told)


def _before_on(moment: Whole, day: PayDay, event: HolderPaid | AsideTaken | PaidOut) -> int:
    """What is left to be paid on a day to who comes before: on an earlier one to everybody."""
    fee, ranks = day.owes(Payee.servicer), day.ranks
    if day.number < event.number:
        return fee + sum(_left_of(moment, day, rank) for rank in ranks) + day.owes(Payee.bridge)
    if isinstance(event, PaidOut):
        return 0 if event.payee is Payee.servicer else fee + sum(_left_of(moment, day, rank) for rank in ranks)
    above = takewhile(lambda rank: rank.instrument != event.instrument, ranks)
    return fee + sum(_left_of(moment, day, rank) for rank in above)


def _left_of(moment: Whole, day: PayDay, rank: RankAmount) -> int:
    """What of a rank's money of a day its holders have not had: that is set aside for them, too."""
    if not known(moment, NOTES, rank.instrument).aside:
        return rank.left
    shares = moment.rows(SHARES, rank.instrument, str(day.number))
    return rank.left + sum(one.amount for _, one in shares if one.waits)


def _require_not_kept(view: View, account: AccountId, instrument: InstrumentId, quantity: int) -> None:
    """So many free units may leave a pool's account: from the cut-off on none, and later none that are set aside."""
    pool = pool_of_account(view, account, instrument)
    if pool is None:
        return
    others = not pool.aside or free_of(view, account, instrument) - quantity >= pool.aside
    told = f"{account}: {units(pool.aside, pool.cash)} set aside" if pool.aside else account
    require(pool.status not in KEEPING and others, Outcome.pools_money, told)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Transferred: stays,
    Held: is_not_reserved,
    Pledged: is_not_reserved,
    Redeemed: is_paid,
    Closed: is_cut_off,
    NotesIssued: all_is_noted,
    DayCounted: all_is_noted,
    HolderPaid: in_order,
    AsideTaken: in_order,
    PaidOut: in_order,
}
