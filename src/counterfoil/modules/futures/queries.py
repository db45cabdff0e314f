# SPDX-License-Identifier: Apache-2.0
"""Typed reading of accounts, positions and days."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.futures.delivering import deliveries_of, is_open
from counterfoil.modules.futures.expiry import ENDINGS, Ending, EndingStatus
from counterfoil.modules.futures.goods_over import moves
from counterfoil.modules.futures.house_accounts import accounts_of
from counterfoil.modules.futures.lodged import Lodged
from counterfoil.modules.futures.lodging import SECURITY_PRICES
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.positions import POSITIONS, Position
from counterfoil.modules.futures.reckoning import is_stopped
from counterfoil.modules.futures.records import DAYS, HOUSES, MARGIN_ACCOUNTS, House, MarginAccount, TradingDay
from counterfoil.modules.futures.securing import rules_of, units_of, worth_of
from counterfoil.modules.holdings.records import ENCUMBRANCES, GrantStatus, free_of
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentStatus
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, Timestamp


def positions_of(view: View, account: AccountId) -> list[Position]:
    """What an account has open, or had, contract by contract."""
    return [position for _, position in view.rows(POSITIONS, account)]


def payable_of(view: View, house: House) -> Iterator[AccountId]:
    """Who is paid what is due to it, as far as the money is there: not who owes, nor who is stopped."""
    there = free_of(view, house.account, house.cash)
    for one in accounts_of(view, house.house):
        if 0 < one.due <= there and not one.owed and not is_stopped(view, one.account):
            there -= one.due
            yield one.account


def offset_of(view: View, house: str) -> int:
    """By how many minutes a house's clock is ahead of UTC; 0 of none."""
    found = view.read(HOUSES, house)
    return 0 if found is None else found.offset_min


def open_day_of(view: View, house: str) -> TradingDay | None:
    """The trading day that is open; None: none is."""
    found = view.read(HOUSES, house)
    return None if found is None or found.day is None else view.read(DAYS, house, str(found.day))


def expiring_of(view: View, account: MarginAccount, day: DayNumber) -> Iterator[str]:
    """What it has of contracts whose final price is fixed, once it is settled for the day."""
    if account.settled == day:
        for contract in dict.fromkeys(named(listed)[0] for listed in account.positions):
            if view.read(ENDINGS, contract) is not None:
                yield contract


def is_over(view: View, ending: Ending) -> bool:
    """Whether nothing is left of a contract that expires: no position, and no delivery that goes on."""
    over = all(one.over for one in deliveries_of(view, ending.contract))
    return ending.status is EndingStatus.expiring and over and not is_open(view, ending)


def realisable_of(view: View, name: str, time: Timestamp) -> list[str]:
    """The pledges lodged for an account that its house could take over now, and that would bring something."""
    account = view.read(MARGIN_ACCOUNTS, name)
    house = None if account is None else view.read(HOUSES, account.house)
    if account is None or house is None or house.day is None:
        return []
    return [one.pledge for one in account.lodged if _brings(view, one, house, time)]


def lodged_of_all(view: View, house: str, instrument: InstrumentId) -> int:
    """Units of a security that are lodged for all accounts of a house, and count by what they are worth."""
    return sum(units_of(view, one, instrument) for one in accounts_of(view, house))


def _brings(view: View, lodged: Lodged, house: House, time: Timestamp) -> bool:
    """Whether it has units that can move, and a price of the day at which they are worth anything."""
    pledge, price = view.read(ENCUMBRANCES, lodged.pledge), view.read(SECURITY_PRICES, house.house, lodged.instrument)
    instrument = view.read(INSTRUMENTS, lodged.instrument)
    if pledge is None or price is None or instrument is None or price.day != house.day:
        return False
    active = pledge.status is GrantStatus.active and instrument.status is InstrumentStatus.active
    worth = worth_of(int(pledge.quantity), price, rules_of(view, house).kept_ppm)
    can_move = active and moves(view, lodged.instrument, time) and not is_stopped(view, pledge.account)
    return can_move and worth > 0
