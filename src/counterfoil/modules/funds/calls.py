# SPDX-License-Identifier: Apache-2.0
"""Calls of the funds module."""

from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.law.call import Call, NewId
from counterfoil.law.dated import DayOffset
from counterfoil.modules.funds.records import (
    DAYS_MAX,
    NAV_DECIMALS_MAX,
    TIERS_MAX,
    Cents,
    NaturalCents,
    PositiveCents,
    RedemptionTier,
    SubscriptionTier,
)
from counterfoil.primitives.types import (
    POSITIVE,
    AccountId,
    BasisPoints,
    DayNumber,
    InstrumentId,
    MinuteOfDay,
    PartyId,
    TimestampField,
)
from counterfoil.terms.formulas.fund_dealing import FeeMethod
from counterfoil.terms.kernel.arithmetic import Rounding

Day = Annotated[DayNumber, Meta(ge=0, le=2_000_000)]
"""Days since 1970-01-01, by the calendar's own day."""
Days = Annotated[tuple[Day, ...], Meta(max_length=DAYS_MAX)]
Share = Annotated[BasisPoints, Meta(ge=0, le=10_000)]
After = Annotated[int, Meta(ge=1, le=30)]
"""Trading days after the dealing day."""


class TradingDaysGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """From Monday to Friday within a range, but for what is closed, and on weekends that are opened."""

    offset_min: DayOffset
    """minutes by which the day begins before midnight UTC; 480 in China"""
    first: Day
    last: Day
    closed: Days = ()
    opened: Days = ()


class TermsGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """By which a fund deals. What is left out is as in an ordinary Chinese fund."""

    cut_off: Annotated[MinuteOfDay, Meta(ge=1, le=1_440)] = MinuteOfDay(900)
    minimum: PositiveCents = Cents(1)
    subscription: Annotated[tuple[SubscriptionTier, ...], Meta(max_length=TIERS_MAX)] = ()
    method: FeeMethod = FeeMethod.EXTERNAL
    redemption: Annotated[tuple[RedemptionTier, ...], Meta(max_length=TIERS_MAX)] = ()
    kept_bp: Share = BasisPoints(10_000)
    """of a redemption fee, what stays in the fund"""
    large_bp: Share = BasisPoints(1_000)
    """of all units; net redemptions beyond it are put off"""
    nav_decimals: Annotated[int, Meta(ge=0, le=NAV_DECIMALS_MAX)] = 4
    first_value: Annotated[int, POSITIVE] = 10_000
    """of a unit while there is none, in the last decimal"""
    rounding: Rounding = Rounding.HALF_UP
    subscription_days: After = 1
    redemption_days: After = 2


class OpenCalendar(Call, frozen=True, tag_field="call", tag="funds.open_calendar"):
    """Open a calendar of trading days; by a venue, which keeps it."""

    calendar: NewId
    by: PartyId
    days: TradingDaysGiven


class SetCalendar(Call, frozen=True, tag_field="call", tag="funds.set_calendar"):
    """Set a calendar's days that begin at a time or later, to which no order came yet; by the venue that keeps it."""

    calendar: str
    by: PartyId
    days: TradingDaysGiven
    since: TimestampField | None = None
    """None: from the day after the next trading day on"""


class Establish(Call, frozen=True, tag_field="call", tag="funds.establish"):
    """Let units of an instrument come and go at net asset value; by its issuer, who manages, and by the custodian.

    Whoever controls the two accounts consents, so that money comes into them and is paid out of the first, as orders
    are dealt.
    """

    instrument: InstrumentId
    custodian: PartyId
    cash: InstrumentId
    cash_account: AccountId
    """for the fund's money; the custodian keeps it"""
    fee_account: AccountId
    """for what whoever sells units earns; not the one for the fund's money"""
    calendar: str
    terms: TermsGiven = TermsGiven()


class SetTerms(Call, frozen=True, tag_field="call", tag="funds.set_terms"):
    """Set all of a fund's terms for days that begin at a time or later, to which no order came yet; by its manager.

    What is left out has its usual value, whatever it was before.
    """

    instrument: InstrumentId
    terms: TermsGiven
    since: TimestampField | None = None
    """None: from the day after the one to which orders come now"""


class Subscribe(Call, frozen=True, tag_field="call", tag="funds.subscribe"):
    """Order units for money that is held for this order; by whoever controls both accounts."""

    order: NewId
    instrument: InstrumentId
    hold: str
    """of the fund's cash, whose executor is `funds/order/` and the order"""
    account: AccountId
    """which takes the units"""


class Redeem(Call, frozen=True, tag_field="call", tag="funds.redeem"):
    """Give back units that are held for this order; by whoever controls both accounts."""

    order: NewId
    instrument: InstrumentId
    hold: str
    """of units, whose executor is `funds/order/` and the order"""
    account: AccountId
    """which takes the money"""


class CancelOrder(Call, frozen=True, tag_field="call", tag="funds.cancel"):
    """Take an order back before the cut-off of its day; by whoever controls the account that gives."""

    order: str


class PublishValue(Call, frozen=True, tag_field="call", tag="funds.publish"):
    """Publish a fund's net assets at the end of a day, after its cut-off; by the manager. Again: corrected."""

    instrument: InstrumentId
    day: Day
    net_assets: NaturalCents


class ConfirmValue(Call, frozen=True, tag_field="call", tag="funds.confirm"):
    """Confirm what the manager published, by keys of one's own; by the custodian."""

    instrument: InstrumentId
    day: Day
    net_assets: NaturalCents


class Weigh(Call, frozen=True, tag_field="call", tag="funds.weigh"):
    """Compare the remainder of the next order in line with the others; by anybody."""

    order: str


class Deal(Call, frozen=True, tag_field="call", tag="funds.deal"):
    """Allot its part to the next order in line; by anybody."""

    order: str


class SettleDealing(Call, frozen=True, tag_field="call", tag="funds.settle"):
    """Move units and money of what was dealt, all or nothing, on its settlement day or later; by anybody."""

    order: str
    day: Day
    """on which it was dealt"""


class GiveUp(Call, frozen=True, tag_field="call", tag="funds.give_up"):
    """End what was dealt and can be paid no more, or is no unit; by anybody. What is still held is free again."""

    order: str
    day: Day
