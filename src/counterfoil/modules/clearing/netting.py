# SPDX-License-Identifier: Apache-2.0
"""Trades, the cycles that net them, and what each account nets to."""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar, Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.event import Movement
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.clearing.outcomes import ClearingOutcome
from counterfoil.modules.clearing.records import CYCLE_MAX, SHARE_MAX, MarketRules, Tally
from counterfoil.modules.instruments.records import Money
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    PartyId,
    Quantity,
    Timestamp,
)


class TradeStatus(StrEnum):
    """Of a trade that is to be netted."""

    proposed = "proposed"
    waiting = "awaiting_cycle"
    """for a cycle"""
    netted = "netted"
    """in a cycle"""
    settled = "settled"
    failed = "failed"
    cancelled = "cancelled"


TRADE_CYCLE: Final[dict[TradeStatus, frozenset[TradeStatus]]] = {
    TradeStatus.proposed: frozenset({TradeStatus.waiting, TradeStatus.netted, TradeStatus.cancelled}),
    TradeStatus.waiting: frozenset({TradeStatus.netted, TradeStatus.cancelled}),
    TradeStatus.netted: frozenset({TradeStatus.waiting, TradeStatus.settled, TradeStatus.failed}),
    TradeStatus.settled: frozenset(),
    TradeStatus.failed: frozenset(),
    TradeStatus.cancelled: frozenset(),
}
"""status → the statuses it may change to"""


