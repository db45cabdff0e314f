# SPDX-License-Identifier: Apache-2.0
"""Programmes, credit lines, what stands against an issuer, and roots: a promise as its issuer confirmed it.

A root speaks for its issuer from then on: which lots come into the world, that each ends, and what is paid.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.dated import DayOffset, day_begins
from counterfoil.law.event import Act, Movement
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import Instrument, Money, NaturalMoney, PositiveMoney
from counterfoil.modules.receivables.invoices import INVOICES
from counterfoil.modules.receivables.lots import ENDED, LOTS, Lot, LotStatus, described
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome
from counterfoil.primitives.types import (
    PARTS_PER_MILLION,
    AccountId,
    DayNumber,
    Duration,
    HashField,
    InstrumentId,
    KeyId,
    Millionths,
    OffsetMinutes,
    PartyId,
    Quantity,
    RecordPath,
    Timestamp,
)

INVOICES_MAX: Final = 16
ROUNDS_MAX: Final = 16
"""Payments in part before the last."""
DEPTH_LIMIT: Final = 16
Days = Annotated[int, Meta(ge=0, le=3_660)]
Depth = Annotated[int, Meta(ge=0, le=DEPTH_LIMIT)]


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a programme asks of a voucher that is proposed from a time on; what was proposed before keeps its own."""

    since: Timestamp
    tenor_max_days: Days
    """no voucher is longer (银发〔2025〕77号 art. 11: never above a year)"""
    examined_beyond_days: Days
    """a longer one names the bank that examined why (the same article: beyond six months)"""
    depth_max: Depth
    """tiers that a voucher may go down"""
    registered: bool
    """financing names its registration (the same, art. 13: 中登网)"""
    accept_within: Annotated[Duration, Meta(gt=0, le=31_622_400_000)]
    """how long an offer, or a voucher that its first holder shall accept, may wait"""
    grace_days: Days
    """days after maturity in which a payment cures; then it is a default"""
    penalty_ppm: Annotated[Millionths, Meta(ge=0, lt=PARTS_PER_MILLION)]
    """of what is unpaid, for each day after maturity"""


