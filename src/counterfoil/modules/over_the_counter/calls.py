# SPDX-License-Identifier: Apache-2.0
"""Calls of the over-the-counter module."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.over_the_counter.collateral import Amount
from counterfoil.modules.over_the_counter.pricing import Prices
from counterfoil.modules.over_the_counter.records import ADDRESSED_MAX, CreditSupport, Direction, Period
from counterfoil.primitives.types import (
    EXECUTOR,
    AccountId,
    DayNumber,
    HashField,
    InstrumentId,
    LedgerHashField,
    PartyId,
    PositiveQuantity,
    Quantity,
    TimestampField,
)

Uti = Annotated[str, Meta(min_length=1, max_length=52, examples=["549300EXAMPLE0DEAL3520260001"])]
"""A unique transaction identifier, ISO 23897: an LEI, and up to 32 capital letters and digits."""


class Agree(Call, frozen=True, tag_field="call", tag="over_the_counter.agree"):
    """Make a master agreement; by both parties, and by whoever controls the accounts of its credit support."""

    agreement: NewId
    first: PartyId
    second: PartyId
    hash: HashField
    credit: CreditSupport | None = None
    """None: nothing is secured under it"""
    reporter: PartyId | None = None
    """who may report the deals of both"""


class Amend(Call, frozen=True, tag_field="call", tag="over_the_counter.amend"):
    """Give an agreement a new version; by both parties, as it was made."""

    agreement: str
    hash: HashField
    credit: CreditSupport | None = None
    reporter: PartyId | None = None


class Terminate(Call, frozen=True, tag_field="call", tag="over_the_counter.terminate"):
    """End an agreement; by both parties. What was dealt under it goes on."""

    agreement: str


class GiveQuote(Call, frozen=True, tag_field="call", tag="over_the_counter.quote"):
    """Quote a price for lots of an instrument; by the dealer, and whoever controls its account."""

    quote: NewId
    dealer: PartyId
    account: AccountId
    direction: Direction
    instrument: InstrumentId
    quantity: PositiveQuantity
    cash: InstrumentId
    lot_price: PositiveQuantity
    """for one lot, in the smallest unit of the cash"""
    expires: TimestampField
    settles: TimestampField
    """a deal settles not before this time"""
    latest: TimestampField
    """after this time either side may let a deal fail"""
    lot: PositiveQuantity = Quantity(1)
    firm: bool = False
    to: Annotated[tuple[PartyId, ...], Meta(max_length=ADDRESSED_MAX)] = ()
    """empty: anybody"""


class WithdrawQuote(Call, frozen=True, tag_field="call", tag="over_the_counter.withdraw_quote"):
    """Withdraw what is left of a quote; by the dealer."""

    quote: str


class Take(Call, frozen=True, tag_field="call", tag="over_the_counter.take"):
    """Take a firm quote, or part of it, which makes a deal; by whom it is addressed to."""

    quote: str
    deal: NewId
    by: PartyId
    account: AccountId
    quantity: PositiveQuantity
    agreement: str
    uti: Uti


class Propose(Call, frozen=True, tag_field="call", tag="over_the_counter.propose"):
    """Propose a deal to the other party of an agreement; by a side, and whoever controls its account."""

    deal: NewId
    by: PartyId
    agreement: str
    seller: AccountId
    buyer: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    cash: InstrumentId
    consideration: PositiveQuantity
    affirm_by: TimestampField
    settles: TimestampField
    latest: TimestampField
    uti: Uti
    venue: PartyId | None = None
    """who must confirm it before it settles"""


class Affirm(Call, frozen=True, tag_field="call", tag="over_the_counter.affirm"):
    """Stand by a deal on exactly its terms; by the other side, and whoever controls its account."""

    deal: str
    terms: LedgerHashField
    """SHA-256 of the canonical bytes of the terms, which the deal's record says"""


class Confirm(Call, frozen=True, tag_field="call", tag="over_the_counter.confirm"):
    """Confirm a deal, so that it may settle; by the venue that it names."""

    deal: str


class Settle(Call, frozen=True, tag_field="call", tag="over_the_counter.settle"):
    """Deliver and pay at once, under the holds of both sides for the deal; by a side."""

    deal: str
    by: PartyId
    delivery: str
    """the seller's hold, whose executor is `over_the_counter/deal/` and the deal"""
    payment: str
    """the buyer's, whose executor is the same"""


class Cancel(Call, frozen=True, tag_field="call", tag="over_the_counter.cancel"):
    """End a deal that has not settled: by its proposer before the other side affirmed, by both after."""

    deal: str
    by: PartyId


class Lapse(Call, frozen=True, tag_field="call", tag="over_the_counter.lapse"):
    """Close a deal that nobody affirmed in time; by anybody."""

    deal: str


