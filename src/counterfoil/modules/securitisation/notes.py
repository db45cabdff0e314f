# SPDX-License-Identifier: Apache-2.0
"""Notes of a pool, who subscribed to them, its lots, its payment days, and what each holder has of a day.

A day's amount for a rank is cut up like an interval: each holder, in the order in which they are paid, has what its
units cover of it. So all shares together are the amount, and each can be recomputed alone.
"""

from enum import StrEnum
from typing import ClassVar, Final, Protocol, runtime_checkable

import msgspec

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.event import Movement
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import Refused, require
from counterfoil.law.sharing import share_of_interval
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.records import NaturalMoney
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome as Outcome
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    NaturalQuantity,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
)

POOL_PREFIX: Final = "securitisation/pool"
INVESTORS_MAX: Final = 200
"""Of all notes of a pool: above that an offer is a public one (Securities Law of the PRC, article 9)."""


class LotStanding(StrEnum):
    performing = "performing"
    late = "late"
    in_default = "in_default"
    settled = "settled"
    """it was paid"""
    gone = "gone"
    """an order took or burned it"""
    returned = "bought_back"
    """whoever warranted it paid for it, and it is the pool's no more"""


class PooledLot(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A right to money that is, or was, in a pool: no other pool ever has it."""

    lot: InstrumentId
    pool: str
    cash: InstrumentId
    owed: RecordPath
    """the record of the right"""
    debt: RecordPath
    debtor: PartyId
    seller: PartyId
    due_on: DayNumber
    balance: NaturalMoney
    """unpaid when it was admitted"""
    discounted: NaturalMoney
    unpaid: NaturalMoney
    standing: LotStanding = LotStanding.performing
    behind: tuple[RecordPath, ...] = ()
    """the records of the invoices"""
    before: RecordPath | None = None
    """the record of the lot that was admitted before it; None: it is the first"""
    returned_for: NaturalMoney = Quantity(0)
    """what was paid for it when it was bought back"""

    def worth(self, unpaid: int) -> int:
        """What so much of it is worth, discounted, while it is neither late nor in default."""
        return self.discounted * unpaid // self.balance if self.standing is LotStanding.performing else 0


class NoteOrder(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What an account subscribed to."""

    account: AccountId
    quantity: PositiveQuantity


@runtime_checkable
class Ends(Protocol):
    """What a note asks of its pool."""

    @property
    def over(self) -> bool:
        """Whether its notes end."""
        ...

    @property
    def manager(self) -> PartyId:
        """Who ends them."""
        ...


class Note(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rank as an instrument: which pool's, who subscribed to it, which days are being paid. Its terms end it."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.rule
    instrument: InstrumentId
    pool: str
    cash: InstrumentId
    rank: int
    orders: tuple[NoteOrder, ...] = ()
    open: tuple[int, ...] = ()
    """payment days on which somebody has been neither paid nor had his share set aside"""
    aside: NaturalMoney = Quantity(0)
    """what is set aside for holders of it that have not taken it"""

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Whoever holds units took them with these terms: they go when the pool is over."""
        pool = moment.find(RecordPath(f"{POOL_PREFIX}/{self.pool}"))
        gives = movement.side is Side.gives and movement.cause == NOTES.path(self.instrument)
        stays = movement.receiver == movement.account
        if not (isinstance(pool, Ends) and pool.over and gives and stays):
            raise Refused(HoldingsOutcome.consent_missing, self.instrument)
        return (pool.manager,)


class InvestorStatus(StrEnum):
    subscribed = "subscribed"
    holder = "to_be_paid"
    """it agreed to be paid on what it has of the note"""
    withdrawn = "withdrawn"


INVESTOR_CYCLE: Final[dict[InvestorStatus, frozenset[InvestorStatus]]] = {
    InvestorStatus.subscribed: frozenset({InvestorStatus.holder, InvestorStatus.withdrawn}),
    InvestorStatus.holder: frozenset(),
    InvestorStatus.withdrawn: frozenset({InvestorStatus.subscribed, InvestorStatus.holder}),
}
"""status → the statuses it may change to"""


class Investor(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account that agreed to take notes it subscribed to, and what is paid on those that it has."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    instrument: InstrumentId
    cash: InstrumentId
    account: AccountId
    agreed_by: tuple[PartyId, ...]
    status: InvestorStatus
    quantity: NaturalQuantity = Quantity(0)
    hold: str = ""
    """of the money for it"""

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """It takes what it subscribed to, and its share of a payment day."""
        takes = movement.side is Side.takes and movement.account == self.account
        if movement.instrument == self.instrument:
            own = movement.cause == INVESTORS.path(self.instrument, self.account)
            meant = takes and own and movement.quantity == self.quantity and self.status is InvestorStatus.holder
        else:
            key = (movement.cause or RecordPath("")).removeprefix(f"{SHARES.prefix}/").split("/")
            share = moment.read(SHARES, *key)
            meant = takes and movement.instrument == self.cash and share is not None and share.paid
            meant = meant and share is not None and movement.quantity == share.amount
            meant = meant and share is not None and (share.instrument, share.account) == (self.instrument, self.account)
        require(meant, HoldingsOutcome.consent_missing, self.instrument)
        return self.agreed_by


class RankAmount(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What a day pays to a rank, and how many of its units have been paid."""

    instrument: InstrumentId
    units: NaturalQuantity
    """outstanding at the day's record"""
    interest: NaturalMoney
    principal: NaturalMoney
    """with what a residual has beyond it"""
    settled: NaturalQuantity = Quantity(0)

    @property
    def whole(self) -> int:
        """Interest and principal."""
        return self.interest + self.principal

    @property
    def left(self) -> int:
        """What of it is neither paid nor set aside."""
        return self.whole - sum(
            share_of_interval(one, 0, self.settled, self.units) for one in (self.interest, self.principal)
        )


class Payee(StrEnum):
    """Who has something of a payment day besides the holders of notes."""

    servicer = "servicer"
    bridge = "bridge"


class PayDay(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A payment day that was counted: what each rank has of it, and how far its holders are paid."""

    pool: str
    number: int
    day: DayNumber
    cash: InstrumentId
    fee: NaturalMoney
    surplus: NaturalMoney
    """which the bridge has: no rank was owed anything more"""
    ranks: tuple[RankAmount, ...]
    to_pay: NaturalMoney
    """what its holders have not been paid yet, and is not set aside for them"""
    aside_from: DayNumber
    """from this day on what a holder does not take is set aside in its name (提存)"""
    paid_out: tuple[Payee, ...] = ()
    """who of the others has had what is theirs"""

    def of(self, instrument: InstrumentId) -> RankAmount | None:
        """What it pays to a rank; None: nothing."""
        return next((one for one in self.ranks if one.instrument == instrument), None)

    def has(self, payee: Payee) -> int:
        """What one of the others has of it."""
        return self.fee if payee is Payee.servicer else self.surplus

    def owes(self, payee: Payee) -> int:
        """What of it has not been paid yet."""
        return 0 if payee in self.paid_out else self.has(payee)


class HolderShare(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an account held of a note at a day's record, and was paid on it."""

    pool: str
    instrument: InstrumentId
    number: int
    account: AccountId
    units: NaturalQuantity
    cash: InstrumentId
    settled: NaturalQuantity | None = None
    """units of those who had their shares before; None: it is neither paid nor set aside"""
    interest: NaturalMoney = Quantity(0)
    principal: NaturalMoney = Quantity(0)
    waits: bool = False
    """it is set aside in the account's name, and was not taken yet"""

    @property
    def done(self) -> bool:
        """Whether it has been paid, or set aside."""
        return self.settled is not None

    @property
    def paid(self) -> bool:
        """Whether it has been paid."""
        return self.done and not self.waits

    @property
    def amount(self) -> int:
        """Interest and principal."""
        return self.interest + self.principal


POOLED_LOTS: Final = Table("securitisation/lot", PooledLot, Outcome.lot_not_pooled, Outcome.lot_in_a_pool)
NOTES: Final = Table("securitisation/note", Note, Outcome.unknown_note, Outcome.note_exists)
INVESTORS: Final = Table("securitisation/investor", Investor, Outcome.not_subscribed, Outcome.subscribed_already)
DAYS: Final = Table("securitisation/day", PayDay, Outcome.unknown_payment_day, Outcome.payment_day_exists)
SHARES: Final = Table("securitisation/share", HolderShare, Outcome.share_unknown, Outcome.share_exists)
