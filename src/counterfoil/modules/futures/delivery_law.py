# SPDX-License-Identifier: Apache-2.0
"""The law of deliveries: offers and intentions, what the matching brought, goods against money, and who failed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from counterfoil.evidence.text import format_day
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import delivery_calls as c
from counterfoil.modules.futures import delivery_events as e
from counterfoil.modules.futures.delivery import (
    DELIVERABLES,
    DESKS,
    Deliverable,
    Delivery,
    Failing,
    Goods,
    Parcel,
    delivery_of,
)
from counterfoil.modules.futures.expiry import ENDINGS, Ending
from counterfoil.modules.futures.invoicing import Invoiced, invoice_of, penalty_of, quoted
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.reckoning import collectable
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, PRODUCTS, House, MarginAccount
from counterfoil.modules.futures.settling_law import paid_in
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.events import AccountOpened
from counterfoil.modules.parties.records import Control
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, DayNumber, Quantity


def open_desk(call: c.OpenDesk, moment: Moment) -> Iterable[EventData]:
    house, account = known(moment, HOUSES, call.house), AccountId(call.account)
    yield AccountOpened(
        account=account,
        holder=house.by,
        custodian=None,
        incoming=Control.holder,
        outgoing=Control.record,
        moved_by=DESKS.path(call.house),
    )
    yield e.DeskOpened(house=call.house, by=house.by, account=account)


def admit_goods(call: c.AdmitGoods, moment: Moment) -> Iterable[EventData]:
    """A bond's dates make one; a unique instrument is one unit."""
    product, instrument = known(moment, PRODUCTS, call.product), known(moment, INSTRUMENTS, call.instrument)
    one = not instrument.unique or call.quantity == 1
    require(one, FuturesOutcome.goods_contradict, f"{call.instrument}: {call.quantity} of one")
    if call.bond is not None:
        try:
            quoted(call.bond)
        except InputError as error:
            raise Refused(FuturesOutcome.goods_contradict, f"{call.instrument}: {error}") from None
    yield e.GoodsAdmitted(
        product=call.product,
        house=product.house,
        instrument=call.instrument,
        quantity=call.quantity,
        grade=call.grade,
        bond=call.bond,
    )


def offer(call: c.Offer, moment: Moment) -> Iterable[EventData]:
    """Goods that the ledger moves to the desk cannot be offered twice, nor promised without being there."""
    delivery, ending, account = _said(moment, call.contract, call.account, Direction.sold)
    desk = known(moment, DESKS, delivery.house)
    distinct = len({one.instrument for one in call.offered}) == len(call.offered)
    units = sum(one.units for one in call.offered)
    told = f"{call.account}: {units} of {delivery.units}"
    require(distinct and units <= delivery.units, FuturesOutcome.more_than_units, told)
    goods = [known(moment, DELIVERABLES, one.instrument) for one in call.offered]
    for one, deliverable in zip(call.offered, goods, strict=True):
        invoice_of(ending, deliverable, one.units * ending.rules.unit)
    yield e.Offered(
        contract=call.contract,
        account=call.account,
        holder=account.holder,
        place=call.place,
        time=moment.time,
        offered=call.offered,
    )
    for one, deliverable in zip(call.offered, goods, strict=True):
        yield _moved(deliverable, one.units, delivery, call.place, desk.account)


def intend(call: c.Intend, moment: Moment) -> Iterable[EventData]:
    _, ending, account = _said(moment, call.contract, call.account, Direction.bought)
    graded = not call.grade or ending.rules.grade(call.grade) is not None
    require(graded, FuturesOutcome.not_deliverable, call.grade)
    yield e.Intended(
        contract=call.contract,
        account=call.account,
        holder=account.holder,
        place=call.place,
        time=moment.time,
        grade=call.grade,
    )


def allot(call: c.Allot, moment: Moment) -> Iterable[EventData]:
    """What others offered and wanted is not read: that it is what the rule brings is vouched for by auditors."""
    delivery, ending = delivery_of(moment, call.contract, call.account), known(moment, ENDINGS, call.contract)
    house = known(moment, HOUSES, delivery.house)
    _require_from(house, ending.matched_on, call.contract)
    require(not delivery.parcels, FuturesOutcome.said_already, f"{call.contract} {call.account}")
    lots = sum(one.lots for one in call.parcels)
    numbers = [one.number for one in call.parcels]
    own = lots == delivery.lots and numbers == sorted(set(numbers)) and _own_goods(delivery, call.parcels)
    require(own, FuturesOutcome.allotted_otherwise, f"{call.account}: {lots} of {delivery.lots} lots")
    yield e.Allotted(
        house=delivery.house,
        contract=call.contract,
        account=call.account,
        cash=delivery.cash,
        parcels=tuple(_parcel(moment, ending, one) for one in call.parcels),
    )
    yield from _back(moment, delivery, call.parcels)


