# SPDX-License-Identifier: Apache-2.0
"""Whose units at a desk were at a time, and what they brought: goods, and what came of goods and was not passed on.

New units bring more while they wait, whoever's goods they came of. So what was a delivery's own at a time follows from
what it had at earlier record times: it is worked out income by income, in the order in which they came.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import UNSET

from counterfoil.law.event import FollowingEvent
from counterfoil.law.module import View, Whole
from counterfoil.law.table import table_prefix
from counterfoil.modules.futures import desk_calls as c
from counterfoil.modules.futures.delivering import deliveries_of
from counterfoil.modules.futures.delivery import (
    ACTIONS,
    DELIVERABLES,
    DESKS,
    HALVES,
    Delivery,
    Parcel,
    ParcelStatus,
)
from counterfoil.modules.futures.desk_events import INCOMES, GoodsRedeemed, Income, IncomeCame, IncomeEnded
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.goods_over import moves
from counterfoil.modules.futures.option_drawing import drawn
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.reckoning import is_stopped
from counterfoil.modules.holdings.events import Issued, Redeemed, Transferred
from counterfoil.modules.holdings.records import free_of
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import InstrumentId, Quantity, RecordPath, Timestamp


class Part(NamedTuple):
    """What of an income is a delivery's."""

    income: Income
    units: int
    """that brought it"""
    amount: int
    passed_at: Timestamp | None
    """None: it was not passed on yet"""

    def was_there(self, instrument: InstrumentId, time: Timestamp) -> bool:
        """Whether it was at the desk, of such an instrument, when a time was over."""
        came = self.income.instrument == instrument and self.income.came_at <= time
        return came and (self.passed_at is None or time < self.passed_at)


def held_then(view: View, delivery: Delivery, security: InstrumentId, time: Timestamp) -> int:
    """Units at the desk that were a delivery's own when a time was over: goods, and what came of goods and waited."""
    return _held(view, delivery, _parts(view, delivery, _incomes(view, delivery.house)), (security, time))


def came(event: Transferred, moment: Whole) -> Iterator[FollowingEvent]:
    """Cash that goods brought comes in by the doing of an action, and by the desk's own record."""
    if event.taking is not None and table_prefix(event.taking) == DESKS.prefix:
        yield from _came(moment, event.taking, event.cause, (event.instrument, event.quantity))


def brought(event: Issued, moment: Whole) -> Iterator[FollowingEvent]:
    """So do new units, by their terms."""
    cause = event.cause or None
    desk = _desk_of(moment, event.account, cause)
    if desk is not None:
        yield from _came(moment, desk, cause, (event.instrument, event.quantity))


def redeemed(event: Redeemed, moment: Whole) -> Iterator[FollowingEvent]:
    """Units ended at the desk, those that came of goods and waited among them."""
    cause = event.cause or None
    desk = _desk_of(moment, event.account, cause)
    if desk is None or cause is None:
        return
    action: Any = moment.find(cause)
    house, security, name = _house_of(desk), event.instrument, action.action
    known = moment.read(INCOMES, house, security, name) is not None
    # Where they ended for nothing nothing came: they are gone all the same, and it is noted whose they were.
    nothing = () if known else tuple(_came(moment, desk, cause, (action.cash, Quantity(0))))
    yield from nothing
    if known or nothing:
        yield GoodsRedeemed(house=house, security=security, action=name, quantity=event.quantity)
        for one in _incomes(moment, house):
            if one.instrument == security:
                yield IncomeEnded(house=house, security=one.security, action=one.action)


def passing_on(view: View, time: Timestamp) -> Iterator[c.PassOn]:
    """What came to desks, to whose it is and whose account can take it."""
    for _, desk in view.rows(DESKS):
        incomes = _incomes(view, desk.house)
        if not incomes or is_stopped(view, desk.account):
            continue
        for delivery in _deliveries(view, desk.house):
            if delivery.place is None or is_stopped(view, delivery.place):
                continue
            for part in _parts(view, delivery, incomes):
                instrument = part.income.instrument
                waits = part.amount and part.passed_at is None and not part.income.ended
                if waits and moves(view, instrument, time) and part.amount <= free_of(view, desk.account, instrument):
                    yield c.PassOn(
                        contract=delivery.contract,
                        account=delivery.account,
                        security=part.income.security,
                        action=part.income.action,
                        units=Quantity(part.units),
                    )


