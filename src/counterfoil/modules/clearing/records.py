# SPDX-License-Identifier: Apache-2.0
"""Markets with their dated rules, members, and business days with their certificates."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.dated import MINUTE_MS, day_begins, in_force
from counterfoil.law.event import Movement
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.clearing.outcomes import ClearingOutcome
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.records import Money
from counterfoil.primitives.types import (
    QUANTITY_MAX,
    AccountId,
    BasisPoints,
    DayNumber,
    Duration,
    HexHash,
    InstrumentId,
    MinuteOfDay,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)

CYCLES_MAX: Final = 8
"""Cycles of one business day."""
RECYCLED_MAX: Final = 30
CYCLE_MAX: Final = Quantity(QUANTITY_MAX // CYCLES_MAX)
"""What the trades of one cycle may come to, so that a day's sums can be counted whatever its cycles hold."""
SHARE_MAX: Final = Quantity(10_000_000_000_000)
"""What one account's trades of one cycle may come to of each instrument: so no few accounts can fill a cycle."""
CutOffs = Annotated[tuple[Annotated[MinuteOfDay, Meta(ge=1, le=1440)], ...], Meta(min_length=1, max_length=CYCLES_MAX)]


class MarketRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a market is cleared from a time on."""

    since: Timestamp
    offset_min: OffsetMinutes
    cut_offs: tuple[MinuteOfDay, ...]
    """of each cycle of a day"""
    collect_within: Duration
    """after a cut-off: until then whoever owes may deliver, and nothing fails"""
    finish_within: Duration
    """after a cut-off: from then on whatever is still owed fails, whatever the reason"""
    cash_bp: BasisPoints
    """of the price of what fails for want of cash, a day"""
    securities_bp: BasisPoints
    """of the price of what fails for want of the instrument, a day"""
    minimum: Money
    """for each penalty"""
    recycles: int
    """how often a trade that failed enters another cycle, before it has failed for good"""

    def penalty(self, amount: int, *, cash: bool) -> int:
        """For what fails of a price: rounded up to a whole unit, and never below the minimum."""
        rate = self.cash_bp if cash else self.securities_bp
        return max(-(-amount * rate // 10_000), self.minimum)

    def times(self, day: DayNumber) -> tuple[Timestamp, ...]:
        """The cut-offs of a day."""
        begins = day_begins(day, self.offset_min)
        return tuple(Timestamp(begins + minute * MINUTE_MS) for minute in self.cut_offs)


class Market(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a clearing house clears, against which cash, through which account, by which rules."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    market: str
    house: PartyId
    cash: InstrumentId
    account: AccountId
    """the clearing account: what net debtors deliver, and net creditors receive"""
    penalties: AccountId
    """where penalties are paid"""
    agreed_by: tuple[PartyId, ...]
    """for the house's two accounts"""
    rules: tuple[MarketRules, ...]
    day: DayNumber | None = None
    """the business day that is open"""
    certified: HexHash | None = None
    """the certificate of the last day that was closed"""

    def rules_at(self, time: Timestamp) -> MarketRules:
        """Those in force at a time."""
        return in_force(self.rules, time) or self.rules[0]

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Its account for penalties takes what a member pays."""
        meant = movement[:3] == (Side.takes, self.penalties, self.cash)
        by_member = (movement.cause or "").startswith(f"{MEMBERS.path(self.market)}/")
        require(meant and by_member, HoldingsOutcome.consent_missing, self.market)
        return self.agreed_by


class ClearingAccount(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That an account is a market's clearing account, and of no other."""

    account: AccountId
    market: str


class MemberStatus(StrEnum):
    """Of an account in a market's clearing."""

    joined = "joined"
    left = "left"


MEMBER_CYCLE: Final[dict[MemberStatus, frozenset[MemberStatus]]] = {
    MemberStatus.joined: frozenset({MemberStatus.left}),
    MemberStatus.left: frozenset(),
}
"""status → the statuses it may change to; whoever left still settles what it agreed to, and pays"""


