# SPDX-License-Identifier: Apache-2.0
"""How a day's exercises of a series are assigned: the published rule over all who sold it, by whole numbers alone.

1. Each who sold has lots × exercised / open lots, downwards.
2. What is left goes lot by lot to the largest remainders; of equal ones to the names that come first (account/purpose).

The cut of 2. is published as a remainder and the shortest text that tells the two names at the cut apart, so that no
more than it takes is said of whose they are. Whoever sold works out its own lots by it, and needs nobody else's.
"""

from collections.abc import Mapping
from typing import NamedTuple

from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.modules.futures.house_accounts import positions_in
from counterfoil.modules.futures.option_records import INSTRUCTIONS, beneath, exercised_of
from counterfoil.modules.futures.records import HOUSES, FuturesContract
from counterfoil.modules.futures.trading_days import ends_by
from counterfoil.primitives.types import DayNumber


class Drawn(NamedTuple):
    """What the rule brings."""

    exercised: int
    open_lots: int
    remainder: int
    before: str


def drawn(exercised: int, sold: Mapping[str, int]) -> Drawn:
    """Of so many lots exercised, at most as many as were sold: name → lots sold."""
    total = sum(sold.values())
    if not exercised:
        return Drawn(0, total, total, "")
    ranked = sorted((-(exercised * lots % total), name) for name, lots in sold.items())
    left = exercised - sum(exercised * lots // total for lots in sold.values())
    if not left:
        return Drawn(exercised, total, total, "")
    # Remainders come to left × total, and each is less than the total: so more than that many have one.
    (last, last_name), (first, first_name) = ranked[left - 1], ranked[left]
    if last < first:
        return Drawn(exercised, total, -last - 1, "")
    return Drawn(exercised, total, -last, between(last_name, first_name))


def between(before: str, after: str) -> str:
    """The shortest start of the later text that still comes after the earlier one."""
    return next(after[:length] for length in range(1, len(after) + 1) if after[:length] > before)


def drawing(view: View, contract: FuturesContract, day: DayNumber) -> Drawn:
    """What the rule brings of a series on a day, once it and what is beneath have their prices."""
    assert contract.option is not None, "asked of options alone"
    price = beneath(view, contract.option).price
    house, exercised = known(view, HOUSES, contract.house), 0
    last = ends_by(house, contract, day)
    sold: dict[str, int] = {}
    for position in positions_in(view, contract.house, contract.contract):
        said = view.read(INSTRUCTIONS, contract.contract, str(day), position.account, position.hedge)
        exercised += exercised_of(contract, position, said, price, last=last)
        if position.short:
            sold[f"{position.account}/{position.hedge}"] = position.short_lots
    return drawn(exercised, sold)


def instructed(view: View, contract: str, day: DayNumber) -> bool:
    """Whether anybody said to exercise some of it on a day."""
    return any(one.exercised for _, one in view.rows(INSTRUCTIONS, contract, str(day)))
