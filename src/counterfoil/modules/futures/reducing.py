# SPDX-License-Identifier: Apache-2.0
"""What a forced reduction closes, found from all positions of the contract, as they were before any was reduced."""

from collections.abc import Iterator
from typing import NamedTuple

from counterfoil.law.event import FollowingEvent
from counterfoil.law.module import View, Whole
from counterfoil.law.moment import known
from counterfoil.modules.futures import reduction_calls as c
from counterfoil.modules.futures.house_accounts import positions_in
from counterfoil.modules.futures.positions import Position, Terms, since_opened, traded
from counterfoil.modules.futures.records import FUTURES, HOUSES, PRODUCTS, HedgeFlag, House
from counterfoil.modules.futures.reduction import ReductionCut, ReductionOrdered
from counterfoil.modules.futures.reduction_law import losing_lots, net_of, terms_then
from counterfoil.modules.futures.reduction_matching import Key, cuts_of, matched_lots
from counterfoil.modules.futures.reduction_records import (
    REDUCTIONS,
    UNFILLED,
    Reduction,
    ReductionStatus,
    name_of,
)
from counterfoil.modules.futures.trade_policy import TradeKind
from counterfoil.primitives.types import PARTS_PER_MILLION, AccountId, DayNumber


class Found(NamedTuple):
    """What the rule closes, and what was closed already, position by position."""

    due: dict[Key, int]
    done: dict[Key, int]


class Asked(NamedTuple):
    """What a position asked for, or of which tier it is; as it was before it was reduced, and what was closed of it."""

    wanted: int
    tier: int | None
    held: int
    closed: int


def found_of(view: View, reduction: Reduction) -> Found:
    """Of a reduction whose day has its price, from all positions."""
    asked, tiers, done = _all(view, reduction)
    return Found(matched_lots(asked, tiers), done)


def cut(event: ReductionOrdered, moment: Whole) -> Iterator[FollowingEvent]:
    """All positions are looked through once, when it is ordered: each is judged by the cuts alone then."""
    asked, tiers, _ = _all(moment, known(moment, REDUCTIONS, event.contract, str(event.day)))
    yield ReductionCut(contract=event.contract, day=event.day, cuts=cuts_of(asked, tiers))


def due_of(view: View, reduction: Reduction, now: Position) -> int:
    """What the rule closes of a position, by the cuts."""
    one, name, lots = _asked(view, reduction, now), name_of(now.account, now.hedge), 0
    if one.tier is not None:
        return reduction.cuts[one.tier].given(name, one.held)
    for each in reduction.cuts:
        lots += each.taken(name, one.wanted - lots)
    return lots


def _all(view: View, reduction: Reduction) -> tuple[dict[Key, int], list[dict[Key, int]], dict[Key, int]]:
    """What was asked for, what each tier holds, and what was closed already."""
    asked: dict[Key, int] = {}
    tiers: list[dict[Key, int]] = [{} for _ in (*reduction.rules.tiers, reduction.rules.hedge_ppm)]
    done: dict[Key, int] = {}
    contract = view.read(FUTURES, reduction.contract)
    house = None if contract is None else view.read(HOUSES, contract.house)
    assert house is not None, "nothing of it is ever removed"
    for now in positions_in(view, house.house, reduction.contract):
        key, one = (now.account, now.hedge.value), _asked(view, reduction, now)
        if one.closed:
            done[key] = one.closed
        if one.wanted:
            asked[key] = one.wanted
        if one.tier is not None:
            tiers[one.tier][key] = one.held
    return asked, tiers, done


def _asked(view: View, reduction: Reduction, now: Position) -> Asked:
    """Read of this position alone."""
    contract = view.read(FUTURES, reduction.contract)
    assert contract is not None, "nothing of it is ever removed"
    house, product = view.read(HOUSES, contract.house), view.read(PRODUCTS, contract.product)
    assert house is not None and product is not None, "nor of these"
    terms = terms_then(contract, product, product.rules_at(house.begins(reduction.day)))
    before, closed = _before(now, reduction.day, terms)
    gained, worth = since_opened(before, contract.settlement, 1), abs(contract.settlement * net_of(before))
    lots, rules = losing_lots(before, reduction.side), reduction.rules
    if lots and -gained * PARTS_PER_MILLION >= rules.loss_ppm * worth:
        said = view.read(UNFILLED, reduction.contract, now.account, now.hedge)
        wanted = min(said.lots, lots) if said is not None and said.day == reduction.day else 0
        return Asked(wanted, None, 0, closed)
    tier = _tier(reduction, now.hedge, gained, worth) if not lots and gained > 0 else None
    return Asked(0, tier, abs(net_of(before)), closed)


def reducing(view: View, house: House) -> Iterator[c.Reduce | c.ConcludeReduction]:
    """What anybody may do next of what was ordered today."""
    for _, one in view.rows(FUTURES) if house.day is not None else ():
        locks = one.locked is not None and one.locked.reduces and one.locked.day == house.day
        reduction = view.read(REDUCTIONS, one.contract, str(house.day)) if locks and one.house == house.house else None
        if reduction is not None and reduction.status is ReductionStatus.ordered:
            found = found_of(view, reduction)
            left = [key for key in found.due if key not in found.done]
            for account, hedge in left:
                yield c.Reduce(
                    account=AccountId(account),
                    contract=one.contract,
                    hedge=HedgeFlag(hedge),
                    lots=found.due[account, hedge],
                )
            if not left:
                yield c.ConcludeReduction(contract=one.contract)


def _before(now: Position, day: DayNumber, terms: Terms) -> tuple[Position, int]:
    """A position as it was before it was reduced, and lots that were closed of it."""
    today = now.on(day)
    closed = sum(one.lots for one in today.fills if one.kind is TradeKind.reduction)
    if not closed:
        return today, 0
    rest = tuple(one for one in today.fills if one.kind is not TradeKind.reduction)
    return traded(today.begun, day, rest, terms), closed


def _tier(reduction: Reduction, hedge: HedgeFlag, gained: int, worth: int) -> int | None:
    """Which of the tiers a position is of that gained; None: it is spared."""
    rules = reduction.rules
    if hedge is HedgeFlag.hedge:
        reached = rules.hedge_ppm is not None and gained * PARTS_PER_MILLION >= rules.hedge_ppm * worth
        return len(rules.tiers) if reached else None
    enough = (number for number, ppm in enumerate(rules.tiers) if gained * PARTS_PER_MILLION >= ppm * worth)
    return next(enough, None)
