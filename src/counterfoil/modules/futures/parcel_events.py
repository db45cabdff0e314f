# SPDX-License-Identifier: Apache-2.0
"""Events that end one side's half of a parcel: goods and money exchanged, or a penalty; each names no other account."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch, Write
from counterfoil.law.moment import Moment
from counterfoil.modules.futures.delivery import (
    DELIVERIES,
    HALVES,
    INVOICES,
    Delivery,
    Failing,
    Goods,
    Half,
    Invoice,
    ParcelStatus,
)
from counterfoil.modules.futures.events import FuturesEvent
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import (
    DAYS,
    MARGIN_ACCOUNTS,
    Amount,
    Lots,
    MarginAccount,
    Price,
    TradingDay,
)
from counterfoil.modules.instruments.records import Money, PositiveMoney
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, PositiveQuantity, Quantity, Timestamp

_DELIVERIES: Changes[Delivery] = Changes(DELIVERIES)
_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)
_DAYS: Changes[TradingDay] = Changes(DAYS)


class OfParcel(FuturesEvent, frozen=True):
    """What ends a parcel for one of its sides."""

    contract: str
    account: AccountId
    house: str
    cash: InstrumentId
    day: DayNumber
    number: int
    side: Direction
    lots: Lots
    waits: Goods | None
    """that are its own, and wait at the desk"""
    margin: Money
    """that is still held for the delivery"""
    released: Money
    over: bool
    """whether it was the delivery's last"""

    status: ClassVar[ParcelStatus]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DELIVERIES.change(lambda before: self._delivery(before, moment.time), self.contract, self.account)
        yield _ACCOUNTS.change(self._account, self.account)
        yield _DAYS.change(self._day, self.house, str(self.day))

    def writes(self, moment: Moment) -> Iterator[Write]:
        yield Write(HALVES, (self.contract, str(self.number), self.side), Half(self.status, moment.time))

    @property
    def gained(self) -> int:
        """What it brings the account, or, negative, costs it."""
        raise NotImplementedError

    def account_after(self, before: MarginAccount) -> MarginAccount:
        """What it makes of the account's money."""
        raise NotImplementedError

    def day_after(self, before: TradingDay) -> TradingDay:
        """What it makes of the day's sums."""
        raise NotImplementedError

    def _delivery(self, before: Delivery, time: Timestamp) -> Delivery:
        after = before.with_parcel(self.number, self.status, int(self.margin))
        bought_at = time if self.status is ParcelStatus.delivered else None
        return after if self.waits is None else after.with_waiting(self.waits, bought_at)

    def _account(self, before: MarginAccount) -> MarginAccount:
        left = tuple(one for one in before.delivering if not self.over or one != self.contract)
        margin = Quantity(before.delivery_margin - self.released)
        return self.account_after(replace(before, delivering=left, delivery_margin=margin))

    def _day(self, before: TradingDay) -> TradingDay:
        return self.day_after(before)


class _Exchanged(OfParcel, frozen=True):
    """Goods against money, for one side; with the invoice."""

    status: ClassVar[ParcelStatus] = ParcelStatus.delivered
    instrument: InstrumentId
    quantity: PositiveQuantity
    price: Price
    premium: Amount
    factor: str
    accrued: str
    amount: PositiveMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        invoice = Invoice(
            contract=self.contract,
            account=self.account,
            number=self.number,
            side=self.side,
            day=self.day,
            cash=self.cash,
            instrument=self.instrument,
            quantity=self.quantity,
            lots=self.lots,
            price=self.price,
            premium=self.premium,
            factor=self.factor,
            accrued=self.accrued,
            amount=self.amount,
        )
        yield Changes(INVOICES).create(invoice, self.contract, self.account, str(self.number))


class Taken(_Exchanged, frozen=True):
    """A buyer paid for its goods, and has them, or they wait for it at the desk."""

    type: ClassVar[str] = "futures.taken"

    @property
    def gained(self) -> int:
        return -int(self.amount)

    def account_after(self, before: MarginAccount) -> MarginAccount:
        return replace(before, balance=before.balance - self.amount, held=before.held - self.amount)

    def day_after(self, before: TradingDay) -> TradingDay:
        return replace(before, variation=before.variation - self.amount)


class Credited(_Exchanged, frozen=True):
    """A seller is due what the buyer paid for its goods."""

    type: ClassVar[str] = "futures.credited"

    @property
    def gained(self) -> int:
        return int(self.amount)

    def account_after(self, before: MarginAccount) -> MarginAccount:
        return replace(before, balance=before.balance + self.amount, due=Quantity(before.due + self.amount))

    def day_after(self, before: TradingDay) -> TradingDay:
        due = Quantity(before.due + self.amount)
        return replace(before, variation=before.variation + self.amount, due=due)


class Failed(OfParcel, frozen=True):
    """A side did not do its part: it pays the penalty, or, where the other did not either, nothing."""

    type: ClassVar[str] = "futures.failed"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    status: ClassVar[ParcelStatus] = ParcelStatus.defaulted
    failing: Failing
    penalty: Money
    collected: Money
    owed: Money

    @property
    def gained(self) -> int:
        return -int(self.penalty)

    def account_after(self, before: MarginAccount) -> MarginAccount:
        return replace(
            before,
            balance=before.balance - self.penalty,
            held=before.held - self.collected,
            owed=Quantity(before.owed + self.owed),
        )

    def day_after(self, before: TradingDay) -> TradingDay:
        owed = Quantity(before.owed + self.owed)
        return replace(before, variation=before.variation - self.penalty, owed=owed)


class Compensated(OfParcel, frozen=True):
    """A side did its part and the other did not: it is due the penalty, and its goods wait to go back."""

    type: ClassVar[str] = "futures.compensated"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    status: ClassVar[ParcelStatus] = ParcelStatus.compensated
    penalty: Money

    @property
    def gained(self) -> int:
        return int(self.penalty)

    def account_after(self, before: MarginAccount) -> MarginAccount:
        return replace(before, balance=before.balance + self.penalty, due=Quantity(before.due + self.penalty))

    def day_after(self, before: TradingDay) -> TradingDay:
        due = Quantity(before.due + self.penalty)
        return replace(before, variation=before.variation + self.penalty, due=due)


EVENTS: tuple[type[EventData], ...] = (Taken, Credited, Failed, Compensated)
