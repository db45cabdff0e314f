# SPDX-License-Identifier: Apache-2.0
"""Typed reading of accounts, positions and days."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.futures.delivery import DELIVERABLES, DELIVERIES, HALVES, Delivery, Goods, ParcelStatus
from counterfoil.modules.futures.expiry import ENDINGS, Ending, EndingStatus
from counterfoil.modules.futures.matching import Buyer, Matched, Seller, matched
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS, Direction, Position, named
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


def deliveries_of(view: View, contract: str) -> list[Delivery]:
    """What is to be delivered of a contract, account by account."""
    return [delivery for _, delivery in view.rows(DELIVERIES, contract)]


def expiring_of(view: View, account: MarginAccount, day: DayNumber) -> Iterator[str]:
    """What it has of contracts whose final price is fixed, once it is settled for the day."""
    if account.settled == day:
        for contract in dict.fromkeys(named(listed)[0] for listed in account.positions):
            if view.read(ENDINGS, contract) is not None:
                yield contract


def is_open(view: View, ending: Ending) -> bool:
    """Whether somebody has a position of a contract that expires."""
    trading = view.read(TRADINGS, ending.contract)
    return trading is not None and bool(trading.long or trading.short)


def is_over(view: View, ending: Ending) -> bool:
    """Whether nothing is left of a contract that expires: no position, and no delivery that goes on."""
    over = all(one.over for one in deliveries_of(view, ending.contract))
    return ending.status is EndingStatus.expiring and over and not is_open(view, ending)


def matching_of(view: View, ending: Ending) -> list[Matched]:
    """What the rule brings together, from all that was offered and wanted."""
    sides = deliveries_of(view, ending.contract)
    sold = [one for one in sides if one.side is Direction.sold]
    sellers = [Seller(one.account, one.lots, one.said_at or 0, _graded(view, ending, one.offered)) for one in sold]
    bought = [one for one in sides if one.side is Direction.bought]
    buyers = [
        Buyer(one.account, one.lots, one.units if one.said_at is not None else 0, one.said_at or 0, one.grade)
        for one in bought
    ]
    return matched(sellers, buyers, ending.rules.unit)


def other_half(view: View, delivery: Delivery, number: int) -> ParcelStatus:
    """How the parcel of this number ended on the other side, or that it did not yet: nobody looks for whose that is."""
    half = view.read(HALVES, delivery.contract, str(number), delivery.side.other)
    return ParcelStatus.undelivered if half is None else half.status


def _graded(view: View, ending: Ending, offered: tuple[Goods, ...]) -> tuple[tuple[Goods, str], ...]:
    found = ((one, view.read(DELIVERABLES, ending.product, one.instrument)) for one in offered)
    return tuple((one, deliverable.grade) for one, deliverable in found if deliverable is not None)
