# SPDX-License-Identifier: Apache-2.0
"""Typed reading of accounts, positions and days."""

from counterfoil.law.module import View
from counterfoil.modules.futures.positions import POSITIONS, Position
from counterfoil.modules.futures.records import DAYS, HOUSES, MARGIN_ACCOUNTS, MarginAccount, TradingDay
from counterfoil.primitives.types import AccountId


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
