# SPDX-License-Identifier: Apache-2.0
"""A product file used again: a product that is there has its rules set anew, and what is not listed yet is listed."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from counterfoil.evidence.text import format_day
from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS
from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.law.outcome import Refused
from counterfoil.modules.futures.calls import DefineProduct, ListContract, RulesGiven, SetRules
from counterfoil.modules.futures.option_calls import ListOption
from counterfoil.modules.futures.option_terms import OptionRight
from counterfoil.modules.futures.records import FUTURES, HOUSES, PRODUCTS, FuturesContract, Product
from counterfoil.modules.futures.trading_days import day_after, is_trading_day
from counterfoil.node.futures.price_text import price_text
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import DayNumber, Timestamp

FOR_EVER: Final = ("house", "venue", "title", "decimals", "multiplier")
"""What is said of a product once; the decimals are those of the tick that it began with."""


def calls_now(view: View, calls: Sequence[Call], since: Timestamp | None, now: Timestamp, where: str) -> list[Call]:
    """Of a file's calls those that are to be made on this chain; none where nothing changes.

    InputError where a product that is there, or a contract, is said to be another than it is.
    """
    [defined] = [one for one in calls if isinstance(one, DefineProduct)]
    product = view.read(PRODUCTS, defined.product)
    if product is None:
        if since is not None:
            remedy = "leave it out: a new product's rules hold from its beginning"
            raise InputError(f"there is no product {defined.product} yet", where="--since", remedy=remedy)
        return list(calls)
    _require_same(product, defined, f"{where}, product")
    rules = [] if _is_in_force(product, defined.rules, since or now) else [_set(defined, since)]
    return [*rules, *_listed(view, defined, calls, where)]


def first_day_of(view: View, calls: Sequence[Call], now: Timestamp) -> str:
    """From which trading day on the rules hold that the calls change, in words; nothing where none change.

    A day has the rules that were in force as it began, whenever it is opened.
    """
    changed = next((one for one in calls if isinstance(one, SetRules)), None)
    if changed is None:
        return ""
    house, since = known(view, HOUSES, known(view, PRODUCTS, changed.product).house), changed.since or now
    day = DayNumber((since - house.begins(DayNumber(0))) // DAY_MS)
    try:
        first = day if house.begins(day) == since and is_trading_day(house, day) else day_after(house, day)
    except Refused:
        return ""  # beyond the calendar
    kept = f"; {format_day(house.day)}, which is open, keeps its rules" if house.day and house.day < first else ""
    return f"These rules hold from the trading day {format_day(first)} on{kept}."


def decimals_of(view: View, product: str) -> int:
    """Of the prices of a product that is there; of another none."""
    there = view.read(PRODUCTS, product)
    return 0 if there is None else there.decimals


def _set(defined: DefineProduct, since: Timestamp | None) -> SetRules:
    return SetRules(product=defined.product, rules=defined.rules, since=since)


def _require_same(product: Product, defined: DefineProduct, where: str) -> None:
    """What is fixed for ever is as it was."""
    for name in FOR_EVER:
        there, said = getattr(product, name), getattr(defined, name)
        if there != said:
            key, there, said = _written(product, defined, name, there, said)
            problem = f"is {said}, and {product.product} has {there} for ever"
            raise InputError(
                problem, where=f"{where}, {key}", remedy="leave it as it is, or give another product another name"
            )


def _written(product: Product, defined: DefineProduct, name: str, there: Any, said: Any) -> tuple[str, object, object]:
    """The key of the file, and both values as people write them: decimals are those of the tick."""
    if name == "decimals":
        return "tick", there, f"of {said} decimals"
    if name == "multiplier":
        return name, _yuan(there, product.decimals), _yuan(said, defined.decimals)
    return name, there, said


def _yuan(multiplier: int, decimals: int) -> str:
    """A lot for 1 of the price."""
    return f"{Decimal(multiplier).scaleb(decimals) / 100:f}"


def _is_in_force(product: Product, given: RulesGiven, since: Timestamp) -> bool:
    """Whether these are the rules at that time already, and no others are to come."""
    current, last = product.rules_at(since), product.rules[-1]
    return current is last and all(getattr(current, name) == getattr(given, name) for name in given.__struct_fields__)


def _listed(view: View, defined: DefineProduct, calls: Sequence[Call], where: str) -> Iterator[Call]:
    """What the file lists and the chain does not."""
    for call in calls:
        if not isinstance(call, (ListContract, ListOption)):
            continue
        contract = view.read(FUTURES, call.contract)
        if contract is None:
            yield call
        elif contract.product != defined.product or _listed_as(contract) != _said(call, contract, defined.rules.tick):
            there = f"is listed already, of {contract.product} {_told(contract, defined.decimals)}"
            raise InputError(there, where=f"{where}, {call.contract}", remedy="leave it out, or write it as it stands")


_Said = tuple[int, int, int, tuple[OptionRight, int, str] | None]
"""First day, last day, the price from which the first day's limits count; of an option what it is"""


def _listed_as(contract: FuturesContract) -> _Said:
    option = contract.option
    series = None if option is None else (option.right, int(option.strike), option.underlying)
    return int(contract.first), int(contract.last), int(contract.settlement), series


def _said(call: ListContract | ListOption, there: FuturesContract, tick: int) -> _Said:
    """Any price may be said of a contract that was settled, whose listing price is on record no more; and of one that
    was listed at a price which the file's tick could not write."""
    free = there.settled is not None or there.settlement % tick
    series = (call.right, int(call.strike), call.underlying) if isinstance(call, ListOption) else None
    return int(call.first), int(call.last), int(there.settlement if free else call.listing_price), series


def _told(contract: FuturesContract, decimals: int) -> str:
    days = f"from {format_day(contract.first)} to {format_day(contract.last)}"
    price = "" if contract.settled is not None else f" at {price_text(contract.settlement, decimals)}"
    option = contract.option
    series = (
        "" if option is None else f", {option.right} at {price_text(option.strike, decimals)} on {option.underlying}"
    )
    return f"{days}{price}{series}"
