# SPDX-License-Identifier: Apache-2.0
"""What a pool's next payment day would pay to whom, if so much came in by then: counted by the law, and not done."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.law.sharing import share_of_interval
from counterfoil.modules.holdings.queries import balance_of
from counterfoil.modules.instruments.records import INSTRUMENTS, Unit
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.securitisation.notes import RankAmount
from counterfoil.modules.securitisation.paying import counted
from counterfoil.modules.securitisation.payment_events import DayCounted
from counterfoil.modules.securitisation.queries import holders_of, lots_of
from counterfoil.modules.securitisation.records import COLLECTING, Pool, PoolStatus
from counterfoil.node.supply.pool_told import not_noted
from counterfoil.primitives.errors import InputError, RefusalForeseen
from counterfoil.primitives.types import QUANTITY_MAX, AccountId, InstrumentId, PartyId, Quantity, Timestamp


class ShareForetold(NamedTuple):
    """What a holder would have of a day."""

    instrument: InstrumentId
    account: AccountId
    holder: PartyId
    units: int
    interest: int
    principal: int

    @property
    def amount(self) -> int:
        """In all."""
        return self.interest + self.principal


class Rehearsal(NamedTuple):
    """A payment day that was not counted."""

    before: Pool
    unit: Unit
    collected: int
    """what would come in by then, beside what is at hand"""
    day: DayCounted
    shares: Sequence[ShareForetold]
    not_noted: int
    """lots that are late by now, or no more, and not noted: that is noted before a day is counted"""


def rehearsed(view: View, pool: Pool, collected: int, now: Timestamp) -> Rehearsal:
    """The pool with so much more, as the law counts it; RefusalForeseen where no payment day comes.

    What is collected pays lots that are not in default, as far as they go; beyond that it is something else, such as
    a penalty. Lots stand as they are noted. Shares are those of holders as they are now, paid in the order in which
    whatever is due is done, which moves a fen between them at most.
    """
    if pool.status not in COLLECTING:
        told = str(pool.status).replace("_", " ")
        raise RefusalForeseen(f"{pool.pool} is {told}", where="pool_not_so_far", remedy="it has no payment day to come")
    if pool.at_hand + collected > QUANTITY_MAX:
        raise InputError("more than the ledger counts", where="--collected", remedy="less")
    paid = min(collected, pool.performing)
    late = min(pool.late, pool.performing - paid)
    with_it = replace(
        pool,
        at_hand=Quantity(pool.at_hand + collected),
        collected=Quantity(pool.collected + collected),
        unpaid=Quantity(pool.unpaid - paid),
        late=Quantity(late),
    )
    today = pool.today(now)
    day = today if pool.status is PoolStatus.cleaned_up else pool.next_day
    event = counted(view, with_it, day, today)
    shares = [share for rank in event.ranks for share in _shares(view, rank)]
    unit = known(view, INSTRUMENTS, pool.cash).unit
    return Rehearsal(pool, unit, collected, event, shares, not_noted(view, lots_of(view, pool)))


def _shares(view: View, rank: RankAmount) -> Iterator[ShareForetold]:
    start = 0
    for account in sorted(holders_of(view, rank.instrument)):
        units = balance_of(view, account, rank.instrument)
        interest, principal = (
            share_of_interval(one, start, units, rank.units) for one in (rank.interest, rank.principal)
        )
        holder = known(view, ACCOUNTS, account).holder
        yield ShareForetold(rank.instrument, account, holder, units, interest, principal)
        start += units
