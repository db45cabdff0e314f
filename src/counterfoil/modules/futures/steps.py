# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for futures: settle, collect, pay, answer, and close the day."""

from collections.abc import Iterator

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.positions import named
from counterfoil.modules.futures.queries import accounts_of, open_day_of
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
            there = 0 if own is None else free_of(view, own, account.cash)
            if there:
                yield c.Cover(account=account.account, amount=Quantity(min(int(account.owed), there)))
            elif member.status is MemberStatus.in_default:
                yield d.Absorb(account=account.account)


def _of_day(view: View, house: House, day: TradingDay) -> Iterator[Call]:
    accounts = accounts_of(view, house.house)
    for one in accounts:
        if one.positions and one.settled != day.day and _priced(view, one, day.day):
            yield c.Settle(account=one.account)
        if one.owed and free_of(view, one.account, one.cash):
            yield c.Collect(account=one.account)
    there = free_of(view, house.account, house.cash)
    for one in accounts:
        if 0 < one.due <= there:
            there -= one.due
            yield c.Pay(account=one.account)
        if one.called and free_of(view, one.account, one.cash) + one.due - one.owed >= one.margin:
            yield c.Answer(account=one.account)
    if not (day.unsettled(view.read(ROLLS, house.house)) or day.owed or day.due):
        yield c.CloseDay(house=house.house)


def _priced(view: View, account: MarginAccount, day: DayNumber) -> bool:
    """Whether every contract that the account lists has its settlement price of the day."""
    contracts = (view.read(FUTURES, named(listed)[0]) for listed in account.positions)
    return all(one is not None and one.settled == day for one in contracts)
