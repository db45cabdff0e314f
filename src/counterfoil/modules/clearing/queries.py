# SPDX-License-Identifier: Apache-2.0
"""Typed reading: what each account nets to, before it settles; what is to be done next; what fails and is owed."""

from counterfoil.law.module import View
from counterfoil.modules.clearing.netting import (
    BALANCES,
    CYCLES,
    LISTED,
    POSITIONS,
    SETTLED,
    TRADES,
    Cycle,
    CycleBalance,
    CycleStatus,
    NetPosition,
    Trade,
    TradeStatus,
)
from counterfoil.modules.clearing.records import DAYS, MEMBERS, Day, Member
from counterfoil.primitives.types import DayNumber


def obligations(view: View, cycle: str) -> list[NetPosition]:
    """What each account nets to of each instrument, shown from the first trade on."""
    return [one for _, one in view.rows(POSITIONS, cycle)]


def to_collect(view: View, cycle: str) -> list[NetPosition]:
    """What is still owed to a cycle that is cut; nothing of one in another state."""
    found = view.read(CYCLES, cycle)
    collects = found is not None and found.status is CycleStatus.collecting
    return [one for one in obligations(view, cycle) if one.rest < 0] if collects else []


def to_hand_out(view: View, cycle: str) -> list[NetPosition]:
    """What is still due from a cycle that has settled; nothing of one in another state."""
    found = view.read(CYCLES, cycle)
    settled = found is not None and found.status in SETTLED
    return [one for one in obligations(view, cycle) if one.rest > 0] if settled else []


def balances(view: View, cycle: str) -> list[CycleBalance]:
    """Of each instrument of a cycle, its gross sum, and what was collected and handed out."""
    return [one for _, one in view.rows(BALANCES, cycle)]


def waiting(view: View, market: str, day: DayNumber | None = None) -> list[Trade]:
    """Trades that wait for a cycle: late on a day, or recycled out of one of its cycles; None: of all days."""
    return _trades(view, TradeStatus.waiting, market, *_of(day))


def to_conclude(view: View, market: str, day: DayNumber | None = None) -> list[Trade]:
    """Trades of a day's cycles that have settled, which do not say so yet; None: of all days."""
    cycles = [one.cycle for _, one in view.rows(CYCLES, market, *_of(day)) if one.status in SETTLED]
    found = (one for cycle in cycles for one in _trades(view, TradeStatus.netted, cycle) if one.cycle == cycle)
    return sorted(found, key=lambda one: one.trade)


def debtors(view: View, market: str) -> list[Member]:
    """Members that owe penalties."""
    return [one for _, one in view.rows(MEMBERS, market) if one.owed]


def cycles_of(view: View, market: str, day: DayNumber) -> list[Cycle]:
    """The cycles of a business day, in their order; none of a day that was not opened."""
    found: Day | None = view.read(DAYS, market, str(day))
    read = [] if found is None else [view.read(CYCLES, one.cycle) for one in found.cycles]
    return [one for one in read if one is not None]


def _of(day: DayNumber | None) -> tuple[str, ...]:
    return () if day is None else (str(day),)


def _trades(view: View, status: TradeStatus, *listed: str) -> list[Trade]:
    """Those that are listed somewhere and now stand so; each once, in order of their names."""
    names = sorted({one.trade for _, one in view.rows(LISTED, *listed)})
    read = (view.read(TRADES, name) for name in names)
    return [one for one in read if one is not None and one.status is status]
