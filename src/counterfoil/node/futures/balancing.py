# SPDX-License-Identifier: Apache-2.0
"""What is booked of a contract on its open day, as the call by which its venue says that its own books say the same."""

from collections.abc import Iterator, Sequence
from typing import Final

from counterfoil.law.module import View
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.positions import TRADINGS, Fill, Trading
from counterfoil.modules.futures.records import FUTURES, HOUSES, PRODUCTS
from counterfoil.modules.futures.trade_sums import summed
from counterfoil.modules.futures.trading_days import late_from, spans
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import DayNumber


def balance_of(view: View, name: str, fills: Sequence[Fill] = ()) -> c.Balance:
    """What a contract comes to with these, added to what was booked on its day before.

    InputError where there is no such contract, or not as much is sold as bought.
    """
    contract = view.read(FUTURES, name)
    if contract is None:
        raise InputError(f"no contract {name!r}", where="CONTRACT", remedy="identifiers are case-sensitive")
    product, house = view.read(PRODUCTS, contract.product), view.read(HOUSES, contract.house)
    assert product is not None and house is not None, "a contract has them"
    day = house.day or DayNumber(0)
    now = (view.read(TRADINGS, name) or Trading(contract=name, cash=contract.cash, day=day)).on(day)
    late = late_from(spans(house, product.rules_at(house.begins(day)).sessions, day))
    sums = summed(tuple(fills), product.multiplier, late)
    bought, sold = now.bought.lots + sums.bought.lots, now.sold.lots + sums.sold.lots
    if bought != sold or now.agreed_bought.lots != now.agreed_sold.lots:
        agreed = (now.agreed_bought.lots, now.agreed_sold.lots)
        told = f", and of what two agreed on {agreed[0]} and {agreed[1]}" if agreed[0] != agreed[1] else ""
        raise InputError(f"{bought} lots are bought, and {sold} sold{told}", where=name, remedy=_REMEDY)
    lately = now.late_bought.plus(sums.late_bought.lots, sums.late_bought.turnover)
    return c.Balance(
        contract=name,
        lots=bought,
        turnover=now.bought.turnover + sums.bought.turnover,
        open_interest=now.long + sums.long,
        late_lots=lately.lots,
        late_turnover=lately.turnover,
        agreed_lots=now.agreed_bought.lots,
        agreed_turnover=now.agreed_bought.turnover,
    )


_REMEDY: Final = "both sides of every trade"


def unbalanced(view: View) -> Iterator[str]:
    """Contracts of which something was booked, or cancelled, since their venue last balanced them; by name."""
    for _, one in view.rows(TRADINGS):
        contract = view.read(FUTURES, one.contract)
        house = None if contract is None else view.read(HOUSES, contract.house)
        if house is not None and house.day is not None and not one.on(house.day).balanced:
            yield one.contract
