# SPDX-License-Identifier: Apache-2.0
"""What is noted of movements: what came into a pool's account and left it, which lots are gone, who held notes when."""

from collections.abc import Iterator, Mapping
from typing import Final

from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Follow, Whole
from counterfoil.law.moment import known
from counterfoil.law.owed import Owed
from counterfoil.law.table import table_prefix
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.queries import balance_of
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.securitisation import payment_events as pe
from counterfoil.modules.securitisation.limits import ELSEWHERE, locked, pool_of_account
from counterfoil.modules.securitisation.notes import NOTES, POOLED_LOTS, SHARES, LotStanding, PooledLot
from counterfoil.modules.securitisation.records import COUNTED, POOLS
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, RecordPath

Between = Transferred | Forced | Recovered
Changing = Issued | Redeemed | Corrected | Burned


def between(event: Between, moment: Whole) -> Iterator[FollowingEvent]:
    """Units went from one account to another."""
    giving, taking = (event.giving, event.taking) if isinstance(event, Transferred) else (None, None)
    yield from _money(moment, event.receiver, event.instrument, event.quantity, taking)
    yield from _money(moment, event.sender, event.instrument, -event.quantity, giving)
    if not isinstance(event, Transferred):
        yield from _gone(moment, event.instrument)
    changes = {event.sender: -event.quantity, event.receiver: int(event.quantity)}
    yield from _kept(moment, event.instrument, changes)


def changing(event: Changing, moment: Whole) -> Iterator[FollowingEvent]:
    """Units came into the world or ended."""
    adds = isinstance(event, Issued) or (isinstance(event, Corrected) and event.change is Change.adds)
    change = int(event.quantity) if adds else -event.quantity
    yield from _money(moment, event.account, event.instrument, change, None)
    if isinstance(event, Burned):
        yield from _gone(moment, event.instrument)
    yield from _kept(moment, event.instrument, {event.account: change})


def _money(
    moment: Whole, account: AccountId, instrument: InstrumentId, change: int, grant: RecordPath | None
) -> Iterator[FollowingEvent]:
    """Of a pool that is not over: what its account has its record says. What moves under that record is said before.

    So what another pool pays to this one, or takes from it, is noted like anybody's.
    """
    pool = pool_of_account(moment, account, instrument)
    if pool is None or pool.status not in COUNTED or grant == pool.path:
        return
    if change < 0:
        yield pe.Spent(pool=pool.pool, account=account, cash=instrument, amount=Quantity(-change))
        return
    # Lots that the originator paid for at a clean-up are no pool's any more.
    lot = None if pool.called_for else _paid_on(moment, pool.pool, grant)
    left = 0 if lot is None else _left(moment, lot)
    yield pe.Collected(
        pool=pool.pool,
        account=account,
        pooled_lot=None if lot is None else lot.lot,
        cash=instrument,
        amount=Quantity(change),
        principal=Quantity(0 if lot is None else lot.unpaid - left),
        worth=Quantity(0 if lot is None else lot.worth(lot.unpaid) - lot.worth(left)),
        was=None if lot is None else lot.standing,
        settled=lot is not None and left == 0,
    )


def _paid_on(moment: Whole, pool: str, taking: RecordPath | None) -> PooledLot | None:
    """The lot under whose record the money was taken, if the pool has it: one that was bought back is none of its."""
    lot = None if taking is None else moment.read(POOLED_LOTS, taking.removeprefix(f"{table_prefix(taking)}/"))
    mine = lot is not None and (lot.owed, lot.pool) == (taking, pool) and lot.standing is not LotStanding.returned
    return lot if mine else None


def _left(moment: Whole, lot: PooledLot) -> int:
    """What the pool is still owed on it: nothing, where who paid has the lot."""
    owed = moment.find(lot.owed)
    return owed.unpaid if isinstance(owed, Owed) and moment.call not in ELSEWHERE else 0


def _gone(moment: Whole, instrument: InstrumentId) -> Iterator[FollowingEvent]:
    lot = locked(moment, instrument)
    if lot is not None and lot.standing is not LotStanding.settled:
        worth = Quantity(lot.worth(lot.unpaid))
        yield pe.LotGone(pool=lot.pool, lot=instrument, cash=lot.cash, unpaid=lot.unpaid, worth=worth, was=lot.standing)


def _kept(moment: Whole, instrument: InstrumentId, changes: Mapping[AccountId, int]) -> Iterator[pe.Kept]:
    """The first movement of an account after a payment day was counted says what it held then."""
    note = moment.read(NOTES, instrument)
    if note is None or not note.open:
        return
    cash = known(moment, POOLS, note.pool).cash
    for number in note.open:
        for account, change in changes.items():
            if moment.read(SHARES, instrument, str(number), account) is None:
                yield pe.Kept(
                    pool=note.pool,
                    instrument=instrument,
                    number=number,
                    account=account,
                    units=Quantity(balance_of(moment, account, instrument) - change),
                    cash=cash,
                )


FOLLOWS: Final[dict[type[EventData], Follow]] = {
    Transferred: between,
    Forced: between,
    Recovered: between,
    Issued: changing,
    Redeemed: changing,
    Corrected: changing,
    Burned: changing,
}
