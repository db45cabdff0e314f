# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for futures: settle, collect, pay, answer, and close the day."""

from collections.abc import Iterator

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.law.outcome import Refused
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures import give_ups_calls as g
from counterfoil.modules.futures.delivering import STAGES
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.give_ups import GIVE_UPS, MOVED_ENDS, End, GiveUp, GiveUpStatus
from counterfoil.modules.futures.give_ups_law import arriving, leaves
from counterfoil.modules.futures.positions import named
from counterfoil.modules.futures.queries import accounts_of, expiring_of, is_over, open_day_of
from counterfoil.modules.futures.reckoning import collectable, is_stopped
from counterfoil.modules.futures.records import (
    DAYS,
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    ROLLS,
    House,
    MarginAccount,
    MemberStatus,
    TradingDay,
)
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
            if _can_be_carried(view, one):
                yield g.Carry(give_up=one.give_up)
        elif view.read(MOVED_ENDS, one.give_up, End.let_go) is None:
            yield g.LetGo(give_up=one.give_up)


def _can_be_carried(view: View, given: GiveUp) -> bool:
    """Whether the law lets it arrive where it is carried, and leave where it was executed."""
    try:
        arriving(view, given)
        leaves(view, given)
    except Refused:
        return False
    return True


def _of_day(view: View, house: House, day: TradingDay) -> Iterator[Call]:
    yield from _moving(view, house)
    accounts = accounts_of(view, house.house)
    for one in accounts:
        if one.owed and collectable(view, one):
            yield c.Collect(account=one.account)
        elif one.positions and one.settled != day.day and _priced(view, one, day.day):
            yield c.Settle(account=one.account)
        for contract in expiring_of(view, one, day.day):
            yield e.Expire(account=one.account, contract=contract)
    for _, ending in view.rows(ENDINGS):
        if ending.house == house.house:
            for stage in STAGES.values():
                for group in stage(view, ending):
                    yield from group
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


def _over(view: View, house: House) -> Iterator[Call]:
    """Contracts of which nothing is left."""
    for _, ending in view.rows(ENDINGS):
        if ending.house == house.house and is_over(view, ending):
            yield e.End(contract=ending.contract)


def _priced(view: View, account: MarginAccount, day: DayNumber) -> bool:
    """Whether every contract that the account lists has its settlement price of the day."""
    contracts = (view.read(FUTURES, named(listed)[0]) for listed in account.positions)
    return all(one is not None and (one.settled == day or one.last < day) for one in contracts)
