# SPDX-License-Identifier: Apache-2.0
"""Margin within a day (盘中追加保证金): prices that are marked, and what accounts are called for at them.

Nothing of it is settled: variation, fees and margin of the day follow from its settlement price alone.
"""

from collections.abc import Iterator
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.events import FuturesEvent, OfHouse
from counterfoil.modules.futures.intraday_call import IntradayCall
from counterfoil.modules.futures.intraday_outcomes import IntradayOutcome
from counterfoil.modules.futures.listing import Count
from counterfoil.modules.futures.positions import Fill, Offset
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, Amount, MarginAccount, Price
from counterfoil.modules.futures.statement_parts import Lines
from counterfoil.modules.instruments.records import Money
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, Timestamp


class Mark(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At which price accounts are judged within a day."""

    contract: str
    house: str
    cash: InstrumentId
    day: DayNumber
    price: Price
    computed: bool
    reason: str
    time: Timestamp


MARKS: Final = Table("futures/mark", Mark, IntradayOutcome.nothing_marked, IntradayOutcome.mark_exists)
_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)


class PriceMarked(OfHouse, frozen=True):
    """A contract has this price within the day. ``reason``: why it was announced; empty: it was computed."""

    type: ClassVar[str] = "futures.price_marked"
    contract: str
    cash: InstrumentId
    day: DayNumber
    price: Price
    computed: bool
    reason: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = Mark(
            contract=self.contract,
            house=self.house,
            cash=self.cash,
            day=self.day,
            price=self.price,
            computed=self.computed,
            reason=self.reason,
            time=self.time,
        )
        yield Touch(MARKS, (self.contract,), lambda _before: made)


class MarginCalled(OfHouse, frozen=True):
    """How an account stands within the day, and what it is to pay in by a time: as its statement would be now."""

    type: ClassVar[str] = "futures.margin_called"
    account: AccountId
    cash: InstrumentId
    day: DayNumber
    time: Timestamp
    until: Timestamp
    reason: str
    parts: Count
    """that tell the first lines (``CalledPart``)"""
    lines: Lines
    """those that are left"""
    before: Amount
    deposited: Amount
    withdrawn: Money
    variation: Amount
    fees: Money
    balance: Amount
    margin: Money
    delivery_margin: Money
    mortgage: Money
    maintenance: Money
    called: Money

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = IntradayCall(day=self.day, amount=self.called, until=self.until)
        yield _ACCOUNTS.replace(self.account, intraday=made)


class AnsweredToday(FuturesEvent, frozen=True):
    """An account that was called within the day has its margin at the prices that were marked."""

    type: ClassVar[str] = "futures.answered_today"
    account: AccountId
    cash: InstrumentId
    day: DayNumber
    called: Money

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.change(_answered, self.account)


def _answered(before: MarginAccount) -> MarginAccount:
    call = before.intraday
    return before if call is None else replace(before, intraday=replace(call, answered=True))


def require_answered(account: MarginAccount, fills: tuple[Fill, ...]) -> None:
    """Refused where one opens at a time after that by which the account was to answer, and has not."""
    call = account.intraday
    if call is not None and not call.answered:
        late = any(fill.offset is Offset.opens and call.stops(fill.time) for fill in fills)
        require(not late, IntradayOutcome.called_today, f"{account.account}: {call.amount}")


EVENTS: tuple[type[EventData], ...] = (PriceMarked, MarginCalled, AnsweredToday)
TABLES: Final = (MARKS,)
