# SPDX-License-Identifier: Apache-2.0
"""Lots weighed for a pool: which it takes, which not and every reason why, and what its cut-off would then say.

The rules are the law's own (``pooling.objections``); the ledger stops at the first, a person wants all of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.law.owed import Right, right_at
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.instruments.records import INSTRUMENTS, Unit
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receivables.lots import LOTS
from counterfoil.modules.securitisation.calls import Admit
from counterfoil.modules.securitisation.notes import POOLED_LOTS
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome as Outcome
from counterfoil.modules.securitisation.pooling import (
    Objection,
    cut_off_objections,
    objections,
    sold_by,
    worth_of,
)
from counterfoil.modules.securitisation.records import EXPOSURES, PartySide, Pool, PoolStatus
from counterfoil.primitives.errors import InputError, RefusalForeseen
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import InstrumentId, PartyId, Quantity, Timestamp

_TOLD_EVERY: Final = 500


class WeighedLot(NamedTuple):
    """A lot, and every reason why the pool does not take it; none: it does."""

    lot: InstrumentId
    right: Right | None
    reasons: Sequence[Objection] = ()
    seller: PartyId | None = None
    before: bool = False
    """it is in this pool already"""

    @property
    def fits(self) -> bool:
        """Whether it may be admitted now."""
        return not self.reasons and not self.before


class Weighing(NamedTuple):
    """Lots that were weighed for a pool."""

    pool: Pool
    unit: Unit
    lots: Sequence[WeighedLot]
    after: Pool
    """as it would be with those that fit"""

    @property
    def fitting(self) -> Sequence[WeighedLot]:
        """Those that may be admitted."""
        return [one for one in self.lots if one.fits]

    @property
    def unfit(self) -> Sequence[WeighedLot]:
        """Those that may not."""
        return [one for one in self.lots if one.reasons]

    @property
    def calls(self) -> list[Call]:
        """That admit what fits, in the order in which it was named."""
        return [Admit(pool=self.pool.pool, owed=LOTS.path(one.lot)) for one in self.fitting]

    @property
    def lacking(self) -> Sequence[Objection]:
        """Why the pool would not be cut off then."""
        return list(cut_off_objections(self.after))


def require_taking(pool: Pool) -> None:
    """RefusalForeseen unless it takes lots."""
    if pool.status is not PoolStatus.pooling:
        told = str(pool.status).replace("_", " ")
        remedy = "lots are admitted before the cut-off; nothing was sent"
        raise RefusalForeseen(f"{pool.pool} is {told}", where="pool_not_so_far", remedy=remedy)


def lots_in(view: View, account: str) -> list[InstrumentId]:
    """Lots of vouchers that an account has; InputError where there is no such account, or nothing in it."""
    if view.read(ACCOUNTS, account) is None:
        raise InputError(f"there is no account {account!r}", where="--all-of", remedy="counterfoil show accounts")
    held = (one.instrument for _, one in view.rows(HOLDINGS, account) if one.balance)
    found = [one for one in held if view.read(LOTS, one) is not None]
    if not found:
        remedy = "lots are bought first: counterfoil receivables take"
        raise InputError(f"{account} has no lots", where="--all-of", remedy=remedy)
    return found


def weighed(
    view: View, pool: Pool, names: Iterable[str], now: Timestamp, *, progress: Progress = no_progress
) -> Weighing:
    """Each lot once, at a time."""
    wanted = list(dict.fromkeys(map(InstrumentId, names)))
    lots = []
    for number, name in enumerate(wanted, start=1):
        lots.append(_weighed(view, pool, name, now))
        if number % _TOLD_EVERY == 0:
            progress("lots weighed", number, len(wanted))
    unit = known(view, INSTRUMENTS, pool.cash).unit
    return Weighing(pool, unit, lots, _after(view, pool, [one for one in lots if one.fits]))


def _weighed(view: View, pool: Pool, name: InstrumentId, now: Timestamp) -> WeighedLot:
    pooled = view.read(POOLED_LOTS, name)
    right = right_at(view, LOTS.path(name))
    if pooled is not None and pooled.pool == pool.pool:
        return WeighedLot(name, right, before=True)
    if right is None:
        return WeighedLot(name, None, [(Outcome.no_right_to_money, LOTS.path(name))])
    return WeighedLot(name, right, list(_reasons(view, pool, right, now)), sold_by(view, right))


def _reasons(view: View, pool: Pool, right: Right, now: Timestamp) -> Iterator[Objection]:
    yield from objections(view, pool, right, pool.today(now))
    other = view.read(POOLED_LOTS, right.owed.instrument)
    if other is not None:
        yield Outcome.lot_in_a_pool, f"{right.owed.instrument}: {other.pool}"


def _after(view: View, pool: Pool, fitting: Sequence[WeighedLot]) -> Pool:
    """With what its cut-off looks at."""
    of: Counter[tuple[PartySide, PartyId]] = Counter()
    for _, one in view.rows(EXPOSURES, pool.pool):
        of[one.side, one.party] += one.amount
    balance, discounted = int(pool.cut_off_balance), int(pool.discounted)
    for lot in fitting:
        if lot.right is None or lot.seller is None:
            continue
        unpaid = lot.right.owed.unpaid
        of[PartySide.debtor, lot.right.debt.debtor] += unpaid
        of[PartySide.seller, lot.seller] += unpaid
        balance += unpaid
        discounted += worth_of(pool.terms, unpaid, lot.right.debt.due_on)

    def largest(side: PartySide) -> Quantity:
        return Quantity(max((amount for (of_side, _), amount in of.items() if of_side is side), default=0))

    return replace(
        pool,
        lots=pool.lots + len(fitting),
        cut_off_balance=Quantity(balance),
        discounted=Quantity(discounted),
        largest_debtor=largest(PartySide.debtor),
        largest_seller=largest(PartySide.seller),
    )
