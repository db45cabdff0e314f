# SPDX-License-Identifier: Apache-2.0
"""A pool as it stands: its ranks, its lots by standing, how near its triggers are, and what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from counterfoil.evidence.text import format_quantity
from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.law.owed import Debt
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.instruments.records import INSTRUMENTS, Unit
from counterfoil.modules.securitisation.notes import DAYS, NOTES, LotStanding, PayDay, PooledLot
from counterfoil.modules.securitisation.paying import (
    OPEN,
    available,
    day_of_payment,
    due_now,
    held_ranks,
    outstanding,
    seen,
    standing_of,
)
from counterfoil.modules.securitisation.pool_terms import NoteTerms
from counterfoil.modules.securitisation.queries import lots_of
from counterfoil.modules.securitisation.records import COLLECTING, Pool
from counterfoil.modules.securitisation.triggers import HIT_BELOW, TriggerTerms, is_hit, measured
from counterfoil.modules.securitisation.waterfall import TrancheStanding
from counterfoil.primitives.types import PARTS_PER_MILLION, DayNumber, Quantity, Timestamp

_PER_CENT: Final = 10_000
"""Millionths in one."""


class RankTold(NamedTuple):
    """A rank as it stands."""

    note: NoteTerms
    standing: TrancheStanding | None
    """None: its notes are not issued"""
    units: int
    """out"""
    subscribed: int
    accounts: int
    """that have units of it"""
    open_days: Sequence[int]
    """payment days on which not every holder has been paid"""

    @property
    def repaid(self) -> int:
        """Of its principal."""
        return 0 if self.standing is None else self.note.tranche.notional - self.standing.principal


class TriggerTold(NamedTuple):
    """A trigger, and how near it is."""

    terms: TriggerTerms
    part: int
    """what it looks at"""
    whole: int
    """by which that is divided"""
    hit: bool
    """now, or for good"""
    counted: bool
    """on the last payment day"""

    @property
    def room(self) -> int:
        """So much money more, or less where that hits it, and it is just not hit."""
        bound = self.terms.limit_ppm * self.whole
        below = self.terms.kind in HIT_BELOW
        left = self.part + (-bound // PARTS_PER_MILLION) if below else bound // PARTS_PER_MILLION - self.part
        return max(0, left)


class LotsStanding(NamedTuple):
    """Lots of one standing."""

    lots: int
    balance: int
    """unpaid when they were admitted"""
    unpaid: int


class PoolTold(NamedTuple):
    """All that is on record of a pool, at a time."""

    pool: Pool
    unit: Unit
    ranks: Sequence[RankTold]
    triggers: Sequence[TriggerTold]
    lots: Mapping[LotStanding, LotsStanding]
    not_noted: int
    """lots whose debt is late, or no more, and that is not noted"""
    next_day: DayNumber | None
    """of payment; None: it has none any more, or not yet"""
    due: bool
    """whether that has come"""
    days: Sequence[PayDay]

    @property
    def to_pay(self) -> int:
        """To holders, on days that were counted."""
        return sum(one.to_pay for one in self.days)

    def money(self, amount: int) -> str:
        """A sum of its money."""
        return f"{format_quantity(amount, self.unit.decimals)} {self.unit.name}"


def pool_told(view: View, pool: Pool, now: Timestamp) -> PoolTold:
    """Reads every lot of the pool, and every holding of the chain."""
    lots = list(lots_of(view, pool))
    day = None
    if pool.status in COLLECTING:
        day = day_of_payment(pool, pool.today(now))
    return PoolTold(
        pool,
        known(view, INSTRUMENTS, pool.cash).unit,
        _ranks(view, pool),
        triggers_told(view, pool),
        _by_standing(lots),
        not_noted(view, lots),
        day,
        due_now(view, pool, now),
        [known(view, DAYS, pool.pool, str(number)) for number in range(1, pool.days + 1)],
    )


def triggers_told(view: View, pool: Pool) -> list[TriggerTold]:
    """How near each is; none before notes are out."""
    if not pool.standings:
        return []
    looks = seen(pool, held_ranks(view, pool), available(view, pool))
    return [
        TriggerTold(
            terms,
            *measured(terms.kind, looks),
            hit=is_hit(terms, looks) or (not terms.curable and terms.kind in pool.hit),
            counted=terms.kind in pool.hit,
        )
        for terms in pool.terms.triggers
    ]


def not_noted(view: View, lots: Iterable[PooledLot]) -> int:
    """How many stand otherwise than their debt does by now."""
    return sum(one.standing in OPEN and standing_now(view, one) is not one.standing for one in lots)


def standing_now(view: View, lot: PooledLot) -> LotStanding:
    """As its debt says."""
    debt = view.find(lot.debt)
    return standing_of(debt) if isinstance(debt, Debt) else lot.standing


def shown_share(part: int, whole: int, limit_ppm: int, *, least: bool = False) -> str:
    """A part of a whole in per cent, and what it may be."""
    bound = f"{'at least' if least else 'at most'} {per_cent(limit_ppm)}"
    return f"none, {bound}" if whole <= 0 else f"{per_cent(part * PARTS_PER_MILLION // whole)} of {bound}"


def per_cent(ppm: int) -> str:
    """Millionths as people read them, with two decimals, rounded down."""
    return f"{format_quantity(Quantity(ppm * 100 // _PER_CENT), 2)} %"


def _ranks(view: View, pool: Pool) -> list[RankTold]:
    notes = [one.instrument for one in pool.terms.notes]
    accounts = dict.fromkeys(notes, 0)
    if pool.standings:
        for _, holding in view.rows(HOLDINGS):
            if holding.instrument in accounts and holding.balance:
                accounts[holding.instrument] += 1
    told = []
    for number, terms in enumerate(pool.terms.notes):
        note = view.read(NOTES, terms.instrument)
        mine = note is not None and note.pool == pool.pool
        told.append(
            RankTold(
                terms,
                pool.standings[number] if pool.standings else None,
                outstanding(view, terms.instrument) if mine else 0,
                sum(one.quantity for one in note.orders) if note is not None and mine else 0,
                accounts[terms.instrument],
                note.open if note is not None and mine else (),
            )
        )
    return told


def _by_standing(lots: Sequence[PooledLot]) -> dict[LotStanding, LotsStanding]:
    """In the order of the standings."""
    found = {}
    for standing in LotStanding:
        some = [one for one in lots if one.standing is standing]
        if some:
            balance, unpaid = sum(one.balance for one in some), sum(one.unpaid for one in some)
            found[standing] = LotsStanding(len(some), balance, unpaid)
    return found
