# SPDX-License-Identifier: Apache-2.0
"""Limits about goods at the desk: whose they were, and until when they move, which their registers say.

A register is no part of a delivery's evidence: who was counted on it would be shown to whoever is shown the delivery.
"""

from typing import Final

from counterfoil.evidence.text import format_time
from counterfoil.law.dated import DAY_MS
from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import require
from counterfoil.modules.futures.at_the_desk import held_then
from counterfoil.modules.futures.delivering import other_half
from counterfoil.modules.futures.delivery import DELIVERIES, DESKS, Delivery, Failing, Parcel, ParcelStatus
from counterfoil.modules.futures.delivery_days import days_of
from counterfoil.modules.futures.delivery_events import GoodsAdmitted, Offered
from counterfoil.modules.futures.desk_events import INCOMES, PassedOn
from counterfoil.modules.futures.desk_outcomes import DeskOutcome
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.goods_over import goods_are_over, moves, moves_until
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.parcel_events import Compensated, Credited, Failed, OfParcel, Taken
from counterfoil.modules.futures.records import HOUSES
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import free_of
from counterfoil.primitives.types import DayNumber

YEAR_MS: Final = 366 * DAY_MS


def agrees_with_its_register(event: GoodsAdmitted, moment: Whole) -> None:
    """Goods move still, and a bond matures, as is said, where its last register closes: no coupon away from there.

    Days are not compared: a register closes some days before the last payment, and a holiday moves that.
    """
    until = moves_until(moment, event.instrument)
    if until is None:
        return
    told = f"{event.instrument}: its register closes at {format_time(until)}"
    require(moment.time <= until, FuturesOutcome.goods_contradict, told)
    if event.bond is not None:
        matures = known(moment, HOUSES, event.house).begins(event.bond.matures)
        near = abs(matures - until) <= YEAR_MS // event.bond.coupons
        require(near, FuturesOutcome.goods_contradict, told)


def can_be_paid_for(event: Offered, moment: Whole) -> None:
    """No register of what is offered closes before the day of payment is over: its units move no more then."""
    ending = known(moment, ENDINGS, event.contract)
    house = known(moment, HOUSES, ending.house)
    days = days_of(house, ending)
    if days is None:
        return
    paid_by = house.begins(DayNumber(days.payment + 1))
    for one in event.offered:
        until = moves_until(moment, one.instrument)
        require(until is None or until >= paid_by, DeskOutcome.matures_first, one.instrument)


def goods_are_there(event: Taken, moment: Whole) -> None:
    """Nobody pays for goods that wait, and that an order keeps at the desk, or that move no more."""
    if event.waits is not None:
        desk = known(moment, DESKS, event.house).account
        there = free_of(moment, desk, event.instrument)
        require(event.quantity <= there, HoldingsOutcome.insufficient_free_quantity, f"{desk}: {event.instrument}")
        require(moves(moment, event.instrument, moment.time), DeskOutcome.matured_at_desk, event.instrument)


def the_buyer_paid(event: Credited, moment: Whole) -> None:
    """The other side of the parcel has the goods, and the house its money."""
    _require_other(event, moment, ParcelStatus.delivered)


def fails_for_what_moves(event: Failed, moment: Whole) -> None:
    """Nobody pays a penalty for goods that are over, and nobody ends a parcel of others without one."""
    delivery, parcel = _of(event, moment)
    if parcel.goods is not None:
        told = f"{event.contract} {event.account}: {event.number}, {parcel.goods.instrument}"
        over, said = goods_are_over(moment, delivery, parcel, moment.time), event.failing is Failing.both_sides
        require(said or not over, DeskOutcome.matured_at_desk, told)
        require(over or not said, FuturesOutcome.does_not_fail, told)


def the_other_failed(event: Compensated, moment: Whole) -> None:
    """The other side of the parcel paid the penalty, or owes it; for goods that are over it did not."""
    _require_other(event, moment, ParcelStatus.defaulted)
    delivery, parcel = _of(event, moment)
    over = goods_are_over(moment, delivery, parcel, moment.time)
    require(not over, FuturesOutcome.does_not_fail, f"{event.contract} {event.account}: {event.number}")


def was_its_own(event: PassedOn, moment: Whole) -> None:
    """So many units at the desk were this delivery's at the record time: of a seller's also when they were paid for."""
    delivery = known(moment, DELIVERIES, event.contract, event.account)
    income = known(moment, INCOMES, event.house, event.security, event.action)
    then = held_then(moment, delivery, event.security, income.record_time)
    require(event.units == then, DeskOutcome.held_otherwise, f"{event.contract} {event.account}: {then}")


def _of(event: OfParcel, moment: Whole) -> tuple[Delivery, Parcel]:
    """The delivery and the parcel of which a side is to end."""
    delivery = known(moment, DELIVERIES, event.contract, event.account)
    return delivery, delivery.parcel(event.number)


def _require_other(event: OfParcel, moment: Whole, status: ParcelStatus) -> None:
    there = other_half(moment, known(moment, DELIVERIES, event.contract, event.account), event.number)
    require(there is status, FuturesOutcome.other_side_first, f"{event.contract}: parcel {event.number}")


AT_THE_DESK: Final[dict[type[EventData], Limit]] = {
    GoodsAdmitted: agrees_with_its_register,
    Offered: can_be_paid_for,
    Taken: goods_are_there,
    Credited: the_buyer_paid,
    Failed: fails_for_what_moves,
    Compensated: the_other_failed,
    PassedOn: was_its_own,
}
