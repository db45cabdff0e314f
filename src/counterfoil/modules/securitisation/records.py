# SPDX-License-Identifier: Apache-2.0
"""A pool: what is in it, how its ranks stand, and what it agreed to. It speaks for its account and notes."""

from enum import StrEnum
from typing import ClassVar, Final

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.dated import day_of
from counterfoil.law.event import Act, Movement
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord, table_prefix
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import (
    INSTRUMENTS,
    Identifiers,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    Money,
    NaturalMoney,
    Unit,
)
from counterfoil.modules.securitisation.notes import (
    DAYS,
    INVESTORS,
    NOTES,
    POOL_PREFIX,
    POOLED_LOTS,
    SHARES,
    LotStanding,
    Payee,
)
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome as Outcome
from counterfoil.modules.securitisation.pool_terms import NoteTerms, PoolTerms
from counterfoil.modules.securitisation.triggers import TriggerKind
from counterfoil.modules.securitisation.waterfall import (
    Tranche,
    TrancheStanding,
)
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    PartyId,
    Quantity,
    RecordPath,
    Timestamp,
)


class PoolStatus(StrEnum):
    pooling = "pooling"
    """lots are bought and admitted"""
    closed = "lots_fixed"
    """cut off: what is in it is fixed, and its notes are subscribed to"""
    issued = "notes_issued"
    amortising = "amortising"
    accelerated = "accelerated"
    """a trigger was hit"""
    defaulted = "defaulted"
    """interest of the first rank was not paid, or principal is owed after the final day"""
    cleaned_up = "cleaned_up"
    """the originator bought what was left"""
    repaid = "repaid"
    """all ranks above the residual have everything; notes are ended"""
    written_off = "written_off"
    """nothing more comes in, and a rank has not everything; notes are ended"""
    liquidated = "liquidated"
    """no note is out any more"""
    called_off = "called_off"
    """before notes were issued"""


_LATER: Final = frozenset({PoolStatus.defaulted, PoolStatus.repaid, PoolStatus.written_off})
POOL_CYCLE: Final[dict[PoolStatus, frozenset[PoolStatus]]] = {
    PoolStatus.pooling: frozenset({PoolStatus.closed, PoolStatus.called_off}),
    PoolStatus.closed: frozenset({PoolStatus.issued, PoolStatus.called_off}),
    PoolStatus.issued: frozenset({PoolStatus.amortising, PoolStatus.accelerated, *_LATER}),
    PoolStatus.amortising: frozenset({PoolStatus.accelerated, PoolStatus.cleaned_up, *_LATER}),
    PoolStatus.accelerated: frozenset({PoolStatus.amortising, PoolStatus.cleaned_up, *_LATER}),
    PoolStatus.defaulted: frozenset({PoolStatus.repaid, PoolStatus.written_off}),
    PoolStatus.cleaned_up: frozenset({PoolStatus.repaid, PoolStatus.written_off}),
    PoolStatus.repaid: frozenset({PoolStatus.liquidated}),
    PoolStatus.written_off: frozenset({PoolStatus.repaid, PoolStatus.liquidated}),
    PoolStatus.liquidated: frozenset(),
    PoolStatus.called_off: frozenset(),
}
"""status → the statuses it may change to"""
COLLECTING: Final = frozenset(
    {PoolStatus.issued, PoolStatus.amortising, PoolStatus.accelerated, PoolStatus.defaulted, PoolStatus.cleaned_up}
)
"""Its notes are out, and it has payment days."""
LOCKING: Final = COLLECTING - {PoolStatus.cleaned_up} | {PoolStatus.pooling, PoolStatus.closed}
"""Its lots go nowhere."""
OVER: Final = frozenset({PoolStatus.repaid, PoolStatus.written_off})
"""Its notes end, once their holders have been paid."""
KEEPING: Final = COLLECTING | OVER | {PoolStatus.closed}
"""Its money leaves by its own order of payments alone."""
COUNTED: Final = KEEPING | {PoolStatus.pooling}
"""Its record says what its account has."""


class PartySide(StrEnum):
    """What a party is to a lot."""

    debtor = "debtor"
    seller = "seller"


