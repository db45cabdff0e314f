# SPDX-License-Identifier: Apache-2.0
"""Events of pools until their notes are issued. Those of collection and payment are in ``payment_events``."""

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, all_known, known
from counterfoil.law.outcome import require
from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.modules.parties.authority import require_party, require_registered, require_role, signed_for, together
from counterfoil.modules.parties.records import ACCOUNTS, Role
from counterfoil.modules.securitisation.notes import (
    INVESTORS,
    NOTES,
    POOLED_LOTS,
    Investor,
    InvestorStatus,
    Note,
    NoteOrder,
    PooledLot,
)
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome as Outcome
from counterfoil.modules.securitisation.pool_terms import PoolTerms
from counterfoil.modules.securitisation.records import (
    ACCOUNTS_OF_POOLS,
    EXPOSURES,
    POOLS,
    Exposure,
    PartySide,
    Pool,
    PooledAccount,
    PoolStatus,
)
from counterfoil.modules.securitisation.waterfall import TrancheStanding
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
)

POOL_CHANGES: Changes[Pool] = Changes(POOLS)
_LOTS: Changes[PooledLot] = Changes(POOLED_LOTS)
_NOTES: Changes[Note] = Changes(NOTES)
_INVESTORS: Changes[Investor] = Changes(INVESTORS)


class PoolEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.product
    pool: str

    def manager(self, moment: Moment) -> PartyId:
        """Who manages the pool."""
        return known(moment, POOLS, self.pool).terms.manager


class Opened(PoolEvent, frozen=True):
    """A pool was opened."""

    type: ClassVar[str] = "securitisation.opened"
    terms: PoolTerms
    account: AccountId
    cash: InstrumentId
    nominal: PositiveMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        terms = self.terms
        custodian = known(moment, ACCOUNTS, self.account).custodian or PartyId("")
        pool = Pool(
            pool=self.pool,
            terms=terms,
            cash=self.cash,
            custodian=custodian,
            agreed_by=_of(consents, terms.account),
            fee_agreed_by=_of(consents, terms.fee_account),
            bridge_agreed_by=_of(consents, terms.bridge),
        )
        yield POOL_CHANGES.create(pool, self.pool)
        yield Changes(ACCOUNTS_OF_POOLS).create(PooledAccount(account=self.account, pool=self.pool), self.account)

    def permit(self, moment: Moment) -> Consents:
        terms = self.terms
        require_role(moment, terms.manager, Role.issuer)
        require_registered(moment, terms.originator)
        custodian = known(moment, ACCOUNTS, self.account).custodian or PartyId("")
        accounts = dict.fromkeys((terms.account, terms.fee_account, terms.bridge))
        agreed = (one for account in accounts for one in both_sides(moment, account))
        return together(moment, tuple(agreed), terms.manager, custodian)


class Admitted(PoolEvent, frozen=True):
    """A lot was admitted to a pool, which it leaves only by being paid."""

    type: ClassVar[str] = "securitisation.admitted"
    lot: InstrumentId
    cash: InstrumentId
    owed: RecordPath
    debt: RecordPath
    debtor: PartyId
    seller: PartyId
    due_on: DayNumber
    balance: PositiveMoney
    discounted: NaturalMoney
    behind: tuple[RecordPath, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        lot = PooledLot(
            lot=self.lot,
            pool=self.pool,
            cash=self.cash,
            owed=self.owed,
            debt=self.debt,
            debtor=self.debtor,
            seller=self.seller,
            due_on=self.due_on,
            balance=self.balance,
            discounted=self.discounted,
            unpaid=self.balance,
            behind=self.behind,
            before=known(moment, POOLS, self.pool).last_lot,
        )
        yield _LOTS.create(lot, self.lot)
        most: dict[PartySide, int] = {}
        for side, party in ((PartySide.debtor, self.debtor), (PartySide.seller, self.seller)):
            before = moment.read(EXPOSURES, self.pool, side, party)
            none = Exposure(pool=self.pool, side=side, party=party, cash=self.cash)
            most[side] = self.balance + (0 if before is None else before.amount)
            yield Touch(EXPOSURES, (self.pool, side, party), partial(self._exposed, none))
        yield POOL_CHANGES.change(partial(self._joined, most), self.pool)

    def _exposed(self, none: Exposure, before: Exposure | None) -> Exposure:
        exposure = before or none
        return replace(exposure, amount=Quantity(exposure.amount + self.balance))

    def _joined(self, most: dict[PartySide, int], pool: Pool) -> Pool:
        return replace(
            pool,
            lots=pool.lots + 1,
            last_lot=POOLED_LOTS.path(self.lot),
            cut_off_balance=Quantity(pool.cut_off_balance + self.balance),
            discounted=Quantity(pool.discounted + self.discounted),
            unpaid=Quantity(pool.unpaid + self.balance),
            largest_debtor=Quantity(max(pool.largest_debtor, most[PartySide.debtor])),
            largest_seller=Quantity(max(pool.largest_seller, most[PartySide.seller])),
        )

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.manager(moment))
        return ()


class Closed(PoolEvent, frozen=True):
    """A pool was cut off: its notes come after this event."""

    type: ClassVar[str] = "securitisation.closed"
    cash: InstrumentId
    lots: int
    balance: PositiveMoney
    discounted: PositiveMoney
    nominal: PositiveMoney
    notes: tuple[InstrumentId, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield POOL_CHANGES.replace(self.pool, status=PoolStatus.closed)
        for rank, instrument in enumerate(self.notes, 1):
            yield _NOTES.create(Note(instrument=instrument, pool=self.pool, cash=self.cash, rank=rank), instrument)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.manager(moment))
        return ()


