# SPDX-License-Identifier: Apache-2.0
"""Events of orders: placed, taken back, weighed, dealt, settled or given up."""

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.evidence.event import Side as Way
from counterfoil.law.event import Changes, Consents, EventData, Touch, given_by
from counterfoil.law.moment import Moment, all_known, known
from counterfoil.law.outcome import require
from counterfoil.modules.funds.events import BOOK
from counterfoil.modules.funds.orders import (
    DEALINGS,
    FUND_ORDERS,
    Dealing,
    DealingStatus,
    FundOrder,
    OrderStatus,
    giver,
)
from counterfoil.modules.funds.outcomes import FundsOutcome
from counterfoil.modules.funds.records import DEALING_DAYS, DayStatus, DealingDay, FundBook, NaturalCents, Side
from counterfoil.modules.holdings.records import ENCUMBRANCES
from counterfoil.modules.parties.authority import signed_for, together
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import (
    NATURAL,
    POSITIVE,
    AccountId,
    DayNumber,
    InstrumentId,
    NaturalQuantity,
    PositiveQuantity,
    Quantity,
    Timestamp,
)

_ORDERS: Changes[FundOrder] = Changes(FUND_ORDERS)
_DEALINGS: Changes[Dealing] = Changes(DEALINGS)
_DAYS: Changes[DealingDay] = Changes(DEALING_DAYS)


class OrderEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    fund_order: str
    side: Side
    instrument: InstrumentId


class Ordered(OrderEvent, frozen=True):
    """Money was set aside for units, or units for money, at the value of a day that is not over."""

    type: ClassVar[str] = "funds.ordered"
    hold: str
    account: AccountId
    amount: Annotated[int, POSITIVE]
    fee: NaturalCents
    day: DayNumber
    place: int
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        order = FundOrder(
            fund_order=self.fund_order,
            side=self.side,
            instrument=self.instrument,
            hold=self.hold,
            account=self.account,
            agreed_by=given_by(consents),
            placed=self.time,
            amount=self.amount,
            fee=self.fee,
            day=self.day,
            place=self.place,
        )
        yield _ORDERS.create(order, self.fund_order)
        yield in_line(self.instrument, self.day, self.side, order.weight)
        if self.place == 1:
            yield BOOK.change(partial(_opened, self.day), self.instrument)

    def permit(self, moment: Moment) -> Consents:
        gives = known(moment, ENCUMBRANCES, self.hold).account
        holders = {known(moment, ACCOUNTS, account).holder for account in (gives, self.account)}
        require(len(holders) == 1, FundsOutcome.wallet_of_another, self.account)
        # Who only takes may need nobody's consent; who orders in an account's name controls it.
        consents = all_known(
            (
                partial(signed_for, moment, gives, Way.gives),
                partial(signed_for, moment, self.account, Way.gives),
                partial(signed_for, moment, self.account, Way.takes),
            )
        )
        return together(moment, consents)


class Cancelled(OrderEvent, frozen=True):
    """An order was taken back before the cut-off of its day, or what was put off of it."""

    type: ClassVar[str] = "funds.cancelled"
    day: DayNumber
    weight: Annotated[int, NATURAL]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ORDERS.replace(self.fund_order, status=OrderStatus.cancelled)
        yield _DAYS.change(self._less, self.instrument, str(self.day))

    def _less(self, before: DealingDay) -> DealingDay:
        return _weighed(before, self.side, -self.weight)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, giver(moment, known(moment, FUND_ORDERS, self.fund_order)), Way.gives),)


class Weighed(OrderEvent, frozen=True):
    """The next order in line was compared with the others; after the last it is decided who gets a unit more."""

    type: ClassVar[str] = "funds.weighed"
    day: DayNumber
    place: int
    weight: Annotated[int, NATURAL]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DAYS.change(self._sieved, self.instrument, str(self.day))

    def _sieved(self, before: DealingDay) -> DealingDay:
        day = with_sieve(before, self.side, before.sieve(self.side).sieved(self.weight))
        if self.place < day.orders:
            return replace(day, done=self.place, begun=True)
        subscribed, redeemed = day.subscribed.rounded_off(), day.redeemed.rounded_off()
        decided = subscribed.cut is not None and redeemed.cut is not None
        status = DayStatus.dealing if decided else DayStatus.weighing
        return replace(day, subscribed=subscribed, redeemed=redeemed, status=status, done=0, begun=True)


