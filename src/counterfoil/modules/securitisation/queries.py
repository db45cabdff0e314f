# SPDX-License-Identifier: Apache-2.0
"""Typed reading of pools, and looking through a note to what stands behind it."""

from collections.abc import Iterator
from typing import NamedTuple

from counterfoil.law.module import View
from counterfoil.law.moment import Reader
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.securitisation.notes import DAYS, NOTES, POOLED_LOTS, SHARES, HolderShare, PayDay, PooledLot
from counterfoil.modules.securitisation.records import POOLS, Pool
from counterfoil.primitives.types import AccountId, InstrumentId, RecordPath


class LookThrough(NamedTuple):
    """What stands behind a note."""

    pool: Pool
    rank: int
    lots: tuple[PooledLot, ...]
    """each with its right, its debt and the records of the invoices"""


def pool(view: View, name: str) -> Pool | None:
    """The pool, or None."""
    return view.read(POOLS, name)


def lots_of(reader: Reader, found: Pool) -> Iterator[PooledLot]:
    """Every lot that was admitted to a pool, the last one first, as each record names the one before."""
    path = found.last_lot
    while path is not None:
        lot = reader.read(POOLED_LOTS, path.removeprefix(f"{POOLED_LOTS.prefix}/"))
        if lot is None:
            return
        yield lot
        path = lot.before


def behind(view: View, instrument: InstrumentId) -> LookThrough | None:
    """From a note to its pool, and to every lot in it; None: it is no note of a pool."""
    note = view.read(NOTES, instrument)
    found = None if note is None else view.read(POOLS, note.pool)
    if note is None or found is None:
        return None
    return LookThrough(found, note.rank, tuple(lots_of(view, found)))


def holders_of(view: View, instrument: InstrumentId) -> Iterator[AccountId]:
    """Accounts that have units of a note. Reads every holding of the chain."""
    for _, holding in view.rows(HOLDINGS):
        if holding.instrument == instrument and holding.balance:
            yield holding.account


def day(view: View, name: str, number: int) -> PayDay | None:
    """A payment day that was counted, or None."""
    return view.read(DAYS, name, str(number))


def shares(view: View, instrument: InstrumentId, number: int) -> Iterator[tuple[RecordPath, HolderShare]]:
    """What is on record of the holders of a note on one day: those that were paid, or moved before."""
    return view.rows(SHARES, instrument, str(number))
