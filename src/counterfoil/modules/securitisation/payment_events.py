# SPDX-License-Identifier: Apache-2.0
"""Events of collection and of payment days: what comes in, what a day has for whom, and how a pool ends.

Who is paid what of a day is in ``handing_out_events``.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, FollowingEvent, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.modules.parties.authority import require_party, together
from counterfoil.modules.securitisation.events import POOL_CHANGES, NoteEvent, PoolEvent, both_sides
from counterfoil.modules.securitisation.notes import (
    DAYS,
    NOTES,
    POOLED_LOTS,
    SHARES,
    HolderShare,
    LotStanding,
    Note,
    PayDay,
    PooledLot,
    RankAmount,
)
from counterfoil.modules.securitisation.records import Pool, PoolStatus
from counterfoil.modules.securitisation.triggers import TriggerKind
from counterfoil.modules.securitisation.waterfall import TrancheStanding
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    NaturalQuantity,
    PartyId,
    PositiveQuantity,
    Quantity,
)

_LOTS: Changes[PooledLot] = Changes(POOLED_LOTS)
_NOTES: Changes[Note] = Changes(NOTES)


class DebtNoted(PoolEvent, frozen=True):
    """How the debt of a lot in a pool stands: late, in default, or late no more."""

    type: ClassVar[str] = "securitisation.debt_noted"
    lot: InstrumentId
    cash: InstrumentId
    unpaid: NaturalMoney
    worth: NaturalMoney
    """what of it counts while it is neither late nor in default"""
    was: LotStanding
    standing: LotStanding

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _LOTS.replace(self.lot, standing=self.standing)
        yield POOL_CHANGES.change(self._noted, self.pool)

    def _noted(self, pool: Pool) -> Pool:
        after = without(pool, self.was, self.unpaid, self.worth)
        if self.standing is LotStanding.late:
            return replace(after, late=Quantity(after.late + self.unpaid))
        if self.standing is LotStanding.in_default:
            ever = Quantity(after.defaulted_ever + self.unpaid)
            return replace(after, defaulted=Quantity(after.defaulted + self.unpaid), defaulted_ever=ever)
        return replace(after, discounted=Quantity(after.discounted + self.worth))


class DayCounted(PoolEvent, frozen=True):
    """A payment day was counted: servicer, bridge and each rank's holders are paid after it, each by itself."""

    type: ClassVar[str] = "securitisation.day_counted"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    number: int
    day: DayNumber
    cash: InstrumentId
    collected: NaturalMoney
    """what was at hand besides the reserve"""
    fee: NaturalMoney
    fee_unpaid: NaturalMoney
    interest: NaturalMoney
    principal: NaturalMoney
    """paid to all ranks, with what the residual has beyond it"""
    aside_from: DayNumber
    reserve: NaturalMoney
    surplus: NaturalMoney
    """the bridge's, where no rank is owed anything more"""
    charged: NaturalMoney
    """losses so far"""
    hit: tuple[TriggerKind, ...]
    status: PoolStatus
    standings: tuple[TrancheStanding, ...]
    ranks: tuple[RankAmount, ...]
    """those that are paid something"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        whole = Quantity(self.interest + self.principal)
        day = PayDay(
            pool=self.pool,
            number=self.number,
            day=self.day,
            cash=self.cash,
            fee=self.fee,
            surplus=self.surplus,
            ranks=self.ranks,
            to_pay=whole,
            aside_from=self.aside_from,
        )
        yield Changes(DAYS).create(day, self.pool, str(self.number))
        yield POOL_CHANGES.change(lambda pool: self._paid(pool, whole), self.pool)
        for one in self.ranks:
            yield _NOTES.change(lambda note: replace(note, open=(*note.open, self.number)), one.instrument)

    def _paid(self, pool: Pool, whole: int) -> Pool:
        return replace(
            pool,
            status=self.status,
            at_hand=Quantity(pool.at_hand - self.fee - whole - self.surplus),
            aside=Quantity(pool.aside + self.fee + self.surplus),
            reserve=self.reserve,
            fee_unpaid=self.fee_unpaid,
            charged=self.charged,
            standings=self.standings,
            hit=self.hit,
            days=self.number,
            last_day=self.day,
        )


class CleanedUp(PoolEvent, frozen=True):
    """The originator pays for what is left of a pool: the money moves after this event.

    No lot is the pool's any more: what is paid on one before it is passed on comes in as any other money.
    """

    type: ClassVar[str] = "securitisation.cleaned_up"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    account: AccountId
    cash: InstrumentId
    price: PositiveMoney
    originator: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        none = Quantity(0)

        def fold(pool: Pool) -> Pool:
            return replace(
                pool,
                status=PoolStatus.cleaned_up,
                at_hand=Quantity(pool.at_hand + self.price),
                called_for=self.price,
                discounted=none,
                unpaid=none,
                late=none,
                defaulted=none,
            )

        yield POOL_CHANGES.change(fold, self.pool)

    def permit(self, moment: Moment) -> Consents:
        return together(moment, both_sides(moment, self.account), self.originator)


class BoughtBack(PoolEvent, frozen=True):
    """Who warranted a lot pays for it: the money moves after this event, and the pool has no hold on the lot."""

    type: ClassVar[str] = "securitisation.bought_back"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    lot: InstrumentId
    account: AccountId
    cash: InstrumentId
    price: PositiveMoney
    worth: NaturalMoney
    """what of it counted: nothing, where it was late or in default"""
    was: LotStanding
    buyer: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _LOTS.replace(self.lot, standing=LotStanding.returned, unpaid=Quantity(0), returned_for=self.price)
        yield POOL_CHANGES.change(self._less, self.pool)

    def _less(self, pool: Pool) -> Pool:
        return replace(
            without(pool, self.was, self.price, self.worth),
            unpaid=Quantity(pool.unpaid - self.price),
            collected=Quantity(pool.collected + self.price),
            at_hand=Quantity(pool.at_hand + self.price),
        )

    def permit(self, moment: Moment) -> Consents:
        return together(moment, both_sides(moment, self.account), self.manager(moment), self.buyer)


class WoundUp(PoolEvent, frozen=True):
    """What defaulted was written off after the final day, and the pool is over."""

    type: ClassVar[str] = "securitisation.wound_up"
    cash: InstrumentId
    written_off: NaturalMoney
    status: PoolStatus

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield POOL_CHANGES.replace(self.pool, status=self.status)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.manager(moment))
        return ()


class Retired(NoteEvent, frozen=True):
    """Units of a note whose pool is over end, after this event."""

    type: ClassVar[str] = "securitisation.retired"
    pool: str
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _NOTES.change(lambda note: note, self.instrument)


class Liquidated(PoolEvent, frozen=True):
    """No note of a pool is out any more. What is set aside stays whose it is."""

    type: ClassVar[str] = "securitisation.liquidated"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield POOL_CHANGES.replace(self.pool, status=PoolStatus.liquidated)


class Collected(FollowingEvent, frozen=True):
    """Money came into a pool's account: on a lot, or, without one, otherwise."""

    type: ClassVar[str] = "securitisation.collected"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    pool: str
    account: AccountId
    pooled_lot: InstrumentId | None
    cash: InstrumentId
    amount: PositiveMoney
    principal: NaturalMoney
    worth: NaturalMoney
    """by which what performs is worth less, discounted"""
    was: LotStanding | None
    settled: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        if self.pooled_lot is not None:
            yield _LOTS.change(self._paid, self.pooled_lot)
        yield POOL_CHANGES.change(self._more, self.pool)

    def _paid(self, lot: PooledLot) -> PooledLot:
        standing = LotStanding.settled if self.settled else lot.standing
        return replace(lot, unpaid=Quantity(lot.unpaid - self.principal), standing=standing)

    def _more(self, pool: Pool) -> Pool:
        at_hand = Quantity(pool.at_hand + self.amount)
        if self.pooled_lot is None or self.was is None:
            return replace(pool, at_hand=at_hand)
        after = without(pool, self.was, self.principal, self.worth)
        collected, unpaid = Quantity(pool.collected + self.amount), Quantity(pool.unpaid - self.principal)
        return replace(after, at_hand=at_hand, collected=collected, unpaid=unpaid)


