# SPDX-License-Identifier: Apache-2.0
"""What is delivered, who delivers or takes it, and the invoice: a record for each account, which names no other.

The house stands between seller and buyer here as in every trade. What sellers offer goes to the house's desk, and from
there against the price to whom the matching says. Money waits for no goods: what its account cannot take yet, since it
is stopped, waits at the desk, on the record of whose it is. Of goods that nobody offered the house has nothing, and
only what it collects of who failed.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.event import Movement
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import Table, TrailedRecord, table_prefix
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import Amount, Lots, Price
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.records import Money
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    Millionths,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)

GOODS_MAX: Final = 500
"""Goods that one account offers of one contract, and parcels that one call writes: of more it takes several."""


ACTIONS: Final = "lifecycle/action"
"""Where it stands what units bring: coupons, dividends, new units. Another noun's, of which only the path is known."""


class Bond(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A coupon bond, as its conversion factor and its accrued interest need it."""

    issued: DayNumber
    matures: DayNumber
    coupon_ppm: Annotated[Millionths, Meta(ge=0, le=1_000_000)]
    """a year"""
    coupons: Annotated[int, Meta(ge=1, le=12)]
    """a year"""


class Deliverable(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That an instrument may be delivered into a product's contracts, and what it stands for there.

    All that a delivery asks of goods is here; into another product it may be delivered as something else. A unique
    instrument is a receipt for one delivery unit; a bond has as many units as a delivery unit's face.
    """

    instrument: InstrumentId
    product: str
    house: str
    quantity: PositiveQuantity
    """of the instrument, for one delivery unit"""
    grade: str
    bond: Bond | None = None
    barred: bool = False
    """whether it is offered no more; what was offered before is delivered"""

    def matured_by(self, day: DayNumber) -> bool:
        """Whether it is a bond that has matured by a day, as it was admitted."""
        return self.bond is not None and self.bond.matures <= day

    def over_by(self, day: DayNumber, *, closed: bool) -> bool:
        """Whether nobody delivers it any more: it has matured, or its register is closed, whatever it was admitted as.

        The ledger asks its register. Evidence of a delivery does not show that, since it would show who else was on it:
        there it is what the call says.
        """
        return closed or self.matured_by(day)


class Desk(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A house's account for goods that are on their way from seller to buyer."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    house: str
    by: PartyId
    account: AccountId

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Goods come in and go out by the doing of a delivery of this house, what they bring comes by its own."""
        cause = movement.cause or RecordPath("")
        contract, _, account = cause.removeprefix(f"{DELIVERIES.prefix}/").partition("/")
        delivery = moment.read(DELIVERIES, contract, account) if account else None
        brought = movement.side is Side.takes and table_prefix(cause) == ACTIONS
        ours = brought or (delivery is not None and delivery.house == self.house)
        require(ours and movement.account == self.account, HoldingsOutcome.consent_missing, self.house)
        return (self.by,)


class Failing(StrEnum):
    """Who does not do its part of a parcel."""

    no_side = "no_side"
    seller = "seller"
    """it named no goods"""
    buyer = "buyer"
    """it did not want any, or did not pay"""
    both_sides = "both_sides"


class ParcelStatus(StrEnum):
    """Of a parcel, for one of its two sides."""

    undelivered = "undelivered"
    delivered = "delivered"
    """goods against the price"""
    defaulted = "defaulted"
    """this side paid a penalty, or both failed"""
    compensated = "compensated"
    """this side was paid it"""


PARCEL_CYCLE: Final[dict[ParcelStatus, frozenset[ParcelStatus]]] = {
    ParcelStatus.undelivered: frozenset({ParcelStatus.delivered, ParcelStatus.defaulted, ParcelStatus.compensated}),
    ParcelStatus.delivered: frozenset(),
    ParcelStatus.defaulted: frozenset(),
    ParcelStatus.compensated: frozenset(),
}
"""status → the statuses it may change to"""


class Goods(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Goods that a seller names."""

    instrument: InstrumentId
    units: Annotated[int, Meta(ge=1, le=10**6)] = 1
    """delivery units"""


class Passage(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Goods that came to be a delivery's own at the desk, or, below nothing, left it; but for offers and exchanges."""

    instrument: InstrumentId
    units: int
    at: Timestamp


class Brought(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What goods at the desk brought, and was passed on."""

    security: InstrumentId
    action: str
    instrument: InstrumentId
    quantity: PositiveQuantity
    redeemed: bool
    """whether the goods ended with it"""
    at: Timestamp
    """until when it was at the desk"""


class Parcel(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """One side of what the matching brings together; the other side has a parcel of the same number."""

    number: int
    lots: Lots
    goods: Goods | None
    """None: somebody fails, and no goods move"""
    failing: Failing
    amount: Money
    """of the goods the invoice, else the penalty"""
    status: ParcelStatus = ParcelStatus.undelivered


class Delivery(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one account is to deliver, or to be delivered, of a contract that ended in goods."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    contract: str
    account: AccountId
    house: str
    cash: InstrumentId
    side: Direction
    lots: Lots
    units: int
    """whole delivery units of it that the account may give or take; lots beyond them cannot be delivered"""
    price: Price
    margin: Money
    """that is still held for it"""
    waiting: tuple[Goods, ...] = ()
    """at the desk, for its place: a seller's that nobody takes, a buyer's that are paid for"""
    place: AccountId | None = None
    """where its goods are, or go"""
    agreed_by: tuple[PartyId, ...] = ()
    """for that account"""
    said_at: Timestamp | None = None
    """when it named goods, or said that it wants them"""
    grade: str = ""
    """that a buyer would rather have; empty: any"""
    offered: tuple[Goods, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    passages: tuple[Passage, ...] = ()
    brought: tuple[Brought, ...] = ()

    @property
    def over(self) -> bool:
        """Whether every parcel is delivered or made good."""
        return bool(self.parcels) and all(one.status is not ParcelStatus.undelivered for one in self.parcels)

    @property
    def path(self) -> RecordPath:
        """Whose doing its goods' movements are."""
        return DELIVERIES.path(self.contract, self.account)

    @property
    def fails_as(self) -> Failing:
        """Which side it is."""
        return Failing.buyer if self.side is Direction.bought else Failing.seller

    def parcel(self, number: int) -> Parcel:
        """One that is not over; Refused when there is none of the number."""
        for one in self.parcels:
            if one.number == number and one.status is ParcelStatus.undelivered:
                return one
        raise Refused(FuturesOutcome.no_such_parcel, f"{self.contract} {self.account}: {number}")

    def with_parcel(self, number: int, status: ParcelStatus, margin: int) -> "Delivery":
        """After a parcel is over, and so much margin is still held."""
        changed = tuple(replace(one, status=status) if one.number == number else one for one in self.parcels)
        return replace(self, parcels=changed, margin=Quantity(margin))

    def with_waiting(self, goods: Goods, bought_at: Timestamp | None) -> "Delivery":
        """After such goods came to wait for it at the desk; ``bought_at``: when they came to be its own."""
        passages = () if bought_at is None else (Passage(goods.instrument, goods.units, bought_at),)
        return replace(self, waiting=(*self.waiting, goods), passages=(*self.passages, *passages))

    def without_waiting(self, instrument: InstrumentId, left_at: Timestamp | None) -> "Delivery":
        """After what waited of an instrument left the desk, or, at no time, ended there."""
        kept = tuple(one for one in self.waiting if one.instrument != instrument)
        units = sum(one.units for one in self.waiting) - sum(one.units for one in kept)
        gone = () if left_at is None else (Passage(instrument, -units, left_at),)
        return replace(self, waiting=kept, passages=(*self.passages, *gone))

    def goes_back(self, parcel: Parcel) -> Goods | None:
        """What a seller has again of goods that matured: nothing where they were redeemed at the desk."""
        ended = {one.security for one in self.brought if one.redeemed}
        goods = parcel.goods
        return None if goods is None or goods.instrument in ended or self.side is Direction.bought else goods

    def margin_without(self, number: int) -> int:
        """Held once a parcel is over: in proportion to the lots that are left, rounded down; at last nothing."""
        waiting = [one for one in self.parcels if one.status is ParcelStatus.undelivered]
        left = sum(one.lots for one in waiting if one.number != number)
        return int(self.margin) * left // sum(one.lots for one in waiting)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Goods leave and reach its place by its own doing; and what they brought at the desk reaches it."""
        own = movement.account == self.place and movement.cause == self.path
        named = {one.instrument for one in self.offered} | {one.goods.instrument for one in self.parcels if one.goods}
        meant = movement.side is Side.takes or movement.instrument in named
        require(own and meant, HoldingsOutcome.consent_missing, self.path)
        return self.agreed_by


class Invoice(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one side of a parcel was invoiced (发票)."""

    contract: str
    account: AccountId
    number: int
    side: Direction
    day: DayNumber
    cash: InstrumentId
    instrument: InstrumentId
    quantity: PositiveQuantity
    lots: Lots
    price: Price
    premium: Amount
    """in all"""
    factor: str
    """of a bond the conversion factor; else empty"""
    accrued: str
    """of a bond the accrued interest per 100; else empty"""
    amount: Money


class Half(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """How a parcel ended for one side, written once: so the other side asks, and is told no account."""

    status: ParcelStatus
    at: Timestamp


DESKS: Final = Table("futures/desk", Desk, FuturesOutcome.no_delivery_desk, FuturesOutcome.delivery_desk_exists)
DELIVERABLES: Final = Table(
    "futures/deliverable", Deliverable, FuturesOutcome.not_deliverable, FuturesOutcome.deliverable_exists
)
"""product, instrument → what that is there"""
DELIVERIES: Final = Table("futures/delivery", Delivery, FuturesOutcome.no_delivery, FuturesOutcome.delivery_exists)
INVOICES: Final = Table("futures/invoice", Invoice, FuturesOutcome.no_invoice, FuturesOutcome.invoice_exists)
HALVES: Final = Table("futures/half", Half, FuturesOutcome.no_such_parcel, FuturesOutcome.half_over)
"""contract, number, side → how it ended there"""
TABLES: Final = (DESKS, DELIVERABLES, DELIVERIES, INVOICES, HALVES)


def delivery_of(moment: Moment, contract: str, account: AccountId) -> Delivery:
    """Of an account; Refused when it has none."""
    return known(moment, DELIVERIES, contract, account)
