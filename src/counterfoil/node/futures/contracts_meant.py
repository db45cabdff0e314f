# SPDX-License-Identifier: Apache-2.0
"""Which contract somebody meant who named one that is not here: one that is called much like it, and some that are."""

import difflib
from collections.abc import Iterator
from itertools import islice
from typing import Final

from counterfoil.law.module import View
from counterfoil.modules.futures.records import FUTURES, HOUSES
from counterfoil.modules.futures.trading_days import trades_on

LISTED: Final = 20
"""Contracts that are named."""
LOOKED_AT: Final = 10_000
"""Contracts among which one that was meant is looked for: nobody waits for all that ever were."""


def contracts_meant(view: View, name: str, house: str | None) -> str:
    """What would be right: a name like this one, or the contracts that trade on the open day.

    ``house``: of which house they are; None where that is not known, and then all are named if one house has them all.
    """
    known = list(islice(_open(view, house), LOOKED_AT))
    folded = {contract.lower(): contract for contract, _ in known}
    if close := difflib.get_close_matches(name.lower(), folded, n=1):
        return f"did you mean {folded[close[0]]}?"
    houses = {of for _, of in known}
    if len(houses) > 1:
        return "counterfoil show records futures/contract lists those of every house"
    if not known:
        return "none trades on the day that is open" if house is None else f"none of {house} trades on its open day"
    names = ", ".join(contract for contract, _ in known[:LISTED])
    more = f" and {len(known) - LISTED} more" if len(known) > LISTED else ""
    return f"of {houses.pop()} trade: {names}{more}"


def _open(view: View, house: str | None) -> Iterator[tuple[str, str]]:
    """Contracts that trade on the open day of their house, with it."""
    for _, one in view.rows(FUTURES):
        of = view.read(HOUSES, one.house) if house in (None, one.house) else None
        if of is not None and of.day is not None and trades_on(of, one, of.day):
            yield one.contract, one.house