def take(call: c.Take, moment: Moment) -> Iterable[EventData]:
    """Money to the house and goods from it, or neither."""
    delivery, parcel, ending, house = _parcel_of(moment, call)
    goods, account = _goods_of(delivery, parcel, Direction.bought), known(moment, MARGIN_ACCOUNTS, call.account)
    place, desk = delivery.place, known(moment, DESKS, delivery.house)
    assert place is not None, "it wanted goods"
    deliverable = known(moment, DELIVERABLES, goods.instrument)
    yield paid_in(call.account, account, house, parcel.amount)
    yield _moved(deliverable, goods.units, delivery, desk.account, place)
    yield e.Taken(**_exchanged(delivery, parcel, ending, house, deliverable))


def credit(call: c.Credit, moment: Moment) -> Iterable[EventData]:
    """That the buyer paid is not read: it would show whose it is."""
    delivery, parcel, ending, house = _parcel_of(moment, call)
    goods = _goods_of(delivery, parcel, Direction.sold)
    deliverable = known(moment, DELIVERABLES, goods.instrument)
    yield e.Credited(**_exchanged(delivery, parcel, ending, house, deliverable))


def fail(call: c.Fail, moment: Moment) -> Iterable[EventData]:
    delivery, parcel, ending, house = _parcel_of(moment, call)
    late = parcel.failing is Failing.no_side and delivery.side is Direction.bought and _after(house, ending)
    fails = late or parcel.failing in (delivery.fails_as, Failing.both_sides)
    require(fails, FuturesOutcome.does_not_fail, f"{call.account}: {call.number}")
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    penalty = 0 if parcel.failing is Failing.both_sides else penalty_of(ending, parcel.lots)
    taken = min(collectable(moment, account), penalty)
    if taken:
        yield paid_in(call.account, account, house, Quantity(taken))
    yield e.Failed(
        **_ended(delivery, parcel, house),
        failing=delivery.fails_as if late else parcel.failing,
        penalty=Quantity(penalty),
        collected=Quantity(taken),
        owed=Quantity(penalty - taken),
    )


def compensate(call: c.Compensate, moment: Moment) -> Iterable[EventData]:
    """That the other side failed is not read where it failed to pay: auditors vouch for it."""
    delivery, parcel, ending, house = _parcel_of(moment, call)
    late = parcel.failing is Failing.no_side and delivery.side is Direction.sold and _after(house, ending)
    other = parcel.failing not in (delivery.fails_as, Failing.both_sides, Failing.no_side)
    require(late or other, FuturesOutcome.does_not_fail, f"{call.account}: {call.number}")
    if parcel.goods is not None:
        yield _returned(moment, delivery, parcel.goods)
    yield e.Compensated(**_ended(delivery, parcel, house), penalty=Quantity(penalty_of(ending, parcel.lots)))


def _said(moment: Moment, contract: str, account: AccountId, side: Direction) -> tuple[Delivery, Ending, MarginAccount]:
    """What the holder of an account may still say of its delivery."""
    delivery, ending = delivery_of(moment, contract, account), known(moment, ENDINGS, contract)
    house = known(moment, HOUSES, delivery.house)
    told = f"{contract} {account}"
    require(delivery.side is side, FuturesOutcome.the_other_side, told)
    day = house.open_day
    open_for = ending.offers_on is not None and ending.matched_on is not None
    in_time = open_for and ending.offers_on <= day < ending.matched_on  # type: ignore[operator]
    require(in_time, FuturesOutcome.not_its_day, f"{told}: {format_day(day)}")
    require(delivery.said_at is None, FuturesOutcome.said_already, told)
    return delivery, ending, known(moment, MARGIN_ACCOUNTS, account)


def _parcel_of(moment: Moment, call: Any) -> tuple[Delivery, Parcel, Ending, House]:
    """A parcel of an account that is not over, from the day of payment on."""
    delivery, ending = delivery_of(moment, call.contract, call.account), known(moment, ENDINGS, call.contract)
    parcel, house = delivery.parcel(call.number), known(moment, HOUSES, delivery.house)
    _require_from(house, ending.paid_on, call.contract)
    return delivery, parcel, ending, house


def _require_from(house: House, day: DayNumber | None, contract: str) -> None:
    now = house.open_day
    require(day is not None and now >= day, FuturesOutcome.not_its_day, f"{contract}: {format_day(now)}")