class Exposure(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of a pool one party owes, or sold to it, as it was admitted."""

    pool: str
    side: PartySide
    party: PartyId
    cash: InstrumentId
    amount: NaturalMoney = Quantity(0)


class Pool(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pool, what it has and how it stands."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    pool: str
    terms: PoolTerms
    cash: InstrumentId
    custodian: PartyId
    agreed_by: tuple[PartyId, ...]
    """who agreed for the pool's account that it gives and takes by these terms"""
    fee_agreed_by: tuple[PartyId, ...]
    bridge_agreed_by: tuple[PartyId, ...]
    status: PoolStatus = PoolStatus.pooling
    lots: int = 0
    last_lot: RecordPath | None = None
    """the record of the last that was admitted, which names the one before"""
    cut_off_balance: NaturalMoney = Quantity(0)
    """what was unpaid on its lots when they were admitted"""
    discounted: NaturalMoney = Quantity(0)
    """what is unpaid on lots that are neither late nor in default, discounted as of the cut-off"""
    unpaid: NaturalMoney = Quantity(0)
    """on its lots now"""
    late: NaturalMoney = Quantity(0)
    """of which so much is late and not in default"""
    defaulted: NaturalMoney = Quantity(0)
    """of which so much is in default"""
    defaulted_ever: NaturalMoney = Quantity(0)
    """recoveries not taken off"""
    lost: NaturalMoney = Quantity(0)
    """on lots that an order took or burned"""
    largest_debtor: NaturalMoney = Quantity(0)
    """what one owes at most"""
    largest_seller: NaturalMoney = Quantity(0)
    """what comes from one at most"""
    at_hand: Money = Quantity(0)
    """what its account has and is nobody's yet; below zero where an order took what was"""
    aside: NaturalMoney = Quantity(0)
    """what its account has for who has not taken it: fees, what is the bridge's, shares that are set aside"""
    collected: NaturalMoney = Quantity(0)
    """on its lots, in all"""
    reserve: NaturalMoney = Quantity(0)
    """of what is at hand"""
    fee_unpaid: NaturalMoney = Quantity(0)
    charged: NaturalMoney = Quantity(0)
    """losses that are charged to its ranks, or that none can bear"""
    standings: tuple[TrancheStanding, ...] = ()
    hit: tuple[TriggerKind, ...] = ()
    days: int = 0
    """payment days that were counted"""
    last_day: DayNumber | None = None
    """from which on interest is due: of issue, or of the last payment"""
    investors: int = 0
    bridged: NaturalMoney = Quantity(0)
    """what the bridge had when the notes were issued"""
    called_for: NaturalMoney = Quantity(0)
    """what the originator paid for the lots that were left"""

    @property
    def path(self) -> RecordPath:
        return POOLS.path(self.pool)

    @property
    def ranks(self) -> list[Tranche]:
        """Its ranks as they stand."""
        pairs = zip(self.terms.notes, self.standings, strict=True)
        return [Tranche(note.tranche, standing) for note, standing in pairs]

    @property
    def performing(self) -> int:
        """What is unpaid and not in default."""
        return self.unpaid - self.defaulted

    @property
    def next_day(self) -> DayNumber:
        """Of the payment that comes next."""
        return self.terms.payment_day(self.days + 1)

    def today(self, time: Timestamp) -> DayNumber:
        """The day where the pool's days begin."""
        return day_of(time, self.terms.offset_min)

    @property
    def over(self) -> bool:
        """Whether its notes end."""
        return self.status in OVER

    @property
    def manager(self) -> PartyId:
        """Who ends its notes."""
        return self.terms.manager

    def described(self, note: NoteTerms, unit: Unit) -> Instrument:
        """The instrument that a rank is, as it comes into the world; its unit is the money's."""
        return Instrument(
            instrument=note.instrument,
            kind=InstrumentKind.bond,
            issuer=self.terms.manager,
            name=note.called(self.pool),
            identifiers=Identifiers(),
            unit=unit,
            terms=None,
            supply_limit=note.tranche.notional,
            unique=False,
            version=1,
            status=InstrumentStatus.active,
            defining=self.path,
        )

    def defined_by(self, moment: Moment, instrument: Instrument, cause: RecordPath) -> tuple[PartyId, ...]:
        """The manager agreed to the notes of its terms, and no others."""
        note = self.terms.rank_of(instrument.instrument)
        unit = known(moment, INSTRUMENTS, self.cash).unit
        own = note is not None and instrument == self.described(note, unit) and cause == self.path
        require(own, InstrumentsOutcome.not_defined_by_record, self.pool)
        return (self.terms.manager,)

    def issued_by(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The manager issues what was subscribed to, and ends notes of a pool that is over."""
        issues = movement.act is Act.issues and self.status is PoolStatus.issued and self.days == 0
        order = INVESTORS.path(movement.instrument, movement.account)
        meant = movement.cause == order if issues else movement.cause == NOTES.path(movement.instrument)
        ends = movement.act is Act.redeems and self.status in OVER
        own = self.terms.rank_of(movement.instrument) is not None
        require(own and meant and (issues or ends), HoldingsOutcome.consent_missing, self.pool)
        return (self.terms.manager,)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Its account pays and takes by its order of payments; bridge and servicer take what is theirs."""
        terms, gives = self.terms, movement.side is Side.gives
        agreed: tuple[PartyId, ...] = ()
        if movement.instrument == self.cash and movement.account == terms.account:
            if self._pays(moment, movement) if gives else self._takes(moment, movement):
                agreed = self.agreed_by
        elif movement.instrument == self.cash and not gives:
            if self._to_bridge(moment, movement):
                agreed = self.bridge_agreed_by
            elif self._to_servicer(moment, movement):
                agreed = self.fee_agreed_by
        require(bool(agreed), HoldingsOutcome.consent_missing, self.pool)
        return agreed

    def _pays(self, moment: Moment, movement: Movement) -> bool:
        """A holder's share, the fee of a day, or what the bridge has at issue and in the end."""
        if self._to_bridge(moment, movement) or self._to_servicer(moment, movement):
            return True
        key = (movement.cause or RecordPath("")).removeprefix(f"{SHARES.prefix}/").split("/")
        share = moment.read(SHARES, *key)
        own = share is not None and share.pool == self.pool and share.paid
        return own and share is not None and movement[3:5] == (share.amount, share.account)

    def _to_bridge(self, moment: Moment, movement: Movement) -> bool:
        at_issue = self.status is PoolStatus.issued and movement[3:6] == (self.bridged, self.terms.bridge, self.path)
        return at_issue or self._to(moment, movement, Payee.bridge, self.terms.bridge)

    def _to_servicer(self, moment: Moment, movement: Movement) -> bool:
        return self._to(moment, movement, Payee.servicer, self.terms.fee_account)

    def _to(self, moment: Moment, movement: Movement, payee: Payee, account: AccountId) -> bool:
        """What one of the others has of a day, by the record of which it is being paid."""
        cause = movement.cause or RecordPath("")
        if table_prefix(cause) != DAYS.prefix or movement.receiver != account:
            return False
        day = moment.read(DAYS, *cause.removeprefix(f"{DAYS.prefix}/").split("/"))
        own = day is not None and day.pool == self.pool and payee in day.paid_out
        return own and day is not None and movement.quantity == day.has(payee)

    def _takes(self, moment: Moment, movement: Movement) -> bool:
        """What a subscription costs, or what is paid for the lots that are left, or for one that is bought back."""
        if movement.cause == self.path:
            return self.status is PoolStatus.cleaned_up and movement.quantity == self.called_for
        cause = movement.cause or RecordPath("")
        if table_prefix(cause) == POOLED_LOTS.prefix:
            lot = moment.read(POOLED_LOTS, cause.removeprefix(f"{POOLED_LOTS.prefix}/"))
            back = lot is not None and lot.pool == self.pool and lot.standing is LotStanding.returned
            return back and lot is not None and movement.quantity == lot.returned_for
        investor = moment.read(INVESTORS, *cause.removeprefix(f"{INVESTORS.prefix}/").split("/"))
        here = self.status is PoolStatus.issued and self.days == 0
        own = investor is not None and self.terms.rank_of(investor.instrument) is not None
        return here and own and investor is not None and movement.quantity == investor.quantity


class PooledAccount(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose an account is, found by the account: one pool's, for ever."""

    account: AccountId
    pool: str


POOLS: Final = Table(POOL_PREFIX, Pool, Outcome.unknown_pool, Outcome.pool_exists)
ACCOUNTS_OF_POOLS: Final = Table(
    "securitisation/account", PooledAccount, Outcome.account_not_pooled, Outcome.account_of_a_pool
)
EXPOSURES: Final = Table("securitisation/exposure", Exposure, Outcome.exposure_unknown, Outcome.exposure_exists)