class Member(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account that takes part in netting: what it agreed to when it joined, and the penalties it owes."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    market: str
    account: AccountId
    agreed_by: tuple[PartyId, ...]
    cash: InstrumentId
    """of the market"""
    owed: Money = Quantity(0)
    """penalties that are not paid; owed and paid together are never more than can be counted"""
    paid: Money = Quantity(0)
    status: MemberStatus = MemberStatus.joined

    @property
    def chargeable(self) -> int:
        """What more it can come to owe."""
        return QUANTITY_MAX - self.owed - self.paid

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """It pays the penalties that it owes, and no more."""
        market = known(moment, MARKETS, self.market)
        meant = movement[:3] == (Side.gives, self.account, market.cash) and movement.receiver == market.penalties
        own = movement.cause == MEMBERS.path(self.market, self.account)
        require(meant and own, HoldingsOutcome.consent_missing, self.account)
        require(movement.quantity <= self.owed, HoldingsOutcome.consent_missing, self.account)
        return self.agreed_by


class Tally(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """So many trades, and what they are worth in cash."""

    trades: int = 0
    amount: Money = Quantity(0)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.trades + other.trades, Quantity(self.amount + other.amount))

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(self.trades - other.trades, Quantity(self.amount - other.amount))


class Planned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cycle of a day, as it was planned when the day was opened."""

    cycle: str
    cut_off: Timestamp
    collect_by: Timestamp
    finish_by: Timestamp


class CycleResult(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of one cycle. Entered is settled, recycled and failed, and of amounts parted besides."""

    cycle: str
    entered: Tally
    """without what was withdrawn"""
    settled: Tally
    recycled: Tally
    failed: Tally
    withdrawn: int
    """trades that left it before its cut-off; they are in no other sum"""
    parted: Tally
    """cut off trades that settled in part; each is counted once as settled, so that its amount alone counts"""
    penalties: Money
    instruments: int
    uneven: int
    """instruments of which not all that was collected is handed out"""
    cycle_hash: HexHash
    """of the cycle's record when the day was closed, without its trail"""

    @property
    def adds_up(self) -> bool:
        out = self.settled + self.recycled + self.failed
        amount = out.amount + self.parted.amount
        return (out.trades, amount) == (self.entered.trades, self.entered.amount)


class Certificate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a business day came to: computed by every node from the day's cycles, and typed in by nobody."""

    cycles: tuple[CycleResult, ...]
    rolled: int
    """trades agreed on after the day's last cut-off, which wait for another day"""
    entered: Tally
    settled: Tally
    recycled: Tally
    failed: Tally
    withdrawn: int
    parted: Tally
    penalties: Money
    adds_up: bool
    previous: HexHash | None
    """of the certificate of the day before"""


class DayStatus(StrEnum):
    """Of a business day."""

    opened = "opened"
    cut_off = "cut_off"
    """its last cut-off has passed"""
    certified = "certified"


DAY_CYCLE: Final[dict[DayStatus, frozenset[DayStatus]]] = {
    DayStatus.opened: frozenset({DayStatus.cut_off}),
    DayStatus.cut_off: frozenset({DayStatus.certified}),
    DayStatus.certified: frozenset(),
}
"""status → the statuses it may change to"""


class Day(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A business day of a market."""

    market: str
    day: DayNumber
    cash: InstrumentId
    """of the market"""
    cycles: tuple[Planned, ...]
    status: DayStatus = DayStatus.opened
    rolled: int = 0
    """trades agreed on after its last cut-off"""
    certificate: Certificate | None = None
    hash: HexHash | None = None
    """SHA-256 of the certificate, in canonical form"""

    def gathering(self, time: Timestamp) -> Planned | None:
        """The cycle that takes trades in at a time; None after the last cut-off."""
        return next((one for one in self.cycles if time < one.cut_off), None)


MARKETS: Final = Table(
    "clearing/market", Market, ClearingOutcome.unknown_market, ClearingOutcome.market_exists
).opened()
CLEARING_ACCOUNTS: Final = Table(
    "clearing/account",
    ClearingAccount,
    ClearingOutcome.unknown_clearing_account,
    ClearingOutcome.clearing_account_taken,
)
MEMBERS: Final = Table("clearing/member", Member, ClearingOutcome.unknown_member, ClearingOutcome.member_exists)
DAYS: Final = Table("clearing/day", Day, ClearingOutcome.unknown_business_day, ClearingOutcome.business_day_exists)