class Dealt(OrderEvent, frozen=True):
    """The next order in line got its part. What is put off is in line for a later day, if its hold lasts so long."""

    type: ClassVar[str] = "funds.dealt"
    day: DayNumber
    place: int
    weight: Annotated[int, NATURAL]
    """0: it was cancelled"""
    units: NaturalQuantity
    consideration: NaturalCents
    fee: NaturalCents
    settles: DayNumber
    put_off: NaturalQuantity
    dropped: NaturalQuantity
    """neither dealt nor put off: the hold ends before a later day could be paid"""
    next_day: DayNumber | None
    next_place: int | None
    closes: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DAYS.change(self._given, self.instrument, str(self.day))
        if self.weight:
            yield _ORDERS.change(self._order, self.fund_order)
        if self._leaves_a_dealing:
            yield _DEALINGS.create(self._dealing(), self.fund_order, str(self.day))
        if self.next_day is not None:
            yield in_line(self.instrument, self.next_day, self.side, self.put_off)
        if self._leaves_a_dealing or self.next_place == 1 or self.closes:
            yield BOOK.change(self._book, self.instrument)

    @property
    def _leaves_a_dealing(self) -> bool:
        return self.weight > self.put_off + self.dropped

    def _given(self, before: DealingDay) -> DealingDay:
        _, sieve = before.sieve(self.side).gives(self.weight)
        status = DayStatus.closed if self.closes else DayStatus.dealing
        return replace(with_sieve(before, self.side, sieve), done=self.place, begun=True, status=status)

    def _order(self, before: FundOrder) -> FundOrder:
        if self.next_day is None:
            return replace(before, status=OrderStatus.lapsed if self.dropped else OrderStatus.dealt)
        return replace(before, amount=self.put_off, day=self.next_day, place=self.next_place or 0)

    def _dealing(self) -> Dealing:
        return Dealing(
            fund_order=self.fund_order,
            day=self.day,
            side=self.side,
            instrument=self.instrument,
            units=self.units,
            consideration=self.consideration,
            fee=self.fee,
            settles=self.settles,
        )

    def _book(self, before: FundBook) -> FundBook:
        book = replace(before, units=Quantity(before.units + signed(self.side, self.units)))
        if self.next_day is not None:
            book = _opened(self.next_day, book)
        if not self.closes:
            return book
        return replace(book, closed=self.day, open=tuple(day for day in book.open if day != self.day))


class Settled(OrderEvent, frozen=True):
    """Units and money of what was dealt moved at once."""

    type: ClassVar[str] = "funds.settled"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    day: DayNumber
    units: PositiveQuantity
    consideration: NaturalCents
    """paid for units, or for units given back, without the fee"""
    fee: NaturalCents

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        settled = {"status": DealingStatus.settled, "consideration": self.consideration, "fee": self.fee}
        yield _DEALINGS.replace(self.fund_order, str(self.day), **settled)


class GivenUp(OrderEvent, frozen=True):
    """What was dealt ended: it could be paid no more, or was no unit."""

    type: ClassVar[str] = "funds.given_up"
    day: DayNumber
    units: NaturalQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DEALINGS.replace(self.fund_order, str(self.day), status=DealingStatus.given_up)
        if self.units:
            yield BOOK.change(self._book, self.instrument)

    def _book(self, before: FundBook) -> FundBook:
        return replace(before, units=Quantity(before.units - signed(self.side, self.units)))


ORDER_EVENTS: tuple[Any, ...] = (Ordered, Cancelled, Weighed, Dealt, Settled, GivenUp)


def signed(side: Side, units: int) -> int:
    """By how many the fund has more."""
    return units if side is Side.subscribes else -units


def in_line(instrument: InstrumentId, day: DayNumber, side: Side, weight: int) -> Touch:
    """One more order stands in the line of a day."""

    def fold(before: DealingDay | None) -> DealingDay:
        there = before or DealingDay(instrument=instrument, day=day)
        return _weighed(replace(there, orders=there.orders + 1), side, weight)

    return Touch(DEALING_DAYS, (instrument, str(day)), fold)


def with_sieve(day: DealingDay, side: Side, sieve: Any) -> DealingDay:
    """The day, with what is known of one side."""
    return replace(day, **{"subscribed" if side is Side.subscribes else "redeemed": sieve})


def _weighed(day: DealingDay, side: Side, more: int) -> DealingDay:
    # All that is held for orders is outstanding, so that no sum of it is beyond what can be counted.
    field, before = ("net_money", day.net_money) if side is Side.subscribes else ("units", day.units)
    return replace(day, **{field: Quantity(before + more)})


def _opened(day: DayNumber, book: FundBook) -> FundBook:
    return replace(book, open=tuple(sorted({*book.open, day})))
