# SPDX-License-Identifier: Apache-2.0
"""Houses, products with their dated rules, contracts, members, margin accounts, and the days of a house."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.dated import MINUTE_MS, day_begins, in_force
from counterfoil.law.event import Movement
from counterfoil.law.fields import CountedIn
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.ending_rules import EndingRules
from counterfoil.modules.futures.fees import Fees
from counterfoil.modules.futures.intraday_call import IntradayCall
from counterfoil.modules.futures.lodged import Lodged
from counterfoil.modules.futures.option_terms import OptionRules, OptionTerms
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.trade_policy import (
    BilateralRules,
    ClosingOrder,
    MemberLimit,
    OpeningLimit,
    Session,
    SettlementMethod,
)
from counterfoil.modules.futures.widening import Announced, AnnouncedMargins, Locked, Widening
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.records import Money
from counterfoil.primitives.types import (
    INTEGER_MAX,
    AccountId,
    DayNumber,
    InstrumentId,
    Millionths,
    OffsetMinutes,
    PartyId,
    Quantity,
    RecordPath,
    Timestamp,
)

CLOSED_MAX: Final = 1_000
Amount = Annotated[int, CountedIn("cash"), Meta(ge=-INTEGER_MAX, le=INTEGER_MAX)]
"""Money that was gained, or, negative, lost, in the cash's smallest unit."""
Price = Annotated[int, Meta(ge=-(2**40), le=2**40, description="in its last decimal: 52162 is 5216.2")]
"""In units of the product's last decimal; negative prices have been."""
Lots = Annotated[int, Meta(ge=0, le=10**12)]


class HedgeFlag(StrEnum):
    """What a position is for (CTP HedgeFlag)."""

    speculation = "speculation"
    arbitrage = "arbitrage"
    hedge = "hedge"
    market_maker = "market_maker"


COUNTED: Final = (HedgeFlag.speculation, HedgeFlag.arbitrage, HedgeFlag.market_maker)
"""Purposes that a position limit counts unless a product's rules say otherwise: all but hedging."""


class ProductRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By which the contracts of a product trade and are settled, from a time on."""

    since: Timestamp
    tick: int
    limit_ppm: Millionths
    """of the previous settlement price, either way"""
    long_ppm: Millionths
    """of the value at the settlement price: the margin of long positions"""
    short_ppm: Millionths
    hedge_ppm: Millionths | None
    """of positions for hedging, either side; None: as others"""
    larger_side: bool
    """whether a client's contracts of the product need the margin of the larger side alone (MaxMarginSideAlgorithm)"""
    fees: Fees
    closing: ClosingOrder
    method: SettlementMethod
    sessions: tuple[Session, ...]
    position_limit: int | None
    """lots on one side of a contract, for the counted purposes together: of an account, a client, a group"""
    reported_from: int | None
    """lots from which a position is a large one"""
    ending: EndingRules | None
    """how contracts end; None: it is not said yet"""
    counted: tuple[HedgeFlag, ...] = COUNTED
    """purposes whose positions the limit counts"""
    bilateral: BilateralRules | None = None
    """None: no trades are agreed between two"""
    option: OptionRules | None = None
    widening: Widening | None = None
    """None: nothing comes after locked days"""
    member_limit: MemberLimit | None = None
    """None: members may have any"""
    quotas: tuple[HedgeFlag, ...] = ()
    """purposes for which a client opens within what it was granted"""
    reports_stop: bool = False
    """whether who did not report a large position in time opens nothing of the contract until it does"""
    openings: OpeningLimit | None = None
    """None: any number of lots is opened in a day"""
    reported: tuple[HedgeFlag, ...] | None = None
    """purposes that count toward a large position; None: those that the limit counts"""
    member_reported: MemberLimit | None = None
    """lots from which what all of a member's accounts have is a large position of its own; None: none is"""

    @property
    def reported_for(self) -> tuple[HedgeFlag, ...]:
        """Purposes that count toward a large position."""
        return self.counted if self.reported is None else self.reported

    def limits_openings(self, hedge: HedgeFlag) -> OpeningLimit | None:
        """Of what is opened in a day for a purpose; None: any number. What needs a quota has that instead."""
        return None if hedge in self.quotas else self.openings

    def margin_ppm(self, hedge: HedgeFlag, *, long: bool) -> int:
        """Of a side's value."""
        if hedge is HedgeFlag.hedge and self.hedge_ppm is not None:
            return self.hedge_ppm
        return self.long_ppm if long else self.short_ppm


