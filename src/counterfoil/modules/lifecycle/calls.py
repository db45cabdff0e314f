# SPDX-License-Identifier: Apache-2.0
"""Calls of the lifecycle module. Where nobody is named, anybody may: nothing that is computed is typed in.

What is done to each holder is a call of its own: a transaction holds a thousand.
"""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.law.dated import DayField, DayOffset
from counterfoil.modules.lifecycle.actions import ActionKind
from counterfoil.modules.lifecycle.records import RATES_MAX, RESETS_MAX, Income, Rate, RatePpm, RateText, TermsText
from counterfoil.primitives.types import (
    NATURAL,
    AccountId,
    Duration,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    RecordPath,
    TimestampField,
)
from counterfoil.terms.kernel.arithmetic import Rounding

Instruction = Annotated[RecordPath, Meta(examples=["settlement/instruction/instruction-1"])]


class RegisterTerms(Call, frozen=True, tag_field="call", tag="lifecycle.register_terms"):
    """Register the terms by which an instrument pays, once for all; by its issuer."""

    instrument: InstrumentId
    text: TermsText
    per: PositiveQuantity
    """so many units are what the terms are of"""
    cash: InstrumentId
    rounding: Rounding
    offset_min: DayOffset
    record_before: Annotated[Duration, NATURAL]
    """how long before a payment falls due its register is recorded"""
    publisher: PartyId | None = None
    """of terms that float: whose published rates they take"""
    feed: RecordPath | None = None
    """of terms that float: the feed, instead of a publisher, whose fixings their rates are"""
    fresh_for: Annotated[Duration, NATURAL] | None = None
    """with a feed: how old a fixing may be at the time for which a rate is set"""


class PublishFixing(Call, frozen=True, tag_field="call", tag="lifecycle.publish_fixing"):
    """Publish a reference rate of a day, once; by the publisher. Terms that name it take it from here."""

    publisher: PartyId
    reference_rate: NewId
    """its code, as terms have it"""
    day: DayField
    """the day that it is fixed for, by the calendar of the terms"""
    rate: RateText
    """a decimal fraction: 3.45 % is 0.0345"""


class CorrectFixing(Call, frozen=True, tag_field="call", tag="lifecycle.correct_fixing"):
    """Correct a published rate before a payment was computed with it; by the publisher."""

    publisher: PartyId
    reference_rate: str
    day: DayField
    rate: RateText


class Propose(Call, frozen=True, tag_field="call", tag="lifecycle.propose"):
    """Propose the next payment under the terms; by anybody. The ledger computes which, when and how much."""

    instrument: InstrumentId


class Compute(Call, frozen=True, tag_field="call", tag="lifecycle.compute"):
    """Compute a payment that takes rates, of those published or fixed, once its register is recorded; by anybody."""

    instrument: InstrumentId
    action: str
    fixings: Annotated[tuple[RecordPath, ...], Meta(max_length=RESETS_MAX)] = ()
    """of terms that take rates from a feed: its fixing for each rate that no payment took before, in their order"""


class Announce(Call, frozen=True, tag_field="call", tag="lifecycle.announce"):
    """Announce a dividend, a bonus, a split or a rights issue; by the issuer."""

    instrument: InstrumentId
    action: NewId
    kind: Annotated[ActionKind, Meta(examples=["dividend"])]
    """coupons and redemptions are no announcement: they fall due by the terms"""
    record_time: TimestampField
    ex_time: TimestampField
    pay_time: TimestampField
    amount: PositiveQuantity
    """per so many units: cash in its smallest unit, new units, or what the units become in a split"""
    per: PositiveQuantity
    rounding: Rounding
    reference: LegalReference
    cash: InstrumentId | None = None
    price: PositiveQuantity | None = None
    """of a new unit: of rights, or of shares that may be elected instead of cash"""
    deadline: TimestampField | None = None
    """before which holders elect, or exercise rights"""
    proceeds: AccountId | None = None
    """of rights: where they are paid into"""


class Schedule(Call, frozen=True, tag_field="call", tag="lifecycle.schedule"):
    """Schedule a snapshot of the register for its own sake; by the issuer or a registrar."""

    instrument: InstrumentId
    snapshot: NewId
    record_time: TimestampField
    by: PartyId
    reference: LegalReference


class Move(Call, frozen=True, tag_field="call", tag="lifecycle.move"):
    """Move a record time that has not passed, and its action's other times with it; by whoever set it."""

    instrument: InstrumentId
    snapshot: str
    record_time: TimestampField
    reference: LegalReference


class Cancel(Call, frozen=True, tag_field="call", tag="lifecycle.cancel"):
    """Cancel a snapshot, and its action, before the record time; by whoever set it."""

    instrument: InstrumentId
    snapshot: str
    reference: LegalReference


