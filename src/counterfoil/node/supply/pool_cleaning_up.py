# SPDX-License-Identifier: Apache-2.0
"""The clean-up of a pool as calls of one transaction: all that is unpaid is paid for, and the lots are passed on."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from counterfoil.evidence.transaction import CALLS_MAX
from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.modules.holdings.calls import Hold
from counterfoil.modules.instruments.records import INSTRUMENTS, Unit
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receivables.lot_calls import OfferLot, Take
from counterfoil.modules.receivables.lots import LOTS
from counterfoil.modules.receivables.records import ROOTS
from counterfoil.modules.securitisation.calls import CleanUp
from counterfoil.modules.securitisation.notes import LotStanding, PooledLot
from counterfoil.modules.securitisation.paying import OPEN
from counterfoil.modules.securitisation.queries import lots_of
from counterfoil.modules.securitisation.records import Pool
from counterfoil.node.supply.pool_told import standing_now
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, Quantity, Timestamp

_NAME_MAX: Final = 64
_DAY_MS: Final = 86_400_000


class CleaningUp(NamedTuple):
    """What a clean-up comes to."""

    pool: Pool
    unit: Unit
    calls: Sequence[Call]
    passed_on: Sequence[PooledLot]
    staying: Sequence[PooledLot]
    """late, or in default: nobody passes them on"""


def cleaned_up(view: View, pool: Pool, account: str, now: Timestamp) -> CleaningUp:
    """The price is held, the pool cleaned up, each lot offered to the account and taken; InputError for no account."""
    if view.read(ACCOUNTS, account) is None:
        raise InputError(f"there is no account {account!r}", where="--account", remedy="counterfoil show accounts")
    left = [one for one in reversed(list(lots_of(view, pool))) if one.standing in OPEN]
    passed_on = [one for one in left if standing_now(view, one) is LotStanding.performing]
    calls = list(_calls(view, pool, AccountId(account), passed_on, now))
    if len(calls) > CALLS_MAX:
        remedy = "counterfoil securitisation clean-up, and the lots are passed on one by one"
        raise InputError(
            f"{len(passed_on):,} lots are more than one transaction passes on", where="POOL", remedy=remedy
        )
    staying = [one for one in left if one not in passed_on]
    return CleaningUp(pool, known(view, INSTRUMENTS, pool.cash).unit, calls, passed_on, staying)


def _calls(view: View, pool: Pool, account: AccountId, lots: Sequence[PooledLot], now: Timestamp) -> Iterator[Call]:
    expires = Timestamp(now + min([_DAY_MS, *(_patience(view, one) // 2 for one in lots)]))
    price = _name(pool, 0)
    yield Hold(
        hold=price,
        account=account,
        instrument=pool.cash,
        quantity=Quantity(pool.unpaid),
        executor=pool.path,
        expires=expires,
    )
    yield CleanUp(pool=pool.pool, account=account, hold=price)
    for number, one in enumerate(lots, start=1):
        hold = _name(pool, number)
        yield Hold(
            hold=hold,
            account=pool.terms.account,
            instrument=one.lot,
            quantity=Quantity(1),
            executor=one.owed,
            expires=expires,
        )
        yield OfferLot(lot=one.lot, to=account, hold=hold)
        yield Take(lot=one.lot)


def _patience(view: View, lot: PooledLot) -> int:
    """How long an offer of it may stand at most."""
    return known(view, ROOTS, known(view, LOTS, lot.lot).root).promise.accept_within


def _name(pool: Pool, number: int) -> str:
    return f"clean-up-{number}-{pool.pool}"[:_NAME_MAX]