class Product(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What contracts of one kind have in common."""

    product: str
    house: str
    venue: PartyId
    """which registers their trades"""
    title: str
    decimals: int
    """of prices"""
    multiplier: int
    """cash's smallest units that one lot is worth more when the price is one last decimal higher"""
    rules: tuple[ProductRules, ...]

    def rules_at(self, time: Timestamp) -> ProductRules:
        """Those in force at a time."""
        return in_force(self.rules, time) or self.rules[0]


class FuturesContract(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A contract of a product for one delivery month, and its settlement prices."""

    contract: str
    product: str
    house: str
    cash: InstrumentId
    first: DayNumber
    last: DayNumber
    """the last trading day, as it was listed: ``trading_days.last_of`` says which it is by the calendar of now"""
    settlement: Price
    """of the last day that was settled; before the first, the listing price"""
    previous: Price
    """of the day before that"""
    settled: DayNumber | None = None
    announced: Announced | None = None
    option: OptionTerms | None = None
    ending: EndingRules | None = None
    """as its product's rules said when it was listed; None: they said nothing then, and those of its last day hold"""
    announced_margins: AnnouncedMargins | None = None
    locked: Locked | None = None
    """the last day that was"""
    counts_members: bool = False
    """whether it is counted what members' accounts have together: a limit of members was in force when it was listed"""


class CalendarDays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mondays to Fridays in a range, but for what is closed, and weekends that are open."""

    first: DayNumber
    last: DayNumber
    closed: Annotated[tuple[DayNumber, ...], Meta(max_length=CLOSED_MAX)] = ()
    opened: Annotated[tuple[DayNumber, ...], Meta(max_length=CLOSED_MAX)] = ()


class House(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clearing house for futures: buyer to every seller, seller to every buyer."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    house: str
    by: PartyId
    cash: InstrumentId
    account: AccountId
    """the settlement account, through which variation passes: at the end of a day nothing of it is there"""
    fees: AccountId
    agreed_by: tuple[PartyId, ...]
    """for the account that fees go to"""
    offset_min: OffsetMinutes
    calendar: CalendarDays
    day: DayNumber | None = None
    """the trading day that is open"""
    closed: DayNumber | None = None
    """the last that was closed"""

    @property
    def open_day(self) -> DayNumber:
        """The trading day that is open; Refused when none is."""
        if self.day is None:
            raise Refused(FuturesOutcome.no_day_open, self.house)
        return self.day

    @property
    def last_day(self) -> DayNumber | None:
        """The trading day that is open, or was last; None before the first."""
        return self.closed if self.day is None else self.day

    def begins(self, day: DayNumber) -> Timestamp:
        """When a day begins."""
        return day_begins(day, self.offset_min)

    def at(self, day: DayNumber, minute: int) -> Timestamp:
        """A minute of a day, which may be of the next."""
        return Timestamp(self.begins(day) + minute * MINUTE_MS)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Its settlement account moves by its own doing and that of its margin accounts; fees come in."""
        cause, own = movement.cause or "", HOUSES.path(self.house)
        ours = (own, f"{FUND_PREFIX}/{self.house}")
        through = movement.account == self.account and (cause in ours or cause.startswith(f"{MARGIN_ACCOUNTS.prefix}/"))
        fees = movement[:3] == (Side.takes, self.fees, self.cash) and cause == own
        require((through or fees) and movement.instrument == self.cash, HoldingsOutcome.consent_missing, self.house)
        if through and cause not in ours:
            account = known(moment, MARGIN_ACCOUNTS, cause.partition(f"{MARGIN_ACCOUNTS.prefix}/")[2])
            require(account.house == self.house, FuturesOutcome.another_house, account.account)
        return self.agreed_by


class MemberStatus(StrEnum):
    """Of a member of a house."""

    active = "active"
    in_default = "in_default"
    left = "left"


MEMBER_CYCLE: Final[dict[MemberStatus, frozenset[MemberStatus]]] = {
    MemberStatus.active: frozenset({MemberStatus.in_default, MemberStatus.left}),
    MemberStatus.in_default: frozenset(),
    MemberStatus.left: frozenset(),
}
"""status → the statuses it may change to"""


class ClearingMember(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A firm that a house deals with: for itself, and for its clients, for whom it answers."""

    house: str
    member: PartyId
    account: AccountId | None = None
    """its own margin account"""
    status: MemberStatus = MemberStatus.active


class MarginAccount(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account under the mandate of a house: what it holds serves its positions first."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    account: AccountId
    house: str
    cash: InstrumentId
    holder: PartyId
    member: PartyId
    """who answers for it"""
    agreed_by: tuple[PartyId, ...]
    own: bool = False
    """whether it is the member's own"""
    delivers: bool = True
    """whether it may give or take goods: not a natural person's, nor one that said so"""
    positions: tuple[str, ...] = ()
    """contract/hedge flag of each that was open since the account was last settled"""
    settled: DayNumber | None = None
    """the last day that it was settled for"""
    closed_out: tuple[str, ...] = ()
    """of each that was open on that day, and is no more; none once another position is listed"""
    balance: Amount = 0
    """its cash after that, with what was due and without what was owed"""
    margin: Money = Quantity(0)
    """that its positions needed then"""
    held: Amount = 0
    """what the account has but for what was paid in since it was last settled, or taken out under orders"""
    withdrawn: Money = Quantity(0)
    due: Money = Quantity(0)
    """gained, and not paid yet"""
    owed: Money = Quantity(0)
    """lost, and not collected yet"""
    to_member: Money = Quantity(0)
    """what its member paid for it, and is not paid back here"""
    called: Money = Quantity(0)
    """margin that it lacks"""
    delivering: tuple[str, ...] = ()
    """contracts of which it is to deliver, or to be delivered to"""
    delivery_margin: Money = Quantity(0)
    """that these need (CTP DeliveryMargin)"""
    confirmed: DayNumber | None = None
    """the last statement that its holder confirmed"""
    bound: AccountId | None = None
    """the one account that money is paid out to (银期转账)"""
    bound_by: tuple[PartyId, ...] = ()
    """who agreed that it takes that"""
    lodged: tuple[Lodged, ...] = ()
    auction: str | None = None
    """of the day that is open, in which lots of it are put up: nothing of it trades meanwhile"""
    intraday: IntradayCall | None = None

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Its own doing moves its cash: to the house and from it, and to what is bound to it; a fund gives it back."""
        refunded = movement.side is Side.takes and movement.cause == f"{FUND_PREFIX}/{self.house}"
        own = movement.cause == MARGIN_ACCOUNTS.path(self.account) or (refunded and movement.account == self.account)
        own = own and movement.instrument == self.cash
        paid_out = movement.side is Side.takes and movement.account == self.bound
        require(own and (paid_out or movement.account == self.account), HoldingsOutcome.consent_missing, self.account)
        return self.bound_by if paid_out else self.agreed_by


class DayStatus(StrEnum):
    """Of a trading day."""

    trading = "trading"
    """trades are booked, accounts settled"""
    closed = "closed"


DAY_CYCLE: Final[dict[DayStatus, frozenset[DayStatus]]] = {
    DayStatus.trading: frozenset({DayStatus.closed}),
    DayStatus.closed: frozenset(),
}
"""status → the statuses it may change to"""


class TradingDay(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A trading day of a house, and what its accounts come to."""

    house: str
    day: DayNumber
    cash: InstrumentId
    status: DayStatus = DayStatus.trading
    accounts: int = 0
    """settled"""
    dropped: int = 0
    """of them, those that have no position any more"""
    taken: bool = False
    """whether its fees went to the house"""
    variation: Amount = 0
    """what all accounts gained and lost together: nothing, once all are settled"""
    fees: Money = Quantity(0)
    margin: Money = Quantity(0)
    owed: Money = Quantity(0)
    """lost, and not collected yet"""
    due: Money = Quantity(0)
    """gained, and not paid yet"""
    awaited: int = 0
    """contracts that traded on it, or began it open, and have no settlement price of it yet"""
    auctions: int = 0
    """announced on it, of what was a defaulter's"""

    @property
    def fees_left(self) -> int:
        """What of its fees can go to the house: all, once it is closed."""
        return int(self.fees) if self.status is DayStatus.closed and not self.taken else 0

    def unsettled(self, roll: "Roll | None") -> int:
        """How many accounts are not settled yet, of those that have positions, or had some."""
        return (0 if roll is None else roll.accounts) - (self.accounts - self.dropped)


class Roll(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many accounts of a house have positions, or had some since they were last settled."""

    house: str
    accounts: int = 0


FUND_PREFIX: Final = "futures/fund"
"""Of the table of guarantee funds, which bear what a member in default owes."""
HOUSES: Final = Table("futures/house", House, FuturesOutcome.unknown_house, FuturesOutcome.house_exists)
PRODUCTS: Final = Table(
    "futures/product", Product, FuturesOutcome.unknown_product, FuturesOutcome.product_exists
).opened()
FUTURES: Final = Table(
    "futures/contract", FuturesContract, FuturesOutcome.unknown_futures, FuturesOutcome.futures_exist
).opened()
MEMBERS: Final = Table(
    "futures/member", ClearingMember, FuturesOutcome.not_a_clearing_member, FuturesOutcome.clearing_member_exists
)
MARGIN_ACCOUNTS: Final = Table(
    "futures/account", MarginAccount, FuturesOutcome.no_margin_account, FuturesOutcome.margin_account_exists
).kept(AccountId)
DAYS: Final = Table("futures/day", TradingDay, FuturesOutcome.unknown_day, FuturesOutcome.day_exists)
ROLLS: Final = Table("futures/roll", Roll, FuturesOutcome.unknown_roll, FuturesOutcome.roll_exists)


def own_path(account: AccountId) -> RecordPath:
    """Of a margin account's record, whose doing its movements are."""
    return MARGIN_ACCOUNTS.path(account)