class CalledOff(PoolEvent, frozen=True):
    """A pool was given up before its notes were issued."""

    type: ClassVar[str] = "securitisation.called_off"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield POOL_CHANGES.replace(self.pool, status=PoolStatus.called_off)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.manager(moment))
        return ()


class NoteEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.registration
    instrument: InstrumentId
    account: AccountId


class Subscribed(NoteEvent, frozen=True):
    """An account subscribed to a note, with money held for it."""

    type: ClassVar[str] = "securitisation.subscribed"
    pool: str
    cash: InstrumentId
    quantity: PositiveQuantity
    hold: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        investor = Investor(
            instrument=self.instrument,
            cash=self.cash,
            account=self.account,
            agreed_by=all_of(consents),
            status=InvestorStatus.subscribed,
            quantity=self.quantity,
            hold=self.hold,
        )

        def fold(before: Investor | None) -> Investor:
            again = before is None or before.status is InvestorStatus.withdrawn
            require(again, Outcome.subscribed_already, f"{self.instrument}: {self.account}")
            return investor

        yield Touch(INVESTORS, (self.instrument, self.account), fold)
        order = NoteOrder(account=self.account, quantity=self.quantity)
        yield _NOTES.change(lambda note: replace(note, orders=(*note.orders, order)), self.instrument)
        yield POOL_CHANGES.change(lambda pool: replace(pool, investors=pool.investors + 1), self.pool)

    def permit(self, moment: Moment) -> Consents:
        return both_sides(moment, self.account)


class Withdrawn(NoteEvent, frozen=True):
    """A subscription is over without notes; what is still held for it is free again."""

    type: ClassVar[str] = "securitisation.withdrawn"
    pool: str
    agreed: bool
    """by the account; else its money is gone, the pool was called off, or its manager does not take it"""
    turned_away_by: PartyId | None = None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _INVESTORS.replace(self.instrument, self.account, status=InvestorStatus.withdrawn)

        def less(note: Note) -> Note:
            return replace(note, orders=tuple(one for one in note.orders if one.account != self.account))

        yield _NOTES.change(less, self.instrument)
        yield POOL_CHANGES.change(lambda pool: replace(pool, investors=pool.investors - 1), self.pool)

    def permit(self, moment: Moment) -> Consents:
        if self.turned_away_by is not None:
            require_party(moment, self.turned_away_by)
        return both_sides(moment, self.account) if self.agreed else ()


class NotesIssued(PoolEvent, frozen=True):
    """A pool's notes are issued: what is paid for them comes in, and what the reserve does not need goes to the bridge.

    The money and the units move after this event.
    """

    type: ClassVar[str] = "securitisation.issued"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    day: DayNumber
    cash: InstrumentId
    proceeds: PositiveMoney
    bridged: NaturalMoney
    reserve: NaturalMoney
    orders: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield POOL_CHANGES.change(self._issued, self.pool)

    def _issued(self, pool: Pool) -> Pool:
        standings = (TrancheStanding(principal=one.tranche.notional) for one in pool.terms.notes)
        return replace(
            pool,
            status=PoolStatus.issued,
            at_hand=Quantity(pool.at_hand + self.proceeds - self.bridged),
            bridged=self.bridged,
            reserve=self.reserve,
            standings=tuple(standings),
            last_day=self.day,
        )

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.manager(moment))
        return ()


class Placed(NoteEvent, frozen=True):
    """A subscription is fulfilled: its money goes to the pool, and its units come, after this event."""

    type: ClassVar[str] = "securitisation.placed"
    pool: str
    cash: InstrumentId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _INVESTORS.replace(self.instrument, self.account, status=InvestorStatus.holder)


class AgreedToBePaid(NoteEvent, frozen=True):
    """An account agreed to be paid on notes that it bought later."""

    type: ClassVar[str] = "securitisation.agreed"
    cash: InstrumentId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Investor | None) -> Investor:
            again = before is None or before.status is InvestorStatus.withdrawn
            require(again, Outcome.investor_agreed_before, f"{self.instrument}: {self.account}")
            return Investor(
                instrument=self.instrument,
                cash=self.cash,
                account=self.account,
                agreed_by=all_of(consents),
                status=InvestorStatus.holder,
            )

        yield Touch(INVESTORS, (self.instrument, self.account), fold)

    def permit(self, moment: Moment) -> Consents:
        return both_sides(moment, self.account)


def both_sides(moment: Moment, account: AccountId) -> Consents:
    """Of whoever controls an account: for an account that agrees, though it may take from anybody."""
    return together(moment, all_known(partial(signed_for, moment, account, side) for side in (Side.gives, Side.takes)))


def all_of(consents: Consents) -> tuple[PartyId, ...]:
    """Everybody who gave one of them."""
    return tuple(dict.fromkeys(party for consent in consents for party in consent.by))


def _of(consents: Consents, account: AccountId) -> tuple[PartyId, ...]:
    return all_of(tuple(one for one in consents if one.account == account))


EVENTS: tuple[Any, ...] = (
    Opened,
    Admitted,
    Closed,
    CalledOff,
    Subscribed,
    Withdrawn,
    NotesIssued,
    Placed,
    AgreedToBePaid,
)
