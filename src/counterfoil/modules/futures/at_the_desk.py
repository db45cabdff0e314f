# SPDX-License-Identifier: Apache-2.0
"""Whose goods at a desk were at a time, what they brought, and when an instrument's units move no more."""

from collections.abc import Iterator
from typing import Any

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
from counterfoil.modules.futures.desk_events import INCOMES, GoodsRedeemed, Income, IncomeCame
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.option_drawing import drawn
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.reckoning import is_stopped
from counterfoil.modules.holdings.events import Issued, Redeemed, Transferred
from counterfoil.modules.holdings.records import free_of
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import InstrumentId, Quantity, RecordPath, Timestamp

REGISTERS = "lifecycle/register"
"""Where it stands from when on units move no more. Another noun's record, of which only that is read."""


def moves_until(view: View, instrument: InstrumentId) -> Timestamp | None:
    """The time after which its units move no more; None: none is known."""
    register: Any = view.find(RecordPath(f"{REGISTERS}/{instrument}"))
    return getattr(register, "closes", None)


def moves(view: View, instrument: InstrumentId, time: Timestamp) -> bool:
    """Whether its units move still."""
    until = moves_until(view, instrument)
    return until is None or time <= until


def held_then(view: View, delivery: Delivery, instrument: InstrumentId, time: Timestamp) -> int:
    """Units at the desk that were a delivery's own when a time was over: a seller's until they are paid for."""
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
    """Units ended at the desk."""
    cause = event.cause or None
    desk = _desk_of(moment, event.account, cause)
    income = None if desk is None or cause is None else _income(moment, desk, cause)
    if income is not None:
        yield GoodsRedeemed(house=income.house, security=income.security, action=income.action, quantity=event.quantity)


def passing_on(view: View) -> Iterator[c.PassOn]:
    """What came to desks, to whose it is and whose account can take it."""
    for _, income in view.rows(INCOMES):
        desk = view.read(DESKS, income.house)
        there = 0 if desk is None or is_stopped(view, desk.account) else free_of(view, desk.account, income.instrument)
        for delivery, units in _owners(view, income.house, income.security, income.record_time):
            part = income.part_of(f"{delivery.contract}/{delivery.account}", units)
            passed = any((one.security, one.action) == (income.security, income.action) for one in delivery.brought)
            stopped = delivery.place is None or is_stopped(view, delivery.place)
            if part and not passed and not stopped and part <= there:
                yield c.PassOn(
                    contract=delivery.contract,
                    account=delivery.account,
                    security=income.security,
                    action=income.action,
                    units=Quantity(units),
                )


def _came(
    moment: Whole, desk: RecordPath, cause: RecordPath | None, what: tuple[InstrumentId, Quantity]
) -> Iterator[IncomeCame]:
    if cause is None or table_prefix(cause) != ACTIONS:
        return
    action: Any = moment.find(cause)
    house, security, time = desk.removeprefix(f"{DESKS.prefix}/"), action.instrument, action.record_time
    own = {f"{one.contract}/{one.account}": units for one, units in _owners(moment, house, security, time)}
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


def _owners(view: View, house: str, security: InstrumentId, time: Timestamp) -> Iterator[tuple[Delivery, int]]:
    """Deliveries of which goods were at the desk at a time, and how many units."""
    for _, ending in view.rows(ENDINGS):
        if ending.house == house and view.read(DELIVERABLES, ending.product, security) is not None:
            for delivery in deliveries_of(view, ending.contract):
                units = held_then(view, delivery, security, time)
                if units:
                    yield delivery, units


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


def _income(moment: Whole, desk: RecordPath, cause: RecordPath) -> Income | None:
    return moment.read(INCOMES, desk.removeprefix(f"{DESKS.prefix}/"), *cause.removeprefix(f"{ACTIONS}/").split("/"))