class Agreed(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """An account stands by a trade, and who consented for it."""

    account: AccountId
    by: tuple[PartyId, ...]
    partial: bool
    """it may settle in part"""


class Trade(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units against cash, to be netted with other trades; agreed to by both accounts."""

    trade: str
    market: str
    seller: AccountId
    buyer: AccountId
    instrument: InstrumentId
    quantity: Quantity
    cash: InstrumentId
    """of the market"""
    amount: Money
    """for all of it"""
    reference: str
    status: TradeStatus = TradeStatus.proposed
    agreed: tuple[Agreed, ...] = ()
    cycle: str | None = None
    """in which it is, or last was"""
    in_cycle: Quantity = Quantity(0)
    """units that are netted in it"""
    cash_in_cycle: Money = Quantity(0)
    before_units: str | None = None
    """the seller's trade before it, of those by which it delivers this instrument in the cycle"""
    before_cash: str | None = None
    """the buyer's, of those by which it pays"""
    settled: Quantity = Quantity(0)
    """units that earlier cycles delivered"""
    paid: Money = Quantity(0)
    recycled: int = 0
    """in how many cycles that are over for it it failed, in whole or in part"""
    penalised: DayNumber | None = None
    """the last business day on which it failed and a penalty was owed"""
    penalised_for: Money = Quantity(0)
    """the most of its price that failed so in one cycle of that day"""

    @property
    def partial(self) -> bool:
        """Both sides let it settle in part."""
        return all(one.partial for one in self.agreed)

    def before(self, instrument: InstrumentId) -> str | None:
        """The trade before it in the line of what is delivered of an instrument."""
        return self.before_units if instrument == self.instrument else self.before_cash

    def kept(self, lacking: InstrumentId, shortfall: int) -> tuple[int, int]:
        """The most (units, cash) of it that leaves so much less of an instrument to deliver."""
        if not self.partial:
            return 0, 0
        if lacking == self.instrument:
            kept = max(self.in_cycle - shortfall, 0)
        else:
            # The most units whose cash, rounded down, is within what is left to pay.
            left = self.cash_in_cycle - shortfall
            whole = ((self.paid + left + 1) * self.quantity - 1) // self.amount
            kept = max(whole - self.settled, 0) if left >= 0 else 0
        return kept, self.share(kept)

    def share(self, units: int) -> int:
        """The cash for so many units after those that settled: parts together are rounded down once, however many."""
        return self.amount * (self.settled + units) // self.quantity - self.paid

    def penalised_by(self, day: DayNumber, out: int) -> tuple[int, int]:
        """What of its price is penalised that day: so far, and once so much more of it goes out of its cycle."""
        before = int(self.penalised_for) if self.penalised == day else 0
        return before, max(before, self.amount - self.paid - self.cash_in_cycle + out)


class CycleStatus(StrEnum):
    """Of a netting cycle."""

    gathering = "gathering"
    """trades come in"""
    collecting = "collecting"
    """it is cut, and net debtors deliver"""
    settled = "settled"
    """all that is owed is collected, and is handed out"""
    complete = "handed_out"
    """all of it is handed out"""


CYCLE_CYCLE: Final[dict[CycleStatus, frozenset[CycleStatus]]] = {
    CycleStatus.gathering: frozenset({CycleStatus.collecting}),
    CycleStatus.collecting: frozenset({CycleStatus.settled, CycleStatus.complete}),
    CycleStatus.settled: frozenset({CycleStatus.complete}),
    CycleStatus.complete: frozenset(),
}
"""status → the statuses it may change to"""
SETTLED: Final = frozenset({CycleStatus.settled, CycleStatus.complete})


class Change(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """By how much an event changes what a cycle counts; each may be below zero."""

    positions_owing: int = 0
    positions_due: int = 0
    positions: int = 0
    instruments: int = 0
    uneven: int = 0


class Cycle(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One netting of one business day."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    cycle: str
    market: str
    day: DayNumber
    cash: InstrumentId
    account: AccountId
    """the clearing account"""
    agreed_by: tuple[PartyId, ...]
    """for the clearing account"""
    rules: MarketRules
    """those in force when its day was opened"""
    cut_off: Timestamp
    collect_by: Timestamp
    finish_by: Timestamp
    status: CycleStatus = CycleStatus.gathering
    entered: Tally = Tally()
    """without what was withdrawn"""
    netted: Tally = Tally()
    """trades that are in it; once it has settled, those that settled"""
    recycled: Tally = Tally()
    failed: Tally = Tally()
    withdrawn: int = 0
    """trades that left it before its cut-off"""
    parted: Tally = Tally()
    penalties: Money = Quantity(0)
    positions: int = 0
    instruments: int = 0
    positions_owing: int = 0
    """positions of which not all that is owed is collected"""
    positions_due: int = 0
    """positions to which something is due"""
    uneven: int = 0
    """instruments of which more was collected than is handed out"""

    def turn(self, account: AccountId, instrument: InstrumentId) -> tuple[bool, AccountId, InstrumentId]:
        """By which positions that lack fail, the least first: units before cash, account by account."""
        return instrument == self.cash, account, instrument

    def may_fail(self, owed: int, free: int, time: Timestamp) -> bool:
        """Whether what is owed is lacking; from the last hour on it fails whatever the reason: it must stop nobody."""
        return free < owed or time >= self.finish_by

    def passes_until(self, time: Timestamp) -> Timestamp:
        """When what is collected at a time, or from then on, is handed out: so long after all must be collected."""
        return Timestamp(max(time, self.finish_by) + self.finish_by - self.collect_by)

    def changed(self, change: Change) -> "Cycle":
        """With other counts."""
        return replace(
            self,
            positions_owing=self.positions_owing + change.positions_owing,
            positions_due=self.positions_due + change.positions_due,
            positions=self.positions + change.positions,
            instruments=self.instruments + change.instruments,
            uneven=self.uneven + change.uneven,
        )

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The clearing account takes what net debtors owe, and gives what is due once the cycle has settled."""
        own = movement.account == self.account and movement.cause == CYCLES.path(self.cycle)
        require(own, ClearingOutcome.beyond_net, self.cycle)
        if movement.side is Side.gives:
            require(self.status in SETTLED, ClearingOutcome.cycle_not_settled, self.cycle)
            position = known(moment, POSITIONS, self.cycle, movement.receiver, movement.instrument)
            require(movement.quantity == position.rest, ClearingOutcome.beyond_net, self.cycle)
        else:
            require(self.status is CycleStatus.collecting, ClearingOutcome.cycle_not_cut, self.cycle)
        return self.agreed_by


class NetPosition(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an account is brought and gives of an instrument by its trades in a cycle, and what of the net has moved."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    cycle: str
    account: AccountId
    instrument: InstrumentId
    agreed_by: tuple[PartyId, ...] = ()
    """who agreed to the account's trades in it"""
    receives: Quantity = Quantity(0)
    delivers: Quantity = Quantity(0)
    trades: int = 0
    collected: Quantity = Quantity(0)
    handed_out: Quantity = Quantity(0)
    last: str | None = None
    """the last of the trades by which it gives; each names the one before"""

    @property
    def net(self) -> int:
        """What all gross obligations sum up to: above zero it is due to the account, below the account owes it."""
        return self.receives - self.delivers

    @property
    def rest(self) -> int:
        """What is still due to the account; below zero, what it still owes."""
        return self.net + self.collected - self.handed_out

    def with_more(self, flow: "Flow") -> "NetPosition":
        """With what one more trade brings and lets give; Refused where that is more than an account's share."""
        receives, delivers = self.receives + flow.receives, self.delivers + flow.delivers
        require(receives + delivers <= SHARE_MAX, ClearingOutcome.share_used_up, self.account)
        return replace(self, receives=Quantity(receives), delivers=Quantity(delivers), trades=self.trades + 1)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The account gives its net into the clearing account, or takes it out of it, by the doing of the cycle."""
        cycle = known(moment, CYCLES, self.cycle)
        meant = movement.cause == CYCLES.path(self.cycle) and movement[1:3] == (self.account, self.instrument)
        gives = movement.side is Side.gives
        there = movement.receiver == (cycle.account if gives else self.account)
        much = movement.quantity == (-self.rest if gives else self.rest)
        require(meant and there and much, ClearingOutcome.beyond_net, self.cycle)
        return self.agreed_by


class CycleBalance(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of one instrument in one cycle: what its trades come to, and that what is collected is handed out."""

    cycle: str
    instrument: InstrumentId
    gross: Quantity = Quantity(0)
    collected: Quantity = Quantity(0)
    handed_out: Quantity = Quantity(0)


class Listed(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """That a trade came into a cycle, or waited on a day, so that it is found among the day's."""

    trade: str
    market: str


class Flow(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What one trade brings one account, or lets it give."""

    account: AccountId
    instrument: InstrumentId
    receives: int = 0
    delivers: int = 0


def flows(trade: Trade, cash: InstrumentId, quantity: int, amount: int) -> tuple[Flow, ...]:
    """So much of a trade, as it is of its two accounts and of what each gives and is brought."""
    return (
        Flow(account=trade.seller, instrument=trade.instrument, delivers=quantity),
        Flow(account=trade.seller, instrument=cash, receives=amount),
        Flow(account=trade.buyer, instrument=trade.instrument, receives=quantity),
        Flow(account=trade.buyer, instrument=cash, delivers=amount),
    )


def counted(before: Iterable[int], after: Iterable[int]) -> Change:
    """How many positions begin or cease to owe, and to have something due, by what was and is their rest."""
    was, now = list(before), list(after)
    return Change(
        positions_owing=sum(rest < 0 for rest in now) - sum(rest < 0 for rest in was),
        positions_due=sum(rest > 0 for rest in now) - sum(rest > 0 for rest in was),
    )


def countable(quantity: int, cycle: str) -> Quantity:
    """The sum, which a cycle has room for; Refused when it is too large."""
    require(quantity <= CYCLE_MAX, ClearingOutcome.cycle_too_large, cycle)
    return Quantity(quantity)


TRADES: Final = Table("clearing/trade", Trade, ClearingOutcome.unknown_trade, ClearingOutcome.trade_exists)
CYCLES: Final = Table("clearing/cycle", Cycle, ClearingOutcome.unknown_cycle, ClearingOutcome.cycle_exists)
POSITIONS: Final = Table(
    "clearing/position", NetPosition, ClearingOutcome.unknown_net_position, ClearingOutcome.net_position_exists
)
LISTED: Final = Table("clearing/listed", Listed, ClearingOutcome.trade_not_listed, ClearingOutcome.trade_listed_already)
"""by cycle, or market, day and ``late``; and trade"""
BALANCES: Final = Table(
    "clearing/balance", CycleBalance, ClearingOutcome.unknown_cycle_balance, ClearingOutcome.cycle_balance_exists
)