class Programme(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A platform's rules. It informs: it holds no voucher, and no money passes through it (art. 4, 14)."""

    programme: str
    keeper: PartyId
    registry: PartyId
    """who has the key of the fingerprints, and says which invoices there are"""
    cash: InstrumentId
    offset_min: OffsetMinutes
    entries: tuple[Policy, ...]


class Line(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much an issuer may promise in a programme, and how much of it is outstanding."""

    programme: str
    issuer: PartyId
    cash: InstrumentId
    ceiling: NaturalMoney
    used: NaturalMoney = Quantity(0)


class IssuerStanding(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many vouchers of an issuer are overdue now, of all programmes: while there is one it makes none (art. 15)."""

    issuer: PartyId
    overdue: int = 0


class RootStatus(StrEnum):
    """What was recorded. That it is due follows from the day."""

    draft = "draft"
    prepared = "prepared"
    """its maker signed for the issuer, and a checker has not yet"""
    issued = "issued"
    """irrevocable; its first holder has not accepted it yet"""
    circulating = "circulating"
    overdue = "overdue"
    defaulted = "defaulted"
    paid = "paid"
    cured = "cured"
    """paid whole, and late"""
    cancelled = "cancelled"
    refused = "refused"
    withdrawn = "withdrawn"
    lapsed = "lapsed"


ROOT_CYCLE: Final[dict[RootStatus, frozenset[RootStatus]]] = {
    RootStatus.draft: frozenset(
        {RootStatus.prepared, RootStatus.refused, RootStatus.withdrawn, RootStatus.lapsed},
    ),
    RootStatus.prepared: frozenset(
        {RootStatus.issued, RootStatus.circulating, RootStatus.refused, RootStatus.withdrawn, RootStatus.lapsed}
    ),
    RootStatus.issued: frozenset({RootStatus.circulating, RootStatus.lapsed}),
    RootStatus.circulating: frozenset({RootStatus.overdue, RootStatus.paid, RootStatus.cancelled}),
    RootStatus.overdue: frozenset({RootStatus.defaulted, RootStatus.cured, RootStatus.cancelled}),
    RootStatus.defaulted: frozenset({RootStatus.cured, RootStatus.cancelled}),
    RootStatus.paid: frozenset(),
    RootStatus.cured: frozenset(),
    RootStatus.cancelled: frozenset(),
    RootStatus.refused: frozenset(),
    RootStatus.withdrawn: frozenset(),
    RootStatus.lapsed: frozenset(),
}
"""status → the statuses it may change to"""
UNCONFIRMED: Final = frozenset({RootStatus.draft, RootStatus.prepared})
ROOT_ENDS: Final = frozenset(status for status, nexts in ROOT_CYCLE.items() if not nexts)
OWED: Final = frozenset({RootStatus.circulating, RootStatus.overdue, RootStatus.defaulted})
"""Lots are out, and something is to be paid on them."""


class InvoiceShare(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So much of an invoice, known by its fingerprint."""

    fingerprint: HashField
    amount: PositiveMoney


class RootTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What issuer and first holder agreed on. Nothing of it changes once it is confirmed."""

    programme: str
    issuer: PartyId
    account: AccountId
    """of the first holder"""
    cash: InstrumentId
    face: PositiveMoney
    matures: DayNumber
    contract_hash: HashField
    """SHA-256 of the contract that it comes from"""
    invoices: Annotated[tuple[InvoiceShare, ...], Meta(min_length=1, max_length=INVOICES_MAX)]
    """of which its face is made up, in this order; no more than sixteen, each once"""
    requires_acceptance: bool
    """whoever it goes to accepts it first; else it is theirs at once, where their account takes it"""
    recourse: bool
    """who passed a lot on stands for it if the issuer defaults"""
    min_split: PositiveMoney
    max_depth: Depth
    guarantor: PartyId | None = None
    examined_by: PartyId | None = None
    """the bank that examined a tenor beyond the usual"""


class Promise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the programme's policy was when a voucher was proposed."""

    offset_min: DayOffset
    accept_within: Duration
    grace_days: int
    penalty_ppm: Millionths
    registered: bool


class Root(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A voucher as it was promised, and what became of its face: live + paid + cancelled = face once it is out."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    ends: ClassVar[frozenset[str]] = ROOT_ENDS
    root: str
    terms: RootTerms
    promise: Promise
    cash: InstrumentId
    registry: PartyId
    """whose its invoices are"""
    proposer: PartyId
    until: Timestamp
    """when it lapses unless it is confirmed, or once it is, accepted"""
    status: RootStatus = RootStatus.draft
    accepted_by: tuple[PartyId, ...] = ()
    """who agreed that the first account takes the voucher, and what is paid on it"""
    maker_keys: tuple[KeyId, ...] = ()
    """keys that signed for the issuer first"""
    mandate: str = ""
    """over the issuer's own account, under which it is paid"""
    live: NaturalMoney = Quantity(0)
    """face value of lots that are out"""
    redeemed: NaturalMoney = Quantity(0)
    cancelled: NaturalMoney = Quantity(0)
    quota: NaturalMoney = Quantity(0)
    """so much of the face has been provided for, in all; the face once all is"""
    rounds: tuple[Money, ...] = ()
    """of which so much in each round"""
    paid_in_part: NaturalMoney = Quantity(0)
    """what of that has been paid on lots that are still out"""
    paid_out_of: RecordPath | None = None
    """the hold, without an end, out of which the quota is paid"""
    provided_on: DayNumber | None = None
    """when the whole was provided for: from then on a lot that is not paid waits for whoever has it"""

    @property
    def due(self) -> Timestamp:
        """When the day of maturity begins."""
        return day_begins(self.terms.matures, self.promise.offset_min)

    @property
    def outstanding(self) -> int:
        """What the issuer still owes on it, without penalties."""
        return self.live - self.paid_in_part

    @property
    def provided_for(self) -> bool:
        """Whether all that is unpaid is held for it without an end: then its issuer has done what it promised."""
        return self.provided_on is not None

    def pays(self, lot: Lot) -> bool:
        """Whether something that was provided waits for the lot, or all was, so that paying nothing ends it."""
        due = lot.entitled(self.rounds, self.terms.face) > lot.paid or self.quota == self.terms.face
        return self.paid_out_of is not None and due

    @property
    def debtor(self) -> PartyId:
        """The issuer."""
        return self.terms.issuer

    @property
    def due_on(self) -> DayNumber:
        """The day of maturity."""
        return self.terms.matures

    @property
    def confirmed(self) -> bool:
        """Whether it is out, and something is to be paid on it."""
        return self.status in OWED

    @property
    def late(self) -> bool:
        """Whether it is overdue, or in default."""
        return self.status in OWED - {RootStatus.circulating}

    @property
    def defaulted(self) -> bool:
        """Whether it was not paid in the days of grace."""
        return self.status is RootStatus.defaulted

    @property
    def late_from(self) -> Timestamp:
        """The end of its day: unpaid then, it is overdue."""
        return day_begins(DayNumber(self.terms.matures + 1), self.promise.offset_min)

    @property
    def defaults_from(self) -> Timestamp:
        """The end of its days of grace: unpaid then, it is in default."""
        return day_begins(DayNumber(self.terms.matures + self.promise.grace_days + 1), self.promise.offset_min)

    def may_be_overdue(self, time: Timestamp) -> bool:
        """Whether anybody may record by now that it was not paid on its day."""
        return self.status is RootStatus.circulating and time >= self.late_from and not self.provided_for

    def may_be_in_default(self, time: Timestamp) -> bool:
        """Whether anybody may record by now that it was not paid in the days of grace."""
        return self.status is RootStatus.overdue and time >= self.defaults_from and not self.provided_for

    def later_than_said(self, time: Timestamp) -> bool:
        """Whether one of both may be recorded."""
        return self.may_be_overdue(time) or self.may_be_in_default(time)

    @property
    def behind(self) -> tuple[RecordPath, ...]:
        """Its invoices, each by its record."""
        return tuple(INVOICES.path(self.registry, one.fingerprint) for one in self.terms.invoices)

    def of_invoices(self, start: int, end: int) -> list[InvoiceShare]:
        """What an interval of its face takes of each invoice: they lie in it one after another, as its terms say."""
        found: list[InvoiceShare] = []
        begins = 0
        for one in self.terms.invoices:
            ends = begins + one.amount
            if (amount := min(end, ends) - max(start, begins)) > 0:
                found.append(replace(one, amount=Quantity(amount)))
            begins = ends
        return found

    def issued_by(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The issuer issues the unit of each lot of its voucher that came to be, and ends that of one that is over."""
        lot = self._lot(moment, movement.instrument)
        issues = movement.act is Act.issues and lot is not None and lot.status is LotStatus.held
        ends = movement.act is Act.redeems and lot is not None and lot.status in ENDED
        require(movement.quantity == 1 and (issues or ends), HoldingsOutcome.consent_missing, self.root)
        return (self.terms.issuer,)

    def defined_by(self, moment: Moment, instrument: Instrument, cause: RecordPath) -> tuple[PartyId, ...]:
        """The issuer agreed to whatever lots its voucher is divided into, each just as the record of the lot says."""
        lot = self._lot(moment, instrument.instrument)
        own = lot is not None and instrument == described(lot, self.terms.issuer)
        require(own and cause == ROOTS.path(self.root), InstrumentsOutcome.not_defined_by_record, self.root)
        return (self.terms.issuer,)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The first holder's account takes the first lot, which is the whole voucher."""
        lot = self._lot(moment, movement.instrument)
        meant = movement[:2] == (Side.takes, self.terms.account) and movement.cause == ROOTS.path(self.root)
        whole = lot is not None and lot.value == self.terms.face
        require(meant and whole and bool(self.accepted_by), HoldingsOutcome.consent_missing, self.root)
        return self.accepted_by

    def _lot(self, moment: Moment, instrument: InstrumentId) -> Lot | None:
        found = moment.read(LOTS, instrument)
        return found if found is not None and found.root == self.root else None


PROGRAMMES: Final = Table(
    "receivables/programme",
    Programme,
    ReceivablesOutcome.unknown_voucher_programme,
    ReceivablesOutcome.voucher_programme_exists,
).opened()
LINES: Final = Table("receivables/line", Line, ReceivablesOutcome.unknown_line, ReceivablesOutcome.line_exists)
STANDINGS: Final = Table(
    "receivables/issuer",
    IssuerStanding,
    ReceivablesOutcome.unknown_issuer_standing,
    ReceivablesOutcome.issuer_standing_exists,
)
ROOTS: Final = Table("receivables/voucher", Root, ReceivablesOutcome.unknown_voucher, ReceivablesOutcome.voucher_exists)
