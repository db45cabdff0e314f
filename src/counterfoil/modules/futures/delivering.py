# SPDX-License-Identifier: Apache-2.0
"""What can be done of a contract's delivery on the open day, stage by stage: each reads what those before left.

All but the matching is anybody's. Who asks for the next step, and whoever carries out a whole delivery, ask here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules.futures import delivery_calls as c
from counterfoil.modules.futures.delivery import (
    DELIVERABLES,
    DELIVERIES,
    DESKS,
    HALVES,
    Delivery,
    Failing,
    Goods,
    Parcel,
    ParcelStatus,
)
from counterfoil.modules.futures.delivery_days import DeliveryDays, days_of
from counterfoil.modules.futures.expiry import Ending
from counterfoil.modules.futures.goods_over import goods_are_over, moves
from counterfoil.modules.futures.matching import Buyer, Matched, Seller, matched
from counterfoil.modules.futures.positions import TRADINGS, Direction
from counterfoil.modules.futures.reckoning import collectable, is_stopped, payable
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.holdings.records import free_of
from counterfoil.primitives.types import AccountId, DayNumber, Timestamp

WRITTEN: Final = 100
"""Parcels in a call: few enough that fifty such calls are one transaction."""
Group = list[Call]
"""What is done together, or not at all."""


def deliveries_of(view: View, contract: str) -> list[Delivery]:
    """What is to be delivered of a contract, account by account."""
    return [delivery for _, delivery in view.rows(DELIVERIES, contract)]


def is_open(view: View, ending: Ending) -> bool:
    """Whether somebody has a position of a contract that expires."""
    trading = view.read(TRADINGS, ending.contract)
    return trading is not None and bool(trading.long or trading.short)


def matching_of(view: View, ending: Ending) -> list[Matched]:
    """What the rule brings together, from all that was offered and wanted."""
    sides = deliveries_of(view, ending.contract)
    sold = [one for one in sides if one.side is Direction.sold]
    sellers = [Seller(one.account, one.lots, one.said_at or 0, _graded(view, ending, one.offered)) for one in sold]
    bought = [one for one in sides if one.side is Direction.bought]
    buyers = [
        Buyer(one.account, one.lots, one.units if one.said_at is not None else 0, one.said_at or 0, one.grade)
        for one in bought
    ]
    return matched(sellers, buyers, ending.rules.unit)


def other_half(view: View, delivery: Delivery, number: int) -> ParcelStatus:
    """How the parcel of this number ended on the other side, or that it did not yet: nobody looks for whose that is."""
    half = view.read(HALVES, delivery.contract, str(number), delivery.side.other)
    return ParcelStatus.undelivered if half is None else half.status


def allotments(view: View, ending: Ending) -> Iterator[c.Allot]:
    """What the house writes, from the day of matching on, of what is not written yet."""
    day, days = _today(view, ending)
    if day is None or days is None or day < days.matching or ending.concluded_on is not None:
        return
    found: dict[AccountId, list[c.ParcelGiven]] = defaultdict(list)
    for one in matching_of(view, ending):
        given = c.ParcelGiven(number=one.number, lots=one.lots, goods=one.goods, failing=one.failing)
        for account in (one.seller, one.buyer):
            found[account].append(given)
    for delivery in deliveries_of(view, ending.contract):
        written = [(one.number, one.lots, one.goods, one.failing) for one in delivery.parcels]
        due = found[delivery.account]
        if written != [(one.number, one.lots, one.goods, one.failing) for one in due]:
            for start in range(0, len(due), WRITTEN):
                about: dict[str, Any] = {"contract": ending.contract, "account": delivery.account}
                yield c.Allot(**about, parcels=tuple(due[start : start + WRITTEN]), more=start > 0)


def is_matched(view: View, ending: Ending) -> bool:
    """Whether all is written, and the house can say that the matching stands."""
    day, days = _today(view, ending)
    now = day is not None and days is not None and day >= days.matching and ending.concluded_on is None
    return now and next(allotments(view, ending), None) is None and not is_open(view, ending)


def exchanges(view: View, ending: Ending, time: Timestamp) -> Iterator[Group]:
    """Goods against the money of who has it, and the seller's credit with it.

    A desk that is stopped gives nothing out: once the last day is over goods are paid for, and left there.
    """
    desk = view.read(DESKS, ending.house)
    leave = desk is None or is_stopped(view, desk.account)
    if leave and not _is_late(view, ending):
        return
    sellers = {parcel.number: one.account for one, parcel in _due(view, ending) if one.side is Direction.sold}
    for delivery, parcel in _due(view, ending):
        if not _is_bought(delivery, parcel) or goods_are_over(view, delivery, parcel, time):
            continue
        account = _account(view, delivery)
        if not account.owed and collectable(view, account) >= parcel.amount:
            buys = c.Take(**_about(delivery, parcel), leave=leave)
            yield [buys, c.Credit(contract=ending.contract, number=parcel.number, account=sellers[parcel.number])]


def credits(view: View, ending: Ending, _time: Timestamp) -> Iterator[Group]:
    """Of sellers whose buyer has paid, by whomever that was asked for."""
    for delivery, parcel in _due(view, ending):
        if other_half(view, delivery, parcel.number) is ParcelStatus.delivered:
            yield [c.Credit(**_about(delivery, parcel))]


def failures(view: View, ending: Ending, time: Timestamp) -> Iterator[Group]:
    """Of sides that said nothing, after the last day for it of buyers that cannot pay, and of goods that are over."""
    late = _is_late(view, ending)
    for delivery, parcel in _due(view, ending):
        unpaid = late and _is_bought(delivery, parcel) and payable(view, _account(view, delivery)) < parcel.amount
        over = goods_are_over(view, delivery, parcel, time)
        if unpaid or over or parcel.failing in (delivery.fails_as, Failing.both_sides):
            yield [c.Fail(**_about(delivery, parcel), over=over)]


def compensations(view: View, ending: Ending, time: Timestamp) -> Iterator[Group]:
    """Of sides whose other side has failed."""
    for delivery, parcel in _due(view, ending):
        failed = other_half(view, delivery, parcel.number) is ParcelStatus.defaulted
        if failed and parcel.failing is not Failing.both_sides and not goods_are_over(view, delivery, parcel, time):
            yield [c.Compensate(**_about(delivery, parcel))]


def handing_over(view: View, ending: Ending, time: Timestamp) -> Iterator[Group]:
    """Goods that wait at the desk for an account that can take them, and that move still."""
    desk = view.read(DESKS, ending.house)
    if desk is None or ending.concluded_on is None or is_stopped(view, desk.account):
        return
    for delivery in deliveries_of(view, ending.contract):
        place = delivery.place
        if place is None or is_stopped(view, place):
            continue
        for instrument in dict.fromkeys(one.instrument for one in delivery.waiting):
            goods = view.read(DELIVERABLES, ending.product, instrument)
            units = sum(one.units for one in delivery.waiting if one.instrument == instrument)
            there = goods is not None and free_of(view, desk.account, instrument) >= units * goods.quantity
            if there and moves(view, instrument, time):
                yield [c.HandOver(contract=ending.contract, account=delivery.account, instrument=instrument)]


STAGES: Final[dict[str, Callable[[View, Ending, Timestamp], Iterator[Group]]]] = {
    "exchanged": exchanges,
    "credited": credits,
    "failed": failures,
    "compensated": compensations,
    "handed over": handing_over,
}


def _today(view: View, ending: Ending) -> tuple[DayNumber | None, DeliveryDays | None]:
    """The open day of the house, and the days of the delivery."""
    house = view.read(HOUSES, ending.house)
    return (None, None) if house is None else (house.day, days_of(house, ending))


def _is_late(view: View, ending: Ending) -> bool:
    """Whether the last day for payment is over."""
    day, days = _today(view, ending)
    return day is not None and days is not None and days.due is not None and day > days.due


def _due(view: View, ending: Ending) -> Iterator[tuple[Delivery, Parcel]]:
    """Parcels that are not over, from the day of payment on, once the matching stands."""
    day, days = _today(view, ending)
    if day is None or days is None or ending.concluded_on is None or day < days.payment:
        return
    for delivery in deliveries_of(view, ending.contract):
        for parcel in delivery.parcels:
            if parcel.status is ParcelStatus.undelivered:
                yield delivery, parcel


def _is_bought(delivery: Delivery, parcel: Parcel) -> bool:
    """Whether it is a buyer's, which goods go to."""
    return delivery.side is Direction.bought and parcel.failing is Failing.no_side


def _account(view: View, delivery: Delivery) -> MarginAccount:
    found = view.read(MARGIN_ACCOUNTS, delivery.account)
    assert found is not None, "its delivery begins there"
    return found


def _about(delivery: Delivery, parcel: Parcel) -> dict[str, Any]:
    return {"contract": delivery.contract, "account": delivery.account, "number": parcel.number}


def _graded(view: View, ending: Ending, offered: tuple[Goods, ...]) -> tuple[tuple[Goods, str], ...]:
    found = ((one, view.read(DELIVERABLES, ending.product, one.instrument)) for one in offered)
    return tuple((one, deliverable.grade) for one, deliverable in found if deliverable is not None)
