# SPDX-License-Identifier: Apache-2.0
"""The law of deliveries: offers and intentions, what the matching brought, goods against money, and who failed."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from counterfoil.evidence.text import format_day
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known, require_new
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import delivery_calls as c
from counterfoil.modules.futures import delivery_events as e
from counterfoil.modules.futures import parcel_events as ended
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
from counterfoil.modules.futures.delivery_days import DeliveryDays, days_of
from counterfoil.modules.futures.desk_outcomes import DeskOutcome
from counterfoil.modules.futures.expiry import ENDINGS, Ending
from counterfoil.modules.futures.invoicing import Invoiced, invoice_of, penalty_of, quoted
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.reckoning import collectable, is_stopped, payable
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, PRODUCTS, House, MarginAccount
from counterfoil.modules.futures.settling_law import paid_in
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.events import AccountOpened
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS, Control
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, DayNumber, Quantity


def open_desk(call: c.OpenDesk, moment: Moment) -> Iterable[EventData]:
    house, account = known(moment, HOUSES, call.house), AccountId(call.account)
    require_new(moment, DESKS, call.house)
    yield AccountOpened(
        account=account,
        holder=house.by,
        custodian=None,
        incoming=Control.record,
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


def withdraw_goods(call: c.WithdrawGoods, moment: Moment) -> Iterable[EventData]:
    """It is not changed: what both sides of a parcel are invoiced rests on it."""
    goods = known(moment, DELIVERABLES, call.product, call.instrument)
    require(not goods.barred, FuturesOutcome.not_deliverable, call.instrument)
    yield e.GoodsWithdrawn(product=call.product, instrument=call.instrument, reason=call.reason)


def offer(call: c.Offer, moment: Moment) -> Iterable[EventData]:
    """Goods that the ledger moves to the desk cannot be offered twice, nor promised without being there."""
    delivery, ending, account = _said(moment, call.contract, call.account, Direction.sold)
    desk = known(moment, DESKS, delivery.house)
    distinct = len({one.instrument for one in call.offered}) == len(call.offered)
    units = sum(one.units for one in call.offered)
    told = f"{call.account}: {units} of {delivery.units}"
    require(distinct and units <= delivery.units, FuturesOutcome.more_than_units, told)
    goods = [known(moment, DELIVERABLES, ending.product, one.instrument) for one in call.offered]
    for one, deliverable in zip(call.offered, goods, strict=True):
        require(not deliverable.barred, FuturesOutcome.not_deliverable, one.instrument)
        in_time = not deliverable.matured_by(_last_day(moment, delivery, ending))
        require(in_time, DeskOutcome.matures_first, one.instrument)
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
    moved_by = known(moment, ACCOUNTS, call.place).outgoing
    require(moved_by is not Control.record, PartiesOutcome.moved_by_record, f"{call.place}: goods would stay there")
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
    require(ending.concluded_on is None, FuturesOutcome.said_already, f"{call.contract} {call.account}")
    _matching_now(house, ending)
    before = delivery.parcels if call.more else ()
    parcels = (*before, *(_parcel(moment, ending, one) for one in call.parcels))
    lots, numbers = sum(one.lots for one in parcels), [one.number for one in parcels]
    own = lots <= delivery.lots and numbers == sorted(set(numbers)) and _own_goods(delivery, parcels)
    require(own, FuturesOutcome.allotted_otherwise, f"{call.account}: {lots} of {delivery.lots} lots")
    yield e.Allotted(
        house=delivery.house,
        contract=call.contract,
        account=call.account,
        cash=delivery.cash,
        parcels=parcels[len(before) :],
        kept=len(before),
        waiting=_back(delivery, parcels) if lots == delivery.lots else (),
    )


def conclude_matching(call: c.ConcludeMatching, moment: Moment) -> Iterable[EventData]:
    """What is written is not read: auditors vouch for it."""
    ending = known(moment, ENDINGS, call.contract)
    house = known(moment, HOUSES, ending.house)
    require(ending.concluded_on is None, FuturesOutcome.said_already, call.contract)
    _matching_now(house, ending)
    yield e.MatchingConcluded(house=ending.house, contract=call.contract, day=house.open_day)


def take(call: c.Take, moment: Moment) -> Iterable[EventData]:
    """Money to the house and goods from it, or neither; what the place of the goods cannot take is paid, and waits.
    That it is there to wait is not read: what the desk has shows who offered it.
    """
    delivery, parcel, ending, house, days = _parcel_of(moment, call)
    goods, account = _goods_of(delivery, parcel, Direction.bought), known(moment, MARGIN_ACCOUNTS, call.account)
    place, desk = delivery.place, known(moment, DESKS, delivery.house)
    assert place is not None, "it wanted goods"
    # Else whoever calls first would decide whether the same money pays a debt or for goods.
    require(not account.owed, FuturesOutcome.paid_first, f"{call.account}: {account.owed} owed")
    require(not call.leave or _after(house, days), FuturesOutcome.not_its_day, f"{call.account}: {call.number}")
    deliverable = known(moment, DELIVERABLES, ending.product, goods.instrument)
    over = _is_over(moment, ending, parcel, house)
    require(not over, DeskOutcome.matured_at_desk, goods.instrument)
    waits = goods if call.leave or is_stopped(moment, place) else None
    yield paid_in(call.account, account, house, parcel.amount)
    if waits is None:
        yield _moved(deliverable, goods.units, delivery, desk.account, place)
    yield ended.Taken(**_exchanged(delivery, parcel, ending, house, deliverable), waits=waits)


def hand_over(call: c.HandOver, moment: Moment) -> Iterable[EventData]:
    """What an order or a stop keeps at the desk stays, and nothing waits for it."""
    delivery, ending = delivery_of(moment, call.contract, call.account), known(moment, ENDINGS, call.contract)
    require(ending.concluded_on is not None, FuturesOutcome.matching_unconcluded, call.contract)
    units = _units(delivery.waiting)[call.instrument]
    require(units > 0, FuturesOutcome.nothing_waits, f"{call.account}: {call.instrument}")
    assert delivery.place is not None, "goods of it are there"
    deliverable = known(moment, DELIVERABLES, ending.product, call.instrument)
    desk = known(moment, DESKS, delivery.house)
    yield _moved(deliverable, units, delivery, desk.account, delivery.place)
    yield e.HandedOver(
        contract=call.contract,
        account=call.account,
        instrument=call.instrument,
        quantity=Quantity(deliverable.quantity * units),
    )


def credit(call: c.Credit, moment: Moment) -> Iterable[EventData]:
    """That the buyer paid is not read: it would show whose it is."""
    delivery, parcel, ending, house, _ = _parcel_of(moment, call)
    goods = _goods_of(delivery, parcel, Direction.sold)
    deliverable = known(moment, DELIVERABLES, ending.product, goods.instrument)
    yield ended.Credited(**_exchanged(delivery, parcel, ending, house, deliverable), waits=None)


def fail(call: c.Fail, moment: Moment) -> Iterable[EventData]:
    """Who has the price, or is due it, does not fail, whoever calls first: its parcel is taken.

    Of goods that are over neither side does its part, and nobody pays for it: the price was settled to the final one,
    what they brought is whose they are, and they go back to who offered them, if they are there still.
    """
    delivery, parcel, ending, house, days = _parcel_of(moment, call)
    over = _is_over(moment, ending, parcel, house, closed=call.over)
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    late = parcel.failing is Failing.no_side and delivery.side is Direction.bought and _after(house, days)
    unpaid = late and payable(moment, account) < parcel.amount
    fails = over or unpaid or parcel.failing in (delivery.fails_as, Failing.both_sides)
    require(fails, FuturesOutcome.does_not_fail, f"{call.account}: {call.number}")
    penalty = 0 if over or parcel.failing is Failing.both_sides else penalty_of(ending, parcel.lots)
    taken = min(collectable(moment, account), penalty)
    if taken:
        yield paid_in(call.account, account, house, Quantity(taken))
    yield ended.Failed(
        **_ended(delivery, parcel, house),
        waits=delivery.goes_back(parcel) if over else None,
        failing=Failing.both_sides if over else delivery.fails_as if unpaid else parcel.failing,
        penalty=Quantity(penalty),
        collected=Quantity(taken),
        owed=Quantity(penalty - taken),
    )


def compensate(call: c.Compensate, moment: Moment) -> Iterable[EventData]:
    """That the other side failed is not read where it failed to pay: auditors vouch for it. Goods wait to go back."""
    delivery, parcel, ending, house, days = _parcel_of(moment, call)
    late = parcel.failing is Failing.no_side and delivery.side is Direction.sold and _after(house, days)
    other = parcel.failing not in (delivery.fails_as, Failing.both_sides, Failing.no_side)
    over = _is_over(moment, ending, parcel, house)
    require((late or other) and not over, FuturesOutcome.does_not_fail, f"{call.account}: {call.number}")
    penalty = Quantity(penalty_of(ending, parcel.lots))
    yield ended.Compensated(**_ended(delivery, parcel, house), waits=parcel.goods, penalty=penalty)


def _said(moment: Moment, contract: str, account: AccountId, side: Direction) -> tuple[Delivery, Ending, MarginAccount]:
    """What the holder of an account may still say of its delivery."""
    delivery, ending = delivery_of(moment, contract, account), known(moment, ENDINGS, contract)
    house = known(moment, HOUSES, delivery.house)
    told = f"{contract} {account}"
    require(delivery.side is side, FuturesOutcome.the_other_side, told)
    day, days = house.open_day, days_of(house, ending)
    in_time = days is not None and days.offers <= day < days.matching
    require(in_time, FuturesOutcome.not_its_day, f"{told}: {format_day(day)}")
    require(delivery.said_at is None, FuturesOutcome.said_already, told)
    return delivery, ending, known(moment, MARGIN_ACCOUNTS, account)


def _parcel_of(moment: Moment, call: Any) -> tuple[Delivery, Parcel, Ending, House, DeliveryDays]:
    """A parcel of an account that is not over, from the day of payment on, once the matching stands."""
    delivery, ending = delivery_of(moment, call.contract, call.account), known(moment, ENDINGS, call.contract)
    parcel, house = delivery.parcel(call.number), known(moment, HOUSES, delivery.house)
    require(ending.concluded_on is not None, FuturesOutcome.matching_unconcluded, call.contract)
    now, days = house.open_day, days_of(house, ending)
    if days is None or now < days.payment:
        raise Refused(FuturesOutcome.not_its_day, f"{call.contract}: {format_day(now)}")
    return delivery, parcel, ending, house, days


def _matching_now(house: House, ending: Ending) -> None:
    """From the day of matching on."""
    now, days = house.open_day, days_of(house, ending)
    told = f"{ending.contract}: {format_day(now)}"
    require(days is not None and now >= days.matching, FuturesOutcome.not_its_day, told)


def _last_day(moment: Moment, delivery: Delivery, ending: Ending) -> DayNumber:
    """Of payment, as it is scheduled."""
    days = days_of(known(moment, HOUSES, delivery.house), ending)
    assert days is not None, "it is one of offers"
    return days.payment


def _is_over(moment: Moment, ending: Ending, parcel: Parcel, house: House, *, closed: bool = False) -> bool:
    """Whether a parcel's goods are delivered no more, as is known of them; of their register limits know."""
    goods = None if parcel.goods is None else known(moment, DELIVERABLES, ending.product, parcel.goods.instrument)
    return goods is not None and goods.over_by(house.open_day, closed=closed)


