# SPDX-License-Identifier: Apache-2.0
"""The law of a dealing day: orders are weighed and dealt one by one, in line; what was dealt is settled or given up.

Nothing moves while a day is dealt, so that no holder can stop it. What was dealt moves order by order, all or nothing;
what cannot move yet waits, and what never can is given up.
"""

from collections.abc import Iterable, Iterator

from counterfoil.evidence.text import format_day
from counterfoil.law.dated import day_of
from counterfoil.law.detail import from_day, not_so_far
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.funds import calls as c
from counterfoil.modules.funds import dealings as d
from counterfoil.modules.funds.orders import DEALINGS, FUND_ORDERS, Dealing, DealingStatus, FundOrder, giver
from counterfoil.modules.funds.outcomes import FundsOutcome
from counterfoil.modules.funds.reckoning import dealing_day, outlasts, settles_on
from counterfoil.modules.funds.records import (
    DEALING_DAYS,
    FUND_BOOKS,
    FUND_VALUES,
    FUNDS,
    Cents,
    DayStatus,
    DealingDay,
    Fund,
    Side,
    calendar_of,
)
from counterfoil.modules.holdings.events import Issued, Redeemed, Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, GrantStatus, Part
from counterfoil.modules.holdings.reservations import given_back
from counterfoil.primitives.types import AccountId, DayNumber, Quantity


def weigh(call: c.Weigh, moment: Moment) -> Iterable[EventData]:
    order = known(moment, FUND_ORDERS, call.order)
    day = _day_at(moment, order, DayStatus.weighing, FundsOutcome.not_priced)
    yield d.Weighed(
        fund_order=call.order,
        side=order.side,
        instrument=order.instrument,
        day=day.day,
        place=order.place,
        weight=order.weight,
    )


def deal(call: c.Deal, moment: Moment) -> Iterable[EventData]:
    order = known(moment, FUND_ORDERS, call.order)
    day = _day_at(moment, order, DayStatus.dealing, FundsOutcome.not_weighed)
    weight, subscribes = order.weight, order.side is Side.subscribes
    units, _ = day.sieve(order.side).gives(weight)
    rest = 0 if subscribes else weight - units
    value = known(moment, FUND_VALUES, order.instrument, str(day.day))
    next_day, next_place = _later(moment, order) if rest else None, None
    put_off = 0 if next_day is None else rest
    yield from given_back(moment, order.hold, FUND_ORDERS.path(order.fund_order), rest - put_off)
    if next_day is not None:
        opened = next_day in known(moment, FUND_BOOKS, order.instrument).open
        next_place = known(moment, DEALING_DAYS, order.instrument, str(next_day)).orders + 1 if opened else 1
    yield d.Dealt(
        fund_order=call.order,
        side=order.side,
        instrument=order.instrument,
        day=day.day,
        place=order.place,
        weight=weight,
        units=Quantity(units),
        consideration=Cents(weight if subscribes else 0),
        fee=order.fee,
        settles=value.subscriptions_settle if subscribes else value.redemptions_settle,
        put_off=Quantity(put_off),
        dropped=Quantity(rest - put_off),
        next_day=next_day,
        next_place=next_place,
        closes=order.place == day.orders,
    )


def settle(call: c.SettleDealing, moment: Moment) -> Iterable[EventData]:
    dealing = _due(moment, call.order, call.day)
    order, fund = known(moment, FUND_ORDERS, call.order), known(moment, FUNDS, dealing.instrument)
    today = day_of(moment.time, calendar_of(moment, fund).offset_min)
    require(today >= dealing.settles, FundsOutcome.settlement_to_come, from_day(call.order, dealing.settles, today))
    require(dealing.units > 0, FundsOutcome.nothing_allotted, call.order)
    money, fee = dealing.consideration, dealing.fee
    if dealing.side is Side.subscribes:
        yield from _bought(moment, fund, order, dealing)
    else:
        payout = dealing.payout(moment)
        money, fee = Cents(payout.paid), Cents(payout.fee)
        yield from _given_back(moment, fund, order, dealing)
    yield d.Settled(
        fund_order=call.order,
        side=dealing.side,
        instrument=dealing.instrument,
        day=dealing.day,
        units=dealing.units,
        consideration=money,
        fee=fee,
    )


