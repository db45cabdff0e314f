# SPDX-License-Identifier: Apache-2.0
"""How a contract ends: the index that was observed, the final price, and positions that are closed at it."""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.ending_rules import EndingRules
from counterfoil.modules.futures.events import ByVenue, FuturesEvent
from counterfoil.modules.futures.listing import Count, parted
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS, Position, Trading
from counterfoil.modules.futures.records import (
    DAYS,
    HOUSES,
    MARGIN_ACCOUNTS,
    ROLLS,
    Amount,
    HedgeFlag,
    Lots,
    MarginAccount,
    Price,
    TradingDay,
)
from counterfoil.modules.instruments.records import Money
from counterfoil.modules.parties.authority import require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, Quantity, Timestamp


class Observed(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The index at a time."""

    time: Timestamp
    value: Price


class Index(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was observed of a contract's index in the last two hours of its last trading day."""

    contract: str
    count: int = 0
    total: int = 0
    latest: Timestamp = Timestamp(0)
    """when it was observed last"""


class EndingStatus(StrEnum):
    """Of a contract whose final price is fixed."""

    expiring = "expiring"
    """positions are closed at it, goods delivered"""
    ended = "ended"


ENDING_CYCLE: Final[dict[EndingStatus, frozenset[EndingStatus]]] = {
    EndingStatus.expiring: frozenset({EndingStatus.ended}),
    EndingStatus.ended: frozenset(),
}
"""status → the statuses it may change to"""


class Ending(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At which price, by which rules and on which days a contract ends."""

    contract: str
    product: str
    house: str
    cash: InstrumentId
    last: DayNumber
    """its last trading day"""
    price: Price
    """the final price (交割结算价)"""
    computed: bool
    reason: str
    """why it was announced; empty: it was computed"""
    rules: EndingRules
    """as it was said when it was listed"""
    decimals: int
    """of the final price"""
    multiplier: int
    """what a lot is worth more at one last decimal of the final price"""
    counts_from: DayNumber
    """from which trading days of the delivery count, by the calendar as it is then: on which the price was fixed"""
    accrues_to: DayNumber | None = None
    """up to which interest accrues on bonds: the day of payment as the calendar had it then"""
    concluded_on: DayNumber | None = None
    """when the house said that the matching stands: payment is due as many days after it as the schedule has"""
    status: EndingStatus = EndingStatus.expiring


INDEXES: Final = Table("futures/index", Index, FuturesOutcome.nothing_observed, FuturesOutcome.index_exists)
ENDINGS: Final = Table("futures/ending", Ending, FuturesOutcome.final_price_missing, FuturesOutcome.final_price_fixed)
_ENDINGS: Changes[Ending] = Changes(ENDINGS)
_POSITIONS: Changes[Position] = Changes(POSITIONS)
_TRADINGS: Changes[Trading] = Changes(TRADINGS)
_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)
_DAYS: Changes[TradingDay] = Changes(DAYS)


class IndexObserved(ByVenue, frozen=True):
    """The venue observed the index that a contract ends at."""

    type: ClassVar[str] = "futures.index_observed"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    contract: str
    observed: tuple[Observed, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(INDEXES, (self.contract,), self._index)

    def _index(self, before: Index | None) -> Index:
        now = before or Index(contract=self.contract)
        return replace(
            now,
            count=now.count + len(self.observed),
            total=now.total + sum(one.value for one in self.observed),
            latest=self.observed[-1].time,
        )


class FinalFixed(FuturesEvent, frozen=True):
    """A contract has its final price. What its last trading day settled, and the days before it, stays."""

    type: ClassVar[str] = "futures.final_fixed"
    contract: str
    product: str
    house: str
    cash: InstrumentId
    last: DayNumber
    price: Price
    computed: bool
    reason: str
    rules: EndingRules
    decimals: int
    multiplier: int
    counts_from: DayNumber
    accrues_to: DayNumber | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        ending = Ending(
            contract=self.contract,
            product=self.product,
            house=self.house,
            cash=self.cash,
            last=self.last,
            price=self.price,
            computed=self.computed,
            reason=self.reason,
            rules=self.rules,
            decimals=self.decimals,
            multiplier=self.multiplier,
            counts_from=self.counts_from,
            accrues_to=self.accrues_to,
        )
        yield _ENDINGS.create(ending, self.contract)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, known(moment, HOUSES, self.house).by, Role.clearing_house)
        return ()


class ExpiredLine(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """A position that was closed at the final price."""

    hedge: HedgeFlag
    long: Lots
    short: Lots
    by_date: Amount
    """gained since the last settlement price"""
    by_trade: Amount
    """gained since its lots were opened"""


class Expired(FuturesEvent, frozen=True):
    """All that an account had open of a contract was closed at the final price; nothing of it is open any more."""

    type: ClassVar[str] = "futures.expired"
    account: AccountId
    contract: str
    house: str
    cash: InstrumentId
    day: DayNumber
    settlement: Price
    """of the last trading day, from which the gain counts"""
    price: Price
    """the final price"""
    expired: tuple[ExpiredLine, ...]
    gained: Amount
    held: Money
    """of a loss, what was collected at once"""
    due: Money
    owed: Money
    margin: Money
    """that its other positions need"""
    called: Money
    """what lacks to that and to the margin of what is to be delivered"""
    listed: Count
    """how many positions are still listed, of other contracts"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        for line in self.expired:
            yield _POSITIONS.replace(self.account, self.contract, line.hedge, long=(), short=())
        yield _TRADINGS.change(self._trading, self.contract)
        yield _ACCOUNTS.change(self._account, self.account)
        yield _DAYS.change(self._day, self.house, str(self.day))
        if not self.listed:
            yield Changes(ROLLS).change(lambda before: replace(before, accounts=before.accounts - 1), self.house)

    def _trading(self, before: Trading) -> Trading:
        long = before.long - sum(line.long for line in self.expired)
        short = before.short - sum(line.short for line in self.expired)
        now = replace(before, long=long, short=short)
        return replace(now, balanced=now.even)

    def _account(self, before: MarginAccount) -> MarginAccount:
        kept, gone = parted(before.positions, ((self.contract, line.hedge) for line in self.expired))
        return replace(
            before,
            positions=kept,
            closed_out=(*before.closed_out, *gone),
            balance=before.balance + self.gained,
            margin=self.margin,
            called=self.called,
            held=before.held - self.held,
            due=Quantity(before.due + self.due),
            owed=Quantity(before.owed + self.owed),
        )

    def _day(self, before: TradingDay) -> TradingDay:
        return replace(
            before,
            dropped=before.dropped + (not self.listed),
            variation=before.variation + self.gained,
            owed=Quantity(before.owed + self.owed),
            due=Quantity(before.due + self.due),
        )


class Ended(FuturesEvent, frozen=True):
    """A contract has ended: nothing of it is open, and all of it is delivered or made good."""

    type: ClassVar[str] = "futures.ended"
    contract: str
    day: DayNumber

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ENDINGS.replace(self.contract, status=EndingStatus.ended)


EVENTS: tuple[type[EventData], ...] = (IndexObserved, FinalFixed, Expired, Ended)
TABLES: Final = (INDEXES, ENDINGS)
