# SPDX-License-Identifier: Apache-2.0
"""Calls of the futures module. A batch of trades is many calls, one for each position: so each sees its own alone."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId, Reference
from counterfoil.law.dated import DayField, DayOffset
from counterfoil.modules.futures.ending_rules import EndingRules
from counterfoil.modules.futures.fees import Fees
from counterfoil.modules.futures.option_terms import OptionRules
from counterfoil.modules.futures.positions import Direction, Fill
from counterfoil.modules.futures.records import CLOSED_MAX, COUNTED, Amount, HedgeFlag, Lots, Price
from counterfoil.modules.futures.trade_policy import (
    BilateralRules,
    ClosingOrder,
    ForceCloseReason,
    MemberLimit,
    OpeningLimit,
    Session,
    SettlementMethod,
)
from counterfoil.modules.futures.widening import Widening
from counterfoil.primitives.types import (
    INTEGER_MAX,
    AccountId,
    InstrumentId,
    Millionths,
    NaturalQuantity,
    PartyId,
    PositiveQuantity,
    Quantity,
    TimestampField,
)

Rate = Annotated[Millionths, Meta(ge=0, le=1_000_000)]
SESSIONS_MAX: Final = 8
Days = Annotated[tuple[DayField, ...], Meta(max_length=CLOSED_MAX)]
Sessions = Annotated[tuple[Session, ...], Meta(min_length=1, max_length=SESSIONS_MAX)]
Limit = Annotated[int, Meta(ge=1, le=10**12)]
Title = Annotated[str, Meta(min_length=1, max_length=200)]
Fills = Annotated[tuple[Fill, ...], Meta(min_length=1, max_length=500)]


class CalendarGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Mondays to Fridays within a range, but for what is closed, and weekends that are open."""

    first: DayField
    last: DayField
    closed: Days = ()
    opened: Days = ()


class RulesGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """By which contracts of a product trade and are settled."""

    tick: Annotated[int, Meta(ge=1, le=10**9)]
    """in units of the last decimal of prices"""
    limit_ppm: Rate
    long_ppm: Rate
    short_ppm: Rate
    sessions: Sessions = (Session(540, 690), Session(810, 900))
    """left out: from nine to half past eleven, and from half past one to three"""
    hedge_ppm: Rate | None = None
    larger_side: bool = False
    fees: Fees = Fees()
    closing: ClosingOrder = ClosingOrder.oldest_first
    method: SettlementMethod = SettlementMethod.last_hour
    position_limit: Limit | None = None
    reported_from: Limit | None = None
    ending: EndingRules | None = None
    counted: Annotated[tuple[HedgeFlag, ...], Meta(max_length=4)] = COUNTED
    """purposes whose positions the limit counts together; left out: all but hedging"""
    bilateral: BilateralRules | None = None
    """left out: no trades are agreed between two"""
    option: OptionRules | None = None
    """left out: contracts of the product are futures"""
    widening: Widening | None = None
    """None: nothing comes after locked days"""
    member_limit: MemberLimit | None = None
    """None: members may have any; of contracts listed while there is one it is counted what members have"""
    quotas: Annotated[tuple[HedgeFlag, ...], Meta(max_length=3)] = ()
    """purposes for which clients open within a quota, but speculation; left out: for none"""
    reports_stop: bool = False
    """whether a client that did not report a large position in time opens nothing of the contract until it does"""
    openings: OpeningLimit | None = None
    """lots that are opened in one day, for purposes that need no quota; None: any"""
    reported: Annotated[tuple[HedgeFlag, ...], Meta(min_length=1, max_length=4)] | None = None
    """purposes that count toward a large position; left out: those that the limit counts"""
    member_reported: MemberLimit | None = None
    """lots from which what all accounts of a member have is a large position of its own; None: none is"""


class OpenHouse(Call, frozen=True, tag_field="call", tag="futures.open_house"):
    """Clear futures in a cash; by a clearing house, which opens the settlement account, and takes fees elsewhere."""

    house: NewId
    by: PartyId
    cash: InstrumentId
    account: NewId
    """the settlement account, which no signature moves"""
    fees: AccountId
    offset_min: DayOffset
    """minutes by which the day begins before midnight UTC; 480 in China"""
    calendar: CalendarGiven


class SetCalendar(Call, frozen=True, tag_field="call", tag="futures.set_calendar"):
    """Set the trading days that come after the one that is open, or was last; by the house."""

    house: str
    calendar: CalendarGiven


class DefineProduct(Call, frozen=True, tag_field="call", tag="futures.define_product"):
    """Say what contracts of a kind have in common; by the house and the venue where they trade."""

    product: NewId
    house: str
    venue: PartyId
    title: Title
    decimals: Annotated[int, Meta(ge=0, le=6)]
    """of prices"""
    multiplier: Annotated[int, Meta(ge=1, le=10**12)]
    """cash's smallest units that one lot is worth more when the price is one last decimal higher"""
    rules: RulesGiven


class SetRules(Call, frozen=True, tag_field="call", tag="futures.set_rules"):
    """Change all rules of a product, from now on or from later; by the house."""

    product: str
    rules: RulesGiven
    since: TimestampField | None = None


class ListContract(Call, frozen=True, tag_field="call", tag="futures.list_contract"):
    """List a contract of a product, from a day to its last trading day; by the venue."""

    contract: NewId
    product: str
    first: DayField
    last: DayField
    listing_price: Price
    """from which the first day's limits count"""