def give_up(call: c.GiveUp, moment: Moment) -> Iterable[EventData]:
    dealing = _due(moment, call.order, call.day)
    order = known(moment, FUND_ORDERS, call.order)
    hold = known(moment, ENCUMBRANCES, order.hold)
    require(not dealing.payable(hold, moment.time), FundsOutcome.still_payable, call.order)
    yield from given_back(moment, order.hold, FUND_ORDERS.path(order.fund_order), dealing.needed)
    yield d.GivenUp(
        fund_order=call.order, side=dealing.side, instrument=dealing.instrument, day=dealing.day, units=dealing.units
    )


def _bought(moment: Moment, fund: Fund, order: FundOrder, dealing: Dealing) -> Iterator[EventData]:
    """Money goes to the fund, the fee to whoever sold it, and the units come."""
    path, grant = FUND_ORDERS.path(order.fund_order), DEALINGS.path(order.fund_order, str(dealing.day))
    for receiver, quantity in ((fund.cash_account, dealing.consideration), (fund.fee_account, dealing.fee)):
        if quantity:
            yield Transferred(
                sender=giver(moment, order),
                receiver=receiver,
                instrument=fund.cash,
                quantity=Quantity(quantity),
                part=Part.held,
                giving=ENCUMBRANCES.path(order.hold),
                taking=grant,
                cause=path,
            )
    yield Issued(
        instrument=fund.instrument,
        account=order.account,
        quantity=dealing.units,
        issuing=grant,
        taking=grant,
        cause=path,
    )


def _given_back(moment: Moment, fund: Fund, order: FundOrder, dealing: Dealing) -> Iterator[EventData]:
    """Money goes to whoever gives units back, what the fund does not keep of the fee to the seller; the units end."""
    path, grant = FUND_ORDERS.path(order.fund_order), DEALINGS.path(order.fund_order, str(dealing.day))
    payout = dealing.payout(moment)
    ways: tuple[tuple[AccountId, int], ...] = ((order.account, payout.paid), (fund.fee_account, payout.earned))
    for receiver, quantity in ways:
        if quantity:
            yield Transferred(
                sender=fund.cash_account,
                receiver=receiver,
                instrument=fund.cash,
                quantity=Quantity(quantity),
                giving=grant,
                taking=grant,
                cause=path,
            )
    # Last: what is paid hangs on the lots, which go with the units.
    yield Redeemed(
        instrument=fund.instrument,
        account=giver(moment, order),
        quantity=dealing.units,
        redeeming=grant,
        giving=ENCUMBRANCES.path(order.hold),
        cause=path,
        part=Part.held,
    )


def _later(moment: Moment, order: FundOrder) -> DayNumber | None:
    """The day for what is put off: one before whose cut-off it may be taken back. None if the hold ends too early."""
    fund, hold = known(moment, FUNDS, order.instrument), known(moment, ENCUMBRANCES, order.hold)
    calendar = calendar_of(moment, fund)
    day = dealing_day(calendar, fund, moment.time)
    settles = settles_on(calendar, fund, day, order.side)
    return day if hold.status is GrantStatus.active and outlasts(calendar, hold.expires, settles) else None


def _due(moment: Moment, order: str, day: int) -> Dealing:
    dealing = known(moment, DEALINGS, order, str(day))
    require(dealing.status is DealingStatus.due, FundsOutcome.dealing_over, order)
    return dealing


def _day_at(moment: Moment, order: FundOrder, status: DayStatus, otherwise: FundsOutcome) -> DealingDay:
    """The day of an order that is next in its line."""
    day = known(moment, DEALING_DAYS, order.instrument, str(order.day))
    told = not_so_far(f"{order.instrument} {format_day(order.day)}", day.status, status)
    require(day.status is status, otherwise, told)
    require(order.place == day.done + 1, FundsOutcome.not_next_in_line, f"{order.place} after {day.done}")
    return day
