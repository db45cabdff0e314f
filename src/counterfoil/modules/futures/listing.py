# SPDX-License-Identifier: Apache-2.0
"""Which positions an account lists, and how many it may: its record, and every event about it, is borne by evidence."""

from collections.abc import Iterable
from typing import Annotated, Final

from msgspec.structs import replace

from counterfoil.law.outcome import require
from counterfoil.modules.futures.listing_outcomes import ListingOutcome
from counterfoil.modules.futures.position_names import listed_as
from counterfoil.modules.futures.records import HedgeFlag, MarginAccount
from counterfoil.primitives.types import NATURAL

Count = Annotated[int, NATURAL]
POSITIONS_MAX: Final = 6_000
"""That an account lists, contracts that it delivers counted with them, before a trade opens another.

With names at their longest a package's line, of 1,048,576 bytes, bears a record that lists twice as many. What comes by
exercises nobody can refuse: of each series that is exercised one position at most. An award nobody can refuse either,
so who lists as many seals no bid.
"""


def require_room(account: MarginAccount, contract: str, hedge: HedgeFlag) -> None:
    """Refused where a trade would open a position more than an account may have."""
    there = len(account.positions) + len(account.delivering)
    fits = listed_as(contract, hedge) in account.positions or there < POSITIONS_MAX
    require(fits, ListingOutcome.too_many_listed, f"{account.account}: {there}")


def with_listed(before: MarginAccount, contract: str, hedge: HedgeFlag) -> MarginAccount:
    """With one position more. What the account was settled out of was on a day before, and is asked of no more."""
    return replace(before, positions=tuple(sorted((*before.positions, listed_as(contract, hedge)))), closed_out=())


def parted(
    positions: tuple[str, ...], closed: Iterable[tuple[str, HedgeFlag]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is listed but for these, and these."""
    names = {listed_as(contract, hedge) for contract, hedge in closed}
    if not names:
        return positions, ()
    return tuple(one for one in positions if one not in names), tuple(one for one in positions if one in names)
