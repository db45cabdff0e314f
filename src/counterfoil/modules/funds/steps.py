# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for funds: orders pass in their line, what was dealt is settled; and each, in units."""

from collections.abc import Iterator

from counterfoil.evidence.bilingual import Words
from counterfoil.law.call import Call
from counterfoil.law.dated import day_of
from counterfoil.law.module import Now, View
from counterfoil.modules.funds import calls as c
from counterfoil.modules.funds.orders import FUND_ORDERS, Dealing, DealingStatus, FundOrder
from counterfoil.modules.funds.queries import due, open_days, to_pass
from counterfoil.modules.funds.records import FUNDS, TRADING_CALENDARS, DayStatus, Fund, Side
from counterfoil.modules.funds.words import GIVES, WORTH
from counterfoil.modules.holdings.records import ENCUMBRANCES
from counterfoil.primitives.types import Timestamp


def gives(order: FundOrder, now: Now) -> Words | None:
    """What an order is paid with, in units; its record counts the smallest, of money or of the fund."""
    fund = now.view.read(FUNDS, order.instrument)
    if fund is None:
        return None
    instrument = fund.cash if order.side is Side.subscribes else fund.instrument
    return GIVES.fill(amount=now.in_units(order.amount, instrument))


def worth(dealing: Dealing, now: Now) -> Words | None:
    """What was dealt, in units, once that is known: of units given back, once they are paid."""
    fund = now.view.read(FUNDS, dealing.instrument)
    known = dealing.side is Side.subscribes or dealing.status is DealingStatus.settled
    if fund is None or not known:
        return None
    money, fee = (now.in_units(number, fund.cash) for number in (dealing.consideration, dealing.fee))
    return WORTH.fill(units=now.in_units(dealing.units, dealing.instrument), money=money, fee=fee)


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Fund by fund: days whose value is confirmed, the earliest first; then what is due by the day."""
    for _, fund in view.rows(FUNDS):
        for day in open_days(view, fund.instrument):
            passes = c.Weigh if day.status is DayStatus.weighing else c.Deal
            for order in to_pass(view, fund.instrument, day.day):
                yield passes(order=order.fund_order)
        yield from _due(view, fund, time)


def _due(view: View, fund: Fund, time: Timestamp) -> Iterator[Call]:
    """What was dealt is settled, or given up where its hold pays for it no more."""
    calendar = view.read(TRADING_CALENDARS, fund.calendar)
    if calendar is None:
        return
    for dealing in due(view, fund.instrument, day_of(time, calendar.offset_min)):
        order = view.read(FUND_ORDERS, dealing.fund_order)
        hold = None if order is None else view.read(ENCUMBRANCES, order.hold)
        ends = c.SettleDealing if hold is not None and dealing.payable(hold, time) else c.GiveUp
        yield ends(order=dealing.fund_order, day=dealing.day)
