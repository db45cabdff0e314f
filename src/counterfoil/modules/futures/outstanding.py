# SPDX-License-Identifier: Apache-2.0
"""For whom a house waits: accounts called, trades given up, reports overdue; and for itself: prices it has to fix."""

from collections.abc import Iterator

from counterfoil.evidence.text import format_day, format_quantity, format_time_at
from counterfoil.law.module import Outstanding, View
from counterfoil.law.moment import known
from counterfoil.modules.futures.give_ups import GIVE_UPS, GiveUpStatus
from counterfoil.modules.futures.house_accounts import accounts_of
from counterfoil.modules.futures.records import FUTURES, HOUSES, PRODUCTS, House, MarginAccount
from counterfoil.modules.futures.reports import LargePosition, table_of, time_of
from counterfoil.modules.futures.rules_of_days import rules_of
from counterfoil.modules.futures.to_be_priced import unended, unpriced
from counterfoil.modules.futures.trading_days import spans
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.primitives.types import Timestamp


def outstanding(view: View, time: Timestamp) -> Iterator[Outstanding]:
    """House by house: prices, calls of the day's settlement, those within the day, reports of clients and members."""
    for _, house in view.rows(HOUSES):
        yield from _prices(view, house, time)
        yield from _offered(view, house)
        for account in accounts_of(view, house.house):
            yield from _calls(view, account, house)
        for of_member in (False, True):
            for _, large in view.rows(table_of(of_member=of_member), house.house):
                if large.is_owed:
                    yield from _overdue(view, large, house, time)


def _prices(view: View, house: House, time: Timestamp) -> Iterator[Outstanding]:
    """Of the open day: settlement prices, once no session is to come, and then final ones."""
    if (day := house.day) is None:
        return
    for contract in unpriced(view, house, day):
        rules = rules_of(contract, known(view, PRODUCTS, contract.product), house, day)
        if time >= (ends := spans(house, rules.sessions, day)[-1][1]):
            told, since = f"traded or open on {format_day(day)}", format_time_at(ends, house.offset_min)
            yield Outstanding(house.by, "settlement price", contract.contract, told, since)
    for contract in unended(view, house, day):
        if contract.settled == day:
            yield Outstanding(house.by, "final price", contract.contract, "open on its last day", format_day(day))


def _offered(view: View, house: House) -> Iterator[Outstanding]:
    """Trades of the open day that a member gave up and another has not taken: after it nobody can."""
    for _, one in view.rows(GIVE_UPS):
        if one.status is GiveUpStatus.offered and one.day == house.day and _clears(view, house, one.contract):
            told = f"{one.contract}, trade {one.fill.trade}, {one.fill.lots} lots, of {one.executing}"
            for party in (one.carrying, *((one.client,) if one.in_own else ())):
                yield Outstanding(party, "give-up to take up", one.give_up, told, format_day(one.day))


def _clears(view: View, house: House, contract: str) -> bool:
    return known(view, FUTURES, contract).house == house.house


def _calls(view: View, account: MarginAccount, house: House) -> Iterator[Outstanding]:
    unit = known(view, INSTRUMENTS, house.cash).unit
    if account.called and account.settled is not None:
        told = f"{format_quantity(account.called, unit.decimals)} {unit.name}"
        yield Outstanding(account.holder, "margin call", account.account, told, format_day(account.settled))
    today = account.intraday
    if today is not None and not today.answered:
        told = f"{format_quantity(today.amount, unit.decimals)} {unit.name}"
        until = format_time_at(today.until, house.offset_min)
        yield Outstanding(
            account.holder, "margin call within the day", account.account, told, format_day(today.day), until
        )


def _overdue(view: View, large: LargePosition, house: House, time: Timestamp) -> Iterator[Outstanding]:
    product = known(view, PRODUCTS, known(view, FUTURES, large.contract).product)
    until = time_of(house, product, large.due)
    if time > until:
        told = f"{large.side.value}, {large.lots} lots"
        over = format_time_at(until, house.offset_min)
        yield Outstanding(large.holder, "overdue report", large.contract, told, format_day(large.noted), over)
