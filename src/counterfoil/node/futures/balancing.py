# SPDX-License-Identifier: Apache-2.0
"""What is booked of a contract on its open day, as the call by which its venue says that its own books say the same."""

from collections.abc import Iterator, Sequence
from typing import Final

from counterfoil.law.detail import units
from counterfoil.law.module import View
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.positions import TRADINGS, Fill, Trading, Turned
from counterfoil.modules.futures.records import FUTURES, HOUSES, PRODUCTS
from counterfoil.modules.futures.trade_sums import summed
from counterfoil.modules.futures.trading_days import late_from, spans
from counterfoil.node.explaining import units_said_in
from counterfoil.node.units import ChainUnits
from counterfoil.primitives.errors import InputError


def balance_of(view: View, name: str, fills: Sequence[Fill] = ()) -> c.Balance:
    """What a contract comes to with these, added to what was booked on its day before.

    InputError where there is no such contract, no day is open, or not as much is sold as bought.
    """
    contract = view.read(FUTURES, name)
    if contract is None:
        raise InputError(f"no contract {name!r}", where="CONTRACT", remedy="identifiers are case-sensitive")
    product, house = view.read(PRODUCTS, contract.product), view.read(HOUSES, contract.house)
    assert product is not None and house is not None, "a contract has them"
    day = house.day
    if day is None:
        raise InputError("no trading day is open", where=house.house, remedy="counterfoil futures open-day")
    now = (view.read(TRADINGS, name) or Trading(contract=name, cash=contract.cash, day=day)).on(day)
    late = late_from(spans(house, product.rules_at(house.begins(day)).sessions, day))
    sums = summed(tuple(fills), product.multiplier, late)
    bought = now.bought.plus(sums.bought.lots, sums.bought.turnover)
    sold = now.sold.plus(sums.sold.lots, sums.sold.turnover)
    _require_even(view, now, bought, sold)
    lately = now.late_bought.plus(sums.late_bought.lots, sums.late_bought.turnover)
    return c.Balance(
        contract=name,
        lots=bought.lots,
        turnover=bought.turnover,
        open_interest=now.long + sums.long,
        late_lots=lately.lots,
        late_turnover=lately.turnover,
        agreed_lots=now.agreed_bought.lots,
        agreed_turnover=now.agreed_bought.turnover,
    )


_REMEDY: Final = "both sides of every trade"


def _require_even(view: View, now: Trading, bought: Turned, sold: Turned) -> None:
    """InputError where lots, or what they were worth, differ: of what the venue matched, and of what two agreed on."""
    told = []
    if bought.lots != sold.lots:
        told.append(f"{bought.lots} lots are bought, and {sold.lots} sold")
    elif bought != sold:
        worth = [units(one.turnover, now.cash) for one in (bought, sold)]
        told.append(f"{bought.lots} lots are bought for {worth[0]}, and sold for {worth[1]}")
    agreed = (now.agreed_bought, now.agreed_sold)
    if agreed[0] != agreed[1]:
        parts = [f"{one.lots} lots for {units(one.turnover, now.cash)}" for one in agreed]
        told.append(f"of what two agreed on {parts[0]} are bought, and {parts[1]} sold")
    if told:
        problem = units_said_in(", and ".join(told), ChainUnits(view))
        raise InputError(problem, where=now.contract, remedy=_REMEDY)


def unbalanced(view: View) -> Iterator[str]:
    """Contracts of which something was booked, or cancelled, since their venue last balanced them; by name."""
    for _, one in view.rows(TRADINGS):
        contract = view.read(FUTURES, one.contract)
        house = None if contract is None else view.read(HOUSES, contract.house)
        if house is not None and house.day is not None and not one.on(house.day).balanced:
            yield one.contract