def _after(house: House, days: DeliveryDays) -> bool:
    """Whether the last day for payment is over."""
    return days.due is not None and house.open_day > days.due


def _goods_of(delivery: Delivery, parcel: Parcel, side: Direction) -> Goods:
    """Of a parcel that is exchanged, of this side."""
    goods = parcel.goods if parcel.failing is Failing.no_side and delivery.side is side else None
    if goods is None:
        raise Refused(FuturesOutcome.the_other_side, f"{delivery.contract} {delivery.account}: {parcel.number}")
    return goods


def _own_goods(delivery: Delivery, parcels: tuple[Parcel, ...]) -> bool:
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
        deliverable = known(moment, DELIVERABLES, ending.product, given.goods.instrument)
        amount = invoice_of(ending, deliverable, given.lots).amount
    return Parcel(
        number=given.number, lots=given.lots, goods=given.goods, failing=given.failing, amount=Quantity(amount)
    )


def _back(delivery: Delivery, parcels: tuple[Parcel, ...]) -> tuple[Goods, ...]:
    """Goods that were offered and that nobody takes."""
    left = _units(delivery.offered) - _units(one.goods for one in parcels if one.goods is not None)
    return tuple(Goods(one.instrument, left[one.instrument]) for one in delivery.offered if left[one.instrument])


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
        "side": delivery.side,
        "lots": parcel.lots,
        "margin": Quantity(margin),
        "released": Quantity(delivery.margin - margin),
        "over": delivery.with_parcel(parcel.number, ended.Failed.status, margin).over,
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
    c.WithdrawGoods: withdraw_goods,
    c.Offer: offer,
    c.Intend: intend,
    c.Allot: allot,
    c.ConcludeMatching: conclude_matching,
    c.Take: take,
    c.HandOver: hand_over,
    c.Credit: credit,
    c.Fail: fail,
    c.Compensate: compensate,
}