def _came(
    moment: Whole, desk: RecordPath, cause: RecordPath | None, what: tuple[InstrumentId, Quantity]
) -> Iterator[IncomeCame]:
    if cause is None or table_prefix(cause) != ACTIONS:
        return
    action: Any = moment.find(cause)
    house, security, time = _house_of(desk), action.instrument, action.record_time
    incomes = _incomes(moment, house)
    held = (
        (one, _held(moment, one, _parts(moment, one, incomes), (security, time))) for one in _deliveries(moment, house)
    )
    own = {_name(one): units for one, units in held if units}
    if own:
        cut = drawn(what[1], own)
        yield IncomeCame(
            house=house,
            security=security,
            action=action.action,
            instrument=what[0],
            quantity=what[1],
            units=Quantity(cut.open_lots),
            record_time=time,
            remainder=cut.remainder,
            before=cut.before,
        )


def _name(delivery: Delivery) -> str:
    """By which an income is cut."""
    return f"{delivery.contract}/{delivery.account}"


def _incomes(view: View, house: str) -> list[Income]:
    """What came to a house's desk, in the order in which it came."""
    return sorted((one for _, one in view.rows(INCOMES, house)), key=lambda one: one.came_at)


def _deliveries(view: View, house: str) -> Iterator[Delivery]:
    """Those of a house of which goods were ever at its desk."""
    for _, ending in view.rows(ENDINGS):
        if ending.house == house:
            yield from (one for one in deliveries_of(view, ending.contract) if one.offered or one.passages)


def _parts(view: View, delivery: Delivery, incomes: Sequence[Income]) -> list[Part]:
    """What is a delivery's of what came, the earliest first: what came before a record time counts at it."""
    passed = {(one.security, one.action): one.at for one in delivery.brought}
    ever = {one.instrument for one in delivery.offered} | {one.instrument for one in delivery.passages}
    found: list[Part] = []
    for income in incomes:
        units = 0
        if income.security in ever:
            units = _held(view, delivery, found, (income.security, income.record_time))
        if units:
            amount = income.part_of(_name(delivery), units)
            found.append(Part(income, units, amount, passed.get((income.security, income.action))))
            ever.add(income.instrument)
    return found


def _held(view: View, delivery: Delivery, parts: Sequence[Part], at: tuple[InstrumentId, Timestamp]) -> int:
    """Units of an instrument that were a delivery's own at a time."""
    return _goods(view, delivery, *at) + sum(one.amount for one in parts if one.was_there(*at))


def _goods(view: View, delivery: Delivery, instrument: InstrumentId, time: Timestamp) -> int:
    """Of them goods: a seller's until they are paid for."""
    ending = view.read(ENDINGS, delivery.contract)
    goods = None if ending is None else view.read(DELIVERABLES, ending.product, instrument)
    if goods is None:
        return 0
    units = sum(one.units for one in delivery.passages if one.instrument == instrument and one.at <= time)
    if delivery.side is Direction.sold and delivery.said_at is not None and delivery.said_at <= time:
        units += sum(one.units for one in delivery.offered if one.instrument == instrument)
        gone = (one.goods for one in delivery.parcels if _paid_by(view, delivery, one, time))
        units -= sum(one.units for one in gone if one is not None and one.instrument == instrument)
    return units * goods.quantity


def _paid_by(view: View, delivery: Delivery, parcel: Parcel, time: Timestamp) -> bool:
    """Whether its buyer paid for a parcel by a time: nobody looks for whose that is."""
    half = view.read(HALVES, delivery.contract, str(parcel.number), Direction.bought)
    return half is not None and half.status is ParcelStatus.delivered and half.at <= time


def _desk_of(moment: Whole, account: str, cause: RecordPath | None) -> RecordPath | None:
    """Of which desk it is the account, where something happens there by the doing of an action."""
    if cause is None or table_prefix(cause) != ACTIONS:
        return None
    found = moment.read(ACCOUNTS, account)
    moved_by = UNSET if found is None else found.moved_by
    return moved_by if moved_by is not UNSET and table_prefix(moved_by) == DESKS.prefix else None


def _house_of(desk: RecordPath) -> str:
    return desk.removeprefix(f"{DESKS.prefix}/")
