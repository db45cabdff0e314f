# SPDX-License-Identifier: Apache-2.0
"""Typed reading of accounts, positions and days."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.futures.delivering import deliveries_of, is_open
from counterfoil.modules.futures.expiry import ENDINGS, Ending, EndingStatus
from counterfoil.modules.futures.positions import POSITIONS, Position, named
from counterfoil.modules.futures.records import DAYS, HOUSES, MARGIN_ACCOUNTS, MarginAccount, TradingDay
from counterfoil.primitives.types import AccountId, DayNumber


def positions_of(view: View, account: AccountId) -> list[Position]:
    """What an account has open, or had, contract by contract."""
    return [position for _, position in view.rows(POSITIONS, account)]


def accounts_of(view: View, house: str) -> list[MarginAccount]:
    """The margin accounts that a house clears, in the order of identifiers."""
    return [account for _, account in view.rows(MARGIN_ACCOUNTS) if account.house == house]


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
