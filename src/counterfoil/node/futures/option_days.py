# SPDX-License-Identifier: Apache-2.0
"""What a house publishes of its options on a day, and how its series stand."""

from collections.abc import Iterator
from typing import Any

from counterfoil.evidence.text import format_day
from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.modules.futures.option_calls import DrawAssignment
from counterfoil.modules.futures.option_queries import draws
from counterfoil.modules.futures.option_records import DRAWS, beneath
from counterfoil.modules.futures.positions import TRADINGS
from counterfoil.modules.futures.records import FUTURES, HOUSES
from counterfoil.modules.futures.trading_days import last_of
from counterfoil.node.futures.settling_day import open_house_of
from counterfoil.primitives.errors import InputError


def draw_calls(view: View, house: str) -> list[DrawAssignment]:
    """What the house would order now; InputError where there is nothing to publish."""
    day = open_house_of(view, house)[1]
    found = list(draws(view, house, day))
    if not found:
        remedy = "a series is drawn on its last day, or where it is exercised: fix its price and that beneath it first"
        raise InputError(f"nothing is to be drawn on {format_day(day)}", where=house, remedy=remedy)
    return found


def series_of(view: View, house: str) -> Iterator[dict[str, Any]]:
    """Each series, in the order of names."""
    for _, contract in view.rows(FUTURES):
        if contract.house != house or contract.option is None:
            continue
        terms, trading = contract.option, view.read(TRADINGS, contract.contract)
        drawn = [one for _, one in view.rows(DRAWS, contract.contract)]
        last = max(drawn, key=lambda one: one.day, default=None)
        yield {
            "series": contract.contract,
            "beneath": terms.underlying,
            "right": str(terms.right),
            "strike": terms.strike,
            "style": str(terms.style),
            "last day": format_day(last_of(known(view, HOUSES, house), contract)),
            "premium": contract.settlement,
            "price beneath": beneath(view, terms).price,
            "open": 0 if trading is None else trading.short,
            "exercised": None if last is None else f"{last.exercised} on {format_day(last.day)}",
        }
