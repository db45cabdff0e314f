# SPDX-License-Identifier: Apache-2.0
"""How an account lists a position: by its contract and its purpose."""

from typing import Final

from counterfoil.law.outcome import Refused
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.records import HedgeFlag, MarginAccount
from counterfoil.primitives.types import DayNumber

_FLAGS: Final = frozenset(HedgeFlag)


def listed_as(contract: str, hedge: HedgeFlag) -> str:
    """As accounts list a position."""
    return f"{contract}/{hedge}"


def named(listed: str) -> tuple[str, HedgeFlag]:
    """The contract and the purpose of a position, as an account lists it."""
    contract, _, hedge = listed.rpartition("/")
    if hedge not in _FLAGS:
        raise Refused(FuturesOutcome.unknown_futures_position, listed)
    return contract, HedgeFlag(hedge)


def had_on(account: MarginAccount, day: DayNumber) -> tuple[str, ...]:
    """Positions of which an account may have traded on a day: what it lists, and what it was settled out of."""
    return (*account.positions, *account.closed_out) if account.settled == day else account.positions
