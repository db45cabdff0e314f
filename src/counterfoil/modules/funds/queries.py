# SPDX-License-Identifier: Apache-2.0
"""Typed reading of funds: who is next in line, what is due, what a unit is worth."""

from counterfoil.law.module import View
from counterfoil.modules.funds.orders import DEALINGS, FUND_ORDERS, Dealing, DealingStatus, FundOrder
from counterfoil.modules.funds.records import (
    DEALING_DAYS,
    FUND_BOOKS,
    FUND_VALUES,
    DayStatus,
    DealingDay,
    FundValue,
    ValueStatus,
)
from counterfoil.primitives.types import DayNumber, InstrumentId


def line(view: View, instrument: InstrumentId, day: DayNumber) -> list[FundOrder]:
    """The orders that wait in the line of a day, those taken back too, in their places."""
    orders = (order for _, order in view.rows(FUND_ORDERS) if (order.instrument, order.day) == (instrument, day))
    return sorted(orders, key=lambda order: order.place)


def to_pass(view: View, instrument: InstrumentId, day: DayNumber) -> list[FundOrder]:
    """Those that are to be weighed in this round, or dealt; none while the day has no confirmed value."""
    record = view.read(DEALING_DAYS, instrument, str(day))
    if record is None or record.status not in (DayStatus.weighing, DayStatus.dealing):
        return []
    return [order for order in line(view, instrument, day) if order.place > record.done]


def open_days(view: View, instrument: InstrumentId) -> list[DealingDay]:
    """Days with orders that are not all dealt, the earliest first."""
    book = view.read(FUND_BOOKS, instrument)
    found = (view.read(DEALING_DAYS, instrument, str(day)) for day in (() if book is None else book.open))
    return [day for day in found if day is not None]


def due(view: View, instrument: InstrumentId, today: DayNumber) -> list[Dealing]:
    """What may settle on a day or was to settle before it, the longest due first."""
    found = (one for _, one in view.rows(DEALINGS) if (one.instrument, one.status) == (instrument, DealingStatus.due))
    return sorted((one for one in found if one.settles <= today), key=lambda one: (one.settles, one.fund_order))


def latest_value(view: View, instrument: InstrumentId) -> FundValue | None:
    """The last confirmed net asset value; None before the first."""
    values = (one for _, one in view.rows(FUND_VALUES, instrument) if one.status is ValueStatus.confirmed)
    return max(values, key=lambda one: one.day, default=None)
