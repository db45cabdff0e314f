# SPDX-License-Identifier: Apache-2.0
"""Typed reading of accounts, positions and days."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.futures.delivery import DELIVERABLES, DELIVERIES, Delivery, Goods, Parcel
from counterfoil.modules.futures.expiry import ENDINGS, Ending, EndingStatus
from counterfoil.modules.futures.lodged import Lodged
from counterfoil.modules.futures.lodging import SECURITY_PRICES
from counterfoil.modules.futures.matching import Buyer, Matched, Seller, matched
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS, Direction, Position, named
from counterfoil.modules.futures.reckoning import is_stopped
from counterfoil.modules.futures.records import DAYS, HOUSES, MARGIN_ACCOUNTS, House, MarginAccount, TradingDay
from counterfoil.modules.futures.securing import rules_of, worth_of
from counterfoil.modules.holdings.records import ENCUMBRANCES, GrantStatus
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentStatus
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


def is_over(view: View, ending: Ending) -> bool:
    """Whether nothing is left of a contract that expires: no position, and no delivery that goes on."""
    trading = view.read(TRADINGS, ending.contract)
    still_open = trading is not None and (trading.long or trading.short)
    over = all(one.over for one in deliveries_of(view, ending.contract))
    return ending.status is EndingStatus.expiring and over and not still_open


def matching_of(view: View, contract: str, unit: int) -> list[Matched]:
    """What the rule brings together, from all that was offered and wanted."""
    sides = deliveries_of(view, contract)
    sold = [one for one in sides if one.side is Direction.sold]
    sellers = [Seller(one.account, one.lots, one.said_at or 0, _graded(view, one.offered)) for one in sold]
    bought = [one for one in sides if one.side is Direction.bought]
    buyers = [
        Buyer(one.account, one.lots, one.units if one.said_at is not None else 0, one.said_at or 0, one.grade)
        for one in bought
    ]
    return matched(sellers, buyers, unit)


def realisable_of(view: View, name: str) -> list[str]:
    """The pledges lodged for an account that its house could take over today, and that would bring something."""
    account = view.read(MARGIN_ACCOUNTS, name)
    house = None if account is None else view.read(HOUSES, account.house)
    if account is None or house is None or house.day is None:
        return []
    return [one.pledge for one in account.lodged if _brings(view, one, house)]


def _brings(view: View, lodged: Lodged, house: House) -> bool:
    """Whether it has units that can move, and a price of the day at which they are worth anything."""
    pledge, price = view.read(ENCUMBRANCES, lodged.pledge), view.read(SECURITY_PRICES, house.house, lodged.instrument)
    instrument = view.read(INSTRUMENTS, lodged.instrument)
    if pledge is None or price is None or instrument is None or price.day != house.day:
        return False
    moves = pledge.status is GrantStatus.active and instrument.status is InstrumentStatus.active
    worth = worth_of(int(pledge.quantity), price, rules_of(view, house).kept_ppm)
    return moves and worth > 0 and not is_stopped(view, pledge.account)


def other_side(view: View, delivery: Delivery, number: int) -> Parcel | None:
    """The parcel of this number on the other side, if it is allotted there."""
    for one in deliveries_of(view, delivery.contract):
        if one.side is not delivery.side:
            for parcel in one.parcels:
                if parcel.number == number:
                    return parcel
    return None


def _graded(view: View, offered: tuple[Goods, ...]) -> tuple[tuple[Goods, str], ...]:
    found = ((one, view.read(DELIVERABLES, one.instrument)) for one in offered)
    return tuple((one, deliverable.grade) for one, deliverable in found if deliverable is not None)