class Spent(FollowingEvent, frozen=True):
    """Money left a pool's account otherwise than by its order of payments: for lots, or by an order."""

    type: ClassVar[str] = "securitisation.spent"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    pool: str
    account: AccountId
    cash: InstrumentId
    amount: PositiveMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield POOL_CHANGES.change(lambda pool: replace(pool, at_hand=Quantity(pool.at_hand - self.amount)), self.pool)


class LotGone(FollowingEvent, frozen=True):
    """An order took or burned a lot of a pool: what was unpaid on it is lost."""

    type: ClassVar[str] = "securitisation.lot_gone"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    pool: str
    lot: InstrumentId
    cash: InstrumentId
    unpaid: NaturalMoney
    worth: NaturalMoney
    """what of it counted: nothing, where it was late or in default"""
    was: LotStanding

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _LOTS.replace(self.lot, standing=LotStanding.gone, unpaid=Quantity(0))
        yield POOL_CHANGES.change(self._less, self.pool)

    def _less(self, pool: Pool) -> Pool:
        after = without(pool, self.was, self.unpaid, self.worth)
        new = 0 if self.was is LotStanding.in_default else self.unpaid
        return replace(
            after,
            unpaid=Quantity(after.unpaid - self.unpaid),
            lost=Quantity(after.lost + self.unpaid),
            defaulted_ever=Quantity(after.defaulted_ever + new),
        )


class Kept(FollowingEvent, frozen=True):
    """What an account held of a note at the record of a payment day, noted by its first movement after it."""

    type: ClassVar[str] = "securitisation.kept"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    pool: str
    instrument: InstrumentId
    number: int
    account: AccountId
    units: NaturalQuantity
    cash: InstrumentId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        share = HolderShare(
            pool=self.pool,
            instrument=self.instrument,
            number=self.number,
            account=self.account,
            units=self.units,
            cash=self.cash,
        )
        yield Changes(SHARES).create(share, self.instrument, str(self.number), self.account)


def without(pool: Pool, was: LotStanding, amount: int, worth: int) -> Pool:
    """So much less that was late, or in default, or was worth something."""
    if was is LotStanding.late:
        return replace(pool, late=Quantity(pool.late - amount))
    if was is LotStanding.in_default:
        return replace(pool, defaulted=Quantity(pool.defaulted - amount))
    return replace(pool, discounted=Quantity(pool.discounted - worth))


PAYMENT_EVENTS: tuple[Any, ...] = (
    DebtNoted,
    DayCounted,
    CleanedUp,
    BoughtBack,
    WoundUp,
    Retired,
    Liquidated,
    Collected,
    Spent,
    LotGone,
    Kept,
)