class AnnounceLimits(Call, frozen=True, tag_field="call", tag="futures.announce_limits"):
    """Set a contract's price limits for the day that is open, whatever its rules compute; by the venue."""

    contract: str
    lower: Price
    upper: Price
    reason: Reference


class Admit(Call, frozen=True, tag_field="call", tag="futures.admit"):
    """Deal with a member, which answers for its clients; by the house and the member."""

    house: str
    member: PartyId


class OpenAccount(Call, frozen=True, tag_field="call", tag="futures.open_account"):
    """Open a margin account under the house's mandate; by its holder and the member that answers for it."""

    account: NewId
    house: str
    holder: PartyId
    member: PartyId
    own: bool = False
    """whether it is the member's own"""
    delivers: bool = True
    """whether it may stand in delivery; a natural person's may not, whatever is said"""


class OpenDay(Call, frozen=True, tag_field="call", tag="futures.open_day"):
    """Open the trading day that follows the last, its night session included; by the house.

    Not before the trading day before it begins.
    """

    house: str
    day: DayField
    carried: NaturalQuantity = Quantity(0)
    """what the day before left due, to accounts that are suspended"""


class Book(Call, frozen=True, tag_field="call", tag="futures.book"):
    """Book one account's sides of trades of a contract; by the venue. The house is the other side of each."""

    account: AccountId
    contract: str
    fills: Fills
    hedge: HedgeFlag = HedgeFlag.speculation
    forced_for: ForceCloseReason | None = None
    """why all of them are forced closings"""


class Cancel(Call, frozen=True, tag_field="call", tag="futures.cancel"):
    """Cancel an account's side of an erroneous trade of the day; by the venue, and its holder, the member or the house.

    Refused where the day's later trades closed what it opened. The other side is cancelled by a call of its own.
    """

    account: AccountId
    contract: str
    trade: Annotated[int, Meta(ge=1, le=INTEGER_MAX)]
    direction: Direction
    reason: LegalReference
    hedge: HedgeFlag = HedgeFlag.speculation


class Balance(Call, frozen=True, tag_field="call", tag="futures.balance"):
    """Publish what the day's trades of a contract come to so far, and the lots that are open; by the venue."""

    contract: str
    lots: Lots
    turnover: Amount
    """in the cash's smallest units, of CNY fen: price by multiplier by lots, summed"""
    open_interest: Lots
    late_lots: Lots = 0
    """of them, in the hour before the day's last session ends"""
    late_turnover: Amount = 0
    """in the same units"""
    agreed_lots: Lots = 0
    """between two, besides: block trades and exchanges for physicals"""
    agreed_turnover: Amount = 0
    """in the same units"""


class FixSettlement(Call, frozen=True, tag_field="call", tag="futures.fix_settlement"):
    """Fix a contract's settlement price of the day, once its last session is over; by the house. Computed by its rules,
    or announced with a reason.

    A slip is put right by another that is announced, until somebody is settled that day or something was done at it.
    """

    contract: str
    price: Price | None = None
    """None: as the rules compute it"""
    reason: Reference = ""


class Settle(Call, frozen=True, tag_field="call", tag="futures.settle"):
    """Settle an account for the day: what its positions gained or lost, fees and margin; by anybody.

    Once all contracts that traded, or are open, have their price; before that by the house alone.
    """

    account: AccountId


class Collect(Call, frozen=True, tag_field="call", tag="futures.collect"):
    """Collect of what an account owes as much as it has, and set off first what is due to it; by anybody."""

    account: AccountId


class Cover(Call, frozen=True, tag_field="call", tag="futures.cover"):
    """Pay what a client owes, or so much of it, out of its member's own account; by anybody: it answers for it."""

    account: AccountId
    amount: PositiveQuantity
    """what more than is owed is not taken"""
    of_due: NaturalQuantity = Quantity(0)
    """of it, what is set off against what is due to that account; the rest is its cash"""


class Pay(Call, frozen=True, tag_field="call", tag="futures.pay"):
    """Pay what an account gained; by anybody."""

    account: AccountId


class Answer(Call, frozen=True, tag_field="call", tag="futures.answer"):
    """End a margin call, where the account has its margin again; by anybody."""

    account: AccountId


class Bind(Call, frozen=True, tag_field="call", tag="futures.bind"):
    """Name the one account that money is paid out to; by the holder, and by that account, which takes."""

    account: AccountId
    to: AccountId


class Withdraw(Call, frozen=True, tag_field="call", tag="futures.withdraw"):
    """Pay out what the account has beyond its margin, to the account that is bound to it; by its holder."""

    account: AccountId
    amount: PositiveQuantity


class Confirm(Call, frozen=True, tag_field="call", tag="futures.confirm"):
    """Confirm the statement of the day for which the account was last settled; by its holder."""

    account: AccountId
    day: DayField


class CloseDay(Call, frozen=True, tag_field="call", tag="futures.close_day"):
    """Close the day once all is settled, collected and paid, and its date has begun; by anybody."""

    house: str


class TakeFees(Call, frozen=True, tag_field="call", tag="futures.take_fees"):
    """Let the fees of a day that is closed go to the house; by anybody."""

    house: str
    day: DayField