def _after(house: House, ending: Ending) -> bool:
    """Whether the day of payment is over."""
    return ending.paid_on is not None and house.open_day > ending.paid_on


def _goods_of(delivery: Delivery, parcel: Parcel, side: Direction) -> Goods:
    """Of a parcel that is exchanged, of this side."""
    goods = parcel.goods if parcel.failing is Failing.no_side and delivery.side is side else None
    if goods is None:
        raise Refused(FuturesOutcome.the_other_side, f"{delivery.contract} {delivery.account}: {parcel.number}")
    return goods


def _own_goods(delivery: Delivery, parcels: tuple[c.ParcelGiven, ...]) -> bool:
    """Goods are in a parcel where nobody fails, and a seller's are of those that it offered."""
    if any((one.goods is None) is (one.failing is Failing.no_side) for one in parcels):
        return False
    allotted = _units(one.goods for one in parcels if one.goods is not None)
    if delivery.side is Direction.bought:
        return delivery.place is not None or not allotted
    return allotted <= _units(delivery.offered)


def _units(goods: Iterable[Goods]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in goods:
        found[one.instrument] += one.units
    return found


def _parcel(moment: Moment, ending: Ending, given: c.ParcelGiven) -> Parcel:
    """With what it costs."""
    if given.goods is None:
        amount = 0 if given.failing is Failing.both_sides else penalty_of(ending, given.lots)
    else:
        amount = invoice_of(ending, known(moment, DELIVERABLES, given.goods.instrument), given.lots).amount
    return Parcel(
        number=given.number, lots=given.lots, goods=given.goods, failing=given.failing, amount=Quantity(amount)
    )


def _back(moment: Moment, delivery: Delivery, parcels: tuple[c.ParcelGiven, ...]) -> Iterator[Transferred]:
    """Goods that were offered and that nobody takes."""
    left = _units(delivery.offered) - _units(one.goods for one in parcels if one.goods is not None)
    if delivery.side is Direction.sold:
        for one in delivery.offered:
            if left[one.instrument]:
                yield _returned(moment, delivery, Goods(one.instrument, left[one.instrument]))


def _returned(moment: Moment, delivery: Delivery, goods: Goods) -> Transferred:
    assert delivery.place is not None, "it offered them from there"
    desk = known(moment, DESKS, delivery.house)
    deliverable = known(moment, DELIVERABLES, goods.instrument)
    return _moved(deliverable, goods.units, delivery, desk.account, delivery.place)


def _moved(
    deliverable: Deliverable, units: int, delivery: Delivery, sender: AccountId, receiver: AccountId
) -> Transferred:
    """Goods between the desk and a delivery's place, by the doing of the delivery."""
    leaves = sender == delivery.place or delivery.place is None
    desk = DESKS.path(delivery.house)
    return Transferred(
        sender=sender,
        receiver=receiver,
        instrument=deliverable.instrument,
        quantity=Quantity(deliverable.quantity * units),
        giving=delivery.path if leaves else desk,
        taking=desk if leaves else delivery.path,
        cause=delivery.path,
    )


def _ended(delivery: Delivery, parcel: Parcel, house: House) -> dict[str, Any]:
    """What every end of a parcel says."""
    margin = delivery.margin_without(parcel.number)
    return {
        "contract": delivery.contract,
        "account": delivery.account,
        "house": delivery.house,
        "cash": delivery.cash,
        "day": house.open_day,
        "number": parcel.number,
        "lots": parcel.lots,
        "margin": Quantity(margin),
        "released": Quantity(delivery.margin - margin),
        "over": delivery.with_parcel(parcel.number, e.Failed.status, margin).over,
    }


def _exchanged(
    delivery: Delivery, parcel: Parcel, ending: Ending, house: House, deliverable: Deliverable
) -> dict[str, Any]:
    told: Invoiced = invoice_of(ending, deliverable, parcel.lots)
    units = parcel.goods.units if parcel.goods is not None else 0
    return _ended(delivery, parcel, house) | {
        "instrument": deliverable.instrument,
        "quantity": Quantity(deliverable.quantity * units),
        "price": ending.price,
        "premium": told.premium,
        "factor": told.factor,
        "accrued": told.accrued,
        "amount": Quantity(told.amount),
    }


CALLS: Final[dict[type[Call], Moves]] = {
    c.OpenDesk: open_desk,
    c.AdmitGoods: admit_goods,
    c.Offer: offer,
    c.Intend: intend,
    c.Allot: allot,
    c.Take: take,
    c.Credit: credit,
    c.Fail: fail,
    c.Compensate: compensate,
}
