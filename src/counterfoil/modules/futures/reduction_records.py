# SPDX-License-Identifier: Apache-2.0
"""Forced reductions: what the house decides after locked days, and which positions asked in vain to be closed.

A reduction says nothing of any account; what one asked for, and what was closed of it, stands in records of its own.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.text import format_day
from counterfoil.law.module import View
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.locking_outcomes import LockingOutcome
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.records import FUTURES, FuturesContract, HedgeFlag, Lots, MarginAccount, Price
from counterfoil.modules.futures.rounding import part_at_cut
from counterfoil.modules.futures.widening import LockedSide, ReductionRules
from counterfoil.primitives.types import AccountId, DayNumber


class ReductionStatus(StrEnum):
    """Of a forced reduction."""

    undecided = "undecided"
    """nobody who has the contract is settled for the day"""
    ordered = "ordered"
    not_ordered = "not_ordered"
    reduced = "reduced"
    """every position is closed as far as the rule closes it"""


REDUCTION_CYCLE: Final[dict[ReductionStatus, frozenset[ReductionStatus]]] = {
    ReductionStatus.undecided: frozenset({ReductionStatus.ordered, ReductionStatus.not_ordered}),
    ReductionStatus.ordered: frozenset({ReductionStatus.reduced}),
    ReductionStatus.not_ordered: frozenset(),
    ReductionStatus.reduced: frozenset(),
}
"""status → the statuses it may change to"""


class Cut(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Of a tier of those who gained: what those who asked still want, what the tier holds, and who has a lot more.

    The smaller of the two is closed whole, and of the larger each has its part, downwards. Of what is then left one lot
    goes to each whose remainder is above this one, or is this and whose name comes before ``before``.
    """

    wanted_lots: Annotated[int, Meta(ge=0)]
    tier_lots: Annotated[int, Meta(ge=0)]
    remainder: Annotated[int, Meta(ge=0)]
    before: str

    @property
    def closes(self) -> bool:
        """Whether anything of the tier is closed."""
        return bool(self.wanted_lots and self.tier_lots)

    def taken(self, name: str, lots: int) -> int:
        """Of a position that still asks for so many, by this tier."""
        return lots if self.wanted_lots <= self.tier_lots else self._part(name, lots, self.tier_lots, self.wanted_lots)

    def given(self, name: str, lots: int) -> int:
        """Of a position of this tier that has so many."""
        return lots if self.tier_lots <= self.wanted_lots else self._part(name, lots, self.wanted_lots, self.tier_lots)

    def _part(self, name: str, lots: int, shared: int, whole: int) -> int:
        return part_at_cut(shared, (lots, whole), (self.remainder, self.before), name) if shared else 0


def name_of(account: str, hedge: str) -> str:
    """By which positions are ordered: first by account, since a space comes before whatever an account is called."""
    return f"{account} {hedge}"


class Reduction(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of a contract after a day on which it was locked once more."""

    contract: str
    day: DayNumber
    side: LockedSide
    price: Price
    """the limit of the day, at which positions are closed"""
    rules: ReductionRules
    status: ReductionStatus = ReductionStatus.undecided
    cuts: tuple[Cut, ...] = ()
    """of each tier, of hedging last, once it is ordered: what every position comes to follows from them"""

    @property
    def over(self) -> bool:
        """Whether accounts may be settled."""
        return not REDUCTION_CYCLE[self.status]


class Unfilled(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That an account asked at the limit to close so much of a position, until the day ended, and nobody took it."""

    account: AccountId
    contract: str
    hedge: HedgeFlag
    day: DayNumber
    lots: Lots


REDUCTIONS: Final = Table("futures/reduction", Reduction, LockingOutcome.no_reduction, LockingOutcome.reduction_exists)
UNFILLED: Final = Table("futures/unfilled", Unfilled, LockingOutcome.no_unfilled, LockingOutcome.unfilled_exists)


def require_reduced(moment: Moment, account: MarginAccount, day: DayNumber) -> None:
    """No contract that the account lists is to be reduced yet, nor one beneath an option that it lists."""
    for contract in _reducing(moment, account, day):
        _require_over(moment, contract, day, account.account)


def require_not_reducing(moment: Moment, contract: FuturesContract, day: DayNumber, told: str) -> None:
    """No lots come to a contract while it is decided, or done, how what was open at the day's end is reduced."""
    if _may_reduce(contract, day):
        _require_over(moment, contract.contract, day, told)


def is_reducing(view: View, contract: FuturesContract, day: DayNumber) -> bool:
    """The same, asked."""
    found = view.read(REDUCTIONS, contract.contract, str(day)) if _may_reduce(contract, day) else None
    return found is not None and not found.over


def is_reduced(view: View, account: MarginAccount, day: DayNumber) -> bool:
    """As ``require_reduced``, asked."""
    found = (view.read(REDUCTIONS, contract, str(day)) for contract in _reducing(view, account, day))
    return all(one is None or one.over for one in found)


def _require_over(moment: Moment, contract: str, day: DayNumber, told: str) -> None:
    over = known(moment, REDUCTIONS, contract, str(day)).over
    require(over, LockingOutcome.reduction_first, f"{told} {contract}: {format_day(day)}")


def _may_reduce(contract: FuturesContract, day: DayNumber) -> bool:
    return contract.locked is not None and contract.locked.reduces and contract.locked.day == day


def _reducing(moment: Moment | View, account: MarginAccount, day: DayNumber) -> list[str]:
    names = dict.fromkeys(named(listed)[0] for listed in account.positions)
    found = [one for one in (moment.read(FUTURES, name) for name in names) if one is not None]
    options = (one.option for one in found if one.option is not None and not one.option.in_cash)
    beneath = (moment.read(FUTURES, one.underlying) for one in options if one.underlying not in names)
    every = (*found, *(one for one in beneath if one is not None))
    return list(dict.fromkeys(one.contract for one in every if _may_reduce(one, day)))
