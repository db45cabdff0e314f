# SPDX-License-Identifier: Apache-2.0
"""The law of locked days: from the steps of a product's rules to the next day's limit, and to the margin."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.text import format_day, format_time
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import locking_calls as c
from counterfoil.modules.futures.floor import Floor, floor_of, limits_of, open_day
from counterfoil.modules.futures.locking import DayLocked, MarginsAnnounced
from counterfoil.modules.futures.locking_outcomes import LockingOutcome
from counterfoil.modules.futures.records import FUTURES, HOUSES
from counterfoil.modules.futures.rounding import half_up
from counterfoil.modules.futures.widening import LockedSide, after
from counterfoil.primitives.types import PARTS_PER_MILLION, Millionths


def lock_day(call: c.LockDay, moment: Moment) -> Iterable[EventData]:
    """That nobody was on the other side is the venue's word: orders stand on no ledger."""
    floor = floor_of(moment, call.contract)
    contract, rules = floor.contract, floor.rules.widening
    told = f"{call.contract}: {format_day(floor.day)}"
    if rules is None:
        raise Refused(LockingOutcome.no_widening, contract.product)
    ends = floor.within[-1][1]
    require(moment.time >= ends, LockingOutcome.locked_too_early, f"{told}, {format_time(ends)}")
    before = contract.locked
    require(before is None or before.day != floor.day, LockingOutcome.locked_already, told)
    on_ppm = _limit_of_the_day(floor, call.side)
    follows = before if before is not None and before.counts(contract.settled) else None
    count, limit_ppm, margin_ppm = after(rules.steps, follows, call.side, on_ppm)
    yield DayLocked(
        product=contract.product,
        contract=call.contract,
        day=floor.day,
        side=call.side,
        count=count,
        on_ppm=Millionths(on_ppm),
        limit_ppm=Millionths(limit_ppm),
        margin_ppm=Millionths(margin_ppm),
        reason=call.reason,
        price=limits_of(contract, floor.rules, floor.day)[call.side is LockedSide.at_upper],
        reduction=rules.reduction if rules.reduces(count) else None,
    )


def announce_margins(call: c.AnnounceMargins, moment: Moment) -> Iterable[EventData]:
    contract = known(moment, FUTURES, call.contract)
    yield MarginsAnnounced(
        house=contract.house,
        contract=call.contract,
        day=open_day(known(moment, HOUSES, contract.house), contract),
        long_ppm=call.long_ppm,
        short_ppm=call.short_ppm,
        hedge_ppm=call.hedge_ppm,
        reason=call.reason,
    )


def _limit_of_the_day(floor: Floor, side: LockedSide) -> int:
    """Of the day that was locked: where limits were announced, how far the one that locked it is from the price."""
    contract = floor.contract
    announced, base = contract.announced, contract.settlement
    if announced is None or announced.day != floor.day or not base:
        return floor.rules.limit_ppm
    price = announced.upper if side is LockedSide.at_upper else announced.lower
    return min(half_up(abs(price - base) * PARTS_PER_MILLION, abs(base)), PARTS_PER_MILLION)


CALLS: Final[dict[type[Call], Moves]] = {c.LockDay: lock_day, c.AnnounceMargins: announce_margins}
