# SPDX-License-Identifier: Apache-2.0
"""What is always true of funds: lots are holdings, a day's parts are its whole, the book counts every unit."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from counterfoil.law.module import View
from counterfoil.modules.funds.orders import DEALINGS, FUND_ORDERS, DealingStatus, OrderStatus
from counterfoil.modules.funds.records import (
    DEALING_DAYS,
    FUND_BOOKS,
    FUND_VALUES,
    FUNDS,
    LOTS,
    LOTS_MAX,
    DayStatus,
    DealingDay,
    Side,
    ValueStatus,
)
from counterfoil.modules.holdings.queries import outstanding
from counterfoil.modules.holdings.records import HOLDINGS


class _Line(NamedTuple):
    """Of one fund, day and side."""

    instrument: str
    day: int
    side: Side


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    dealt: Counter[_Line] = Counter()
    coming: Counter[str] = Counter()
    for path, dealing in view.rows(DEALINGS):
        dealt[_Line(dealing.instrument, dealing.day, dealing.side)] += dealing.units
        if dealing.status is DealingStatus.due:
            coming[dealing.instrument] += dealing.units if dealing.side is Side.subscribes else -dealing.units
        if view.read(FUND_ORDERS, dealing.fund_order) is None:
            yield f"{path}: of no order"
    yield from _days(view, dealt)
    yield from _books(view, coming)
    yield from _lots(view)


def _days(view: View, dealt: Counter[_Line]) -> Iterator[str]:
    waiting: Counter[_Line] = Counter()
    places: dict[tuple[str, int], list[int]] = {}
    for _, order in view.rows(FUND_ORDERS):
        waiting[_Line(order.instrument, order.day, order.side)] += order.weight
        if order.status is OrderStatus.placed:
            places.setdefault((order.instrument, order.day), []).append(order.place)
    for path, day in view.rows(DEALING_DAYS):
        there = places.pop((day.instrument, day.day), [])
        begin = day.done if day.status is DayStatus.dealing else 0
        last = day.orders if day.status is not DayStatus.closed else 0
        if len(set(there)) != len(there) or not all(begin < place <= last for place in there):
            yield f"{path}: {day.status} with places {sorted(there)} of {day.orders}, {day.done} done"
        if not day.begun:
            for side, total in ((Side.subscribes, day.net_money), (Side.redeems, day.units)):
                if total != waiting[_Line(day.instrument, day.day, side)]:
                    yield f"{path}: {side} {total}, and its orders are another sum"
        yield from (f"{path}: {problem}" for problem in _whole(view, day, dealt))
    for instrument, number in places:
        yield f"orders of {instrument} wait for day {number}, of which nothing is recorded"


def _whole(view: View, day: DealingDay, dealt: Counter[_Line]) -> Iterator[str]:
    """Once a day is over its parts are its whole, and before that they are no more."""
    for side in Side:
        parts, whole = dealt[_Line(day.instrument, day.day, side)], day.sieve(side).whole
        if parts > whole or (day.status is DayStatus.closed and parts != whole):
            yield f"{side}: {parts} allotted of {whole}"
    if day.status is not DayStatus.ordering:
        value = view.read(FUND_VALUES, day.instrument, str(day.day))
        if value is None or value.status is not ValueStatus.confirmed:
            yield f"{day.status} without a confirmed value"


def _books(view: View, coming: Counter[str]) -> Iterator[str]:
    open_days: dict[str, list[int]] = {}
    for _, day in view.rows(DEALING_DAYS):
        if day.status is not DayStatus.closed:
            open_days.setdefault(day.instrument, []).append(day.day)
    for path, book in view.rows(FUND_BOOKS):
        counted = outstanding(view, book.instrument) + coming[book.instrument]
        if book.units != counted:
            yield f"{path}: counts {book.units} units, and there are {counted}"
        if list(book.open) != sorted(open_days.get(book.instrument, [])):
            yield f"{path}: days {list(book.open)} are open, and others are recorded"
        if not book.closed <= book.valued or any(day <= book.closed for day in book.open):
            yield f"{path}: dealt to {book.closed}, valued to {book.valued}, open {list(book.open)}"


def _lots(view: View) -> Iterator[str]:
    funds = {fund.instrument for _, fund in view.rows(FUNDS)}
    held = {
        (holding.account, holding.instrument): holding.balance
        for _, holding in view.rows(HOLDINGS)
        if holding.instrument in funds
    }
    for path, lots in view.rows(LOTS):
        days = [lot.day for lot in lots.lots]
        if days != sorted(set(days)) or len(days) > LOTS_MAX:
            yield f"{path}: lots out of order, or too many"
        units, balance = sum(lot.units for lot in lots.lots), held.pop((lots.account, lots.instrument), 0)
        if units != balance:
            yield f"{path}: lots of {units} units, and {balance} are held"
    for (account, instrument), balance in held.items():
        if balance:
            yield f"account {account} holds {balance} of {instrument} without lots"
