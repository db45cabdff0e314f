# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for futures: settle, collect, pay, answer, and close the day."""

from collections.abc import Iterator
from typing import Any

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures import give_ups_calls as g
from counterfoil.modules.futures.delivery import DELIVERIES, Failing, ParcelStatus
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.floor import Floor
from counterfoil.modules.futures.give_ups import GIVE_UPS, MOVED_ENDS, End, GiveUp, GiveUpStatus
from counterfoil.modules.futures.positions import POSITIONS, Direction, Offset, named
from counterfoil.modules.futures.queries import accounts_of, expiring_of, is_over, open_day_of, other_side
from counterfoil.modules.futures.reckoning import collectable, is_stopped
from counterfoil.modules.futures.records import (
    DAYS,
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    ROLLS,
    FuturesContract,
    House,
    MarginAccount,
    MemberStatus,
    TradingDay,
)
from counterfoil.modules.futures.reducing import reducing
from counterfoil.modules.futures.reduction_records import is_reduced
from counterfoil.modules.holdings.records import free_of
from counterfoil.primitives.types import DayNumber, Quantity, Timestamp


def steps(view: View, _time: Timestamp) -> Iterator[Call]:
    """Of each house whose day is open, in the order in which one makes the next possible."""
    for _, over in view.rows(DAYS):
        if over.fees_left:
            yield c.TakeFees(house=over.house, day=over.day)
    for _, house in view.rows(HOUSES):
        day = open_day_of(view, house.house)
        if day is not None:
            yield from _of_day(view, house, day)


def lasts(view: View, _time: Timestamp) -> Iterator[Call]:
    """What an account still owes: its member pays, or, of one in default, the layers bear it."""
    for _, account in view.rows(MARGIN_ACCOUNTS):
        member = view.read(MEMBERS, account.house, account.member)
        if account.owed and member is not None:
            own = None if account.own else member.account
            there = 0 if own is None or is_stopped(view, own) else free_of(view, own, account.cash)
            if there:
                yield c.Cover(account=account.account, amount=Quantity(min(int(account.owed), there)))
            elif member.status is MemberStatus.in_default:
                yield d.Absorb(account=account.account)


def _moving(view: View, house: House) -> Iterator[Call]:
    """What was given up and taken today: it is carried, and then let go."""
    for _, one in view.rows(GIVE_UPS):
        if one.day != house.day or one.status is not GiveUpStatus.taken:
            continue
        if view.read(MOVED_ENDS, one.give_up, End.carried) is None:
            if _can_be_carried(view, house, one):
                yield g.Carry(give_up=one.give_up)
        elif view.read(MOVED_ENDS, one.give_up, End.let_go) is None:
            yield g.LetGo(give_up=one.give_up)


def _can_be_carried(view: View, house: House, given: GiveUp) -> bool:
    """Whether it stands open where it was executed, and the client may have it where it is carried."""
    contract = view.read(FUTURES, given.contract)
    position = view.read(POSITIONS, given.executed_in.account, given.contract, given.executed_in.hedge)
    left, account = (view.read(MARGIN_ACCOUNTS, at.account) for at in (given.executed_in, given.carried_in))
    member = view.read(MEMBERS, house.house, given.carrying)
    if contract is None or position is None or left is None or account is None or member is None:
        return False
    bought = given.fill.direction is Direction.bought
    there = position.long_lots if bought else position.short_lots
    executed = left.member == given.executing and left.holder in (given.executing, given.client)
    stands = executed and given.fill in position.on(given.day).fills and there >= given.fill.lots
    fits = (account.holder, account.member) == (given.client, given.carrying) and not account.called
    in_time = contract.settled != given.day and account.settled != given.day
    allowed = member.status is MemberStatus.active and not _is_out(view, house, contract, account, given)
    return stands and fits and in_time and allowed


def _is_out(view: View, house: House, contract: FuturesContract, account: MarginAccount, given: GiveUp) -> bool:
    """Whether it would open near the end of a contract, where nothing is delivered."""
    product = view.read(PRODUCTS, contract.product)
    if product is None or account.delivers or given.offset is not Offset.opens:
        return False
    return Floor(contract, product, house, given.day, product.rules_at(house.begins(given.day))).near_end


def _of_day(view: View, house: House, day: TradingDay) -> Iterator[Call]:
    yield from _moving(view, house)
    yield from reducing(view, house)
    accounts = accounts_of(view, house.house)
    for one in accounts:
        if one.owed and collectable(view, one):
            yield c.Collect(account=one.account)
        elif (
            one.positions and one.settled != day.day and _priced(view, one, day.day) and is_reduced(view, one, day.day)
        ):
            yield c.Settle(account=one.account)
        for contract in expiring_of(view, one, day.day):
            yield e.Expire(account=one.account, contract=contract)
        for contract in one.delivering:
            yield from _delivering(view, one, contract, day.day)
    there = free_of(view, house.account, house.cash)
    for one in accounts:
        if 0 < one.due <= there and not is_stopped(view, one.account):
            there -= one.due
            yield c.Pay(account=one.account)
        if one.called and free_of(view, one.account, one.cash) + one.due - one.owed >= one.margin + one.delivery_margin:
            yield c.Answer(account=one.account)
    yield from _over(view, house)
    waits = any(one.due and not is_stopped(view, one.account) for one in accounts)
    if not (day.unsettled(view.read(ROLLS, house.house)) or day.owed or waits):
        yield c.CloseDay(house=house.house)


def _delivering(view: View, account: MarginAccount, contract: str, day: DayNumber) -> Iterator[Call]:
    """Of its parcels, from the day of payment on: exchanged, or made good once the other side is found to fail."""
    delivery, ending = view.read(DELIVERIES, contract, account.account), view.read(ENDINGS, contract)
    if delivery is None or ending is None or ending.paid_on is None or day < ending.paid_on:
        return
    for parcel in delivery.parcels:
        about: dict[str, Any] = {"contract": contract, "account": account.account, "number": parcel.number}
        if parcel.status is not ParcelStatus.undelivered:
            continue
        other = other_side(view, delivery, parcel.number)
        if parcel.failing in (delivery.fails_as, Failing.both_sides):
            yield s.Fail(**about)
        elif other is not None and other.status is ParcelStatus.defaulted:
            yield s.Compensate(**about)
        elif delivery.side is Direction.sold and other is not None and other.status is ParcelStatus.delivered:
            yield s.Credit(**about)
        elif delivery.side is Direction.bought and parcel.goods is not None:
            pays = collectable(view, account) >= parcel.amount
            if pays or day > ending.paid_on:
                yield s.Take(**about) if pays else s.Fail(**about)


def _over(view: View, house: House) -> Iterator[Call]:
    """Contracts of which nothing is left."""
    for _, ending in view.rows(ENDINGS):
        if ending.house == house.house and is_over(view, ending):
            yield e.End(contract=ending.contract)


def _priced(view: View, account: MarginAccount, day: DayNumber) -> bool:
    """Whether every contract that the account lists has its settlement price of the day, and none is to be reduced."""
    contracts = (view.read(FUTURES, named(listed)[0]) for listed in account.positions)
    priced = all(one is not None and (one.settled == day or one.last < day) for one in contracts)
    return priced and is_reduced(view, account, day)
