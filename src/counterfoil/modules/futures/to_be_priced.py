# SPDX-License-Identifier: Apache-2.0
"""Which prices of the open day its house has still to fix, and nobody else can."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.floor import ending_of
from counterfoil.modules.futures.positions import TRADINGS
from counterfoil.modules.futures.records import FUTURES, FuturesContract, House
from counterfoil.modules.futures.rules_of_days import product_rules_on
from counterfoil.modules.futures.trading_days import is_past, last_of
from counterfoil.primitives.types import DayNumber


def unpriced(view: View, house: House, day: DayNumber) -> Iterator[FuturesContract]:
    """Contracts that traded, or are open, and have no settlement price of the day."""
    for _, contract in view.rows(FUTURES):
        trading = view.read(TRADINGS, contract.contract) if contract.house == house.house else None
        awaited = trading is not None and trading.on(day).awaited and not is_past(house, contract, day)
        if awaited and contract.settled != day:
            yield contract


def unended(view: View, house: House, day: DayNumber) -> Iterator[FuturesContract]:
    """Contracts of which something is open on their last day, and that have no final price yet.

    The day could be closed; then what is open would wait for the next day's settlement, and goods be offered late.
    """
    for _, contract in view.rows(FUTURES):
        if contract.house != house.house or last_of(house, contract) != day:
            continue
        if view.read(ENDINGS, contract.contract) is not None:
            continue
        trading = view.read(TRADINGS, contract.contract)
        ends = ending_of(contract, product_rules_on(view, contract.product, day)) is not None
        if ends and trading is not None and (trading.long or trading.short):
            yield contract
