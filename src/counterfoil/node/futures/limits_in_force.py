# SPDX-License-Identifier: Apache-2.0
"""What a contract's limits and margins are on the open day, and where they come from; and whom a reduction closes."""

from decimal import Decimal
from typing import Any

from counterfoil.evidence.text import format_day
from counterfoil.law.module import View
from counterfoil.modules.futures.floor import prices_of
from counterfoil.modules.futures.records import FUTURES, HOUSES, PRODUCTS, FuturesContract
from counterfoil.modules.futures.reducing import found_of
from counterfoil.modules.futures.reduction_records import REDUCTIONS
from counterfoil.modules.futures.rules_of_days import rules_of
from counterfoil.node.futures.price_text import price_text
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import DayNumber


def in_force(view: View, name: str) -> dict[str, Any]:
    """On the open day, or on the next once its price is fixed: prices as exchanges write them, ratios in per cent.

    InputError where there is no such contract, or no day is open.
    """
    contract = view.read(FUTURES, name)
    if contract is None:
        raise InputError("is no contract here", where=name, remedy="counterfoil show lists what there is")
    house, product = view.read(HOUSES, contract.house), view.read(PRODUCTS, contract.product)
    assert house is not None and product is not None, "nothing of them is ever removed"
    if house.day is None:
        raise InputError("no trading day is open", where=house.house, remedy="counterfoil futures open-day")
    # Once its price of the day is fixed, what a contract trades by is of the day that comes.
    over = contract.settled == house.day
    day = DayNumber(house.day + over)
    rules = rules_of(contract, product, house, day)
    lower, upper = prices_of(view, contract, rules, day)
    hedge, wider = rules.hedge_ppm, rules.limit_ppm > product.rules_at(house.begins(day)).limit_ppm
    return {
        "contract": name,
        "day": f"after {format_day(house.day)}" if over else format_day(house.day),
        "settlement": price_text(contract.settlement, product.decimals),
        "lower": price_text(lower, product.decimals),
        "upper": price_text(upper, product.decimals),
        "limits": _limits_from(contract, day, wider=wider),
        "long": _percent(rules.long_ppm),
        "short": _percent(rules.short_ppm),
        "hedging": None if hedge is None else _percent(hedge),
        "margins": _margins_from(contract),
        "openings": None if rules.openings is None else rules.openings.of(name),
        "openings_of_product": None if rules.openings is None else rules.openings.product_lots,
        "locked": _locked(contract),
    }


def reduction_of(view: View, name: str) -> dict[str, Any]:
    """What is closed of each position by the rule, in lots; InputError where none is to be decided today."""
    contract = view.read(FUTURES, name)
    house = None if contract is None else view.read(HOUSES, contract.house)
    found = None if house is None else view.read(REDUCTIONS, name, str(house.day))
    if found is None or contract is None:
        raise InputError("has no forced reduction today", where=name, remedy="counterfoil clearing limits shows locks")
    product = view.read(PRODUCTS, contract.product)
    assert product is not None, "nothing of it is ever removed"
    due, done = found_of(view, found)
    positions = [
        {"account": account, "hedge": hedge, "lots": lots, "closed": done.get((account, hedge), 0)}
        for (account, hedge), lots in due.items()
    ]
    about = {"contract": name, "day": format_day(found.day), "price": price_text(found.price, product.decimals)}
    return {**about, "status": found.status.value, "positions": positions}


def _limits_from(contract: FuturesContract, day: DayNumber, *, wider: bool) -> str:
    if contract.announced is not None and contract.announced.day == day:
        return "announced"
    return "after a locked day" if wider else "rules"


def _margins_from(contract: FuturesContract) -> str:
    announced, locked = contract.announced_margins, contract.locked
    if announced is not None and announced.counts(contract.settled):
        return "announced"
    return "after a locked day" if locked is not None and locked.counts(contract.settled) else "rules"


def _locked(contract: FuturesContract) -> str | None:
    """The last locked day, as long as it counts."""
    locked = contract.locked
    if locked is None or not locked.counts(contract.settled):
        return None
    return f"{locked.side.value} on {format_day(locked.day)}, day {locked.count} in that direction"


def _percent(ppm: int) -> str:
    return f"{Decimal(ppm).scaleb(-4).normalize():f}%"