class Record(Call, frozen=True, tag_field="call", tag="lifecycle.record"):
    """Begin to count the register, once the record time has passed; by anybody."""

    instrument: InstrumentId
    snapshot: str


class Count(Call, frozen=True, tag_field="call", tag="lifecycle.count"):
    """Count one account, as it stood at the record time; by anybody."""

    instrument: InstrumentId
    snapshot: str
    account: AccountId


class Close(Call, frozen=True, tag_field="call", tag="lifecycle.close"):
    """Close the snapshot once all that was outstanding is counted; by anybody. The whole of its action is computed."""

    instrument: InstrumentId
    snapshot: str


class Divide(Call, frozen=True, tag_field="call", tag="lifecycle.divide"):
    """Begin to divide the whole; by anybody. Who names a wrong account gets no sum that is the whole."""

    instrument: InstrumentId
    action: str
    division: NewId
    last: AccountId | None = None
    """the last account, in order of remainders, that gets one unit more"""


class Entitle(Call, frozen=True, tag_field="call", tag="lifecycle.entitle"):
    """Compute what one account gets in a division, and the tax on it; by anybody."""

    instrument: InstrumentId
    action: str
    division: str
    account: AccountId


class Fix(Call, frozen=True, tag_field="call", tag="lifecycle.fix"):
    """Take a division whose entitlements add up to the whole; by anybody. They can be paid from then on."""

    instrument: InstrumentId
    action: str
    division: str


class Fund(Call, frozen=True, tag_field="call", tag="lifecycle.fund"):
    """Name the hold of the issuer's cash, for this action, out of which it is paid."""

    instrument: InstrumentId
    action: str
    hold: str
    """of all that is owed, whose executor is `lifecycle/action/`, the instrument, `/` and the action"""


class Pay(Call, frozen=True, tag_field="call", tag="lifecycle.pay"):
    """Pay one account what it is entitled to, once; by anybody. Whoever cannot be paid now is paid later."""

    instrument: InstrumentId
    action: str
    account: AccountId


class TakeOver(Call, frozen=True, tag_field="call", tag="lifecycle.take_over"):
    """Take over what an account is owed whose holdings an order of recovery moved.

    Authorised by the outgoing rule of the account that the order names as the new one.
    """

    instrument: InstrumentId
    action: str
    account: AccountId
    order: Annotated[RecordPath, Meta(examples=["supervision/order/order-1"])]
    """the order of recovery, which is carried out"""


class Finish(Call, frozen=True, tag_field="call", tag="lifecycle.finish"):
    """End an action when all are paid, or rights have lapsed; by anybody. What the hold still has is free again."""

    instrument: InstrumentId
    action: str


class PayInto(Call, frozen=True, tag_field="call", tag="lifecycle.pay_into"):
    """Say where what an account is owed in cash is paid; by its outgoing rule."""

    account: AccountId
    receiver: AccountId
    mandate: str | None = None
    """by which the receiver lets it come in: one that takes, with `lifecycle/action` as its executor"""


class Elect(Call, frozen=True, tag_field="call", tag="lifecycle.elect"):
    """Elect new shares instead of cash, or cash again, before the deadline; by the account's outgoing rule."""

    instrument: InstrumentId
    action: str
    account: AccountId
    in_shares: bool = True
    """False: cash, as if nothing had been said"""


class Exercise(Call, frozen=True, tag_field="call", tag="lifecycle.exercise"):
    """Exercise rights before the deadline, out of a hold of cash for the action; by the account's outgoing rule."""

    instrument: InstrumentId
    action: str
    account: AccountId
    quantity: PositiveQuantity
    hold: str
    """of cash, whose executor is `lifecycle/action/`, the instrument, `/` and the action"""


class Withhold(Call, frozen=True, tag_field="call", tag="lifecycle.withhold"):
    """Set the rates of tax that is withheld of an income, from a time on; by a supervisor."""

    income: Income
    rates: Annotated[tuple[Rate, ...], Meta(max_length=RATES_MAX)]
    usual_ppm: RatePpm
    account: AccountId
    by: PartyId
    reference: LegalReference
    since: TimestampField | None = None
    """None: from this block on"""


class Claim(Call, frozen=True, tag_field="call", tag="lifecycle.claim"):
    """Claim of the seller's entitlement what is the buyer's: the trade was due by the record time and is unsettled.

    Authorised by the buyer's outgoing rule.
    """

    instrument: InstrumentId
    action: str
    seller: AccountId
    buyer: AccountId
    instruction: Instruction


class SettleClaim(Call, frozen=True, tag_field="call", tag="lifecycle.settle_claim"):
    """Pay a market claim when its trade has settled, or give it back when the trade has ended; by anybody."""

    instrument: InstrumentId
    action: str
    seller: AccountId
    buyer: AccountId
    instruction: Instruction