class Fail(Call, frozen=True, tag_field="call", tag="over_the_counter.fail"):
    """Give up a deal that did not settle in its time; by a side."""

    deal: str
    by: PartyId
    reason: LegalReference


class GiveBack(Call, frozen=True, tag_field="call", tag="over_the_counter.give_back"):
    """Free what a hold still reserves for a deal or another record of this module that is over; by anybody."""

    record: Annotated[str, EXECUTOR]
    """the path of the record, which is the hold's executor"""
    hold: str


class SetReporting(Call, frozen=True, tag_field="call", tag="over_the_counter.set_reporting"):
    """Set to which trade repository deals are reported, and how soon, from a time on; by a supervisor."""

    repository: PartyId
    within_ms: Period
    by: PartyId
    reference: LegalReference
    since: TimestampField | None = None
    """None: from now on"""


class ReportDeal(Call, frozen=True, tag_field="call", tag="over_the_counter.report"):
    """Report a deal for one of its sides: by the side, or by whom the agreement lets report for both."""

    uti: str
    deal: str
    side: PartyId
    by: PartyId
    terms: LedgerHashField
    """their SHA-256, which the deal's record says"""


class RecordLate(Call, frozen=True, tag_field="call", tag="over_the_counter.record_late"):
    """Record that the time of a report has passed; by anybody."""

    uti: str


class Place(Call, frozen=True, tag_field="call", tag="over_the_counter.place"):
    """Open a private placement of an instrument; by its issuer, and whoever controls the account for the money."""

    placement: NewId
    instrument: InstrumentId
    quantity: PositiveQuantity
    cash: InstrumentId
    lot_price: PositiveQuantity
    account: AccountId
    closes: TimestampField
    latest: TimestampField
    """from this time on whoever has no units is given the money back"""
    document: HashField
    minimum: PositiveQuantity
    lot: PositiveQuantity = Quantity(1)
    underwriter: PartyId | None = None


class Subscribe(Call, frozen=True, tag_field="call", tag="over_the_counter.subscribe"):
    """Subscribe to a placement, with what it costs set aside; by whoever controls a professional investor's account."""

    placement: str
    account: AccountId
    quantity: PositiveQuantity
    hold: str
    """of the cost, whose executor is `over_the_counter/subscription/`, the placement, `/` and the account"""


class CallOff(Call, frozen=True, tag_field="call", tag="over_the_counter.call_off"):
    """Call a placement off before anything is allotted; by the issuer or the underwriter."""

    placement: str
    by: PartyId
    reason: LegalReference


class Allot(Call, frozen=True, tag_field="call", tag="over_the_counter.allot"):
    """Allot what is placed among the subscribers, by the largest remainder; by the issuer or the underwriter."""

    placement: str
    by: PartyId


class Complete(Call, frozen=True, tag_field="call", tag="over_the_counter.complete"):
    """Issue what a subscriber is allotted against its money, and free the rest; by anybody, once for each."""

    placement: str
    account: AccountId


class Value(Call, frozen=True, tag_field="call", tag="over_the_counter.value"):
    """Publish what is open under an agreement as of a day; by its valuation agent. The call for collateral follows."""

    agreement: str
    day: DayNumber
    exposure: Amount
    hash: HashField
    """SHA-256 of the portfolio"""
    prices: Prices = ()
    """of a unit of each eligible instrument but the cash, in the smallest unit of the cash"""


class Accept(Call, frozen=True, tag_field="call", tag="over_the_counter.accept"):
    """Accept what a valuation calls for; by the side that delivers it."""

    agreement: str
    day: DayNumber


class Dispute(Call, frozen=True, tag_field="call", tag="over_the_counter.dispute"):
    """Say that the exposure is another, in time; by a side. What both numbers call for is due all the same."""

    agreement: str
    day: DayNumber
    by: PartyId
    own_exposure: Amount


class Resolve(Call, frozen=True, tag_field="call", tag="over_the_counter.resolve"):
    """End a dispute with a number; by both sides, or by the calculation agent of the agreement."""

    agreement: str
    day: DayNumber
    exposure: Amount
    by: PartyId | None = None
    """None: both sides"""


class Deliver(Call, frozen=True, tag_field="call", tag="over_the_counter.deliver"):
    """Deliver collateral that is due, under a hold for the valuation; by anybody."""

    agreement: str
    day: DayNumber
    instrument: InstrumentId
    quantity: PositiveQuantity
    hold: str
    """whose executor is `over_the_counter/valuation/`, the agreement, `/` and the day as a number"""


class RecordDefault(Call, frozen=True, tag_field="call", tag="over_the_counter.record_default"):
    """Record that what was due was not delivered in its time; by anybody."""

    agreement: str
    day: DayNumber
