# SPDX-License-Identifier: Apache-2.0
"""What is always true of pools: money, lots, notes and shares add up."""

from collections import defaultdict
from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.law.owed import Owed
from counterfoil.modules.holdings.queries import balance_of
from counterfoil.modules.securitisation.notes import (
    DAYS,
    NOTES,
    POOLED_LOTS,
    SHARES,
    HolderShare,
    LotStanding,
    PayDay,
    Payee,
)
from counterfoil.modules.securitisation.paying import OPEN, outstanding
from counterfoil.modules.securitisation.queries import lots_of
from counterfoil.modules.securitisation.records import COUNTED, LOCKING, POOLS, Pool, PoolStatus

BEFORE = {PoolStatus.pooling, PoolStatus.closed, PoolStatus.called_off}


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    left: dict[str, int] = defaultdict(int)
    aside: dict[str, int] = defaultdict(int)
    for path, day in view.rows(DAYS):
        left[day.pool] += day.to_pay
        aside[day.pool] += sum(map(day.owes, Payee))
        yield from (f"{path}: {problem}" for problem in _of_day(view, day))
    waiting: dict[str, int] = defaultdict(int)
    for _, share in view.rows(SHARES):
        waiting[share.instrument] += share.amount if share.waits else 0
    for path, note in view.rows(NOTES):
        aside[note.pool] += note.aside
        if note.aside != waiting[note.instrument]:
            yield f"{path}: {note.aside} set aside, and shares of {waiting[note.instrument]} wait"
    for path, pool in view.rows(POOLS):
        yield from (f"{path}: {problem}" for problem in _of_pool(view, pool, left[pool.pool]))
        if pool.aside != aside[pool.pool]:
            yield f"{path}: {pool.aside} set aside, and {aside[pool.pool]} is for who has not taken it"
    for path, lot in view.rows(POOLED_LOTS):
        pool_of = view.read(POOLS, lot.pool)
        owed = view.find(lot.owed)
        if pool_of is not None and pool_of.status in LOCKING and lot.standing in OPEN:
            if not isinstance(owed, Owed) or owed.unpaid != lot.unpaid:
                yield f"{path}: {lot.unpaid} unpaid, and its right says otherwise"
            if balance_of(view, pool_of.terms.account, lot.lot) != 1:
                yield f"{path}: it is not in the pool's account"


def _of_pool(view: View, pool: Pool, left: int) -> Iterator[str]:
    balance = balance_of(view, pool.terms.account, pool.cash)
    if pool.status in COUNTED and balance != pool.at_hand + left + pool.aside:
        yield f"{pool.at_hand} at hand, {left} of holders and {pool.aside} set aside, and its account has {balance}"
    lots = list(lots_of(view, pool))
    if len(lots) != pool.lots or any(lot.pool != pool.pool for lot in lots):
        yield f"{pool.lots} lots, and {len(lots)} are on record"
    if pool.status in LOCKING:
        said = {
            "unpaid": sum(lot.unpaid for lot in lots),
            "discounted": sum(lot.worth(lot.unpaid) for lot in lots),
            "late": sum(lot.unpaid for lot in lots if lot.standing is LotStanding.late),
            "defaulted": sum(lot.unpaid for lot in lots if lot.standing is LotStanding.in_default),
        }
        yield from (f"{name} is not {value}" for name, value in said.items() if getattr(pool, name) != value)
    yield from _of_ranks(view, pool)


def _of_ranks(view: View, pool: Pool) -> Iterator[str]:
    for terms, standing in zip(pool.terms.notes, pool.standings, strict=False):
        if not 0 <= standing.deficiency <= standing.principal <= terms.tranche.notional:
            yield f"{terms.instrument} stands at {standing.principal}, deficient {standing.deficiency}"
    for terms in pool.terms.notes:
        units, nominal = outstanding(view, terms.instrument), terms.tranche.notional
        if pool.status in BEFORE and units:
            yield f"{units} of {terms.instrument} are out before it was issued"
        if units > nominal:
            yield f"{units} of {terms.instrument} are out, of {nominal}"
        if pool.status is PoolStatus.liquidated and units:
            yield f"{units} of {terms.instrument} are out, and the pool is liquidated"


def _of_day(view: View, day: PayDay) -> Iterator[str]:
    left = 0
    for rank in day.ranks:
        paid = list(_settled(view, day, rank.instrument))
        units = sum(one.units for one in paid)
        interest, principal = sum(one.interest for one in paid), sum(one.principal for one in paid)
        if units != rank.settled or units > rank.units:
            yield f"{rank.settled} of {rank.instrument} are paid, and shares are of {units}"
        if units == rank.units and (interest, principal) != (rank.interest, rank.principal):
            yield f"shares of {rank.instrument} come to {interest} and {principal}"
        note = view.read(NOTES, rank.instrument)
        if note is None or (day.number in note.open) != (rank.settled < rank.units):
            yield f"{rank.instrument} has {rank.settled} of {rank.units} paid, and its note says otherwise"
        left += rank.whole - interest - principal
    if left != day.to_pay:
        yield f"{day.to_pay} left, and holders have {left} to come"


def _settled(view: View, day: PayDay, instrument: str) -> Iterator[HolderShare]:
    """Paid, or set aside."""
    return (one for _, one in view.rows(SHARES, instrument, str(day.number)) if one.done)
